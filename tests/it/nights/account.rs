//! The account of who must be in SmartFind, and as what: from PowerSchool's rows and what the man pages promise.

use super::district::District;
use super::home::Home;
use super::person::Outcome;
use super::record;
use super::smartfind::{Fields, SmartFind};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong, in one of a few classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    NeverInSmartFind,
    WrongValue,
    LeftStillActive,
    ActiveInNoList,
    EndedWrongly,
    LineRefused,
    Guard,
    ExitCode,
    ChangedByLooking,
}

impl Class {
    /// Whether it comes of a set that was taken for imported and was not, as can happen where SmartFind leaves files.
    pub fn is_lost_with_a_set(self) -> bool {
        use Class::{ActiveInNoList, LeftStillActive, LineRefused, NeverInSmartFind};
        matches!(self, NeverInSmartFind | LeftStillActive | ActiveInNoList | LineRefused)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Divergence {
    pub class: Class,
    /// 0 when it is about a program.
    pub access_id: u32,
    pub what: String,
}

/// An access ID that was exported once.
#[derive(Debug)]
struct Former {
    email: String,
    /// Whether the person has been inactive or gone since.
    may_be_ended: bool,
}

/// Where an access ID is tonight.
#[derive(Debug, PartialEq, Eq)]
enum Presence {
    Exported,
    /// In PowerSchool, with data that keep the person out of the files.
    LeftOut,
    Gone,
}

#[derive(Debug, Default)]
pub struct Account {
    former: BTreeMap<u32, Former>,
    /// Accounts of which the record cannot know that they are active: a list named them, or the sets that had them are
    /// not known to have been picked up.
    unknowable: BTreeSet<u32>,
}

impl Account {
    /// Notes what PowerSchool says tonight.
    pub fn note(&mut self, district: &District) {
        let exported = district.exported();
        for (access_id, former) in &mut self.former {
            former.may_be_ended |= presence(district, *access_id, &former.email) == Presence::Gone;
        }
        for (access_id, lines) in exported {
            let former = Former { may_be_ended: !lines.is_active(), email: lines.sign_on };
            self.former.insert(access_id, former);
        }
    }

    /// After the record was made anew: what it cannot know.
    pub fn note_remade_record(&mut self, home: &Home) {
        let record = record::read(home);
        let is_missed = |access_id: &u32| !record.get(access_id).is_some_and(record::is_active);
        let active = home.smartfind.accounts.iter().filter(|(_, account)| account.is_active());
        self.unknowable.extend(active.map(|(access_id, _)| *access_id).filter(is_missed));
    }

    /// Somebody ended this account in SmartFind.
    pub fn note_ended_by_hand(&mut self, access_id: u32) {
        self.former.entry(access_id).and_modify(|former| former.may_be_ended = true);
    }

    /// Compares, after two quiet nights.
    pub fn compare(&mut self, home: &Home, district: &District, ends_leavers: bool) -> Vec<Divergence> {
        let record = record::read(home);
        self.unknowable.retain(|access_id| !record.get(access_id).is_some_and(record::is_active));
        let smartfind = &home.smartfind;
        let exported = district.exported();
        let mut found = Vec::new();
        let mut tell = |class, access_id, what| found.push(Divergence { class, access_id, what });
        for (access_id, lines) in &exported {
            let Some(account) = smartfind.accounts.get(access_id) else {
                tell(Class::NeverInSmartFind, *access_id, format!("{:?}", lines.profile));
                continue;
            };
            let mut differences = differences("", &lines.profile, &account.profile);
            if account.sign_on != lines.sign_on {
                differences.push(format!("sign-on {} is {}", lines.sign_on, account.sign_on));
            }
            for (order, fields) in &lines.schedules {
                let none = Fields::new();
                differences.extend(self::differences(order, fields, account.schedules.get(order).unwrap_or(&none)));
            }
            if !differences.is_empty() {
                tell(Class::WrongValue, *access_id, differences.join(", "));
            }
        }
        for (access_id, account) in smartfind.accounts.iter().filter(|(access_id, _)| !exported.contains_key(access_id))
        {
            let Some(former) = self.former.get(access_id) else { continue };
            let line = record.get(access_id);
            let what = || format!("account {account:?}, record {line:?}");
            if !account.is_active() {
                if !former.may_be_ended {
                    tell(Class::EndedWrongly, *access_id, what());
                }
                continue;
            }
            let is_gone = presence(district, *access_id, &former.email) == Presence::Gone;
            if ends_leavers && is_gone {
                tell(Class::LeftStillActive, *access_id, what());
            } else if !line.is_some_and(record::is_listed) {
                tell(Class::ActiveInNoList, *access_id, what());
            }
        }
        found
    }

    /// Whether the record cannot know better.
    pub fn excuses(&self, divergence: &Divergence) -> bool {
        let is_about_activity = matches!(divergence.class, Class::LeftStillActive | Class::ActiveInNoList);
        is_about_activity && self.unknowable.contains(&divergence.access_id)
    }
}

/// Lines that SmartFind refused on a night on which it should have had none to refuse.
pub fn refused(smartfind: &SmartFind) -> Vec<Divergence> {
    let number = |line: &str| line.split('|').filter_map(|field| field.parse().ok()).find(|number| *number > 9_999);
    smartfind
        .refused
        .iter()
        .map(|line| Divergence {
            class: Class::LineRefused,
            access_id: number(line).unwrap_or_default(),
            what: line.clone(),
        })
        .collect()
}

fn differences(of: &str, wanted: &Fields, there: &Fields) -> Vec<String> {
    let differs = |(column, value): &(&&'static str, &String)| !value.is_empty() && there.get(*column) != Some(value);
    wanted
        .iter()
        .filter(differs)
        .map(|(column, value)| format!("{of} {column} {value} is {:?}", there.get(column)))
        .collect()
}

/// Where an access ID is, or the person whose e-mail address it had.
fn presence(district: &District, access_id: u32, email: &str) -> Presence {
    let has_id = |number: Option<u32>| number == Some(access_id);
    let mut is_left_out = false;
    for person in district.people.values() {
        match person.outcome() {
            Outcome::Exported if has_id(person.number()) => return Presence::Exported,
            Outcome::LeftOut => is_left_out |= has_id(person.number()) || person.email.as_deref() == Some(email),
            _ => {}
        }
    }
    if is_left_out { Presence::LeftOut } else { Presence::Gone }
}
