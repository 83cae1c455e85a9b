//! The two lists of the page: what to fix in PowerSchool, and what to do in SmartFind.

use crate::decisions;
use crate::report::entry::Entry;
use crate::report::findings::{Group, Since};
use crate::report::gather::{Contents, Report};
use crate::report::words::{self, number};
use std::io::Result;

/// How many people of a group stand open; the others are folded, so that the groups are seen at a glance.
const OPEN: usize = 8;
/// How many people a group names: a page of a whole district must still open on a phone.
const LONGEST_GROUP: usize = 200;

/// A list.
pub(super) struct List {
    pub(super) section: &'static str,
    pub(super) title: &'static str,
    pub(super) count: String,
    /// Beside the number at the top.
    pub(super) note: String,
    pub(super) intro: String,
    pub(super) nothing: &'static str,
    pub(super) groups: Vec<Findings>,
    pub(super) inactive: Vec<Findings>,
    pub(super) inactive_count: String,
    pub(super) accepted: Option<String>,
}

/// A group of a list.
pub(super) struct Findings {
    pub(super) problem: String,
    pub(super) count: String,
    pub(super) severity: &'static str,
    pub(super) severity_word: String,
    pub(super) consequence: &'static str,
    pub(super) advice: &'static str,
    pub(super) counts_once: Option<&'static str>,
    pub(super) screen: String,
    pub(super) column: String,
    pub(super) shown: Vec<Person>,
    pub(super) folded: Vec<Person>,
    pub(super) cut: Option<String>,
}

pub(super) struct Person {
    pub(super) name: String,
    pub(super) school: String,
    /// `teacher number 10231`, and the e-mail address.
    pub(super) facts: Vec<String>,
    pub(super) since: String,
    pub(super) is_new: bool,
    pub(super) details: Vec<String>,
}

/// The lists of a report; none when the night made no files.
pub(super) fn lists(report: &Report) -> Result<Vec<List>> {
    let Some(contents) = &report.contents else { return Ok(Vec::new()) };
    let (active, inactive): (Vec<&Group>, Vec<&Group>) =
        contents.findings.fix.iter().partition(|group| group.is_active);
    let is_known = contents.is_to_do_known();
    let to_do: Vec<&Group> = contents.findings.to_do.iter().collect();
    let views =
        |groups: &[&Group]| groups.iter().map(|group| view(group, contents, report)).collect::<Result<Vec<_>>>();
    let inactive_count = number(inactive.iter().map(|group| group.count()).sum::<u64>());
    Ok(vec![
        List {
            section: "fix",
            title: "To fix in PowerSchool",
            count: number(contents.findings.to_fix()),
            note: note(&active),
            intro: format!("The worst first. What is fixed today is gone from tomorrow's report. {}", words::ACCEPT),
            nothing: "Nothing to fix: everything that is checked is in order.",
            groups: views(&active)?,
            inactive: views(&inactive)?,
            inactive_count,
            accepted: Some(report.accepted()).filter(|count| *count > 0).map(words::accepted),
        },
        List {
            section: "do",
            title: "To do in SmartFind",
            count: if is_known { number(contents.findings.to_do()) } else { "–".to_string() },
            note: note(&to_do),
            intro: words::WHEN_DONE.to_string(),
            nothing: if is_known { "Nothing to do." } else { words::TO_DO_UNKNOWN },
            groups: views(&to_do)?,
            inactive: Vec::new(),
            inactive_count: String::new(),
            accepted: None,
        },
    ])
}

/// `9 high, 4 medium · 2 new tonight`.
fn note(groups: &[&Group]) -> String {
    use decisions::Severity::{High, Low, Medium};
    let of =
        |severity| groups.iter().filter(|group| group.severity == severity).map(|group| group.count()).sum::<u64>();
    let each = [High, Medium, Low].map(|severity| (severity, of(severity)));
    let each = each.iter().filter(|(_, count)| *count > 0);
    let each: Vec<String> = each.map(|(severity, count)| format!("{} {}", number(*count), severity.name())).collect();
    let new: u64 = groups.iter().map(|group| group.new_tonight()).sum();
    let new = if new == 0 { String::new() } else { format!(" · {} new tonight", number(new)) };
    format!("{}{new}", each.join(", "))
}

fn view(group: &Group, contents: &Contents, report: &Report) -> Result<Findings> {
    let said = group.advice();
    let (screen, column) = group.fields();
    let number_name = match group.kind.list() {
        decisions::List::Fix => "teacher number",
        decisions::List::ToDo => "access ID",
    };
    let mut shown = Vec::new();
    for entry in contents.entries(group).take(LONGEST_GROUP) {
        shown.push(person(entry?, number_name, &report.run));
    }
    let folded = if shown.len() > OPEN + 2 { shown.split_off(OPEN) } else { Vec::new() };
    let cut = group.people.len().checked_sub(LONGEST_GROUP).filter(|cut| *cut > 0);
    Ok(Findings {
        problem: group.problem(),
        count: number(group.people.len() as u64),
        severity: group.severity.name(),
        severity_word: words::capitalized(group.severity.name()),
        consequence: said.consequence,
        advice: said.advice,
        counts_once: group.counts_once(),
        screen,
        column,
        shown,
        folded,
        cut: cut.map(|cut| number(cut as u64)),
    })
}

fn person(entry: Entry, number_name: &str, run: &str) -> Person {
    let number = match entry.access_id.as_str() {
        "" => format!("no {number_name}"),
        access_id => format!("{number_name} {access_id}"),
    };
    Person {
        school: entry.school(),
        since: entry.since(run),
        is_new: entry.since == Since::Tonight,
        facts: [number, entry.email].into_iter().filter(|fact| !fact.is_empty()).collect(),
        name: entry.name,
        details: entry.details,
    }
}
