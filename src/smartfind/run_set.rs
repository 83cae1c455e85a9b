//! The set in a run folder, with what its decisions say about the people in it.

use crate::common::exit::Result;
use crate::decisions;
use crate::home::{DECISIONS, RunFolder};
use crate::import_files::{ImportRecord, Profile, StoredFile, StoredSet, YES, columns};
use crate::stream::access_id::AccessId;
use std::collections::{HashMap, HashSet};

/// A set, and who is in it.
pub(crate) struct RunSet {
    /// The run folder's name.
    pub(crate) run: String,
    pub(crate) files: StoredSet,
    /// The number in PowerSchool of each access ID; `None` where two people share it.
    pub(crate) users: HashMap<AccessId, Option<i64>>,
    /// Those who are sent as inactive for having left.
    pub(crate) ended: HashSet<AccessId>,
}

impl RunSet {
    /// Reads the set of a run.
    ///
    /// # Errors
    ///
    /// 65 or 66 when a file is missing or not one that sfe-transform writes.
    pub(crate) fn read(run: &RunFolder) -> Result<Self> {
        let mut set = RunSet {
            run: run.name(),
            files: StoredSet::read(run.folder())?,
            users: HashMap::new(),
            ended: HashSet::new(),
        };
        // A set made by hand may have none.
        if run.file(DECISIONS).exists() {
            decisions::read_each(run, |decision| {
                let access_id = decision.access_id.as_deref().and_then(AccessId::parse);
                let Some(access_id) = access_id.filter(|_| decision.command.is_some()) else { return };
                if decision.is_leaver() {
                    set.ended.insert(access_id);
                } else if let Some(users_dcid) = decision.users_dcid {
                    let known = set.users.entry(access_id).or_insert(Some(users_dcid));
                    *known = known.filter(|known| *known == users_dcid);
                }
            })?;
        }
        Ok(set)
    }

    /// The access IDs that are active in the set.
    pub(crate) fn active(&self) -> HashSet<AccessId> {
        let active = |profile: &Profile<'_>| profile.employee_active == YES || profile.sub_active == YES;
        self.files.profiles.lines().map(|line| line.record()).filter(active).map(|profile| profile.access).collect()
    }
}

/// The values in a line, by the names of their columns.
pub(crate) struct LineValues<'l> {
    pub(crate) access_id: AccessId,
    /// The record command: A or C.
    pub(crate) command: &'l str,
    /// The schedule order, in a line of E1PlusEmployeeWorkSchedule.csv.
    pub(crate) order: &'l str,
    pub(crate) values: Vec<(&'l str, &'l str)>,
}

/// Goes through the lines of a file, by access ID.
pub(crate) fn each_line<R: ImportRecord>(file: &StoredFile<R>, mut take: impl FnMut(LineValues<'_>)) {
    let columns = columns::<R>();
    let order = columns.iter().position(|column| column.name == "schedule_order");
    for line in file.lines() {
        let fields: Vec<&str> = line.fields().collect();
        let named = columns.iter().zip(&fields).filter(|(column, _)| column.is_value);
        take(LineValues {
            access_id: line.access_id,
            command: fields.get(1).copied().unwrap_or_default(),
            order: order.and_then(|order| fields.get(order)).copied().unwrap_or_default(),
            values: named.map(|(column, field)| (column.name.as_str(), *field)).collect(),
        });
    }
}

impl LineValues<'_> {
    /// The value of a column.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.iter().find(|(other, _)| *other == name).map_or("", |(_, value)| value)
    }
}
