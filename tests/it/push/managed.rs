//! Managed servers: they take files when they are closed, hide them, shift their times, or list them in their own way.

use super::{push, set_on, three_files};
use crate::support::district::FILES;
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace, faulty_sftp};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The old set is on a server as an upload left it, and the new one is pushed.
fn pushed_over(workspace: &Workspace, server: &Sshd, arguments: &[&str]) -> Outcome {
    for (index, path) in three_files(workspace, "old").iter().enumerate() {
        std::fs::copy(workspace.path(path), server.uploads().join(FILES[index])).unwrap();
    }
    let new = three_files(workspace, "new");
    push(workspace, server, &[&new.each_ref().map(String::as_str)[..], arguments].concat())
}

#[test]
fn a_server_that_takes_files_when_they_are_closed_gets_each_once_and_in_order() {
    for suffix in [".csv", ""] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, &format!("take={suffix}"));
        let new = three_files(&workspace, "new");
        let paths = new.each_ref().map(String::as_str);
        push(&workspace, &server, &[&paths[..], &["--in-place"]].concat()).exits(0).silently();
        assert_eq!(workspace.names("server/root/taken"), [0, 1, 2].map(|index| format!("{index} {}", FILES[index])));
        for (index, path) in new.iter().enumerate() {
            assert_eq!(workspace.read(&format!("server/root/taken/{index} {}", FILES[index])), workspace.read(path));
        }
        assert!(server.arrived().is_empty());
        push(&workspace, &server, &["--check", "--in-place"]).exits(0);
    }
    // Where every name is taken, no other way is left.
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "take=");
    let [a, ..] = three_files(&workspace, "new");
    push(&workspace, &server, &[&a]).exits(69).says("--in-place");
    push(&workspace, &server, &["--check"]).exits(69).says("--in-place");
}

#[test]
fn files_that_are_not_shown_are_uploaded_all_the_same() {
    for faults in ["hide=3600000", "hide=1500", "hide=3600000 no=posix-rename", "hide=1500 no=posix-rename"] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        for arguments in [&[][..], &["--in-place"]] {
            let outcome = pushed_over(&workspace, &server, arguments);
            assert_eq!(outcome.output.status.code(), Some(0), "{faults} {arguments:?}: {}", outcome.show());
            assert_eq!((set_on(&server, &workspace).as_str(), server.arrived().len()), ("new", 3), "{faults}");
            push(&workspace, &server, &[&["--check"][..], arguments].concat()).exits(0);
        }
    }
}

#[test]
fn a_server_that_shows_little_of_a_file_is_believed() {
    for (faults, said) in [
        ("bare", "the server hides them"),
        ("bare no=posix-rename", "the server hides them"),
        ("no-size", "keep the time"),
        ("no-size no=posix-rename", "keep the time"),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        for arguments in [&[][..], &["--in-place"]] {
            let outcome = pushed_over(&workspace, &server, arguments);
            assert_eq!(outcome.output.status.code(), Some(0), "{faults} {arguments:?}: {}", outcome.show());
            assert_eq!((set_on(&server, &workspace).as_str(), server.arrived().len()), ("new", 3), "{faults}");
        }
        push(&workspace, &server, &["--check"]).exits(0).prints(said);
        push(&workspace, &server, &["--check", "--in-place"]).exits(0);
    }
    // What it does show has to be right.
    for faults in ["no-size ignore-times", "no-size shift=100"] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        pushed_over(&workspace, &server, &[]).exits(69).says("does not keep the time");
        assert_eq!(set_on(&server, &workspace), "old");
    }
}

#[test]
fn times_in_another_time_zone_keep_the_order() {
    for (shift, exit) in [("-18000", 0), ("20700", 0), ("3601", 0), ("100", 69), ("-777600", 69)] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, &format!("shift={shift}"));
        for arguments in [&[][..], &["--in-place"]] {
            let outcome = pushed_over(&workspace, &server, arguments);
            assert_eq!(outcome.output.status.code(), Some(exit), "{shift} {arguments:?}: {}", outcome.show());
            let outcome = push(&workspace, &server, &[&["--check"][..], arguments].concat());
            assert_eq!(outcome.output.status.code(), Some(exit), "{shift} {arguments:?}: {}", outcome.show());
        }
    }
}

#[test]
fn in_place_a_set_is_complete_or_untouched() {
    for (faults, set) in [
        // What shows only once the files are closed leaves a complete set.
        ("ignore-times", "new"),
        ("refuse=setstat:3 refuse=fsetstat:3", "new"),
        ("shift=100", "new"),
        // What is refused before that leaves the old one: two openings try W2 and E1, and the third is that of P1.
        ("refuse=open:3:3:3", "absent old old"),
        // Data or a close that is refused for good leaves no part of a set.
        ("refuse=write:4:2", "absent"),
        ("refuse=close:4:5", "absent"),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        if faults.contains("open") {
            // P1 is missing, so it is the one that is opened first.
            let [_, w2, e1] = three_files(&workspace, "old");
            for (path, file) in [(w2, FILES[1]), (e1, FILES[2])] {
                std::fs::copy(workspace.path(path), server.uploads().join(file)).unwrap();
            }
            let new = three_files(&workspace, "new");
            let paths = new.each_ref().map(String::as_str);
            push(&workspace, &server, &[&paths[..], &["--in-place"]].concat()).exits(69);
        } else {
            pushed_over(&workspace, &server, &["--in-place"]).exits(69);
        }
        assert_eq!(set_on(&server, &workspace), set, "{faults}");
    }
    // A close that is refused once is asked for again.
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "refuse=close:4:5:5");
    pushed_over(&workspace, &server, &["--in-place"]).exits(0);
    assert_eq!(set_on(&server, &workspace), "new");
}

