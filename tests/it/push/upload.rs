//! All or nothing, in order, with times.

use super::{command, push, set_on, three_files, through};
use crate::support::district::FILES;
use crate::support::port::Port;
use crate::support::relay::{Faults, Relay};
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace};
use std::os::unix::fs::MetadataExt as _;
use std::time::{Duration, Instant};

#[test]
fn files_arrive_in_order_with_their_times_and_replace_what_was_there() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    for age in ["old", "new"] {
        let paths = three_files(&workspace, age);
        push(&workspace, &server, &paths.each_ref().map(String::as_str)).exits(0).silently();
        assert_eq!(server.arrived(), FILES);
        let base = if age == "old" { 1_000_000_000 } else { 1_500_000_000 };
        for (file, time) in FILES.iter().zip([base + 60, base + 120, base + 180]) {
            let there = std::fs::metadata(server.uploads().join(file)).unwrap();
            assert_eq!((there.mtime(), there.atime()), (time, time));
        }
        assert_eq!(set_on(&server, &workspace), age);
    }
}

#[test]
fn what_needs_no_server_is_refused_before_connecting() {
    let workspace = Workspace::new();
    let run = |arguments: &[&str], stdin: &str| workspace.run_with("sfe-push", arguments, stdin);
    run(&[], "").exits(66).says("no paths");
    run(&["missing.csv"], "").exits(66).says("missing.csv");
    let [a, b, _] = three_files(&workspace, "new");
    run(&[&b, &a], "").exits(65).says("sfe-stamp");
    std::fs::copy(workspace.path(&a), workspace.path("copy")).unwrap();
    run(&[&a, &a], "").exits(65).says("sfe-stamp");
    run(&[&a], "").exits(78).says("SFE_SFTP_ADDRESS");
    run(&[&a, "--host", "h"], "").exits(78).says("SFE_SFTP_USERNAME");
    run(&[&a, "--host", "h:x", "--user", "u"], "").exits(78).says("host:port");
    run(&[&a, "--host", "h", "--user", "u"], "").exits(78).says("private.pem");
    run(&[&a, "--host", "me@h"], "").exits(78).says("SFE_SFTP_ADDRESS=h and SFE_SFTP_USERNAME=me");
    run(&[&a, "--host", "sftp://me@h/"], "").exits(78).says("SFE_SFTP_ADDRESS=h and SFE_SFTP_USERNAME=me");
    for login in
        ["me/SECRET", "me:SECRET", "me:SE@SECRET", "me SECRET", "sftp://me:SECRET", "'me:SECRET", "SFTP://SECRET"]
    {
        let outcome = run(&[&a, "--host", &format!("{login}@h:22")], "").exits(78).does_not_say("SECRET");
        outcome.says("SFE_SFTP_ADDRESS=h:22 and SFE_SFTP_USERNAME=the user name alone");
    }
    run(&[&a, "--host", "\"h", "--user", "u"], "").exits(78).says("set SFE_SFTP_ADDRESS=h");
    run(&[&a, "--host", "h", "--user", "'u'"], "").exits(78).says("set SFE_SFTP_USERNAME=u");
    run(&[&a, "--host", "h", "--user", "u", "-d", "\"./upload1\""], "").exits(78).says("set SFE_SFTP_DIR=./upload1");
    run(&[&a, "--host", "h", "--user", "u", "-d", ""], "").exits(2).says("give a folder");
}

#[test]
fn a_dry_run_says_what_would_go_where_without_connecting() {
    let workspace = Workspace::new();
    let [a, b, _] = three_files(&workspace, "new");
    let stdin = format!("{a}\n{b}\n");
    let arguments = ["-n", "--host", "sftp.invalid:2222", "--user", "district", "-d", "in/"];
    let outcome = workspace.run_with("sfe-push", arguments, stdin).exits(0);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(lines[0].contains("district@sftp.invalid port 2222: in/P1ProfileBasic.csv"), "{}", outcome.show());
    assert!(lines[1].contains("in/W2SSO.csv") && lines.len() == 2);
}

#[test]
fn check_tries_everything_and_leaves_nothing() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    push(&workspace, &server, &["--check"]).exits(0).prints("ok: files may be renamed");
    assert!(server.arrived().is_empty());
    push(&workspace, &server, &["--check", "-d", "nowhere"])
        .exits(69)
        .says("nowhere")
        .prints("ok: login works for user");
}

#[test]
fn a_missing_folder_and_a_folder_in_the_way_change_nothing() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let [a, ..] = three_files(&workspace, "new");
    push(&workspace, &server, &[&a, "-d", "./nowhere"]).exits(69).says("./nowhere");
    std::fs::create_dir(server.uploads().join(FILES[0])).unwrap();
    push(&workspace, &server, &[&a]).exits(69).says("cannot rename");
    assert_eq!(server.arrived(), [FILES[0]], "no temporary file stays");
}

#[test]
fn what_killed_runs_of_others_left_behind_is_removed_when_it_is_old() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let [a, ..] = three_files(&workspace, "new");
    let now = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let young = format!(".sfe-push.00000000-{now}-00ff00ff00ff00ff-1.tmp");
    let old = ".sfe-push.00000000-20200101T000000Z-00ff00ff00ff00ff-1.tmp";
    for name in [old, &young, ".sfe-push.notes", "other.tmp"] {
        std::fs::write(server.uploads().join(name), "x").unwrap();
    }
    push(&workspace, &server, &[&a]).exits(0);
    let mut left = server.arrived();
    left.sort();
    assert_eq!(left, [young.as_str(), ".sfe-push.notes", FILES[0], "other.tmp"]);
}

