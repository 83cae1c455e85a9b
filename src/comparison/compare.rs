//! Compares two sets: who is new, who changed and how, who is gone. The order of lines does not matter.

use super::difference::{self, Difference};
use super::schedules;
use crate::import_files::{Profile, ProfileLine, RecordCommand, SignOn, StoredSet, WorkSchedule};
use crate::stream::access_id::AccessId;

/// A person of a set: the line of P1ProfileBasic.csv.
pub(crate) type Person<'s> = ProfileLine<'s>;

/// A person who is in both sets, and not the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changed<'s> {
    pub(crate) old: Person<'s>,
    pub(crate) new: Person<'s>,
    /// Whether the lines of the other two files count as this person's. They are keyed by access ID only: of people who
    /// share one, the first gets them.
    has_other_files: bool,
}

/// The whole comparison, by access ID.
#[derive(Debug)]
pub(crate) struct Comparison<'s> {
    old: &'s StoredSet,
    new: &'s StoredSet,
    pub(crate) added: Vec<Person<'s>>,
    pub(crate) changed: Vec<Changed<'s>>,
    pub(crate) gone: Vec<Person<'s>>,
    pub(crate) unchanged: usize,
}

impl<'s> Comparison<'s> {
    /// Compares the set uploaded before, `old`, with `new`.
    pub(crate) fn new(old: &'s StoredSet, new: &'s StoredSet) -> Self {
        let mut all = Comparison { old, new, added: Vec::new(), changed: Vec::new(), gone: Vec::new(), unchanged: 0 };
        let mut old_people = old.profiles.lines().peekable();
        let mut new_people = new.profiles.lines().peekable();
        while let Some(access_id) =
            old_people.peek().into_iter().chain(new_people.peek()).map(|person| person.access_id).min()
        {
            let mut before = Vec::new();
            while let Some(person) = old_people.next_if(|person| person.access_id == access_id) {
                before.push(person);
            }
            let mut now = Vec::new();
            while let Some(person) = new_people.next_if(|person| person.access_id == access_id) {
                now.push(person);
            }
            all.compare_people_of_one_access_id(before, now);
        }
        all
    }

    fn compare_people_of_one_access_id(&mut self, before: Vec<Person<'s>>, now: Vec<Person<'s>>) {
        let email = |person: &Person<'s>| person.record().email_address.to_lowercase();
        let (mut pairs, mut gone, mut added) = pair_up(before, now, |one, other| email(one) == email(other));
        // Somebody with the same access ID is the same person, even with another e-mail address.
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

    /// Field by field; a schedule that is new or gone as a whole.
    pub(crate) fn differences(&self, changed: &Changed<'s>) -> Vec<Difference> {
        let (old, new) = (changed.old.record(), changed.new.record());
        let mut differences = difference::between_profiles(&old, &new);
        if changed.has_other_files {
            differences.extend(self.sign_on_difference(&old, &new));
            differences.extend(self.schedule_differences(new.access));
        }
        differences
    }

    /// The schedules of a person of the new set.
    pub(crate) fn schedules(&self, access_id: AccessId) -> Vec<WorkSchedule<'s>> {
        schedules_of(self.new, access_id)
    }

    /// Whether somebody has no line in the new set's other files.
    pub(crate) fn is_profile_only(&self, access_id: AccessId) -> bool {
        !self.new.sign_ons.contains(access_id)
    }

    /// The same of the old set.
    pub(crate) fn was_profile_only(&self, access_id: AccessId) -> bool {
        !self.old.sign_ons.contains(access_id)
    }

    /// The e-mail address to log in with, where the profile's does not say it.
    fn sign_on_difference(&self, old: &Profile<'_>, new: &Profile<'_>) -> Option<Difference> {
        let emails = |set: &'s StoredSet| {
            let sign_ons = set.sign_ons.lines_with(new.access).map(|line| line.record());
            let mut emails: Vec<&str> = sign_ons.map(|sign_on: SignOn<'s>| sign_on.email_address).collect();
            emails.sort_unstable();
            emails
        };
        let (old_emails, new_emails) = (emails(self.old), emails(self.new));
        let is_the_profiles = old_emails == [old.email_address] && new_emails == [new.email_address];
        (old_emails != new_emails && !is_the_profiles && !new_emails.is_empty()).then(|| Difference {
            what: "e-mail to log in".to_string(),
            old: old_emails.join(", "),
            new: new_emails.join(", "),
        })
    }

    fn schedule_differences(&self, access_id: AccessId) -> Vec<Difference> {
        let (old, new) = (schedules_of(self.old, access_id), schedules_of(self.new, access_id));
        let (pairs, gone, added) = pair_up(old, new, |one, other| one.schedule_order == other.schedule_order);
        let whole = |schedule: &WorkSchedule<'_>| {
            (format!("schedule {}", schedule.schedule_order), schedules::describe(schedule))
        };
        let mut differences: Vec<Difference> =
            pairs.iter().flat_map(|(old, new)| schedules::differences(old, new)).collect();
        differences.extend(gone.iter().map(whole).map(|(what, old)| Difference { what, old, new: String::new() }));
        differences.extend(added.iter().map(whole).map(|(what, new)| Difference { what, old: String::new(), new }));
        differences
    }
}

/// A person's schedules. Whether they are added or changed is no difference of theirs.
fn schedules_of(set: &StoredSet, access_id: AccessId) -> Vec<WorkSchedule<'_>> {
    let schedules = set.schedules.lines_with(access_id).map(|line| line.record());
    schedules.map(|schedule| WorkSchedule { record_command: RecordCommand::Change, ..schedule }).collect()
}

/// Pairs the same with the same, then the alike; also gives the rest of both.
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
