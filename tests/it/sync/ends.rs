//! How runs end: exit codes, hooks, and a terminal that takes nothing.

use super::home::{HOOK, Home};
use crate::support::Outcome;
use crate::support::command::program;
use crate::support::district::database;
use std::os::unix::fs::MetadataExt as _;

#[test]
fn each_stage_fails_with_its_own_code() {
    let home = Home::new("tiny");
    home.settings("POWERSCHOOL_PROD_DB=ignored, the first one counts\nPS_EXTRACT_QUERY=none.sql");
    home.sync(&[]).exits(66).says("extract failed").says("none.sql");
    home.settings("");
    home.workspace.write("NewestDCID.txt", "twelve");
    home.sync(&[]).exits(65).says("state failed").says("twelve");
    home.workspace.write("NewestDCID.txt", "0");
    home.settings("SFE_BAD_NAMES=none.txt");
    home.sync(&[]).exits(66).says("transform failed").says("none.txt");
    assert!(home.server.arrived().is_empty());
}

#[test]
fn hooks_are_told_how_it_went_and_their_failure_changes_nothing() {
    let home = Home::new("school");
    let hook = "env | grep -E '^(SFE_(OUTCOME|STAGE|RUN|EXPORTED|REJECTED|WARNINGS)|.*PASS.*)=' | grep -v ^SFE_ON | sort >hook.txt; exit 3";
    home.settings(&format!("SFE_ON_SUCCESS={hook}\nSFE_ON_FAILURE={hook}\nPOWERSCHOOL_DB_PASSWORD=secret"));
    home.sync(&["-q"]).exits(0).silently();
    let run = home.workspace.path("runs").join(home.runs().pop().unwrap());
    let told = home.workspace.read("hook.txt");
    let expected = format!(
        "SFE_EXPORTED=89\nSFE_OUTCOME=success\nSFE_REJECTED=2\nSFE_RUN={}\nSFE_STAGE=done\nSFE_WARNINGS=12\n",
        run.canonicalize().unwrap().display()
    );
    assert_eq!(told, expected);
    home.workspace.write("NewestDCID.txt", "x");
    home.sync(&[]).exits(65);
    let told = home.workspace.read("hook.txt");
    assert!(told.contains("SFE_OUTCOME=failure\n") && told.contains("SFE_STAGE=state\n"), "{told}");
}

#[test]
fn runs_with_one_process_number_in_one_second_have_folders_of_their_own() {
    let home = Home::new("tiny");
    // As in a container, where every run is process 1.
    let script = "now=$(date +%s); for seconds in 0 1; do \
                  mkdir -p runs/$(date -u -d @$((now + seconds)) +%Y%m%dT%H%M%SZ)-$$; done; exec \"$0\"";
    let sync = program("sfe-sync");
    let outcome = home.workspace.run("bash", ["-c", script, sync.to_str().unwrap()]);
    outcome.exits(0);
    assert_eq!(home.runs().len(), 3, "{:?}", home.runs());
    assert!(home.workspace.read(&format!("runs/{}/sfe_log.txt", home.runs()[2])).contains("done"));
}

#[test]
fn a_second_run_at_the_same_time_does_nothing() {
    let home = Home::new("tiny");
    home.workspace.write("sfe_log.txt", "of the other run");
    let script = "exec 9>>sfe-sync.lock; flock 9; echo held; read -r _";
    let mut holder = home.workspace.command("bash");
    let mut holder = holder
        .args(["-c", script])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Read::read_exact(holder.stdout.as_mut().unwrap(), &mut [0; 5]).unwrap();
    home.sync(&[]).exits(75).says("another run");
    assert_eq!(home.workspace.read("sfe_log.txt"), "of the other run");
    assert!(home.runs().is_empty());
    drop(holder.stdin.take());
    holder.wait().unwrap();
    home.sync(&[]).exits(0);
}

#[test]
fn a_standard_error_that_takes_nothing_changes_neither_exit_code_nor_hook() {
    let home = Home::new("school");
    let script = program("sfe-sync");
    for redirection in ["2>&-", "2>/dev/full", "2> >(exec sleep 0)", ">&- 2>&- <&-"] {
        for (more, code, told) in [("SFE_SFTP_DIR=./elsewhere", 69, "failure push"), ("", 0, "success done")] {
            for option in ["", "-v"] {
                home.settings(&format!("{HOOK}{more}"));
                // The first night's warnings are many lines, every time.
                let _ = std::fs::remove_file(home.workspace.path("last"));
                let line = format!("'{}' {option} {redirection}", script.display());
                let outcome = Outcome::of(home.workspace.command("bash").args(["-c", &line]), b"");
                assert_eq!(outcome.output.status.code(), Some(code), "{redirection} {option}: {}", outcome.show());
                assert_eq!(home.told(), [told], "{redirection} {option}");
                std::fs::remove_file(home.workspace.path("told.txt")).unwrap();
            }
        }
    }
}

