//! People who change in ways that the files cannot say twice, and the guard.

use super::{ENDING_LEAVERS, Story};
use crate::support::Outcome;

#[test]
fn a_substitute_who_becomes_an_employee_and_leaves_is_ended_as_both() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    let person = story.district.person(6);
    (person.home_school, person.school) = (Some(5), 5);
    story.night();
    story.import();
    story.night();
    story.import();
    story.district.leave(6);
    story.night();
    assert_eq!(story.uploaded(10_006), "CNN");
    story.import();
    assert!(!story.is_active_in_smartfind(10_006));
}

#[test]
fn nobody_is_ended_for_a_home_school_that_is_missing_one_night() {
    let mut story = Story::after_two_nights(ENDING_LEAVERS);
    story.district.person(4).home_school = None;
    story.night();
    assert_eq!(story.uploaded(10_004), "");
    story.import();
    assert!(story.is_active_in_smartfind(10_004) && story.is_listed(10_004));
    story.district.person(4).home_school = Some(5);
    story.night();
    assert_eq!(story.uploaded(10_004), "CY");
    story.import();
    assert!(story.is_active_in_smartfind(10_004) && !story.is_listed(10_004));
}

#[test]
fn somebody_deleted_in_smartfind_by_mistake_comes_back_when_sent_as_new() {
    let mut story = Story::after_two_nights("");
    story.home.smartfind.accounts.remove(&10_002);
    story.sync(&["--only", "10002", "--as-new"]).exits(0);
    assert_eq!(story.uploaded(10_002), "AY");
    // Not imported: the next night says it again.
    story.night();
    assert_eq!(story.uploaded(10_002), "AY");
    story.import();
    assert!(story.is_in_smartfind(10_002));
    story.night();
    assert_eq!(story.uploaded(10_002), "CY");
}

#[test]
fn an_access_id_handed_to_another_person_is_that_persons_account() {
    for settings in ["", ENDING_LEAVERS] {
        let mut story = Story::after_two_nights(settings);
        story.district.leave(3);
        let hired = story.hire();
        let users_dcid = i64::from(hired - 10_000);
        story.district.person(users_dcid).access_id = "10003".into();
        story.night();
        assert_eq!(story.uploaded(10_003), "CY");
        story.import();
        let account = &story.home.smartfind.accounts[&10_003];
        assert_eq!((account.profile["last_name"].as_str(), account.is_active()), ("Name8", true));
        // And when the other one leaves, too.
        story.night();
        story.import();
        story.district.leave(users_dcid);
        story.night();
        story.import();
        story.night();
        assert_eq!(story.is_active_in_smartfind(10_003), settings.is_empty());
        assert_eq!(story.is_listed(10_003), settings.is_empty());
    }
}

#[test]
fn somebody_with_another_access_id_is_handled_by_either() {
    for ids in ["10003", "90003", "10003,90003", "90003,90003", "@handled.txt"] {
        let mut story = Story::after_two_nights("");
        story.district.person(3).access_id = "90003".into();
        story.night();
        // A path starts where the user stands.
        story.home.workspace.write("elsewhere/handled.txt", "90003\n");
        let folder = story.home.workspace.path("elsewhere");
        let mut handle = |ids: &str| {
            let mut command = story.home.command(&[], &["--home", "..", "--handled", ids]);
            Outcome::of(command.current_dir(&folder), b"")
        };
        handle("10001,90003").exits(65).says("nothing is to be done in SmartFind for 10001; nothing was changed");
        handle(ids).exits(0).says("on record as corrected in SmartFind");
        for id in ["10003", "90003"] {
            handle(id).exits(65).says(&format!("nothing is to be done in SmartFind for {id}"));
        }
    }
}

#[test]
fn whom_the_guard_let_through_is_not_counted_again_once_uploaded() {
    for imports in [true, false] {
        let mut story = Story::after_two_nights(ENDING_LEAVERS);
        story.six_leave();
        story.sync(&[]).exits(65).says("SFE_MAX_LOSS");
        story.home.sync_letting_through().exits(0);
        assert_eq!(story.uploaded(10_001), "CN");
        if imports {
            story.import();
        }
        story.night();
        assert_eq!(story.uploaded(10_001), if imports { "" } else { "CN" });
        story.import();
        assert!((10_001..=10_006).all(|access_id| !story.is_active_in_smartfind(access_id)));
    }
}

#[test]
fn whom_the_guard_let_through_is_counted_again_when_the_push_failed() {
    let mut story = Story::after_two_nights("");
    story.six_leave();
    story.around_upload("before", "export SFE_SFTP_ADDRESS=127.0.0.1:1\n");
    story.write_database();
    story.home.sync_letting_through().exits(75);
    story.nothing_around_upload();
    story.sync(&[]).exits(65).says("SFE_MAX_LOSS");
}

#[test]
fn the_guard_can_be_told_to_let_pass_a_district_of_which_nobody_is_known() {
    let mut story = Story::new(ENDING_LEAVERS);
    std::fs::create_dir(story.home.server.uploads().with_file_name("upload2")).unwrap();
    story.home.set("SFE_SFTP_DIR=./upload2\n");
    story.night();
    story.home.set("");
    // What became of the set is unknown now, and so is everybody in it.
    story.six_leave();
    story.sync(&[]).exits(65).says("SFE_MAX_LOSS");
    story.home.sync_letting_through().exits(0);
}
