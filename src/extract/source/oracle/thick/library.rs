//! Oracle's client library: loaded from the loader's path, or from a folder, for which the program starts itself again.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::extract::database::tns_admin;
use oracle::InitParams;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;

/// What to do when the client library cannot be loaded.
const INSTALL: &str = "install Oracle Instant Client (Basic or Basic Light) and either run ldconfig on its folder \
                       or give the folder with --oracle-lib-dir (ORACLE_CLIENT_LIB_DIR); or use --driver thin, \
                       which needs none";

/// What to do when the client library is there, but not what it needs of the system.
const LIBAIO: &str = "the library is there, but libaio is not: apt-get install libaio1; since Ubuntu 24.04 and \
                      Debian 13, libaio1t64, and link its libaio.so.1t64 to libaio.so.1 beside it";

/// Marks the re-executed process, so that it does not re-execute again.
const STARTED_AGAIN: &str = "PS_EXTRACT_STARTED_AGAIN";

/// Loads the client library from the loader's path.
pub(super) fn load() -> Result<()> {
    initialize(&mut InitParams::new())
}

fn initialize(parameters: &mut InitParams) -> Result<()> {
    if let Some(folder) = tns_admin() {
        // One of the settings file is not in the environment, where the library would look.
        parameters
            .oracle_client_config_dir(folder.as_os_str())
            .or_fail(Exit::Config, || format!("the folder's name {} cannot be used", folder.display()))?;
    }
    parameters.init().map(|_| ()).map_err(|error| {
        let hint = if error.to_string().contains("libaio") { LIBAIO } else { INSTALL };
        Failure::caused(Exit::Config, format!("cannot load Oracle's client library: {hint}"), error)
    })
}

/// Loads the client library from a folder.
///
/// The library needs others from the same folder, which the loader finds only through its path, and it
/// reads that path once, when a program starts. So the program starts itself again with the path set.
pub(super) fn load_from(folder: &Path) -> Result<()> {
    const LOADER_PATH: &str = "LD_LIBRARY_PATH";
    let folder = folder
        .canonicalize()
        .or_fail(Exit::Config, || format!("the Oracle client library's folder {} cannot be used", folder.display()))?;
    // The loader's path has no way to write such a folder.
    if folder.as_os_str().as_bytes().iter().any(|byte| matches!(byte, b':' | b';')) {
        let shown = folder.display();
        return Err(Failure::new(
            Exit::Config,
            format!("the Oracle client library's folder {shown} has a : or a ; in its name: give it another name"),
        ));
    }
    let path = std::env::var_os(LOADER_PATH).unwrap_or_default();
    let is_first = std::env::split_paths(&path).next().as_deref() == Some(folder.as_path());
    if !is_first && std::env::var_os(STARTED_AGAIN).is_none() {
        let mut longer = OsString::from(&folder);
        if !path.is_empty() {
            longer.push(":");
            longer.push(&path);
        }
        return start_again(LOADER_PATH, &longer);
    }
    let mut parameters = InitParams::new();
    parameters
        .oracle_client_lib_dir(folder.as_os_str())
        .or_fail(Exit::Config, || format!("the folder's name {} cannot be used", folder.display()))?;
    initialize(&mut parameters)
}

/// Comes back only when it fails.
fn start_again(variable: &str, path: &OsStr) -> Result<()> {
    messages::debug(format_args!("starting again with {variable}={}", path.to_string_lossy()));
    let mut arguments = std::env::args_os();
    let name = arguments.next().unwrap_or_default();
    let error = std::env::current_exe().map(|program| {
        let mut command = std::process::Command::new(program);
        command.arg0(name).args(arguments).env(variable, path).env(STARTED_AGAIN, "1").exec()
    });
    Err(error.unwrap_or_else(|error| error)).or_fail(Exit::Config, || "cannot start again with the loader's path set")
}
