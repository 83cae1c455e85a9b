//! A set is uploaded and not imported, or imported at an odd moment.

use super::{ENDING_LEAVERS, KILL, Story};
use crate::nights::account::Account;
use crate::nights::faults::{self, Fault, Meanwhile};
use crate::support::district::FILES;
use std::time::Duration;

#[test]
fn the_import_does_not_run_one_night() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    let hired = story.hire();
    story.district.leave(3);
    story.night();
    assert_eq!((story.uploaded(hired).as_str(), story.uploaded(10_003).as_str()), ("AY", "CN"));
    // Not imported.
    story.night();
    assert_eq!((story.uploaded(hired).as_str(), story.uploaded(10_003).as_str()), ("AY", "CN"), "said again");
    story.import();
    assert!(story.is_in_smartfind(hired) && !story.is_active_in_smartfind(10_003));
    story.night();
    assert_eq!((story.uploaded(hired).as_str(), story.uploaded(10_003).as_str()), ("CY", ""));
}

#[test]
fn a_second_run_before_the_import_says_all_that_the_first_one_said() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    let hired = story.hire();
    story.district.leave(3);
    story.night();
    story.night();
    assert_eq!((story.uploaded(hired).as_str(), story.uploaded(10_003).as_str()), ("AY", "CN"));
    story.import();
    story.night();
    assert_eq!(story.uploaded(hired), "CY");
    assert!(story.is_in_smartfind(hired) && !story.is_active_in_smartfind(10_003));
}

#[test]
fn a_replay_over_a_waiting_set_is_refused_and_if_insisted_on_adds_again() {
    let mut story = Story::after_two_nights("");
    let hired = story.hire();
    story.night();
    story.sync(&["--replay", "last/extract.jsonl"]).exits(75).says("--overwrite-waiting");
    assert_eq!(story.uploaded(hired), "AY", "the set stays as it was");
    story.sync(&["--replay", "last/extract.jsonl", "--overwrite-waiting"]).exits(0);
    assert_eq!(story.uploaded(hired), "AY");
    story.import();
    // Nothing waits any more.
    story.sync(&["--replay", "last/extract.jsonl"]).exits(0);
    assert_eq!(story.uploaded(hired), "CY");
    assert!(story.is_in_smartfind(hired));
}

#[test]
fn some_people_over_a_waiting_set_are_refused_and_if_insisted_on_lose_nobody() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    let hired = story.hire();
    story.district.leave(3);
    story.night();
    story.sync(&["--only", "10005"]).exits(75).says("--overwrite-waiting");
    assert_eq!(story.people_uploaded(), 8, "the set stays as it was");
    story.sync(&["--only", "10005", "--overwrite-waiting"]).exits(0);
    assert_eq!(story.people_uploaded(), 1);
    story.import();
    story.night();
    assert_eq!((story.uploaded(hired).as_str(), story.uploaded(10_003).as_str()), ("AY", "CN"));
    story.import();
    assert!(story.is_in_smartfind(hired) && !story.is_active_in_smartfind(10_003));
}

/// The hire is in SmartFind, and in no file that a commit saw.
fn killed_after_the_upload(settings: &str) -> (Story, u32) {
    let mut story = Story::after_two_nights(settings);
    let hired = story.hire();
    story.around_upload("after", KILL);
    assert!(story.sync(&[]).output.status.code().is_none());
    story.nothing_around_upload();
    story.import();
    assert!(story.is_active_in_smartfind(hired));
    story.district.leave(i64::from(hired - 10_000));
    story.night();
    (story, hired)
}

#[test]
fn a_hire_uploaded_by_a_killed_run_who_leaves_the_next_day_is_ended() {
    let (mut story, hired) = killed_after_the_upload(ENDING_LEAVERS);
    story.import();
    assert!(!story.is_active_in_smartfind(hired));
}

#[test]
fn a_hire_uploaded_by_a_killed_run_who_leaves_the_next_day_is_listed() {
    let (story, hired) = killed_after_the_upload("");
    assert!(story.is_listed(hired));
}

#[test]
fn imports_between_the_renames_lose_nobody() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    let mut account = Account::default();
    for night in 0..6 {
        story.hire();
        if night == 3 {
            story.district.leave(2);
        }
        story.write_database();
        account.note(&story.district);
        let ended = faults::run(&mut story.home, &[], Fault::None, Meanwhile::ImportsAlways, Duration::from_secs(1));
        assert!(ended.status.success(), "{}", ended.said);
    }
    story.night();
    story.home.smartfind.import();
    story.night();
    story.import();
    assert_eq!(account.compare(&story.home, &story.district, true), []);
}

#[test]
fn the_first_set_ever_is_never_imported() {
    let mut story = Story::new("");
    story.night();
    assert_eq!(story.uploaded(10_001), "AY");
    story.night();
    assert_eq!((story.uploaded(10_001).as_str(), story.uploaded(10_006).as_str()), ("AY", "ANY"), "all are new still");
    story.import();
    story.night();
    assert_eq!((story.uploaded(10_001).as_str(), story.uploaded(10_006).as_str()), ("CY", "CNY"));
    assert_eq!(story.home.smartfind.accounts.len(), 7);
}

#[test]
fn a_push_that_fails_while_a_set_waits_takes_nothing_from_it() {
    let mut story = Story::after_two_nights("");
    let first = story.hire();
    story.night();
    let second = story.hire();
    story.around_upload("before", "export SFE_SFTP_ADDRESS=127.0.0.1:1\n");
    story.sync(&[]).exits(75).says("push failed");
    story.nothing_around_upload();
    assert_eq!((story.uploaded(first).as_str(), story.uploaded(second).as_str()), ("AY", ""));
    story.import();
    story.night();
    assert_eq!((story.uploaded(first).as_str(), story.uploaded(second).as_str()), ("CY", "AY"));
}

