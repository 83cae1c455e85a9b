//! Everything that a run has about somebody: why is a person not in SmartFind?

use super::corrections::{self, Problem};
use super::extract;
use super::text::line;
use super::words::{in_parentheses, shown};
use crate::common::exit::Result;
use crate::decisions::{self, Decision, Reason};
use crate::home::RunFolder;
use crate::import_files::{RecordCommand, StoredSet};
use crate::stream::access_id::AccessId;
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::ops::ControlFlow;

/// The people whose name, e-mail address or teacher number contains a text, in any letter case.
pub(crate) struct About {
    text: String,
    /// The rows about them, by line of the extract.
    rows: BTreeMap<u64, Row>,
    /// Those whom SmartFind has as active, and whose access ID is in no row now: who, and what that means.
    absent: Vec<(String, String)>,
}

/// A row of the extract, and what became of it.
struct Row {
    who: String,
    schoolid: Option<i64>,
    homeschoolid: Option<i64>,
    outcome: String,
}

/// What the whole extract says.
struct Extract {
    rows: BTreeMap<u64, Row>,
    access_ids: HashSet<AccessId>,
    /// By e-mail address in lower case, the access ID that a row with it has.
    emails: HashMap<String, String>,
}

impl About {
    /// Looks for them in the run, and in its set, which says who shares an access ID.
    pub(crate) fn find(text: &str, run: &RunFolder, set: Option<&StoredSet>) -> Result<Self> {
        let text = text.trim().to_lowercase();
        let mut extract = Extract::read(run, &text)?;
        let mut absent = BTreeMap::new();
        let shares = |access_id: &str| {
            let lines = |access_id| set.map_or(0, |set| set.profiles.lines_with(access_id).count());
            AccessId::parse(access_id).is_some_and(|access_id| lines(access_id) > 1)
        };
        decisions::read_each(run, |decision| {
            let access_id = decision.access_id.as_deref().unwrap_or_default();
            let Some(line) = decision.line else {
                absent.extend(extract.absent(&text, &decision));
                return;
            };
            if let Some(row) = extract.rows.get_mut(&line) {
                row.outcome = row.outcome_of(&decision);
                if decision.reason.is_none() && shares(access_id) {
                    row.outcome = format!("{}; {}", row.outcome, explain(Problem::SharedAccessId));
                }
            }
        })?;
        Ok(About { text, rows: extract.rows, absent: absent.into_values().collect() })
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
            line(output, 0, &format!("no match for \"{text}\" in names, e-mail addresses or teacher numbers"))?;
            line(output, 4, "if the person is in PowerSchool, the query did not return them")?;
        }
        Ok(())
    }
}

impl Row {
    fn new(row: &StaffRow<'_>) -> Self {
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
        let Some(reason) = decision.reason else { return sent(decision) };
        let explanation = match reason {
            Reason::OtherSchool => return self.other_school(),
            Reason::Contract => "works on a contract (U_HumanResources.ContractEmp)".to_string(),
            Reason::NotChosen => "others were asked for with --only".to_string(),
            Reason::Unprintable => {
                let field = decision.unprintable_column().map(corrections::powerschool_field).unwrap_or_default();
                format!("a | or a control character stands in a field: take it out ({field})")
            }
            Reason::NoEmail
            | Reason::NoName
            | Reason::BadName
            | Reason::AccessIdNotANumber
            | Reason::Duplicate
            | Reason::AccessIdOutOfRange => Problem::from_reason(reason, None).map(explain).unwrap_or_default(),
        };
        format!("{} ({}): {explanation}", decision.outcome, reason.name())
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

fn sent(decision: &Decision<'_>) -> String {
    let sent = match decision.command {
        Some(RecordCommand::Add) => "sent, as new",
        Some(RecordCommand::Change) | None => "sent",
    };
    let problems = decision.notes.iter().copied().filter_map(Problem::from_note);
    problems.fold(sent.to_string(), |all, problem| format!("{all}; {}", explain(problem)))
}

fn explain(problem: Problem) -> String {
    format!("{}: {}{}", problem.text(), problem.advice(), in_parentheses(&problem.field()))
}

impl Extract {
    fn read(run: &RunFolder, text: &str) -> Result<Self> {
        let mut extract = Extract { rows: BTreeMap::new(), access_ids: HashSet::new(), emails: HashMap::new() };
        extract::each_row(run, |number, row| {
            extract.access_ids.extend(AccessId::parse(row.access_id()));
            let email = printed(&row.email_addr);
            extract.emails.insert(email.trim().to_lowercase(), row.access_id().to_string());
            let name = format!("{} {}", printed(&row.first_name), printed(&row.last_name));
            if is_about(text, &name, email, row.access_id()) || text == row.users_dcid.to_string() {
                extract.rows.insert(number, Row::new(row));
            }
            ControlFlow::Continue(())
        })?;
        Ok(extract)
    }

    /// Somebody in no exported row: who it is and what that means, unless a row has the access ID and says it.
    fn absent(&self, text: &str, decision: &Decision<'_>) -> Option<(AccessId, (String, String))> {
        let access_id = AccessId::parse(decision.access_id.as_deref()?)?;
        let name = decision.name.as_deref().unwrap_or_default();
        let email = decision.email_addr.as_deref().unwrap_or_default();
        if self.access_ids.contains(&access_id) || !is_about(text, name, email, &access_id.to_string()) {
            return None;
        }
        let when = match (decision.is_leaver(), decision.is_gone()) {
            (true, _) => "sent once more, as inactive",
            (false, true) => "in the set pushed before",
            (false, false) => "in an earlier set",
        };
        let now = match self.emails.get(&email.trim().to_lowercase()) {
            Some(other) => format!("the row with that e-mail address has the teacher number {other:?} now"),
            None => "in no row of the extract now: left PowerSchool, or the query".to_string(),
        };
        Some((access_id, (format!("{access_id}, {name}, {email}"), format!("{when}; {now}"))))
    }
}

fn is_about(text: &str, name: &str, email: &str, access_id: &str) -> bool {
    [name, email, access_id].iter().any(|value| value.to_lowercase().contains(text))
}
