//! What is to be corrected in PowerSchool, grouped by what to do.

use crate::decisions::{Column, Decision, Kind, Note, Outcome, Reason};

/// Something wrong in PowerSchool, or worth knowing; in the order of the report, what keeps people out of SmartFind
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    Unprintable(Column),
    AccessIdNotANumber,
    AccessIdOutOfRange,
    NoName,
    NoEmail,
    BadName,
    Duplicate,
    Schedule2WithoutTimes,
    SharedAccessId,
    LateArrival,
}

/// A group: what is wrong, what to do, in which of PowerSchool's fields; with the people.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) problem: Problem,
    /// Whether a rule leaves them out, rather than that their data could not be used.
    pub(crate) is_skipped: bool,
    pub(crate) people: Vec<Finding>,
}

/// A person to whom it applies.
#[derive(Debug, Default)]
pub(crate) struct Finding {
    /// The row's line in the extract, which has name and school; `None` for people known from the files.
    pub(crate) line: Option<u64>,
    pub(crate) users_dcid: Option<i64>,
    pub(crate) access_id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) school: String,
}

impl Problem {
    /// The problem behind a reason; `None` when nothing is to be corrected. `column` is that of an unprintable row.
    pub(crate) fn from_reason(reason: Reason, column: Option<Column>) -> Option<Self> {
        match reason {
            Reason::NoEmail => Some(Problem::NoEmail),
            Reason::NoName => Some(Problem::NoName),
            Reason::BadName => Some(Problem::BadName),
            Reason::AccessIdNotANumber => Some(Problem::AccessIdNotANumber),
            Reason::Duplicate => Some(Problem::Duplicate),
            Reason::AccessIdOutOfRange => Some(Problem::AccessIdOutOfRange),
            Reason::Unprintable => column.map(Problem::Unprintable),
            Reason::OtherSchool | Reason::Contract | Reason::NotChosen => None,
        }
    }

    /// The problem behind a note about an exported person.
    pub(crate) fn from_note(note: Note) -> Option<Self> {
        match note {
            Note::Finding(Kind::Schedule2WithoutTimes) => Some(Problem::Schedule2WithoutTimes),
            Note::LateArrival => Some(Problem::LateArrival),
            Note::Unprintable(column) => Some(Problem::Unprintable(column)),
            Note::NoHrRow | Note::Finding(_) | Note::Leaver | Note::Gone | Note::StillActive => None,
        }
    }

    /// What is wrong, in words.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Problem::Unprintable(_) => "A | or a control character stands in the field",
            Problem::AccessIdNotANumber => "Teacher number is not a number",
            Problem::AccessIdOutOfRange => "Teacher number is not between 1 and 999999999",
            Problem::NoName => "First or last name is blank",
            Problem::NoEmail => "No e-mail address",
            Problem::BadName => "The name is on the list of names that are no people's",
            Problem::Duplicate => "Two rows for one person",
            Problem::Schedule2WithoutTimes => {
                "Days are checked for the second schedule, but its start or end time is blank"
            }
            Problem::SharedAccessId => "Two or more people have one teacher number; all are sent",
            Problem::LateArrival => "Late arrivals: sent as new tonight",
        }
    }

    /// What to do about it.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Problem::Unprintable(_) => "take it out",
            Problem::AccessIdNotANumber | Problem::AccessIdOutOfRange => "correct it",
            Problem::NoName => "enter it",
            Problem::NoEmail => "enter it, or leave it for people who do not go to SmartFind",
            Problem::BadName => "if it is a person's, put a list without it into SFE_BAD_NAMES",
            Problem::Duplicate => "remove one",
            Problem::Schedule2WithoutTimes => "enter the times, or clear the days",
            Problem::SharedAccessId => "give each their own",
            Problem::LateArrival => "nothing to do",
        }
    }

    /// PowerSchool's name of the field, as the default query has it; empty when there is nothing to enter.
    pub(crate) fn field(self) -> String {
        match self {
            Problem::Unprintable(column) => powerschool_field(column),
            Problem::AccessIdNotANumber | Problem::AccessIdOutOfRange | Problem::SharedAccessId => {
                "Users.TeacherNumber".to_string()
            }
            Problem::NoName | Problem::BadName => "Users.First_Name, Users.Last_Name".to_string(),
            Problem::NoEmail => "Users.Email_Addr".to_string(),
            Problem::Duplicate => "U_HumanResources".to_string(),
            Problem::Schedule2WithoutTimes => "U_HumanResources.Start_Time_2, End_Time_2".to_string(),
            Problem::LateArrival => String::new(),
        }
    }

    /// Its place in the report.
    fn order(self) -> u8 {
        match self {
            Problem::Unprintable(_) => 0,
            Problem::AccessIdNotANumber => 1,
            Problem::AccessIdOutOfRange => 2,
            Problem::NoName => 3,
            Problem::NoEmail => 4,
            Problem::BadName => 5,
            Problem::Duplicate => 6,
            Problem::Schedule2WithoutTimes => 7,
            Problem::SharedAccessId => 8,
            Problem::LateArrival => 9,
        }
    }
}

/// The groups being filled.
#[derive(Debug, Default)]
pub(crate) struct Corrections(Vec<Group>);

impl Corrections {
    /// Notes a row that something is to be done about.
    pub(crate) fn note(&mut self, decision: &Decision<'_>) {
        if decision.line.is_none() {
            // Whoever is in no exported row is noted with the rows that say why.
            return;
        }
        match decision.reason {
            Some(reason) => self.add(Problem::from_reason(reason, decision.unprintable_column()), decision),
            None => decision.notes.iter().for_each(|note| self.add(Problem::from_note(*note), decision)),
        }
    }

    /// Notes somebody who shares an access ID.
    pub(crate) fn note_shared(&mut self, finding: Finding) {
        self.group(Problem::SharedAccessId).people.push(finding);
    }

    /// The groups with anybody in them, in order.
    pub(crate) fn groups(self) -> Vec<Group> {
        let mut groups = self.0;
        groups.sort_by_key(|group| group.problem.order());
        groups
    }

    fn add(&mut self, problem: Option<Problem>, decision: &Decision<'_>) {
        let Some(problem) = problem else { return };
        let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().unwrap_or_default().trim().to_string();
        let group = self.group(problem);
        group.is_skipped |= decision.outcome == Outcome::Skipped;
        group.people.push(Finding {
            line: decision.line,
            users_dcid: decision.users_dcid,
            access_id: text(&decision.access_id),
            email: text(&decision.email_addr),
            ..Finding::default()
        });
    }

    /// The group, begun if there is none yet.
    fn group(&mut self, problem: Problem) -> &mut Group {
        let place = self.0.iter().position(|group| group.problem == problem).unwrap_or_else(|| {
            self.0.push(Group { problem, is_skipped: false, people: Vec::new() });
            self.0.len() - 1
        });
        &mut self.0[place]
    }
}

/// PowerSchool's name of a column of the stream.
pub(crate) fn powerschool_field(column: Column) -> String {
    match column {
        Column::EMAIL_ADDR => "Users.Email_Addr".to_string(),
        Column::HOME_PHONE => "Users.Home_Phone".to_string(),
        Column::FIRST_NAME => "Users.First_Name".to_string(),
        Column::LAST_NAME => "Users.Last_Name".to_string(),
        column => format!("U_HumanResources.{}", column.key()),
    }
}
