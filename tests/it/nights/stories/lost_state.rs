//! Something of the state is lost, or an old one comes back.

use super::{ENDING_LEAVERS, Story};

#[test]
fn the_link_to_the_last_run_is_lost_and_nobody_is_forgotten() {
    let mut story = Story::after_two_nights("");
    story.district.leave(2);
    story.night();
    story.import();
    assert!(story.is_listed(10_002));
    std::fs::remove_file(story.home.workspace.path("last")).unwrap();
    let before = story.district.clone();
    story.hire();
    [1, 3, 4, 5, 6, 7].into_iter().for_each(|users_dcid| story.district.leave(users_dcid));
    story.sync(&[]).exits(65).says("SFE_MAX_LOSS");
    story.district = before;
    let hired = story.hire();
    story.night();
    assert_eq!((story.uploaded(hired).as_str(), story.uploaded(10_001).as_str()), ("AY", "CY"));
    assert!(story.is_listed(10_002));
}

#[test]
fn the_record_is_lost_and_is_rebuilt_from_the_runs() {
    let mut story = Story::after_two_nights("");
    // Without an e-mail address while the mark passes.
    let late = story.hire();
    story.district.person(i64::from(late - 10_000)).email = None;
    story.hire();
    story.night();
    story.import();
    story.night();
    story.import();
    let record = story.home.workspace.read("smartfind.jsonl");
    story.district.person(i64::from(late - 10_000)).email = Some("late@d.example".into());
    std::fs::remove_file(story.home.workspace.path("smartfind.jsonl")).unwrap();
    story.sync(&[]).exits(66).says("--rebuild");
    assert!(story.home.smartfind.import().is_empty(), "nothing was sent");
    story.home.commit(&["--rebuild"]).exits(0);
    let people = |text: &str| text.lines().count();
    assert_eq!(people(&story.home.workspace.read("smartfind.jsonl")), people(&record));
    story.night();
    assert_eq!((story.uploaded(late).as_str(), story.uploaded(10_001).as_str()), ("AY", "CY"));
    story.import();
    assert!(story.is_in_smartfind(late));
}

#[test]
fn a_record_from_an_old_backup_is_brought_up_to_date() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    let backup = story.home.workspace.read("smartfind.jsonl");
    let hired = story.hire();
    story.district.leave(3);
    for _ in 0..2 {
        story.night();
        story.import();
    }
    assert_eq!(story.known(hired), "known");
    story.home.workspace.write("smartfind.jsonl", backup);
    let next = story.hire();
    story.night();
    let log = story.home.workspace.read("sfe_log.txt");
    assert!(log.contains("backup") || log.contains("again"), "not a word of the old record: {log}");
    assert_eq!(["CY", "AY", ""], [hired, next, 10_003].map(|id| story.uploaded(id)).each_ref().map(String::as_str));
}

#[test]
fn a_list_from_smartfind_says_who_is_there() {
    let mut story = Story::after_two_nights("");
    let hired = story.hire();
    story.night();
    story.import();
    story.home.smartfind.accounts.remove(&10_002);
    story.home.write_list("list.txt");
    let before = story.home.state();
    story.home.commit_letting_through(&["--known", "list.txt", "--dry-run"]).exits(0);
    assert_eq!(story.home.state(), before);
    story.home.workspace.write("none.txt", "");
    story.home.commit(&["--known", "none.txt"]).exits(65);
    assert_eq!(story.home.state(), before);
    story.home.commit_letting_through(&["--known", "list.txt"]).exits(0);
    assert_eq!((story.known(10_002).as_str(), story.known(hired).as_str()), ("", "known"));
    story.night();
    assert_eq!((story.uploaded(10_002).as_str(), story.uploaded(hired).as_str()), ("AY", "CY"));
    story.import();
    assert!(story.is_in_smartfind(10_002));
}
