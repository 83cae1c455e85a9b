//! Signals: what they stop, and what they leave alone.

use super::home::{HOOK, Home};
use crate::support::Outcome;
use std::os::unix::process::ExitStatusExt as _;

/// Shell commands of a shim: TERM for a process, and a wait until it has arrived. sfe-sync passes it on to the stage,
/// which is how the shim knows; a shell has it at once.
fn signals(whom: &str) -> String {
    if whom == "$sync" {
        "signaled=; trap signaled=1 TERM; kill -TERM $sync; until [[ $signaled ]]; do sleep 0.01; done; trap '' TERM"
            .into()
    } else {
        format!("trap '' TERM; kill -TERM {whom}")
    }
}

#[test]
fn a_signal_during_a_push_that_succeeds_ends_in_a_true_account() {
    let home = Home::new("tiny");
    home.settings(HOOK);
    // A signal for sfe-sync, and one for the shell of the chain alone.
    for (whom, said) in [("$sync", true), ("$PPID", false)] {
        home.shim("sfe-push", &format!("\"$real\" \"$@\" || exit; {}", signals(whom)));
        Outcome::of(&mut home.command_with_shims(&[]), b"").exits(0).silently_but_for_a_first_run();
        assert_eq!((home.mark().as_str(), home.told().last().unwrap().as_str()), ("120", "success done"));
        assert_eq!(home.workspace.read("last/sfe_log.txt").contains("the set was pushed by then"), said, "{whom}");
    }
}

#[test]
fn a_signal_before_the_push_stops_before_the_next_stage() {
    let home = Home::new("tiny");
    home.settings(HOOK);
    for whom in ["$sync", "$PPID"] {
        home.shim("ps-extract", &format!("{}; \"$real\" \"$@\"", signals(whom)));
        Outcome::of(&mut home.command_with_shims(&[]), b"")
            .exits(143)
            .says("transform failed (exit code 143): interrupted by a signal before it began");
        assert_eq!(home.told().last().unwrap(), "failure transform", "{whom}");
    }
    assert!(home.server.arrived().is_empty());
    home.shim("ps-extract", "kill -TERM $$");
    Outcome::of(&mut home.command_with_shims(&[]), b"").exits(143).says("extract failed").says("ended by signal 15");
}

#[test]
fn a_signal_ends_whatever_is_waited_for_at_once() {
    let home = Home::new("tiny");
    home.settings("SFE_ON_SUCCESS=kill -INT $PPID; sleep 200");
    home.shim("ps-extract", "kill -INT $sync; exec sleep 200");
    let start = std::time::Instant::now();
    Outcome::of(&mut home.command_with_shims(&[]), b"")
        .exits(130)
        .says("extract failed (exit code 130): interrupted by a signal");
    // The hook waits as long; the run has ended by then, and well.
    home.sync(&[]).exits(0).says("the hook SFE_ON_SUCCESS ended with exit code");
    // Far less than either waits for.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    assert!(home.workspace.read("last/sfe_log.txt").contains("the hook SFE_ON_SUCCESS ended with exit code"));
}

#[test]
fn a_commit_that_has_begun_ends_as_what_it_is() {
    let home = Home::new("tiny");
    // Each rename takes a third of a second; meanwhile everybody is asked to stop.
    home.shim(
        "sfe-commit",
        "[[ $1 != --check ]] || exec \"$real\" \"$@\"
         renames=rename,renameat,renameat2
         strace -qq -o trace.txt -e trace=$renames -e inject=$renames:delay_enter=300000 \"$real\" \"$@\" &
         until [[ -s trace.txt ]]; do sleep 0.01; done
         kill -TERM $(pgrep -P $!) $sync $PPID; wait $!",
    );
    Outcome::of(&mut home.command_with_shims(&[]), b"").exits(0).silently_but_for_a_first_run();
    assert_eq!(home.mark(), "120");
    assert!(home.workspace.path("last").exists());
}

#[test]
fn the_account_of_a_night_that_a_signal_stopped_is_given_whole() {
    let home = Home::new("tiny");
    home.settings("SFE_ON_FAILURE=sleep 0.3; echo \"$SFE_STAGE\" > told.txt");
    home.shim("sfe-push", "[[ $* != *--waiting* ]] || exec \"$real\" \"$@\"; kill -TERM $sync; exec sleep 60");
    Outcome::of(&mut home.command_with_shims(&[]), b"").exits(143);
    assert_eq!(home.told(), ["push"]);
    assert!(home.workspace.read("sfe_log.txt").contains("push failed"), "{}", home.workspace.read("sfe_log.txt"));
    let run = home.runs().pop().unwrap();
    assert!(home.workspace.read(&format!("runs/{run}/report.txt")).contains("interrupted by a signal"));
}

#[test]
fn a_run_that_was_started_to_survive_a_hangup_survives_it() {
    let home = Home::new("tiny");
    home.shim("ps-extract", "kill -HUP $sync $PPID; exec \"$real\" \"$@\"");
    let sync = home.command_with_shims(&[]).get_program().to_os_string();
    let mut ignoring = home.workspace.command("sh");
    ignoring.args(["-c", "trap '' HUP; exec \"$0\""]).arg(sync).env("HOME", home.workspace.path(""));
    Outcome::of(&mut ignoring, b"").exits(0).silently_but_for_a_first_run();
    Outcome::of(&mut home.command_with_shims(&[]), b"").exits(129);
}

#[test]
fn a_signal_ends_a_check_with_the_program_that_it_waits_for() {
    let home = Home::new("tiny");
    home.shim("ps-extract", "kill -TERM $PPID; exec sleep 200");
    let start = std::time::Instant::now();
    let outcome = Outcome::of(&mut home.command_with_shims(&["--check"]), b"");
    assert_eq!(outcome.output.status.signal(), Some(15), "{}", outcome.show());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    assert!(!outcome.stdout.contains("check: "), "there is no verdict: {}", outcome.show());
}

#[test]
fn a_hook_that_is_deaf_to_a_signal_is_killed_soon_after() {
    let home = Home::new("tiny");
    home.settings("SFE_ON_SUCCESS=trap '' TERM; kill -TERM $PPID; sleep 150; sleep 150");
    let start = std::time::Instant::now();
    home.sync(&[]).exits(0).says("the hook SFE_ON_SUCCESS ended with exit code 137");
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}
