//! A column of a file: SFE's name of it, and where its value comes from.

/// A column; `F` is a function that finds its value.
pub(crate) struct Column<F> {
    /// SFE's name of the column.
    pub(crate) name: &'static str,
    source: Source<F>,
}

enum Source<F> {
    /// Never filled: SFE keeps what it has.
    Empty,
    /// The same on every line.
    Fixed(&'static str),
    /// Decided by a rule.
    Rule(F),
    /// This column of the stream.
    Stream(&'static str, F),
    /// One of these columns of the stream, for schedule order 1 and 2.
    PerSchedule([&'static str; 2], F),
}

pub(crate) const fn empty<F>(name: &'static str) -> Column<F> {
    Column { name, source: Source::Empty }
}

pub(crate) const fn fixed<F>(name: &'static str, text: &'static str) -> Column<F> {
    Column { name, source: Source::Fixed(text) }
}

pub(crate) const fn rule<F>(name: &'static str, value: F) -> Column<F> {
    Column { name, source: Source::Rule(value) }
}

pub(crate) const fn stream<F>(name: &'static str, key: &'static str, value: F) -> Column<F> {
    Column { name, source: Source::Stream(key, value) }
}

pub(crate) const fn per_schedule<F>(name: &'static str, keys: [&'static str; 2], value: F) -> Column<F> {
    Column { name, source: Source::PerSchedule(keys, value) }
}

impl<F> Column<F> {
    /// The field, given how to call the column's function.
    pub(crate) fn field<'p>(&self, call: impl Fn(&F) -> &'p str) -> &'p str {
        match &self.source {
            Source::Empty => "",
            Source::Fixed(text) => text,
            Source::Rule(value) | Source::Stream(_, value) | Source::PerSchedule(_, value) => call(value),
        }
    }

    /// What the column has on every line; empty when lines differ.
    pub(crate) fn fixed_text(&self) -> &'static str {
        match self.source {
            Source::Fixed(text) => text,
            _ => "",
        }
    }

    /// The stream's column that the field comes from, if it holds what the file cannot: the format has no
    /// quoting. `schedule` is 0 or 1, for schedule order 1 or 2.
    pub(crate) fn unprintable<'p>(&self, schedule: usize, call: impl Fn(&F) -> &'p str) -> Option<&'static str> {
        let (key, value) = match &self.source {
            Source::Stream(key, value) => (*key, value),
            Source::PerSchedule(keys, value) => (keys[schedule], value),
            Source::Empty | Source::Fixed(_) | Source::Rule(_) => return None,
        };
        (!is_printable(call(value))).then_some(key)
    }

    /// The one column of the stream that the field comes from.
    #[cfg(test)]
    pub(crate) fn stream_key(&self) -> Option<&'static str> {
        match self.source {
            Source::Stream(key, _) => Some(key),
            _ => None,
        }
    }
}

/// Neither `|` nor a control character, U+0000–1F and U+007F–9F.
fn is_printable(field: &str) -> bool {
    let is_bad = |byte: u8| byte == b'|' || byte.is_ascii_control();
    !field.bytes().any(is_bad) && (field.is_ascii() || !field.contains(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_and_control_characters_are_unprintable() {
        for bad in ["a|b", "\0", "a\nb", "\u{1f}", "\u{7f}", "é\u{80}", "\u{9f}"] {
            assert!(!is_printable(bad), "{bad:?}");
        }
        for good in ["", " ", "\"D'Angelo\", Jr.", "\u{a0}", "Â©", "Nguyễn 😀", "\u{2028}"] {
            assert!(is_printable(good), "{good:?}");
        }
    }
}
