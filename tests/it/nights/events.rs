//! What happens in a district during a day.

use super::district::District;
use super::person::{Outcome, Person, SUB_BUILDING, times};
use fastrand::Rng;

/// Below this many people somebody is hired rather than anything else.
const FEW: usize = 12;
const MANY: usize = 20;

/// Lets up to three things happen; each in a few words.
pub fn day(district: &mut District, rng: &mut Rng) -> Vec<String> {
    let mut happened = Vec::new();
    // A mass departure, which the guard has to stop.
    if district.people.len() >= 13 && rng.u32(..15) == 0 {
        for _ in 0..6 {
            happened.extend(leave(district, rng));
        }
    }
    for _ in 0..rng.u32(..4) {
        let event = match district.people.len() {
            ..FEW => hire(district, rng),
            _ => one(district, rng),
        };
        happened.extend(event);
    }
    happened
}

fn one(district: &mut District, rng: &mut Rng) -> Option<String> {
    match rng.u32(..26) {
        0..=4 if district.people.len() < MANY => hire(district, rng),
        5..=7 => leave(district, rng),
        8 => come_back(district, rng),
        9 => hand_access_id_on(district, rng),
        10 => swap_access_ids(district, rng),
        11 => share_access_id(district, rng),
        12 => {
            let access_id = district.unused_access_id();
            change(district, rng, |person, _| {
                let old = std::mem::replace(&mut person.access_id, access_id.to_string());
                format!("access ID {old} becomes {access_id}")
            })
        }
        _ => change(district, rng, somebody),
    }
}

/// One field of one person.
fn somebody(person: &mut Person, rng: &mut Rng) -> String {
    let what = match rng.u32(..15) {
        0 | 1 => {
            person.email = match person.email {
                Some(_) => None,
                None => Some(format!("u{}@d.example", person.users_dcid)),
            };
            format!("e-mail {:?}", person.email)
        }
        2 => {
            person.home_school = match person.home_school {
                Some(_) => None,
                None => Some(person.school),
            };
            format!("home school {:?}", person.home_school)
        }
        3 | 4 => {
            person.school = if person.school == SUB_BUILDING { 5 } else { SUB_BUILDING };
            person.home_school = Some(person.school);
            format!("moves to school {}", person.school)
        }
        5 | 6 => {
            person.is_active = !person.is_active;
            format!("active {}", person.is_active)
        }
        7 => {
            person.has_contract = !person.has_contract;
            format!("contract {}", person.has_contract)
        }
        8 => {
            person.access_id = match person.access_id.strip_prefix('T') {
                Some(number) => number.to_string(),
                None => format!("T{}", person.access_id),
            };
            format!("teacher number {}", person.access_id)
        }
        9 => {
            person.phone = Some(format!("555-{}", rng.u32(1000..9999))).filter(|_| rng.u32(..3) > 0);
            format!("telephone {:?}", person.phone)
        }
        10 => {
            person.last_name = format!("Name{}", rng.u32(..1000));
            format!("name {}", person.last_name)
        }
        11 => {
            person.calendar = Some(format!("C{}", rng.u32(..9))).filter(|_| rng.bool());
            format!("calendar {:?}", person.calendar)
        }
        12 => {
            person.hours = times(&format!("0{}:00", rng.u32(6..9)), "15:00").filter(|_| rng.u32(..4) > 0);
            format!("hours {:?}", person.hours)
        }
        13 => {
            let school = rng.i64(6..9);
            (person.school, person.home_school) = (school, Some(school));
            format!("school {school}")
        }
        _ => {
            (person.days_1, person.days_2, person.hours_2) = match person.hours_2 {
                None => ([true, true, false, false, false], [false, false, true, true, false], times("12:00", "16:00")),
                Some(_) => ([false; 5], [false; 5], None),
            };
            format!("second schedule {:?}", person.hours_2)
        }
    };
    format!("{} ({}): {what}", person.users_dcid, person.access_id)
}

fn anybody(district: &District, rng: &mut Rng) -> Option<i64> {
    let people: Vec<i64> = district.people.keys().copied().collect();
    rng.choice(people)
}

fn change(
    district: &mut District,
    rng: &mut Rng,
    what: impl FnOnce(&mut Person, &mut Rng) -> String,
) -> Option<String> {
    let users_dcid = anybody(district, rng)?;
    Some(what(district.person(users_dcid), rng))
}

fn hire(district: &mut District, rng: &mut Rng) -> Option<String> {
    let users_dcid = district.hire(if rng.u32(..4) == 0 { SUB_BUILDING } else { 5 });
    Some(format!("{} is hired", district.person(users_dcid).access_id))
}

fn leave(district: &mut District, rng: &mut Rng) -> Option<String> {
    let users_dcid = anybody(district, rng)?;
    let access_id = district.person(users_dcid).access_id.clone();
    district.leave(users_dcid);
    Some(format!("{users_dcid} ({access_id}) leaves"))
}

fn come_back(district: &mut District, rng: &mut Rng) -> Option<String> {
    let place = rng.usize(..district.former.len().max(1));
    let person = (!district.former.is_empty()).then(|| district.former.remove(place))?;
    let told = format!("{} ({}) comes back", person.users_dcid, person.access_id);
    district.people.insert(person.users_dcid, person);
    Some(told)
}

/// Somebody new gets the access ID of somebody who has left.
fn hand_access_id_on(district: &mut District, rng: &mut Rng) -> Option<String> {
    let access_id = rng.choice(&district.former)?.access_id.clone();
    let users_dcid = district.hire(5);
    district.person(users_dcid).access_id.clone_from(&access_id);
    Some(format!("{users_dcid} is hired and gets {access_id}"))
}

fn swap_access_ids(district: &mut District, rng: &mut Rng) -> Option<String> {
    let [one, other] = [anybody(district, rng)?, anybody(district, rng)?];
    let given = district.person(one).access_id.clone();
    let taken = std::mem::replace(&mut district.person(other).access_id, given.clone());
    district.person(one).access_id.clone_from(&taken);
    Some(format!("{one} and {other} swap {given} and {taken}"))
}

/// Somebody new is given the access ID of somebody who is there.
fn share_access_id(district: &mut District, rng: &mut Rng) -> Option<String> {
    let users_dcid = anybody(district, rng)?;
    let person = district.person(users_dcid);
    let access_id = person.access_id.clone();
    if person.outcome() != Outcome::Exported || rng.bool() {
        return None;
    }
    let users_dcid = district.hire(5);
    district.person(users_dcid).access_id.clone_from(&access_id);
    Some(format!("{users_dcid} is hired and shares {access_id}"))
}
