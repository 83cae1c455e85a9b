//! Text of a row as it is printed.

use std::borrow::Cow;

/// The text, unless it is blank: null, empty or only white space.
pub(crate) fn given<'t>(text: &'t Option<Cow<'_, str>>) -> Option<&'t str> {
    text.as_deref().filter(|text| !is_blank(text))
}

/// Whether a text is empty or only white space.
#[inline]
pub(crate) fn is_blank(text: &str) -> bool {
    match text.as_bytes().first() {
        None => true,
        // Nearly every text says so with its first letter.
        Some(b'!'..=b'~') => false,
        Some(_) => text.chars().all(char::is_whitespace),
    }
}

/// The text as it is printed: a blank prints as nothing.
pub(crate) fn printed<'t>(text: &'t Option<Cow<'_, str>>) -> &'t str {
    given(text).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_null_empty_or_white_space() {
        for blank in [None, Some("".into()), Some(" \t\u{a0}".into())] {
            assert_eq!(printed(&blank), "");
        }
        assert_eq!(printed(&Some(" Ana ".into())), " Ana ");
    }
}
