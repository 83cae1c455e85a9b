//! Where the programs are: beside sfe-sync, otherwise on PATH.

use crate::common::exit::{Exit, Failure, Result};
use crate::common::settings;
use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

const NAMES: [&str; 6] = ["ps-extract", "sfe-transform", "sfe-stamp", "sfe-push", "sfe-commit", "sfe-report"];

/// Where programs are on a system that does not say.
const USUAL_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The programs of a night.
pub(crate) struct Programs {
    /// The folder of sfe-sync itself.
    here: PathBuf,
}

impl Programs {
    /// Finds them.
    ///
    /// # Errors
    ///
    /// 78 when one of them is in neither place.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.to_path_buf()));
        let programs = Programs { here: here.unwrap_or_default() };
        let path = programs.search_path();
        for name in NAMES {
            if !std::env::split_paths(&path).any(|folder| is_program(&folder.join(name))) {
                let here = programs.here.display();
                let message =
                    format!("cannot find the program {name}, neither in {here} nor on PATH; install it there");
                return Err(Failure::new(Exit::Config, message));
            }
        }
        Ok(programs)
    }

    /// PATH for children, in which ours come first.
    pub(crate) fn search_path(&self) -> OsString {
        let rest = settings::value("PATH").unwrap_or_else(|| USUAL_PATH.into());
        let mut path = self.here.clone().into_os_string();
        path.push(":");
        path.push(rest);
        path
    }

    /// The first program of this name in that path.
    pub(crate) fn path(&self, name: impl AsRef<OsStr>) -> PathBuf {
        let name = Path::new(name.as_ref());
        let path = self.search_path();
        let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| is_program(path));
        found.unwrap_or_else(|| name.to_path_buf())
    }
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|there| there.is_file() && there.permissions().mode() & 0o111 != 0)
}
