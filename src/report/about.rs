//! All that a run knows of somebody: why is X not in SmartFind?

use super::decisions;
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
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// What is known of the people in whose name, e-mail address or teacher number a text stands, in any letter case.
pub(crate) struct About {
    text: String,
    /// The rows about them, by line of the extract.
    rows: BTreeMap<u64, Row>,
    /// Those who were sent before and are in no row now: who, and what that means.
    absent: Vec<(String, &'static str)>,
}

/// A row of the extract, and what became of it.
struct Row {
    who: String,
    schoolid: Option<i64>,
    homeschoolid: Option<i64>,
    outcome: String,
}

impl About {
    /// Looks for them.
    pub(crate) fn find(text: &str, run: &Path, previous: Option<&Set>, still_active: Option<&SetFile>) -> Result<Self> {
        let text = text.trim().to_lowercase();
        let (mut rows, access_ids) = rows(run, &text)?;
        decisions::each(run, |decision| {
            if let Some(row) = decision.line.and_then(|line| rows.get_mut(&line)) {
                let reason = decision.reason.as_deref();
                row.outcome = match (reason, decision.command.as_deref()) {
                    (Some("other-school"), _) => row.other_school(),
                    (Some(reason), _) => format!("{} ({reason}): {}", decision.outcome, mend::explain(reason)),
                    (None, Some("A")) => "sent, as new".to_string(),
                    (None, _) => "sent".to_string(),
                };
            }
        })?;
        let is_absent = |person: &Person<'_>| {
            let profile = person.profile();
            !access_ids.contains(&person.access_id)
                && is_about(&text, &profile.name(), profile.email, &person.access_id.to_string())
        };
        let gone = previous.into_iter().flat_map(people).map(|person| (person, "in the set pushed before"));
        let earlier = still_active.into_iter().flat_map(SetFile::lines);
        let earlier = earlier.map(|(access_id, line)| (Person { access_id, line }, "in an earlier set"));
        let mut told = HashSet::new();
        let absent = gone.chain(earlier).filter(|(person, _)| is_absent(person) && told.insert(person.access_id));
        let absent = absent.map(|(person, when)| (format!("{}, {}", person.access_id, person.profile().who()), when));
        let absent = absent.collect();
        Ok(About { text, rows, absent })
    }

    /// Writes it, as text.
    pub(crate) fn write(&self, output: &mut dyn Write) -> std::io::Result<()> {
        for row in self.rows.values() {
            line(output, 0, &shown(&row.who))?;
            line(output, 4, &shown(&row.outcome))?;
        }
        for (who, when) in &self.absent {
            line(output, 0, &shown(who))?;
            line(output, 4, &format!("{when}, but in no row of the extract now: left PowerSchool, or the query"))?;
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

    fn other_school(&self) -> String {
        let number = |school: Option<i64>| school.map_or("none".to_string(), |school| school.to_string());
        format!(
            "skipped (other-school): the row is about school {}, the home school is {}, and only its row is sent",
            number(self.schoolid),
            number(self.homeschoolid)
        )
    }
}

/// The rows about them in the run's extract, and all access IDs in it.
fn rows(run: &Path, text: &str) -> Result<(BTreeMap<u64, Row>, HashSet<AccessId>)> {
    let path = run.join("extract.jsonl");
    let file = File::open(&path).or_fail(Exit::NoInput, || format!("cannot read {}", path.display()))?;
    let mut stream = StaffStream::new(file);
    let (mut rows, mut access_ids) = (BTreeMap::new(), HashSet::new());
    while let Some((number, row)) = stream.read()? {
        access_ids.extend(AccessId::parse(row.access_id()));
        let name = format!("{} {}", printed(&row.first_name), printed(&row.last_name));
        if is_about(text, &name, printed(&row.email_addr), row.access_id()) || text == row.users_dcid.to_string() {
            rows.insert(number, Row::of(&row));
        }
    }
    Ok((rows, access_ids))
}

fn is_about(text: &str, name: &str, email: &str, access_id: &str) -> bool {
    [name, email, access_id].iter().any(|value| value.to_lowercase().contains(text))
}
