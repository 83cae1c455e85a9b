//! Lines of a text that is 80 columns wide.

use crate::report::gather::Report;
use crate::report::words::{number, shown};
use std::io::{Result, Write};
use unicode_width::UnicodeWidthChar as _;

/// How wide a line may be.
pub(crate) const WIDTH: usize = 80;

pub(super) fn heading(output: &mut dyn Write, title: &str, rest: &str) -> Result<()> {
    writeln!(output)?;
    line(output, 0, &format!("{title}: {}", shown(rest)))
}

/// How many people a list leaves out, and where they are.
pub(super) fn more(output: &mut dyn Write, indent: usize, left_out: usize, report: &Report) -> Result<()> {
    if left_out == 0 {
        return Ok(());
    }
    let (rest, run) = (number(left_out as u64), report.folder.display().to_string());
    line(output, indent, &format!("and {rest} more: sfe-report -v {}", shown(&run)))
}

/// A paragraph: broken at spaces where it can be, within words where it must; what follows stands further in.
pub(crate) fn line(output: &mut dyn Write, indent: usize, text: &str) -> Result<()> {
    let mut room = WIDTH - indent;
    let mut current = String::new();
    let mut used = 0;
    let mut first = true;
    let mut flush = |current: &mut String, first: &mut bool| {
        let margin = if *first { indent } else { indent + 2 };
        *first = false;
        writeln!(output, "{:margin$}{}", "", std::mem::take(current).trim_end())
    };
    for word in text.split_inclusive(' ') {
        let width = |text: &str| text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        if used > 0 && used + width(word.trim_end()) > room {
            flush(&mut current, &mut first)?;
            (used, room) = (0, WIDTH - indent - 2);
        }
        for c in word.chars() {
            let width = c.width().unwrap_or(0);
            if used + width > room {
                if c == ' ' {
                    continue;
                }
                flush(&mut current, &mut first)?;
                (used, room) = (0, WIDTH - indent - 2);
            }
            current.push(c);
            used += width;
        }
    }
    if !current.is_empty() || first {
        flush(&mut current, &mut first)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr as _;

    #[test]
    fn lines_fit_and_lose_nothing() {
        for text in
            ["short", &"x".repeat(300), &"word ".repeat(60), &"漢字".repeat(90), &format!("a {}", "b".repeat(79))]
        {
            let mut output = Vec::new();
            line(&mut output, 6, text).expect("written");
            let output = String::from_utf8(output).expect("UTF-8");
            assert!(output.lines().all(|line| line.width() <= WIDTH), "{output}");
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&output), letters(text));
        }
    }
}
