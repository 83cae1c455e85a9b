//! A signal ends sfe-push at once, whatever the server does, and leaves no part of a set.

use super::{command, set_on, three_files};
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace, faulty_sftp};
use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// A time-out in seconds, and what is far less than waiting for it, also on a busy machine.
const TIMEOUT: &str = "200";
const AT_ONCE: Duration = Duration::from_secs(20);

/// Sends the program a signal, and asserts that it ends by it instead of waiting for the server.
#[track_caller]
fn ends_by_signal(workspace: &Workspace, child: &mut Child) -> ExitStatus {
    assert!(child.try_wait().unwrap().is_none(), "it has ended already");
    let start = Instant::now();
    let kill = format!("kill -TERM {}", child.id());
    Outcome::of(workspace.command("bash").args(["-c", &kill]), b"").exits(0);
    let status = child.wait().unwrap();
    assert!(start.elapsed() < AT_ONCE, "{:?}", start.elapsed());
    status
}

/// Waits until the server has left a request unanswered, or answers it without end.
fn wait_until_silent(workspace: &Workspace, child: &mut Child) {
    let give_up = Instant::now() + AT_ONCE;
    while !workspace.path("server/silent").exists() {
        assert!(Instant::now() < give_up && child.try_wait().unwrap().is_none(), "the server was not asked");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_signal_ends_the_wait_for_a_server_that_never_greets() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let new = three_files(&workspace, "new");
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let host = format!("127.0.0.1:{}", silent.local_addr().unwrap().port());
    let arguments = [&new.each_ref().map(String::as_str)[..], &["--host", &host, "--timeout", TIMEOUT]].concat();
    let mut child = command(&workspace, &server.settings(), &arguments).spawn().unwrap();
    let (mut connection, _) = silent.accept().unwrap();
    // It greets, and waits for an answer.
    connection.read_exact(&mut [0; 8]).unwrap();
    assert_eq!(ends_by_signal(&workspace, &mut child).signal(), Some(15));
}

#[test]
fn a_signal_while_files_are_written_in_place_leaves_no_part_of_a_set() {
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "silent=write:2");
    let new = three_files(&workspace, "new");
    let arguments = [&new.each_ref().map(String::as_str)[..], &["--in-place", "--timeout", TIMEOUT]].concat();
    let mut child = command(&workspace, &server.settings(), &arguments).spawn().unwrap();
    wait_until_silent(&workspace, &mut child);
    assert_eq!(ends_by_signal(&workspace, &mut child).signal(), Some(15));
    assert!(server.arrived().is_empty(), "{:?}", server.arrived());
}

#[test]
fn a_signal_during_a_silent_wait_ends_the_program_at_once() {
    // The first removal is the question whether there may be any.
    for request in ["limits", "open", "write", "posix-rename", "remove", "remove:2"] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, &format!("silent={request}"));
        if request == "remove:2" {
            // Only a set that replaces another leaves something to be removed.
            for old in three_files(&workspace, "old") {
                let name = std::path::Path::new(&old).file_name().unwrap();
                std::fs::copy(workspace.path(&old), server.uploads().join(name)).unwrap();
            }
        }
        let new = three_files(&workspace, "new");
        let arguments = [&new.each_ref().map(String::as_str)[..], &["--timeout", TIMEOUT]].concat();
        let mut child = command(&workspace, &server.settings(), &arguments).spawn().unwrap();
        wait_until_silent(&workspace, &mut child);
        let status = ends_by_signal(&workspace, &mut child);
        if request == "remove:2" {
            // The new set is complete: that is what was wanted.
            assert!(status.success() && set_on(&server, &workspace) == "new", "{status}");
            continue;
        }
        assert_eq!(status.signal(), Some(15), "{request}: {status}");
        if request != "posix-rename" {
            assert!(server.arrived().is_empty(), "{request}: {:?}", server.arrived());
        }
    }
}

#[test]
fn a_signal_ends_it_whatever_arrives_after_the_login() {
    for fault in
        ["trickle=limits", "trickle=open", "trickle=write", "trickle=readdir", "trickle=posix-rename", "flood=readdir"]
    {
        for in_place in [false, true] {
            if in_place && !["trickle=open", "trickle=write"].contains(&fault) {
                continue;
            }
            let workspace = Workspace::new();
            let server = faulty_sftp::start(&workspace, fault);
            let new = three_files(&workspace, "new");
            let mut arguments = [&new.each_ref().map(String::as_str)[..], &["--timeout", TIMEOUT]].concat();
            arguments.extend(in_place.then_some("--in-place"));
            let mut child = command(&workspace, &server.settings(), &arguments).spawn().unwrap();
            wait_until_silent(&workspace, &mut child);
            let status = ends_by_signal(&workspace, &mut child);
            // What comes without end is given up on by itself.
            let may_have_ended = fault.starts_with("flood") && matches!(status.code(), Some(69 | 75));
            assert!(status.signal() == Some(15) || may_have_ended, "{fault} {in_place}: {status}");
        }
    }
}
