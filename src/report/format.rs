//! The output formats of a report.

use std::path::Path;

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For a mail: 80 columns.
    Text,
    /// A page in one file.
    Html,
    /// For a spreadsheet: one line per finding.
    Csv,
    /// One document, see sfe-files(5).
    Json,
}

impl Format {
    /// Chooses by a file's extension; text for any other.
    pub(crate) fn for_path(path: &Path) -> Self {
        match path.extension().and_then(|end| end.to_str()) {
            Some("html" | "htm") => Format::Html,
            Some("csv") => Format::Csv,
            Some("json") => Format::Json,
            _ => Format::Text,
        }
    }
}
