//! The two lists: what to fix in PowerSchool and what to do in SmartFind, in groups, the worst first.

use super::advice::Advice;
use super::fields::{self, Field};
use crate::common::visible;
use crate::decisions::{Column, Decision, Finding, Kind, Known, List, Place, Severity};
use crate::home::RunName;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// A group: people with findings of one kind and severity; of a code or a checkbox, those with one value.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) kind: Kind,
    pub(crate) severity: Severity,
    /// Findings that do not count, about inactive people, are in groups of their own.
    pub(crate) is_active: bool,
    /// What SmartFind has of all of them from earlier nights in place of what is not sent tonight.
    in_smartfind: Option<Known>,
    /// The people sign on with an ID, and not with their e-mail address.
    has_sign_on_id: bool,
    /// The value that all of them have, where findings are about values.
    pub(crate) value: Option<(Column, String)>,
    /// The columns where the findings are.
    columns: Vec<Column>,
    pub(crate) people: Vec<Person>,
}

/// Somebody in a group. Names and values are read when they are written: a list may hold a whole district.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) place: Place,
    pub(crate) since: Since,
    /// What people of the group share with each other.
    shared: Option<Box<str>>,
}

/// Since when a finding is there; the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Since {
    Tonight,
    Run(Reverse<RunName>),
    /// The decisions do not say.
    Unknown,
}

/// A list of the report.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) fix: Vec<Group>,
    pub(crate) to_do: Vec<Group>,
}

/// What makes two findings one group's.
type Key = (List, bool, Severity, Kind, Option<Known>, bool, Option<(Column, String)>);

/// Collects the lists from the decisions.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    groups: Vec<Group>,
    places: HashMap<Key, usize>,
    /// The people in each group, by its place and users_dcid: somebody may have several rows.
    listed: HashSet<(usize, i64)>,
    /// The decisions are of a version before 0.2, and do not say since when.
    is_former: bool,
}

impl Collector {
    /// For decisions of a version before 0.2.
    pub(crate) fn of_former() -> Self {
        Collector { is_former: true, ..Collector::default() }
    }

    /// Takes the findings of a decision.
    pub(crate) fn take(&mut self, place: Place, decision: &Decision<'_>, findings: &[Finding<'_>]) {
        let is_former = self.is_former;
        for (index, finding) in findings.iter().enumerate() {
            let value = value_of(finding);
            let (kind, severity) = (finding.kind, finding.severity);
            let is_inactive = !kind.counts(decision.active != Some(false));
            let (in_smartfind, has_sign_on_id) = (finding.in_smartfind, finding.has_sign_on_id);
            let key = (kind.list(), is_inactive, severity, kind, in_smartfind, has_sign_on_id, value);
            let place_of_group = match self.places.get(&key) {
                Some(group) => *group,
                None => self.begin(key),
            };
            let group = &mut self.groups[place_of_group];
            for column in columns_of(finding) {
                if !group.columns.contains(&column) {
                    group.columns.push(column);
                }
            }
            // Several findings of one kind are one entry, and so are several rows of one person.
            let person = decision.users_dcid.filter(|_| decision.line.is_some());
            if findings[..index].iter().any(|before| is_same_entry(before, finding))
                || person.is_some_and(|users_dcid| !self.listed.insert((place_of_group, users_dcid)))
            {
                continue;
            }
            let shared = matches!(finding.kind, Kind::SharedAccessId | Kind::SignOnShared);
            let shared = finding.value.as_deref().filter(|_| shared).map(|text| text.trim().to_lowercase().into());
            let since = match finding.since.as_deref() {
                None if is_former => Since::Unknown,
                None => Since::Tonight,
                Some(run) => RunName::parse(run).map_or(Since::Unknown, |run| Since::Run(Reverse(run))),
            };
            group.people.push(Person { place, since, shared });
        }
    }

    fn begin(&mut self, key: Key) -> usize {
        let (_, is_inactive, severity, kind, in_smartfind, has_sign_on_id, value) = key.clone();
        self.places.insert(key, self.groups.len());
        let (columns, people) = (Vec::new(), Vec::new());
        let is_active = !is_inactive;
        self.groups.push(Group { kind, severity, is_active, in_smartfind, has_sign_on_id, value, columns, people });
        self.groups.len() - 1
    }

    /// The lists, in the order of the report: active people first, then by severity and kind; in a group the newest
    /// first.
    pub(crate) fn finish(self) -> Findings {
        let Collector { mut groups, places, .. } = self;
        let mut keys: Vec<(Key, usize)> = places.into_iter().collect();
        keys.sort();
        let mut order = vec![0; groups.len()];
        keys.iter().enumerate().for_each(|(rank, (_, group))| order[*group] = rank);
        for group in &mut groups {
            group.columns.sort_by_key(|column| Field::of_column(column.key()).rank());
            // A stable sort: people who are there as long stay in the order of the extract.
            group.people.sort_by(|one, other| (&one.shared, one.since).cmp(&(&other.shared, other.since)));
        }
        let mut ranked: Vec<(usize, Group)> = order.into_iter().zip(groups).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let groups = ranked.into_iter().map(|(_, group)| group);
        let (fix, to_do) = groups.partition(|group| group.kind.list() == List::Fix);
        Findings { fix, to_do }
    }
}

/// The column and the value that a finding is about, where it is about a value.
pub(crate) fn value_of(finding: &Finding<'_>) -> Option<(Column, String)> {
    let value = finding.field.zip(finding.value.as_deref()).filter(|_| finding.kind.is_of_values());
    value.map(|(column, value)| (column, value.to_string()))
}

/// `Calendar “12M”`.
pub(crate) fn shown_value((column, value): &(Column, String)) -> String {
    format!("{} “{}”", Field::of_column(column.key()).screen, visible::named(value))
}