#[test]
fn a_signal_removes_the_temporary_files() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let relay = Relay::start(server.port, Faults { delay: Duration::from_millis(60), ..Faults::default() });
    let settings = through(&workspace, &server, relay.port);
    let paths = three_files(&workspace, "new");
    let mut child = command(&workspace, &settings, &paths.each_ref().map(String::as_str)).spawn().unwrap();
    let give_up = Instant::now() + Duration::from_secs(60);
    while server.arrived().is_empty() {
        assert!(Instant::now() < give_up && child.try_wait().unwrap().is_none(), "nothing was uploaded");
        std::thread::sleep(Duration::from_millis(5));
    }
    let kill = format!("kill -TERM {}", child.id());
    Outcome::of(workspace.command("bash").args(["-c", &kill]), b"").exits(0);
    let status = child.wait().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(15), "{status}");
    assert!(server.arrived().is_empty(), "{:?}", server.arrived());
}

#[test]
fn servers_that_are_silent_or_not_there_are_temporary_failures() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let [a, ..] = three_files(&workspace, "new");
    let run = |host: String| {
        let started = Instant::now();
        let arguments = [&a, "--host", &host, "--timeout", "0.5"];
        let outcome = push(&workspace, &server, &arguments).exits(75);
        // The default time-out is half a minute.
        assert!(started.elapsed() < Duration::from_secs(25), "{}", outcome.show());
        outcome
    };
    let closed = Port::reserve();
    run(format!("127.0.0.1:{}", closed.number)).says("cannot connect");
    run("host.invalid".to_string()).says("host.invalid");
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    run(format!("127.0.0.1:{}", silent.local_addr().unwrap().port())).says("in time");
}

#[test]
fn a_lost_connection_is_tried_again_from_a_clean_start() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let faults = Faults { cut_after: Some(20_000), faulty: Some(1), ..Faults::default() };
    let relay = Relay::start(server.port, faults);
    let settings = through(&workspace, &server, relay.port);
    let paths = three_files(&workspace, "new");
    let mut arguments: Vec<&str> = paths.iter().map(String::as_str).collect();
    arguments.extend(["--retries", "1"]);
    Outcome::of(&mut command(&workspace, &settings, &arguments), b"").exits(0).says("trying again in 1 s (1 of 1)");
    assert_eq!((server.arrived(), relay.connections()), (FILES.map(str::to_string).to_vec(), 2));
}

#[test]
fn it_goes_on_trying_for_as_long_as_it_was_told() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let [a, ..] = three_files(&workspace, "new");
    let run = |faulty: Option<u64>, arguments: &[&str]| {
        let relay = Relay::start(server.port, Faults { cut_after: Some(0), faulty, ..Faults::default() });
        let settings = through(&workspace, &server, relay.port);
        let mut push = command(&workspace, &settings, &[&[a.as_str()], arguments].concat());
        let start = Instant::now();
        (Outcome::of(push.env("SFE_SFTP_RETRIES", ""), b""), relay.connections(), start.elapsed())
    };
    let (outcome, connections, _) = run(Some(2), &[]);
    // Of the two minutes the first pause takes a second, and a busy machine perhaps more.
    let outcome =
        outcome.exits(0).says("trying again in 1 s (for 120 s more at most)").says("trying again in 2 s (for 1");
    let left = outcome.stderr.split("trying again in 2 s (for ").nth(1).unwrap().split(' ').next().unwrap();
    assert!((60..=119).contains(&left.parse::<u32>().unwrap()), "{}", outcome.show());
    assert_eq!(connections, 3);
    let (outcome, connections, time) = run(None, &["--retry-for", "2"]);
    outcome.exits(75);
    // Where the second attempt takes a second there is no time left for a third.
    assert!((2..=3).contains(&connections) && time >= Duration::from_secs(2), "{connections} {time:?}");
    let (outcome, connections, _) = run(None, &["--retry-for", "0"]);
    outcome.exits(75).does_not_say("trying again");
    assert_eq!(connections, 1);
}

#[test]
fn refusals_are_not_tried_again() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let [a, ..] = three_files(&workspace, "new");
    push(&workspace, &server, &[&a, "--retries", "3", "--user", "nobody-of-this-name"])
        .exits(77)
        .does_not_say("trying again");
    push(&workspace, &server, &[&a, "--retries", "3", "-d", "nowhere"]).exits(69).does_not_say("trying again");
}

#[test]
fn three_small_files_take_few_round_trips() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let paths = three_files(&workspace, "new");
    // An answer that arrives in two pieces can look like two: a busy machine only ever adds turns to the 11 there are.
    let mut turns = Vec::new();
    while turns.last().is_none_or(|last| *last > 14) {
        assert!(turns.len() < 10, "more than 14 each time: {turns:?}");
        let relay = Relay::start(server.port, Faults { delay: Duration::from_millis(20), ..Faults::default() });
        let settings = through(&workspace, &server, relay.port);
        Outcome::of(&mut command(&workspace, &settings, &paths.each_ref().map(String::as_str)), b"").exits(0);
        turns.push(relay.round_trips());
    }
    println!("round trips for three small files: {turns:?}");
}
