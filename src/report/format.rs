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
        let Some(end) = path.extension() else { return Ok(Format::Text) };
        match end.to_string_lossy().to_lowercase().as_str() {
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
