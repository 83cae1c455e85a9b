//! The forms in which a report comes.

use std::path::Path;

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For a mail: 80 columns.
    Text,
    /// A page in one file.
    Html,
    /// For a spreadsheet: a line a finding.
    Csv,
    /// One document, see sfe-files(5).
    Json,
}

impl Format {
    /// By the end of a file's name; text for any other.
    pub(crate) fn of(path: &Path) -> Self {
        match path.extension().and_then(|end| end.to_str()) {
            Some("html" | "htm") => Format::Html,
            Some("csv") => Format::Csv,
            Some("json") => Format::Json,
            _ => Format::Text,
        }
    }
}
