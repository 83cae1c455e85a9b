//! Two runs at once: never.

use super::home::Home;
use crate::support::Outcome;
use crate::support::command::program;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Waits until a file is there.
fn wait_for(home: &Home, name: &str) {
    let start = Instant::now();
    while !home.workspace.path(name).exists() {
        assert!(start.elapsed() < Duration::from_secs(60), "{name} does not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn when_only_sfe_sync_is_killed_its_push_still_holds_the_lock() {
    let home = Home::new("tiny");
    home.shim("sfe-push", "[[ $1 != --check ]] || exec \"$real\" \"$@\"; touch began; until [[ -e go ]]; do sleep 0.05; done; exec \"$real\" \"$@\"");
    let mut command = home.command_with_shims(&[]);
    let mut first = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for(&home, "began");
    let run = home.runs().pop().unwrap();
    // Alive, it is named with its process.
    home.sync(&[]).exits(75).says("another run").says(&run).says(&format!("process {}", first.id()));
    first.kill().unwrap();
    first.wait().unwrap();
    for _ in 0..2 {
        home.sync(&[]).exits(75).says(&run).says("was killed, but its stage push goes on").says("sfe-push, process ");
    }
    assert!(home.server.arrived().is_empty());
    home.workspace.write("go", "");
    let start = Instant::now();
    while home.sync(&["-q"]).output.status.code() == Some(75) {
        assert!(start.elapsed() < Duration::from_secs(60), "the push does not end");
        std::thread::sleep(Duration::from_millis(50));
    }
    home.sync(&[]).exits(0).silently();
    assert_eq!(home.mark(), "120");
}

#[test]
fn a_lock_file_that_is_removed_during_a_run_lets_no_second_one_in() {
    let home = Home::new("tiny");
    let sync = program("sfe-sync");
    let second = format!("rm sfe-sync.lock; '{}' --home . >second.txt 2>&1; echo $? >>second.txt", sync.display());
    home.shim("ps-extract", &format!("{second}; exec \"$real\" \"$@\""));
    Outcome::of(&mut home.command_with_shims(&[]), b"").exits(0);
    let told = home.workspace.read("second.txt");
    assert!(told.contains("another run") && told.ends_with("75\n"), "{told}");
    assert_eq!(home.runs().len(), 1);
    home.sync(&[]).exits(0).silently();
}

#[test]
fn a_file_system_that_refuses_locks_is_told_as_that() {
    let home = Home::new("tiny");
    for arguments in [&[][..], &["--check"]] {
        let mut command = home.workspace.command("strace");
        command.args(["-qq", "-o", "/dev/null", "-e", "trace=flock", "-e", "inject=flock:error=ENOLCK"]);
        let outcome = Outcome::of(command.arg(program("sfe-sync")).args(arguments), b"");
        outcome.exits(78).says("the file system refuses to lock").does_not_say("another run");
    }
}

#[test]
fn hooks_and_what_they_start_hold_no_lock() {
    let home = Home::new("tiny");
    home.settings("SFE_ON_SUCCESS=ls -l /proc/$$/fd >fds.txt; setsid sleep 600 >/dev/null 2>&1 & echo $! >sleeper");
    home.sync(&[]).exits(0);
    let descriptors = home.workspace.read("fds.txt");
    // Whatever the test itself was started with, everybody has.
    let own: Vec<String> = std::fs::read_dir("/proc/self/fd")
        .unwrap()
        .filter_map(|entry| Some(std::fs::read_link(entry.unwrap().path()).ok()?.display().to_string()))
        .collect();
    for line in descriptors.lines() {
        let target = line.rsplit(' ').next().unwrap();
        let is_ours = ["sfe-sync.lock", "pipe:", "memfd:"].iter().any(|kind| target.contains(kind));
        assert!(!is_ours || own.iter().any(|own| own == target), "{descriptors}");
    }
    home.settings("");
    home.sync(&[]).exits(0);
    let sleeper = home.workspace.read("sleeper");
    assert!(Command::new("kill").arg(sleeper.trim()).status().unwrap().success());
}

#[test]
fn a_lock_that_is_another_file_too_is_never_written_to() {
    let home = Home::new("tiny");
    home.workspace.write("other.txt", "mine\n");
    std::os::unix::fs::symlink("other.txt", home.workspace.path("sfe-sync.lock")).unwrap();
    home.sync(&[]).exits(73).says("sfe-sync.lock");
    std::fs::remove_file(home.workspace.path("sfe-sync.lock")).unwrap();
    std::fs::hard_link(home.workspace.path("other.txt"), home.workspace.path("sfe-sync.lock")).unwrap();
    home.sync(&[]).exits(0);
    assert_eq!(home.workspace.read("other.txt"), "mine\n");
}
