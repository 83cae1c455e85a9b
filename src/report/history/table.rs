//! The nights as lines: text, csv, json.

use crate::record::Taken;
use crate::record::night::Night;
use crate::report::text;
use crate::report::words::{duration, number, shown};
use serde_json::json;
use std::io::{Result, Write};

const HEADER: [&str; 8] = ["night (UTC)", "sent", "new", "changed", "gone", "rejected", "took", "outcome"];

/// The cells of a night, for people.
pub(crate) fn cells(night: &Night) -> [String; 8] {
    row(night, |count| count.map_or("-".to_string(), number), duration(night.seconds()))
}

/// A night under the header, its counts as `count` writes them.
fn row(night: &Night, count: impl Fn(Option<u64>) -> String, took: String) -> [String; 8] {
    let totals = &night.totals;
    [
        night.when().trim_end_matches(" UTC").to_string(),
        count(night.people_uploaded()),
        count(totals.added),
        count(totals.changed),
        count(totals.gone),
        count(totals.rejected),
        took,
        night.ended(),
    ]
}

/// How a night ended and what became of its set; a set that was picked up was pushed.
fn outcome_and_pickup(night: &Night) -> String {
    match (night.ended(), night.own_pickup()) {
        (outcome, "") => outcome,
        (outcome, "picked up") if outcome == "pushed" => "picked up".to_string(),
        (outcome, pickup) => format!("{outcome}, {pickup}"),
    }
}

/// A table of 80 columns; a long outcome goes on below.
pub(crate) fn text(nights: &[Night], output: &mut dyn Write) -> Result<()> {
    let cells_of = |night: &Night| {
        let mut cells = cells(night);
        cells[7] = outcome_and_pickup(night);
        cells
    };
    let rows: Vec<[String; 8]> =
        std::iter::once(HEADER.map(str::to_string)).chain(nights.iter().map(cells_of)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(width).collect();
    for row in &rows {
        let mut line = format!("{:<1$}", row[0], widths[0]);
        for (cell, width) in row[1..7].iter().zip(&widths[1..]) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        let outcome = shown(&row[7]);
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
    let mut write = |cells: [String; 8], pickup: &str| {
        let cells = cells.iter().map(String::as_str).chain([pickup]);
        let cells = cells.map(|cell| crate::report::csv::safe(&shown(cell)));
        csv.write_record(cells).map_err(crate::report::csv::failure)
    };
    write(HEADER.map(|title| if title == "took" { "seconds" } else { title }.to_string()), "pickup")?;
    for night in nights {
        let count = |count: Option<u64>| count.map_or(String::new(), |count| count.to_string());
        write(row(night, count, format!("{:.1}", night.seconds())), night.own_pickup())?;
    }
    csv.flush()
}

/// One document.
pub(crate) fn json(nights: &[Night], output: &mut dyn Write) -> Result<()> {
    let nights: Vec<_> = nights
        .iter()
        .map(|night| {
            let totals = &night.totals;
            json!({
                "night": night, "exported": night.people_uploaded(), "rejected": totals.rejected, "added": totals.added,
                "changed": totals.changed, "gone": totals.gone, "seconds": night.seconds(),
                "pickup": night.taken.map(Taken::name),
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *output, &json!({"schema": 1, "nights": nights}))?;
    output.write_all(b"\n")
}
