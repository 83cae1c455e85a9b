//! Oracle without a client library, by Oracle's own pure-Rust driver, the crate `oracledb`.
//!
//! A pre-release, pinned exactly. It lacks native network encryption and does not check the server's own
//! proof at log-in.

use super::errors;
use super::panics;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::extract::connect_string;
use crate::extract::settings::{Driver, Settings};
use crate::extract::source::kind::{Source, SourceKind, Suits, not_a_number, unsupported};
use crate::extract::watchdog::Stage;
use crate::stream::value::{DateTime, Value, plain_number};
use crate::stream::writer::Rows;
use oracledb::{Config, Connection, Cursor, ErrorKind, OracleNumber, OracleTimestamp, Row};
use std::time::Duration;

pub(crate) const KIND: SourceKind =
    SourceKind { name: "thin", suits, open: |settings| Ok(Box::new(Thin::open(settings)?)) };

fn suits(settings: &Settings) -> Result<Suits> {
    Ok(match settings.driver {
        Driver::Thin => Suits::Yes("--driver thin".to_string()),
        Driver::Auto => Suits::Yes("no Oracle client library loads".to_string()),
        Driver::Thick => Suits::No("--driver thick".to_string()),
    })
}

struct Thin {
    connection: Connection,
    settings: Settings,
}

/// How a column's values are read.
#[derive(Clone, Copy)]
enum Reading {
    Text,
    Number,
    Time { zone: bool },
}

impl Thin {
    fn open(settings: &Settings) -> Result<Self> {
        let (user, password) = settings.credentials()?;
        let failed = |error| failure(settings, "cannot log in to", error);
        // The watchdog bounds the connection; the driver's own bound must not come before it.
        let patience = settings.watchdog.timeout + Duration::from_secs(1);
        let config = Config::default()
            .set_credentials(user, &password)
            .set_connect_string(&settings.database)
            .map_err(failed)?
            .set_transport_connect_timeout(Some(patience));
        let connect = || panics::end_the_program(&settings.database, || oracledb::connect(config));
        let connection = settings.watchdog.watch(Stage::Connect, connect).map_err(failed)?;
        if let Ok(Some(warning)) = connection.last_warning() {
            messages::warning(format_args!("{}: {warning}", settings.database));
        }
        Ok(Thin { connection, settings: settings.clone() })
    }

    fn execute(&self, sql: &str) -> Result<Cursor, oracledb::Error> {
        let size = self.settings.fetch_size;
        self.connection.statement(sql)?.prefetch_rows(size.saturating_add(1)).fetch_array_size(size).build()?.query(&[])
    }

    fn read(&self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        let watchdog = &self.settings.watchdog;
        let failed = |error| failure(&self.settings, "no extract from", error);
        let mut cursor = watchdog.watch(Stage::Execute, || self.execute(sql)).map_err(failed)?;
        let mut names = Vec::new();
        let mut readings = Vec::new();
        for column in cursor.columns() {
            let name = column.name().to_string();
            let reading = reading(column.db_type().name());
            readings.push(reading.ok_or_else(|| unsupported(&name, column.data_type()))?);
            names.push(name);
        }
        rows.columns(&names)?;
        while let Some(row) = watchdog.watch(Stage::Fetch, || cursor.next()) {
            let row = row.map_err(failed)?;
            let mut values = Vec::with_capacity(names.len());
            for (index, reading) in readings.iter().enumerate() {
                let value = value(&row, index, *reading).map_err(failed)?;
                values.push(value.ok_or_else(|| not_a_number(&names[index]))?);
            }
            if !rows.row(&values)? {
                break;
            }
        }
        Ok(())
    }
}

impl Source for Thin {
    fn versions(&mut self) -> Result<String> {
        let Settings { database, watchdog, .. } = &self.settings;
        let version = || panics::end_the_program(database, || self.connection.version());
        let server = watchdog.watch(Stage::Version, version);
        let server = server.map_err(|error| failure(&self.settings, "cannot ask", error))?;
        Ok(format!("driver thin (pre-release), crate oracledb 26.0.0-beta.5, server {server}"))
    }

    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        panics::end_the_program(&self.settings.database, || self.read(sql, rows))
    }
}

fn reading(type_name: &str) -> Option<Reading> {
    match type_name.trim_start_matches("DB_TYPE_") {
        "VARCHAR" | "NVARCHAR" | "CHAR" | "NCHAR" => Some(Reading::Text),
        "NUMBER" => Some(Reading::Number),
        "DATE" | "TIMESTAMP" => Some(Reading::Time { zone: false }),
        "TIMESTAMP_TZ" | "TIMESTAMP_LTZ" => Some(Reading::Time { zone: true }),
        _ => None,
    }
}

/// A column's value; `None` for a number without decimal digits.
fn value(row: &Row, index: usize, reading: Reading) -> Result<Option<Value<'static>>, oracledb::Error> {
    Ok(match reading {
        Reading::Text => Some(row.get::<Option<String>>(index)?.map_or(Value::Null, |text| Value::Text(text.into()))),
        Reading::Number => match row.get::<Option<OracleNumber>>(index)? {
            None => Some(Value::Null),
            Some(number) => plain_number(&number.to_string()).map(|plain| Value::Number(plain.into_owned().into())),
        },
        Reading::Time { zone } => Some(match row.get::<Option<OracleTimestamp>>(index)? {
            None => Value::Null,
            Some(time) => Value::Text(date_time(&time, zone).iso_8601().into()),
        }),
    })
}

/// The driver gives times with a zone in UTC.
fn date_time(time: &OracleTimestamp, zone: bool) -> DateTime {
    DateTime {
        year: time.year().into(),
        month: time.month().into(),
        day: time.day().into(),
        hour: time.hour().into(),
        minute: time.minute().into(),
        second: time.second().into(),
        nanosecond: time.nanoseconds(),
        offset: (zone && time.is_utc()).then_some(0),
    }
}

fn failure(settings: &Settings, what: &str, error: oracledb::Error) -> Failure {
    let database = &settings.database;
    let (exit, hint) = match error.kind() {
        ErrorKind::DbError(error) => {
            let code = i32::try_from(error.code()).unwrap_or(0);
            (errors::exit(code), errors::hint(code))
        }
        ErrorKind::InvalidServiceName(..) | ErrorKind::InvalidSid(..) => (Exit::Temporary, errors::hint(12514)),
        ErrorKind::CallTimeoutExceeded
        | ErrorKind::DeadConnection
        | ErrorKind::ListenerRefusedConnection(..)
        | ErrorKind::NotConnected
        | ErrorKind::OutOfData
        | ErrorKind::StreamOperation
        | ErrorKind::UnableToRecover
        | ErrorKind::UnexpectedRefuse(_) => (Exit::Temporary, ""),
        ErrorKind::InvalidConnectString(..)
        | ErrorKind::InvalidDescriptorNode(..)
        | ErrorKind::InvalidNetworkName(_)
        | ErrorKind::NoConfigDir
        | ErrorKind::NoConnectString
        | ErrorKind::ParseError(..)
        | ErrorKind::TnsAliasNotFound(..) => (Exit::Config, connect_string::FORM),
        _ => (Exit::Service, ""),
    };
    Failure::new(exit, format!("{what} {database}{hint}: {error}"))
}
