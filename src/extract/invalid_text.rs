//! Texts with bytes that are not valid: each becomes U+FFFD in the stream, and its column is named once.
//!
//! One such text must not cost a night: everyone else's data is right.

use super::query;
use super::source::source_type::Source;
use crate::common::exit::Result;
use crate::common::messages;
use crate::stream::columns::{COLUMNS, Origin};
use crate::stream::value::Value;
use crate::stream::writer::{Rows, keys};
use std::collections::BTreeMap;

/// So many people with such a text in one column are named in the query that finds them.
const MOST_PEOPLE: usize = 20;

/// Rows on their way to the writer, and what was wrong in them.
pub(crate) struct InvalidText<'r> {
    rows: &'r mut dyn Rows,
    names: Vec<String>,
    /// The number of rows so far.
    count: u64,
    /// For each column with such a text, who has it.
    found: BTreeMap<usize, Found>,
}

/// The rows with such a text in a column.
struct Found {
    first_row: u64,
    /// The users_dcid of the first ones, as far as the rows have any.
    people: Vec<String>,
}

impl<'r> InvalidText<'r> {
    /// Runs a query, and warns of each column with such a text, whatever becomes of the query.
    pub(crate) fn warn_of(source: &mut dyn Source, sql: &str, rows: &'r mut dyn Rows) -> Result<()> {
        let mut seen = InvalidText { rows, names: Vec::new(), count: 0, found: BTreeMap::new() };
        let outcome = source.query(sql, &mut seen);
        for (column, found) in &seen.found {
            messages::warning(seen.warning(source, sql, &seen.names[*column], found));
        }
        outcome
    }

    fn warning(&self, source: &dyn Source, sql: &str, column: &str, found: &Found) -> String {
        let person = match found.people.first() {
            Some(number) => format!("for users_dcid {number}"),
            None => format!("in row {}", found.first_row),
        };
        let begin = format!(
            "column {column} holds text that is not valid, first {person}: the bytes become U+FFFD, and sfe-transform \
             rejects people if their lines would hold it"
        );
        if found.people.is_empty() {
            return begin;
        }
        // Only the district knows where its own query has a column from.
        let origin = COLUMNS.iter().find(|known| known.name == column && query::is_default(sql));
        let (how, from, key) = match origin.map(|known| known.origin) {
            Some(Origin::Teachers) => ("", "teachers", "users_dcid"),
            Some(Origin::HumanResources) => ("", "u_humanresources", "usersdcid"),
            Some(Origin::Own) | None => (", with your query in place of QUERY", "(QUERY) q", "users_dcid"),
        };
        format!("{begin}; to find the rows{how}: {}", source.query_for_invalid(column, from, key, &found.people))
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
            if is_invalid {
                let found =
                    self.found.entry(index).or_insert_with(|| Found { first_row: self.count, people: Vec::new() });
                let person = self.names.iter().zip(values).find(|(name, _)| *name == "users_dcid");
                if let Some((_, Value::Number(number) | Value::Text(number))) = person
                    && found.people.len() < MOST_PEOPLE
                    && !found.people.iter().any(|known| known == number.as_ref())
                    && number.bytes().all(|byte| byte.is_ascii_digit())
                {
                    found.people.push(number.to_string());
                }
            }
        }
        self.rows.row(values)
    }
}
