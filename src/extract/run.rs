//! One extract, or one of the questions asked instead of it.

use super::check;
use super::connect_string;
use super::options::PsExtract;
use super::query;
use super::settings::Settings;
use super::source;
use super::source::source_type::Source;
use super::watchdog::Watchdog;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::{messages, progress};
use crate::stream::writer::StreamWriter;
use indicatif::ProgressBar;
use std::io::{IsTerminal as _, Write as _};

/// Runs `ps-extract`.
pub(crate) fn run(options: PsExtract) -> Result<()> {
    if options.print_query {
        return std::io::stdout().write_all(query::DEFAULT.as_bytes()).map_err(Failure::stdout);
    }
    let (query_file, checking) = (options.query.clone(), options.check);
    let mut settings = settings(options)?;
    let chosen = source::load(&source::candidates(&settings), &settings)?;
    let sql = query::load(query_file.as_deref())?;
    settings.statement_size = sql.len();
    let mut source = (chosen.open)(&settings)?;
    messages::debug(format_args!("query: {sql}"));
    let outcome =
        if checking { check::check(&mut *source, &sql) } else { extract(&mut *source, &sql, &settings.database) };
    settings.watchdog.log_off(&outcome, || drop(source));
    outcome
}

fn extract(source: &mut dyn Source, sql: &str, database: &str) -> Result<()> {
    let output = std::io::stdout().lock();
    // Rows on the same terminal would be torn by a progress bar.
    let bar = match output.is_terminal() {
        true => ProgressBar::hidden(),
        false => progress::spinner("{spinner} {pos} rows read, {elapsed}"),
    };
    let mut writer = StreamWriter::new(output, |rows| bar.set_position(rows));
    source.query(sql, &mut writer)?;
    let records = writer.finish()?;
    bar.finish_and_clear();
    messages::detail(format_args!("{records} rows read from {database}"));
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
        connect_string::parse(&database).map_err(|problem| {
            // A user and a password may stand before an @, and in a JDBC URL in other places, too.
            let is_jdbc = database.to_ascii_lowercase().starts_with("jdbc:");
            let shown = if is_jdbc || database.contains('@') { String::new() } else { format!(" {database:?}") };
            let form = if is_jdbc { "" } else { connect_string::FORM };
            Failure::new(Exit::Config, format!("POWERSCHOOL_PROD_DB{shown} is malformed: {problem}{form}"))
        })?;
    }
    Ok(Settings {
        user: options.user,
        password_file: options.password_file,
        driver: options.driver,
        client_library: options.oracle_lib_dir,
        wallet: options.wallet,
        fetch_size: options.fetch_size,
        statement_size: 0,
        watchdog: Watchdog::start(options.timeout, database.clone())?,
        database,
    })
}
