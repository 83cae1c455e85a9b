//! The processes of a session: all that a program started which leads one (setsid).

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Kills every process of a session until none is left: pkill can miss one that starts while it looks, and a killed one
/// keeps its files open, and so a lock, until it is gone. Whether there was one.
pub fn kill(leader: u32) -> bool {
    let pkill = || Command::new("pkill").args(["-KILL", "-s", &leader.to_string()]).status().unwrap().success();
    let there_was_one = pkill();
    wait(leader, || {
        pkill();
    });
    there_was_one
}

/// Waits until every process of a session has ended.
pub fn wait_for_end(leader: u32) {
    wait(leader, || ());
}

fn wait(leader: u32, meanwhile: impl Fn()) {
    let start = Instant::now();
    while is_alive(leader) {
        assert!(start.elapsed() < Duration::from_secs(60), "a process of session {leader} goes on");
        meanwhile();
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a process of a session is alive; one that only waits to be reaped is not.
fn is_alive(leader: u32) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    processes.filter_map(|process| Some((std::fs::read_to_string(process.join("stat")).ok()?, process))).any(
        |(stat, process)| {
            // The name in parentheses may hold spaces: after it come state, parent, group and session.
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
            let is_of_session = fields.get(3) == Some(&leader.to_string().as_str());
            is_of_session && (fields.first() != Some(&"Z") || has_other_threads(&process))
        },
    )
}

/// A process whose first thread is gone has its files open until the last one is.
fn has_other_threads(process: &Path) -> bool {
    std::fs::read_dir(process.join("task")).is_ok_and(|threads| threads.count() > 1)
}
