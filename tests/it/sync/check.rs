//! `sfe-sync --check` tries what a run needs of the home folder.

use super::home::Home;
use crate::support::Outcome;
use crate::support::command::{program, set_mode};

#[test]
fn a_home_folder_in_which_nothing_can_be_written_is_found_out() {
    let home = Home::new("tiny");
    let script = "mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec \"$0\" --check";
    let mut command = home.workspace.command("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]).arg(program("sfe-sync"));
    Outcome::of(&mut command, b"").exits(73).says("cannot write in").says("Read-only file system");
}

#[test]
fn a_file_system_without_symbolic_links_is_found_out() {
    let home = Home::new("tiny");
    let before = home.workspace.names(".");
    let mut command = home.workspace.command("strace");
    command.args(["-qq", "-o", "/dev/null", "-e", "trace=symlink,symlinkat"]);
    command.args(["-e", "inject=symlink,symlinkat:error=EPERM"]).arg(program("sfe-sync")).arg("--check");
    Outcome::of(&mut command, b"").exits(78).says("no symbolic link can be made");
    assert_eq!(home.workspace.names("."), before);
}

#[test]
fn what_others_may_write_to_is_warned_of() {
    let home = Home::new("tiny");
    home.sync(&["--check"]).exits(0).does_not_say("warning");
    set_mode(home.workspace.path("known_hosts"), 0o666);
    let outcome = home.sync(&["--check"]).exits(0);
    let outcome = outcome.says("warning: others may write to known_hosts").says("chmod go-w");
    assert_eq!(outcome.stdout.lines().last(), Some("check: ready, with 1 warning"), "{}", outcome.show());
    set_mode(home.workspace.path("known_hosts"), 0o644);
    set_mode(home.workspace.path(""), 0o777);
    home.sync(&["--check"]).exits(0).says("warning: others may write to the home folder").does_not_say("known_hosts");
}

#[test]
fn the_last_line_is_a_verdict_that_names_what_is_wrong() {
    let home = Home::new("tiny");
    let outcome = home.sync(&["--check"]).exits(0);
    assert_eq!(outcome.stdout.lines().last(), Some("check: ready"), "{}", outcome.show());
    home.settings("PS_EXTRACT_QUERY=none.sql");
    let outcome = home.sync(&["--check"]).exits(66);
    assert_eq!(
        outcome.stdout.lines().last(),
        Some("check: 1 problem (query); SmartFind is fine"),
        "{}",
        outcome.show()
    );
    let query = home.workspace.run("ps-extract", ["--print-query"]).exits(0).stdout;
    home.workspace.write("refused.sql", query.replacen("t.email_addr", "t.email_addr, '1' AS p1_pin", 1));
    home.settings("PS_EXTRACT_QUERY=refused.sql");
    let outcome = home.sync(&["--check"]).exits(65);
    assert_eq!(outcome.stdout.lines().last(), Some("check: 1 problem (query); SmartFind is fine"));
    home.settings("SFE_SFTP_DIR=./elsewhere");
    std::fs::remove_file(home.workspace.path("NewestDCID.txt")).unwrap();
    // Each problem has its line.
    let outcome = home.sync(&["--check"]);
    assert_eq!(outcome.stdout.lines().last(), Some("check: 2 problems (state, SmartFind); database is fine"));
    assert_eq!(outcome.output.status.code(), Some(66), "{}", outcome.show());
    assert_eq!(outcome.stderr.lines().count(), 2, "{}", outcome.show());
    home.settings("not a setting");
    let outcome = home.sync(&["--check"]).exits(78);
    assert_eq!(outcome.stdout, "check: 1 problem (setup)\n");
}

#[test]
fn warnings_of_the_programs_count_in_the_verdict() {
    let home = Home::new("tiny");
    home.workspace.write("NewestDCID.txt", "0\n");
    set_mode(home.workspace.path("known_hosts"), 0o666);
    let outcome = home.sync(&["--check"]).exits(0).says("NewestDCID.txt is 0").says("others may write to known_hosts");
    assert_eq!(outcome.stdout.lines().last(), Some("check: ready, with 2 warnings"), "{}", outcome.show());
    home.settings("PS_EXTRACT_QUERY=none.sql");
    let outcome = home.sync(&["--check"]).exits(66);
    let verdict = "check: 1 problem (query), 2 warnings; SmartFind is fine";
    assert_eq!(outcome.stdout.lines().last(), Some(verdict), "{}", outcome.show());
}

#[test]
fn a_query_that_finds_nobody_is_a_problem_as_it_is_for_a_run() {
    let home = Home::new("tiny");
    let select = "SELECT email_addr, teachernumber, home_phone, first_name, last_name, homeschoolid, schoolid, status, \
                  users_dcid FROM teachers WHERE 1 = 0";
    home.workspace.write("q.sql", select);
    home.settings("PS_EXTRACT_QUERY=q.sql");
    let outcome = home.sync(&["--check"]).exits(65).says("the query finds nobody, so a run would fail");
    let verdict = "check: 1 problem (query); SmartFind is fine";
    assert_eq!(outcome.stdout.lines().last(), Some(verdict), "{}", outcome.show());
    home.sync(&[]).exits(65).says("nobody would be exported");
    home.settings("PS_EXTRACT_QUERY=q.sql\nSFE_ALLOW_EMPTY=1");
    let outcome = home.sync(&["--check"]).exits(0).prints("first row: none");
    assert_eq!(outcome.stdout.lines().last(), Some("check: ready"), "{}", outcome.show());
    home.sync(&[]).exits(0);
}

#[test]
fn each_thing_is_said_once_and_in_the_order_of_a_night() {
    let home = Home::new("tiny");
    home.settings("SFE_EOL=CRLF\nSFE_MAX_LOSS=7\nSFE_DEACTIVATE_LEAVERS=1");
    for night in 0..2 {
        let outcome = home.sync(&["--check"]).exits(0);
        let lines: Vec<&str> = outcome.stdout.lines().collect();
        let place = |words: &str| {
            let places: Vec<usize> = (0..lines.len()).filter(|line| lines[*line].contains(words)).collect();
            assert_eq!(places.len(), 1, "{words}: {}", outcome.show());
            places[0]
        };
        let order =
            ["can be made", "settings are in", "high-water mark", "7%", "CRLF", "people who left", "the files go to"];
        let places: Vec<usize> =
            order.iter().chain(&["an extract would work", "host key"]).map(|it| place(it)).collect();
        assert!(places.is_sorted(), "{places:?} {}", outcome.show());
        let mut sorted = lines.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), lines.len(), "{}", outcome.show());
        assert!(!outcome.stdout.contains("./NewestDCID.txt"), "paths work from anywhere: {}", outcome.show());
        if night == 0 {
            home.sync(&[]).exits(0);
        }
    }
}

