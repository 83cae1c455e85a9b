//! How many people or values there are under each kind, and how many of them are new.

use super::Who;
use crate::decisions::{Column, Finding, Kind, List};
use crate::stream::access_id::AccessId;
use std::collections::{BTreeMap, HashSet};

/// How many new people a warning names.
const NAMED: usize = 5;

/// Whom or what a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    /// The users_dcid of somebody in the stream.
    Person(i64),
    /// An access ID in SmartFind that no exported row has.
    Account(AccessId),
    /// A value of a column.
    Value(Column, Box<str>),
}

impl Entry {
    /// Whom or what a finding about somebody is about.
    pub(super) fn new(who: &Who<'_>, finding: &Finding<'_>) -> Self {
        let of_value = finding.kind.is_of_values().then(|| Entry::of_value(finding)).flatten();
        of_value.unwrap_or_else(|| Entry::of_person(who))
    }

    /// The person, whatever the finding is about.
    pub(super) fn of_person(who: &Who<'_>) -> Self {
        match who.users_dcid {
            Some(users_dcid) => Entry::Person(users_dcid),
            None => who.parsed_access_id().map_or(Entry::Person(0), Entry::Account),
        }
    }

    /// The value that a finding is about.
    pub(super) fn of_value(finding: &Finding<'_>) -> Option<Self> {
        Some(Entry::Value(finding.field?, finding.value.as_deref()?.into()))
    }
}

/// The counts.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    kinds: BTreeMap<Kind, Entries>,
    accepted: HashSet<(Kind, Entry)>,
}

/// Those under one kind.
#[derive(Debug, Default)]
struct Entries {
    all: HashSet<Entry>,
    new: u64,
    /// The first new ones.
    named: Vec<String>,
}

/// The warning about a kind.
pub(crate) struct Warning {
    pub(crate) count: u64,
    pub(crate) new: u64,
    pub(crate) text: String,
}

impl Tally {
    /// Counts a finding once for each person or value.
    pub(crate) fn count(&mut self, finding: &Finding<'_>, entry: Entry, who: &Who<'_>, is_new: bool) {
        let entries = self.kinds.entry(finding.kind).or_default();
        let name = (is_new && entries.named.len() < NAMED).then(|| match &entry {
            Entry::Value(column, value) => format!("{column} \"{value}\""),
            Entry::Person(_) | Entry::Account(_) => who.label(),
        });
        if entries.all.insert(entry) && is_new {
            entries.new += 1;
            entries.named.extend(name);
        }
    }

    /// Counts a finding that is accepted.
    pub(crate) fn accept(&mut self, kind: Kind, entry: Entry) {
        self.accepted.insert((kind, entry));
    }

    /// How many were accepted.
    pub(crate) fn accepted(&self) -> u64 {
        self.accepted.len() as u64
    }

    /// How many there are in a list, under all its kinds.
    pub(crate) fn total(&self, list: List) -> usize {
        self.kinds.iter().filter(|(kind, _)| kind.list() == list).map(|(_, entries)| entries.all.len()).sum()
    }

    /// A warning for each kind, in the order of the report.
    pub(crate) fn warnings(&self) -> impl Iterator<Item = (Kind, Warning)> {
        self.kinds.iter().map(|(kind, entries)| {
            let (count, new) = (entries.all.len() as u64, entries.new);
            let named = match entries.named.join(", ") {
                none if none.is_empty() => none,
                named => format!(": {named}{}", if entries.new > NAMED as u64 { ", …" } else { "" }),
            };
            let text = format!("{} ({kind}): {new} new, {count} in all{named}", kind.text());
            (*kind, Warning { count, new, text })
        })
    }
}
