//! Servers that say one thing about a rename or a removal and do another.

use super::faults::{holds, pushed};
use super::{push, set_on};
use crate::support::district::FILES;
use crate::support::sshd::Sshd;
use crate::support::{Workspace, faulty_sftp};
use std::os::unix::fs::MetadataExt as _;

/// What is in the folder beside the set.
fn others(server: &Sshd) -> Vec<String> {
    server.arrived().into_iter().filter(|name| !FILES.contains(&name.as_str())).collect()
}

#[test]
fn a_rename_that_was_done_counts_whatever_the_answer_is() {
    for more in ["", " no=hardlink", " no=posix-rename", " no=posix-rename no=hardlink", " backwards"] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, &format!("denies-renames{more}"));
        push(&workspace, &server, &["--check"]).exits(0);
        pushed(&workspace, &server, &[]).exits(0);
        holds(&workspace, &server, "new");
    }
}

#[test]
fn where_such_a_server_refuses_one_rename_no_old_file_is_lost() {
    for (more, request, refused) in
        [("", "posix-rename", 5..=6), (" no=hardlink", "posix-rename", 5..=7), (" no=posix-rename", "rename", 2..=7)]
    {
        for nth in refused {
            let workspace = Workspace::new();
            let faults = format!("denies-renames{more} refuse={request}:3:{nth}:{nth}");
            let server = faulty_sftp::start(&workspace, &faults);
            let outcome = pushed(&workspace, &server, &[]);
            let code = outcome.output.status.code();
            assert!(code == Some(0) || code == Some(69), "{faults}: {}", outcome.show());
            assert_eq!(set_on(&server, &workspace), if code == Some(0) { "new" } else { "old" }, "{faults}");
            assert!(others(&server).is_empty(), "{faults}: {:?}", server.arrived());
        }
    }
}

#[test]
fn a_server_that_cuts_names_is_refused_before_an_old_file_is_moved() {
    for length in [30, 45] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, &format!("cut-names={length}"));
        push(&workspace, &server, &["--check"]).exits(69).says("cuts long names").says("--in-place");
        for _ in 0..2 {
            pushed(&workspace, &server, &[]).exits(69).says("cuts long names").says("--in-place");
            holds(&workspace, &server, "old");
        }
        pushed(&workspace, &server, &["--in-place"]).exits(0);
        holds(&workspace, &server, "new");
    }
}

#[test]
fn what_could_not_be_put_back_stays_until_a_push_succeeds() {
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "no=hardlink no=posix-rename refuse=rename:4:4");
    pushed(&workspace, &server, &[]).exits(69).says("could not be put back");
    assert_eq!(set_on(&server, &workspace), "old absent absent");
    let kept = others(&server);
    assert_eq!(kept.len(), 2, "{kept:?}");
    let new = super::three_files(&workspace, "new");
    for _ in 0..2 {
        push(&workspace, &server, &new.each_ref().map(String::as_str)).exits(69);
        for name in &kept {
            assert!(std::fs::read(server.uploads().join(name)).unwrap().starts_with(b"old"), "{name}");
        }
    }
    // In place, which renames nothing and removes nothing, goes on.
    push(&workspace, &server, &[&new.each_ref().map(String::as_str)[..], &["--in-place"]].concat()).exits(0);
    assert_eq!(set_on(&server, &workspace), "new");
}

#[test]
fn where_old_files_can_neither_be_replaced_nor_removed_no_staff_file_stays() {
    for (faults, stays) in [
        ("refuse=posix-rename:8 refuse=remove:3", 0),
        ("keeps-removed refuse=posix-rename:8", 1),
        ("keeps-removed no=posix-rename", 1),
        ("keeps-removed refuse=rename:3 refuse=posix-rename:3", 1),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        for _ in 0..3 {
            pushed(&workspace, &server, &[]).exits(69).says("--in-place");
            push(&workspace, &server, &["--check"]).exits(69).says("--in-place");
            assert_eq!(set_on(&server, &workspace), "old", "{faults}");
            let others = others(&server);
            assert_eq!(others.len(), stays, "{faults}: {others:?}");
            for name in others {
                assert_eq!(std::fs::metadata(server.uploads().join(&name)).unwrap().len(), 0, "{faults}: {name}");
            }
        }
    }
}

#[test]
fn a_server_that_removes_nothing_keeps_one_file_and_check_says_so() {
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "keeps-removed");
    for _ in 0..3 {
        pushed(&workspace, &server, &[]).exits(0);
        assert_eq!((set_on(&server, &workspace).as_str(), others(&server).len()), ("new", 1));
        push(&workspace, &server, &["--check"]).exits(0).prints("files there may not be deleted");
        assert_eq!(others(&server).len(), 1, "{:?}", server.arrived());
    }
}

#[test]
fn where_no_rename_replaces_a_file_old_ones_are_moved_aside() {
    for more in ["", " no=hardlink"] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, &format!("no-replacing{more}"));
        push(&workspace, &server, &["--check"]).exits(0).does_not_say("error");
        for _ in 0..2 {
            pushed(&workspace, &server, &[]).exits(0).silently();
            holds(&workspace, &server, "new");
        }
    }
}

#[test]
fn times_that_a_rename_changes_are_set_once_more() {
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "new-times");
    push(&workspace, &server, &["--check"]).exits(0);
    for _ in 0..2 {
        pushed(&workspace, &server, &[]).exits(0).silently();
        holds(&workspace, &server, "new");
        let times = FILES.map(|file| std::fs::metadata(server.uploads().join(file)).unwrap().mtime());
        assert_eq!(times, [1_500_000_060, 1_500_000_120, 1_500_000_180]);
    }
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "new-times refuse=setstat:3");
    push(&workspace, &server, &["--check"]).exits(69).says("does not keep the time");
    pushed(&workspace, &server, &[]).exits(69).says("the new files have their final names already");
    holds(&workspace, &server, "new");
}

#[test]
fn a_rename_that_was_not_done_does_not_count_whatever_the_answer_is() {
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "ignores-renames");
    push(&workspace, &server, &["--check"]).exits(69).says("and has not");
    pushed(&workspace, &server, &[]).exits(69).says("and has not").does_not_say("already");
    holds(&workspace, &server, "old");
    let times = FILES.map(|file| std::fs::metadata(server.uploads().join(file)).unwrap().mtime());
    assert_eq!(times, [1_000_000_060, 1_000_000_120, 1_000_000_180]);
}
