//! People whose rows do not agree: none at the home school, or an inactive one there and an active one elsewhere.

use super::Late;
use super::roster::Listed;
use crate::decisions::{Column, Finding, Kind, Known, Reason};
use crate::stream::field::printed;
use crate::stream::row::StaffRow;
use crate::transform::findings::Who;
use crate::transform::rules::Rules;
use std::borrow::Cow;
use std::collections::HashSet;

/// What is known of everybody's rows.
#[derive(Default)]
pub(super) struct HomeSchools {
    /// Everybody with a row at the home school.
    at_home: Vec<i64>,
    /// Exported people who are not active.
    inactive: Vec<(i64, Listed)>,
    /// Active rows of people about another school, or second ones: users_dcid and school.
    active_elsewhere: Vec<(i64, Option<i64>)>,
    /// People who have only rows about other schools, and who would be exported otherwise.
    away: Vec<Away>,
}

/// Somebody with an active row about another school.
struct Away {
    decision: u32,
    users_dcid: i64,
    access_id: String,
    email: String,
    name: String,
    school: Option<i64>,
    school_name: String,
    is_employee: bool,
    /// The school of the row.
    at: Option<i64>,
    in_smartfind: Option<Known>,
}

impl HomeSchools {
    /// Takes an exported person.
    pub(super) fn note_exported(&mut self, users_dcid: i64, listed: Listed, is_active: bool) {
        self.note_home(users_dcid);
        if !is_active {
            self.inactive.push((users_dcid, listed));
        }
    }

    fn note_home(&mut self, users_dcid: i64) {
        self.at_home.push(users_dcid);
        // Mostly a person's rows come together.
        self.away.pop_if(|away| away.users_dcid == users_dcid);
    }

    /// Takes a row that is not exported.
    pub(super) fn note_refused(&mut self, decision: u32, row: &StaffRow<'_>, reason: Reason, rules: &Rules) {
        let users_dcid = row.users_dcid;
        if reason != Reason::OtherSchool {
            self.note_home(users_dcid);
        }
        if !row.is_active() || !matches!(reason, Reason::OtherSchool | Reason::Duplicate) {
            return;
        }
        self.active_elsewhere.push((users_dcid, row.schoolid));
        let is_away = reason == Reason::OtherSchool
            && self.at_home.last() != Some(&users_dcid)
            && self.away.last().is_none_or(|away| away.users_dcid != users_dcid);
        if !is_away {
            return;
        }
        if let Ok(person) = rules.judge_anywhere(row, |_| true) {
            self.away.push(Away {
                decision,
                users_dcid,
                access_id: person.access_id.to_string(),
                email: printed(&row.email_addr).to_string(),
                name: format!("{} {}", printed(&row.first_name), printed(&row.last_name)),
                school: row.homeschoolid,
                school_name: printed(&row.school_name).to_string(),
                is_employee: person.staff_type == crate::transform::staff_type::StaffType::Employee,
                at: row.schoolid,
                in_smartfind: rules.known_people.holds(row),
            });
        }
    }

    /// Exported people who are inactive at the home school, and active elsewhere.
    pub(super) fn inactive_at_home(&self) -> Vec<(Listed, Finding<'static>)> {
        if self.inactive.is_empty() || self.active_elsewhere.is_empty() {
            return Vec::new();
        }
        let mut elsewhere = self.active_elsewhere.clone();
        elsewhere.sort_unstable();
        let school = |users_dcid: i64| {
            let place = elsewhere.partition_point(|(other, _)| *other < users_dcid);
            elsewhere.get(place).filter(|(other, _)| *other == users_dcid).map(|(_, school)| *school)
        };
        let inactive = self.inactive.iter();
        let found = inactive.filter_map(|(users_dcid, listed)| Some((*listed, school(*users_dcid)?)));
        found.map(|(listed, school)| (listed, with_school(Kind::InactiveAtHomeSchool, school))).collect()
    }

    /// People without any row at the home school, who would be exported otherwise.
    pub(super) fn without_home_row(&self) -> impl Iterator<Item = Late<'_>> {
        let at_home: HashSet<i64> = match self.away.is_empty() {
            true => HashSet::new(),
            false => self.at_home.iter().copied().collect(),
        };
        let mut seen = HashSet::new();
        let away = self.away.iter().filter(move |away| !at_home.contains(&away.users_dcid));
        away.filter(move |away| seen.insert(away.users_dcid)).map(|away| Late {
            decision: away.decision,
            who: Who {
                users_dcid: Some(away.users_dcid),
                access_id: Cow::Borrowed(&away.access_id),
                email: &away.email,
                name: Cow::Borrowed(&away.name),
                school: away.school,
                school_name: &away.school_name,
                is_active: true,
                is_employee: away.is_employee,
            },
            finding: with_school(Kind::NoHomeSchoolRow, away.at).with_in_smartfind(away.in_smartfind),
        })
    }
}

fn with_school(kind: Kind, school: Option<i64>) -> Finding<'static> {
    let finding = Finding::new(kind).in_column(Column::HOMESCHOOLID);
    match school {
        Some(school) => finding.with_value(school.to_string()),
        None => finding,
    }
}
