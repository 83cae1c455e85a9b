//! Stories of a few nights with seven people: five employees, 10001 to 10005, and two substitutes, 10006 and 10007.

mod damaged;
mod import_during_upload;
mod lost_state;
mod moving;
mod not_imported;
mod people;
mod servers;

use super::district::District;
use super::home::Home;
use super::person::SUB_BUILDING;
use super::record;
use crate::support::Outcome;
use crate::support::district::FILES;

const ENDING_LEAVERS: &str = "SFE_DEACTIVATE_LEAVERS=1\n";

struct Story {
    home: Home,
    district: District,
}

impl Story {
    /// A home folder that has had no night.
    fn new(settings: &str) -> Self {
        let mut district = District::new(5);
        district.hire(SUB_BUILDING);
        district.hire(SUB_BUILDING);
        Story { home: Home::new(true, settings), district }
    }

    /// After two nights on which all went well: everybody is in SmartFind, and the record knows.
    fn after_two_nights(settings: &str) -> Self {
        let mut story = Story::new(settings);
        story.night();
        story.import();
        story.night();
        story.import();
        story
    }

    fn write_database(&self) {
        self.district.write(&self.home.workspace.path("x.db"));
    }

    fn sync(&mut self, arguments: &[&str]) -> Outcome {
        self.write_database();
        self.home.sync(arguments)
    }

    /// A night that goes well, before SmartFind imports.
    fn night(&mut self) {
        self.sync(&[]).exits(0);
    }

    fn import(&mut self) {
        assert_eq!(self.home.smartfind.import(), FILES, "nothing to import, or not in order");
    }

    /// Somebody new; their access ID.
    fn hire(&mut self) -> u32 {
        let users_dcid = self.district.hire(5);
        self.district.person(users_dcid).number().unwrap()
    }

    /// Record command, EmployeeActive and SubActive of an access ID on the server: `AY`, `CNN`; empty without a line.
    fn uploaded(&self, access_id: u32) -> String {
        let path = self.home.server.uploads().join(FILES[0]);
        let text = std::fs::read_to_string(path).unwrap();
        let fields = text.lines().map(|line| line.split('|').collect::<Vec<_>>());
        let access_id = access_id.to_string();
        let of_person = fields.filter(|fields| fields[3] == access_id);
        of_person.map(|fields| format!("{}{}{}", fields[1], fields[19], fields[24])).collect()
    }

    fn people_uploaded(&self) -> usize {
        std::fs::read_to_string(self.home.server.uploads().join(FILES[0])).unwrap().lines().count()
    }

    fn is_in_smartfind(&self, access_id: u32) -> bool {
        self.home.smartfind.accounts.contains_key(&access_id)
    }

    fn is_active_in_smartfind(&self, access_id: u32) -> bool {
        self.home.smartfind.accounts.get(&access_id).is_some_and(|account| account.is_active())
    }

    /// Whether the record lists somebody as active in SmartFind and gone.
    fn is_listed(&self, access_id: u32) -> bool {
        record::read(&self.home).get(&access_id).is_some_and(record::is_listed)
    }

    /// `known`, `perhaps`, or nothing where the record has no line.
    fn known(&self, access_id: u32) -> String {
        let record = record::read(&self.home);
        record.get(&access_id).map(|line| line["known"].as_str().unwrap().to_string()).unwrap_or_default()
    }

    /// Six of the seven leave: more than the guard lets through.
    fn six_leave(&mut self) {
        (1..=6).for_each(|users_dcid| self.district.leave(users_dcid));
    }

    /// A file that the chain runs before or after the upload.
    fn around_upload(&self, when: &str, script: &str) {
        self.home.workspace.write(&format!("{when}-upload"), script);
    }

    fn nothing_around_upload(&self) {
        for when in ["before", "after"] {
            let _ = std::fs::remove_file(self.home.workspace.path(format!("{when}-upload")));
        }
    }
}

/// In the chain: kills sfe-sync and the chain itself.
const KILL: &str = "kill -9 $PPID $$\n";
