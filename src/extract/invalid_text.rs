//! Texts with bytes that are not valid: each becomes U+FFFD in the stream, and its column is named once.
//!
//! One such text is no reason to lose a night: everybody else's data is right.

use super::source::source_type::Source;
use crate::common::exit::Result;
use crate::common::messages;
use crate::stream::columns::{COLUMNS, Origin};
use crate::stream::value::Value;
use crate::stream::writer::{Rows, keys};
use std::collections::BTreeMap;

/// Rows on their way to the writer, and what was wrong in them.
pub(crate) struct InvalidText<'r> {
    rows: &'r mut dyn Rows,
    names: Vec<String>,
    /// The number of rows so far.
    count: u64,
    /// For each column with such a text, the first person, or the number of the first row.
    first: BTreeMap<usize, First>,
}

enum First {
    Person(String),
    Row(u64),
}

impl<'r> InvalidText<'r> {
    /// Runs a query, and warns of each column with such a text, whatever becomes of the query.
    pub(crate) fn warn_of(source: &mut dyn Source, sql: &str, rows: &'r mut dyn Rows) -> Result<()> {
        let mut seen = InvalidText { rows, names: Vec::new(), count: 0, first: BTreeMap::new() };
        let outcome = source.query(sql, &mut seen);
        for (column, first) in &seen.first {
            messages::warning(seen.warning(source, &seen.names[*column], first));
        }
        outcome
    }

    fn warning(&self, source: &dyn Source, column: &str, first: &First) -> String {
        let person = match first {
            First::Person(number) => format!("for users_dcid {number}"),
            First::Row(number) => format!("in row {number}"),
        };
        let begin = format!(
            "column {column} holds text that is not valid, first {person}: its bytes become U+FFFD, and sfe-transform \
             rejects each person for whom they would be printed"
        );
        let (First::Person(number), Some(known)) = (first, COLUMNS.iter().find(|known| known.name == column)) else {
            return begin;
        };
        let (table, key) = match known.origin {
            Origin::Teachers => ("teachers", "users_dcid"),
            Origin::HumanResources => ("u_humanresources", "usersdcid"),
            // Only the district knows where its query has it from.
            Origin::Own => return begin,
        };
        format!("{begin}; to find the rows: {}", source.query_for_invalid(column, table, key, number))
    }
}

impl Rows for InvalidText<'_> {
    fn columns(&mut self, names: &[String]) -> Result<()> {
        self.names = keys(names)?;
        self.rows.columns(names)
    }

    fn row(&mut self, values: &[Value<'_>]) -> Result<bool> {
        self.count += 1;
        for (index, value) in values.iter().enumerate() {
            let is_invalid = matches!(value, Value::Text(text) if text.contains(char::REPLACEMENT_CHARACTER));
            if is_invalid && !self.first.contains_key(&index) {
                let person = self.names.iter().zip(values).find(|(name, _)| *name == "users_dcid");
                let first = match person {
                    Some((_, Value::Number(number) | Value::Text(number))) => First::Person(number.to_string()),
                    _ => First::Row(self.count),
                };
                self.first.insert(index, first);
            }
        }
        self.rows.row(values)
    }
}
