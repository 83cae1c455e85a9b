//! Everything that a run has about somebody: why is a person not in SmartFind, and what is wrong with the data?

use super::advice::Advice;
use super::changes::under_another;
use super::entry::since;
use super::fields::{self, Field};
use super::findings::{columns_of, detail, is_same_entry, shown_value, value_of};
use super::text::line;
use super::words::{self, in_parentheses, shown};
use super::{extract, former};
use crate::common::exit::Result;
use crate::decisions::{self, Decision, Finding, List, Reason};
use crate::home::RunFolder;
use crate::import_files::{RecordCommand, StoredSet};
use crate::record::Mode;
use crate::record::night::Night;
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
    /// People who are active in SmartFind, and whose access ID is in no row now.
    absent: BTreeMap<AccessId, Row>,
}

/// A row of the extract, and what became of it.
struct Row {
    who: String,
    /// Rows with the same number are about the same person; `None` for somebody in no row.
    users_dcid: Option<i64>,
    access_id: Option<AccessId>,
    schoolid: Option<i64>,
    homeschoolid: Option<i64>,
    is_other_school: bool,
    is_active: bool,
    outcome: String,
    /// What is to be fixed or done, and what changes in SmartFind.
    more: Vec<String>,
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
    pub(crate) fn find(text: &str, run: &RunFolder, set: Option<&StoredSet>, night: &Night) -> Result<Self> {
        let text = text.trim().to_lowercase();
        let mut extract = Extract::read(run, &text)?;
        let mut absent = BTreeMap::new();
        let may_be_former = night.totals.accepted.unwrap_or_default() == 0 && night.mode != Some(Mode::Only);
        decisions::read_each(run, |decision| {
            let Some(number) = decision.line else {
                let found = describe(&decision.findings, &run.name());
                if let Some(row) = extract.row_of(&decision) {
                    row.more.extend(found);
                } else if let Some((access_id, mut row)) = extract.absent(&text, &decision) {
                    row.more = found;
                    absent.insert(access_id, row);
                }
                return;
            };
            let Some(row) = extract.rows.get_mut(&number) else { return };
            row.take(&decision);
            // Decisions of a version before 0.2 have no findings: reasons, notes and the set tell them.
            let is_former = decision.findings.is_empty() && may_be_former;
            let of_former = set.filter(|_| is_former).map(|set| former::findings(&decision, set)).unwrap_or_default();
            row.more = describe(&decision.findings, &run.name());
            row.more.extend(describe(&of_former, ""));
            let changes = decision.changes.iter().flatten().map(|change| {
                format!(
                    "changes in SmartFind: {}: {} -> {}",
                    words::field(&change.field),
                    words::old(&change.old),
                    change.new
                )
            });
            row.more.extend(changes);
        })?;
        Ok(About { text, rows: extract.rows, absent })
    }

