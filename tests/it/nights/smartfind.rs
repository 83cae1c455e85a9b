//! SmartFind as its import behaves: oldest file first; `A` of somebody it has and `C` of somebody it lacks are refused;
//! an empty field keeps what was there, and a schedule replaces the one of its order, no other.

use crate::support::district::FILES;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The columns of P1 and E1 that the account looks at, with their places in a line.
const PROFILE: [(&str, usize); 10] = [
    ("telephone", 4),
    ("first_name", 5),
    ("last_name", 6),
    ("email_address", 17),
    ("is_employee", 18),
    ("employee_active", 19),
    ("emp_calendar_code", 20),
    ("is_sub", 23),
    ("sub_active", 24),
    ("sub_available", 25),
];
const SCHEDULE: [(&str, usize); 7] = [
    ("location", 5),
    ("classification", 7),
    ("start_time", 8),
    ("end_time", 9),
    ("work_days", 11),
    ("am_half_end", 12),
    ("pm_half_start", 13),
];

pub type Fields = BTreeMap<&'static str, String>;

#[derive(Debug, Clone, Default)]
pub struct Account {
    pub profile: Fields,
    pub sign_on: String,
    pub schedules: BTreeMap<String, Fields>,
}

impl Account {
    pub fn is_active(&self) -> bool {
        ["employee_active", "sub_active"].iter().any(|flag| self.profile.get(flag).is_some_and(|value| value == "Y"))
    }
}

#[derive(Debug)]
pub struct SmartFind {
    pub accounts: BTreeMap<u32, Account>,
    /// Whether it takes the files away.
    pub removes: bool,
    /// Lines refused since somebody looked.
    pub refused: Vec<String>,
    folder: PathBuf,
}

impl SmartFind {
    pub fn new(folder: PathBuf, removes: bool) -> Self {
        SmartFind { accounts: BTreeMap::new(), removes, refused: Vec::new(), folder }
    }

    /// Imports what is there; the names of the files, in order.
    pub fn import(&mut self) -> Vec<String> {
        let names = self.files();
        names.into_iter().filter(|name| self.import_file(name)).collect()
    }

    /// The names of the files that are there, in the order of import.
    pub fn files(&self) -> Vec<String> {
        let mut files: Vec<_> = std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.file_name().into_string().ok()?)))
            .filter(|(_, name)| FILES.contains(&name.as_str()))
            .collect();
        files.sort();
        files.into_iter().map(|(_, name)| name).collect()
    }

    /// Imports what has this name, if there is such a file.
    pub fn import_file(&mut self, name: &str) -> bool {
        let text = self.take(&self.folder.join(name));
        text.as_deref().map(|text| self.import_lines(text)).is_some()
    }

    pub fn import_lines(&mut self, text: &str) {
        text.lines().for_each(|line| self.line(line));
    }

    /// Reads a file, and takes it away first where that is its way: what comes to the name later is another file.
    fn take(&self, path: &Path) -> Option<String> {
        if !self.removes {
            return std::fs::read_to_string(path).ok();
        }
        let taken = self.folder.with_file_name("taken");
        std::fs::rename(path, &taken).ok()?;
        std::fs::read_to_string(taken).ok()
    }

    fn line(&mut self, line: &str) {
        let fields: Vec<&str> = line.split('|').collect();
        let access_id = fields[3 + usize::from(fields[0] == "W")];
        let number: u32 = access_id.parse().unwrap_or_else(|_| panic!("no access ID in {line}"));
        let is_known = self.accounts.contains_key(&number);
        let is_refused = match (fields[0], fields[1]) {
            ("P", "A") => is_known,
            _ => !is_known,
        };
        if is_refused {
            self.refused.push(line.to_string());
            return;
        }
        let account = self.accounts.entry(number).or_default();
        match fields[0] {
            "P" => merge(&mut account.profile, &PROFILE, &fields),
            "W" if !fields[5].is_empty() => account.sign_on = fields[5].to_string(),
            "E" => merge(account.schedules.entry(fields[4].to_string()).or_default(), &SCHEDULE, &fields),
            _ => {}
        }
    }
}

/// An empty field keeps what was there.
fn merge(kept: &mut Fields, columns: &[(&'static str, usize)], fields: &[&str]) {
    for (column, place) in columns {
        if !fields[*place].is_empty() {
            kept.insert(column, fields[*place].to_string());
        }
    }
}