#[test]
fn a_log_that_cannot_be_made_is_told_and_the_hook_runs() {
    let home = Home::new("tiny");
    home.settings(HOOK);
    std::fs::create_dir(home.workspace.path("sfe_log.txt")).unwrap();
    home.sync(&[]).exits(73).says("setup failed (exit code 73)").says("sfe_log.txt");
    assert_eq!(home.told(), ["failure setup"]);
}

#[test]
fn verbose_shows_the_log_of_a_run_that_fails() {
    let home = Home::new("tiny");
    home.settings("SFE_SFTP_DIR=./elsewhere");
    let outcome = home.sync(&["-v"]);
    assert_eq!(outcome.output.status.code(), Some(69), "{}", outcome.show());
    // The log has the error of sfe-push, too.
    outcome.says("sfe-sync: extract\n").says("sfe-transform: ").says("push failed");
}

#[test]
fn a_hook_that_fails_is_told_on_the_terminal_and_ends_nothing() {
    let home = Home::new("tiny");
    home.settings("SFE_ON_SUCCESS=exit 7");
    home.sync(&[]).exits(0).says("warning: the hook SFE_ON_SUCCESS ended with exit code 7");
    assert!(home.workspace.read("sfe_log.txt").contains("the hook SFE_ON_SUCCESS ended with exit code 7"));
    home.sync(&["-q"]).exits(0).silently();
    // Before there is a log, too.
    home.settings("SFE_KEEP_RUNS=none\nSFE_ON_FAILURE=exit 8");
    home.sync(&[]).exits(78).says("the hook SFE_ON_FAILURE ended with exit code 8");
}

#[test]
fn the_failure_hook_runs_before_there_is_a_run_and_is_told_the_reason() {
    let home = Home::new("tiny");
    let hook = "echo \"$SFE_STAGE: $SFE_REASON (${SFE_RUN:-no run})\" >>told.txt";
    let mut command = home.command(&["--home", "none"]);
    Outcome::of(command.env("SFE_ON_FAILURE", hook), b"").exits(78).says("setup failed (exit code 78)");
    home.settings("not a setting");
    Outcome::of(home.command(&[]).env("SFE_ON_FAILURE", hook), b"").exits(78);
    home.settings(&format!("SFE_KEEP_RUNS=none\nSFE_ON_FAILURE={hook}"));
    home.sync(&[]).exits(78);
    home.sync(&["--check"]).exits(78);
    home.settings(&format!("SFE_ON_FAILURE={hook}"));
    std::fs::create_dir(home.workspace.path("sfe-sync.lock")).unwrap();
    home.sync(&[]).exits(73);
    let told = home.told();
    for (line, beginning) in told.iter().zip([
        "setup: the home folder ./none cannot be entered (no run)",
        "setup: ",
        "setup: invalid value 'none' for SFE_KEEP_RUNS: give a whole number from 1 to 999999",
        "setup: ",
    ]) {
        assert!(line.starts_with(beginning) && line.ends_with("(no run)"), "{told:?}");
    }
    assert_eq!(told.len(), 4, "{told:?}");
}

#[test]
fn a_stage_whose_files_cannot_be_opened_has_failed() {
    let home = Home::new("tiny");
    home.settings(HOOK);
    let before = home.workspace.read("NewestDCID.txt");
    // The list of paths goes once it is read.
    for (program, failed) in [("sfe-transform", "stamp"), ("sfe-stamp", "push")] {
        home.shim(program, "\"$real\" \"$@\"; rm -f runs/*/.paths");
        let outcome = Outcome::of(&mut home.command_with_shims(&[]), b"");
        outcome.exits(74).says(&format!("{failed} failed (exit code 74)"));
        assert_eq!(home.told().pop().unwrap(), format!("failure {failed}"));
        assert!(home.server.arrived().is_empty() && !home.workspace.path("last").exists());
        assert_eq!(home.workspace.read("NewestDCID.txt"), before);
        std::fs::remove_file(home.workspace.path("shims").join(program)).unwrap();
    }
}

