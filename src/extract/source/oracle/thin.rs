//! Oracle without a client library, by Oracle's own pure-Rust driver, the crate `oracledb`.
//!
//! A pre-release, pinned exactly. It lacks native network encryption and does not verify the database server's identity
//! at login. What it gets wrong about redirects and texts, `relay` sets right.

mod addresses;
mod attempts;
mod failure;
mod fetch_size;
mod panics;
pub(crate) mod relay;
mod target;
mod values;

use super::{READ_ONLY, query_for_invalid};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::extract::connect_string::ConnectString;
use crate::extract::driver::Driver;
use crate::extract::settings::Settings;
use crate::extract::source::source_type::{Source, SourceType, Suitability};
use crate::extract::source::unfit::{ORACLE, fit, national_charset, unsupported};
use crate::extract::watchdog::{Stage, Watchdog};
use crate::stream::writer::Rows;
use oracledb::{Config, Connection, Cursor, Error, Metadata};
use relay::Relay;
use relay::describe::Text;
use std::time::Instant;
use target::Target;
use values::{Reading, reading, value};

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
    open: |settings, watchdog, sql| Ok(Box::new(Thin::open(settings, watchdog, sql.len())?)),
};

/// The driver's version, as Cargo.toml pins it.
const VERSION: &str = "26.0.0-beta.5";

/// The character set in which the driver reads NVARCHAR2: AL16UTF16.
const NATIONAL: u16 = 2000;

struct Thin {
    connection: Connection,
    relay: Relay,
    settings: Settings,
    watchdog: Watchdog,
}

impl Thin {
    fn open(settings: &Settings, watchdog: &Watchdog, statement_size: usize) -> Result<Self> {
        let (user, password) = settings.credentials()?;
        let database = settings.database.to_string();
        if is_proxy(user) {
            let problem = "POWERSCHOOL_READ_USER names a user and, in brackets, one to act for, which only --driver \
                           thick can: give one of them";
            return Err(Failure::new(Exit::Config, format!("cannot log in to {database}: {problem}")));
        }
        let target = watchdog.watch(Stage::Connect, || target(settings, statement_size))?;
        if !target.ignored.is_empty() {
            let ignored = target.ignored.join(", ");
            messages::warning(format_args!("the thin driver ignores {ignored} in the connect string"));
        }
        let config = Config::default().set_credentials(user, &password);
        let connect = || attempts::connect(&target, &config, &database);
        let connected = watchdog.watch(Stage::Connect, connect);
        let (connection, relay) = connected.map_err(|failed| failure::connecting(&database, &failed))?;
        if let Ok(Some(warning)) = connection.last_warning() {
            messages::warning(format_args!("{database}: {warning}"));
        }
        Ok(Thin { connection, relay, settings: settings.clone(), watchdog: watchdog.clone() })
    }

    fn execute(&self, sql: &str) -> Result<Cursor, Error> {
        // The server has nothing to do for this, so that it shows how long a round trip takes.
        let start = Instant::now();
        self.connection.execute(READ_ONLY, &[])?;
        let round_trip = start.elapsed();
        // One row more shows that a batch was the last.
        let query = |first: u32, size: u32| {
            let statement = self.connection.statement(sql)?.exclude_from_cache();
            statement.prefetch_rows(first.saturating_add(1)).fetch_array_size(size).build()?.query(&[])
        };
        if let Some(size) = self.settings.fetch_size {
            return query(size, size);
        }
        // The columns are known only with the first answer, which must not be long already.
        let (small, size) = (fetch_size::OF_LONG_TEXTS, fetch_size::rows_for(round_trip));
        let cursor = query(small, size)?;
        let is_long = |column: &Metadata| column.db_type().name().starts_with("DB_TYPE_LONG");
        if cursor.columns().iter().any(is_long) {
            drop(cursor);
            return query(small, small);
        }
        Ok(cursor)
    }

