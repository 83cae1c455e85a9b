//! The output formats of a report.

use crate::common::exit::{Exit, Failure, Result};
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
    /// Chooses by a file's extension; text for a file without one.
    ///
    /// # Errors
    ///
    /// 2 for an extension of no format.
    pub(crate) fn for_path(path: &Path) -> Result<Self> {
        // `.html` has an ending, too, though it is not what a path calls its extension.
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let Some((_, end)) = name.rsplit_once('.') else { return Ok(Format::Text) };
        match end {
            "txt" => Ok(Format::Text),
            "html" | "htm" => Ok(Format::Html),
            "csv" => Ok(Format::Csv),
            "json" => Ok(Format::Json),
            other => Err(Failure::new(
                Exit::Usage,
                format!(
                    "{}: .{other} is not a format: name it .txt, .html, .csv or .json, or give --format",
                    path.display()
                ),
            )),
        }
    }
}
