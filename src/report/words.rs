//! The words that all forms of a report share.

use super::changes::Described;
pub(crate) use crate::common::visible::escaped as shown;
use crate::record::night::Night;

/// How many digits stand together.
const GROUP: usize = 3;

/// `1,086`.
pub(crate) fn number(count: impl Into<u128>) -> String {
    let digits = count.into().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % GROUP == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `0.4 s`, `3 min 20 s`.
pub(crate) fn duration(seconds: f64) -> String {
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    match (whole / 60, whole % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// What to do about somebody who has left and is still active in SmartFind.
pub(crate) const END: &str = "end the person in SmartFind by hand, or set SFE_DEACTIVATE_LEAVERS";

/// The value before a change; a new one is never empty, as SmartFind keeps what it has then.
pub(crate) fn old(value: &str) -> String {
    if value.is_empty() { "(none)".to_string() } else { shown(value) }
}

/// ` (Users.Email_Addr)`; nothing for nothing.
pub(crate) fn in_parentheses(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" ({text})") }
}

/// `employee, active`.
pub(crate) fn position(person: &Described) -> String {
    let staff_type = if person.is_employee { "employee" } else { "substitute" };
    format!("{staff_type}, {}", if person.is_active { "active" } else { "inactive" })
}

/// Why a night that made files has no changes.
pub(crate) fn nothing_to_compare_with(night: &Night) -> &'static str {
    match night.previous {
        None => "nothing uploaded yet: nothing to compare with",
        Some(_) => "no record of what SmartFind has: nothing to compare with",
    }
}

/// `12 other-school, 3 no-email`.
pub(crate) fn by_reason<'r>(reasons: impl IntoIterator<Item = (&'r &'static str, &'r u64)>) -> String {
    let each: Vec<String> = reasons.into_iter().map(|(reason, count)| format!("{} {reason}", number(*count))).collect();
    each.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations() {
        assert_eq!([0_u64, 999, 1000, 150_000, 1_234_567].map(number), ["0", "999", "1,000", "150,000", "1,234,567"]);
        assert_eq!([0.04, 9.94, 59.6, 200.0].map(duration), ["0.0 s", "9.9 s", "1 min 0 s", "3 min 20 s"]);
    }
}
