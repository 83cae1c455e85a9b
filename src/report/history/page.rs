//! The nights as a page: charts, and the table below them.

use super::chart::{self, Figure};
use super::table::{self, TITLES};
use crate::record::night::Night;
use crate::report::pages;
use crate::report::words::{capitalized, plural};
use askama::Template;
use std::io::{Result, Write};

#[derive(Template)]
#[template(path = "nights.html", config = "src/report/pages/askama.toml")]
struct NightsPage<'p> {
    district: Option<&'p str>,
    title: &'static str,
    class: &'static str,
    sentence: String,
    figures: Vec<Figure>,
    titles: [&'static str; TITLES.len()],
    rows: Vec<Row>,
}

struct Row {
    night: String,
    /// The page of the night, where the reader can open it.
    link: Option<String>,
    cells: Vec<String>,
    class: &'static str,
    outcome: String,
    /// Why the night failed.
    reason: Option<String>,
}

/// Writes the page; `link` says where the page of a night is.
pub(crate) fn write(
    nights: &[Night],
    district: Option<&str>,
    link: impl Fn(&Night) -> Option<String>,
    output: &mut dyn Write,
) -> Result<()> {
    let failed = nights.iter().filter(|night| night.has_failed()).count();
    let (class, sentence) = match nights.last() {
        None => ("warn", "No nights yet".to_string()),
        Some(last) if last.has_failed() => ("bad", format!("The last run failed. {}.", in_all(nights.len(), failed))),
        Some(_) => ("good", format!("The last run went well. {}.", in_all(nights.len(), failed))),
    };
    // The newest first: that is the one looked for.
    let rows = nights.iter().rev().map(|night| row(night, link(night))).collect();
    let figures = chart::figures(nights);
    let page = NightsPage { district, title: "All nights", class, sentence, figures, titles: TITLES, rows };
    pages::write(&page, output)
}

/// `24 nights, 1 failed`.
fn in_all(nights: usize, failed: usize) -> String {
    let nights = plural(nights as u64, "night", "nights");
    if failed == 0 { format!("{nights}, none failed") } else { format!("{nights}, {failed} failed") }
}

fn row(night: &Night, link: Option<String>) -> Row {
    let [began, cells @ .., _] = table::cells(night);
    let reason = night.has_failed().then(|| night.reason.clone()).flatten();
    let outcome = capitalized(&table::outcome_and_pickup(night, false));
    let class = if night.has_failed() { "bad" } else { "quiet" };
    Row { night: began, link, cells: cells.to_vec(), class, outcome, reason }
}
