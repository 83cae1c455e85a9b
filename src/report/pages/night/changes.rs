//! The lists of the page that say what the night changes in SmartFind.

use crate::decisions::Change;
use crate::report::changes::{Described, Listed};
use crate::report::gather::Report;
use crate::report::words::{self, capitalized, number};
use std::io::Result;

/// How many people a list names: a page of a whole district must still open on a phone.
const LONGEST_LIST: usize = 200;

/// A list of people.
pub(super) struct People {
    pub(super) section: &'static str,
    pub(super) title: &'static str,
    pub(super) count: String,
    pub(super) people: Vec<Person>,
    pub(super) cut: Option<String>,
}

pub(super) struct Person {
    pub(super) name: String,
    pub(super) access_id: String,
    pub(super) email: String,
    pub(super) lines: Vec<String>,
    pub(super) fields: Vec<Change>,
}

/// The lists; none when there is nothing to compare.
pub(super) fn lists(report: &Report) -> Result<Vec<People>> {
    let Some((changes, contents)) = report.changes() else { return Ok(Vec::new()) };
    let added = contents.added(&changes.added).take(LONGEST_LIST).map(|added| {
        let schedules = added.schedules.iter().map(|(order, schedule)| format!("Schedule {order}: {schedule}"));
        let lines = std::iter::once(capitalized(&words::position(&added.person))).chain(schedules).collect();
        Ok(Person { lines, ..Person::new(added.person) })
    });
    let changed = contents.changed(&changes.changed).take(LONGEST_LIST).map(|changed| {
        let changed = changed?;
        let named = |change: Change| Change { field: capitalized(words::field(&change.field)), ..change };
        Ok(Person { fields: changed.fields.into_iter().map(named).collect(), ..Person::new(changed.person) })
    });
    let gone = contents.gone(&changes.gone).take(LONGEST_LIST).map(|gone| {
        let gone = gone?;
        let line = format!("{}; {}", capitalized(&gone.why), gone.consequence());
        Ok(Person { lines: vec![line], ..Person::new(gone.person) })
    });
    let mut lists = vec![
        People::new("new", "New", &changes.added, added.collect::<Result<_>>()?),
        People::new("changed", "Changed", &changes.changed, changed.collect::<Result<_>>()?),
        People::new("gone", "Gone", &changes.gone, gone.collect::<Result<_>>()?),
    ];
    if !changes.still_active.is_empty() && !contents.has_leavers_to_do() {
        let people = contents.still_active(&changes.still_active).take(LONGEST_LIST);
        let people = people.map(|person| Ok(Person::new(person?))).collect::<Result<_>>()?;
        lists.push(People::new("left", "Left earlier, still active in SmartFind", &changes.still_active, people));
    }
    Ok(lists)
}

impl People {
    fn new(section: &'static str, title: &'static str, all: &[Listed], people: Vec<Person>) -> Self {
        let cut = all.len().checked_sub(LONGEST_LIST).filter(|cut| *cut > 0).map(|cut| number(cut as u64));
        People { section, title, count: number(all.len() as u64), people, cut }
    }
}

impl Person {
    fn new(person: Described) -> Self {
        let (lines, fields) = (Vec::new(), Vec::new());
        Person { name: person.name, access_id: person.access_id.to_string(), email: person.email, lines, fields }
    }
}
