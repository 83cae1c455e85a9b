//! sfe-commit: the state moves after an upload, and every interruption leaves one from which the next night is right.

use crate::support::command::program;
use crate::support::district::{row, stream};
use crate::support::sshd::find;
use crate::support::{Outcome, Workspace};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What sfe-commit asks of the system to change the state.
const CALLS: &str = "openat,write,fsync,rename,renameat,renameat2,symlink,symlinkat,close,unlink";

/// A record in which these access IDs are known, by a list.
fn record(access_ids: &[u64]) -> String {
    let lines: String = access_ids
        .iter()
        .map(|id| format!("{}\n", json!({"access_id": id, "users_dcid": null, "known": "known", "since": "list"})))
        .collect();
    format!("{lines}{}\n", json!({"end": {"people": access_ids.len(), "run": null, "merges": 0, "server": null}}))
}

/// A home folder whose run `first` is the last one, and a finished run `second` with one more person.
fn home() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("NewestDCID.txt", "0\n");
    workspace.write("smartfind.jsonl", record(&[10_001, 10_002]));
    for (run, people) in [("first", 1..=2), ("second", 2..=4)] {
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
    [link.display().to_string(), workspace.read("smartfind.jsonl"), workspace.read("NewestDCID.txt")]
}

fn people(workspace: &Workspace) -> Vec<Value> {
    let record = workspace.read("smartfind.jsonl");
    let lines: Vec<Value> = record.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.last().unwrap()["end"]["people"], lines.len() - 1);
    lines[..lines.len() - 1].to_vec()
}

#[test]
fn the_state_moves_and_moving_it_once_more_changes_nothing() {
    let workspace = home();
    assert_eq!(state(&workspace)[0], "runs/first");
    let before = people(&workspace);
    assert_eq!(before[0]["profile"]["first_name"], "Ana", "known by a list: the first set gives the values");
    assert!(before.iter().all(|person| person["absent_since"].is_null()));
    let commit = || workspace.run("sfe-commit", ["runs/second"]).exits(0);
    commit().says("runs/second is the last run").says("the mark moved from 2 to 4");
    let after = state(&workspace);
    assert_eq!((after[0].as_str(), after[2].as_str()), ("runs/second", "4\n"));
    let on_record = people(&workspace);
    assert_eq!(on_record.len(), 2, "whom the set adds is known when it was picked up");
    assert_eq!((&on_record[0]["absent_since"], &on_record[1]["absent_since"]), (&json!("second"), &json!(null)));
    commit();
    assert_eq!(state(&workspace), after);
    workspace.write("NewestDCID.txt", "60\r\n");
    commit();
    assert_eq!(workspace.read("NewestDCID.txt"), "60\n", "the mark never goes down");
    for name in ["NewestDCID.txt", "smartfind.jsonl"] {
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
    assert_eq!(state(&workspace)[0], "runs/second", "the link is seen from the home folder");
    std::fs::rename(workspace.path("runs/second"), elsewhere.path("third")).unwrap();
    commit(&elsewhere.path("third"));
    assert_eq!(state(&workspace)[0], elsewhere.path("third").canonicalize().unwrap().display().to_string());
}

#[test]
fn what_cannot_be_read_or_is_malformed_changes_nothing() {
    type Break = fn(&Workspace);
    let table: [(Break, i32, &str); 8] = [
        (|w| drop(w.write("runs/second/NewestDCID.next", "x")), 65, "NewestDCID.next"),
        (
            |w| {
                for file in ["P1ProfileBasic.csv", "W2SSO.csv", "E1PlusEmployeeWorkSchedule.csv"] {
                    std::fs::remove_file(w.path(format!("runs/second/{file}"))).unwrap();
                }
            },
            66,
            "holds no set of files",
        ),
        (|w| drop(std::fs::remove_file(w.path("runs/second/W2SSO.csv"))), 65, "W2SSO.csv is missing"),
        (|w| drop(w.write("runs/second/P1ProfileBasic.csv", "P|A|\n")), 65, "line 1 has 3 fields"),
        (|w| drop(w.write("smartfind.jsonl", "")), 65, "the end line is missing"),
        (
            |w| drop(w.write("smartfind.jsonl", record(&[7]).replace("\"people\":1", "\"people\":2"))),
            65,
            "counts 2 people",
        ),
        (|w| drop(w.write("smartfind.jsonl", b"\xff\n")), 65, "line 1"),
        (|w| drop(w.write("NewestDCID.txt", "99999999999999999999")), 65, "NewestDCID.txt"),
    ];
    for (spoil, code, said) in table {
        let workspace = home();
        spoil(&workspace);
        let names = workspace.names(".");
        let before = std::fs::read(workspace.path("smartfind.jsonl")).ok();
        workspace.run("sfe-commit", ["runs/second"]).exits(code).says(said);
        assert_eq!(std::fs::read(workspace.path("smartfind.jsonl")).ok(), before, "{said}");
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

#[test]
fn a_list_from_smartfind_settles_who_is_known() {
    let workspace = home();
    workspace.write("list.csv", "Access ID\r\n10002\r\n# left\r\n10009\r\n");
    let before = state(&workspace);
    let known = |options: &[&str]| {
        let arguments = ["--known", "list.csv"].iter().chain(options).copied().collect::<Vec<_>>();
        workspace.run("sfe-commit", arguments)
    };
    known(&[]).exits(65).says("1 of the 2 people on record are not in the list (50.0%");
    known(&["--max-loss", "50", "--dry-run"])
        .exits(0)
        .prints("forgotten\t10001\nadded\t10009\n")
        .says("nothing was changed");
    assert_eq!(state(&workspace), before);
    known(&["--max-loss", "50"]).exits(0).says("forgotten: 1; confirmed: 0; added: 1");
    let ids: Vec<_> = people(&workspace).iter().map(|person| person["access_id"].clone()).collect();
    assert_eq!(ids, [10_002, 10_009]);
    workspace.write("list.csv", "10002\nten\n");
    known(&[]).exits(65).says("line 2");
}

#[test]
fn a_record_that_is_there_is_made_anew_only_when_asked_twice() {
    let workspace = home();
    workspace.run("sfe-commit", ["--rebuild"]).exits(73).says("--rebuild --force");
    let before = workspace.read("smartfind.jsonl");
    // No kept run says that it was uploaded.
    workspace.run("sfe-commit", ["--rebuild", "--force"]).exits(66).says("--known FILE");
    assert_eq!(workspace.read("smartfind.jsonl"), before);
    workspace.run("sfe-commit", ["--force"]).exits(2);
    workspace.run("sfe-commit", ["--handled", "10001"]).exits(65).says("10001; nothing was changed");
    workspace.run("sfe-commit", ["--handled", "x"]).exits(2);
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
    let before = state(&workspace);
    commit(&workspace, &[]).exits(0);
    let after = state(&workspace);
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
                let moved = [0, 1, 2].map(|i| {
                    assert!(state[i] == before[i] || state[i] == after[i], "{:?} {}", state[i], shown());
                    state[i] == after[i]
                });
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
                assert_eq!(self::state(&workspace), after, "{}", shown());
            }
        }
    }
    println!("what had moved after the faults: {seen:?}");
    assert_eq!(seen.len(), 4, "every state was met: {seen:?}");
}
