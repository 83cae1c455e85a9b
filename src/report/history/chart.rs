//! The chart over the nights: how many were sent and how many rejected, and which nights failed. Inline SVG.

use crate::record::night::Night;
use crate::report::page::Text;
use crate::report::words::number;
use std::io::{Result, Write};

const WIDTH: f64 = 640.0;
const LEFT: f64 = 8.0;
/// The bars of people sent, and below those of people rejected, on a scale of their own: five rejections beside a
/// thousand people would be invisible.
const SENT: (f64, f64) = (34.0, 130.0);
const REJECTED: (f64, f64) = (186.0, 40.0);

/// Writes the chart.
pub(crate) fn write(nights: &[Night], output: &mut dyn Write) -> Result<()> {
    let highest = |of: fn(&Night) -> Option<u64>| nights.iter().filter_map(of).max().unwrap_or(0);
    let (sent, rejected) = (highest(|night| night.people_uploaded()), highest(|night| night.totals.rejected));
    let failed = nights.iter().filter(|night| night.has_failed()).count();
    write!(
        output,
        "<svg viewBox=\"0 0 {WIDTH} 252\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
         <title>{} nights: up to {} people sent, up to {} rejected, {failed} failed</title>\n",
        nights.len(),
        number(sent),
        number(rejected)
    )?;
    label(output, LEFT, 20.0, "--text", &format!("sent (highest {})", number(sent)))?;
    label(output, LEFT, 180.0, "--text", &format!("rejected (highest {})", number(rejected)))?;
    label(output, WIDTH - 130.0, 20.0, "--bad", "✕ night failed")?;
    let step = (WIDTH - 2.0 * LEFT) / nights.len() as f64;
    let width = (step * 0.7).min(48.0);
    for (index, night) in nights.iter().enumerate() {
        let middle = LEFT + step * (index as f64 + 0.5);
        let failed = night.has_failed();
        if failed {
            let (x, y) = (middle, SENT.0 + SENT.1 - 10.0);
            writeln!(
                output,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" style=\"fill: var(--bad); \
                 font-weight: bold\">✕</text>"
            )?;
        } else {
            bar(output, middle - width / 2.0, width, SENT, night.people_uploaded(), sent, "--sent")?;
        }
        bar(output, middle - width / 2.0, width, REJECTED, night.totals.rejected, rejected, "--rejected")?;
        // As many dates as there is room for.
        let every = (nights.len() as f64 / 8.0).ceil().max(1.0) as usize;
        if index % every == 0 && night.began.len() >= 10 {
            let day = &night.began[5..10];
            writeln!(
                output,
                "<text x=\"{middle:.1}\" y=\"246\" text-anchor=\"middle\" style=\"fill: var(--quiet)\">{}</text>",
                Text(day)
            )?;
        }
    }
    output.write_all(b"</svg>\n")
}

fn bar(
    output: &mut dyn Write,
    x: f64,
    width: f64,
    (top, height): (f64, f64),
    count: Option<u64>,
    highest: u64,
    color: &str,
) -> Result<()> {
    let Some(count) = count.filter(|count| *count > 0) else { return Ok(()) };
    let tall = (height * count as f64 / highest.max(1) as f64).max(1.5);
    let y = top + height - tall;
    writeln!(
        output,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{tall:.1}\" rx=\"2\" \
         style=\"fill: var({color})\"/>"
    )
}

fn label(output: &mut dyn Write, x: f64, y: f64, color: &str, text: &str) -> Result<()> {
    writeln!(output, "<text x=\"{x}\" y=\"{y}\" style=\"fill: var({color})\">{}</text>", Text(text))
}
