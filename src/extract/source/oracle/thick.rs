//! Oracle through its own client library, by the `oracle` crate (ODPI-C).

mod library;

use super::{READ_ONLY, errors, number, query_for_invalid};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use crate::extract::connect_string::ConnectString;
use crate::extract::connect_string::descriptor::{Node, Value as NodeValue};
use crate::extract::driver::Driver;
use crate::extract::settings::Settings;
use crate::extract::source::source_type::{Source, SourceType, Suitability};
use crate::extract::source::unfit::{ORACLE, fit, unsupported};
use crate::extract::watchdog::{Stage, Watchdog};
use crate::stream::value::{DateTime, Value};
use crate::stream::writer::Rows;
use oracle::sql_type::{OracleType, Timestamp};
use oracle::{Connection, ResultSet, Row, RowValue};

pub(crate) const TYPE: SourceType = SourceType {
    name: "thick",
    suitability: |settings| match (settings.driver, &settings.client_library) {
        (Driver::Thin, _) => Suitability::No,
        (Driver::Auto, None) => Suitability::Possible,
        (Driver::Thick, _) | (Driver::Auto, Some(_)) => Suitability::Required,
    },
    load: |settings| match &settings.client_library {
        Some(folder) => {
            library::load_from(folder).map(|()| format!("the client library in {} loads", folder.display()))
        }
        None => library::load().map(|()| "Oracle's client library loads".to_string()),
    },
    open: |settings, watchdog, _| Ok(Box::new(Thick::open(settings, watchdog)?)),
};

/// The connect string, with the wallet of `--wallet` in it. A name that is not found is the client library's to look
/// up.
fn connect_string(settings: &Settings) -> String {
    let Some(oracle) = settings.database.oracle() else { return String::new() };
    let node = match &oracle.target {
        Ok(ConnectString::Easy(node) | ConnectString::Descriptor(node)) => Some(node),
        Ok(ConnectString::Alias(_)) | Err(_) => None,
    };
    match (&settings.wallet, node) {
        (Some(wallet), Some(node)) if node.key == "DESCRIPTION" => {
            let mut node = node.clone();
            add_wallet(&mut node, &wallet.to_string_lossy());
            return node.to_string();
        }
        (Some(_), _) => messages::warning(
            "the thick driver takes the wallet of such a connect string from sqlnet.ora (WALLET_LOCATION), not from \
             --wallet",
        ),
        (None, _) => {}
    }
    oracle.text.clone()
}

/// In the one SECURITY part, instead of the wallet that it names, if any.
fn add_wallet(description: &mut Node, folder: &str) {
    let NodeValue::Nodes(nodes) = &mut description.value else { return };
    let mut security = vec![Node::text("MY_WALLET_DIRECTORY", folder)];
    for part in nodes.iter().filter(|node| node.key == "SECURITY") {
        let others = |node: &&Node| !["MY_WALLET_DIRECTORY", "WALLET_LOCATION"].contains(&node.key.as_str());
        security.extend(part.below().iter().filter(others).cloned());
    }
    nodes.retain(|node| node.key != "SECURITY");
    nodes.push(Node::nodes("SECURITY", security));
}

/// Rows per round trip: the client library reads an answer once, however long it is.
const FETCH_SIZE: u32 = 1000;

/// ODPI-C errors that wrap a server error.
const NOT_CONNECTED: i32 = 1010;
const CALL_TIMED_OUT: i32 = 1067;
const DEAD_CONNECTION: i32 = 1080;

struct Thick {
    connection: Connection,
    settings: Settings,
    watchdog: Watchdog,
}

impl Thick {
    fn open(settings: &Settings, watchdog: &Watchdog) -> Result<Self> {
        let (user, password) = settings.credentials()?;
        let database = connect_string(settings);
        let connect = || Connection::connect(user, &password, &database);
        let connection =
            watchdog.watch(Stage::Connect, connect).map_err(|error| failure(settings, "cannot log in to", error))?;
        if let Some(warning) = connection.last_warning() {
            messages::warning(format_args!("{}: {warning}", settings.database));
        }
        Ok(Thick { connection, settings: settings.clone(), watchdog: watchdog.clone() })
    }
}

impl Source for Thick {
    fn versions(&mut self) -> Result<String> {
        let failed = |error| failure(&self.settings, "cannot ask", error);
        let client = oracle::Version::client().map_err(failed)?;
        let server = self.watchdog.watch(Stage::Version, || self.connection.server_version());
        let (server, _) = server.map_err(failed)?;
        Ok(format!("driver thick, client library {client}, server {server}"))
    }

    fn query(&mut self, sql: &str, rows: &mut dyn Rows) -> Result<()> {
        let watchdog = &self.watchdog;
        let failed = |error| failure(&self.settings, "cannot extract from", error);
        let size = self.settings.fetch_size.unwrap_or(FETCH_SIZE);
        let execute = || -> oracle::Result<ResultSet<'static, Cells>> {
            self.connection.execute(READ_ONLY, &[])?;
            // The first batch comes with the answer to the query itself; one row more shows that it was the last.
            self.connection
                .statement(sql)
                .fetch_array_size(size)
                .prefetch_rows(size.saturating_add(1))
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
            if !rows.row(&fit(&names, values, &ORACLE)?)? {
                break;
            }
        }
        Ok(())
    }

    fn close(self: Box<Self>) {
        drop(self.connection);
    }

    fn query_for_invalid(&self, column: &str, from: &str, person: &str, _: &[String]) -> String {
        query_for_invalid(column, from, person)
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
        | OracleType::TimestampLTZ(_)
        | OracleType::CLOB
        | OracleType::NCLOB
        | OracleType::Long => Ok(()),
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
                        number(&digits)
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
    let database = &settings.database;
    if let Some(DEAD_CONNECTION | CALL_TIMED_OUT) = error.dpi_code() {
        // ODPI-C puts the server's own words behind the first line, and behind these whatever is in its memory,
        // for it copies them without their end.
        let text = error.to_string();
        let said = text.lines().next().unwrap_or("");
        let number = said.rsplit_once("ORA-").and_then(|(_, number)| number.trim().parse().ok()).unwrap_or(3113);
        let hint = if errors::exit(number) == Exit::Temporary { errors::hint(number) } else { errors::hint(3113) };
        return Failure::new(Exit::Temporary, format!("{what} {database}{hint}: {said}"));
    }
    const UNKNOWN_NAME: i32 = 12154;
    if let (Some(UNKNOWN_NAME), Some(Err(problem))) = (error.oci_code(), database.oracle().map(|oracle| &oracle.target))
    {
        let hint = errors::hint(UNKNOWN_NAME);
        return Failure::caused(Exit::Config, format!("{what} {database}: {problem}{hint}"), error);
    }
    let (exit, hint) = match error.oci_code().filter(|code| *code != 0) {
        Some(code) => (errors::exit(code), errors::hint(code)),
        None if error.dpi_code() == Some(NOT_CONNECTED) => (Exit::Temporary, errors::hint(3113)),
        None => (Exit::Service, ""),
    };
    Failure::caused(exit, format!("{what} {database}{hint}"), error)
}
