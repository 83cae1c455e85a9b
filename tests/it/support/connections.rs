//! What OpenSSH's server still does for clients that may be gone.

use std::collections::HashMap;
use std::fs::read_link;
use std::path::Path;

/// A process: its number, its parent's, and whether it only waits to be reaped.
struct Process {
    number: u32,
    parent: u32,
    is_over: bool,
}

/// Whether a process serves a connection of the server: it descends from the listener, has the server's log as its
/// standard error, or has the server's folder as its own. A session outlives its listener and an SFTP server its
/// session, so each of the three finds what the others do not.
pub fn are_served(listener: u32, log: &Path, root: &Path) -> bool {
    let processes = processes();
    let parents: HashMap<u32, u32> = processes.iter().map(|process| (process.number, process.parent)).collect();
    let descends = |process: &Process| {
        std::iter::successors(Some(process.parent), |number| parents.get(number).copied()).any(|it| it == listener)
    };
    let is_at = |process: &Process, link: &str, path: &Path| {
        read_link(format!("/proc/{}/{link}", process.number)).is_ok_and(|target| target == path)
    };
    processes
        .iter()
        .filter(|process| process.number != listener && !process.is_over)
        .any(|process| descends(process) || is_at(process, "fd/2", log) || is_at(process, "cwd", root))
}

fn processes() -> Vec<Process> {
    let numbers = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers
        .filter_map(|number: u32| {
            let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
            // The name in parentheses may hold spaces: after it come state and parent.
            let mut fields = stat.rsplit(')').next()?.split_whitespace();
            let is_over = fields.next()? == "Z";
            Some(Process { number, parent: fields.next()?.parse().ok()?, is_over })
        })
        .collect()
}
