//! Small files that people edit: accepted with CRLF line ends, a byte order mark or no last newline.

use super::owner;
use crate::common::exit::{Exit, Failure, OrFail, Result};
use crate::regular_file;
use std::path::Path;

/// Reads a small text file whole, without its byte order mark and with plain line ends.
///
/// `what` names the file's role in the error; `missing` is the exit code when it cannot be read.
pub(crate) fn read(path: &Path, what: &str, missing: Exit) -> Result<String> {
    let unreadable = || format!("cannot read the {what} {}{}", path.display(), owner::advice(path));
    let bytes = regular_file::read_input(path).or_fail(missing, unreadable)?;
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

/// Whether bytes are UTF-16: they begin with its byte order mark, or every second one of the first 64 is zero.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    let pairs = || bytes.chunks_exact(2).take(32);
    let is_text = |letter: fn(&[u8]) -> (u8, u8)| pairs().map(letter).all(|(high, low)| high == 0 && low != 0);
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || bytes.len() >= 4 && (is_text(|pair| (pair[0], pair[1])) || is_text(|pair| (pair[1], pair[0])))
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
        for bytes in [&[0xff, 0xfe, b'a', 0][..], &[0xfe, 0xff, 0, b'a'], b"1\x000\0\n\0", b"\x001\x000"] {
            let failure = decode(bytes.to_vec(), Path::new("x"), "list").expect_err("a failure");
            assert!(failure.text().contains("UTF-16"), "{}", failure.text());
        }
        assert!(!is_utf16(b"") && !is_utf16(b"10") && !is_utf16(b"1\0") && !is_utf16(b"1200\0\0"));
    }
}
