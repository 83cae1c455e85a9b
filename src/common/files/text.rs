//! Small files that people edit: accepted with CRLF line ends, a byte order mark or no last newline.

use crate::common::exit::{Exit, OrFail, Result};
use std::path::Path;

/// Reads a small text file whole, without its byte order mark and with plain line ends.
///
/// `what` names the file's role in the error; `missing` is the exit code when it cannot be read.
pub(crate) fn read(path: &Path, what: &str, missing: Exit) -> Result<String> {
    let bytes = std::fs::read(path).or_fail(missing, || format!("cannot read the {what} {}", path.display()))?;
    let text =
        String::from_utf8(bytes).or_fail(Exit::Data, || format!("the {what} {} is not UTF-8 text", path.display()))?;
    Ok(plain(&text))
}

/// The text without its byte order mark and with plain line ends.
pub(crate) fn plain(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// The lines that say something: trimmed, without blank ones and `#` comments.
pub(crate) fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_editors_are_forgiven() {
        let text = plain("\u{feff}# list\r\nnurse \r\n\r\nadmin");
        assert_eq!(entries(&text).collect::<Vec<_>>(), ["nurse", "admin"]);
    }
}
