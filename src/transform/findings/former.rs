//! The findings of the run uploaded last, which say since when something is so.

use super::tally::Entry;
use crate::common::messages;
use crate::decisions::{Column, Decision, Kind};
use crate::home::DECISIONS;
use crate::regular_file;
use crate::stream::access_id::AccessId;
use memchr::memmem;
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

/// By kind and the person or value that it is about, the run in which it was first there.
#[derive(Debug, Default)]
pub(crate) struct Former(HashMap<(Kind, Entry), Box<str>>);

impl Former {
    /// Reads the decisions of a run. Where that is impossible everything is new tonight, with a warning: the people are
    /// sent all the same.
    pub(crate) fn read(run: &Path) -> Self {
        Former::try_read(run).unwrap_or_else(|problem| {
            let path = run.join(DECISIONS);
            messages::warning(format_args!("{}: {problem}; every finding counts as new", path.display()));
            Former::default()
        })
    }

    fn try_read(run: &Path) -> Result<Self, String> {
        // `last` is a link.
        let run = run.canonicalize().map_err(|error| error.to_string())?;
        let name = run.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = regular_file::open(&run.join(DECISIONS)).map_err(|error| error.to_string())?;
        let mut reader = BufReader::with_capacity(128 << 10, file);
        let (mut former, mut line) = (Former::default(), Vec::new());
        let has_findings = memmem::Finder::new(b"\"findings\":[");
        for number in 1_u64.. {
            line.clear();
            if reader.read_until(b'\n', &mut line).map_err(|error| error.to_string())? == 0 {
                break;
            }
            // Nearly no line has any.
            if has_findings.find(&line).is_some() {
                let text = std::str::from_utf8(&line).map_err(|_| format!("line {number} is not UTF-8 text"))?;
                let decision =
                    Decision::parse(text).map_err(|problem| format!("line {number} is no decision: {problem}"))?;
                former.note(&decision, &name);
            }
        }
        Ok(former)
    }

    fn note(&mut self, decision: &Decision<'_>, run: &str) {
        for finding in &decision.findings {
            let since = finding.since.as_deref().unwrap_or(run);
            let of_value = finding.kind.is_of_values().then(|| Entry::of_value(finding)).flatten();
            for entry in person_of(decision).into_iter().chain(of_value) {
                let known = self.0.entry((finding.kind, entry)).or_insert_with(|| since.into());
                // The names of runs begin with their times.
                if since < &**known {
                    *known = since.into();
                }
            }
        }
    }

    /// The run in which this was first there; `None` when it is new.
    pub(crate) fn since(&self, kind: Kind, entry: &Entry) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&(kind, entry.clone())).map(|since| &**since)
    }
}

impl Former {
    /// The run in which a code of a column was first reported as new; `None` when it was not in the run before.
    pub(crate) fn since_of_code(&self, column: Column, code: &str) -> Option<&str> {
        self.since(Kind::NewCode, &Entry::Value(column, code.into()))
    }
}

fn person_of(decision: &Decision<'_>) -> Option<Entry> {
    match decision.line {
        Some(_) => decision.users_dcid.map(Entry::Person),
        None => decision.access_id.as_deref().and_then(AccessId::parse).map(Entry::Account),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_run_with_a_finding_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let run = folder.path().join("20261124T021500Z-7");
        std::fs::create_dir(&run).expect("created");
        let head = |line: &str, dcid: &str, outcome: &str| {
            format!(
                "{{\"line\":{line},\"users_dcid\":{dcid},\"access_id\":\"10231\",\"email_addr\":null,\
                 \"outcome\":\"{outcome}\",\"reason\":null,\"command\":null,\"files\":[],\"notes\":[]"
            )
        };
        let lines = [
            head("1", "51", "exported") + "}",
            head("2", "52", "exported")
                + ",\"findings\":[{\"kind\":\"not-a-time\",\"severity\":\"high\",\"since\":\"20261101T021500Z-1\"},\
                   {\"kind\":\"odd-name\",\"severity\":\"low\"},\
                   {\"kind\":\"new-code\",\"severity\":\"high\",\"field\":\"calendar\",\"value\":\"12M\"}]}",
            head("null", "null", "absent") + ",\"findings\":[{\"kind\":\"left-still-active\",\"severity\":\"high\"}]}",
        ];
        std::fs::write(run.join(DECISIONS), lines.join("\n") + "\n").expect("written");
        let link = folder.path().join("last");
        std::os::unix::fs::symlink(&run, &link).expect("linked");
        let former = Former::try_read(&link).expect("findings");
        let this = Some("20261124T021500Z-7");
        assert_eq!(former.since(Kind::NotATime, &Entry::Person(52)), Some("20261101T021500Z-1"));
        assert_eq!(former.since(Kind::OddName, &Entry::Person(52)), this);
        assert_eq!(former.since(Kind::OddName, &Entry::Person(51)), None);
        let account = AccessId::parse("10231").expect("an access ID");
        assert_eq!(former.since(Kind::LeftStillActive, &Entry::Account(account)), this);
        assert_eq!(former.since(Kind::NewCode, &Entry::Value(Column::CALENDAR, "12M".into())), this);
        std::fs::write(run.join(DECISIONS), "{\"findings\":[]}\n").expect("written");
        assert!(Former::try_read(&link).is_err_and(|problem| problem.starts_with("line 1 is no decision")));
    }
}
