//! The file of the record: one JSON line per access ID, sorted, and an end line.

use super::person::Person;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::atomic_set::{Sealed, StagedFile, write_failure};
use crate::common::files::owner;
use crate::regular_file;
use crate::stream::access_id::AccessId;
use crate::uploads::ServerFolder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{BufReader, ErrorKind, Write as _};
use std::path::Path;

/// What SmartFind has, as far as it can be known from outside.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct SmartFind {
    pub(crate) people: BTreeMap<AccessId, Person>,
    /// The run merged last.
    pub(crate) run: Option<String>,
    /// How many sets were merged so far.
    pub(crate) merges: u64,
    /// The server through which SmartFind was reached.
    pub(crate) server: Option<ServerFolder>,
}

/// How a line about a person begins.
const PERSON: &str = "{\"access_id\":";

#[derive(Serialize, Deserialize)]
struct EndLine {
    end: End,
}

#[derive(Serialize, Deserialize)]
struct End {
    people: usize,
    run: Option<String>,
    merges: u64,
    server: Option<ServerFolder>,
}

impl SmartFind {
    /// Whether it comes from the last files of the Python script, and no set was merged since.
    pub(crate) fn is_from_script(&self) -> bool {
        self.run.is_none() && self.people.values().any(|person| person.profile.is_some())
    }

    /// What to say where the settings name another server, user or folder than the record is about.
    pub(crate) fn other_server(&self, now: Option<&ServerFolder>) -> Option<String> {
        let (then, now) = self.server.as_ref().zip(now).filter(|(then, now)| then != now)?;
        Some(format!(
            "the record describes the SmartFind behind {then}; the settings now name {now}. If that is another \
             SmartFind, give its access IDs: sfe-commit --known FILE (an empty file if it has nobody)"
        ))
    }

    /// Reads the record; `None` when there is no such file.
    ///
    /// # Errors
    ///
    /// 66 when it cannot be read; 65 when a line is malformed, or when the end line is missing or counts
    /// other people than there are.
    pub(crate) fn read_if_there(path: &Path) -> Result<Option<Self>> {
        match std::fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            _ => SmartFind::read(path).map(Some),
        }
    }

    /// The same for a record that must be there (66).
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let unreadable =
            || format!("cannot read the record of what SmartFind has, {}{}", path.display(), owner::advice(path));
        let mut reader =
            BufReader::with_capacity(128 << 10, regular_file::open(path).or_fail(Exit::NoInput, unreadable)?);
        SmartFind::parse(&mut reader).map_err(|problem| {
            let advice = "restore it from backup, or rebuild it with sfe-commit --rebuild";
            Failure::new(Exit::Data, format!("{}: {problem}; {advice}", path.display()))
        })
    }

    fn parse(reader: &mut impl std::io::BufRead) -> Result<Self, String> {
        let mut record = SmartFind::default();
        let mut line = String::new();
        for number in 1_u64.. {
            line.clear();
            let count = reader.read_line(&mut line).map_err(|error| format!("line {number}: {error}"))?;
            if count == 0 || !line.ends_with('\n') {
                break;
            }
            // Nearly every line is about a person, as the first key says.
            let may_be_end = !line.starts_with(PERSON);
            if let Some(EndLine { end }) = may_be_end.then(|| serde_json::from_str(&line).ok()).flatten() {
                if end.people != record.people.len() {
                    let (said, found) = (end.people, record.people.len());
                    return Err(format!("the end line counts {said} people, but {found} are there"));
                }
                line.clear();
                if reader.read_line(&mut line).map_err(|error| error.to_string())? > 0 {
                    return Err("there is something after the end line".to_string());
                }
                (record.run, record.merges, record.server) = (end.run, end.merges, end.server);
                return Ok(record);
            }
            let person: Person = serde_json::from_str(&line).map_err(|error| format!("line {number}: {error}"))?;
            person.check().map_err(|problem| format!("line {number}: {problem}"))?;
            if record.people.insert(person.access_id, person).is_some() {
                return Err(format!("line {number}: the access ID is there twice"));
            }
        }
        Err("the end line is missing".to_string())
    }

    /// Writes the record, under a temporary name.
    pub(crate) fn stage(&self, path: &Path) -> Result<Sealed> {
        let mut file = StagedFile::create(path)?;
        let failed = |error: serde_json::Error| write_failure(path, error.into());
        for person in self.people.values() {
            serde_json::to_writer(&mut file, person).map_err(failed)?;
            file.write_all(b"\n").map_err(|error| write_failure(path, error))?;
        }
        let end =
            End { people: self.people.len(), run: self.run.clone(), merges: self.merges, server: self.server.clone() };
        serde_json::to_writer(&mut file, &EndLine { end }).map_err(failed)?;
        file.write_all(b"\n").map_err(|error| write_failure(path, error))?;
        file.seal()
    }

    pub(crate) fn person(&self, access_id: AccessId) -> Option<&Person> {
        self.people.get(&access_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = concat!(
        r#"{"access_id":7,"users_dcid":51,"known":"known","since":"r1","absent_since":null,"ended_since":null,"#,
        r#""became_substitute":null,"profile":{"telephone":"555"},"sign_on":"a@d","schedules":{"1":{"location":"5"}}}"#,
        "\n",
        r#"{"access_id":8,"users_dcid":null,"known":"perhaps"}"#,
        "\n",
        r#"{"end":{"people":2,"run":"r1","merges":3,"server":{"host":"h","port":22,"user":"u","folder":"./upload1"}}}"#,
        "\n"
    );

    fn parse(text: &str) -> Result<SmartFind, String> {
        SmartFind::parse(&mut text.as_bytes())
    }

    #[test]
    fn a_record_is_written_as_it_was_read() {
        let record = parse(LINES).expect("a record");
        assert_eq!((record.people.len(), record.merges, record.run.as_deref()), (2, 3, Some("r1")));
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("smartfind.jsonl");
        crate::common::files::atomic_set::replace_in_order(vec![record.stage(&path).expect("staged")])
            .expect("written");
        assert_eq!(SmartFind::read(&path).expect("a record"), record);
        let text = std::fs::read_to_string(&path).expect("readable");
        assert_eq!(text.lines().next(), LINES.lines().next());
    }

    #[test]
    fn a_record_that_is_cut_off_or_changed_is_refused() {
        let lines: Vec<&str> = LINES.lines().collect();
        for (text, problem) in [
            (String::new(), "the end line is missing"),
            (lines[..2].join("\n") + "\n", "the end line is missing"),
            (LINES.trim_end().to_string(), "the end line is missing"),
            (lines[1..].join("\n") + "\n", "counts 2 people, but 1"),
            (format!("{LINES}{}\n", lines[0]), "after the end line"),
            (format!("{}\n{LINES}", lines[0]), "line 2: the access ID is there twice"),
            (LINES.replace("51", "x"), "line 1: "),
            (LINES.replace("perhaps", "maybe"), "line 2: "),
            (
                LINES.replace(r#""telephone":"555""#, r#""employee_active":"maybe""#),
                "line 1: employee_active is \"maybe\"",
            ),
            (LINES.replace(r#""telephone":"555""#, r#""nickname":"Al""#), "line 1: nickname is not a column"),
            (LINES.replace(r#""location":"5""#, r#""allow_custom_time":"1""#), "line 1: allow_custom_time is \"1\""),
            (LINES.replace(r#""location":"5""#, r#""room":"5""#), "line 1: room is not a column"),
        ] {
            assert!(parse(&text).is_err_and(|error| error.contains(problem)), "{problem}");
        }
    }
}
