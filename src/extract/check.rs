//! `ps-extract --check`: would an extract work tonight?

use super::source::source_type::Source;
use crate::common::exit::{Exit, Failure, Result};
use crate::stream::columns::COLUMNS;
use crate::stream::value::Value;
use crate::stream::writer::{self, Rows};
use std::io::Write as _;

/// Runs the query for one row and reports on standard output.
pub(crate) fn check(source: &mut dyn Source, sql: &str) -> Result<()> {
    say(format_args!("connected: {}", source.versions()?))?;
    let mut first = FirstRow::default();
    source.query(sql, &mut first)?;
    say(format_args!("columns: {}", first.columns.join(", ")))?;
    say(format_args!("first row: {}", if first.found { "read" } else { "none, the query finds nobody" }))?;
    let missing = |required| -> Vec<&str> {
        let absent = |name: &&str| !first.columns.iter().any(|column| column == name);
        COLUMNS.iter().filter(|column| column.required == required).map(|column| column.name).filter(absent).collect()
    };
    let (needed, useful) = (missing(true), missing(false));
    if !useful.is_empty() {
        say(format_args!("missing, taken as null: {}", useful.join(", ")))?;
    }
    if !needed.is_empty() {
        return Err(Failure::new(
            Exit::Service,
            format!("the query lacks columns that sfe-transform needs: {}", needed.join(", ")),
        ));
    }
    say(format_args!("ok: an extract would work"))
}

fn say(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{line}").map_err(Failure::stdout)
}

#[derive(Default)]
struct FirstRow {
    columns: Vec<String>,
    found: bool,
}

impl Rows for FirstRow {
    fn columns(&mut self, names: &[String]) -> Result<()> {
        self.columns = writer::keys(names)?;
        Ok(())
    }

    fn row(&mut self, _: &[Value<'_>]) -> Result<bool> {
        self.found = true;
        Ok(false)
    }
}
