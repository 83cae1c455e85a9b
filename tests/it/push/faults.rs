//! Servers that refuse, garble or leave out something: each is served, or refused with what helps before
//! anything has changed, and `--check` says the same.

use super::{push, set_on, three_files};
use crate::support::district::FILES;
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace, faulty_sftp};

/// Pushes the new set to a server that has the old one.
pub(super) fn pushed(workspace: &Workspace, server: &Sshd, more: &[&str]) -> Outcome {
    for age in ["old", "new"] {
        let base = if age == "old" { 1_000_000_000 } else { 1_500_000_000 };
        for (index, path) in three_files(workspace, age).iter().enumerate() {
            if age == "old" && !server.uploads().join(FILES[index]).exists() {
                let there = server.uploads().join(FILES[index]);
                std::fs::copy(workspace.path(path), &there).unwrap();
                let time = filetime::FileTime::from_unix_time(base + 60 * (index as i64 + 1), 0);
                filetime::set_file_times(there, time, time).unwrap();
            }
        }
    }
    let new = three_files(workspace, "new");
    let arguments: Vec<&str> = new.iter().map(String::as_str).chain(more.iter().copied()).collect();
    push(workspace, server, &arguments)
}

#[track_caller]
pub(super) fn holds(workspace: &Workspace, server: &Sshd, age: &str) {
    assert_eq!((set_on(server, workspace).as_str(), server.arrived()), (age, FILES.map(str::to_string).to_vec()));
}

/// Several at once, since servers start slowly and mostly wait.
fn for_each<T: Sync>(cases: &[T], test: impl Fn(&T) + Sync) {
    for some in cases.chunks(6) {
        std::thread::scope(|scope| some.iter().for_each(|case| drop(scope.spawn(|| test(case)))));
    }
}

#[test]
fn what_a_sensible_client_can_serve_is_served() {
    let served = [
        "",
        "backwards",
        "no=hardlink",
        "no=posix-rename",
        "no=posix-rename no=hardlink backwards",
        "no=limits",
        "refuse=setstat:3",
        "refuse=fsetstat:3",
        "refuse=fsetstat:8",
        "refuse=opendir:3",
        "refuse=readdir:4",
        "refuse=readdir:4:2",
        "missing=4",
        "missing=4 no=posix-rename",
        "missing=4 no=posix-rename refuse=opendir:3",
        "not-exclusive",
        "round=2",
        "round=60",
        "refuse=lstat:3",
        "refuse=lstat:8 no=posix-rename",
        "refuse=posix-rename:8",
        "refuse=posix-rename:3",
        "refuse=hardlink:8",
        "refuse=limits:4",
        "endless-listing",
    ];
    for_each(&served, |faults| {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        for arguments in [&["--check"][..], &["--check", "--in-place"]] {
            let outcome = push(&workspace, &server, arguments);
            assert_eq!(outcome.output.status.code(), Some(0), "{faults}: {}", outcome.show());
            assert!(server.arrived().is_empty(), "{faults}: {:?}", server.arrived());
        }
        // The first time no files are there, then the old ones, then the new ones.
        let old = three_files(&workspace, "old");
        let outcome = push(&workspace, &server, &old.each_ref().map(String::as_str));
        assert_eq!(outcome.output.status.code(), Some(0), "{faults}: {}", outcome.show());
        holds(&workspace, &server, "old");
        for more in [&[][..], &[], &["--in-place"]] {
            let outcome = pushed(&workspace, &server, more);
            assert_eq!(outcome.output.status.code(), Some(0), "{faults} {more:?}: {}", outcome.show());
            holds(&workspace, &server, "new");
        }
    });
}

#[test]
fn a_listing_that_is_refused_or_has_no_end_is_done_without() {
    for (faults, said) in [
        ("refuse=opendir:3", "cannot be listed (permission denied)"),
        ("refuse=readdir:4", "broke off: failure"),
        ("endless-listing", "has no end"),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        pushed(&workspace, &server, &["-vv"]).exits(0).says(said);
        pushed(&workspace, &server, &[]).exits(0).silently();
    }
}

