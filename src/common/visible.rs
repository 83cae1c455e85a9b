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

/// Whether a character cannot be seen, or looks like a plain space and is another character to a search.
pub(crate) fn is_unseen(c: char) -> bool {
    let is_filler = matches!(c, '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}');
    let is_selector = matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    is_deceptive(c) || is_filler || is_selector || c.is_whitespace() && c != ' '
}

/// The text with such characters by their names, `[line break]`: for people who do not know escapes.
pub(crate) fn named(text: &str) -> String {
    let mut named = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            // One line break of two characters.
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => named.push_str("[line break]"),
            '\t' => named.push_str("[tab]"),
            c if c.is_whitespace() && c != ' ' => named.push_str("[special space]"),
            c if is_unseen(c) => named.push_str("[invisible character]"),
            c => named.push(c),
        }
    }
    named
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
    fn what_is_not_seen_has_a_name() {
        for (text, expected) in [
            ("Ana\r\nCruz\n", "Ana[line break]Cruz[line break]"),
            ("a\u{85}b\tc", "a[line break]b[tab]c"),
            ("An\u{ad}a\u{200b}\u{0}", "An[invisible character]a[invisible character][invisible character]"),
            ("8:00\u{a0}AM", "8:00[special space]AM"),
            ("gnp\u{202e}.exe\u{fe0f}", "gnp[invisible character].exe[invisible character]"),
            ("Zoë Müller, 李 שלום", "Zoë Müller, 李 שלום"),
        ] {
            assert_eq!(named(text), expected);
            assert_eq!(named(expected), expected);
        }
    }

    #[test]
    fn what_turns_text_around_or_is_not_seen_is_escaped() {
        assert_eq!(escaped("a\u{202e}b\u{200b}é שלום"), "a\\u{202e}b\\u{200b}é שלום");
        assert_eq!(escaped("a\u{2028}b\u{1b}[31m"), "a\\u{2028}b\\u{1b}[31m");
    }
}
