//! Findings that are right as they are (`--accepted`): in no list, in no count and in no warning.

use crate::common::exit::{Exit, Result};
use crate::common::files::text;
use crate::common::messages;
use crate::decisions::{Finding, Kind};
use crate::stream::access_id::AccessId;
use std::path::Path;

/// The lines of the file.
#[derive(Debug, Default)]
pub(crate) struct Accepted(Vec<Line>);

#[derive(Debug, PartialEq, Eq)]
struct Line {
    kind: Kind,
    whose: Whose,
}

/// Whose findings of a kind.
#[derive(Debug, PartialEq, Eq)]
enum Whose {
    Everybodys,
    /// Those of the people with these access IDs, or with these texts for one.
    People(Vec<String>),
    /// Those with this value.
    Value(String),
}

impl Whose {
    /// From what follows the kind: nothing, `=VALUE`, or access IDs with commas between them; `None` for anything else.
    fn parse(rest: &str) -> Option<Self> {
        if rest.is_empty() {
            return Some(Whose::Everybodys);
        }
        if let Some(value) = rest.strip_prefix('=') {
            return (!value.is_empty()).then(|| Whose::Value(value.trim().to_string()));
        }
        let one = |text: &str| {
            let is_one = !text.is_empty() && !text.contains(char::is_whitespace);
            is_one.then(|| text.to_string())
        };
        rest.split(',').map(|text| one(text.trim())).collect::<Option<_>>().map(Whose::People)
    }
}

impl Accepted {
    /// Reads the file; nothing is accepted without one.
    ///
    /// # Errors
    ///
    /// 66 when it cannot be read. A line that cannot be read is ignored with a warning: it is no reason to lose a
    /// night.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self> {
        let Some(path) = file else { return Ok(Accepted::default()) };
        let text = text::read(path, "list of accepted findings", Exit::NoInput)?;
        let (accepted, problems) = Accepted::parse(&text);
        for problem in problems {
            messages::warning(format_args!("{} (SFE_ACCEPTED): {problem}; the line is ignored", path.display()));
        }
        Ok(accepted)
    }

    /// The lines, and what is wrong with others.
    fn parse(text: &str) -> (Self, Vec<String>) {
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        for (index, line) in text.lines().enumerate() {
            // A comment may also follow a line.
            let line = match line.trim() {
                comment if comment.starts_with('#') => "",
                line => line.split_once(" #").map_or(line, |(line, _)| line).trim(),
            };
            if line.is_empty() {
                continue;
            }
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let number = index + 1;
            let Some(kind) = Kind::find(word) else {
                problems.push(format!("line {number}: {word:?} is not a kind of finding; sfe-transform(1) lists them"));
                continue;
            };
            match Whose::parse(rest.trim()) {
                Some(whose) => lines.push(Line { kind, whose }),
                None => {
                    problems.push(format!("line {number}: {:?} is neither an access ID nor =VALUE", rest.trim()));
                }
            }
        }
        (Accepted(lines), problems)
    }

    /// How many lines there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether a finding about the person with this access ID is accepted.
    pub(crate) fn contains(&self, access_id: &str, finding: &Finding<'_>) -> bool {
        let is_value = |value: &str| finding.value.as_deref().is_some_and(|own| own.trim().eq_ignore_ascii_case(value));
        let is_same = |text: &str, own: &str| {
            let same = AccessId::parse(text).zip(AccessId::parse(own)).is_some_and(|(one, other)| one == other);
            same || text == own
        };
        // The report shows the former access ID, too.
        let former = finding.value.as_deref().filter(|_| finding.kind == Kind::AccessIdChanged);
        let is_person = |text: &str| is_same(text, access_id) || former.is_some_and(|former| is_same(text, former));
        self.0.iter().filter(|line| line.kind == finding.kind).any(|line| match &line.whose {
            Whose::Everybodys => true,
            Whose::People(texts) => texts.iter().any(|text| is_person(text)),
            Whose::Value(value) => is_value(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "# ours\r\nno-email\nnot-a-time 0010231  # a volunteer\nodd-checkbox =Y\nnot-a-time =flex\n\n\
                         access-id-not-a-number T7\naccess-id-changed 20505\naccess-id-changed 95506";

    #[test]
    fn a_line_accepts_a_kind_a_person_or_a_value() {
        let (accepted, problems) = Accepted::parse(LINES);
        assert_eq!((accepted.count(), problems.len()), (7, 0));
        let finding = |kind: Kind, value: &str| Finding::new(kind).with_value(value.to_string());
        for (access_id, kind, value) in [
            ("7", Kind::NoEmail, "x"),
            ("", Kind::NoEmail, ""),
            ("10231", Kind::NotATime, "TBD"),
            ("9", Kind::NotATime, "Flex "),
            ("9", Kind::OddCheckbox, "y"),
            ("T7", Kind::AccessIdNotANumber, "T7"),
            ("95505", Kind::AccessIdChanged, "20505"),
            ("95506", Kind::AccessIdChanged, "20506"),
        ] {
            assert!(accepted.contains(access_id, &finding(kind, value)), "{access_id} {kind} {value}");
        }
        for (access_id, kind, value) in [
            ("7", Kind::NoName, "x"),
            ("1023", Kind::NotATime, "TBD"),
            ("", Kind::NotATime, "TBD"),
            ("9", Kind::OddCheckbox, "yes"),
            ("T8", Kind::AccessIdNotANumber, "T8"),
            ("95507", Kind::AccessIdChanged, "20507"),
            ("9", Kind::NotATime, "0010231"),
        ] {
            assert!(!accepted.contains(access_id, &finding(kind, value)), "{access_id} {kind} {value}");
        }
        assert!(!Accepted::default().contains("7", &finding(Kind::NoEmail, "")));
    }

    #[test]
    fn a_line_may_list_access_ids_with_commas_between_them() {
        let (accepted, problems) = Accepted::parse("no-email 20512,020513, T7  # on leave");
        assert_eq!((accepted.count(), problems.len()), (1, 0), "{problems:?}");
        let finding = Finding::new(Kind::NoEmail);
        for access_id in ["20512", "20513", "T7"] {
            assert!(accepted.contains(access_id, &finding), "{access_id}");
        }
        assert!(!accepted.contains("20514", &finding));
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named_and_the_others_count() {
        let (accepted, problems) =
            Accepted::parse("no-mail 7\nnot-a-time 7 8\nnot-a-time =\nno-email\nnot-a-time = 8 x\nno-name 7,,8");
        assert_eq!(accepted.count(), 2);
        assert_eq!(problems.len(), 4);
        assert!(problems[0].starts_with("line 1: \"no-mail\" is not a kind"), "{problems:?}");
        assert!(problems[1].starts_with("line 2: \"7 8\" is neither"), "{problems:?}");
    }
}
