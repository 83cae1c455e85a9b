//! The nights as a page: a chart, and the table below it.

use super::chart;
use super::table::cells;
use crate::report::night::Night;
use crate::report::page::{self, Text};
use std::io::{Result, Write};

/// Writes it.
pub(crate) fn write(nights: &[Night], output: &mut dyn Write) -> Result<()> {
    let failed = nights.iter().filter(|night| night.outcome == "failure").count();
    page::begin(output, "SmartFind Express: the nights")?;
    writeln!(output, "<h1>SmartFind Express: the nights</h1>")?;
    let class = if failed == 0 { "good" } else { "bad" };
    writeln!(output, "<p class=\"{class}\"><strong>{} nights, {failed} failed</strong></p>", nights.len())?;
    if !nights.is_empty() {
        output.write_all(b"<section>\n")?;
        chart::write(nights, output)?;
        output.write_all(b"</section>\n")?;
    }
    output.write_all(b"<section class=\"scroll\">\n<table>\n<thead><tr>")?;
    for title in ["night (UTC)", "sent", "new", "changed", "gone", "rejected", "took", "outcome"] {
        write!(output, "<th scope=\"col\">{}</th>", Text(title))?;
    }
    output.write_all(b"</tr></thead>\n<tbody>\n")?;
    // The newest first: that is the one looked for.
    for night in nights.iter().rev() {
        let cells = cells(night);
        output.write_all(b"<tr>")?;
        for cell in &cells[..7] {
            write!(output, "<td>{}</td>", Text(cell))?;
        }
        let class = if night.outcome == "failure" { "bad" } else { "quiet" };
        writeln!(output, "<td class=\"{class}\">{}</td></tr>", Text(&cells[7]))?;
    }
    output.write_all(b"</tbody>\n</table>\n</section>\n")?;
    page::end(output)
}