#[test]
fn in_place_it_is_said_that_the_old_set_is_gone_with_the_new_one() {
    let gone = "the files that it was to replace are gone, too";
    for (faults, said) in [("quota=45000", "quota full"), ("short", "bytes, but the server says")] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        let outcome = pushed_over(&workspace, &server, &["--in-place"]).exits(69).says(said).says(gone);
        outcome.does_not_say("is complete on the server");
        assert_eq!(set_on(&server, &workspace), "absent", "{faults}");
        // Where nothing waited, nothing is gone.
        let new = three_files(&workspace, "new");
        let arguments = [&new.each_ref().map(String::as_str)[..], &["--in-place"]].concat();
        push(&workspace, &server, &arguments).exits(69).says("was removed from the server").does_not_say(gone);
        assert_eq!(set_on(&server, &workspace), "absent", "{faults}");
    }
}

#[test]
fn in_place_a_check_finds_out_that_nothing_may_be_written_over() {
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "never-over");
    push(&workspace, &server, &["--check", "--in-place"]).exits(69).says("cannot create");
    assert!(workspace.names(server.uploads()).is_empty());
    pushed_over(&workspace, &server, &["--in-place"]).exits(69);
    assert_eq!(set_on(&server, &workspace), "old");
}

#[test]
fn in_place_no_part_stays_where_every_connection_is_lost() {
    // The server ends at the second write of each connection, or before anything is opened to be written.
    for (faults, set) in [("die=write:2", "absent"), ("die=open:4", "old"), ("die=open:1", "old")] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        let arguments = ["--in-place", "--retry-for", "1"];
        pushed_over(&workspace, &server, &arguments).exits(75).does_not_say("two sets");
        assert_eq!(set_on(&server, &workspace), set, "{faults}");
    }
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "die=write:2 refuse=remove:3");
    let arguments = ["--in-place", "--retry-for", "1"];
    pushed_over(&workspace, &server, &arguments).exits(75).says("is incomplete, and cannot be removed");
}

#[test]
fn a_listing_of_any_size_or_speed_is_no_hindrance() {
    let left = ".sfe-push.00000000-20200101T000000Z-00ff00ff00ff00ff-1.tmp";
    for (faults, arguments, removed) in [
        ("long-listing=5000", &[][..], true),
        // 13 and 55 MiB.
        ("long-listing=60000", &[], true),
        ("long-listing=250000", &["--timeout", "60"], true),
        ("slow-listing=1500", &["--timeout", "8"], false),
        ("silent=readdir", &["--timeout", "8"], false),
        // Nothing else is answered meanwhile: the second attempt does without.
        ("slow-listing=9000", &["--timeout", "12", "--retries", "1"], false),
        ("trickle=readdir", &["--timeout", "8", "--retries", "0"], false),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        std::fs::write(server.uploads().join(left), "x").unwrap();
        let start = Instant::now();
        let outcome = pushed_over(&workspace, &server, arguments);
        // An answer that does not come to its end blocks those after it.
        let stuck = faults.starts_with("trickle");
        assert_eq!(outcome.output.status.code(), Some(if stuck { 75 } else { 0 }), "{faults}: {}", outcome.show());
        assert!(start.elapsed() < Duration::from_secs(120), "{faults}: {:?}", start.elapsed());
        let expected = if stuck { "old" } else { "new" };
        assert_eq!(set_on(&server, &workspace), expected, "{faults}");
        assert_eq!(server.arrived().contains(&left.to_string()), !removed, "{faults}: {:?}", server.arrived());
        assert_eq!(server.arrived().len(), if removed { 3 } else { 4 }, "{faults}: {:?}", server.arrived());
    }
}

#[test]
fn between_the_renames_every_listing_is_in_a_right_order() {
    for (faults, exit) in [
        ("pause-renames=40", 0),
        ("pause-renames=40 no=hardlink", 0),
        ("pause-renames=40 no=posix-rename no=hardlink", 0),
        // Refused at the last file, so that all is put back.
        ("pause-renames=40 refuse=posix-rename:3:6:6", 69),
        ("pause-renames=40 no=posix-rename no=hardlink refuse=rename:3:7:7", 69),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        let folder = server.uploads();
        let done = AtomicBool::new(false);
        let watched = std::thread::scope(|scope| {
            let watcher = scope.spawn(|| {
                let mut wrong = Vec::new();
                while !done.load(Ordering::SeqCst) {
                    let ages = FILES.map(|file| {
                        let text = std::fs::read_to_string(folder.join(file)).ok()?;
                        text.get(..3).map(str::to_string)
                    });
                    // An old file beside a new one that comes before it in the set would be taken first.
                    let new = ages.iter().position(|age| age.as_deref() == Some("new"));
                    let old = ages.iter().rposition(|age| age.as_deref() == Some("old"));
                    if new.zip(old).is_some_and(|(new, old)| new < old) {
                        wrong.push(ages);
                    }
                    std::thread::sleep(Duration::from_millis(1));
                }
                wrong
            });
            let outcome = pushed_over(&workspace, &server, &[]);
            done.store(true, Ordering::SeqCst);
            assert_eq!(outcome.output.status.code(), Some(exit), "{faults}: {}", outcome.show());
            watcher.join().unwrap()
        });
        assert!(watched.is_empty(), "{faults}: {watched:?}");
        assert_eq!(set_on(&server, &workspace), if exit == 0 { "new" } else { "old" }, "{faults}");
    }
}
