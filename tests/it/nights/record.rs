//! The record, `smartfind.jsonl`, as people read it: with nothing but what its man page says.

use super::home::Home;
use serde_json::Value;
use std::collections::BTreeMap;

/// The lines by access ID; empty where there is no record.
pub fn read(home: &Home) -> BTreeMap<u32, Value> {
    let Ok(text) = std::fs::read_to_string(home.workspace.path("smartfind.jsonl")) else { return BTreeMap::new() };
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let number = |line: &Value| u32::try_from(line["access_id"].as_u64()?).ok();
    lines.filter_map(|line| Some((number(&line)?, line))).collect()
}

/// Whether the record has the account as active.
pub fn is_active(line: &Value) -> bool {
    ["employee_active", "sub_active"].iter().any(|flag| line["profile"][*flag] == "Y")
}

/// Whether people find the account in the record as active though PowerSchool no longer sends it.
pub fn is_listed(line: &Value) -> bool {
    is_active(line) && !line["absent_since"].is_null()
}

/// Whether that is all: no set has ended the account since.
pub fn is_asked_for(line: &Value) -> bool {
    is_listed(line) && line["ended_since"].is_null()
}
