//! Which runs stay.

use super::home::Home;
use crate::support::Outcome;
use crate::support::command::{program, set_mode};
use std::os::unix::fs::symlink;
use std::path::PathBuf;

#[test]
fn old_runs_go_but_not_the_last_good_one() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    let good = home.runs().pop().unwrap();
    home.workspace.write("runs/mine/keep", "");
    home.settings("SFE_KEEP_RUNS=2\nSFE_SFTP_DIR=./elsewhere");
    for _ in 0..3 {
        home.sync(&[]).exits(69);
    }
    let runs = home.runs();
    assert_eq!(runs.len(), 4, "two failed ones, the last good one and a stranger: {runs:?}");
    assert!(runs.contains(&good) && runs.contains(&"mine".to_string()));
    home.settings("SFE_KEEP_RUNS=none");
    home.sync(&[]).exits(78);
}

/// A home with one pushed run, whose link is made anew, and two failing nights that keep only one run.
fn kept(destination: impl Fn(&str) -> PathBuf) {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    let pushed = home.runs().pop().unwrap();
    let link = home.workspace.path("last");
    std::fs::remove_file(&link).unwrap();
    symlink(destination(home.workspace.path(format!("runs/{pushed}")).to_str().unwrap()), &link).unwrap();
    home.settings("SFE_KEEP_RUNS=1\nSFE_SFTP_DIR=./elsewhere");
    for _ in 0..2 {
        home.sync(&[]).exits(69);
    }
    let runs = home.runs();
    assert!(runs.len() == 2 && runs.contains(&pushed), "{pushed}: {runs:?}");
}

#[test]
fn the_run_pushed_last_stays_however_the_link_is_written() {
    kept(|path| path.into());
    kept(|path| format!("{path}/").into());
    kept(|path| format!("./runs/../runs/{}", path.rsplit('/').next().unwrap()).into());
}

#[test]
fn runs_may_be_a_link_to_another_disk() {
    let home = Home::new("tiny");
    std::fs::create_dir(home.workspace.path("disk")).unwrap();
    symlink("disk", home.workspace.path("runs")).unwrap();
    home.settings("SFE_KEEP_RUNS=2");
    for _ in 0..4 {
        home.sync(&[]).exits(0);
    }
    assert_eq!(home.runs().len(), 2, "{:?}", home.runs());
}

#[test]
fn a_clock_that_was_wrong_costs_neither_the_run_just_made_nor_the_nights_that_were() {
    let home = Home::new("tiny");
    // As a run whose clock was years ahead has left them.
    for number in 1..=3 {
        home.workspace.write(&format!("runs/20990101T00000{number}Z-1/mine"), "");
    }
    home.settings("SFE_KEEP_RUNS=3\nSFE_SFTP_DIR=./elsewhere");
    for night in 1..=3 {
        home.sync(&[]).exits(69);
        let dated_ahead = home.runs().iter().filter(|run| run.starts_with("2099")).count();
        assert_eq!((home.runs().len(), dated_ahead), (3, 3 - night), "{:?}", home.runs());
    }
}

#[test]
fn dry_runs_do_not_push_out_nights() {
    let home = Home::new("tiny");
    home.settings("SFE_KEEP_RUNS=2");
    for _ in 0..2 {
        home.sync(&[]).exits(0);
    }
    let nights = home.runs();
    for _ in 0..4 {
        home.sync(&["--dry-run"]).exits(0);
    }
    let runs = home.runs();
    assert!(nights.iter().all(|night| runs.contains(night)), "{nights:?}: {runs:?}");
    assert_eq!(runs.len(), 4, "two nights and two dry runs: {runs:?}");
}

#[test]
fn old_runs_that_cannot_be_removed_are_told_as_what_they_are() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    home.settings(&format!("SFE_KEEP_RUNS=1\n{}", super::home::HOOK));
    let before = home.state();
    // A second night removes the first one's folder, as it is no longer the last.
    let mut command = home.workspace.command("strace");
    command.args(["-qq", "-o", "/dev/null", "-e", "trace=unlink,unlinkat,rmdir"]);
    command.args(["-e", "inject=unlink,unlinkat,rmdir:error=EPERM"]).arg(program("sfe-sync"));
    Outcome::of(&mut command, b"").exits(74).says("clean-up failed (exit code 74): the set was pushed");
    assert_ne!(home.state()[0], before[0]);
    assert_eq!(home.told(), ["failure clean-up"]);
    // The report and the history say the same as the exit code.
    assert!(home.workspace.read("last/report.txt").contains("FAILED in clean-up (after the upload)"));
    home.workspace.run("sfe-report", ["--history", "."]).exits(0).prints("FAILED in clean-up");
    home.sync(&[]).exits(0).silently();
    assert_eq!(home.runs().len(), 1);
}

#[test]
fn a_real_folder_in_the_place_of_the_link_is_refused_at_the_start() {
    let home = Home::new("tiny");
    std::fs::create_dir(home.workspace.path("last")).unwrap();
    home.sync(&["--check"]).exits(78).says("not a symbolic link");
    home.sync(&[]).exits(78).says("state failed (exit code 78)").says("not a symbolic link");
    assert!(home.server.arrived().is_empty());
    // Nobody may write into it either: that it is a folder is reason enough.
    set_mode(home.workspace.path("last"), 0o500);
    home.sync(&[]).exits(78);
}
