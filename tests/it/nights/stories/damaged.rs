//! Files of the state are damaged or removed; the nights go on, and nobody is forgotten in silence.

use super::{ENDING_LEAVERS, Story};
use crate::support::district::FILES;

#[test]
fn the_folder_of_the_run_that_waits_is_damaged() {
    for what in ["all", FILES[0], FILES[1]] {
        let mut story = Story::after_two_nights("");
        let hired = story.hire();
        story.night();
        let runs = story.home.workspace.path("runs");
        let last = std::fs::read_link(story.home.workspace.path("last")).unwrap();
        match what {
            "all" => std::fs::remove_dir_all(runs).unwrap(),
            name => std::fs::write(story.home.workspace.path(last.to_str().unwrap()).join(name), "P|A|1").unwrap(),
        }
        story.import();
        story.sync(&[]).exits(0).says("is not known any more").says("--known FILE");
        // The hire is in no record, so is sent as new again.
        assert_eq!(story.uploaded(hired), "AY", "{what}");
        story.import();
        story.night();
        assert_eq!(story.uploaded(hired), "CY", "{what}");
    }
}

#[test]
fn the_list_of_uploads_is_lost() {
    for empty in [false, true] {
        let mut story = Story::after_two_nights("");
        let hired = story.hire();
        story.night();
        let list = story.home.workspace.path("uploads.jsonl");
        if empty {
            std::fs::write(&list, "").unwrap();
        } else {
            std::fs::remove_file(&list).unwrap();
        }
        story.import();
        story.district.leave(i64::from(hired - 10_000));
        story.sync(&[]).exits(0).says("it is not known whether SmartFind has picked up the set of");
        assert!(story.is_active_in_smartfind(hired) && story.is_listed(hired));
        story.import();
        story.sync(&[]).exits(0).silently();
    }
}

#[test]
fn a_set_whose_run_was_killed_before_the_commit_counts_as_uploaded_all_the_same() {
    for imports in [true, false] {
        let mut story = Story::after_two_nights("");
        story.six_leave();
        story.around_upload("after", "exit 9\n");
        story.write_database();
        story.home.sync_letting_through();
        story.nothing_around_upload();
        if imports {
            story.import();
        }
        story.night();
        assert!(story.is_listed(10_001), "{imports}");
    }
}

#[test]
fn a_write_of_the_record_that_was_cut_off_is_no_old_backup() {
    let mut story = Story::after_two_nights("");
    let hired = story.hire();
    story.night();
    let [record, list] = ["smartfind.jsonl", "uploads.jsonl"].map(|name| story.home.workspace.read(name));
    story.import();
    story.sync(&["--pickup"]).exits(0);
    // The run folder has the answer, the record does not.
    story.home.workspace.write("smartfind.jsonl", record);
    story.home.workspace.write("uploads.jsonl", list);
    let outcome = story.sync(&[]).exits(0);
    assert!(!outcome.stderr.contains("older"), "{}", outcome.stderr);
    assert_eq!((story.uploaded(hired).as_str(), story.known(hired).as_str()), ("CY", "known"));
}

#[test]
fn people_stay_known_when_sending_them_as_new_is_refused() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    story.sync(&["--only", "10002,99999", "--as-new"]).exits(65).says("99999");
    assert_eq!(story.known(10_002), "known");
    story.sync(&["--only", "10002", "--as-new"]).exits(0);
    assert_eq!((story.uploaded(10_002).as_str(), story.known(10_002).as_str()), ("AY", "perhaps"));
}

#[test]
fn there_is_nothing_to_make_the_record_from() {
    let mut story = Story::after_two_nights("");
    for name in ["smartfind.jsonl", "uploads.jsonl"] {
        std::fs::remove_file(story.home.workspace.path(name)).unwrap();
    }
    std::fs::remove_dir_all(story.home.workspace.path("runs")).unwrap();
    story.sync(&[]).exits(66).says("--rebuild");
    story.home.commit(&["--rebuild"]).exits(66).says("--known FILE");
    assert!(!story.home.workspace.path("smartfind.jsonl").exists());
}

#[test]
fn a_home_with_sent_txt_whose_link_to_the_last_run_is_lost_says_what_begins_anew() {
    let mut story = Story::after_two_nights("");
    story.home.workspace.write("sent.txt", "10001\n10002\n");
    for name in ["smartfind.jsonl", "uploads.jsonl", "last"] {
        std::fs::remove_file(story.home.workspace.path(name)).unwrap();
    }
    std::fs::remove_dir_all(story.home.workspace.path("runs")).unwrap();
    story.home.commit(&["--rebuild"]).exits(73).says("sent.txt");
    story.sync(&[]).exits(0).says("the guard against mass changes and the list of leavers start over");
    assert_eq!((story.uploaded(10_001).as_str(), story.uploaded(10_003).as_str()), ("CY", "AY"));
}

#[test]
fn an_older_record_does_not_undo_that_somebody_is_sent_as_new() {
    let mut story = Story::after_two_nights("");
    let record = story.home.workspace.read("smartfind.jsonl");
    // SmartFind has lost the person.
    story.home.smartfind.accounts.remove(&10_002);
    // The names of runs tell whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    story.sync(&["--only", "10002", "--as-new"]).exits(0);
    assert_eq!((story.uploaded(10_002).as_str(), story.known(10_002).as_str()), ("AY", "perhaps"));
    story.home.workspace.write("smartfind.jsonl", record);
    story.night();
    assert_eq!((story.uploaded(10_002).as_str(), story.uploaded(10_003).as_str()), ("AY", "CY"));
    let log = story.home.workspace.read("sfe_log.txt");
    assert!(log.contains("older than that set. How many of them are sent as new again: 1"), "{log}");
    story.import();
    story.night();
    assert_eq!((story.uploaded(10_002).as_str(), story.known(10_002).as_str()), ("CY", "known"));
    assert!(story.is_in_smartfind(10_002));
}
