//! The chain of programs: as it is built in, a district's own, and by hand.

use super::home::Home;
use crate::support::Outcome;
use crate::support::command::{project, set_mode};
use crate::support::district::FILES;

/// The built-in chain with some text replaced.
fn chain(home: &Home, from: &str, to: &str) {
    let text = home.sync(&["--print-chain"]).exits(0).stdout;
    assert!(text.contains(from), "{text}");
    set_mode(home.workspace.write("chain.sh", text.replace(from, to)), 0o644);
}

#[test]
fn the_built_in_chain_is_short_and_reads_nothing_out_of_words() {
    let text = std::fs::read_to_string(project().join("scripts/sfe-chain")).unwrap();
    assert!(text.lines().count() <= 60);
    for tool in ["sed", "grep", "awk", "bash"] {
        assert!(!text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == tool), "{tool}");
    }
}

#[test]
fn a_district_can_add_a_line() {
    let home = Home::new("tiny");
    chain(&home, "stage commit\n", "stage share\ncp \"$SFE_RUN\"/*.csv share/\n\nstage commit\n");
    std::fs::create_dir(home.workspace.path("share")).unwrap();
    home.settings("SFE_CHAIN=chain.sh");
    home.sync(&[]).exits(0).silently_but_for_a_first_run();
    assert_eq!(home.workspace.names("share").len(), 3);
    assert!(home.workspace.read("last/stages.jsonl").contains("\"stage\":\"share\""));
    // What fails there fails the run under its name.
    chain(&home, "stage commit\n", "stage share\ncp none share/\n\nstage commit\n");
    home.sync(&[]).exits(74).says("share failed (exit code 74)");
    std::fs::remove_file(home.workspace.path("chain.sh")).unwrap();
    home.sync(&[]).exits(78).says("SFE_CHAIN").says("chain.sh");
}

#[test]
fn a_chain_that_ends_well_without_an_upload_or_a_commit_has_failed() {
    let home = Home::new("tiny");
    home.settings("SFE_CHAIN=chain.sh");
    for (from, to, said) in [
        ("sfe-push <\"$SFE_RUN/.paths\"\n", "exit 0\n", "did not upload the three files"),
        ("sfe-commit \"$SFE_RUN\"\n", "true\n", "did not move the state"),
        ("stage state\n", "exit 0\n", "did not upload the three files"),
    ] {
        chain(&home, from, to);
        home.sync(&[]).exits(78).says("chain failed (exit code 78)").says(said);
    }
    // The state does not move for a set that is not there.
    chain(&home, "sfe-push <\"$SFE_RUN/.paths\"\n", "echo uploaded\n");
    let mark = home.mark();
    home.sync(&[]).exits(65).says("commit failed").says("was not uploaded");
    assert_eq!(home.mark(), mark);
    // One file is no set.
    chain(&home, "sfe-push <\"$SFE_RUN/.paths\"\n", "sfe-push \"$SFE_RUN/P1ProfileBasic.csv\"\n");
    home.sync(&[]).exits(65).says("commit failed").says("was not uploaded");
    chain(&home, "sfe-transform -o", "exit 0; sfe-transform -o");
    home.sync(&["--dry-run"]).exits(78).says("made no files");
    set_mode(home.workspace.write("chain.sh", "if\n"), 0o600);
    home.sync(&[]).exits(78).says("before its first stage");
}

#[test]
fn a_chain_that_others_may_write_is_not_used() {
    let home = Home::new("tiny");
    home.settings("SFE_CHAIN=chain.sh");
    chain(&home, "stage state\n", "stage state\n");
    set_mode(home.workspace.path("chain.sh"), 0o664);
    home.sync(&[]).exits(78).says("others may write to the chain");
}

#[test]
fn what_a_program_prints_is_no_account_of_what_it_did() {
    let home = Home::new("tiny");
    home.settings("SFE_ON_FAILURE=echo \"$SFE_EXPORTED $SFE_WARNINGS $SFE_REASON\" >told.txt");
    let words = "echo 'sfe-transform: 9 rows read: 9 exported (9 new' >&2; echo 'sfe-push: warning: x' >&2; \
                 echo 'sfe-push: error: made up' >&2; exit 69";
    home.shim("sfe-push", words);
    Outcome::of(&mut home.command_with_shims(&[]), b"").exits(69).says("push failed (exit code 69): no error message");
    let told = home.told();
    assert!(told[0].starts_with("0 ") && told[0].ends_with(" no error message"), "{told:?}");
}

