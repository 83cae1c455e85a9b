//! `ps-extract --check`: would an extract work tonight?

use super::invalid_text::InvalidText;
use super::source::source_type::Source;
use super::statement;
use crate::common::cli::values;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::settings;
use crate::stream::columns::{self, COLUMNS, Origin, PROFILE_PREFIX};
use crate::stream::reader::StaffStream;
use crate::stream::value::Value;
use crate::stream::writer::{self, Rows, StreamWriter};
use std::fmt::Display;
use std::io::Write as _;

/// Runs the query for one row and reports on standard output.
pub(crate) fn check(source: &mut dyn Source, sql: &str) -> Result<()> {
    say(format_args!("connected: {}", source.versions()?))?;
    let mut first = FirstRow::new();
    InvalidText::warn_of(source, sql, &mut first)?;
    say(format_args!("columns: {}", first.columns.join(", ")))?;
    say(format_args!("first row: {}", if first.found { "read" } else { "none" }))?;
    let missing = |origin| -> Vec<&str> {
        let absent = |name: &&str| !first.columns.iter().any(|column| column == name);
        COLUMNS.iter().filter(|column| column.origin == origin).map(|column| column.name).filter(absent).collect()
    };
    let (needed, useful) = (missing(Origin::Teachers), missing(Origin::HumanResources));
    if !useful.is_empty() {
        say(format_args!("missing, taken as null: {}", useful.join(", ")))?;
    }
    let optional: Vec<&str> =
        columns::own().map(|own| own.name).filter(|key| first.columns.iter().any(|column| column == key)).collect();
    let optional = if optional.is_empty() { "none".to_string() } else { optional.join(", ") };
    say(format_args!("optional columns of a district's own: {optional}"))?;
    let is_unknown = |name: &&str| name.starts_with(PROFILE_PREFIX) && columns::position(name).is_none();
    let unknown: Vec<&str> = first.columns.iter().map(String::as_str).filter(is_unknown).collect();
    if !unknown.is_empty() {
        say(format_args!("not among them, so that sfe-transform refuses the extract: {}", unknown.join(", ")))?;
    }
    if statement::leaves_out_null_home_schools(sql) {
        say(format_args!(
            "note: the query leaves out people without a home school, because no comparison with NULL is true; \
             to include them, write (t.homeschoolid <> 2 OR t.homeschoolid IS NULL)"
        ))?;
    }
    if !needed.is_empty() {
        return Err(Failure::new(
            Exit::Service,
            format!("the query lacks columns that sfe-transform needs: {}", needed.join(", ")),
        ));
    }
    if !first.found && !is_empty_allowed() {
        return Err(Failure::new(
            Exit::Data,
            "the query finds nobody, so a run would fail: check its conditions, and what the database user may read \
             (SFE_ALLOW_EMPTY=1 allows a run that exports nobody)",
        ));
    }
    if !unknown.is_empty() {
        return Err(refused_by_transform(format_args!("a query cannot fill {}", unknown.join(", "))));
    }
    if let Some(problem) = first.refused()? {
        return Err(refused_by_transform(problem));
    }
    say(format_args!("ok: an extract would work"))
}

/// Whether sfe-transform makes a set of nobody.
fn is_empty_allowed() -> bool {
    let setting = settings::value("SFE_ALLOW_EMPTY");
    setting.and_then(|value| values::on_or_off(value.to_str()?).ok()).unwrap_or(false)
}

/// A night would end with the same exit code.
fn refused_by_transform(problem: impl Display) -> Failure {
    Failure::new(Exit::Data, format!("sfe-transform would refuse the extract: {problem}; correct the query"))
}

fn say(line: std::fmt::Arguments<'_>) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{line}").map_err(Failure::stdout)
}

struct FirstRow {
    columns: Vec<String>,
    found: bool,
    stream: StreamWriter<Vec<u8>, fn(u64)>,
}

impl FirstRow {
    fn new() -> Self {
        FirstRow { columns: Vec::new(), found: false, stream: StreamWriter::new(Vec::new(), |_| ()) }
    }

    /// What sfe-transform says against the row.
    fn refused(self) -> Result<Option<String>> {
        let stream = self.stream.into_output()?;
        let read: Result<()> = StaffStream::new(stream.as_slice()).each_row(|_, _| Ok(()));
        Ok(read.err().map(|failure| failure.text()))
    }
}

impl Rows for FirstRow {
    fn columns(&mut self, names: &[String]) -> Result<()> {
        self.columns = writer::keys(names)?;
        self.stream.columns(names)
    }

    fn row(&mut self, values: &[Value<'_>]) -> Result<bool> {
        self.found = true;
        self.stream.row(values)?;
        Ok(false)
    }
}
