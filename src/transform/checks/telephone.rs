//! Telephone numbers, which SmartFind calls.

use super::of_text;
use crate::decisions::{Column, Finding, Kind};
use crate::stream::field::{given, printed};
use crate::stream::row::{ProfileColumn, StaffRow};

/// An employee's number may be missing, but not wrong.
pub(super) fn check_employee<'r>(row: &'r StaffRow<'r>, findings: &mut Vec<Finding<'r>>) {
    if given(&row.home_phone).is_some_and(|telephone| !is_telephone_number(telephone)) {
        findings.push(of_text(Kind::TelephoneMalformed, Column::HOME_PHONE, &row.home_phone));
    }
}

/// A substitute must have one of two numbers.
pub(super) fn check_substitute<'r>(row: &'r StaffRow<'r>, findings: &mut Vec<Finding<'r>>) {
    let numbers = [printed(&row.home_phone), row.profile_column(ProfileColumn::SubCallbackNum)];
    if !numbers.into_iter().any(is_telephone_number) {
        let finding = Finding::new(Kind::SubstituteWithoutTelephone).in_column(Column::HOME_PHONE);
        findings.push(match given(&row.home_phone) {
            Some(text) => finding.with_value(text),
            None => finding,
        });
    }
}

/// 7 or 10 digits, or 10 after a 1, with or without an extension, spaces and `().+-`.
pub(super) fn is_telephone_number(text: &str) -> bool {
    let (mut count, mut first) = (0, b'1');
    for byte in without_extension(text.trim_matches(' ')).bytes() {
        match byte {
            b'0'..=b'9' => {
                if count == 0 {
                    first = byte;
                }
                count += 1;
            }
            b' ' | b'(' | b')' | b'.' | b'+' | b'-' => {}
            _ => return false,
        }
    }
    matches!(count, 7 | 10) || count == 11 && first == b'1'
}

/// `555-0100` of `555-0100 x12` and `555-0100 ext. 12`.
fn without_extension(text: &str) -> &str {
    let number = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if number.len() == text.len() {
        return text;
    }
    let number = number.trim_end_matches(' ');
    let ends_with = |ending: &str| {
        let start = number.len().checked_sub(ending.len())?;
        let there = number.get(start..)?;
        there.eq_ignore_ascii_case(ending).then(|| &number[..start])
    };
    ["ext.", "ext", "x"].into_iter().find_map(ends_with).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_has_7_or_10_digits_or_10_after_a_1() {
        for good in [
            "555-0100",
            "5550100",
            "(555) 010-1234",
            "555.010.1234",
            "555 010 1234",
            "+1 (555) 010-1234",
            "1-555-010-1234",
            " 555-0100 ",
            "555-0100 x12",
            "555-0100x123",
            "555-010-1234 X 9",
            "555-0100 ext. 12",
            "555-0100 Ext 12",
            "(555) 010-1234 ext.123",
        ] {
            assert!(is_telephone_number(good), "{good}");
        }
        for bad in [
            "",
            "none",
            "n/a",
            "555-010",
            "555-01000",
            "25550101234",
            "115550101234",
            "555-CALL",
            "555-0100 x",
            "555-0100 ext.",
            "555-0100 xx12",
            "x123",
            "ext. 12",
            "555-0100 / 555-0101",
            "555-0100, 555-0101",
            "５５５-０１００",
            "555\u{a0}0100",
            "555-0100\u{200b}",
            "555–0100",
            "ana@d.example",
        ] {
            assert!(!is_telephone_number(bad), "{bad}");
        }
    }
}
