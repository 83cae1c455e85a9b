//! One extract, or one of the questions asked instead of it.

use super::check;
use super::invalid_text::InvalidText;
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
    if !options.arguments.is_empty() {
        let said = "it takes options only: give the database with --db, the user with --user (see ps-extract --help)";
        return Err(Failure::new(Exit::Usage, said));
    }
    if options.print_query {
        return std::io::stdout().write_all(query::DEFAULT.as_bytes()).map_err(Failure::stdout);
    }
    let query_file = options.query.clone().filter(|path| !path.as_os_str().is_empty());
    let checking = options.check;
    let settings = Settings::new(options)?;
    let chosen = source::load(&source::candidates(&settings), &settings)?;
    let sql = query::load(query_file.as_deref())?;
    let watchdog = Watchdog::start(settings.timeout, settings.database.to_string())?;
    let mut source = (chosen.open)(&settings, &watchdog, &sql)?;
    messages::debug(format_args!("query: {sql}"));
    let outcome = if checking { check::check(&mut *source, &sql) } else { extract(&mut *source, &sql, &settings) };
    watchdog.log_off(&outcome, || source.close());
    outcome
}

fn extract(source: &mut dyn Source, sql: &str, settings: &Settings) -> Result<()> {
    let output = std::io::stdout().lock();
    // Rows on the same terminal would be torn by a progress bar.
    let bar = match output.is_terminal() {
        true => ProgressBar::hidden(),
        false => progress::spinner("{spinner} {pos} rows read, {elapsed}"),
    };
    let mut writer = StreamWriter::new(output, |rows| bar.set_position(rows));
    InvalidText::warn_of(source, sql, &mut writer)?;
    let records = writer.finish()?;
    bar.finish_and_clear();
    messages::detail(format_args!("{records} rows read from {}", settings.database));
    Ok(())
}
