//! Small files that people edit: accepted with CRLF line ends, a byte order mark or no last newline.

use crate::common::exit::{Exit, Failure, OrFail, Result};
use std::path::Path;

/// Reads a small text file whole, without its byte order mark and with plain line ends.
///
/// `what` names the file's role in the error; `missing` is the exit code when it cannot be read.
pub(crate) fn read(path: &Path, what: &str, missing: Exit) -> Result<String> {
    let bytes = std::fs::read(path).or_fail(missing, || format!("cannot read the {what} {}", path.display()))?;
    decode(bytes, path, what)
}

/// The text in the bytes of such a file.
///
/// # Errors
///
/// 65 when they are not UTF-8; UTF-16 is named, since Windows programs save it without asking.
pub(crate) fn decode(bytes: Vec<u8>, path: &Path, what: &str) -> Result<String> {
    if is_utf16(&bytes) {
        let message = format!("the {what} {} is UTF-16, as Windows may save it: save it as UTF-8", path.display());
        return Err(Failure::new(Exit::Data, message));
    }
    let text =
        String::from_utf8(bytes).or_fail(Exit::Data, || format!("the {what} {} is not UTF-8 text", path.display()))?;
    Ok(plain(&text))
}

/// Whether bytes begin with the byte order mark of UTF-16.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
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

    #[test]
    fn utf_16_is_named() {
        let failure = decode(vec![0xff, 0xfe, b'a', 0], Path::new("x"), "list").expect_err("a failure");
        assert!(failure.text().contains("UTF-16"), "{}", failure.text());
    }
}
