//! SQLite: sample data, tests, and districts that copy their tables out of PowerSchool.

use super::source_type::{Source, SourceType, Suitability};
use super::unfit::{SQLITE, fit, unfit};
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::extract::query::ADAPT;
use crate::extract::settings::Settings;
use crate::extract::watchdog::{Stage, Watchdog};
use crate::stream::value::{Value, plain_number};
use crate::stream::writer::Rows;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::io::Read as _;
use std::path::Path;

pub(crate) const TYPE: SourceType = SourceType {
    name: "sqlite",
    suitability: |settings| {
        if settings.database.file().is_some() { Suitability::Required } else { Suitability::No }
    },
    load: |_| Ok("the database is a file".to_string()),
    open: |settings, watchdog, _| Ok(Box::new(Sqlite::open(settings, watchdog)?)),
};

struct Sqlite {
    connection: Connection,
    path: String,
    watchdog: Watchdog,
}

impl Sqlite {
    fn open(settings: &Settings, watchdog: &Watchdog) -> Result<Self> {
        let path = settings.database.file().and_then(Path::to_str).unwrap_or("");
        // SQLite's own words for a missing file do not name it.
        let metadata = std::fs::metadata(path).or_fail(Exit::NoInput, || format!("cannot read the database {path}"))?;
        if !metadata.is_file() {
            return Err(Failure::new(Exit::NoInput, format!("the database {path} is not a file")));
        }
        let connection = Connection::open_with_flags(Path::new(path), OpenFlags::SQLITE_OPEN_READ_ONLY)
            .or_fail(Exit::NoInput, || format!("cannot open the database {path}"))?;
        // A little less than the watchdog allows, so that a locked file is reported as such.
        let patience = settings.timeout.mul_f64(0.7);
        connection.busy_timeout(patience).map_err(|error| failure(path, error))?;
        Ok(Sqlite { connection, path: path.to_string(), watchdog: watchdog.clone() })
    }
}

impl Source for Sqlite {
    fn versions(&mut self) -> Result<String> {
        Ok(format!("driver sqlite, library {}, file {}", rusqlite::version(), self.path))
    }

    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        let failed = |error| failure(&self.path, error);
        let mut statement = self.watchdog.watch(Stage::Execute, || self.connection.prepare(sql)).map_err(failed)?;
        let names: Vec<String> = statement.column_names().map(str::to_string).collect();
        rows.columns(&names)?;
        let mut results = statement.query([]).map_err(failed)?;
        while let Some(row) = self.watchdog.watch(Stage::Fetch, || results.next()).map_err(failed)? {
            let mut values = Vec::with_capacity(names.len());
            for (index, name) in names.iter().enumerate() {
                values.push(value(name, row.get_ref(index).map_err(failed)?)?);
            }
            if !rows.row(&fit(&names, values, &SQLITE)?)? {
                break;
            }
        }
        Ok(())
    }

    fn close(self: Box<Self>) {}

    /// SQLite has no function that knows such bytes.
    /// SQLite has no function that tells whether a text is valid.
    fn query_for_invalid(&self, column: &str, from: &str, person: &str, people: &[String]) -> String {
        format!("SELECT {person}, hex({column}) FROM {from} WHERE {person} IN ({})", people.join(", "))
    }
}

/// `None` for a number without digits.
fn value<'v>(name: &str, value: ValueRef<'v>) -> Result<Option<Value<'v>>> {
    Ok(Some(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Number(number.to_string().into()),
        ValueRef::Real(number) => {
            let digits = number.to_string();
            let Some(plain) = plain_number(&digits) else { return Ok(None) };
            Value::Number(plain.into_owned().into())
        }
        ValueRef::Text(bytes) => Value::Text(String::from_utf8_lossy(bytes)),
        ValueRef::Blob(_) => {
            let advice = "select CAST(it AS TEXT) where it holds text, otherwise hex(it)";
            return Err(unfit(name, format_args!("is of the type BLOB, which an extract cannot hold; {advice}")));
        }
    }))
}

const WAL: &str = " (it is in WAL mode, in which reading, too, writes files beside it: let ps-extract write in its \
                   folder, or run PRAGMA journal_mode=DELETE on it)";

/// Bytes 18 and 19 of the file say by which journal it is written and read.
fn is_in_wal_mode(path: &str) -> bool {
    let mut header = [0; 20];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header[18..] == [2, 2]
}

fn failure(path: &str, error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Failure::caused(Exit::Temporary, format!("the database {path} is in use"), error)
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            let hint = if is_in_wal_mode(path) { WAL } else { "" };
            Failure::caused(Exit::NoInput, format!("cannot read the database {path}{hint}"), error)
        }
        Some(ErrorCode::SystemIoFailure) => {
            Failure::caused(Exit::Io, format!("cannot read the database {path}"), error)
        }
        _ => {
            let said = error.to_string();
            let hint = if said.contains("no such table") || said.contains("no such column") { ADAPT } else { "" };
            Failure::caused(Exit::Service, format!("the database {path} refuses the query{hint}"), error)
        }
    }
}
