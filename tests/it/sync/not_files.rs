//! What is no regular file is told at once: nothing waits for a pipe that nobody writes into.

use super::home::Home;
use crate::support::Outcome;
use crate::support::command::program;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

/// Runs sfe-sync; what still waits after a minute is killed, which is no exit code that a test expects.
fn sync(home: &Home, arguments: &[&str]) -> Outcome {
    let mut command = home.workspace.command("timeout");
    command.args(["-s", "KILL", "60"]).arg(program("sfe-sync")).args(arguments).env("HOME", home.workspace.path(""));
    Outcome::of(&mut command, b"")
}

fn make_pipe(path: &Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Puts what is no file in the place of a file, one kind after the other.
fn with_each_kind(home: &Home, name: &str, mut test: impl FnMut(&str)) {
    let (path, kept) = (home.workspace.path(name), home.workspace.path("kept"));
    std::fs::rename(&path, &kept).unwrap();
    make_pipe(&path);
    test("pipe");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    test("folder");
    std::fs::remove_dir(&path).unwrap();
    let socket = UnixListener::bind(&path).unwrap();
    test("socket");
    drop(socket);
    std::fs::remove_file(&path).unwrap();
    symlink("/dev/zero", &path).unwrap();
    test("device");
    std::fs::remove_file(&path).unwrap();
    std::fs::rename(&kept, &path).unwrap();
}

#[test]
fn files_of_the_state_and_of_the_settings_are_regular_files() {
    let home = Home::new("tiny");
    let query = home.workspace.run("ps-extract", ["--print-query"]).exits(0).stdout;
    home.workspace.write("query.sql", query);
    home.workspace.write("names.txt", "nurse\n");
    home.workspace.write("accepted.txt", "no-email\n");
    let chain = home.workspace.run("sfe-sync", ["--print-chain"]).exits(0).stdout;
    home.workspace.write("chain.sh", chain);
    home.settings("PS_EXTRACT_QUERY=query.sql\nSFE_BAD_NAMES=names.txt\nSFE_ACCEPTED=accepted.txt\nSFE_CHAIN=chain.sh");
    home.sync(&[]).exits(0);
    let [last, _, mark] = home.state();
    for (name, code) in [
        ("NewestDCID.txt", 66),
        ("smartfind.jsonl", 66),
        ("uploads.jsonl", 66),
        ("sfe.env", 78),
        ("query.sql", 66),
        ("names.txt", 66),
        ("accepted.txt", 66),
        ("chain.sh", 78),
        ("known_hosts", 78),
    ] {
        with_each_kind(&home, name, |kind| {
            for arguments in [&["--check"][..], &[], &["--dry-run"]] {
                // A dry run sends nothing.
                if name == "known_hosts" && arguments == ["--dry-run"] {
                    continue;
                }
                let outcome = sync(&home, arguments);
                let said = format!("{name} as {kind}, {arguments:?}: {}", outcome.show());
                assert_eq!(outcome.output.status.code(), Some(code), "{said}");
                assert!(outcome.stderr.contains(name) && outcome.stderr.contains("regular file"), "{said}");
            }
        });
    }
    let [last_now, _, mark_now] = home.state();
    assert_eq!((last_now, mark_now), (last, mark));
}

#[test]
fn a_lock_that_is_no_file_is_told() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    for arguments in [&["--check"][..], &[], &["--pickup"]] {
        std::fs::remove_file(home.workspace.path("sfe-sync.lock")).unwrap();
        make_pipe(&home.workspace.path("sfe-sync.lock"));
        sync(&home, arguments).exits(73).says("sfe-sync.lock is not a regular file: move it away");
    }
}

#[test]
fn run_folders_in_which_something_is_no_file_stop_nothing() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    for name in ["decisions.jsonl", "stages.jsonl", "extract.jsonl", "sfe_log.txt", "report.txt", "NewestDCID.next"] {
        let path = home.workspace.path("last").join(name);
        std::fs::remove_file(&path).unwrap();
        make_pipe(&path);
    }
    sync(&home, &["--check"]).exits(0);
    for run in ["--dry-run", "-q"] {
        sync(&home, &[run]).exits(0);
    }
    let mut command = home.workspace.command("timeout");
    command.args(["-s", "KILL", "60"]).arg(program("sfe-report")).args(["--history", "."]);
    Outcome::of(&mut command, b"").exits(0);
}

#[test]
fn a_script_s_folder_in_which_something_is_no_file_is_told() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    for name in ["private.pem", "P1ProfileBasic.csv"] {
        let old = format!("old-{name}");
        for file in ["P1ProfileBasic.csv", "W2SSO.csv", "E1PlusEmployeeWorkSchedule.csv"] {
            let text = home.workspace.read(&format!("last/{file}"));
            home.workspace.write(&format!("{old}/{file}"), text);
        }
        home.workspace.write(&format!("{old}/NewestDCID.txt"), "1\n");
        let path = home.workspace.path(&old).join(name);
        let _ = std::fs::remove_file(&path);
        make_pipe(&path);
        let mut command = home.workspace.command("timeout");
        command.args(["-s", "KILL", "60"]).arg(program("sfe-settings"));
        command.args(["--new-home", "new", "--from-script", &old]);
        Outcome::of(&mut command, b"").exits(66).says(name).says("is not a regular file");
    }
}
