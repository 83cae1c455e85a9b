//! All that a run knows of somebody: why is X not in SmartFind?

use super::decisions::{self, Decision};
use super::mend;
use super::text::line;
use super::words::shown;
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::sets::compare::{Person, people};
use crate::sets::read::{Set, SetFile};
use crate::stream::access_id::AccessId;
use crate::stream::field::printed;
use crate::stream::reader::StaffStream;
use crate::stream::row::StaffRow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// What is known of the people in whose name, e-mail address or teacher number a text stands, in any letter case.
pub(crate) struct About {
    text: String,
    /// The rows about them, by line of the extract.
    rows: BTreeMap<u64, Row>,
    /// Those who are sent or were sent before, and whose access ID is in no row now: who, and what that means.
    absent: Vec<(String, String)>,
}

/// A row of the extract, and what became of it.
struct Row {
    who: String,
    schoolid: Option<i64>,
    homeschoolid: Option<i64>,
    outcome: String,
}

/// What the whole extract tells.
struct Extract {
    rows: BTreeMap<u64, Row>,
    access_ids: HashSet<AccessId>,
    /// By e-mail address in lower case, the access ID that a row with it has.
    emails: HashMap<String, String>,
}

impl About {
    /// Looks for them.
    pub(crate) fn find(
        text: &str,
        run: &Path,
        set: Option<&Set>,
        previous: Option<&Set>,
        still_active: Option<&SetFile>,
    ) -> Result<Self> {
        let text = text.trim().to_lowercase();
        let mut extract = Extract::read(run, &text)?;
        let mut ended = HashSet::new();
        let shares = |access_id: &str| {
            let lines = |access_id| set.map_or(0, |set| set.profiles.of(access_id).count());
            AccessId::parse(access_id).is_some_and(|access_id| lines(access_id) > 1)
        };
        decisions::each(run, |decision| {
            let access_id = decision.access_id.as_deref().unwrap_or_default();
            if decision.is_leaver() {
                ended.extend(AccessId::parse(access_id));
            }
            if let Some(row) = decision.line.and_then(|line| extract.rows.get_mut(&line)) {
                row.outcome = row.outcome_of(&decision);
                if decision.reason.is_none() && shares(access_id) {
                    row.outcome = format!("{}; {}", row.outcome, mend::explain("shared-access-id"));
                }
            }
        })?;
        let tonight = set.into_iter().flat_map(people).filter(|person| ended.contains(&person.access_id));
        let tonight = tonight.map(|person| (person, "sent once more, as inactive"));
        let gone = previous.into_iter().flat_map(people).map(|person| (person, "in the set pushed before"));
        let earlier = still_active.into_iter().flat_map(SetFile::lines);
        let earlier = earlier.map(|(access_id, line)| (Person { access_id, line }, "in an earlier set"));
        let mut told = HashSet::new();
        let absent = tonight.chain(gone).chain(earlier).filter(|(person, _)| {
            let profile = person.profile();
            !extract.access_ids.contains(&person.access_id)
                && is_about(&text, &profile.name(), profile.email, &person.access_id.to_string())
                && told.insert(person.access_id)
        });
        let absent = absent.map(|(person, when)| {
            let profile = person.profile();
            let now = match extract.emails.get(&profile.email.trim().to_lowercase()) {
                Some(other) => format!("the row with that e-mail address has the teacher number {other:?} now"),
                None => "in no row of the extract now: left PowerSchool, or the query".to_string(),
            };
            (format!("{}, {}", person.access_id, profile.who()), format!("{when}; {now}"))
        });
        let absent = absent.collect();
        Ok(About { text, rows: extract.rows, absent })
    }

    /// Writes it, as text.
    pub(crate) fn write(&self, output: &mut dyn Write) -> std::io::Result<()> {
        for row in self.rows.values() {
            line(output, 0, &shown(&row.who))?;
            line(output, 4, &shown(&row.outcome))?;
        }
        for (who, what) in &self.absent {
            line(output, 0, &shown(who))?;
            line(output, 4, &shown(what))?;
        }
        if self.rows.is_empty() && self.absent.is_empty() {
            let text = shown(&self.text);
            line(output, 0, &format!("nobody: \"{text}\" stands in no name, e-mail address or teacher number"))?;
            line(output, 4, "who is in no row of the extract is in PowerSchool without a row that the query returns")?;
        }
        Ok(())
    }
}

impl Row {
    fn of(row: &StaffRow<'_>) -> Self {
        let email = match printed(&row.email_addr).trim() {
            "" => "no e-mail",
            email => email,
        };
        let name = format!("{} {}", printed(&row.first_name), printed(&row.last_name));
        let who = format!("{}, {}, {email}", row.access_id(), name.trim());
        let who = format!("{}; users_dcid {}", who.trim_start_matches(", "), row.users_dcid);
        let outcome = "not on record: the decisions do not reach this row".to_string();
        Row { who, schoolid: row.schoolid, homeschoolid: row.homeschoolid, outcome }
    }

    fn outcome_of(&self, decision: &Decision<'_>) -> String {
        match decision.reason.as_deref() {
            Some("other-school") => self.other_school(),
            Some("unprintable") => {
                let fields = decision.notes.iter().filter(|note| *note != "no-hr-row");
                let fields: Vec<String> = fields.map(|key| mend::powerschool_field(key)).collect();
                format!("rejected (unprintable): {} ({})", mend::explain("unprintable"), fields.join(", "))
            }
            Some(reason) => format!("{} ({reason}): {}", decision.outcome, mend::explain(reason)),
            None => {
                let sent = if decision.command.as_deref() == Some("A") { "sent, as new" } else { "sent" };
                let notes = decision.notes.iter().filter(|note| !matches!(&***note, "no-hr-row" | "no-work-schedule"));
                notes.fold(sent.to_string(), |all, note| format!("{all}; {}", mend::explain(note)))
            }
        }
    }

    fn other_school(&self) -> String {
        let number = |school: Option<i64>| school.map_or("none".to_string(), |school| school.to_string());
        format!(
            "skipped (other-school): the row is about school {}, the home school is {}, and only its row is sent",
            number(self.schoolid),
            number(self.homeschoolid)
        )
    }
}

impl Extract {
    fn read(run: &Path, text: &str) -> Result<Self> {
        let path = run.join("extract.jsonl");
        let file = File::open(&path).or_fail(Exit::NoInput, || format!("cannot read {}", path.display()))?;
        let mut stream = StaffStream::new(file);
        let mut extract = Extract { rows: BTreeMap::new(), access_ids: HashSet::new(), emails: HashMap::new() };
        while let Some((number, row)) = stream.read()? {
            extract.access_ids.extend(AccessId::parse(row.access_id()));
            let email = printed(&row.email_addr);
            extract.emails.insert(email.trim().to_lowercase(), row.access_id().to_string());
            let name = format!("{} {}", printed(&row.first_name), printed(&row.last_name));
            if is_about(text, &name, email, row.access_id()) || text == row.users_dcid.to_string() {
                extract.rows.insert(number, Row::of(&row));
            }
        }
        Ok(extract)
    }
}

fn is_about(text: &str, name: &str, email: &str, access_id: &str) -> bool {
    [name, email, access_id].iter().any(|value| value.to_lowercase().contains(text))
}
