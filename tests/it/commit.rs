//! sfe-commit: the state moves after a push, and every interruption leaves one from which the next night is right.

use crate::support::command::program;
use crate::support::district::{row, stream};
use crate::support::sshd::find;
use crate::support::{Outcome, Workspace};
use serde_json::json;
use std::collections::BTreeMap;
use std::os::unix::fs::symlink;

/// What sfe-commit asks of the system to change the state.
const CALLS: &str = "openat,write,fsync,rename,renameat,renameat2,symlink,symlinkat,close,unlink";

/// A home folder whose run `first` is the last one, and a finished run `second` with one more person.
fn home() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("NewestDCID.txt", "0\n");
    for (run, people) in [("first", 1..=2), ("second", 1..=3)] {
        std::fs::create_dir_all(workspace.path("runs").join(run)).unwrap();
        let rows: Vec<_> = people.map(|id| row(id, json!({}))).collect();
        let folder = format!("runs/{run}");
        workspace.run_with("sfe-transform", ["-q", "--newest-dcid", "0", "-o", &folder], stream(&rows)).exits(0);
    }
    workspace.run("sfe-commit", ["-q", "runs/first"]).exits(0);
    workspace
}

fn state(workspace: &Workspace) -> [String; 3] {
    let link = std::fs::read_link(workspace.path("last")).unwrap();
    [link.display().to_string(), workspace.read("sent.txt"), workspace.read("NewestDCID.txt")]
}

const BEFORE: [&str; 3] = ["runs/first", "10001\n10002\n", "2\n"];
const AFTER: [&str; 3] = ["runs/second", "10001\n10002\n10003\n", "3\n"];

#[test]
fn the_state_moves_and_moving_it_once_more_changes_nothing() {
    let workspace = home();
    assert_eq!(state(&workspace), BEFORE);
    let commit = || workspace.run("sfe-commit", ["runs/second"]).exits(0);
    commit().says("1 access IDs are new in sent.txt").says("the mark moved from 2 to 3");
    assert_eq!(state(&workspace), AFTER);
    commit();
    assert_eq!(state(&workspace), AFTER);
    workspace.write("NewestDCID.txt", "60\r\n");
    commit();
    assert_eq!(workspace.read("NewestDCID.txt"), "60\n", "the mark never goes down");
    for name in ["NewestDCID.txt", "sent.txt"] {
        let mode = std::fs::metadata(workspace.path(name)).unwrap().permissions();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600, "{name}");
    }
}

#[test]
fn the_home_may_be_elsewhere_and_so_may_the_run() {
    let workspace = home();
    let elsewhere = Workspace::new();
    let home = workspace.path("");
    let commit = |run: &std::path::Path| {
        let arguments = [std::ffi::OsStr::new("--home"), home.as_os_str(), run.as_os_str()];
        elsewhere.run("sfe-commit", arguments).exits(0)
    };
    commit(&workspace.path("runs/second"));
    assert_eq!(state(&workspace), AFTER, "the link is seen from the home folder");
    std::fs::rename(workspace.path("runs/second"), elsewhere.path("third")).unwrap();
    commit(&elsewhere.path("third"));
    assert_eq!(state(&workspace)[0], elsewhere.path("third").canonicalize().unwrap().display().to_string());
}

