//! Numbers and times as people read them.

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

/// `1 person`, `2 people`.
pub(crate) fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_durations() {
        assert_eq!([0_u64, 999, 1000, 150_000, 1_234_567].map(number), ["0", "999", "1,000", "150,000", "1,234,567"]);
        assert_eq!([0.04, 9.94, 59.6, 200.0].map(duration), ["0.0 s", "9.9 s", "1 min 0 s", "3 min 20 s"]);
        assert_eq!([0, 1, 2_000].map(|count| plural(count, "row", "rows")), ["0 rows", "1 row", "2,000 rows"]);
    }
}
