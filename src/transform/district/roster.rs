//! Everybody who is exported, in a few bytes each: what findings at the end need to know of a person.

use crate::decisions::Column;
use crate::stream::access_id::AccessId;
use crate::stream::field::{given, printed};
use crate::transform::findings::Who;
use crate::transform::person::Person;
use crate::transform::staff_type::StaffType;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Listed(u32);

/// With fewer people than this at school 0, it is no real one.
const FEW_AT_SCHOOL_0: usize = 3;

/// The list, in stream order.
#[derive(Default)]
pub(super) struct Roster {
    people: Vec<Entry>,
    /// Name, e-mail address and sign-on ID of each person, one after another.
    texts: String,
    /// Of active people, the hash of how they sign on.
    sign_ons: Vec<(u64, Listed)>,
    hasher: RandomState,
    school_names: Vec<Box<str>>,
    places_of_school_names: HashMap<Box<str>, u32>,
    at_school_0: Vec<Listed>,
    count_at_school_0: usize,
}

struct Entry {
    users_dcid: i64,
    access_id: AccessId,
    decision: u32,
    school: Option<i64>,
    /// Above the place in the list, so that 0 is none.
    school_name: u32,
    /// Where its texts begin.
    texts: usize,
    name_length: u32,
    email_length: u32,
    is_active: bool,
    is_employee: bool,
    has_sign_on_id: bool,
}

impl Roster {
    /// Adds a person.
    pub(super) fn add(&mut self, decision: u32, person: &Person<'_>) -> Listed {
        let row = person.row;
        let listed = Listed(u32::try_from(self.people.len()).unwrap_or(u32::MAX));
        let texts = self.texts.len();
        for part in [printed(&row.first_name), " ", printed(&row.last_name)] {
            self.texts.push_str(part);
        }
        let name_length = self.texts.len() - texts;
        self.texts.push_str(printed(&row.email_addr));
        let email_length = self.texts.len() - texts - name_length;
        let sign_on_id = row.sso_id.as_ref().and_then(given);
        self.texts.push_str(sign_on_id.unwrap_or_default());
        let is_active = row.is_active();
        if is_active {
            self.sign_ons.push((self.hash(person.sign_on()), listed));
        }
        if row.homeschoolid == Some(0) {
            self.count_at_school_0 += 1;
            if is_active && self.at_school_0.len() < FEW_AT_SCHOOL_0 {
                self.at_school_0.push(listed);
            }
        }
        let length = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let school_name = given(&row.school_name).map_or(0, |name| self.place_of_school_name(name));
        self.people.push(Entry {
            users_dcid: row.users_dcid,
            access_id: person.access_id,
            decision,
            school: row.homeschoolid,
            school_name,
            texts,
            name_length: length(name_length),
            email_length: length(email_length),
            is_active,
            is_employee: person.staff_type == StaffType::Employee,
            has_sign_on_id: sign_on_id.is_some(),
        });
        listed
    }

    fn place_of_school_name(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places_of_school_names.get(name) {
            return *place;
        }
        self.school_names.push(name.into());
        let place = u32::try_from(self.school_names.len()).unwrap_or(0);
        self.places_of_school_names.insert(name.into(), place);
        place
    }

    fn hash(&self, sign_on: &str) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        hasher.write(lower_case(sign_on).as_bytes());
        hasher.finish()
    }

    fn entry(&self, listed: Listed) -> &Entry {
        &self.people[listed.0 as usize]
    }

    pub(super) fn users_dcid(&self, listed: Listed) -> i64 {
        self.entry(listed).users_dcid
    }

    pub(super) fn access_id(&self, listed: Listed) -> AccessId {
        self.entry(listed).access_id
    }

    pub(super) fn decision(&self, listed: Listed) -> u32 {
        self.entry(listed).decision
    }

    pub(super) fn has_sign_on_id(&self, listed: Listed) -> bool {
        self.entry(listed).has_sign_on_id
    }

    /// Goes through everybody.
    pub(super) fn each_listed(&self, mut take: impl FnMut(Listed)) {
        (0..self.people.len()).for_each(|place| take(Listed(u32::try_from(place).unwrap_or(u32::MAX))));
    }

    /// Goes through the users_dcid and the access ID of everybody.
    pub(super) fn each(&self, mut take: impl FnMut(i64, AccessId)) {
        self.people.iter().for_each(|entry| take(entry.users_dcid, entry.access_id));
    }

    /// The person in full.
    pub(super) fn who(&self, listed: Listed) -> Who<'_> {
        let entry = self.entry(listed);
        let (name, rest) = self.texts[entry.texts..].split_at(entry.name_length as usize);
        let school_name = entry.school_name.checked_sub(1).map(|place| &*self.school_names[place as usize]);
        Who {
            users_dcid: Some(entry.users_dcid),
            access_id: Cow::Owned(entry.access_id.to_string()),
            email: &rest[..entry.email_length as usize],
            name: Cow::Borrowed(name),
            school: entry.school,
            school_name: school_name.unwrap_or_default(),
            is_active: entry.is_active,
            is_employee: entry.is_employee,
        }
    }

    /// How the person signs on, and in which column that is.
    fn sign_on(&self, listed: Listed) -> (&str, Column) {
        let entry = self.entry(listed);
        let end = self.people.get(listed.0 as usize + 1).map_or(self.texts.len(), |next| next.texts);
        let email = entry.texts + entry.name_length as usize;
        let sign_on_id = email + entry.email_length as usize;
        match entry.has_sign_on_id {
            true => (&self.texts[sign_on_id..end], Column::SSO_ID),
            false => (&self.texts[email..sign_on_id], Column::EMAIL_ADDR),
        }
    }

    /// Groups of people with one access ID, each in stream order.
    pub(super) fn sharing_access_id(&self) -> Vec<Vec<Listed>> {
        let mut all: Vec<(AccessId, Listed)> = Vec::with_capacity(self.people.len());
        self.each_listed(|listed| all.push((self.access_id(listed), listed)));
        all.sort_unstable();
        let groups = all.chunk_by(|one, next| one.0 == next.0).filter(|group| group.len() > 1);
        groups.map(|group| group.iter().map(|(_, listed)| *listed).collect()).collect()
    }

    /// Active people who sign on alike, but for letter case and spaces around: each with the column and its text.
    pub(super) fn sharing_sign_on(&self) -> Vec<(Listed, Column, String)> {
        let mut all = self.sign_ons.clone();
        all.sort_unstable();
        let mut sharing = Vec::new();
        for group in all.chunk_by(|one, next| one.0 == next.0).filter(|group| group.len() > 1) {
            // Different texts may have one hash.
            let texts: Vec<Cow<'_, str>> =
                group.iter().map(|(_, listed)| lower_case(self.sign_on(*listed).0)).collect();
            for ((_, listed), text) in group.iter().zip(&texts) {
                if texts.iter().filter(|other| *other == text).take(2).count() > 1 {
                    let (own, column) = self.sign_on(*listed);
                    sharing.push((*listed, column, own.to_string()));
                }
            }
        }
        sharing.sort_by_key(|(listed, ..)| *listed);
        sharing
    }

    /// The active people at school 0, unless more than a few are there.
    pub(super) fn alone_at_school_0(&self) -> Vec<Listed> {
        if self.count_at_school_0 < FEW_AT_SCHOOL_0 { self.at_school_0.clone() } else { Vec::new() }
    }
}

/// The text trimmed and in lower case, copied only where it is not so already.
fn lower_case(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    match text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.to_lowercase()),
    }
}
