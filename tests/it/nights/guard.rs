//! Whether the guard was right to stop a run, or to let it pass: counted from the record that the run left.

use super::district::District;
use super::home::Home;
use super::record;
use serde_json::Value;
use std::collections::BTreeMap;

/// Up to this many people are always let through. In a district of at most fifty, more are over 10% at once.
const ALWAYS_ALLOWED: usize = 5;

/// What is wrong about a run that the guard stopped: it commits nothing, so the record is what the guard saw.
pub fn stopped_wrongly(home: &Home, district: &District, ends_leavers: bool) -> Option<String> {
    let exported = district.exported();
    let is_active_tonight = |access_id: &u32| exported.get(access_id).is_some_and(super::person::Lines::is_active);
    let is_lost = |(access_id, line): &(u32, Value)| {
        let is_lost_tonight = is_known(line) && line["absent_since"].is_null() && !is_active_tonight(access_id);
        let is_ended_tonight = ends_leavers && line["ended_since"].is_null() && !exported.contains_key(access_id);
        record::is_active(line) && (is_lost_tonight || is_ended_tonight)
    };
    let lost: Vec<u32> = record::read(home).into_iter().filter(is_lost).map(|(access_id, _)| access_id).collect();
    (lost.len() <= ALWAYS_ALLOWED).then(|| format!("the guard counts more than {lost:?}"))
}

/// What is wrong about a run that the guard let pass: the commit has noted whom it lost. Somebody whom an earlier set,
/// by the record of before the run, was to end already is not lost once more.
pub fn passed_wrongly(home: &Home, before: &BTreeMap<u32, Value>) -> Option<String> {
    let last = std::fs::read_link(home.workspace.path("last")).ok()?;
    let run = last.file_name()?.to_str()?.to_string();
    let was_ended = |access_id: &u32| before.get(access_id).is_some_and(|line| !line["ended_since"].is_null());
    let is_lost = |(access_id, line): &(u32, Value)| {
        let is_lost_tonight = is_known(line) && line["absent_since"] == run;
        let is_ended_tonight = line["ended_since"] == run && !was_ended(access_id);
        record::is_active(line) && (is_lost_tonight || is_ended_tonight)
    };
    let lost: Vec<u32> = record::read(home).into_iter().filter(is_lost).map(|(access_id, _)| access_id).collect();
    (lost.len() > ALWAYS_ALLOWED).then(|| format!("{lost:?} were lost, and the guard was silent"))
}

fn is_known(line: &Value) -> bool {
    line["known"] == "known"
}
