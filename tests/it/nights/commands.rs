//! What the people who look after a district do in between.

use super::account::{Class, Divergence};
use super::record;
use super::world::World;
use crate::support::district::FILES;
use fastrand::Rng;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    SecondRun,
    Replay,
    Only,
    OnlyOverWaiting,
    /// Somebody was deleted in SmartFind by mistake, and is sent as new.
    OnlyAsNew,
    DryRun,
    Check,
    Pickup,
    LoseLast,
    RestoreOldRecord,
    LoseRecord,
    GiveList,
    HandleAll,
}

/// A command of the morning, or none.
pub fn draw(rng: &mut Rng) -> Option<Command> {
    let command = match rng.u32(..50) {
        0..=2 => Command::SecondRun,
        3 | 4 => Command::Replay,
        5 | 6 => Command::Only,
        7 | 8 => Command::OnlyOverWaiting,
        9 => Command::OnlyAsNew,
        10 => Command::DryRun,
        11 => Command::Check,
        12 | 13 => Command::Pickup,
        14 | 15 => Command::LoseLast,
        16 => Command::RestoreOldRecord,
        17 => Command::LoseRecord,
        18 => Command::GiveList,
        19 => Command::HandleAll,
        _ => return None,
    };
    Some(command)
}

impl World {
    /// Does it; how the programs must end follows from what is on the server.
    pub fn do_command(&mut self, command: Command, rng: &mut Rng) {
        match command {
            Command::SecondRun => self.run_undisturbed(true),
            Command::Replay => {
                if self.is_replayable {
                    let allowed = [&self.allowed_while_waiting()[..], &[65]].concat();
                    self.sync(&["--replay", "last/extract.jsonl"], &allowed);
                }
            }
            Command::Only => {
                if let Some(chosen) = self.choose(rng) {
                    let allowed = self.allowed_while_waiting();
                    self.sync(&["--only", &chosen], &allowed);
                }
            }
            Command::OnlyOverWaiting => {
                if let Some(chosen) = self.choose(rng) {
                    self.sync(&["--only", &chosen, "--overwrite-waiting"], &[0]);
                }
            }
            Command::OnlyAsNew => {
                if let Some(chosen) = self.choose(rng) {
                    let number = chosen.split(',').next().unwrap().parse().unwrap();
                    self.home.smartfind.accounts.remove(&number);
                    self.somebody_was_deleted = true;
                    self.old_records.clear();
                    self.sync(&["--only", &number.to_string(), "--as-new", "--overwrite-waiting"], &[0]);
                }
            }
            Command::DryRun => self.look(&["--dry-run"], &[0, 65]),
            Command::Check => self.look(&["--check"], &[0]),
            Command::Pickup => {
                self.sync(&["--pickup"], &[0, 69, 75]);
            }
            Command::LoseLast => drop(std::fs::remove_file(self.home.workspace.path("last"))),
            Command::RestoreOldRecord => {
                // Where the runs that it lacks are gone, a warning is all that is promised.
                let record = rng.choice(&self.old_records).filter(|_| self.keeps_runs);
                if let Some(record) = record {
                    self.home.workspace.write("smartfind.jsonl", record);
                }
            }
            Command::LoseRecord => self.lose_record(),
            Command::GiveList => self.give_list(),
            Command::HandleAll => self.handle_all(),
        }
    }

    /// One to three people whom a run would send.
    fn choose(&self, rng: &mut Rng) -> Option<String> {
        let chosen = rng.choose_multiple(self.district.exported().into_keys(), 3);
        let chosen: Vec<String> = chosen.iter().map(u32::to_string).collect();
        // Without a record such a run is noted nowhere.
        (!chosen.is_empty() && self.home.exists("smartfind.jsonl")).then(|| chosen.join(","))
    }

    /// The exit codes of what is refused while a set waits.
    fn allowed_while_waiting(&self) -> Vec<i32> {
        let is_there = self.home.smartfind.removes && self.home.server.uploads().join(FILES[0]).exists();
        match (is_there, self.is_last_upload_here) {
            (false, _) => vec![0],
            (true, true) => vec![75],
            (true, false) => vec![0, 75],
        }
    }

    /// A command that may change nothing.
    fn look(&mut self, arguments: &[&str], allowed: &[i32]) {
        let before = self.home.state();
        self.sync(arguments, allowed);
        if self.home.state() != before {
            let what = format!("{arguments:?} changed {before:?} to {:?}", self.home.state());
            self.tell(vec![Divergence { class: Class::ChangedByLooking, access_id: 0, what }]);
        }
    }

    fn lose_record(&mut self) {
        if !self.home.exists("smartfind.jsonl") || !self.keeps_runs {
            return;
        }
        std::fs::remove_file(self.home.workspace.path("smartfind.jsonl")).unwrap();
        if self.home.exists("last") {
            self.sync(&[], &[66]);
        }
        let rebuilt = self.home.commit(&["--rebuild"]);
        self.expect("sfe-commit --rebuild", &rebuilt, &[0]);
        self.old_records.clear();
        self.account.note_remade_record(&self.home);
        if self.somebody_was_deleted {
            self.give_list();
        }
    }

    fn give_list(&mut self) {
        if !self.home.exists("smartfind.jsonl") {
            return;
        }
        self.home.write_list("list.txt");
        let given = self.home.commit_letting_through(&["--known", "list.txt"]);
        self.expect("sfe-commit --known list.txt", &given, &[0]);
        self.old_records.clear();
        self.account.note_remade_record(&self.home);
    }

    /// Ends in SmartFind all who have left and are still active there, and says so.
    fn handle_all(&mut self) {
        let (record, exported) = (record::read(&self.home), self.district.exported());
        let is_asked_for = |(access_id, line): &(&u32, &serde_json::Value)| {
            record::is_asked_for(line) && !exported.contains_key(access_id)
        };
        let asked: Vec<u32> = record.iter().filter(is_asked_for).map(|(access_id, _)| *access_id).collect();
        if asked.is_empty() || !self.is_replayable {
            return;
        }
        for access_id in &asked {
            self.account.note_ended_by_hand(*access_id);
            if let Some(account) = self.home.smartfind.accounts.get_mut(access_id) {
                for flag in ["employee_active", "sub_active"] {
                    account.profile.entry(flag).and_modify(|value| *value = "N".into());
                }
            }
        }
        let list = asked.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        self.old_records.clear();
        self.sync(&["--handled", &list], &[0]);
    }
}