#[test]
fn a_process_that_cannot_be_started_ends_a_run_with_its_own_account() {
    let home = Home::new("tiny");
    home.settings(HOOK);
    let mut outcomes = std::collections::BTreeSet::new();
    // One after the other, until a run starts fewer.
    for failing in 1.. {
        let mut command = home.workspace.command("strace");
        command.args(["-qq", "-o", "trace.txt", "-e", "trace=fork,vfork,clone,clone3", "-e"]);
        command.arg(format!("inject=fork,vfork,clone,clone3:error=EAGAIN:when={failing}"));
        let outcome = Outcome::of(command.arg(program("sfe-sync")), b"");
        let code = outcome.output.status.code().unwrap();
        let told = home.told().pop().unwrap_or_else(|| "no hook".to_string());
        assert!([0, 75].contains(&code), "{}", outcome.show());
        assert_eq!(code == 0, told != "failure chain", "{told}: {}", outcome.show());
        outcomes.insert((code, told));
        let _ = std::fs::remove_file(home.workspace.path("told.txt"));
        if !home.workspace.read("trace.txt").contains("INJECTED") {
            assert_eq!(code, 0, "{}", outcome.show());
            break;
        }
    }
    let seen = |code: i32, told: &str| outcomes.contains(&(code, told.to_string()));
    assert!(seen(75, "failure chain") && seen(0, "success done"), "{outcomes:?}");
}

#[test]
fn the_journal_is_told_how_bad_it_is_and_nobody_else() {
    let home = Home::new("tiny");
    home.settings("SFE_SFTP_DIR=./elsewhere\nSFE_KEPP_RUNS=1");
    let path = home.workspace.path("journal");
    for named in [true, false] {
        let journal = std::fs::File::create(&path).unwrap();
        let place = journal.metadata().unwrap();
        let stream = format!("{}:{}", place.dev(), place.ino() + u64::from(!named));
        let status = home.command(&[]).env("JOURNAL_STREAM", &stream).stderr(journal.try_clone().unwrap()).status();
        assert_eq!(status.unwrap().code(), Some(69));
        let mut transform = home.workspace.command("sfe-transform");
        transform.args(["--newest-dcid", "0", "none.jsonl"]).env("JOURNAL_STREAM", &stream).stderr(journal);
        assert_eq!(transform.status().unwrap().code(), Some(66));
        let told = home.workspace.read("journal");
        let beginnings = ["<4>sfe-sync: warning: ", "<3>sfe-sync: error: ", "<3>sfe-transform: error: "];
        assert_eq!(told.lines().count(), beginnings.len(), "{told}");
        for (line, beginning) in told.lines().zip(beginnings) {
            assert!(line.starts_with(if named { beginning } else { &beginning[3..] }), "{told}");
        }
        // The run's own log is no journal.
        assert!(!home.workspace.read("sfe_log.txt").contains("<3>"), "{}", home.workspace.read("sfe_log.txt"));
    }
}

#[test]
fn a_failed_commit_says_that_the_set_was_pushed_and_the_next_night_is_right() {
    let home = Home::new("tiny");
    home.settings(HOOK);
    home.sync(&[]).exits(0);
    let before = home.state();
    database(&home.workspace, "x.db", "UPDATE teachers SET users_dcid = 999 WHERE users_dcid = 120");
    home.shim(
        "sfe-commit",
        "[[ $1 != --check ]] || exec \"$real\" \"$@\"
         echo '{\"event\":\"message\",\"severity\":\"error\",\"program\":\"sfe-commit\",\"text\":\"no\"}' >&3; exit 74",
    );
    let outcome = Outcome::of(&mut home.command_with_shims(&[]), b"");
    outcome
        .exits(74)
        .says("commit failed (exit code 74): the set was pushed, but the state may not have moved as a whole: no");
    let after = home.state();
    assert_eq!((&after[0], &after[2]), (&before[0], &before[2]));
    assert_eq!(home.told(), ["success done", "failure commit"]);
    home.sync(&[]).exits(0);
    assert_eq!(home.mark(), "999");
}

#[test]
fn neither_a_missing_folder_for_temporary_files_nor_a_broken_sort_touches_the_state() {
    let home = Home::new("school");
    home.sync(&[]).exits(0);
    home.settings("TMPDIR=/nonexistent");
    home.shim("sort", "kill -KILL $$");
    home.shim("grep", "exit 2");
    Outcome::of(&mut home.command_with_shims(&[]), b"").exits(0);
    home.known();
}