#[test]
fn what_cannot_be_read_or_is_malformed_changes_nothing() {
    type Break = fn(&Workspace);
    let table: [(Break, i32, &str); 9] = [
        (|w| drop(std::fs::remove_file(w.path("runs/second/NewestDCID.next"))), 66, "is not a finished one"),
        (|w| drop(w.write("runs/second/NewestDCID.next", "x")), 65, "NewestDCID.next"),
        (|w| drop(std::fs::remove_file(w.path("runs/second/P1ProfileBasic.csv"))), 66, "holds no set of files"),
        (|w| drop(w.write("runs/second/P1ProfileBasic.csv", "P|A|\n")), 65, "line 1 has 3 fields"),
        (|w| drop(w.write("sent.txt", "10001\nten\n")), 65, "line 2"),
        (|w| drop(w.write("sent.txt", b"10001\n\xff\n")), 65, "UTF-8"),
        (|w| drop(w.write("NewestDCID.txt", "99999999999999999999")), 65, "NewestDCID.txt"),
        (|w| drop(w.write("runs/first/P1ProfileBasic.csv", "cut")), 65, "line 1"),
        (
            |w| {
                std::fs::remove_file(w.path("sent.txt")).unwrap();
                symlink("nowhere", w.path("sent.txt")).unwrap();
            },
            66,
            "sent.txt",
        ),
    ];
    for (spoil, code, said) in table {
        let workspace = home();
        spoil(&workspace);
        let names = workspace.names(".");
        let before = std::fs::read(workspace.path("sent.txt")).ok();
        workspace.run("sfe-commit", ["runs/second"]).exits(code).says(said);
        assert_eq!(std::fs::read(workspace.path("sent.txt")).ok(), before, "{said}");
        assert_eq!(std::fs::read_link(workspace.path("last")).unwrap().to_str(), Some("runs/first"), "{said}");
        assert_eq!(workspace.names("."), names, "{said}");
    }
    let workspace = home();
    std::fs::remove_file(workspace.path("last")).unwrap();
    std::fs::create_dir(workspace.path("last")).unwrap();
    workspace.run("sfe-commit", ["runs/second"]).exits(78).says("not a symbolic link");
    workspace.run("sfe-commit", ["--check"]).exits(78);
    workspace.run("sfe-commit", [""; 0]).exits(2);
}

/// Each call that changes something fails once, and in another round kills the program; the state is always
/// one of those that sfe-commit(1) describes, and committing again brings it to its end.
#[test]
fn wherever_it_fails_or_is_killed_the_state_is_one_of_those_described() {
    let strace = find("strace", "strace");
    let commit = |workspace: &Workspace, options: &[&str]| {
        let mut command = workspace.command(strace.to_str().unwrap());
        command.args(["-f", "-o", "trace.txt", "-e", &format!("trace={CALLS}")]).args(options);
        Outcome::of(command.arg(program("sfe-commit")).args(["-q", "runs/second"]), b"")
    };
    let workspace = home();
    commit(&workspace, &[]).exits(0);
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for line in workspace.read("trace.txt").lines() {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').split('(').next().unwrap();
        if CALLS.split(',').any(|name| name == call) {
            *counts.entry(call.to_string()).or_default() += 1;
        }
    }
    assert!(counts["fsync"] >= 5 && counts["write"] >= 2, "{counts:?}");

    let mut seen: BTreeMap<[bool; 3], u32> = BTreeMap::new();
    for (call, count) in &counts {
        for number in 1..=*count {
            for fault in ["error=EIO", "error=ENOSPC", "signal=KILL"] {
                // The loader opens libraries and closes them: only its failures are worth the time.
                if (call == "openat" || call == "close") && fault == "error=ENOSPC" {
                    continue;
                }
                let workspace = home();
                let outcome = commit(&workspace, &["-e", &format!("inject={call}:{fault}:when={number}")]);
                let shown = || format!("{call} {number} {fault}: {}", outcome.show());
                let state = state(&workspace);
                let moved: Vec<bool> = (0..3)
                    .map(|i| {
                        assert!(state[i] == BEFORE[i] || state[i] == AFTER[i], "{:?} {}", state[i], shown());
                        state[i] == AFTER[i]
                    })
                    .collect();
                let moved = [moved[0], moved[1], moved[2]];
                assert!(
                    matches!(moved, [false, false, false] | [true, false, false] | [true, true, _]),
                    "{moved:?} {}",
                    shown()
                );
                if outcome.output.status.success() {
                    assert_eq!(moved, [true; 3], "{}", shown());
                }
                *seen.entry(moved).or_default() += 1;
                assert!(!outcome.stderr.contains("panicked"), "{}", shown());
                workspace.run("sfe-commit", ["--check"]).exits(0);
                workspace.run("sfe-commit", ["-q", "runs/second"]).exits(0);
                assert_eq!(self::state(&workspace), AFTER, "{}", shown());
            }
        }
    }
    println!("what had moved after the faults: {seen:?}");
    assert_eq!(seen.len(), 4, "every state was met: {seen:?}");
}