#[test]
fn what_cannot_be_served_changes_nothing_and_says_what_helps() {
    for (faults, said, check_too) in [
        ("refuse=write:4", "disk or quota full?", true),
        ("refuse=write:14", "disk or quota full?", true),
        ("refuse=write:15", "quota exceeded", true),
        ("quota=20000", "disk or quota full?", false),
        ("refuse=close:4:2", "disk or quota full?", false),
        ("refuse=setstat:3 refuse=fsetstat:3", "import order would be lost", true),
        ("round=100", "does not keep the time", true),
        ("ignore-times", "does not keep the time", true),
        ("no-dots", "--temporary-name", true),
        ("names=.csv", "--temporary-name", true),
        ("refuse=rename:3 refuse=posix-rename:3", "--in-place", true),
        ("refuse=open:4", "cannot create", true),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        let outcome = pushed(&workspace, &server, &["--retries", "3"]);
        assert_eq!(outcome.output.status.code(), Some(69), "{faults}: {}", outcome.show());
        outcome.says(said).does_not_say("trying again");
        holds(&workspace, &server, "old");
        if check_too {
            push(&workspace, &server, &["--check"]).exits(69).says(said);
            holds(&workspace, &server, "old");
        }
    }
}

#[test]
fn names_that_the_server_takes_can_be_given() {
    for faults in ["no-dots", "names=.csv", "names=.csv no=posix-rename"] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        let pattern = ["--temporary-name", "sfe-push-{}.csv"];
        push(&workspace, &server, &[&["--check"][..], &pattern].concat()).exits(0);
        pushed(&workspace, &server, &pattern).exits(0).silently();
        holds(&workspace, &server, "new");
        // In place no other names are needed.
        push(&workspace, &server, &["--check", "--in-place"]).exits(0);
        pushed(&workspace, &server, &["--in-place"]).exits(0).silently();
        holds(&workspace, &server, "new");
    }
    let workspace = Workspace::new();
    for malformed in ["x.csv", "{}", "a/{}", "{}{}.tmp"] {
        workspace.run("sfe-push", ["--check", "--temporary-name", malformed]).exits(2);
    }
}

#[test]
fn a_rename_refused_in_the_middle_leaves_the_old_set() {
    for (faults, request, refused) in [
        // The first asks whether there may be any, then the old W2 and E1 are moved aside, and P1 is replaced.
        ("", "posix-rename", &[5, 6][..]),
        ("backwards", "posix-rename", &[5, 6]),
        // So is the old P1, which has no second name.
        ("no=hardlink", "posix-rename", &[5, 6, 7]),
        ("no=posix-rename", "rename", &[2, 3, 4, 5, 6, 7]),
    ] {
        for nth in refused {
            let workspace = Workspace::new();
            let server = faulty_sftp::start(&workspace, &format!("{faults} refuse={request}:3:{nth}:{nth}"));
            let outcome = pushed(&workspace, &server, &[]);
            let shown = format!("{faults}, {request} {nth}: {}", outcome.show());
            assert_eq!(outcome.output.status.code(), Some(69), "{shown}");
            assert!(outcome.stderr.contains("cannot rename"), "{shown}");
            assert_eq!(set_on(&server, &workspace), "old", "{shown}");
            holds(&workspace, &server, "old");
        }
    }
}

#[test]
fn the_old_set_is_put_back_in_whatever_way_the_server_still_has() {
    for (faults, code) in [
        // From here on posix-rename is refused, and plain renames put back and go on.
        ("refuse=posix-rename:4:3", 0),
        ("refuse=posix-rename:4:4", 0),
        // The one that replaces the old P1 in one step.
        ("refuse=posix-rename:4:4:4", 0),
        ("no=hardlink refuse=posix-rename:4:5", 0),
        // Some new files have their names already.
        ("refuse=posix-rename:4:5", 69),
        ("refuse=posix-rename:4:6", 69),
        ("no=hardlink refuse=posix-rename:4:6", 69),
        // Only a second name can be given, once what stands there is removed.
        ("refuse=posix-rename:4:5 refuse=rename:4:2", 69),
        ("no=posix-rename refuse=rename:4:4", 69),
        ("no=posix-rename refuse=rename:4:6", 69),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        let outcome = pushed(&workspace, &server, &[]);
        assert_eq!(outcome.output.status.code(), Some(code), "{faults}: {}", outcome.show());
        if code == 0 {
            outcome.silently();
            holds(&workspace, &server, "new");
        } else {
            outcome.says("the old set is unchanged").does_not_say("warning");
            holds(&workspace, &server, "old");
        }
    }
}

