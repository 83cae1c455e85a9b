//! A district: the people in PowerSchool's database.

use super::person::{Lines, Outcome, Person};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::path::Path;

const TABLES: &str = "
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE IF NOT EXISTS teachers (email_addr, teachernumber, home_phone, first_name, last_name, homeschoolid,
        schoolid, status, users_dcid);
    CREATE TABLE IF NOT EXISTS u_humanresources (usersdcid, calendar, am_time, pm_time, contractemp, sfe_position,
        start_time, end_time, start_time_2, end_time_2, custom_times, time1_monday, time1_tuesday, time1_wednesday,
        time1_thursday, time1_friday, time2_monday, time2_tuesday, time2_wednesday, time2_thursday, time2_friday,
        am_time_2, pm_time_2);
    BEGIN; DELETE FROM teachers; DELETE FROM u_humanresources;";

#[derive(Debug, Clone, Default)]
pub struct District {
    /// By users_dcid, which is the order of the extract.
    pub people: BTreeMap<i64, Person>,
    /// Those who have left, for the day on which they return.
    pub former: Vec<Person>,
    next: u32,
}

impl District {
    pub fn new(people: u32) -> Self {
        let mut district = District::default();
        for _ in 0..people {
            district.hire(5);
        }
        district
    }

    /// An access ID that nobody had.
    pub fn unused_access_id(&mut self) -> u32 {
        self.next += 1;
        10_000 + self.next
    }

    /// One more person with a school and an access ID of their own; their users_dcid.
    pub fn hire(&mut self, school: i64) -> i64 {
        let access_id = self.unused_access_id();
        let users_dcid = i64::from(access_id - 10_000);
        self.people.insert(users_dcid, Person::new(users_dcid, access_id, school));
        users_dcid
    }

    pub fn leave(&mut self, users_dcid: i64) {
        let person = self.people.remove(&users_dcid).unwrap();
        self.former.push(person);
    }

    pub fn person(&mut self, users_dcid: i64) -> &mut Person {
        self.people.get_mut(&users_dcid).unwrap()
    }

    /// What the import files say tonight, by access ID; several people may have one.
    pub fn exported(&self) -> BTreeMap<u32, Lines> {
        let mut exported: BTreeMap<u32, Lines> = BTreeMap::new();
        for person in self.people.values().filter(|person| person.outcome() == Outcome::Exported) {
            let (access_id, lines) = (person.number().unwrap(), person.lines());
            let lines = match exported.get(&access_id) {
                Some(earlier) => lines.after(earlier),
                None => lines,
            };
            exported.insert(access_id, lines);
        }
        exported
    }

    /// Writes the database.
    pub fn write(&self, path: &Path) {
        let database = Connection::open(path).unwrap();
        database.execute_batch(TABLES).unwrap();
        let marks = |count: usize| vec!["?"; count].join(", ");
        let mut teachers = database.prepare_cached(&format!("INSERT INTO teachers VALUES ({})", marks(9))).unwrap();
        let mut human_resources =
            database.prepare_cached(&format!("INSERT INTO u_humanresources VALUES ({})", marks(23))).unwrap();
        for person in self.people.values() {
            let status = if person.is_active { 1 } else { 2 };
            let (id, access_id, school) = (person.users_dcid, &person.access_id, person.school);
            let name = &person.last_name;
            teachers
                .execute(params![
                    person.email,
                    access_id,
                    person.phone,
                    "Ana",
                    name,
                    person.home_school,
                    school,
                    status,
                    id
                ])
                .unwrap();
            let split = |times: &super::person::Times| times.clone().unzip();
            let (am, pm) = split(&person.half_day);
            let ((start, end), (start_2, end_2)) = (split(&person.hours), split(&person.hours_2));
            let ([a1, a2, a3, a4, a5], [b1, b2, b3, b4, b5]) = (person.days_1, person.days_2);
            let (calendar, contract, position) = (&person.calendar, person.has_contract, &person.position);
            let none = None::<String>;
            human_resources
                .execute(params![
                    id, calendar, am, pm, contract, position, start, end, start_2, end_2, none, a1, a2, a3, a4, a5, b1,
                    b2, b3, b4, b5, none, none
                ])
                .unwrap();
        }
        database.execute_batch("COMMIT").unwrap();
    }
}
