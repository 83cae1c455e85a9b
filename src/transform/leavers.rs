//! People who have left (`--deactivate-leavers`): sent once more, as inactive, because SFE keeps whom it is not told of.

use super::files::ImportFile;
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::sets::records::Profile;
use crate::stream::access_id::AccessId;
use serde::Serialize;
use std::io::Write;

/// How decisions.jsonl notes them.
const NOTE: &str = "leaver";

/// The people who have left, by access ID, each with the line of P1ProfileBasic.csv sent last.
#[derive(Debug)]
pub(crate) struct Leavers<'s>(Vec<(AccessId, &'s str)>);

/// A line of decisions.jsonl, its keys in the order of all others.
#[derive(Serialize)]
struct Decision<'s> {
    line: Option<u64>,
    users_dcid: Option<i64>,
    access_id: &'s str,
    email_addr: &'s str,
    outcome: &'static str,
    reason: Option<&'static str>,
    command: &'static str,
    files: [&'static str; 1],
    notes: [&'static str; 1],
}

impl<'s> Leavers<'s> {
    /// These people, in order: those of one access ID have left together.
    pub(crate) fn of(people: Vec<(AccessId, &'s str)>) -> Self {
        Leavers(people)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether somebody is one.
    pub(crate) fn contains(&self, access_id: AccessId) -> bool {
        self.0.binary_search_by_key(&access_id, |(other, _)| *other).is_ok()
    }

    /// Their profiles as sent last, with access IDs.
    pub(crate) fn profiles(&self) -> impl Iterator<Item = (AccessId, Profile<'s>)> {
        self.0.iter().map(|(access_id, line)| (*access_id, Profile::of(line)))
    }

    /// Their lines of P1ProfileBasic.csv: as sent last, but changed (C) and not active.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Vec<&'s str>> {
        let place = |name| ImportFile::Profile.place(name);
        let [command, available] = ["Record Command", "SubAvailable"].map(place);
        let active = ["EmployeeActive", "SubActive"].map(place);
        self.0.iter().map(move |(_, line)| {
            let mut fields: Vec<&str> = line.split('|').collect();
            fields[command] = "C";
            // As for anybody who is changed: SFE keeps what it has.
            fields[available] = "";
            for place in active {
                if fields[place] == "Y" {
                    fields[place] = "N";
                }
            }
            fields
        })
    }

    /// Writes what became of them; no row of the stream is about them.
    pub(crate) fn decide(&self, mut output: impl Write) -> Result<()> {
        for (access_id, profile) in self.profiles() {
            let decision = Decision {
                line: None,
                users_dcid: None,
                access_id: &access_id.to_string(),
                email_addr: profile.email,
                outcome: "exported",
                reason: None,
                command: "C",
                files: [ImportFile::Profile.short_name()],
                notes: [NOTE],
            };
            serde_json::to_writer(&mut output, &decision)
                .map_err(std::io::Error::from)
                .and_then(|()| output.write_all(b"\n"))
                .or_fail(Exit::Io, || "cannot write the decisions")?;
        }
        Ok(())
    }
}
