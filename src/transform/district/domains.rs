//! E-mail addresses in another domain than nearly all others.

use super::formats::MOST_PEOPLE;
use super::roster::Listed;
use crate::decisions::{Column, Finding, Kind};
use crate::transform::checks::Parsed;
use crate::transform::person::Person;
use crate::transform::staff_type::StaffType;
use std::collections::HashMap;

/// A domain that more than so many percent of the employees have is the usual one.
const USUAL_PERCENT: u64 = 95;

/// The domains of tonight's active employees.
#[derive(Debug, Default)]
pub(super) struct Domains {
    employees: u64,
    domains: Vec<OfDomain>,
    places: HashMap<Box<str>, usize>,
    /// The place of the domain that came last.
    latest: usize,
}

#[derive(Debug)]
struct OfDomain {
    /// In lower case.
    name: Box<str>,
    count: u64,
    /// The first of them.
    people: Vec<Listed>,
}

impl Domains {
    /// Takes an active person.
    pub(super) fn note(&mut self, listed: Listed, person: &Person<'_>, parsed: &Parsed<'_>) {
        if person.staff_type != StaffType::Employee {
            return;
        }
        self.employees += 1;
        // What is not an address is reported as that.
        let Some(domain) = parsed.domain else { return };
        let of_domain = self.of_domain(domain);
        of_domain.count += 1;
        if of_domain.people.len() <= MOST_PEOPLE {
            of_domain.people.push(listed);
        }
    }

    fn of_domain(&mut self, domain: &str) -> &mut OfDomain {
        // Nearly always it is the one before.
        let is_latest = self.domains.get(self.latest).is_some_and(|latest| latest.name.eq_ignore_ascii_case(domain));
        if !is_latest {
            let name = domain.to_ascii_lowercase();
            self.latest = *self.places.entry(name.as_str().into()).or_insert_with(|| {
                self.domains.push(OfDomain { name: name.into(), count: 0, people: Vec::new() });
                self.domains.len() - 1
            });
        }
        &mut self.domains[self.latest]
    }

    /// The employees with another domain than the usual one, if they are few; `has_sign_on_id` says who signs on with an
    /// ID.
    pub(super) fn findings(
        &self,
        has_sign_on_id: impl Fn(Listed) -> bool,
    ) -> impl Iterator<Item = (Listed, Finding<'static>)> {
        let is_usual = |of_domain: &OfDomain| of_domain.count * 100 > self.employees * USUAL_PERCENT;
        let has_usual = self.domains.iter().any(is_usual);
        let few = self.domains.iter().filter(move |of_domain| has_usual && !is_usual(of_domain));
        let few = few.filter(|of_domain| of_domain.people.len() <= MOST_PEOPLE);
        let people = few.flat_map(|of_domain| of_domain.people.iter().map(|listed| (*listed, &of_domain.name)));
        people.map(move |(listed, name)| {
            let finding = Finding::new(Kind::EmailOtherDomain).in_column(Column::EMAIL_ADDR);
            (listed, finding.with_value(name.to_string()).with_sign_on_id(has_sign_on_id(listed)))
        })
    }
}
