//! Oracle without a client library, by Oracle's own pure-Rust driver, the crate `oracledb`.
//!
//! A pre-release, pinned exactly. It lacks native network encryption and does not check the server's own
//! proof at log-in.

mod addresses;
mod attempts;
mod failure;
mod fetch_size;
mod panics;
mod target;

use crate::common::exit::Result;
use crate::common::messages;
use crate::extract::connect_string::{self, ConnectString, descriptor};
use crate::extract::settings::{Driver, Settings};
use crate::extract::source::source_type::{Source, SourceType, Suitability};
use crate::extract::source::unfit::{LARGEST_TEXT, not_a_number, too_long, unsupported};
use crate::extract::watchdog::Stage;
use crate::stream::value::{DateTime, Value, plain_number};
use crate::stream::writer::Rows;
use oracledb::{Config, Connection, Cursor, Error, Metadata, OracleNumber, OracleTimestamp, Row};
use target::Target;

pub(crate) const TYPE: SourceType = SourceType {
    name: "thin",
    suitability: |settings| match settings.driver {
        Driver::Thin => Suitability::Required,
        Driver::Auto => Suitability::Possible,
        Driver::Thick => Suitability::No,
    },
    load: |settings| {
        let asked = settings.driver == Driver::Thin;
        Ok(if asked { "--driver thin" } else { "no Oracle client library loads" }.to_string())
    },
    open: |settings| Ok(Box::new(Thin::open(settings)?)),
};

struct Thin {
    connection: Connection,
    fetch_size: u32,
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
        let (database, watchdog) = (&settings.database, &settings.watchdog);
        let target = watchdog.watch(Stage::Connect, || target(settings))?;
        if !target.ignored.is_empty() {
            let ignored = target.ignored.join(", ");
            messages::warning(format_args!("the thin driver ignores {ignored} in the connect string"));
        }
        let mut config =
            Config::default().set_credentials(user, &password).set_transport_connect_timeout(Some(target.open_limit));
        let wallet = settings.wallet.as_ref().map(|folder| folder.to_string_lossy().into_owned());
        if let Some(folder) = wallet.or(target.wallet.clone()).or_else(target::usual_wallet) {
            config = config.set_wallet_location(folder);
        }
        let connect = || attempts::connect(&target, &config, database);
        let connection =
            watchdog.watch(Stage::Connect, connect).map_err(|error| failure::connecting(database, &error))?;
        if let Ok(Some(warning)) = connection.last_warning() {
            messages::warning(format_args!("{database}: {warning}"));
        }
        let fetch_size = match settings.fetch_size {
            Some(size) => size,
            None => watchdog
                .watch(Stage::Connect, || panics::end_the_program(database, || fetch_size::measure(&connection)))
                .map_err(|error| failure::connecting(database, &error))?,
        };
        Ok(Thin { connection, fetch_size, settings: settings.clone() })
    }

    fn execute(&self, sql: &str) -> Result<Cursor, Error> {
        // One row more shows that a batch was the last.
        let query = |first: u32, size: u32| {
            let statement = self.connection.statement(sql)?.exclude_from_cache();
            statement.prefetch_rows(first.saturating_add(1)).fetch_array_size(size).build()?.query(&[])
        };
        if let Some(size) = self.settings.fetch_size {
            return query(size, size);
        }
        // The columns are known only with the first answer, which must not be long already.
        let small = fetch_size::OF_LONG_TEXTS;
        let cursor = query(small, self.fetch_size)?;
        let is_long = |column: &Metadata| column.db_type().name().starts_with("DB_TYPE_LONG");
        if cursor.columns().iter().any(is_long) {
            drop(cursor);
            return query(small, small);
        }
        Ok(cursor)
    }

    fn read(&self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        let watchdog = &self.settings.watchdog;
        let failed = |error: Error| failure::failure(&self.settings.database, "no extract from", &error);
        let mut cursor = watchdog.watch(Stage::Execute, || self.execute(sql)).map_err(failed)?;
        let mut names = Vec::new();
        let mut readings = Vec::new();
        for column in cursor.columns() {
            let name = column.name().to_string();
            readings.push(reading(column).map_err(|kind| unsupported(&name, kind))?);
            names.push(name);
        }
        rows.columns(&names)?;
        while let Some(row) = watchdog.watch(Stage::Fetch, || cursor.next()) {
            let row = row.map_err(failed)?;
            let mut values = Vec::with_capacity(names.len());
            for (index, reading) in readings.iter().enumerate() {
                match value(&row, index, *reading).map_err(failed)? {
                    None => return Err(not_a_number(&names[index])),
                    Some(Value::Text(text)) if text.len() > LARGEST_TEXT => {
                        return Err(too_long(&names[index], text.len()));
                    }
                    Some(value) => values.push(value),
                }
            }
            if !rows.row(&values)? {
                break;
            }
        }
        Ok(())
    }
}

fn target(settings: &Settings) -> Result<Target> {
    let database = &settings.database;
    let not_found = |error: Error| failure::looking_up(database, &error);
    let parsed = connect_string::parse(database);
    let descriptor = match parsed {
        Ok(ConnectString::Easy(node) | ConnectString::Descriptor(node)) => node,
        // The program's settings were checked before: what is left is a name in tnsnames.ora.
        Ok(ConnectString::Alias(_)) | Err(_) => {
            let found = Config::default().set_connect_string(database).map_err(not_found)?.get_connect_descriptor();
            descriptor::parse(&found).map_err(|problem| failure::in_tnsnames(database, problem))?
        }
    };
    Ok(Target::new(&descriptor, settings.statement_size, settings.watchdog.timeout))
}

impl Source for Thin {
    fn versions(&mut self) -> Result<String> {
        let Settings { database, watchdog, .. } = &self.settings;
        let version = || panics::end_the_program(database, || self.connection.version());
        let server = watchdog.watch(Stage::Version, version);
        let server = server.map_err(|error| failure::failure(database, "cannot ask", &error))?;
        Ok(format!("driver thin (pre-release), crate oracledb 26.0.0-beta.5, server {server}"))
    }

    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        panics::end_the_program(&self.settings.database, || self.read(sql, rows))
    }
}

/// How a column is read, or the type that cannot be.
fn reading(column: &Metadata) -> Result<Reading, String> {
    match column.db_type().name().trim_start_matches("DB_TYPE_") {
        // The driver asks for a CLOB's text in the row, which makes a LONG of it.
        "VARCHAR" | "NVARCHAR" | "CHAR" | "NCHAR" | "LONG" | "LONG_NVARCHAR" => Ok(Reading::Text),
        "NUMBER" => Ok(Reading::Number),
        "DATE" | "TIMESTAMP" => Ok(Reading::Time { zone: false }),
        "TIMESTAMP_TZ" | "TIMESTAMP_LTZ" => Ok(Reading::Time { zone: true }),
        // And it makes a LONG RAW of a BLOB.
        "LONG_RAW" => Err("BLOB or LONG RAW".to_string()),
        _ => Err(column.data_type()),
    }
}

/// A column's value; `None` for a number without decimal digits.
fn value(row: &Row, index: usize, reading: Reading) -> Result<Option<Value<'_>>, Error> {
    Ok(match reading {
        Reading::Text => Some(row.get::<Option<&str>>(index)?.map_or(Value::Null, |text| Value::Text(text.into()))),
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
