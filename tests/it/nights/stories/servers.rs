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
