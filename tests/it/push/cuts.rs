//! The connection cut at every stage of an upload.

use super::{command, push, set_on, three_files, through};
use crate::support::relay::{Faults, Relay};
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace};

#[test]
fn wherever_the_connection_breaks_the_final_names_hold_a_whole_set() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let old = three_files(&workspace, "old");
    let new = three_files(&workspace, "new");
    let (old, new) = (old.each_ref().map(String::as_str), new.each_ref().map(String::as_str));
    push(&workspace, &server, &old).exits(0);

    // How much passes in all, so that the cuts can be spread over it.
    let whole = Relay::start(server.port, Faults::default());
    let settings = through(&workspace, &server, whole.port);
    Outcome::of(&mut command(&workspace, &settings, &new), b"").exits(0);
    let total = whole.bytes();

    // Finer towards the end, where the renames are.
    let coarse = (0..total).step_by(usize::try_from(total / 60).unwrap());
    let fine = (total - 4000..total + 200).step_by(40);
    let (mut cuts, mut news) = (0, 0);
    for cut in coarse.chain(fine) {
        workspace.write("known_hosts", format!("{} {}\n", server.name(), server.host_key("ed25519")));
        push(&workspace, &server, &old).exits(0);
        // What the cut before left behind would lengthen the listing, and move every later cut.
        for name in server.arrived().iter().filter(|name| name.starts_with(".sfe-push.")) {
            std::fs::remove_file(server.uploads().join(name)).unwrap();
        }
        let relay = Relay::start(server.port, Faults { cut_after: Some(cut), ..Faults::default() });
        let settings = through(&workspace, &server, relay.port);
        let outcome = Outcome::of(&mut command(&workspace, &settings, &new), b"");
        cuts += 1;
        let there = settled(&server, &workspace);
        news += u32::from(there == "new");
        match outcome.output.status.code() {
            Some(0) => assert_eq!(there, "new", "cut after {cut} of {total}: {}", outcome.show()),
            Some(75) => assert!(there == "old" || there == "new", "cut after {cut} of {total}: {there}"),
            _ => panic!("cut after {cut} of {total}: {}", outcome.show()),
        }
    }
    println!("{cuts} cuts over {total} bytes, {news} of them after the renames");
    assert!(news > 0 && news < cuts, "{news} new of {cuts}");
}

/// What the final names hold, once the server has finished what it was doing when the connection broke.
fn settled(server: &Sshd, workspace: &Workspace) -> String {
    server.wait_until_idle();
    set_on(server, workspace)
}

/// Pushes a new set over an old one with the connection reset after the first packet, then after the second, and
/// so on; `judge` gets the server, what the final names hold, and how the push ended.
fn reset_after_each_packet(more: &[&str], judge: impl Fn(&Sshd, &str, &Outcome)) {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let old = three_files(&workspace, "old");
    let new = three_files(&workspace, "new");
    let (old, new) = (old.each_ref().map(String::as_str), new.each_ref().map(String::as_str));
    let known_hosts = workspace.read("known_hosts");
    push(&workspace, &server, &old).exits(0);
    let whole = Relay::start(server.port, Faults::default());
    let settings = through(&workspace, &server, whole.port);
    Outcome::of(&mut command(&workspace, &settings, &[&new[..], more].concat()), b"").exits(0);
    let last = whole.pieces() + 2;
    let mut late = 0;
    // How much arrives as one piece differs from run to run, so the end, where the renames are, is gone over again
    // until a reset has fallen between the first change of the final names and its answer.
    let again = (0..20).flat_map(|_| last.saturating_sub(9)..=last);
    for (number, reset) in (1..=last).chain(again).enumerate() {
        if number as u64 >= last && late > 0 {
            break;
        }
        workspace.write("known_hosts", &known_hosts);
        push(&workspace, &server, &old).exits(0);
        assert_eq!(server.arrived().len(), 3, "the next good push removes what was left behind");
        let relay =
            Relay::start(server.port, Faults { reset_after: Some(reset), faulty: Some(1), ..Faults::default() });
        let settings = through(&workspace, &server, relay.port);
        let arguments = [&new[..], &["-v"], more].concat();
        let outcome = Outcome::of(&mut command(&workspace, &settings, &arguments), b"");
        println!("reset after packet {reset}: {}", settled(&server, &workspace));
        judge(&server, &settled(&server, &workspace), &outcome);
        late += u32::from(outcome.stderr.contains("connecting again to finish"));
    }
    assert!(late > 0, "no reset fell between the first change of the final names and its answer");
}

