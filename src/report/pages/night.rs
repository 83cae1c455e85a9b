//! The report as a page.

mod changes;
mod lists;

use super::super::gather::Report;
use super::super::pickup;
use super::super::words::{self, duration, number, plural};
use crate::record::{Outcome, Pickup};
use askama::Template;
use changes::People;
use lists::List;
use std::io::{Result, Write};

#[derive(Template)]
#[template(path = "night.html", config = "src/report/pages/askama.toml")]
struct NightPage<'r> {
    district: Option<&'r str>,
    title: String,
    /// Where the page of all nights is.
    history: Option<&'r str>,
    folder: String,
    class: &'static str,
    outcome: String,
    /// What the report is about, if not about everybody.
    about: Option<&'static str>,
    pickup: Option<String>,
    /// The two lists, and what changed.
    tiles: [Vec<Tile>; 2],
    lists: Vec<List>,
    no_changes: Option<String>,
    changes: Vec<People>,
    facts: Vec<(&'static str, Vec<String>)>,
    technical: Vec<(String, String)>,
}

/// A number at the top, which leads to its section.
struct Tile {
    section: &'static str,
    count: String,
    label: &'static str,
    note: String,
    /// The number is zero, and that is what it should be.
    is_good: bool,
}

/// Writes the report; `history` is where the page of all nights is, if the reader can open it.
pub(crate) fn write(report: &Report, history: Option<&str>, output: &mut dyn Write) -> Result<()> {
    let lists = lists::lists(report)?;
    let class = match (report.night.outcome, report.night.pickup.as_ref().map(|before| before.what)) {
        (Some(Outcome::Failure), _) => "bad",
        (None, _) | (_, Some(Pickup::Waiting | Pickup::Unknown)) => "warn",
        (Some(Outcome::Success), _) => "good",
    };
    let no_changes = match (&report.contents, report.changes()) {
        (None, _) => Some("The night made no files, so there is nothing to compare".to_string()),
        (Some(_), None) => Some(words::capitalized(words::nothing_to_compare_with(&report.night))),
        (Some(_), Some(_)) => None,
    };
    let page = NightPage {
        district: report.district.as_deref(),
        title: words::title(&report.night),
        history,
        folder: report.folder.display().to_string(),
        class,
        outcome: words::outcome(report),
        about: words::about_some(&report.night),
        pickup: pickup::sentence(&report.night),
        tiles: tiles(report, &lists),
        no_changes,
        changes: changes::lists(report)?,
        facts: facts(report),
        technical: technical(report),
        lists,
    };
    super::write(&page, output)
}

fn tiles(report: &Report, lists: &[List]) -> [Vec<Tile>; 2] {
    let main = lists.iter().map(|list| Tile {
        section: list.section,
        count: list.count.clone(),
        label: list.title,
        note: list.note.clone(),
        is_good: list.groups.is_empty(),
    });
    let mut others = Vec::new();
    let mut add = |section, count: u64, label| {
        others.push(Tile { section, count: number(count), label, note: String::new(), is_good: false });
    };
    if let Some((changes, _)) = report.changes() {
        add("new", changes.added.len() as u64, "new");
        add("changed", changes.changed.len() as u64, "changed");
        add("gone", changes.gone.len() as u64, "gone");
        add("night", changes.unchanged, "unchanged");
    }
    if let Some(contents) = &report.contents {
        add("night", contents.counts.exported, "people in all");
    }
    [main.collect(), others]
}

/// What everybody may want to know of the night.
fn facts(report: &Report) -> Vec<(&'static str, Vec<String>)> {
    let uploaded = if report.night.uploaded { "yes" } else { "no" };
    let mut facts = vec![("Uploaded", vec![uploaded.to_string()])];
    if let Some(contents) = &report.contents {
        let counts = &contents.counts;
        facts.push(("In the files", vec![plural(counts.exported, "person", "people")]));
        if let Some((changes, _)) = report.changes() {
            facts.push(("Unchanged", vec![plural(changes.unchanged, "person", "people")]));
        }
        facts.push(("Left out by rule", counts.left_out()));
        facts.push(("Late arrivals", counts.late_arrivals()));
    }
    facts.retain(|(_, values)| !values.is_empty());
    facts
}

/// What matters when something goes wrong.
fn technical(report: &Report) -> Vec<(String, String)> {
    let mut facts = vec![("run".to_string(), report.run.clone())];
    if let Some(contents) = &report.contents {
        let counts = &contents.counts;
        facts.push(("rows read".to_string(), number(counts.rows)));
        for (word, reasons) in [("skipped", &counts.skipped), ("rejected", &counts.rejected)] {
            let each: Vec<String> =
                reasons.iter().map(|(reason, count)| format!("{} {reason}", number(*count))).collect();
            let each = if each.is_empty() { String::new() } else { format!(": {}", each.join(", ")) };
            facts.push((word.to_string(), format!("{}{each}", number(reasons.values().sum::<u64>()))));
        }
    }
    for stage in &report.night.stages {
        let failed = if stage.exit == 0 { String::new() } else { format!(", failed (exit code {})", stage.exit) };
        facts.push((format!("stage {}", stage.name), format!("{}{failed}", duration(stage.seconds))));
    }
    facts
}
