//! The files go to another folder or another server than before.

use super::Story;
use crate::nights::smartfind::SmartFind;
use crate::support::Workspace;
use crate::support::sshd::Sshd;

#[test]
fn the_servers_folder_changes_between_two_nights() {
    for imports in [true, false] {
        let mut story = Story::after_two_nights("");
        let hired = story.hire();
        story.night();
        if imports {
            story.import();
        }
        let folder = story.home.server.uploads().with_file_name("upload2");
        std::fs::create_dir(&folder).unwrap();
        story.home.set("SFE_SFTP_DIR=./upload2\n");
        story.sync(&["--check"]).exits(0).says("--known");
        // SmartFind is the same, and looks into the new folder from now on.
        let accounts = std::mem::take(&mut story.home.smartfind.accounts);
        story.home.smartfind = SmartFind::new(folder.clone(), true);
        story.home.smartfind.accounts = accounts;
        story.night();
        let line = std::fs::read_to_string(folder.join("P1ProfileBasic.csv")).unwrap();
        assert!(line.contains(&format!("P|A|1|{hired}|")) && line.contains("P|C|1|10001|"), "{line}");
        story.import();
        assert!(story.is_in_smartfind(hired));
        story.night();
        let line = std::fs::read_to_string(folder.join("P1ProfileBasic.csv")).unwrap();
        assert!(line.contains(&format!("P|C|1|{hired}|")), "{line}");
    }
}

#[test]
fn a_district_tried_on_a_test_server_begins_anew_on_the_real_one() {
    let mut story = Story::after_two_nights("");
    let elsewhere = Workspace::new();
    for name in ["private.pem", "private.pem.pub"] {
        std::fs::copy(story.home.workspace.path(name), elsewhere.path(name)).unwrap();
    }
    let real = Sshd::start(&elsewhere);
    let known = story.home.workspace.read("known_hosts") + &elsewhere.read("known_hosts");
    story.home.workspace.write("known_hosts", known);
    story.home.set(&format!("SFE_SFTP_ADDRESS=127.0.0.1:{}\n", real.port));
    story.sync(&["--check"]).exits(0).says("--known");
    story.home.workspace.write("nobody.txt", "");
    story.home.commit_letting_through(&["--known", "nobody.txt"]).exits(0);
    story.home.smartfind = SmartFind::new(real.uploads(), true);
    story.night();
    story.import();
    assert_eq!(story.home.smartfind.accounts.len(), 7);
    assert!(story.home.smartfind.refused.is_empty(), "{:?}", story.home.smartfind.refused);
    story.sync(&["--check"]).exits(0).does_not_say("--known");
    story.night();
    story.import();
    assert!(story.home.smartfind.refused.is_empty(), "{:?}", story.home.smartfind.refused);
}

#[test]
fn a_setting_mistyped_for_a_night_costs_nothing_but_the_night() {
    let other_smartfind = "the record describes the SmartFind behind";
    for (mistyped, code, stage) in [
        ("SFE_SFTP_ADDRESS=localhost:1\nSFE_SFTP_RETRY_FOR=0\n", 75, "push"),
        ("SFE_SFTP_USERNAME=mistyped\n", 77, "push"),
        ("SFE_SFTP_DIR=./mistyped1\n", 69, "push"),
    ] {
        for imports in [true, false] {
            let mut story = Story::after_two_nights("");
            let hired = story.hire();
            story.night();
            let state = story.home.state();
            story.home.set(mistyped);
            story.sync(&["--check"]).exits(code).does_not_say(other_smartfind);
            story.sync(&[]).exits(code).says(&format!("{stage} failed")).does_not_say(other_smartfind);
            assert_eq!(story.home.state(), state, "{mistyped}");
            // It is not known, and nothing is decided.
            story.sync(&["--pickup"]).exits(69).says("not to where the settings lead now").says(other_smartfind);
            assert_eq!(story.home.state(), state, "{mistyped}");
            story.sync(&["--dry-run"]).exits(0).says(other_smartfind);
            assert_eq!(story.home.state(), state, "{mistyped}");
            story.home.set("");
            if imports {
                story.import();
            }
            story.sync(&[]).exits(0).does_not_say("it is not known");
            let expected = if imports { ("CY", "known") } else { ("AY", "") };
            assert_eq!((story.uploaded(hired).as_str(), story.known(hired).as_str()), expected, "{mistyped}");
            story.import();
            story.night();
            assert_eq!(story.uploaded(hired), "CY", "{mistyped}");
        }
    }
}

#[test]
fn what_waits_elsewhere_is_settled_by_the_first_upload_that_replaces_something() {
    let mut story = Story::after_two_nights(super::ENDING_LEAVERS);
    let hired = story.hire();
    story.night();
    let folder = story.home.server.uploads().with_file_name("upload2");
    std::fs::create_dir(&folder).unwrap();
    story.home.set("SFE_SFTP_DIR=./upload2\n");
    // The hire leaves: SmartFind may have the account, so the first set for the new folder ends it.
    story.district.leave(i64::from(hired - 10_000));
    story.sync(&[]).exits(0).says("it is not known whether SmartFind has picked up").says("the record describes");
    let line = std::fs::read_to_string(folder.join("P1ProfileBasic.csv")).unwrap();
    assert!(line.lines().any(|line| line.contains(&format!("|{hired}|")) && line.contains("|Y|N|")), "{line}");
    assert_eq!(story.known(hired), "perhaps");
    let list = story.home.workspace.read("uploads.jsonl");
    assert!(list.lines().count() == 1 && list.contains("./upload2"), "{list}");
}