#[test]
fn where_nothing_can_be_put_back_the_error_says_where_the_old_files_are() {
    for (faults, there, aside) in [
        ("no=hardlink refuse=posix-rename:4:6 refuse=rename:4:2", "absent", 3),
        ("no=hardlink no=posix-rename refuse=rename:4:4", "old absent absent", 2),
        // Nor can the new P1 be moved away.
        ("no=hardlink refuse=posix-rename:4:6 refuse=rename:4:2 refuse=remove:4:2:2", "new absent absent", 3),
    ] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        let outcome = pushed(&workspace, &server, &[]).exits(69).does_not_say("unchanged");
        assert_eq!(set_on(&server, &workspace), there, "{faults}: {}", outcome.show());
        let left: Vec<String> = server.arrived().into_iter().filter(|name| name.starts_with('.')).collect();
        assert_eq!(left.len(), aside, "{faults}: {}", outcome.show());
        for name in left {
            assert!(std::fs::read(server.uploads().join(&name)).unwrap().starts_with(b"old"), "{faults}: {name}");
            assert!(outcome.stderr.contains(&format!("/{name}")), "{name}: {}", outcome.show());
        }
    }
}

#[test]
fn a_new_file_does_not_stay_where_the_importer_took_the_old_one_meanwhile() {
    // The old W2 is said to be gone when it is moved aside, and then E1 is refused.
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "refuse=posix-rename:2:3:3 refuse=posix-rename:3:6:6");
    pushed(&workspace, &server, &[]).exits(69).says("cannot rename");
    assert_eq!(set_on(&server, &workspace), "old absent old");
    assert_eq!(server.arrived().len(), 2, "{:?}", server.arrived());
}

#[test]
fn where_nothing_may_be_removed_files_do_not_pile_up() {
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "refuse=remove:3");
    for _ in 0..4 {
        pushed(&workspace, &server, &[]).exits(0);
        assert_eq!(set_on(&server, &workspace), "new");
        assert!(server.arrived().len() <= 4, "{:?}", server.arrived());
    }
    // Neither renamed nor removed: nothing is created.
    for faults in
        ["refuse=remove:3 refuse=rename:3 refuse=posix-rename:3", "refuse=remove:8 refuse=rename:8 no=posix-rename"]
    {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        pushed(&workspace, &server, &[]).exits(69).says("nothing was created").says("--in-place");
        push(&workspace, &server, &["--check"]).exits(69).says("--in-place");
        holds(&workspace, &server, "old");
    }
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "refuse=remove:3 no=posix-rename");
    for _ in 0..3 {
        pushed(&workspace, &server, &[]).exits(69).says("--in-place");
        push(&workspace, &server, &["--check"]).exits(69).says("--in-place");
        holds(&workspace, &server, "old");
    }
    pushed(&workspace, &server, &["--in-place"]).exits(0);
    holds(&workspace, &server, "new");
    for _ in 0..3 {
        push(&workspace, &server, &["--check", "--in-place"]).exits(0).prints("and no other");
        assert_eq!((set_on(&server, &workspace).as_str(), server.arrived().len()), ("new", 4));
    }
}

#[test]
fn a_server_that_garbles_is_refused() {
    for request in ["open", "lstat", "opendir", "readdir", "write", "posix-rename"] {
        for kind in ["type", "number", "short", "kind", "names", "long"] {
            let workspace = Workspace::new();
            let server = faulty_sftp::start(&workspace, &format!("garbage={request}:{kind}"));
            let outcome = pushed(&workspace, &server, &[]);
            if request == "readdir" && ["kind", "names"].contains(&kind) {
                // Names, but none, or other than it says: the listing is done without.
                outcome.exits(0).silently();
                continue;
            }
            assert_eq!(outcome.output.status.code(), Some(69), "{request} {kind}: {}", outcome.show());
            outcome.exits(69).says("it ");
            assert!(
                !server.arrived().iter().any(|name| name.starts_with('.')),
                "{request} {kind}: {:?}",
                server.arrived()
            );
        }
    }
}
