//! Command lines, sfe.env, and --check.

use super::home::Home;
use crate::support::command::{program, project, set_mode};
use crate::support::district::FILES;
use crate::support::{Outcome, faulty_sftp};
use std::os::unix::fs::PermissionsExt as _;

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
}

#[test]
fn misspelled_settings_are_warned_about_and_the_run_goes_on() {
    let home = Home::new("tiny");
    home.settings("SFE_KEPP_RUNS=5\nexport SFE_ON_SUCCESS=echo $SFE_MINE >told.txt\nSFE_MINE=kept\nOTHER=1");
    let outcome =
        home.sync(&[]).exits(0).says("sfe.env: line 6: no program knows SFE_KEPP_RUNS; did you mean SFE_KEEP_RUNS?");
    assert_eq!(outcome.stderr.matches("warning: ").count(), 2, "SFE_MINE, too: {}", outcome.show());
    assert_eq!(home.told(), ["kept"]);
    assert!(home.workspace.read("last/sfe_log.txt").contains("SFE_KEPP_RUNS"));
}

#[test]
fn a_command_has_the_settings_the_programs_and_the_home_folder() {
    let home = Home::new("tiny");
    home.settings("SFE_SUB_BUILDING=7\nPOWERSCHOOL_DB_PASSWORD=p");
    let script = "env; pwd; ps-extract | sfe-transform --preview";
    let folder = home.workspace.path("").canonicalize().unwrap();
    let mut command = home.command(&["--home", folder.to_str().unwrap(), "--", "sh", "-c", script]);
    let outcome = Outcome::of(command.current_dir("/"), b"").exits(0).prints("SFE_SUB_BUILDING=7\n");
    outcome.prints("POWERSCHOOL_DB_PASSWORD=p\n").prints(&format!("{}\n", folder.display())).prints("ACCESS ID");
    assert!(home.runs().is_empty());
    let ended = home.sync(&["--", "sh", "-c", "exit 7"]);
    assert_eq!(ended.output.status.code(), Some(7), "{}", ended.show());
    home.sync(&["--"]).exits(2);
    home.sync(&["--check", "--", "ls"]).exits(2);
}

#[test]
fn no_setting_can_switch_a_night_off() {
    let home = Home::new("tiny");
    for setting in [
        "FUNCNEST=1",
        "FUNCNEST=2",
        "EXECIGNORE=*",
        "GLOBIGNORE=*",
        "SHELLOPTS=noexec",
        "IFS=e",
        "ENV=/dev/null",
        "PPID=1",
        "PATH=/nonexistent",
        "BASH_ENV=/nonexistent",
        "SFE_EVENTS=0",
        "SFE_RUN=/tmp",
        "SFE_MODE=dry-run",
        "SFE_HANDED_OVER=0",
        "POSIXLY_CORRECT=1",
        "LC_ALL=tr_TR.UTF-8",
        "CDPATH=/",
        "SFE_REPLAY=/dev/null",
        "SFE_ONLY=1",
    ] {
        home.settings(setting);
        let outcome = home.sync(&["-q"]);
        let arrived = home.server.arrived();
        let is_done = outcome.output.status.success();
        assert_eq!(is_done, arrived == FILES, "{setting}: {arrived:?} {}", outcome.show());
        assert!(is_done || !outcome.stderr.is_empty(), "{setting}: {}", outcome.show());
        for file in arrived {
            std::fs::remove_file(home.server.uploads().join(file)).unwrap();
        }
    }
}

