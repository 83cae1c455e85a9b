//! The set appears whole or not at all.

use crate::support::command::{program, set_mode};
use crate::support::district::{FILES, row, stream};
use crate::support::{Outcome, Workspace};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

fn people(count: i64) -> String {
    stream(&(1..=count).map(|id| row(id, json!({}))).collect::<Vec<_>>())
}

#[test]
fn files_are_private_and_paths_are_printed_oldest_first() {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path("out")).unwrap();
    workspace.write("NewestDCID.txt", "\u{feff}0\r\nnotes\r\n");
    let outcome =
        workspace.run_with("sfe-transform", ["-o", "out", "--decisions", "out/decisions.jsonl"], people(3)).exits(0);
    assert_eq!(outcome.stdout, FILES.map(|file| format!("out/{file}\n")).concat());
    for name in workspace.names("out") {
        let mode = std::fs::metadata(workspace.path("out").join(&name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(workspace.read("out/NewestDCID.next"), "3\n");
}

#[test]
fn lines_end_as_asked_for() {
    let workspace = Workspace::new();
    workspace.run_with("sfe-transform", ["--newest-dcid", "0", "--eol", "crlf"], people(2)).exits(0);
    for file in &FILES[..2] {
        let text = workspace.read(file);
        assert_eq!((text.matches("|\r\n").count(), text.matches('\n').count()), (2, 2));
    }
    // Variables that are set but empty count as unset.
    let mut command = workspace.command("sfe-transform");
    command.args(["--newest-dcid", "0"]).envs([("SFE_EOL", ""), ("SFE_BAD_NAMES", ""), ("SFE_STRICT", "")]);
    Outcome::of(&mut command, people(2).as_bytes()).exits(0);
    assert!(!workspace.read(FILES[0]).contains('\r'));
}

#[test]
fn the_mark_file_must_hold_a_number() {
    let workspace = Workspace::new();
    workspace.run_with("sfe-transform", [""; 0], people(1)).exits(66).says("NewestDCID.txt").says("restore it");
    workspace.write("NewestDCID.txt", "12a\n");
    workspace.run_with("sfe-transform", [""; 0], people(1)).exits(65).says("12a");
    workspace.write("NewestDCID.txt", "");
    workspace.run_with("sfe-transform", [""; 0], people(1)).exits(65);
}

#[test]
fn a_state_that_is_no_regular_file_is_refused_and_never_waited_for() {
    let workspace = Workspace::new();
    Outcome::of(workspace.command("mkfifo").arg("pipe"), b"").exits(0);
    // It would wait for somebody to write to the pipe.
    let run = |options: &[&str]| {
        let mut command = workspace.command("timeout");
        Outcome::of(command.arg("60").arg(program("sfe-transform")).args(options), people(1).as_bytes())
    };
    for file in ["pipe", "/dev/zero", "."] {
        run(&["--newest-dcid-file", file]).exits(66).says(file).says("is not a regular file");
        run(&["--newest-dcid", "0", "--sent", file]).exits(66).says(file).says("is not a regular file");
    }
    assert_eq!(workspace.names("."), ["pipe"]);
}

#[test]
fn a_mark_file_that_may_not_be_read_is_named_with_what_to_do() {
    let workspace = Workspace::new();
    set_mode(workspace.write("NewestDCID.txt", "0\n"), 0);
    let mut command = workspace.command("sfe-transform");
    if rustix::process::geteuid().is_root() {
        // Root may read everything, unless it gives up the right to.
        command = workspace.command("setpriv");
        command.arg("--bounding-set=-dac_override,-dac_read_search").arg(program("sfe-transform"));
    }
    Outcome::of(&mut command, people(1).as_bytes())
        .exits(66)
        .says("cannot read the mark file NewestDCID.txt (its mode is 0000: chmod u+r NewestDCID.txt)")
        .does_not_say("create it");
}

#[test]
fn folders_that_cannot_take_the_files() {
    let workspace = Workspace::new();
    let arguments = ["--newest-dcid", "0", "-o", "none"];
    workspace.run_with("sfe-transform", arguments, people(1)).exits(73).says("does not exist");
    workspace.write("file", "");
    workspace.run_with("sfe-transform", ["--newest-dcid", "0", "-o", "file"], people(1)).exits(73);
    std::fs::create_dir_all(workspace.path("out/W2SSO.csv")).unwrap();
    workspace.run_with("sfe-transform", ["--newest-dcid", "0", "-o", "out"], people(1)).exits(73).says("W2SSO.csv");
    assert_eq!(workspace.names("out"), ["W2SSO.csv"]);
    let arguments = ["--newest-dcid", "0", "--decisions", "/dev/null"];
    workspace.run_with("sfe-transform", arguments, people(1)).exits(73).says("/dev/null");
    let arguments = ["--newest-dcid", "0", "--decisions", "none/decisions.jsonl"];
    workspace.run_with("sfe-transform", arguments, people(1)).exits(73).says("none/decisions.jsonl");
}

#[test]
fn a_full_disk_leaves_the_earlier_set_and_no_litter() {
    let workspace = Workspace::new();
    workspace.write("in.jsonl", people(5_000));
    workspace.run("sfe-transform", ["--newest-dcid", "0", "in.jsonl"]).exits(0);
    let before = FILES.map(|file| workspace.read(file));
    let names = workspace.names(".");
    // A limit on the size of files is as good as a full disk, and needs no root.
    let script = "trap '' XFSZ; ulimit -f 100; exec sfe-transform --newest-dcid 0 in.jsonl";
    Outcome::of(workspace.command("bash").args(["-c", script]), b"").exits(74).says("cannot write");
    assert_eq!(workspace.names("."), names);
    assert_eq!(FILES.map(|file| workspace.read(file)), before);
}

#[test]
fn strict_and_empty_runs_fail_and_write_nothing() {
    let rejected = stream(&[row(1, json!({})), row(2, json!({"teachernumber": "x"}))]);
    let skipped = stream(&[row(1, json!({"first_name": "Test"}))]);
    let workspace = Workspace::new();
    workspace.run_with("sfe-transform", ["--newest-dcid", "0", "--strict"], &rejected).exits(65).says("--strict");
    workspace.run_with("sfe-transform", ["--newest-dcid", "0"], &skipped).exits(65).says("--allow-empty");
    assert!(workspace.names(".").is_empty());
    workspace.run_with("sfe-transform", ["--newest-dcid", "0", "--allow-empty"], &skipped).exits(0);
    assert_eq!(workspace.read(FILES[0]), "");
    assert_eq!(workspace.read("NewestDCID.next"), "0\n");
}

#[test]
fn a_signal_leaves_nothing_behind() {
    let workspace = Workspace::new();
    for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
        let mut child = workspace
            .command("sfe-transform")
            .args(["--newest-dcid", "0", "--decisions", "decisions.jsonl"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        stdin.write_all(format!("{}\n", row(1, json!({"teachernumber": "x"}))).as_bytes()).unwrap();
        // Its first message shows that it has begun, temporary files and all.
        let mut first = [0; 20];
        stderr.read_exact(&mut first).unwrap();
        assert!(!workspace.names(".").is_empty());
        let kill = format!("kill -{name} {}", child.id());
        Outcome::of(workspace.command("bash").args(["-c", &kill]), b"").exits(0);
        let status = child.wait().unwrap();
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(number), "{status}");
        assert!(workspace.names(".").is_empty(), "{name}: {:?}", workspace.names("."));
    }
}

#[test]
fn a_closed_pipe_ends_it_as_sigpipe_does() {
    let workspace = Workspace::new();
    workspace.write("in.jsonl", people(20_000));
    let script = "sfe-transform --newest-dcid 0 --preview -q in.jsonl | head -n 1; echo ${PIPESTATUS[0]}";
    let outcome = Outcome::of(workspace.command("bash").args(["-c", script]), b"").exits(0);
    assert!(outcome.stdout.ends_with("\n141\n") && outcome.stderr.is_empty(), "{}", outcome.show());
}

#[test]
fn decisions_take_no_name_that_the_run_reads_or_writes_otherwise() {
    let workspace = Workspace::new();
    std::fs::create_dir(workspace.path("out")).unwrap();
    workspace.write("NewestDCID.txt", "0");
    workspace.write("sent.txt", "");
    workspace.write("extract.jsonl", people(1));
    std::os::unix::fs::symlink("out", workspace.path("link")).unwrap();
    std::os::unix::fs::symlink("sent.txt", workspace.path("list")).unwrap();
    for name in FILES.iter().map(|file| format!("link/{file}")).chain(
        ["out/NewestDCID.next", "./NewestDCID.txt", "extract.jsonl", "out/../sent.txt", "list"].map(str::to_string),
    ) {
        let arguments = ["-o", "out", "--sent", "sent.txt", "--decisions", &name, "extract.jsonl"];
        workspace.run("sfe-transform", arguments).exits(2).says("--decisions").says("a name of its own");
        assert!(workspace.names("out").is_empty(), "{name}");
    }
    assert_eq!(workspace.read("extract.jsonl"), people(1));
}

#[test]
fn check_says_what_a_run_would_say_and_writes_nothing() {
    let workspace = Workspace::new();
    workspace.write("NewestDCID.txt", "+60\r\n");
    workspace.write("sent.txt", "7\n8\n");
    let check = |more: &[&str]| workspace.run("sfe-transform", ["--check"].iter().chain(more));
    check(&["--sent", "sent.txt"]).exits(0).prints("ok: the high-water mark (NewestDCID) is 60").prints("2 access IDs");
    for (arguments, code) in [
        (&["--bad-names", "none.txt"][..], 66),
        (&["--sent", "none.txt"], 66),
        (&["--newest-dcid-file", "none.txt"], 66),
        (&["--sub-building", "x"], 2),
        (&["extract.jsonl"], 2),
    ] {
        check(arguments).exits(code);
    }
    let person = r#"{"access_id":7,"users_dcid":1,"known":"known","profile":{"employee_active":"Y"}}"#;
    let perhaps = r#"{"access_id":8,"users_dcid":2,"known":"perhaps"}"#;
    let end = r#"{"end":{"people":2,"run":null,"merges":1,"server":null}}"#;
    workspace.write("smartfind.jsonl", format!("{person}\n{perhaps}\n{end}\n"));
    check(&["--smartfind", "smartfind.jsonl"])
        .exits(0)
        .prints("ok: 1 people are known in SmartFind; anyone else is new (A)")
        .prints("ok: at most 10% of the 1 people active in SmartFind may be lost");
    workspace.write("smartfind.jsonl", format!("{person}\n{end}\n"));
    check(&["--smartfind", "smartfind.jsonl"]).exits(65).says("the end line counts 2 people, but 1 are there");
    workspace.write("sent.txt", "seven\n");
    check(&["--sent", "sent.txt"]).exits(65).says("line 1");
    for mark in ["99999999999999999999", "\0", "\u{feff}\u{feff}5", ""] {
        workspace.write("NewestDCID.txt", mark);
        check(&[]).exits(65).says("NewestDCID.txt");
        workspace.run_with("sfe-transform", [""; 0], people(1)).exits(65).says("NewestDCID.txt");
    }
    assert_eq!(workspace.names("."), ["NewestDCID.txt", "sent.txt", "smartfind.jsonl"]);
}
