//! What is to be mended in PowerSchool, grouped by what to do.

use super::decisions::Decision;

/// A group: what is wrong, what to do, in which of PowerSchool's fields; with the people.
#[derive(Debug)]
pub(crate) struct Group {
    /// What is wrong.
    pub(crate) problem: String,
    /// What to do.
    pub(crate) advice: String,
    /// PowerSchool's name of the field; empty when there is nothing to enter.
    pub(crate) field: String,
    /// Whether a rule leaves them out, rather than that their data could not be used.
    pub(crate) is_skipped: bool,
    pub(crate) people: Vec<Finding>,
}

/// A person to whom it applies.
#[derive(Debug, Default)]
pub(crate) struct Finding {
    /// The row's line in the extract, which has name and school.
    pub(crate) line: u64,
    pub(crate) users_dcid: i64,
    pub(crate) access_id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) school: String,
}

/// What a reason or a note asks for; first what keeps people out of SmartFind.
#[rustfmt::skip]
const KNOWN: [(&str, &str, &str, &str); 9] = [
    ("access-id-not-a-number", "Teacher number is not a number", "correct it", "Users.TeacherNumber"),
    ("access-id-out-of-range", "Teacher number is not between 1 and 999999999", "correct it", "Users.TeacherNumber"),
    ("no-name", "First or last name is blank", "enter it", "Users.First_Name, Users.Last_Name"),
    ("no-email", "No e-mail address", "enter it, or leave it for people who do not go to SmartFind", "Users.Email_Addr"),
    ("bad-name", "The name is on the list of names that are no people's", "if it is a person's, put a list without it into SFE_BAD_NAMES", "Users.First_Name, Users.Last_Name"),
    ("duplicate", "Two rows for one person", "remove one", "U_HumanResources"),
    ("schedule-2-without-times", "Days are checked for the second schedule, but its start or end time is blank", "enter the times, or clear the days", "U_HumanResources.Start_Time_2, End_Time_2"),
    ("shared-access-id", "Two or more people have one teacher number; all are sent", "give each their own", "Users.TeacherNumber"),
    ("late-arrival", "Late arrivals: sent as new tonight", "nothing to do", ""),
];

/// What a reason says, in words.
pub(crate) fn explain(reason: &str) -> String {
    let known = KNOWN.iter().find(|(known, ..)| *known == reason);
    known.map_or_else(
        || match reason {
            "contract" => "works on a contract (U_HumanResources.ContractEmp)".to_string(),
            "not-chosen" => "others were asked for with --only".to_string(),
            _ => "a | or a control character stands in a field: take it out".to_string(),
        },
        |(_, problem, advice, field)| format!("{problem}: {advice} ({field})"),
    )
}

/// The groups being filled.
#[derive(Debug, Default)]
pub(crate) struct Mend(Vec<(String, Group)>);

impl Mend {
    /// Notes a row that something is to be done about.
    pub(crate) fn note(&mut self, decision: &Decision<'_>) {
        if let Some(reason) = decision.reason.as_deref() {
            let field =
                if reason == "unprintable" { decision.notes.iter().find(|note| *note != "no-hr-row") } else { None };
            self.add(reason, field.map(|field| &**field), decision);
        } else {
            for note in decision.notes.iter().filter(|note| *note != "no-hr-row") {
                self.add(note, None, decision);
            }
        }
    }

    /// Notes somebody who shares an access ID.
    pub(crate) fn note_shared(&mut self, finding: Finding) {
        if let Some(group) = self.group("shared-access-id", None) {
            group.people.push(finding);
        }
    }

    /// The groups with anybody in them, in order.
    pub(crate) fn groups(self) -> Vec<Group> {
        let place = |key: &str| KNOWN.iter().position(|(known, ..)| *known == key);
        let mut groups = self.0;
        groups.sort_by_key(|(key, _)| place(key));
        groups.into_iter().map(|(_, group)| group).collect()
    }

    fn add(&mut self, key: &str, field: Option<&str>, decision: &Decision<'_>) {
        let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or_default().trim().to_string();
        if let Some(group) = self.group(key, field) {
            group.is_skipped |= decision.outcome == "skipped";
            group.people.push(Finding {
                line: decision.line.unwrap_or_default(),
                users_dcid: decision.users_dcid.unwrap_or_default(),
                access_id: text(&decision.access_id),
                email: text(&decision.email_addr),
                ..Finding::default()
            });
        }
    }

    /// The group, begun when need be; `None` for what nothing is to be done about.
    fn group(&mut self, key: &str, field: Option<&str>) -> Option<&mut Group> {
        let key = field.map_or(key.to_string(), |field| format!("{key} {field}"));
        if let Some(place) = self.0.iter().position(|(known, _)| *known == key) {
            return Some(&mut self.0[place].1);
        }
        let (problem, advice, field) = match field {
            Some(field) => ("A | or a control character stands in the field", "take it out", powerschool_field(field)),
            None => {
                let (_, problem, advice, field) = KNOWN.iter().find(|(known, ..)| *known == key)?;
                (*problem, *advice, (*field).to_string())
            }
        };
        let (problem, advice) = (problem.to_string(), advice.to_string());
        let group = Group { problem, advice, field, is_skipped: false, people: Vec::new() };
        self.0.push((key, group));
        self.0.last_mut().map(|(_, group)| group)
    }
}

/// PowerSchool's name of a column of the stream, as the default query has it.
pub(crate) fn powerschool_field(key: &str) -> String {
    match key {
        "email_addr" => "Users.Email_Addr".to_string(),
        "teachernumber" => "Users.TeacherNumber".to_string(),
        "home_phone" => "Users.Home_Phone".to_string(),
        "first_name" => "Users.First_Name".to_string(),
        "last_name" => "Users.Last_Name".to_string(),
        "homeschoolid" => "Users.HomeSchoolId".to_string(),
        other => format!("U_HumanResources.{other}"),
    }
}