    /// Writes it, as text, person by person. Rows about other schools are left out where another row says more, unless
    /// they are asked for.
    pub(crate) fn write(&self, with_other_schools: bool, output: &mut dyn Write) -> std::io::Result<()> {
        let mut people: Vec<Vec<&Row>> = Vec::new();
        let mut places: HashMap<Option<i64>, usize> = HashMap::new();
        for row in self.rows.values() {
            let place = *places.entry(row.users_dcid).or_insert(people.len());
            if place == people.len() {
                people.push(Vec::new());
            }
            people[place].push(row);
        }
        people.extend(self.absent.values().map(|row| vec![row]));
        for rows in &people {
            let telling: Vec<&Row> = rows.iter().filter(|row| !row.is_other_school).copied().collect();
            let first = *telling.first().unwrap_or(&rows[0]);
            line(output, 0, &shown(&first.who))?;
            let told = if with_other_schools || telling.is_empty() { rows } else { &telling };
            for row in told {
                line(output, 4, &shown(&row.outcome))?;
                for more in &row.more {
                    line(output, 4, &shown(more))?;
                }
            }
        }
        if people.is_empty() {
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
        let parts = [name.trim(), row.access_id(), email];
        let who = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        Row {
            who: format!("{who}; users_dcid {}", row.users_dcid),
            users_dcid: Some(row.users_dcid),
            access_id: AccessId::parse(row.access_id()),
            schoolid: row.schoolid,
            homeschoolid: row.homeschoolid,
            is_other_school: row.schoolid.is_none() || row.schoolid != row.homeschoolid,
            is_active: row.is_active(),
            outcome: "not on record: the decisions do not reach this row".to_string(),
            more: Vec::new(),
        }
    }

    fn take(&mut self, decision: &Decision<'_>) {
        self.is_other_school = decision.reason == Some(Reason::OtherSchool);
        self.outcome = match decision.reason {
            None => sent(decision, self.is_active),
            Some(Reason::OtherSchool) => self.other_school(),
            Some(reason) => format!("{} ({}){}", decision.outcome, reason.name(), explanation(reason)),
        };
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

/// `sent, as new, as inactive (status)`.
fn sent(decision: &Decision<'_>, is_active: bool) -> String {
    let new = if decision.command == Some(RecordCommand::Add) { ", as new" } else { "" };
    let inactive = if is_active { "" } else { ", as inactive (status)" };
    format!("sent{new}{inactive}")
}

/// What a reason means, where no finding says it.
fn explanation(reason: Reason) -> &'static str {
    match reason {
        Reason::Contract => ": a contract employee (U_HumanResources.ContractEmp)",
        Reason::NotChosen => ": others were asked for with --only",
        Reason::BadName => {
            ": the name is on the list of names to ignore; a real person's must be taken off the list (SFE_BAD_NAMES)"
        }
        Reason::OtherSchool
        | Reason::NoEmail
        | Reason::NoName
        | Reason::AccessIdNotANumber
        | Reason::Duplicate
        | Reason::AccessIdOutOfRange
        | Reason::Unprintable => "",
    }
}

/// The findings, each entry in one paragraph: `to fix in PowerSchool, high: …`.
fn describe(findings: &[Finding<'_>], run: &str) -> Vec<String> {
    let entries = findings.iter().enumerate().filter(|(index, finding)| {
        let before = &findings[..*index];
        !before.iter().any(|before| is_same_entry(before, finding))
    });
    entries.map(|(_, first)| describe_entry(first, findings, run)).collect()
}

fn describe_entry(first: &Finding<'_>, all: &[Finding<'_>], run: &str) -> String {
    let kind = first.kind;
    let said = Advice::about_finding(kind, first.field, first.has_sign_on_id);
    let said = said.with_in_smartfind(kind, first.in_smartfind);
    let own = || all.iter().filter(|finding| is_same_entry(finding, first));
    // The lists name a value in the heading of its group.
    let detail = |finding: &Finding<'_>| value_of(finding).map_or_else(|| detail(finding), |value| shown_value(&value));
    let details: Vec<String> = own().map(detail).filter(|detail| !detail.is_empty()).collect();
    let detail = if details.is_empty() { String::new() } else { format!(": {}", details.join("; ")) };
    let found: Vec<Field> = own().flat_map(columns_of).map(|column| Field::of_column(column.key())).collect();
    let found = if found.is_empty() { said.fields() } else { found };
    let field = [fields::screens(&found), fields::columns(&found)].join("; ");
    let list = match kind.list() {
        List::Fix => "to fix in PowerSchool",
        List::ToDo => "to do in SmartFind",
    };
    let since = in_parentheses(&since(first.since.as_deref(), run));
    format!(
        "{list}, {}: {}{detail}. {}. {}{}{since}",
        first.severity.name(),
        kind.text(),
        said.consequence,
        said.advice,
        in_parentheses(field.trim_matches([';', ' ']))
    )
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

    /// The row that is shown of somebody in no exported row; the decisions about such people come last.
    fn row_of(&mut self, decision: &Decision<'_>) -> Option<&mut Row> {
        let access_id = AccessId::parse(decision.access_id.as_deref()?)?;
        self.rows.values_mut().find(|row| row.access_id == Some(access_id))
    }

    /// Somebody in no exported row: who it is and what that means, unless a row has the access ID and says it.
    fn absent(&self, text: &str, decision: &Decision<'_>) -> Option<(AccessId, Row)> {
        let access_id = AccessId::parse(decision.access_id.as_deref()?)?;
        let name = decision.name.as_deref().unwrap_or_default();
        let email = decision.email_addr.as_deref().unwrap_or_default();
        let users_dcid = decision.users_dcid.map(|users_dcid| users_dcid.to_string());
        let is_meant = is_about(text, name, email, &access_id.to_string()) || users_dcid.as_deref() == Some(text);
        let number = users_dcid.map(|users_dcid| format!("; users_dcid {users_dcid}")).unwrap_or_default();
        if self.access_ids.contains(&access_id) || !is_meant {
            return None;
        }
        let when = match (decision.is_leaver(), decision.is_gone()) {
            (true, _) => "sent once more, as inactive",
            (false, true) => "in the set uploaded before",
            (false, false) => "in an earlier set",
        };
        let now = match self.emails.get(&email.trim().to_lowercase()) {
            _ if decision.new_access_id.is_some() => under_another(decision),
            Some(other) => format!("the row with that e-mail address has the teacher number {other:?} now"),
            None => "in no row of the extract now: left PowerSchool, or the query".to_string(),
        };
        let row = Row {
            who: format!("{name}, {access_id}, {email}{number}"),
            users_dcid: None,
            access_id: Some(access_id),
            schoolid: None,
            homeschoolid: None,
            is_other_school: false,
            is_active: true,
            outcome: format!("{when}; {now}"),
            more: Vec::new(),
        };
        Some((access_id, row))
    }
}

fn is_about(text: &str, name: &str, email: &str, access_id: &str) -> bool {
    [name, email, access_id].iter().any(|value| value.to_lowercase().contains(text))
}
