//! Oracle through its own client library, by the `oracle` crate (ODPI-C).

use super::errors;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::extract::settings::{Driver, Settings};
use crate::extract::source::kind::{Source, SourceKind, Suits, not_a_number, unsupported};
use crate::extract::watchdog::Stage;
use crate::stream::value::{DateTime, Value, plain_number};
use crate::stream::writer::Rows;
use oracle::sql_type::{OracleType, Timestamp};
use oracle::{Connection, InitParams, ResultSet, Row, RowValue};
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::Path;

/// What to do when the client library cannot be loaded.
const INSTALL: &str = "install Oracle Instant Client (Basic or Basic Light) and either run ldconfig on its folder \
                       or give the folder with --oracle-lib-dir (ORACLE_CLIENT_LIB_DIR); or use --driver thin, \
                       which needs none";

/// What to do when the client library is there, but not what it needs of the system.
const LIBAIO: &str = "the library is there, but libaio is not: apt-get install libaio1; since Ubuntu 24.04 and Debian 13, \
                      libaio1t64, and link its libaio.so.1t64 to libaio.so.1 beside it";

pub(crate) const KIND: SourceKind =
    SourceKind { name: "thick", suits, open: |settings| Ok(Box::new(Thick::open(settings)?)) };

fn suits(settings: &Settings) -> Result<Suits> {
    if settings.driver == Driver::Thin {
        return Ok(Suits::No("--driver thin".to_string()));
    }
    let loaded = match &settings.client_library {
        Some(folder) => load_from(folder).map(|()| format!("the client library in {} loads", folder.display())),
        None => load(&mut InitParams::new()).map(|()| "Oracle's client library loads".to_string()),
    };
    match loaded {
        Ok(reason) => Ok(Suits::Yes(reason)),
        // A folder that was named and is no good must not be passed over silently.
        Err(failure) if settings.driver == Driver::Thick || settings.client_library.is_some() => Err(failure),
        Err(Failure::Error(_, error)) => {
            Ok(Suits::No(format!("{}", error.root_cause()).lines().next().unwrap_or("").to_string()))
        }
        Err(other) => Err(other),
    }
}

fn load(parameters: &mut InitParams) -> Result<()> {
    parameters.init().map(|_| ()).map_err(|error| {
        let hint = if error.to_string().contains("libaio") { LIBAIO } else { INSTALL };
        Failure::caused(Exit::Config, format!("cannot load Oracle's client library: {hint}"), error)
    })
}

/// Loads the client library from a folder.
///
/// The library needs others from the same folder, which the loader finds only through its path, and it
/// reads that path once, when a program starts. So the program starts itself again with the path set.
fn load_from(folder: &Path) -> Result<()> {
    const LOADER_PATH: &str = "LD_LIBRARY_PATH";
    let folder = folder
        .canonicalize()
        .or_fail(Exit::Config, || format!("the Oracle client library's folder {} cannot be used", folder.display()))?;
    let path = std::env::var_os(LOADER_PATH).unwrap_or_default();
    if std::env::split_paths(&path).next().as_deref() != Some(folder.as_path()) {
        let mut longer = OsString::from(&folder);
        if !path.is_empty() {
            longer.push(":");
            longer.push(&path);
        }
        messages::debug(format_args!("starting again with {LOADER_PATH}={}", longer.to_string_lossy()));
        let mut arguments = std::env::args_os();
        let name = arguments.next().unwrap_or_default();
        let error = std::env::current_exe().map(|program| {
            std::process::Command::new(program).arg0(name).args(arguments).env(LOADER_PATH, longer).exec()
        });
        return Err(error.unwrap_or_else(|error| error))
            .or_fail(Exit::Config, || "cannot start again with the loader's path set");
    }
    let mut parameters = InitParams::new();
    parameters
        .oracle_client_lib_dir(folder.as_os_str())
        .or_fail(Exit::Config, || format!("the folder's name {} cannot be used", folder.display()))?;
    load(&mut parameters)
}

struct Thick {
    connection: Connection,
    settings: Settings,
}

impl Thick {
    fn open(settings: &Settings) -> Result<Self> {
        let (user, password) = settings.credentials()?;
        let connect = || Connection::connect(user, &password, &settings.database);
        let connection = settings
            .watchdog
            .watch(Stage::Connect, connect)
            .map_err(|error| failure(settings, "cannot log in to", error))?;
        if let Some(warning) = connection.last_warning() {
            messages::warning(format_args!("{}: {warning}", settings.database));
        }
        Ok(Thick { connection, settings: settings.clone() })
    }
}

