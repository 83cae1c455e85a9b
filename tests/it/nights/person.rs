//! A person as PowerSchool has them, and the import lines that follow from that by the man pages alone.

use std::collections::BTreeMap;

/// The school number of substitutes.
pub const SUB_BUILDING: i64 = 500;

/// A start and an end, or the end of one half day and the start of the other.
pub type Times = Option<(String, String)>;

#[derive(Debug, Clone)]
pub struct Person {
    pub users_dcid: i64,
    /// `teachernumber`, as typed.
    pub access_id: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub last_name: String,
    pub home_school: Option<i64>,
    pub school: i64,
    pub is_active: bool,
    pub has_contract: bool,
    pub calendar: Option<String>,
    pub position: Option<String>,
    pub hours: Times,
    pub half_day: Times,
    pub hours_2: Times,
    pub days_1: [bool; 5],
    pub days_2: [bool; 5],
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Exported,
    /// An employee on a contract, who counts as gone.
    Contract,
    /// Left out for data that is wrong or blank: the person has not left.
    LeftOut,
}

/// A person's lines: what they say by the name of a column. A blank says nothing.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    pub profile: BTreeMap<&'static str, String>,
    pub sign_on: String,
    pub schedules: BTreeMap<String, BTreeMap<&'static str, String>>,
}

impl Person {
    pub fn new(users_dcid: i64, access_id: u32, school: i64) -> Self {
        Person {
            users_dcid,
            access_id: access_id.to_string(),
            email: Some(format!("u{users_dcid}@d.example")),
            phone: Some(format!("555-{users_dcid:04}")),
            last_name: format!("Name{users_dcid}"),
            home_school: Some(school),
            school,
            is_active: true,
            has_contract: false,
            calendar: None,
            position: Some("101".into()),
            hours: times("08:00", "15:30"),
            half_day: times("11:30", "12:15"),
            hours_2: None,
            days_1: [false; 5],
            days_2: [false; 5],
        }
    }

    pub fn is_substitute(&self) -> bool {
        self.home_school == Some(SUB_BUILDING)
    }

    /// The access ID as a number, where it is one.
    pub fn number(&self) -> Option<u32> {
        self.access_id.parse().ok()
    }

    pub fn outcome(&self) -> Outcome {
        if self.home_school != Some(self.school) || self.email.is_none() || self.number().is_none() {
            return Outcome::LeftOut;
        }
        if self.has_contract && !self.is_substitute() { Outcome::Contract } else { Outcome::Exported }
    }

    pub fn lines(&self) -> Lines {
        let yes = |yes: bool| if yes { "Y" } else { "N" }.to_string();
        let mut profile = BTreeMap::from([
            ("telephone", self.phone.clone().unwrap_or_default()),
            ("first_name", "Ana".to_string()),
            ("last_name", self.last_name.clone()),
            ("email_address", self.email.clone().unwrap_or_default()),
            ("is_employee", yes(!self.is_substitute())),
            ("employee_active", yes(self.is_active && !self.is_substitute())),
        ]);
        if self.is_substitute() {
            profile.extend([("is_sub", yes(true)), ("sub_active", yes(self.is_active))]);
            return Lines { profile, sign_on: self.email.clone().unwrap_or_default(), ..Lines::default() };
        }
        let default_calendar = if self.is_active { "" } else { "100" };
        profile.insert("emp_calendar_code", self.calendar.clone().unwrap_or(default_calendar.into()));
        Lines { profile, sign_on: self.email.clone().unwrap_or_default(), schedules: self.schedules() }
    }

    fn schedules(&self) -> BTreeMap<String, BTreeMap<&'static str, String>> {
        let (Some(position), Some(hours)) = (&self.position, &self.hours) else { return BTreeMap::new() };
        let line = |(start, end): &(String, String), days: [bool; 5], half_day: &Times| {
            let (am, pm) = half_day.clone().unwrap_or_default();
            let letters: String = days.iter().map(|day| if *day { 'Y' } else { 'N' }).collect();
            BTreeMap::from([
                ("location", self.home_school.unwrap_or_default().to_string()),
                ("classification", position.clone()),
                ("start_time", start.clone()),
                ("end_time", end.clone()),
                ("work_days", format!("N{letters}N")),
                ("am_half_end", am),
                ("pm_half_start", pm),
            ])
        };
        if self.days_2 == [false; 5] {
            return BTreeMap::from([("1".to_string(), line(hours, [true; 5], &self.half_day))]);
        }
        let mut schedules = BTreeMap::from([("1".to_string(), line(hours, self.days_1, &self.half_day))]);
        schedules.extend(self.hours_2.iter().map(|hours| ("2".to_string(), line(hours, self.days_2, &None))));
        schedules
    }
}

pub fn times(start: &str, end: &str) -> Times {
    Some((start.to_string(), end.to_string()))
}

impl Lines {
    pub fn is_active(&self) -> bool {
        ["employee_active", "sub_active"].iter().any(|flag| self.profile.get(flag).is_some_and(|value| value == "Y"))
    }

    /// These lines after others of the same access ID: a blank keeps what the earlier ones said.
    pub fn after(mut self, earlier: &Lines) -> Self {
        let keep = |new: &mut BTreeMap<&'static str, String>, old: &BTreeMap<&'static str, String>| {
            for (column, value) in old {
                let now = new.entry(column).or_default();
                if now.is_empty() {
                    now.clone_from(value);
                }
            }
        };
        keep(&mut self.profile, &earlier.profile);
        for (order, old) in &earlier.schedules {
            keep(self.schedules.entry(order.clone()).or_default(), old);
        }
        self
    }
}
