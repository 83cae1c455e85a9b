//! A district's nights: a day passes, a run is made, SmartFind imports, somebody does something in the morning; now and
//! then two quiet nights, after which the account is settled.

use super::account::{self, Account, Class, Divergence};
use super::commands;
use super::district::District;
use super::events;
use super::faults::{self, Ended, Fault, Meanwhile};
use super::guard;
use super::home::Home;
use super::record;
use super::tally::Tally;
use crate::support::Outcome;
use fastrand::Rng;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Nights from one settling of the account to the next, the two quiet ones among them.
const PERIOD: u32 = 7;

/// Every exit code of a run that a man page names.
const DOCUMENTED: [i32; 9] = [0, 65, 66, 69, 73, 74, 75, 77, 78];

/// When SmartFind imports after a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Import {
    Once,
    Twice,
    AfterTheMorning,
    Not,
}

pub struct World {
    pub home: Home,
    pub district: District,
    pub account: Account,
    /// Whether all run folders are kept.
    pub keeps_runs: bool,
    /// Whether the last run succeeded, so that its extract is what the database has.
    pub is_replayable: bool,
    /// Whether its set went to where SmartFind looks.
    pub is_last_upload_here: bool,
    pub somebody_was_deleted: bool,
    pub old_records: Vec<String>,
    seed: u64,
    night: u32,
    ends_leavers: bool,
    usual: Duration,
    journal: String,
    /// Whether SmartFind imports every set before the next one comes.
    misses_none: bool,
    pub tally: Tally,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let (removes, misses_none) = match seed % 6 {
            0 => (false, false),
            3 => (false, true),
            _ => (true, false),
        };
        let ends_leavers = rng.bool();
        let keeps_runs = rng.u32(..3) > 0;
        let settings = format!(
            "SFE_DEACTIVATE_LEAVERS={}\nSFE_KEEP_RUNS={}\n",
            u8::from(ends_leavers),
            if keeps_runs { 1000 } else { 2 }
        );
        World {
            home: Home::new(removes, &settings),
            district: District::new(rng.u32(12..18)),
            account: Account::default(),
            keeps_runs,
            is_replayable: false,
            is_last_upload_here: false,
            somebody_was_deleted: false,
            old_records: Vec::new(),
            seed,
            night: 0,
            ends_leavers,
            usual: Duration::from_millis(300),
            journal: String::new(),
            misses_none,
            tally: Tally::default(),
        }
    }

    /// Plays nights, whole periods of them.
    pub fn play(&mut self, nights: u32) {
        for _ in 0..nights.div_ceil(PERIOD) {
            for _ in 0..PERIOD - 2 {
                self.rough_night();
            }
            self.quiet_night(true);
            self.quiet_night(false);
            self.settle();
        }
    }

    fn rough_night(&mut self) {
        let mut rng = self.begin_night(true);
        let (mut fault, mut meanwhile) = (faults::draw(&mut rng), Meanwhile::draw(&mut rng));
        let mut import = match rng.u32(..20) {
            0..=10 => Import::Once,
            11 | 12 => Import::Twice,
            13..=15 => Import::AfterTheMorning,
            _ => Import::Not,
        };
        let (command, mut is_before_import) = (commands::draw(&mut rng), rng.bool());
        if self.misses_none {
            (meanwhile, import, is_before_import) = (Meanwhile::Nothing, Import::Once, false);
            // It does not look into the other folder.
            fault = if fault == Fault::FolderChanged { Fault::None } else { fault };
        }
        let lets_through = rng.u32(..10) < 7;
        if rng.u32(..3) == 0 && self.home.exists("smartfind.jsonl") {
            self.old_records.push(self.home.workspace.read("smartfind.jsonl"));
        }
        if (fault, meanwhile) == (Fault::None, Meanwhile::Nothing) {
            self.run_undisturbed(lets_through);
        } else {
            self.run_disturbed(fault, meanwhile);
        }
        if import == Import::AfterTheMorning || is_before_import {
            self.morning(command, &mut rng);
        }
        for _ in 0..match import {
            Import::Not => 0,
            Import::Twice => 2,
            Import::Once | Import::AfterTheMorning => 1,
        } {
            let imported = self.home.smartfind.import();
            self.write_down(format_args!("SmartFind imports {imported:?}"));
        }
        *self.tally.played.entry(format!("import {import:?}")).or_default() += 1;
        if import != Import::AfterTheMorning && !is_before_import {
            self.morning(command, &mut rng);
        }
    }

    fn morning(&mut self, command: Option<commands::Command>, rng: &mut Rng) {
        let Some(command) = command else { return };
        self.write_down(format_args!("command {command:?}"));
        *self.tally.played.entry(format!("command {command:?}")).or_default() += 1;
        self.do_command(command, rng);
        if self.misses_none {
            self.home.smartfind.import();
        }
    }

    fn quiet_night(&mut self, something_happens: bool) {
        self.begin_night(something_happens);
        self.run_undisturbed(true);
        self.home.smartfind.refused.clear();
        let imported = self.home.smartfind.import();
        self.write_down(format_args!("quiet; SmartFind imports {imported:?}"));
    }

    fn begin_night(&mut self, something_happens: bool) -> Rng {
        self.night += 1;
        self.tally.nights += 1;
        let mut rng = Rng::with_seed(self.seed.wrapping_mul(1_000_003).wrapping_add(u64::from(self.night)));
        let happened = if something_happens { events::day(&mut self.district, &mut rng) } else { Vec::new() };
        let night = self.night;
        self.write_down(format_args!("--- night {night}: {}", happened.join("; ")));
        self.district.write(&self.home.workspace.path("x.db"));
        self.account.note(&self.district);
        rng
    }

    fn run_disturbed(&mut self, fault: Fault, meanwhile: Meanwhile) {
        let Ended { status, said } = faults::run(&mut self.home, &[], fault, meanwhile, self.usual);
        self.write_down(format_args!("sfe-sync with {fault:?}, SmartFind {meanwhile:?}: {status}, {}", said.trim()));
        let name = |debug: String| debug.split('(').next().unwrap().to_string();
        let stage = if status.code().is_none() { format!(" in {}", self.home.stage()) } else { String::new() };
        for played in [name(format!("{fault:?}")) + &stage, name(format!("meanwhile {meanwhile:?}"))] {
            *self.tally.played.entry(played).or_default() += 1;
        }
        self.note_run(status.success(), fault);
        let is_documented = |code| DOCUMENTED.contains(&code) || matches!((fault, code), (Fault::KillAtRename(_), 137));
        if status.code().is_some_and(|code| !is_documented(code)) {
            let what = format!("{status}: {said}");
            self.tell(vec![Divergence { class: Class::ExitCode, access_id: 0, what }]);
        }
    }

    fn note_run(&mut self, has_succeeded: bool, fault: Fault) {
        self.is_replayable = has_succeeded;
        self.is_last_upload_here = has_succeeded && fault != Fault::FolderChanged;
    }

    /// A run as it should be; the guard may stop it, and somebody may let it through.
    pub fn run_undisturbed(&mut self, lets_through: bool) {
        let before = record::read(&self.home);
        let start = Instant::now();
        let outcome = self.home.sync(&[]);
        self.usual = start.elapsed();
        let is_stopped = outcome.output.status.code() == Some(65) && outcome.stderr.contains("SFE_MAX_LOSS");
        self.note_run(outcome.output.status.success(), Fault::None);
        self.expect("sfe-sync", &outcome, if is_stopped { &[65] } else { &[0] });
        let wrong = match is_stopped {
            true => guard::stopped_wrongly(&self.home, &self.district, self.ends_leavers),
            false => guard::passed_wrongly(&self.home, &before),
        };
        self.tell(wrong.map(|what| Divergence { class: Class::Guard, access_id: 0, what }).into_iter().collect());
        if is_stopped {
            *self.tally.played.entry("guard".into()).or_default() += 1;
        }
        if is_stopped && lets_through {
            let outcome = self.home.sync_letting_through();
            self.note_run(outcome.output.status.success(), Fault::None);
            self.expect("SFE_MAX_LOSS=100 sfe-sync", &outcome, &[0]);
        }
    }

    /// `sfe-sync` with arguments, which has to end with one of these codes.
    pub fn sync(&mut self, arguments: &[&str], allowed: &[i32]) {
        let outcome = self.home.sync(arguments);
        self.expect(&format!("sfe-sync {}", arguments.join(" ")), &outcome, allowed);
    }

    pub fn expect(&mut self, command: &str, outcome: &Outcome, allowed: &[i32]) {
        let code = outcome.output.status.code();
        self.write_down(format_args!("{command}: {}, {}", outcome.output.status, outcome.stderr.trim()));
        if !code.is_some_and(|code| allowed.contains(&code)) || outcome.stderr.contains("panicked") {
            let what =
                format!("{command} ends with {}, not one of {allowed:?}: {}", outcome.output.status, outcome.stderr);
            self.tell(vec![Divergence { class: Class::ExitCode, access_id: 0, what }]);
        }
    }

    /// After two quiet nights.
    fn settle(&mut self) {
        let mut found = self.account.compare(&self.home, &self.district, self.ends_leavers);
        found.extend(account::refused(&self.home.smartfind));
        self.tell(found);
        self.journal.clear();
    }

    /// Counts what is wrong, once; what a man page excuses, apart.
    pub fn tell(&mut self, found: Vec<Divergence>) {
        for divergence in found {
            let importer = self.importer();
            let is_lost = !self.home.smartfind.removes && !self.misses_none && divergence.class.is_lost_with_a_set();
            if is_lost || self.account.excuses(&divergence) {
                let accepted = self.tally.accepted.entry(format!("{:?}", divergence.class)).or_default();
                accepted.insert(divergence.access_id);
                continue;
            }
            if self.tally.first.is_none() {
                self.tally.first = Some(format!(
                    "seed {}, night {}, importer {importer}, leavers ended: {}\n{}\n=> {divergence:?}\n{}",
                    self.seed,
                    self.night,
                    self.ends_leavers,
                    self.journal,
                    std::fs::read_to_string(self.home.workspace.path("uploads.jsonl")).unwrap_or_default()
                ));
            }
            let is_same = |told: &Divergence| (told.class, told.access_id) == (divergence.class, divergence.access_id);
            let is_told = self.tally.divergences.iter().any(|(_, _, told)| is_same(told));
            if divergence.access_id == 0 || !is_told {
                self.tally.divergences.insert((self.seed, self.night, divergence));
            }
        }
    }

    /// How SmartFind imports, for the summary.
    pub fn importer(&self) -> &'static str {
        match (self.home.smartfind.removes, self.misses_none) {
            (true, _) => "removes files",
            (false, true) => "keeps files and misses none",
            (false, false) => "keeps files and misses some",
        }
    }

    fn write_down(&mut self, what: std::fmt::Arguments<'_>) {
        writeln!(self.journal, "{what}").unwrap();
    }
}
