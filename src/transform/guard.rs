//! The guard against mass changes (spec, section 8): who was active in the set pushed last and is not now.

use crate::exit::{Exit, Failure, OrFail as _, Result};
use crate::layout::File;
use crate::messages;
use crate::rules::{AccessId, Reason};
use roaring::RoaringBitmap;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

/// Up to this many lost people are always let through, so that small schools are not stopped daily.
const ALWAYS_ALLOWED: u64 = 5;

/// Columns of the profile file that the comparison reads.
const ACCESS: &str = "Access";
const ACTIVE: [&str; 2] = ["EmployeeActive", "SubActive"];

/// The comparison with the set pushed last.
#[derive(Debug)]
pub struct Guard {
    max_loss_percent: f64,
    active_before: RoaringBitmap,
    active_now: RoaringBitmap,
    present_now: RoaringBitmap,
    /// Why people who were active before are not exported now.
    reasons: BTreeMap<u32, Reason>,
}

impl Guard {
    /// Reads the profile file in `previous`; `None` when there is no such set.
    pub fn load(previous: &Path, max_loss_percent: f64) -> Result<Option<Self>> {
        let path = previous.join(File::Profile.name());
        let file = match std::fs::File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                messages::detail(format_args!("no previous set in {}: nothing to compare with", previous.display()));
                return Ok(None);
            }
            Err(error) => {
                return Err(error)
                    .or_fail(Exit::NoInput, || format!("cannot read the previous set {}", path.display()));
            }
        };
        Ok(Some(Guard {
            max_loss_percent,
            active_before: active_people(file).map_err(|problem| {
                Failure::new(Exit::Data, format!("the previous set {}: {problem}", path.display()))
            })?,
            active_now: RoaringBitmap::new(),
            present_now: RoaringBitmap::new(),
            reasons: BTreeMap::new(),
        }))
    }

    /// Notes an exported person.
    pub fn exported(&mut self, access_id: AccessId, active: bool) {
        self.present_now.insert(access_id.number());
        if active {
            self.active_now.insert(access_id.number());
        }
    }

    /// Notes a row that is not exported; a later row about the home school says more than one about another.
    pub fn not_exported(&mut self, access_id: &str, reason: Reason) {
        let Some(access_id) = AccessId::parse(access_id).map(AccessId::number) else { return };
        if self.active_before.contains(access_id)
            && (reason != Reason::OtherSchool || !self.reasons.contains_key(&access_id))
        {
            self.reasons.insert(access_id, reason);
        }
    }

    /// Fails when too many people would be lost; otherwise the warnings about those absent now.
    pub fn judge(&self) -> Result<Vec<String>> {
        let lost = &self.active_before - &self.active_now;
        let before = self.active_before.len();
        let percent = lost.len() as f64 * 100.0 / before.max(1) as f64;
        if lost.len() > ALWAYS_ALLOWED && percent > self.max_loss_percent {
            let named: Vec<String> =
                lost.iter().take(10).map(|id| format!("{id} {}", self.what_happened(id))).collect();
            let more = if lost.len() > 10 { ", …" } else { "" };
            return Err(Failure::new(
                Exit::Data,
                format!(
                    "{} of the {before} people active in the set pushed last ({percent:.1} %, more than the {} % \
                     allowed) would be lost: {}{more}; nothing was written; if this is right, let it through with \
                     --max-loss 100 (SFE_MAX_LOSS=100)",
                    lost.len(),
                    self.max_loss_percent,
                    named.join(", "),
                ),
            ));
        }
        let absent = &lost - &self.present_now;
        Ok(absent
            .iter()
            .map(|id| {
                format!(
                    "access ID {id} was active in the set pushed last and {}; SFE keeps the person active",
                    self.what_happened(id)
                )
            })
            .collect())
    }

    fn what_happened(&self, access_id: u32) -> String {
        match self.reasons.get(&access_id) {
            _ if self.present_now.contains(access_id) => "is inactive now".to_string(),
            Some(reason) => format!("is {} now ({reason})", reason.outcome()),
            None => "is not in the extract".to_string(),
        }
    }
}

fn active_people(file: std::fs::File) -> Result<RoaringBitmap, String> {
    let width = File::Profile.width();
    let place = |title| File::Profile.place(title).unwrap_or(usize::MAX);
    let (access, active) = (place(ACCESS), ACTIVE.map(place));
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b'|').quoting(false).has_headers(false).flexible(true).from_reader(file);
    let mut people = RoaringBitmap::new();
    let mut record = csv::StringRecord::new();
    let mut line = 0_u64;
    loop {
        line += 1;
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(people),
            Ok(true) if record.len() == width => {}
            Ok(true) => return Err(format!("line {line} has {} fields, not {}", record.len(), width)),
            Err(error) => return Err(error.to_string()),
        }
        let access_id = record.get(access).and_then(AccessId::parse).ok_or(format!("line {line} has no access ID"))?;
        if active.iter().any(|column| record.get(*column) == Some("Y")) {
            people.insert(access_id.number());
        }
    }
}
