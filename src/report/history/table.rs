//! The nights as lines: text, csv, json.

use crate::record::Taken;
use crate::record::night::Night;
use crate::report::words::{duration, number, shown};
use crate::report::{SCHEMA, text, when};
use serde_json::json;
use std::io::{Result, Write};

/// The columns of a page.
pub(crate) const TITLES: [&str; 9] =
    ["Night", "People sent", "New", "Changed", "Gone", "To fix", "To do", "Took", "Outcome"];
/// The columns of a text.
const SHORT: [&str; 9] = ["night", "sent", "new", "changed", "gone", "fix", "do", "took", "outcome"];
const CSV: [&str; 11] =
    ["night", "sent", "new", "changed", "gone", "rejected", "to fix", "to do", "seconds", "outcome", "pickup"];

/// The cells of a night, for people.
pub(crate) fn cells(night: &Night) -> [String; 9] {
    let totals = &night.totals;
    let [sent, new, changed, gone, fix, to_do] =
        [night.people_uploaded(), totals.added, totals.changed, totals.gone, totals.to_fix, totals.to_do]
            .map(|count| count.map_or("-".to_string(), number));
    let began = when::began(&night.run).map_or_else(|| night.run.clone(), |time| when::brief(&time));
    [began, sent, new, changed, gone, fix, to_do, duration(night.seconds()), outcome_and_pickup(night, true)]
}

/// How a night ended and what became of its set; a set that was picked up was uploaded.
pub(crate) fn outcome_and_pickup(night: &Night, with_reason: bool) -> String {
    let outcome = if with_reason { night.ended() } else { night.ended_in() };
    match (outcome, night.own_pickup()) {
        (outcome, "") => outcome,
        (outcome, "picked up") if outcome == "uploaded" => "picked up".to_string(),
        (outcome, "unknown") => format!("{outcome}, unknown whether picked up"),
        (outcome, pickup) => format!("{outcome}, {pickup}"),
    }
}

/// When a night began, so that lines can be sorted.
fn sortable(night: &Night) -> String {
    when::began(&night.run).map_or_else(|| night.run.clone(), |time| when::sortable(&time))
}

/// A table of 80 columns; a long outcome goes on below.
pub(crate) fn text(nights: &[Night], output: &mut dyn Write) -> Result<()> {
    let cells_of = |night: &Night| {
        let [_, rest @ ..] = cells(night);
        let mut all = vec![sortable(night)];
        all.extend(rest);
        all
    };
    let header = SHORT.map(str::to_string).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(nights.iter().map(cells_of)).collect();
    let last = SHORT.len() - 1;
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..last).map(width).collect();
    for row in &rows {
        let mut line = format!("{:<1$}", row[0], widths[0]);
        for (cell, width) in row[1..last].iter().zip(&widths[1..]) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        let outcome = shown(&row[last]);
        if line.len() + 2 + outcome.len() <= text::WIDTH {
            writeln!(output, "{line}  {outcome}")?;
        } else {
            writeln!(output, "{}", line.trim_end())?;
            text::line(output, 4, &outcome)?;
        }
    }
    if nights.is_empty() {
        writeln!(output, "no nights yet")?;
    }
    Ok(())
}

/// For a spreadsheet: bare numbers, seconds, nothing where nothing is on record.
pub(crate) fn csv(nights: &[Night], output: &mut dyn Write) -> Result<()> {
    output.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output);
    csv.write_record(CSV).map_err(crate::report::csv::failure)?;
    for night in nights {
        let totals = &night.totals;
        let counts = [
            night.people_uploaded(),
            totals.added,
            totals.changed,
            totals.gone,
            totals.rejected,
            totals.to_fix,
            totals.to_do,
        ];
        let counts = counts.map(|count| count.map_or(String::new(), |count| count.to_string()));
        let seconds = format!("{:.1}", night.seconds());
        let rest = [seconds, night.ended(), night.own_pickup().to_string()];
        let cells = std::iter::once(sortable(night)).chain(counts).chain(rest);
        csv.write_record(cells.map(|cell| crate::report::csv::safe(&shown(&cell))))
            .map_err(crate::report::csv::failure)?;
    }
    csv.flush()
}

/// One document.
pub(crate) fn json(nights: &[Night], district: Option<&str>, output: &mut dyn Write) -> Result<()> {
    let nights: Vec<_> = nights
        .iter()
        .map(|night| {
            let totals = &night.totals;
            json!({
                "night": night, "exported": night.people_uploaded(), "rejected": totals.rejected, "added": totals.added,
                "changed": totals.changed, "gone": totals.gone, "fix": totals.to_fix, "smartfind": totals.to_do,
                "seconds": night.seconds(), "pickup": night.taken.map(Taken::name),
            })
        })
        .collect();
    let document = json!({"schema": SCHEMA, "district": district, "nights": nights});
    serde_json::to_writer_pretty(&mut *output, &document)?;
    output.write_all(b"\n")
}