#[test]
fn nothing_counts_as_uploaded_that_was_not() {
    let home = Home::new("school");
    home.settings("SFE_ON_FAILURE=echo $SFE_EXPORTED $SFE_REJECTED >told.txt");
    home.sync(&["-q"]).exits(0);
    crate::support::district::database(&home.workspace, "x.db", "DELETE FROM teachers WHERE users_dcid > 150");
    home.sync(&[]).exits(65).says("transform failed");
    assert_eq!(home.told(), ["0 0"], "the guard refuses before there are files");
    home.settings(
        "SFE_ON_FAILURE=echo $SFE_EXPORTED $SFE_REJECTED >told.txt\nSFE_MAX_LOSS=100\nSFE_SFTP_DIR=./elsewhere",
    );
    home.sync(&[]).exits(69).says("push failed");
    assert!(home.told()[0].starts_with("0 "), "{:?}", home.told());
    let history = home.workspace.run("sfe-report", ["--history", ".", "--format", "json"]).exits(0).stdout;
    let history: serde_json::Value = serde_json::from_str(&history).unwrap();
    let sent: Vec<_> = history["nights"].as_array().unwrap().iter().map(|night| night["exported"].clone()).collect();
    let mut sent: Vec<String> = sent.iter().map(ToString::to_string).collect();
    sent.sort();
    assert_eq!(sent, ["89", "null", "null"]);
}

#[test]
fn the_chain_can_be_tried_by_hand_and_programs_read_the_settings() {
    let home = Home::new("tiny");
    chain(&home, "stage state\n", "stage state\n");
    std::fs::create_dir(home.workspace.path("try")).unwrap();
    let mut command = home.workspace.command("sh");
    command.args(["chain.sh"]).envs([("SFE_SETTINGS", "sfe.env"), ("SFE_RUN", "try"), ("SFE_MODE", "run")]);
    Outcome::of(&mut command, b"").exits(0).says("sfe-sync: push\n");
    assert_eq!(home.server.arrived(), FILES);
    // From elsewhere, too: paths in the file start at the file.
    let settings = home.workspace.path("sfe.env");
    let settings = settings.to_str().unwrap();
    let elsewhere = crate::support::Workspace::new();
    elsewhere.run("ps-extract", ["--check", "--settings", settings]).exits(0).prints("an extract would work");
    elsewhere.run("sfe-push", ["--check", "--settings", settings]).exits(0).prints("may be renamed");
    let pipe = format!("ps-extract --settings '{settings}' | sfe-transform --newest-dcid 0 --preview");
    elsewhere.run("bash", ["-c", &pipe]).exits(0).prints("ACCESS ID");
}

#[test]
fn a_closed_pipe_ends_a_dry_run_without_a_word() {
    let home = Home::new("district");
    // A dry run before the first night has a warning.
    home.sync(&[]).exits(0);
    let script = format!("'{}' --dry-run | head -3", crate::support::command::program("sfe-sync").display());
    let outcome = home.workspace.run("bash", ["-c", &script]).exits(0);
    assert_eq!((outcome.stdout.lines().count(), outcome.stderr.as_str()), (3, ""));
}

#[test]
fn an_error_text_of_any_length_is_cut_and_the_hook_still_runs() {
    let home = Home::new("tiny");
    home.workspace.write("long.sql", format!("SELECT {} FROM teachers", "x".repeat(200_000)));
    home.settings("PS_EXTRACT_QUERY=long.sql\nSFE_ON_FAILURE=printf %s \"$SFE_REASON\" >told.txt");
    let outcome = home.sync(&[]);
    assert_eq!(outcome.output.status.code(), Some(69), "{}", outcome.show());
    let reason = home.workspace.read("told.txt");
    assert!(reason.ends_with('…') && reason.chars().count() <= 4_000, "{}", reason.chars().count());
    assert!(outcome.stderr.lines().all(|line| line.chars().count() <= 4_000), "{}", outcome.stderr.len());
}

#[test]
fn a_chain_that_the_shell_cannot_read_is_found_out_before_the_night() {
    let home = Home::new("tiny");
    chain(&home, "stage commit\n", "if then\nstage commit\n");
    home.settings("SFE_CHAIN=chain.sh");
    let outcome =
        home.sync(&["--check"]).exits(78).says("the shell cannot read the chain (SFE_CHAIN)").says("chain.sh");
    outcome.prints("check: 1 problem (settings)");
    chain(&home, "stage commit\n", "stage commit\n");
    home.sync(&["--check"]).exits(0).prints("ok: the chain is ");
}
