//! scripts/sfe-sync: a night's run, and nights that go wrong.

use crate::support::district::{FILES, database, read_fixture, row, stream};
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace, command::project};
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

/// A home folder with everything a run needs, and a server.
struct Home {
    workspace: Workspace,
    server: Sshd,
}

impl Home {
    fn new(case: &str) -> Self {
        let workspace = Workspace::new();
        database(&workspace, "x.db", &read_fixture(&format!("golden/{case}/staff.sql")));
        let server = Sshd::start(&workspace);
        workspace.write("NewestDCID.txt", "0\r\n");
        let home = Home { workspace, server };
        home.settings("");
        home
    }

    fn settings(&self, more: &str) {
        let ours: String = self
            .server
            .settings()
            .iter()
            .map(|(key, value)| format!("{key} = \"{value}\"\r\n").replace(" = ", "="))
            .collect();
        let text = format!("\u{feff}# settings\r\nPOWERSCHOOL_PROD_DB='sqlite:x.db'\r\n{ours}{more}\n");
        let path = self.workspace.write("sfe.env", text);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.workspace.command(project().join("scripts/sfe-sync").to_str().unwrap());
        command.args(arguments).env("HOME", self.workspace.path(""));
        command
    }

    fn sync(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(arguments), b"")
    }

    fn mark(&self) -> String {
        self.workspace.read("NewestDCID.txt").trim().to_string()
    }

    fn runs(&self) -> Vec<String> {
        if self.workspace.path("runs").exists() { self.workspace.names("runs") } else { Vec::new() }
    }
}

#[test]
fn two_nights() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0).silently();
    assert_eq!(home.server.arrived(), FILES);
    assert_eq!(home.mark(), "120");
    let pushed = home.workspace.read("last/P1ProfileBasic.csv");
    assert!(pushed.lines().all(|line| line.starts_with("P|A|")), "everyone is new: {pushed}");
    assert_eq!(std::fs::read_to_string(home.server.uploads().join(FILES[0])).unwrap(), pushed);
    let sent = home.workspace.read("sent.txt");
    assert_eq!(sent.lines().count(), pushed.lines().count());
    for name in
        ["sent.txt", "NewestDCID.txt", "sfe_log.txt", "last/sfe_log.txt", "last/extract.jsonl", "last/decisions.jsonl"]
    {
        let mode = std::fs::metadata(home.workspace.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    home.sync(&[]).exits(0).silently();
    let pushed = home.workspace.read("last/P1ProfileBasic.csv");
    assert!(pushed.lines().all(|line| line.starts_with("P|C|")), "everyone is known: {pushed}");
    assert_eq!((home.mark().as_str(), home.runs().len()), ("120", 2));
    assert_eq!(home.workspace.read("sent.txt"), sent);
}

#[test]
fn warnings_are_shown_when_they_are_new() {
    let home = Home::new("school");
    let first = home.sync(&[]).exits(0).says("rejected (no-name): users_dcid 80");
    assert!(first.stdout.is_empty());
    home.sync(&[]).exits(0).silently();
    let change = "UPDATE teachers SET teachernumber = 'x' WHERE users_dcid = 52 AND schoolid = homeschoolid; \
                  INSERT INTO teachers (users_dcid, email_addr, teachernumber, first_name, last_name, homeschoolid, \
                  schoolid, status) VALUES (1, 'new@d.example', 'T1', 'A', 'B', 5, 5, 1)";
    database(&home.workspace, "x.db", change);
    let third = home.sync(&[]).exits(0).says("users_dcid 1 (new@d.example)");
    assert!(!third.stderr.contains("users_dcid 80 "), "{}", third.show());
}

#[test]
fn a_failed_push_moves_nothing() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    let kept = ["NewestDCID.txt", "sent.txt"].map(|name| home.workspace.read(name));
    let last = std::fs::read_link(home.workspace.path("last")).unwrap();
    database(&home.workspace, "x.db", "UPDATE teachers SET users_dcid = 999 WHERE users_dcid = 120");
    home.settings("SFE_SFTP_DIR=./elsewhere");
    let outcome = home.sync(&[]).exits(69).says("push failed (exit code 69)").says("./elsewhere");
    // Of two runs in one second, the name of the later one (it ends in the process number) may sort first.
    let named = |run: &String| outcome.stderr.contains(&format!("runs/{run}"));
    let run = home.runs().into_iter().find(named).unwrap_or_else(|| panic!("{}", outcome.show()));
    assert_ne!(std::path::Path::new("runs").join(&run), last);
    assert_eq!(["NewestDCID.txt", "sent.txt"].map(|name| home.workspace.read(name)), kept);
    assert_eq!(std::fs::read_link(home.workspace.path("last")).unwrap(), last);
    assert!(home.workspace.read(&format!("runs/{run}/sfe_log.txt")).contains("push failed"));
    home.settings("");
    home.sync(&[]).exits(0);
    assert_eq!(home.mark(), "999");
}

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
fn the_environment_takes_precedence_over_the_settings_and_nothing_is_expanded() {
    let home = Home::new("tiny");
    home.settings("SFE_SFTP_DIR=\"./$(touch evil)`touch evil`\\$HOME\"");
    home.sync(&[]).exits(69).says("./$(touch evil)`touch evil`\\$HOME");
    assert!(!home.workspace.path("evil").exists());
    Outcome::of(home.command(&[]).env("SFE_SFTP_DIR", "./upload1"), b"").exits(0);
}

