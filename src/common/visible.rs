//! Characters that are not seen, or that turn the text around them.

/// Whether a character is invisible, or changes the direction of the text that follows: in a message or a report it
/// could hide a word or show it backward (<https://www.unicode.org/reports/tr36/>).
pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The text with such characters as escapes, `\u{202e}`.
pub(crate) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_deceptive(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_text_around_or_is_not_seen_is_escaped() {
        assert_eq!(escaped("a\u{202e}b\u{200b}é שלום"), "a\\u{202e}b\\u{200b}é שלום");
        assert_eq!(escaped("a\u{2028}b\u{1b}[31m"), "a\\u{2028}b\\u{1b}[31m");
    }
}
