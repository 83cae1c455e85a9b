//! One extract, or one of the questions asked instead of it.

use super::check;
use super::connect_string;
use super::options::PsExtract;
use super::query;
use super::source::{self, Settings};
use super::watchdog::Watchdog;
use super::writer::StreamWriter;
use crate::exit::{Exit, Failure, OrFail as _, Result};
use crate::messages;
use crate::small_file;
use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// Runs `ps-extract`.
pub fn run(options: PsExtract) -> Result<()> {
    if options.print_query {
        return std::io::stdout().write_all(query::DEFAULT.as_bytes()).map_err(Failure::stdout);
    }
    let sql = query::load(options.query.as_deref())?;
    let checking = options.check;
    let settings = settings(options)?;
    if checking {
        return check::check(&settings, &sql);
    }
    let mut source = source::open(&settings)?;
    let mut writer = StreamWriter::new(std::io::stdout().lock());
    messages::debug(format_args!("query: {sql}"));
    source.query(&sql, &mut writer)?;
    let records = writer.finish()?;
    messages::detail(format_args!("{records} rows read from {}", settings.database));
    Ok(())
}

fn settings(options: PsExtract) -> Result<Settings> {
    let database = options.db.ok_or_else(|| {
        Failure::new(
            Exit::Config,
            "no database given: set POWERSCHOOL_PROD_DB (or --db) to host:port/service or sqlite:PATH",
        )
    })?;
    let is_file = database.starts_with("sqlite:");
    if !is_file {
        connect_string::check(&database).map_err(|problem| {
            let form = connect_string::FORM;
            Failure::new(Exit::Config, format!("POWERSCHOOL_PROD_DB {database:?} is malformed: {problem}{form}"))
        })?;
    }
    Ok(Settings {
        user: options.user,
        // A file needs none, and one that is set for another night is no reason to fail.
        password: if is_file { None } else { password(options.password_file)? },
        driver: options.driver,
        client_library: options.oracle_lib_dir,
        fetch_size: options.fetch_size,
        watchdog: Watchdog::start(options.timeout, database.clone())?,
        database,
    })
}

/// The password: from `--password-file`, else the environment, else the file the environment names.
fn password(file: Option<PathBuf>) -> Result<Option<String>> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = file {
        return read_password(&path).map(Some);
    }
    if let Some(password) = set("POWERSCHOOL_DB_PASSWORD") {
        return OsString::into_string(password)
            .map(Some)
            .map_err(|_| Failure::new(Exit::Config, "POWERSCHOOL_DB_PASSWORD is not UTF-8 text"));
    }
    set("POWERSCHOOL_DB_PASSWORD_FILE").map(|path| read_password(Path::new(&path))).transpose()
}

fn read_password(path: &Path) -> Result<String> {
    let text = small_file::read(path, "password file", Exit::Config)?;
    let metadata = std::fs::metadata(path).or_fail(Exit::Config, || format!("cannot read {}", path.display()))?;
    if metadata.permissions().mode() & 0o007 != 0 {
        messages::warning(format_args!("everyone may read the password file {}: chmod 600 it", path.display()));
    }
    match text.lines().next() {
        Some(password) if !password.is_empty() => Ok(password.to_string()),
        _ => Err(Failure::new(Exit::Config, format!("the password file {} is empty", path.display()))),
    }
}
