//! One line of the staff stream: a row, or the end line.

use super::cell::Cell;
use super::columns::{self, COLUMNS, Column, Origin, PROFILE_PREFIX};
use super::row::StaffRow;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The columns of each table, one bit each.
const TEACHERS: u64 = columns::from(Origin::Teachers);
const HUMAN_RESOURCES: u64 = columns::from(Origin::HumanResources);

/// What a line of the stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    /// A row of the query.
    Row,
    /// The last line of a whole stream: how many rows came before it.
    End(u64),
}

/// Parses one line into a new row; an error says what is wrong with it, without the line's number.
///
/// The row comes from the caller, so that it need not be moved: it is large.
pub(super) fn parse<'a>(line: &'a str, row: &mut StaffRow<'a>) -> Result<Record, String> {
    let parse = |row: &mut StaffRow<'a>, is_exact| {
        let mut json = serde_json::Deserializer::from_str(line);
        json.deserialize_map(Line { row, is_exact }).and_then(|record| json.end().map(|()| record))
    };
    // Reading every value's JSON text takes a third longer; nearly no line needs it.
    let parsed = parse(row, false).or_else(|_| {
        *row = StaffRow::default();
        parse(row, true)
    });
    parsed.map_err(explain)
}

fn explain(error: serde_json::Error) -> String {
    let said = error.to_string();
    // Our own sentences come back with "at line 1 column N"; the line is always 1 here.
    let said = said.split(" at line 1 column ").next().unwrap_or(&said);
    match error.classify() {
        serde_json::error::Category::Data if said.starts_with("invalid type") => "is not a JSON object".to_string(),
        serde_json::error::Category::Data => said.to_string(),
        _ => format!("is not valid JSON: {said} at column {}", error.column()),
    }
}

struct Line<'r, 'a> {
    row: &'r mut StaffRow<'a>,
    /// Whether values are read from their JSON text, which keeps a number's digits and says what is wrong.
    is_exact: bool,
}

impl<'de> Line<'_, 'de> {
    /// Puts the next value into the row; whether it is not null.
    fn set<M: MapAccess<'de>>(&mut self, map: &mut M, column: &'static Column) -> Result<bool, M::Error> {
        let cell = Cell { row: self.row, name: column.name, target: &column.target };
        if !self.is_exact {
            return map.next_value_seed(cell);
        }
        let json = map.next_value::<&RawValue>()?.get();
        cell.set_json(json).map_err(|problem| Error::custom(format_args!("key {} {problem}", column.name)))
    }
}

impl<'de> Visitor<'de> for Line<'_, 'de> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'de>>(mut self, mut map: M) -> Result<Record, M::Error> {
        // One bit per column, by its place in the table.
        let (mut seen, mut given) = (0_u64, 0_u64);
        let mut unknown = false;
        let mut end = None;
        while let Some(key) = map.next_key_seed(Key)? {
            match key {
                Known::Column(index) => {
                    let column = &COLUMNS[index];
                    if seen & (1 << index) != 0 {
                        return Err(Error::custom(format_args!("has the key {} twice", column.name)));
                    }
                    seen |= 1 << index;
                    given |= u64::from(self.set(&mut map, column)?) << index;
                }
                Known::End => end = Some(map.next_value::<&RawValue>()?.get()),
                Known::Other => {
                    unknown = true;
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        match end {
            Some(end) if seen == 0 && !unknown => end_count(end).map(Record::End).map_err(Error::custom),
            _ => match COLUMNS.get((TEACHERS & !seen).trailing_zeros() as usize) {
                Some(column) => Err(Error::custom(format_args!("key {} is missing", column.name))),
                None => {
                    self.row.has_human_resources = given & HUMAN_RESOURCES != 0;
                    Ok(Record::Row)
                }
            },
        }
    }
}

#[derive(serde::Deserialize)]
struct End {
    records: u64,
}

fn end_count(raw: &str) -> Result<u64, &'static str> {
    serde_json::from_str::<End>(raw).map(|end| end.records).map_err(|_| "is an end line without its count of records")
}

enum Known {
    Column(usize),
    End,
    Other,
}

/// Recognizes a key.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Known;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Known, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Known;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Known, E> {
        Ok(match columns::position(key) {
            Some(index) => Known::Column(index),
            None if key == "end" => Known::End,
            None if key.starts_with(PROFILE_PREFIX) => {
                let problem = "is no column of the profile that a query may fill: see ps-extract(1)";
                return Err(E::custom(format_args!("key {key} {problem}")));
            }
            None => Known::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::row::ProfileColumn;

    const NINE: &str = concat!(
        r#""email_addr":"a@d.example","teachernumber":7,"home_phone":null,"first_name":"A","last_name":"B","#,
        r#""homeschoolid":"5","schoolid":5,"status":1,"users_dcid":9"#
    );

    fn row(line: &str) -> StaffRow<'_> {
        let mut row = StaffRow::default();
        assert_eq!(parse(line, &mut row), Ok(Record::Row));
        row
    }

    fn without_row(line: &str) -> Result<Record, String> {
        parse(line, &mut StaffRow::default())
    }

    #[test]
    fn the_columns_of_human_resources_may_be_absent_and_unknown_keys_are_ignored() {
        let line = format!(r#"{{{NINE},"added_by_a_custom_query":[[1,{{"end":2}}]],"end":1}}"#);
        let plain = row(&line);
        assert_eq!((plain.access_id(), plain.homeschoolid, plain.users_dcid), ("7", Some(5), 9));
        assert!(!plain.has_human_resources);
        let line = format!(r#"{{{NINE},"p1_city":"Austin","p1_zip":null,"p1_state":" ","location":"HS"}}"#);
        let own = row(&line);
        assert!(!own.has_human_resources, "a district's own columns come from anywhere");
        let of_profile = [ProfileColumn::City, ProfileColumn::Zip, ProfileColumn::State, ProfileColumn::Gender];
        assert_eq!(of_profile.map(|column| own.profile_column(column)), ["Austin", "", "", ""]);
    }

    #[test]
    fn the_end_line_is_known_by_its_only_key() {
        assert_eq!(without_row(r#"{"end":{"records":3}}"#), Ok(Record::End(3)));
        assert!(without_row(r#"{"end":{}}"#).unwrap_err().contains("end line"));
        assert!(without_row(r#"{"end":-1}"#).unwrap_err().contains("end line"));
    }

    #[test]
    fn what_is_wrong_is_said_with_the_key() {
        for (line, expected) in [
            (format!("{{{NINE}}}").replace("\"users_dcid\":9", "\"users_dcid\":null"), "key users_dcid is null"),
            (format!("{{{NINE}}}").replace("\"status\":1", "\"status\":{}"), "key status is not an integer"),
            (format!("{{{NINE}}}").replace("\"status\"", "\"state\""), "key status is missing"),
            (format!("{{{NINE},\"status\":1}}"), "has the key status twice"),
            (format!("{{{NINE},\"p1_pin\":null}}"), "key p1_pin is no column of the profile"),
            (format!("{{{NINE},\"is_sub\":\"Y\"}}"), "key is_sub is neither 1 (or true)"),
            ("[1]".to_string(), "is not a JSON object"),
            ("7".to_string(), "is not a JSON object"),
            ("{\"a\":".to_string(), "is not valid JSON: EOF while parsing a value at column 5"),
            (format!("{{{NINE}}} x"), "is not valid JSON: trailing characters"),
        ] {
            let said = without_row(&line).unwrap_err();
            assert!(said.starts_with(expected), "{line}: {said}");
        }
    }
}
