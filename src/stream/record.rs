//! One line of the staff stream: a row, or the end line.

use super::cell::Cell;
use super::columns::{self, COLUMNS, Column, Origin, PROFILE_PREFIX};
use super::row::StaffRow;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// One line of the stream.
#[derive(Debug, PartialEq)]
pub(super) enum Record<'a> {
    /// A row of the query.
    Row(Box<StaffRow<'a>>),
    /// The last line of a whole stream: how many rows came before it.
    End(u64),
}

/// Parses one line; an error says what is wrong with it, without the line's number.
pub(super) fn parse(line: &str) -> Result<Record<'_>, String> {
    let parse = |is_exact| {
        let mut json = serde_json::Deserializer::from_str(line);
        json.deserialize_map(Line { is_exact }).and_then(|record| json.end().map(|()| record))
    };
    // Reading every value's JSON text takes a third longer; nearly no line needs it.
    parse(false).or_else(|_| parse(true)).map_err(explain)
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

struct Line {
    /// Whether values are read from their JSON text, which keeps a number's digits and says what is wrong.
    is_exact: bool,
}

impl Line {
    /// Puts the next value into the row; whether it is not null.
    fn set<'de, M: MapAccess<'de>>(
        &self,
        map: &mut M,
        column: &'static Column,
        row: &mut StaffRow<'de>,
    ) -> Result<bool, M::Error> {
        let cell = Cell { row, name: column.name, target: &column.target };
        if !self.is_exact {
            return map.next_value_seed(cell);
        }
        let json = map.next_value::<&RawValue>()?.get();
        cell.set_json(json).map_err(|problem| Error::custom(format_args!("key {} {problem}", column.name)))
    }
}

impl<'de> Visitor<'de> for Line {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Record<'de>, M::Error> {
        let mut row = Box::<StaffRow<'_>>::default();
        let mut seen = 0_u64;
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
                    let is_given = self.set(&mut map, column, &mut row)?;
                    row.has_human_resources |= column.origin == Origin::HumanResources && is_given;
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
            _ => match COLUMNS.iter().enumerate().find(|(i, c)| c.origin == Origin::Teachers && seen & (1 << i) == 0) {
                Some((_, column)) => Err(Error::custom(format_args!("key {} is missing", column.name))),
                None => Ok(Record::Row(row)),
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

    #[test]
    fn the_columns_of_human_resources_may_be_absent_and_unknown_keys_are_ignored() {
        let line = format!(r#"{{{NINE},"added_by_a_custom_query":[[1,{{"end":2}}]],"end":1}}"#);
        let Ok(Record::Row(row)) = parse(&line) else { panic!("{:?}", parse(&line)) };
        assert_eq!((row.access_id(), row.homeschoolid, row.users_dcid), ("7", Some(5), 9));
        assert!(!row.has_human_resources);
        let line = format!(r#"{{{NINE},"p1_city":"Austin","p1_zip":null,"p1_state":" ","location":"HS"}}"#);
        let Ok(Record::Row(row)) = parse(&line) else { panic!("{:?}", parse(&line)) };
        assert!(!row.has_human_resources, "a district's own columns come from anywhere");
        let of_profile = [ProfileColumn::City, ProfileColumn::Zip, ProfileColumn::State, ProfileColumn::Gender];
        assert_eq!(of_profile.map(|column| row.profile_column(column)), ["Austin", "", "", ""]);
    }

    #[test]
    fn the_end_line_is_known_by_its_only_key() {
        assert_eq!(parse(r#"{"end":{"records":3}}"#), Ok(Record::End(3)));
        assert!(parse(r#"{"end":{}}"#).unwrap_err().contains("end line"));
        assert!(parse(r#"{"end":-1}"#).unwrap_err().contains("end line"));
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
            let said = parse(&line).unwrap_err();
            assert!(said.starts_with(expected), "{line}: {said}");
        }
    }
}