impl Source for Thick {
    fn versions(&mut self) -> Result<String> {
        let failed = |error| failure(&self.settings, "cannot ask", error);
        let client = oracle::Version::client().map_err(failed)?;
        let server = self.settings.watchdog.watch(Stage::Version, || self.connection.server_version());
        let (server, _) = server.map_err(failed)?;
        Ok(format!("driver thick, client library {client}, server {server}"))
    }

    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        let watchdog = &self.settings.watchdog;
        let failed = |error| failure(&self.settings, "no extract from", error);
        let execute = || -> oracle::Result<ResultSet<'static, Cells>> {
            // The first batch comes with the answer to the query itself; one row more shows that it was the last.
            self.connection
                .statement(sql)
                .fetch_array_size(self.settings.fetch_size)
                .prefetch_rows(self.settings.fetch_size.saturating_add(1))
                .build()?
                .into_result_set::<Cells>(&[])
        };
        let results = watchdog.watch(Stage::Execute, execute).map_err(failed)?;
        let mut names = Vec::new();
        for column in results.column_info() {
            supported(column.oracle_type()).map_err(|kind| unsupported(column.name(), kind))?;
            names.push(column.name().to_string());
        }
        rows.columns(&names)?;
        let mut results = results;
        while let Some(row) = watchdog.watch(Stage::Fetch, || results.next()) {
            let Cells(values) = row.map_err(failed)?;
            let number = |(value, name): (Option<_>, &String)| value.ok_or_else(|| not_a_number(name));
            let values = values.into_iter().zip(&names).map(number).collect::<Result<Vec<_>>>()?;
            if !rows.row(&values)? {
                break;
            }
        }
        Ok(())
    }
}

fn supported(kind: &OracleType) -> Result<(), String> {
    match kind {
        OracleType::Varchar2(_)
        | OracleType::NVarchar2(_)
        | OracleType::Char(_)
        | OracleType::NChar(_)
        | OracleType::Number(..)
        | OracleType::Float(_)
        | OracleType::Date
        | OracleType::Timestamp(_)
        | OracleType::TimestampTZ(_)
        | OracleType::TimestampLTZ(_) => Ok(()),
        other => Err(other.to_string()),
    }
}

/// A row's values, copied out of the driver's buffer; `None` for a number without decimal digits.
struct Cells(Vec<Option<Value<'static>>>);

impl RowValue for Cells {
    fn get(row: &Row) -> oracle::Result<Self> {
        row.sql_values()
            .iter()
            .zip(row.column_info())
            .map(|(value, column)| {
                Ok(match column.oracle_type() {
                    _ if value.is_null()? => Some(Value::Null),
                    OracleType::Number(..) | OracleType::Float(_) => {
                        let digits: String = value.get()?;
                        plain_number(&digits).map(|plain| Value::Number(plain.into_owned().into()))
                    }
                    OracleType::Date
                    | OracleType::Timestamp(_)
                    | OracleType::TimestampTZ(_)
                    | OracleType::TimestampLTZ(_) => {
                        Some(Value::Text(date_time(&value.get()?).in_utc().iso_8601().into()))
                    }
                    _ => Some(Value::Text(value.get::<String>()?.into())),
                })
            })
            .collect::<oracle::Result<_>>()
            .map(Cells)
    }
}

fn date_time(time: &Timestamp) -> DateTime {
    DateTime {
        year: time.year(),
        month: time.month(),
        day: time.day(),
        hour: time.hour(),
        minute: time.minute(),
        second: time.second(),
        nanosecond: time.nanosecond(),
        offset: time.with_tz().then(|| time.tz_offset() / 60),
    }
}

fn failure(settings: &Settings, what: &str, error: oracle::Error) -> Failure {
    let code = error.oci_code().filter(|code| *code != 0);
    let (exit, hint) = match (code, error.dpi_code()) {
        (Some(code), _) => (errors::exit(code), errors::hint(code)),
        // DPI-1080 and DPI-1010: the connection was lost; DPI-1067: a call took too long.
        (None, Some(1080 | 1010 | 1067)) => (Exit::Temporary, ""),
        (None, _) => (Exit::Service, ""),
    };
    Failure::caused(exit, format!("{what} {}{hint}", settings.database), error)
}
