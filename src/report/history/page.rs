//! The nights as a page: a chart, and the table below it.

use super::chart;
use super::table::cells;
use crate::record::night::Night;
use crate::report::page::{self, Text};
use std::io::{Result, Write};

/// Writes the page.
pub(crate) fn write(nights: &[Night], output: &mut dyn Write) -> Result<()> {
    let failed = nights.iter().filter(|night| night.has_failed()).count();
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
    for title in ["night (UTC)", "outcome", "pickup", "sent", "new", "changed", "gone", "rejected", "took"] {
        write!(output, "<th scope=\"col\">{}</th>", Text(title))?;
    }
    output.write_all(b"</tr></thead>\n<tbody>\n")?;
    // The newest first: that is the one looked for.
    for night in nights.iter().rev() {
        let [began, numbers @ .., outcome] = cells(night);
        let class = if night.has_failed() { "bad" } else { "quiet" };
        // A phone shows the first columns: the outcome is what matters.
        write!(output, "<tr><td>{}</td><td class=\"{class}\">{}</td>", Text(&began), Text(&outcome))?;
        write!(output, "<td>{}</td>", Text(night.own_pickup()))?;
        for cell in &numbers {
            write!(output, "<td>{}</td>", Text(cell))?;
        }
        output.write_all(b"</tr>\n")?;
    }
    output.write_all(b"</tbody>\n</table>\n</section>\n")?;
    page::end(output)
}