#[test]
fn settings_others_may_read_are_refused() {
    let home = Home::new("tiny");
    for mode in [0o640, 0o604] {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(home.workspace.path("sfe.env"), permissions).unwrap();
        home.sync(&[]).exits(78).says("chmod 600");
    }
    home.settings("not a setting");
    home.sync(&[]).exits(78).says("line 6");
    home.settings("PPID=1");
    home.sync(&[]).exits(78);
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
fn check_asks_both_servers_and_leaves_nothing_behind() {
    let home = Home::new("tiny");
    let before = home.workspace.names(".");
    home.sync(&["--check"]).exits(0).prints("an extract would work").prints("may be renamed");
    assert_eq!(home.workspace.names("."), before);
    assert!(home.server.arrived().is_empty());
    home.settings("SFE_SFTP_DIR=./elsewhere");
    home.sync(&["--check"]).exits(69).prints("an extract would work").says("./elsewhere");
}

#[test]
fn a_dry_run_stops_before_the_push() {
    let home = Home::new("tiny");
    home.sync(&["--dry-run"]).exits(0).prints("P1ProfileBasic.csv").prints("nothing was sent");
    assert!(home.server.arrived().is_empty());
    assert_eq!(home.mark(), "0");
    assert!(!home.workspace.path("sent.txt").exists() && !home.workspace.path("last").exists());
}

#[test]
fn a_saved_extract_is_replayed() {
    let home = Home::new("tiny");
    let elsewhere = Workspace::new();
    elsewhere.write("saved.jsonl", stream(&[row(5, json!({}))]));
    let folder = home.workspace.path("");
    let mut command = home.command(&["--replay", "saved.jsonl", "--home", folder.to_str().unwrap()]);
    Outcome::of(command.current_dir(elsewhere.path("")), b"").exits(0).silently();
    assert_eq!(home.workspace.read("last/W2SSO.csv"), "W|A|2|1|10005|u5@d.example|\n");
    home.sync(&["--replay", "none.jsonl"]).exits(66).says("none.jsonl");
    home.sync(&["--replay", "x.db", "--check"]).exits(2);
}

#[test]
fn late_arrivals_are_added() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    // Rejected so far, and the mark has passed: users_dcid 53 was on a contract.
    database(&home.workspace, "x.db", "UPDATE u_humanresources SET contractemp = 0 WHERE usersdcid = 53");
    home.sync(&[]).exits(0);
    let pushed = home.workspace.read("last/P1ProfileBasic.csv");
    let added: Vec<&str> = pushed.lines().filter(|line| line.starts_with("P|A|")).collect();
    assert!(matches!(added[..], [line] if line.contains("|312354605|")), "{pushed}");
    assert!(home.workspace.read("sent.txt").contains("312354605"));
}

#[test]
fn the_guard_is_on() {
    let home = Home::new("school");
    home.sync(&[]).exits(0);
    database(&home.workspace, "x.db", "DELETE FROM teachers WHERE users_dcid > 150");
    home.sync(&[]).exits(65).says("transform failed").says("active in the set pushed last");
    Outcome::of(home.command(&[]).env("SFE_MAX_LOSS", "100"), b"").exits(0);
}

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

#[test]
fn hooks_are_told_how_it_went_and_their_failure_changes_nothing() {
    let home = Home::new("school");
    let hook = "env | grep -E '^(SFE_(OUTCOME|STAGE|RUN|EXPORTED|REJECTED|WARNINGS)|.*PASS.*)=' | grep -v ^SFE_ON | sort >hook.txt; exit 3";
    home.settings(&format!("SFE_ON_SUCCESS={hook}\nSFE_ON_FAILURE={hook}\nPOWERSCHOOL_DB_PASSWORD=secret"));
    home.sync(&["-q"]).exits(0).silently();
    let run = home.workspace.path("runs").join(home.runs().pop().unwrap());
    let told = home.workspace.read("hook.txt");
    let expected = format!(
        "SFE_EXPORTED=89\nSFE_OUTCOME=success\nSFE_REJECTED=2\nSFE_RUN={}\nSFE_STAGE=done\nSFE_WARNINGS=2\n",
        run.canonicalize().unwrap().display()
    );
    assert_eq!(told, expected);
    home.workspace.write("NewestDCID.txt", "x");
    home.sync(&[]).exits(65);
    let told = home.workspace.read("hook.txt");
    assert!(told.contains("SFE_OUTCOME=failure\n") && told.contains("SFE_STAGE=state\n"), "{told}");
}

#[test]
fn command_lines() {
    let home = Home::new("tiny");
    home.sync(&["--help"]).exits(0).prints("Usage: sfe-sync");
    home.sync(&["--version"]).exits(0).prints(concat!("sfe-sync ", env!("CARGO_PKG_VERSION")));
    home.sync(&["--nonsense"]).exits(2).says("--nonsense");
    home.sync(&["--home"]).exits(2);
    home.sync(&["--home", "/nonexistent"]).exits(78).says("/nonexistent");
    home.sync(&["--check", "--dry-run"]).exits(2);
    let mut command = home.command(&[]);
    let tools = Workspace::new();
    for tool in ["bash", "dirname", "readlink", "env"] {
        let found = crate::support::sshd::find(tool, "coreutils");
        std::os::unix::fs::symlink(found, tools.path(tool)).unwrap();
    }
    Outcome::of(command.env("PATH", tools.path("")), b"").exits(78).says("ps-extract");
}
