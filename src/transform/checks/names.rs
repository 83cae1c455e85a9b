//! Names with characters that names do not have.

use super::of_text;
use crate::common::visible::is_unseen;
use crate::decisions::{Column, Finding, Kind};
use crate::stream::field::printed;
use crate::stream::row::StaffRow;

pub(super) fn check<'r>(row: &'r StaffRow<'r>, findings: &mut Vec<Finding<'r>>) {
    for (column, name) in [(Column::FIRST_NAME, &row.first_name), (Column::LAST_NAME, &row.last_name)] {
        if is_odd(printed(name)) {
            findings.push(of_text(Kind::OddName, column, name));
        }
    }
}

/// Whether a name has invisible or format characters or HTML entities, or no letter.
fn is_odd(name: &str) -> bool {
    let (mut has_letter, mut may_have_entity) = (false, false);
    for c in name.chars() {
        match c {
            // Nearly all characters are these, which need no look into the tables of Unicode.
            'A'..='Z' | 'a'..='z' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ɏ' => has_letter = true,
            '&' => may_have_entity = true,
            ' '..='~' => {}
            c if is_unseen(c) => return true,
            c => has_letter |= c.is_alphabetic(),
        }
    }
    !has_letter || may_have_entity && has_entity(name)
}

/// Whether there is an HTML entity: `&amp;`, `&#39;`, `&#x27;`.
fn has_entity(text: &str) -> bool {
    text.match_indices('&').any(|(place, _)| {
        let Some((entity, _)) = text[place + 1..].split_once(';') else { return false };
        let digits = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        match entity.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(hex) => digits(hex, 16),
                None => digits(number, 10),
            },
            None => {
                entity.starts_with(|c: char| c.is_ascii_alphabetic())
                    && entity.bytes().all(|byte| byte.is_ascii_alphanumeric())
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_letters_and_nothing_invisible() {
        for good in ["Ana", "O'Brien", "Mary Ann", "Cruz-Li, Jr.", "Østergård", "Nguyễn", "李", "Smith & Sons"] {
            assert!(!is_odd(good), "{good}");
        }
        for bad in [
            "An\u{200b}a",
            "\u{feff}Ana",
            "Ana\u{202e}",
            "An\u{ad}a",
            "Mary\u{a0}Ann",
            "Ana\u{fe0f}",
            "\u{3164}",
            "O&#39;Brien",
            "O&#x27;Brien",
            "Smith &amp; Sons",
            "...",
            "-",
            "123",
            "😀",
        ] {
            assert!(is_odd(bad), "{bad}");
        }
    }
}