/// A set waits, and the push of the next one is killed when these of its files have their final names.
fn killed_between_the_renames(renamed: &[&str]) -> (Story, [u32; 2]) {
    let mut story = Story::after_two_nights("");
    let first = story.hire();
    story.night();
    let second = story.hire();
    story.around_upload("before", &format!("echo \"$SFE_RUN\" >killed-run; {KILL}"));
    assert!(story.sync(&[]).output.status.code().is_none());
    story.nothing_around_upload();
    let run = story.home.workspace.read("killed-run").trim().to_string();
    for file in renamed {
        let from = story.home.workspace.path(&run).join(file);
        let to = story.home.server.uploads().join(file);
        std::fs::copy(&from, &to).unwrap();
        let modified = from.metadata().unwrap().modified().unwrap();
        std::fs::File::options().write(true).open(to).unwrap().set_modified(modified).unwrap();
    }
    (story, [first, second])
}

#[test]
fn a_push_killed_after_its_first_rename_over_a_waiting_set_loses_nobody() {
    for renamed in [&FILES[..1], &FILES[2..], &FILES[1..]] {
        for imports in [true, false] {
            let (mut story, [first, second]) = killed_between_the_renames(renamed);
            if imports {
                // The files of two nights lie there, so not in order.
                story.home.smartfind.import();
            }
            story.night();
            assert_eq!((story.uploaded(first).as_str(), story.uploaded(second).as_str()), ("AY", "AY"), "{renamed:?}");
            story.import();
            story.night();
            assert_eq!((story.uploaded(first).as_str(), story.uploaded(second).as_str()), ("CY", "CY"), "{renamed:?}");
            assert!(story.is_in_smartfind(first) && story.is_in_smartfind(second));
        }
    }
}

#[test]
fn two_runs_a_day_and_one_import_lose_nobody() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    for day in 1..4 {
        let in_the_evening = story.hire();
        story.night();
        let at_noon = story.hire();
        story.district.leave(day);
        story.night();
        story.import();
        assert!(story.is_in_smartfind(in_the_evening) && story.is_in_smartfind(at_noon));
        assert!(!story.is_active_in_smartfind(u32::try_from(10_000 + day).unwrap()));
    }
    story.home.smartfind.refused.clear();
    story.night();
    story.import();
    assert_eq!(story.home.smartfind.refused, Vec::<String>::new());
}

#[test]
fn pickup_in_the_morning_says_what_became_of_the_set() {
    let mut story = Story::new("SFE_ON_FAILURE=echo \"$SFE_STAGE $SFE_PICKED_UP\" >>told.txt\n");
    story.sync(&["--pickup"]).exits(0);
    story.night();
    let runs = story.home.workspace.names("runs");
    let log = story.home.workspace.read("sfe_log.txt");
    story.sync(&["--pickup"]).exits(75);
    story.import();
    story.sync(&["--pickup"]).exits(0);
    assert_eq!(story.known(10_001), "known");
    story.sync(&["--pickup"]).exits(0);
    story.night();
    // Somebody uploads another file by hand.
    story.home.workspace.write("server/root/upload1/P1ProfileBasic.csv", "P|C|1|10001|\n");
    let runs_then = story.home.workspace.names("runs");
    story.sync(&["--pickup"]).exits(69);
    assert_eq!(story.home.workspace.names("runs"), runs_then);
    assert_eq!((runs.len(), runs_then.len()), (1, 2), "--pickup makes no run folder");
    assert_ne!(story.home.workspace.read("sfe_log.txt"), log);
    assert_eq!(story.home.workspace.read("told.txt"), "pickup no\npickup unknown\n");
}

#[test]
fn where_smartfind_leaves_the_files_an_upload_counts_as_picked_up() {
    let mut story = Story::new("");
    story.home.set("SFE_IMPORTER=keeps\n");
    story.home.smartfind.removes = false;
    story.night();
    story.import();
    let hired = story.hire();
    story.night();
    assert_eq!(story.uploaded(hired), "AY");
    // SmartFind misses it, which cannot be seen.
    let (late, _) = (story.hire(), story.night());
    assert_eq!((story.uploaded(hired).as_str(), story.uploaded(late).as_str()), ("CY", "AY"));
    story.import();
    assert!(!story.is_in_smartfind(hired) && story.is_in_smartfind(late));
}

#[test]
fn the_run_of_a_waiting_set_is_kept_however_many_runs_follow() {
    let mut story = Story::after_two_nights("SFE_KEEP_RUNS=1\n");
    let hired = story.hire();
    story.night();
    let run = std::fs::read_link(story.home.workspace.path("last")).unwrap();
    for _ in 0..3 {
        story.around_upload("before", "export SFE_SFTP_ADDRESS=127.0.0.1:1\n");
        story.sync(&[]).exits(75);
        story.nothing_around_upload();
        // Its clean-up is that of a run that succeeds, and touches nothing on the server.
        story.sync(&["--dry-run"]).exits(0);
    }
    assert!(story.home.exists(run.to_str().unwrap()), "{run:?} waits and is gone");
    story.import();
    story.night();
    assert_eq!((story.uploaded(hired).as_str(), story.known(hired).as_str()), ("CY", "known"));
}
