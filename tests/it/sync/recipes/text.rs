//! What there is to run in the README and in a man page.

use crate::support::command::project;

pub fn read(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A section of the README, from its heading to the next one.
pub fn section<'r>(readme: &'r str, heading: &str) -> &'r str {
    let (_, rest) = readme.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no section {heading}"));
    rest.split("\n## ").next().unwrap()
}

/// The indented blocks of Markdown: four spaces, or seven within a numbered item.
pub fn blocks(markdown: &str) -> Vec<String> {
    let (mut blocks, mut block, mut in_item) = (Vec::new(), Vec::new(), false);
    for line in markdown.lines().chain(["end"]) {
        let indent = line.len() - line.trim_start().len();
        match line.trim().is_empty() {
            true if !block.is_empty() => block.push(""),
            true => {}
            false if indent >= if in_item { 7 } else { 4 } => block.push(line.trim_start()),
            false => {
                if !block.is_empty() {
                    blocks.push(std::mem::take(&mut block).join("\n").trim_end().to_string());
                }
                in_item = line.starts_with(|c: char| c.is_ascii_digit()) || (in_item && indent > 0);
            }
        }
    }
    blocks
}

/// The texts between backticks, outside the indented blocks.
pub fn spans(markdown: &str) -> Vec<String> {
    let prose = markdown.lines().filter(|line| !line.starts_with("    "));
    prose.flat_map(|line| line.split('`').skip(1).step_by(2)).map(str::to_string).collect()
}

/// Whether a text is a line of sfe.env.
pub fn is_setting(line: &str) -> bool {
    let name = line.split('=').next().unwrap();
    let is_name = name.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit());
    let is_ours = ["SFE_", "POWERSCHOOL_", "PS_EXTRACT_", "ORACLE_"].iter().any(|prefix| name.starts_with(prefix));
    line.contains('=') && is_name && is_ours && !is_command(line)
}

/// Whether a text calls one of our programs, perhaps with variables in front.
pub fn is_command(text: &str) -> bool {
    let mut words = text.split(' ').skip_while(|word| word.contains('=') && !word.starts_with('-'));
    let first = words.next().unwrap_or_default();
    (first.starts_with("sfe-") && !first.contains(['.', '@']) || first == "ps-extract") && words.next().is_some()
}

/// The displayed lines in a part of a man page: those of `.Dl` one by one, and literal blocks.
pub fn displays(page: &str) -> Vec<String> {
    let (mut displays, mut block) = (Vec::new(), None::<Vec<&str>>);
    for line in page.lines() {
        match (&mut block, line) {
            (None, line) if line.starts_with(".Dl ") => displays.push(line[4..].to_string()),
            (None, line) if line.starts_with(".Bd -literal") => block = Some(Vec::new()),
            (Some(lines), ".Ed") => {
                displays.push(lines.join("\n"));
                block = None;
            }
            (Some(lines), line) => lines.push(line),
            _ => {}
        }
    }
    displays.iter().map(|text| text.replace("\\e", "\\").replace("\\(dq", "\"").replace("\\&", "")).collect()
}