#[test]
fn after_a_reset_at_any_packet_the_final_names_hold_a_whole_set() {
    reset_after_each_packet(&["--retries", "0"], |_, there, outcome| match outcome.output.status.code() {
        Some(0) => assert_eq!(there, "new", "{}", outcome.show()),
        Some(75) => assert!(there == "old" || there == "new", "{there}: {}", outcome.show()),
        _ => panic!("{there}: {}", outcome.show()),
    });
}

#[test]
fn after_a_reset_at_any_packet_one_retry_makes_the_set_new_and_leaves_nothing_else() {
    reset_after_each_packet(&["--retries", "1"], |server, there, outcome| {
        let shown = outcome.show();
        assert_eq!((outcome.output.status.code(), there, server.arrived().len()), (Some(0), "new", 3), "{shown}");
    });
}

#[test]
fn after_a_reset_at_any_packet_in_place_the_set_is_finished() {
    reset_after_each_packet(&["--retries", "0", "--in-place"], |server, there, outcome| {
        let shown = outcome.show();
        match outcome.output.status.code() {
            Some(0) => assert_eq!((there, server.arrived().len()), ("new", 3), "{shown}"),
            // Before the first file was touched.
            Some(75) => assert_eq!((there, server.arrived().len()), ("old", 3), "{shown}"),
            _ => panic!("{there}: {shown}"),
        }
    });
}

#[test]
fn a_server_that_falls_silent_in_the_middle_is_given_up_on() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let new = three_files(&workspace, "new");
    for hold in [500, 3_000, 8_000, 30_000, 60_000] {
        let relay = Relay::start(server.port, Faults { hold_after: Some(hold), ..Faults::default() });
        let settings = through(&workspace, &server, relay.port);
        let mut arguments: Vec<&str> = new.iter().map(String::as_str).collect();
        arguments.extend(["--timeout", "0.4"]);
        let outcome = Outcome::of(&mut command(&workspace, &settings, &arguments), b"");
        outcome.exits(75);
        assert!(set_on(&server, &workspace) == "absent", "held after {hold}");
    }
}

/// On most nights the importer has taken the old set, and the new one takes nobody's place.
#[test]
fn after_a_reset_at_any_packet_a_set_that_replaces_nothing_is_finished_by_one_retry() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let new = three_files(&workspace, "new");
    let arguments: Vec<&str> = new.iter().map(String::as_str).chain(["--retries", "1"]).collect();
    let push_through = |relay: &Relay| {
        for name in server.arrived() {
            std::fs::remove_file(server.uploads().join(name)).unwrap();
        }
        let settings = through(&workspace, &server, relay.port);
        Outcome::of(&mut command(&workspace, &settings, &arguments), b"").exits(0)
    };
    let whole = Relay::start(server.port, Faults::default());
    push_through(&whole);
    for reset in 1..=whole.pieces() + 2 {
        let faults = Faults { reset_after: Some(reset), faulty: Some(1), ..Faults::default() };
        let outcome = push_through(&Relay::start(server.port, faults));
        let there = (set_on(&server, &workspace), server.arrived().len());
        assert_eq!(there, ("new".to_string(), 3), "reset after packet {reset}: {}", outcome.show());
    }
}