    fn read(&self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        let failed =
            |error: Error| failure::failure(&self.settings.database.to_string(), "cannot extract from", &error);
        let mut cursor = self.watchdog.watch(Stage::Execute, || self.execute(sql)).map_err(failed)?;
        let (names, readings) = self.columns(&cursor)?;
        rows.columns(&names)?;
        while let Some(row) = self.watchdog.watch(Stage::Fetch, || cursor.next()) {
            let row = row.map_err(failed)?;
            let mut values = Vec::with_capacity(names.len());
            for (index, reading) in readings.iter().enumerate() {
                values.push(value(&row, index, *reading).map_err(failed)?);
            }
            if !rows.row(&fit(&names, values, &ORACLE)?)? {
                break;
            }
        }
        Ok(())
    }

    /// The columns' names, and how each is read.
    fn columns(&self, cursor: &Cursor) -> Result<(Vec<String>, Vec<Reading>)> {
        let learned = self.relay.learned();
        let national = learned.server.map_or(NATIONAL, |server| server.national);
        let (mut names, mut readings) = (Vec::new(), Vec::new());
        for (index, column) in cursor.columns().iter().enumerate() {
            let name = column.name().to_string();
            let text = learned.texts.get(index).copied().unwrap_or(Text::Other);
            let reading = reading(column, text).map_err(|kind| unsupported(&name, kind))?;
            if reading.is_national() && national != NATIONAL {
                return Err(national_charset(&name, national));
            }
            readings.push(reading);
            names.push(name);
        }
        Ok((names, readings))
    }
}

/// `user[other]`: the one logs in for the other.
fn is_proxy(user: &str) -> bool {
    user.ends_with(']') && user.contains('[') && !user.starts_with('"')
}

fn target(settings: &Settings, statement_size: usize) -> Result<Target> {
    let database = &settings.database;
    let descriptor = match database.oracle().map(|oracle| &oracle.target) {
        Some(Ok(ConnectString::Easy(node) | ConnectString::Descriptor(node))) => node,
        Some(Err(problem)) => return Err(failure::looking_up(&database.to_string(), problem)),
        Some(Ok(ConnectString::Alias(_))) | None => return Err(failure::looking_up(&database.to_string(), "")),
    };
    let wallet = settings.wallet.as_ref().map(|folder| folder.to_string_lossy().into_owned());
    Target::new(descriptor, statement_size, settings.timeout, wallet).map_err(|problem| {
        Failure::new(Exit::Config, format!("POWERSCHOOL_PROD_DB {database} cannot be used: {problem}"))
    })
}

impl Source for Thin {
    fn versions(&mut self) -> Result<String> {
        let database = self.settings.database.to_string();
        let version = || panics::exit_on_panic(&database, || self.connection.version());
        let server = self.watchdog.watch(Stage::Version, version);
        let server = server.map_err(|error| failure::failure(&database, "cannot ask", &error))?;
        Ok(format!("driver thin (pre-release), crate oracledb {VERSION}, server {server}"))
    }

    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        panics::exit_on_panic(&self.settings.database.to_string(), || self.read(sql, rows))
    }

    fn close(self: Box<Self>) {
        let Thin { connection, watchdog, .. } = *self;
        panics::exit_with_outcome_on_panic(&watchdog, || drop(connection));
    }

    fn query_for_invalid(&self, column: &str, from: &str, person: &str, _: &[String]) -> String {
        query_for_invalid(column, from, person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_of_cargo_toml() {
        let manifest = include_str!("../../../../Cargo.toml");
        let line = manifest.lines().find(|line| line.starts_with("oracledb = ")).unwrap();
        assert!(line.contains(&format!("\"={VERSION}\"")), "{line}");
    }

    #[test]
    fn a_proxy_user_is_known_by_its_brackets() {
        assert!(is_proxy("reader[ps]") && !is_proxy("reader") && !is_proxy("\"odd[name]\""));
    }
}
