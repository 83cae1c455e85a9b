//! Compares two sets: who is new, who changed and how, who is gone. The order of lines says nothing.

use super::differences::{self, Difference};
use super::read::Set;
use super::records::{Profile, sign_on_email};
use super::schedules::Schedule;
use crate::stream::access_id::AccessId;

/// A person of a set: the line of P1ProfileBasic.csv.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person<'s> {
    pub(crate) access_id: AccessId,
    pub(crate) line: &'s str,
}

/// A person who is in both sets, and not the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changed<'s> {
    pub(crate) old: Person<'s>,
    pub(crate) new: Person<'s>,
    /// Whether the lines of the other two files are this person's: those who share an access ID have them together, and
    /// the first one stands for all.
    has_other_files: bool,
}

/// The whole comparison, by access ID.
#[derive(Debug)]
pub(crate) struct Comparison<'s> {
    old: &'s Set,
    new: &'s Set,
    pub(crate) added: Vec<Person<'s>>,
    pub(crate) changed: Vec<Changed<'s>>,
    pub(crate) gone: Vec<Person<'s>>,
    pub(crate) unchanged: usize,
}

impl<'s> Person<'s> {
    /// The fields.
    pub(crate) fn profile(&self) -> Profile<'s> {
        Profile::of(self.line)
    }
}

impl<'s> Comparison<'s> {
    /// Compares.
    pub(crate) fn of(old: &'s Set, new: &'s Set) -> Self {
        let mut all = Comparison { old, new, added: Vec::new(), changed: Vec::new(), gone: Vec::new(), unchanged: 0 };
        let mut befores = people(old).peekable();
        let mut nows = people(new).peekable();
        while let Some(access_id) = befores.peek().into_iter().chain(nows.peek()).map(|person| person.access_id).min() {
            let mut before = Vec::new();
            while let Some(person) = befores.next_if(|person| person.access_id == access_id) {
                before.push(person);
            }
            let mut now = Vec::new();
            while let Some(person) = nows.next_if(|person| person.access_id == access_id) {
                now.push(person);
            }
            all.people_of_one_access_id(before, now);
        }
        all
    }

    fn people_of_one_access_id(&mut self, before: Vec<Person<'s>>, now: Vec<Person<'s>>) {
        let email = |person: &Person<'s>| person.profile().email.to_lowercase();
        let (mut pairs, mut gone, mut added) = pair_up(before, now, |one, other| email(one) == email(other));
        // Whoever has the access ID now is the person who had it, even with another e-mail address.
        let both = gone.len().min(added.len());
        pairs.extend(gone.drain(..both).zip(added.drain(..both)));
        for (index, (old, new)) in pairs.into_iter().enumerate() {
            let changed = Changed { old, new, has_other_files: index == 0 };
            if self.differences(&changed).is_empty() {
                self.unchanged += 1;
            } else {
                self.changed.push(changed);
            }
        }
        self.gone.extend(gone);
        self.added.extend(added);
    }

    /// Field by field; a schedule that was not there or is not there any more as a whole.
    pub(crate) fn differences(&self, changed: &Changed<'s>) -> Vec<Difference> {
        let (old, new) = (changed.old.profile(), changed.new.profile());
        let mut differences = differences::of_profiles(&old, &new);
        if changed.has_other_files {
            differences.extend(self.log_in_difference(changed.new.access_id, old.email, new.email));
            differences.extend(self.schedule_differences(changed.new.access_id));
        }
        differences
    }

    /// The schedules of a person of the new set.
    pub(crate) fn schedules(&self, access_id: AccessId) -> impl Iterator<Item = Schedule<'s>> {
        self.new.schedules.of(access_id).map(Schedule::of)
    }

    /// Whether somebody has no line in the new set's other files.
    pub(crate) fn is_profile_only(&self, access_id: AccessId) -> bool {
        self.new.sign_ons.of(access_id).next().is_none()
    }

    /// The same of the old set.
    pub(crate) fn was_profile_only(&self, access_id: AccessId) -> bool {
        self.old.sign_ons.of(access_id).next().is_none()
    }

    /// The e-mail address to log in with, where the profile's does not tell it.
    fn log_in_difference(&self, access_id: AccessId, old_email: &str, new_email: &str) -> Option<Difference> {
        let emails = |set: &'s Set| {
            let mut emails: Vec<&str> = set.sign_ons.of(access_id).map(sign_on_email).collect();
            emails.sort_unstable();
            emails
        };
        let (old, new) = (emails(self.old), emails(self.new));
        let told = old == [old_email] && new == [new_email];
        (old != new && !told && !new.is_empty()).then(|| Difference {
            what: "e-mail to log in".to_string(),
            old: old.join(", "),
            new: new.join(", "),
        })
    }

    fn schedule_differences(&self, access_id: AccessId) -> Vec<Difference> {
        let schedules = |set: &'s Set| set.schedules.of(access_id).map(Schedule::of).collect::<Vec<_>>();
        let (pairs, gone, added) =
            pair_up(schedules(self.old), schedules(self.new), |one, other| one.order == other.order);
        let whole = |schedule: &Schedule<'_>| (format!("schedule {}", schedule.order), schedule.describe());
        let mut differences: Vec<Difference> = pairs.iter().flat_map(|(old, new)| new.differences(old)).collect();
        differences.extend(gone.iter().map(whole).map(|(what, old)| Difference { what, old, new: String::new() }));
        differences.extend(added.iter().map(whole).map(|(what, new)| Difference { what, old: String::new(), new }));
        differences
    }
}

/// Everybody, by access ID.
pub(crate) fn people(set: &Set) -> impl Iterator<Item = Person<'_>> {
    set.profiles.lines().map(|(access_id, line)| Person { access_id, line })
}

/// Pairs the same with the same, then the alike; the rest of both.
fn pair_up<T: PartialEq>(
    old: Vec<T>,
    mut new: Vec<T>,
    alike: impl Fn(&T, &T) -> bool,
) -> (Vec<(T, T)>, Vec<T>, Vec<T>) {
    let mut pairs = Vec::new();
    let mut rest = Vec::new();
    for one in old {
        match new.iter().position(|other| *other == one) {
            Some(place) => pairs.push((one, new.remove(place))),
            None => rest.push(one),
        }
    }
    let mut gone = Vec::new();
    for one in rest {
        match new.iter().position(|other| alike(&one, other)) {
            Some(place) => pairs.push((one, new.remove(place))),
            None => gone.push(one),
        }
    }
    (pairs, gone, new)
}