#[test]
fn root_does_not_run_in_somebody_elses_home() {
    let home = Home::new("tiny");
    let folder = home.workspace.path("");
    // Only root can give a folder away, and users other than root are not refused.
    if std::os::unix::fs::chown(&folder, Some(65534), Some(65534)).is_err() {
        home.sync(&[]).exits(0).silently();
        return;
    }
    let owner = Outcome::of(home.workspace.command("stat").args(["-c", "%U", "."]), b"").stdout;
    let advice = format!("runuser -u {} -- sfe-sync --home {}", owner.trim(), folder.canonicalize().unwrap().display());
    let outcome = home.sync(&[]).exits(78).says(&advice);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.show());
    assert!(home.runs().is_empty());
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
fn settings_of_sfe_push_reach_it() {
    let mut home = Home::new("tiny");
    home.server = faulty_sftp::start(&home.workspace, "names=.csv");
    home.settings("");
    home.sync(&["--check"]).exits(69).says("SFE_SFTP_TEMPORARY_NAME");
    home.settings("SFE_SFTP_TEMPORARY_NAME=sfe-push-{}.csv");
    home.sync(&["--check"]).exits(0);
    home.sync(&[]).exits(0);
    assert_eq!(home.server.arrived(), FILES);
}

#[test]
fn command_lines() {
    let home = Home::new("tiny");
    home.sync(&["--help"]).exits(0).prints("Usage: sfe-sync");
    // Nothing is run though it cannot be written.
    let sync = program("sfe-sync");
    let closed_pipe = "exec 9> >(exec true); wait $!; \"$0\" --help >&9; exit $?";
    for (script, code) in [("\"$0\" --help >/dev/full", 74), (closed_pipe, 141)] {
        let outcome = home.workspace.run("bash", ["-c", script, sync.to_str().unwrap()]);
        assert_eq!(outcome.output.status.code(), Some(code), "{script}: {}", outcome.show());
        assert!(home.runs().is_empty(), "{script}");
    }
    home.sync(&["--version"]).exits(0).prints(concat!("sfe-sync ", env!("CARGO_PKG_VERSION")));
    home.sync(&["--nonsense"]).exits(2).says("--nonsense");
    home.sync(&["--home"]).exits(2);
    home.sync(&["--home", "/nonexistent"]).exits(78).says("/nonexistent");
    home.sync(&["--check", "--dry-run"]).exits(2);
    // Without the programs beside it and on PATH.
    let alone = home.workspace.link_program(&program("sfe-sync"), "alone/sfe-sync");
    let mut command = home.workspace.command(alone.to_str().unwrap());
    Outcome::of(command.env("PATH", "/usr/bin:/bin"), b"").exits(78).says("cannot find the program ps-extract");
    let chain = std::fs::read_to_string(project().join("scripts/sfe-chain")).unwrap();
    assert_eq!(home.sync(&["--print-chain"]).exits(0).stdout, chain);
}

#[test]
fn check_and_a_run_judge_the_state_alike() {
    let home = Home::new("tiny");
    home.sync(&[]).exits(0);
    let sound = ["NewestDCID.txt", "smartfind.jsonl"].map(|name| home.workspace.read(name));
    for (name, content, code) in [
        ("NewestDCID.txt", "99999999999999999999", 65),
        ("NewestDCID.txt", "60\0", 65),
        ("NewestDCID.txt", "\u{feff}\u{feff}60", 65),
        ("NewestDCID.txt", "", 65),
        ("NewestDCID.txt", "sixty", 65),
        ("NewestDCID.txt", "+60\r\n", 0),
        ("NewestDCID.txt", "\u{feff}60", 0),
        ("NewestDCID.txt", "-5", 0),
        ("smartfind.jsonl", "", 65),
        ("smartfind.jsonl", "{\"access_id\":7,\"users_dcid\":null,\"known\":\"known\"}\n", 65),
        ("smartfind.jsonl", "{\"end\":{\"people\":1,\"run\":null,\"merges\":0,\"server\":null}}\n", 65),
        ("smartfind.jsonl", "{\"end\":{\"people\":0,\"run\":null,\"merges\":0,\"server\":null}}\n", 0),
    ] {
        home.workspace.write(name, content);
        home.sync(&["--check"]).exits(code);
        home.sync(&["--dry-run"]).exits(code);
        for (name, content) in ["NewestDCID.txt", "smartfind.jsonl"].iter().zip(&sound) {
            home.workspace.write(name, content);
        }
    }
    std::fs::remove_file(home.workspace.path("NewestDCID.txt")).unwrap();
    home.sync(&["--check"]).exits(66).says("restore it from backup");
    home.sync(&[]).exits(66).says("restore it from backup");
}

