//! A district moves in: from the script, from a list, from the version that kept sent.txt.

use super::Story;
use crate::nights::person::Person;
use crate::support::district::FILES;
use serde_json::{Value, json};
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

impl Story {
    /// Makes a set with `sfe-transform` and these arguments in a folder of the workspace, and stamps it.
    fn make_set(&mut self, folder: &str, arguments: &[&str]) {
        self.write_database();
        let workspace = &self.home.workspace;
        std::fs::create_dir_all(workspace.path(folder)).unwrap();
        let extract = workspace.run("sfe-sync", ["--", "ps-extract"]).exits(0).stdout;
        workspace.write(&format!("{folder}/extract.jsonl"), &extract);
        let fixed = ["-o", folder, "--decisions", &format!("{folder}/decisions.jsonl")];
        let paths = workspace.run_with("sfe-transform", fixed.iter().chain(arguments), &extract).exits(0).stdout;
        workspace.run_with("sfe-stamp", ["--base", "1400000000"], paths).exits(0);
    }

    /// Uploads a set as some other program would.
    fn upload(&self, folder: &str) {
        for file in FILES {
            let (from, to) = (self.path(folder).join(file), self.home.server.uploads().join(file));
            std::fs::copy(&from, &to).unwrap();
            let modified = from.metadata().unwrap().modified().unwrap();
            std::fs::File::options().write(true).open(to).unwrap().set_modified(modified).unwrap();
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.workspace.path(name)
    }

    /// Makes a home folder, and takes its state over into the one that has the server's settings.
    fn move_in(&self, how: &[&str]) {
        self.home.workspace.run("sfe-settings", ["--new-home", "fresh"].iter().chain(how)).exits(0);
        for name in ["smartfind.jsonl", "NewestDCID.txt"] {
            let from = self.path("fresh").join(name);
            if from.exists() {
                std::fs::copy(from, self.path(name)).unwrap();
            }
        }
    }

    /// What that version noted beside the files: the run's events, and who is still active.
    fn write_run_records(&self, run: &str) {
        let files: Vec<Value> = FILES
            .iter()
            .map(|name| (name, self.path(run).join(name).metadata().unwrap()))
            .map(|(name, file)| json!({"name": name, "size": file.size(), "modified": file.mtime()}))
            .collect();
        let events = [
            json!({"event": "run", "mode": "run", "previous": null}),
            json!({"event": "uploaded", "files": files}),
            json!({"event": "stage-ended", "stage": "push", "seconds": 0.1, "exit": 0}),
            json!({"event": "committed", "mark": 8}),
            json!({"event": "ended", "outcome": "success", "stage": "done", "exit": 0, "reason": ""}),
        ];
        let text: String = events.iter().map(|event| format!("{event}\n")).collect();
        self.home.workspace.write(&format!("{run}/stages.jsonl"), text);
        let profiles = self.home.workspace.read("first/P1ProfileBasic.csv").replace("P|A|", "P|C|");
        let left = profiles.lines().find(|line| line.contains(&format!("|{LEFT}|"))).unwrap();
        self.home.workspace.write(&format!("{run}/StillActive.csv"), format!("{left}\n"));
    }

    fn commands(&self) -> String {
        (10_001..=10_007).map(|access_id| self.uploaded(access_id).chars().next().unwrap_or('-')).collect()
    }
}

/// The script has sent five of seven; of 10003 and 10004 the data were wrong while its mark passed them.
fn after_the_script() -> Story {
    let mut story = Story::new("");
    let right = story.district.clone();
    story.district.person(3).email = None;
    story.district.person(4).access_id = "T10004".into();
    story.make_set("script", &["--newest-dcid", "0"]);
    story.upload("script");
    story.import();
    story.make_set("script", &["--newest-dcid", "7"]);
    story.home.workspace.write("script/NewestDCID.txt", "7");
    for name in ["private.pem", "known_hosts"] {
        std::fs::copy(story.path(name), story.path("script").join(name)).unwrap();
    }
    story.district = right;
    story
}

#[test]
fn whom_the_script_passed_over_is_added() {
    let mut story = after_the_script();
    story.move_in(&["--from-script", "script"]);
    for name in ["private.pem", "known_hosts", "NewestDCID.txt"] {
        assert!(story.path("fresh").join(name).exists(), "{name} is not taken over");
    }
    story.night();
    assert_eq!(story.commands(), "CCAACCC");
    story.import();
    assert!(story.is_in_smartfind(10_003) && story.is_in_smartfind(10_004));
}

#[test]
fn a_list_from_smartfind_settles_who_is_there() {
    let mut story = after_the_script();
    story.home.write_list("list.txt");
    story.move_in(&["--known", "list.txt"]);
    story.night();
    assert_eq!(story.commands(), "CCAACCC");
    story.import();
    assert!(story.is_in_smartfind(10_003) && story.is_in_smartfind(10_004));
}

#[test]
fn an_empty_smartfind_gets_everybody_and_a_mark_those_above_it() {
    let mut story = Story::new("");
    story.move_in(&["--smartfind-is-empty"]);
    story.night();
    assert_eq!(story.commands(), "AAAAAAA");
    let mut story = Story::new("");
    story.move_in(&["--newest-dcid", "5"]);
    story.night();
    assert_eq!(story.commands(), "CCCCCAA");
    story.home.workspace.run("sfe-settings", ["--new-home", "another"]).exits(2);
}

/// Somebody who left long ago, whom SmartFind still has as active.
const LEFT: u32 = 10_000;

/// A home folder as the version that kept sent.txt left it: its last set, with a hire, is on the server.
fn with_sent_txt() -> (Story, u32) {
    let mut story = Story::new("");
    story.district.people.insert(0, Person::new(0, LEFT, 5));
    story.make_set("first", &["--newest-dcid", "-1"]);
    story.upload("first");
    story.import();
    story.district.leave(0);
    let sent = |last: u32| (LEFT..=last).map(|access_id| format!("{access_id}\n")).collect::<String>();
    story.home.workspace.write("sent.txt", sent(10_007));
    let hired = story.hire();
    let run = "runs/20261125T021500Z-4711";
    story.make_set(run, &["--newest-dcid", "7", "--sent", "sent.txt"]);
    story.upload(run);
    assert_eq!(story.uploaded(hired), "AY");
    story.home.workspace.write("sent.txt", sent(10_008));
    story.home.workspace.write("NewestDCID.txt", "8\n");
    story.write_run_records(run);
    std::os::unix::fs::symlink(run, story.path("last")).unwrap();
    std::fs::set_permissions(story.path("runs"), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    (story, hired)
}

#[test]
fn a_home_with_sent_txt_whose_last_set_was_never_imported_adds_again() {
    let (mut story, hired) = with_sent_txt();
    story.sync(&["--check"]).exits(0);
    assert!(story.home.exists("sent.txt") && !story.home.exists("smartfind.jsonl"), "--check leaves all as it was");
    story.night();
    assert_eq!((story.commands().as_str(), story.uploaded(hired).as_str()), ("CCCCCCC", "AY"));
    assert!(!story.home.exists("sent.txt") && story.home.exists("sent.txt.old"));
    assert!(story.is_listed(LEFT) && story.is_active_in_smartfind(LEFT));
    assert!(story.home.workspace.read("sfe_log.txt").contains("sent.txt"), "nothing says so");
    story.import();
    story.night();
    assert_eq!(story.uploaded(hired), "CY");
    assert!(story.is_in_smartfind(hired));
}

#[test]
fn a_home_with_sent_txt_whose_last_set_was_imported_goes_on() {
    let (mut story, hired) = with_sent_txt();
    story.import();
    story.home.smartfind.refused.clear();
    story.night();
    assert_eq!((story.commands().as_str(), story.uploaded(hired).as_str()), ("CCCCCCC", "CY"));
    story.import();
    assert_eq!(story.home.smartfind.refused, Vec::<String>::new());
}