#[test]
fn a_value_that_is_refused_is_told_once_and_by_the_setting_that_was_typed() {
    let home = Home::new("tiny");
    home.settings("SFE_MAX_LOSS=5%");
    let outcome = home.sync(&["--check"]).exits(2).says("SFE_MAX_LOSS in ").does_not_say("--max-loss");
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.show());
    let verdict = "check: 1 problem (settings); database and SmartFind are fine";
    assert_eq!(outcome.stdout.lines().last(), Some(verdict), "{}", outcome.show());
}

#[test]
fn another_server_is_warned_of_once() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    std::fs::create_dir(home.server.uploads().parent().unwrap().join("upload2")).unwrap();
    home.settings("SFE_SFTP_DIR=./upload2");
    let outcome = home.sync(&["--check"]).exits(0).says("the record describes the SmartFind behind");
    assert_eq!(outcome.stderr.matches("the record describes the SmartFind behind").count(), 1, "{}", outcome.show());
}

#[test]
fn nothing_is_made_in_a_folder_that_is_no_home() {
    let home = Home::new("tiny");
    std::fs::create_dir(home.workspace.path("other")).unwrap();
    for arguments in [&[][..], &["--check"], &["--dry-run"], &["--pickup"], &["--", "true"]] {
        let mut command = home.command(arguments);
        command.current_dir(home.workspace.path("other"));
        Outcome::of(&mut command, b"").exits(78).says("is not a home folder (no sfe.env): give --home DIR");
        assert!(home.workspace.names("other").is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_guard_names_the_command_that_lets_a_night_through() {
    let home = Home::new("school");
    home.sync(&["-q"]).exits(0);
    let folder = home.workspace.path("").canonicalize().unwrap();
    let database = home.workspace.path("x.db");
    let delete = "DELETE FROM teachers WHERE users_dcid% 2 = 0";
    Outcome::of(home.workspace.command("sqlite3").arg(&database).arg(delete), b"").exits(0);
    let advice = format!("SFE_MAX_LOSS=100 sfe-sync --home {}", folder.display());
    home.sync(&[]).exits(65).says(&advice).does_not_say("--max-loss");
}

#[test]
fn a_reader_that_goes_away_ends_a_check_in_silence() {
    let home = Home::new("tiny");
    // A dry run before the first night has a warning.
    home.sync(&[]).exits(0);
    let sync = program("sfe-sync");
    for arguments in ["--check", "--dry-run"] {
        let script = format!("\"$0\" {arguments} | head -n 1");
        let outcome = home.workspace.run("bash", ["-c", &script, sync.to_str().unwrap()]).exits(0);
        assert_eq!(outcome.stderr, "", "{arguments}");
    }
}