/// The columns of a finding: of two times that do not go together, both.
pub(crate) fn columns_of(finding: &Finding<'_>) -> Vec<Column> {
    let own = || finding.field.into_iter().collect();
    if !matches!(finding.kind, Kind::EndsBeforeStart | Kind::UnlikelyHours | Kind::HalfDayCrossed) {
        return own();
    }
    let times = [Column::TIMES_1, Column::TIMES_2];
    let mut pairs = times.iter().flat_map(|times| times.chunks(2));
    let pair = finding.field.and_then(|column| pairs.find(|pair| pair.contains(&column)));
    pair.map_or_else(own, <[Column]>::to_vec)
}

/// Two times that do not go together: `Schedule 1: Start Time, End Time: “8:00” to “3:15”`.
fn two_times(finding: &Finding<'_>, value: &str) -> String {
    let columns = columns_of(finding);
    let fields: Vec<Field> = columns.iter().map(|column| Field::of_column(column.key())).collect();
    // Of the two the one in the finding's own column is a time, so that it has no hyphen.
    let is_first = columns.first() == finding.field.as_ref();
    let texts = if is_first { value.split_once('-') } else { value.rsplit_once('-') };
    match texts {
        Some((first, second)) => format!("{}: “{first}” to “{second}”", fields::screens(&fields)),
        None => format!("{}: “{value}”", fields::screens(&fields)),
    }
}

/// Whether two findings of one person are one entry of a list, such as two times that are wrong.
pub(crate) fn is_same_entry(one: &Finding<'_>, other: &Finding<'_>) -> bool {
    one.kind == other.kind && one.severity == other.severity && value_of(one) == value_of(other)
}

impl Group {
    /// How many things there are to do: a code or a checkbox's value is one, however many people have it.
    pub(crate) fn count(&self) -> u64 {
        if self.kind.is_of_values() { 1 } else { self.people.len() as u64 }
    }

    /// How it is counted, where that is not by people.
    pub(crate) fn counts_once(&self) -> Option<&'static str> {
        self.kind.is_of_values().then_some("Counts as one, however many people have the value")
    }

    /// How many of them were not there before tonight.
    pub(crate) fn new_tonight(&self) -> u64 {
        let new = self.people.iter().filter(|person| person.since == Since::Tonight).count() as u64;
        if self.kind.is_of_values() { u64::from(new == self.people.len() as u64) } else { new }
    }

    /// What is wrong.
    pub(crate) fn problem(&self) -> String {
        match &self.value {
            Some(value) => format!("{}: {}", self.kind.text(), shown_value(value)),
            None => self.kind.text().to_string(),
        }
    }

    /// What happens otherwise, and what to do.
    pub(crate) fn advice(&self) -> Advice {
        let column = self.value.as_ref().map(|(column, _)| *column);
        let said = Advice::about_finding(self.kind, column, self.has_sign_on_id);
        said.with_in_smartfind(self.kind, self.in_smartfind)
    }

    /// The fields to look at: as the screen names them, and as the database does.
    pub(crate) fn fields(&self) -> (String, String) {
        let found: Vec<Field> = self.columns.iter().map(|column| Field::of_column(column.key())).collect();
        let fields = if found.is_empty() { self.advice().fields() } else { found };
        (fields::screens(&fields), fields::columns(&fields))
    }

    /// The findings of a person that are of this group.
    pub(crate) fn own<'f, 'd>(&self, findings: &'f [Finding<'d>]) -> impl Iterator<Item = &'f Finding<'d>> {
        findings.iter().filter(|finding| {
            finding.kind == self.kind && finding.severity == self.severity && value_of(finding) == self.value
        })
    }
}

impl Findings {
    /// How many things are to be fixed in PowerSchool; those about inactive people do not count.
    pub(crate) fn to_fix(&self) -> u64 {
        self.fix.iter().filter(|group| group.is_active).map(Group::count).sum()
    }

    /// How many things are to be done in SmartFind.
    pub(crate) fn to_do(&self) -> u64 {
        self.to_do.iter().map(Group::count).sum()
    }
}

/// A finding in words, beside the group's: `Schedule 1: Start Time: “TBD”`; empty when the group says it all.
pub(crate) fn detail(finding: &Finding<'_>) -> String {
    let value = &*visible::named(finding.value.as_deref().unwrap_or_default());
    let screen = finding.field.map(|column| Field::of_column(column.key()).screen).unwrap_or_default();
    match finding.kind {
        kind if kind.is_of_values() => String::new(),
        Kind::SharedAccessId | Kind::AccessIdOutOfRange | Kind::AccessIdNotANumber => String::new(),
        Kind::NoName => format!("{screen} is blank"),
        Kind::Unprintable if value.is_empty() => screen.to_string(),
        Kind::IncompleteWorkSchedule => format!("{screen} is blank"),
        Kind::Schedule2WithoutTimes if !screen.is_empty() => format!("{screen} is blank"),
        Kind::NoHomeSchoolRow => format!("works at school {value}"),
        Kind::InactiveAtHomeSchool => format!("active at school {value}"),
        Kind::AccessIdChanged => format!("old access ID {value}"),
        Kind::AccessIdReassigned => format!("SmartFind has {value}"),
        Kind::StaleSchedule => format!("schedule {value}"),
        Kind::NoDayInSchedule if value.len() == 1 => format!("schedule {value}"),
        _ if value.is_empty() => String::new(),
        Kind::EndsBeforeStart | Kind::UnlikelyHours | Kind::HalfDayCrossed => two_times(finding, value),
        Kind::DayInBothSchedules | Kind::DayInNeitherSchedule => value.to_string(),
        _ if screen.is_empty() => value.to_string(),
        _ => format!("{screen}: “{value}”"),
    }
}