#[test]
fn neither_the_locale_nor_cdpath_of_the_user_matters_and_hooks_have_them_back() {
    let home = Home::new("tiny");
    home.settings("SFE_ON_SUCCESS=echo locale ${LC_ALL-none} >locale.txt");
    let sources = std::path::Path::new("/usr/share/i18n/locales/tr_TR");
    assert!(sources.exists(), "the Turkish locale is missing: apt-get install locales");
    let locale = home.workspace.path("tr_TR.UTF-8");
    let mut make = home.workspace.command("localedef");
    Outcome::of(make.args(["-i", "tr_TR", "-f", "UTF-8"]).arg(locale), b"").exits(0);
    let mut command = home.command(&[]);
    command.env("LC_ALL", "tr_TR.UTF-8").env("LOCPATH", home.workspace.path(""));
    Outcome::of(&mut command, b"").exits(0).silently_but_for_a_first_run();
    assert_eq!(home.workspace.read("locale.txt"), "locale tr_TR.UTF-8\n");
    home.sync(&[]).exits(0);
    assert_eq!(home.workspace.read("locale.txt"), "locale none\n");

    std::fs::create_dir_all(home.workspace.path("elsewhere/sfe")).unwrap();
    std::fs::create_dir(home.workspace.path("sfe")).unwrap();
    home.workspace.write("sfe/sfe.env", "readable by others");
    set_mode(home.workspace.path("sfe/sfe.env"), 0o644);
    let mut command = home.command(&["--home", "sfe"]);
    Outcome::of(command.env("CDPATH", home.workspace.path("elsewhere")), b"").exits(78).says("/sfe/sfe.env");
    let mut command = home.command(&["--home", "-"]);
    Outcome::of(command.env("OLDPWD", home.workspace.path("sfe")), b"").exits(78).says("./- cannot be entered");
}

#[test]
fn a_path_starts_where_the_one_who_gives_it_stands() {
    let home = Home::new("tiny");
    home.workspace.write("elsewhere/names.txt", "Cruz\n");
    home.workspace.write("names.txt", "Nobody\n");
    // Of the environment: where the user stands. Of the file: at the file.
    for (variable, exported) in [(Some("names.txt"), true), (None, false)] {
        home.settings(if variable.is_some() { "" } else { "SFE_BAD_NAMES=no-such-names.txt" });
        let mut command = home.command(&["--check", "--home", ".."]);
        command.current_dir(home.workspace.path("elsewhere"));
        command.envs(variable.map(|path| ("SFE_BAD_NAMES", path)));
        let outcome = Outcome::of(&mut command, b"");
        if exported {
            outcome.exits(0);
        } else {
            let path = home.workspace.path("no-such-names.txt");
            outcome.exits(66).says(path.canonicalize().unwrap_or(path).to_str().unwrap());
        }
    }
    // The same of what sfe-sync reads itself, and of a path after a prefix.
    home.settings("");
    let chain = home.sync(&["--print-chain"]).exits(0).stdout;
    home.workspace.write("elsewhere/chain", chain);
    std::fs::rename(home.workspace.path("x.db"), home.workspace.path("elsewhere/y.db")).unwrap();
    let mut command = home.command(&["--check", "--home", ".."]);
    command.current_dir(home.workspace.path("elsewhere"));
    let outcome = Outcome::of(command.env("SFE_CHAIN", "chain").env("POWERSCHOOL_PROD_DB", "sqlite:y.db"), b"");
    outcome.exits(0).prints("/elsewhere/chain (SFE_CHAIN)\n");
}

#[test]
fn an_empty_environment_is_enough() {
    let home = Home::new("tiny");
    let mut command = std::process::Command::new(program("sfe-sync"));
    command.env_clear().current_dir(home.workspace.path(""));
    Outcome::of(&mut command, b"").exits(0).silently_but_for_a_first_run();
}
