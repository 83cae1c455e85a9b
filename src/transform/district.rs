//! What a row alone cannot tell: findings that come from looking at everybody of tonight.
//!
//! Each part keeps a few bytes per person and answers when the last row has been seen.

mod codes;
mod domains;
mod formats;
mod home_schools;
mod roster;

use super::checks::{self, Parsed};
use super::findings::{Former, Who};
use super::known_people::KnownPeople;
use super::person::Person;
use super::rules::Rules;
use super::verdict::Verdict;
use crate::decisions::{Column, Finding, Kind};
use crate::home::RunName;
use crate::stream::access_id::AccessId;
use crate::stream::row::StaffRow;
use codes::Codes;
use domains::Domains;
use formats::Formats;
use home_schools::HomeSchools;
use roster::{Listed, Roster};

/// A finding that the end of the stream has shown, and the decision that it belongs to, counted from 0.
pub(crate) struct Late<'d> {
    pub(crate) decision: u32,
    pub(crate) who: Who<'d>,
    pub(crate) finding: Finding<'static>,
}

/// Everybody of tonight.
pub(crate) struct District {
    roster: Roster,
    formats: Formats,
    domains: Domains,
    codes: Codes,
    home_schools: HomeSchools,
}

impl District {
    /// Before the first row. `tonight` is when the run began.
    pub(crate) fn new(tonight: RunName) -> Self {
        District {
            roster: Roster::default(),
            formats: Formats::default(),
            domains: Domains::default(),
            codes: Codes::new(tonight),
            home_schools: HomeSchools::default(),
        }
    }

    /// Takes a row that is not exported, unless it has a home-school row.
    pub(crate) fn note_refused(&mut self, decision: u32, row: &StaffRow<'_>, verdict: &Verdict<'_>, rules: &Rules) {
        if let Err(refusal) = verdict {
            self.home_schools.note_refused(decision, row, refusal.reason, rules);
        }
    }

    /// Takes an exported person; `parsed` is `None` for one who is not active.
    pub(crate) fn note_exported(
        &mut self,
        decision: u32,
        person: &Person<'_>,
        parsed: Option<&Parsed<'_>>,
        known: &KnownPeople,
        former: &Former,
    ) {
        let listed = self.roster.add(decision, person);
        self.home_schools.note_exported(person.row.users_dcid, listed, parsed.is_some());
        let Some(parsed) = parsed else { return };
        self.formats.note(listed, parsed);
        self.domains.note(listed, person, parsed);
        if known.has_record() {
            self.codes.note(listed, person, known, former);
        }
    }

    /// Access IDs that two or more exported people have, each with their users_dcids in stream order.
    pub(crate) fn shared_access_ids(&self) -> Vec<(AccessId, Vec<i64>)> {
        let sharers = |group: &Vec<Listed>| group.iter().map(|listed| self.roster.users_dcid(*listed)).collect();
        let groups = self.roster.sharing_access_id();
        groups.iter().map(|group| (self.roster.access_id(group[0]), sharers(group))).collect()
    }

    /// Goes through the users_dcid and the access ID of everybody who is exported.
    pub(crate) fn each_exported(&self, take: impl FnMut(i64, AccessId)) {
        self.roster.each(take);
    }

    /// What several people together show: access IDs that they share.
    pub(crate) fn shared(&self) -> Vec<Late<'_>> {
        let finding = |listed: Listed| {
            let access_id = self.roster.access_id(listed).to_string();
            Finding::new(Kind::SharedAccessId).in_column(Column::TEACHERNUMBER).with_value(access_id)
        };
        let groups = self.roster.sharing_access_id();
        groups.into_iter().flatten().map(|listed| self.late(listed, finding(listed))).collect()
    }

    /// What the whole district shows. In a stream that is not whole the row of a home school may be missing.
    pub(crate) fn findings(&self, known: &KnownPeople, is_whole: bool) -> Vec<Late<'_>> {
        let sign_ons = self.roster.sharing_sign_on().into_iter().map(|(listed, column, sign_on)| {
            (listed, Finding::new(Kind::SignOnShared).in_column(column).with_value(sign_on))
        });
        let schools = self.roster.alone_at_school_0().into_iter().map(|listed| (listed, checks::unlikely_school(0)));
        let inactive = self.home_schools.inactive_at_home();
        let of_listed = sign_ons
            .chain(schools)
            .chain(inactive)
            .chain(self.formats.findings())
            .chain(self.domains.findings(|listed| self.roster.has_sign_on_id(listed)))
            .chain(self.codes.findings(known));
        let mut late: Vec<Late<'_>> = of_listed.map(|(listed, finding)| self.late(listed, finding)).collect();
        if is_whole {
            late.extend(self.home_schools.without_home_row());
        }
        late
    }

    /// Findings about exported people by their users_dcid.
    pub(crate) fn of_users_dcids(&self, wanted: &[(i64, Finding<'static>)]) -> Vec<Late<'_>> {
        let mut late = Vec::new();
        if wanted.is_empty() {
            return late;
        }
        self.roster.each_listed(|listed| {
            let users_dcid = self.roster.users_dcid(listed);
            let own = wanted.iter().filter(|(of, _)| *of == users_dcid);
            late.extend(own.map(|(_, finding)| self.late(listed, finding.clone())));
        });
        late
    }

    fn late(&self, listed: Listed, finding: Finding<'static>) -> Late<'_> {
        Late { decision: self.roster.decision(listed), who: self.roster.who(listed), finding }
    }
}
