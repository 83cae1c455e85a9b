//! The man pages say what --help says, and what is wrong on a command line is said in plain words.

use crate::support::command::{project, set_mode};
use crate::support::{Outcome, Workspace};
use std::collections::BTreeSet;

const PROGRAMS: [&str; 8] =
    ["ps-extract", "sfe-transform", "sfe-stamp", "sfe-push", "sfe-commit", "sfe-report", "sfe-settings", "sfe-sync"];

/// The words of a text that look like long options or variables.
fn words(text: &str, prefix: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .filter(|word| word.starts_with(prefix) && word.len() > prefix.len() + 1)
        .map(str::to_string)
        .collect()
}

#[test]
fn every_option_and_variable_of_help_is_in_the_man_page_and_the_other_way_round() {
    for program in PROGRAMS {
        let workspace = Workspace::new();
        let help = workspace.run(program, ["--help"]).exits(0).stdout;
        let page = std::fs::read_to_string(project().join(format!("man/{program}.1"))).unwrap();
        let tags: String = page.lines().filter(|line| line.starts_with(".It Fl ")).collect::<Vec<_>>().join("\n");
        let documented = words(&tags.replace(" -", " --"), "--");
        // Only the options' own lines: a description may name another program's option.
        let listed: String =
            help.lines().filter(|line| line.trim_start().starts_with('-')).collect::<Vec<_>>().join("\n");
        assert_eq!(words(&listed, "--"), documented, "{program}");
        assert_eq!(
            help.contains("[env: SFE_SETTINGS]"),
            program != "sfe-settings" && program != "sfe-sync",
            "{program}"
        );
        for variable in
            ["SFE_", "POWERSCHOOL_", "PS_EXTRACT_", "ORACLE_"].iter().flat_map(|prefix| words(&help, prefix))
        {
            assert!(page.contains(&variable), "{program}: {variable}");
        }
    }
}

#[test]
fn without_arguments_or_input_each_program_says_what_it_lacks() {
    let workspace = Workspace::new();
    workspace.run("ps-extract", [""; 0]).exits(78);
    workspace.run("sfe-transform", [""; 0]).exits(66);
    workspace.run("sfe-stamp", [""; 0]).exits(66);
    workspace.run("sfe-push", [""; 0]).exits(66);
    workspace.run("sfe-settings", [""; 0]).exits(78).says("sfe.env");
    workspace.run("sfe-report", [""; 0]).exits(2).says("<RUN>");
    workspace.run("sfe-commit", [""; 0]).exits(2).says("<RUN|--rebuild");
    for program in PROGRAMS {
        workspace.run(program, ["--version"]).exits(0).prints(env!("CARGO_PKG_VERSION"));
        workspace.run(program, ["--no-such-option"]).exits(2).says("--help");
    }
}

/// Options that take no text at all, with what their message advises.
const VALUES: [(&str, &[&str], &str, &str, &str); 16] = [
    ("ps-extract", &[], "--fetch-size", "", "give a whole number of rows from 1 to 100000"),
    ("ps-extract", &[], "--timeout", "PS_EXTRACT_TIMEOUT", "give seconds, from 0.05 to 86400"),
    ("ps-extract", &[], "--driver", "PS_EXTRACT_DRIVER", "give auto, thick or thin"),
    ("sfe-push", &[], "--port", "SFE_SFTP_PORT", "give a port from 1 to 65535"),
    ("sfe-push", &[], "--timeout", "SFE_SFTP_TIMEOUT", "give seconds, from 0.05 to 86400"),
    ("sfe-push", &[], "--retry-for", "SFE_SFTP_RETRY_FOR", "give seconds, from 0 to 86400"),
    ("sfe-push", &[], "--retries", "SFE_SFTP_RETRIES", "give a whole number of times from 0 to 100"),
    ("sfe-stamp", &[], "--step", "", "give a whole number of seconds from 1 to 4294967295"),
    ("sfe-stamp", &[], "--base", "", "give seconds since 1970, a whole number from 0 to 4294967295"),
    ("sfe-transform", &[], "--max-loss", "SFE_MAX_LOSS", "give a percentage from 0 to 100, without a % sign"),
    ("sfe-transform", &[], "--eol", "SFE_EOL", "give lf or crlf"),
    ("sfe-transform", &[], "--only", "", "give access IDs, numbers from 1 to 999999999"),
    (
        "sfe-commit",
        &["--known", "x"],
        "--max-loss",
        "SFE_MAX_LOSS",
        "give a percentage from 0 to 100, without a % sign",
    ),
    (
        "sfe-settings",
        &["--new-home", "x"],
        "--newest-dcid",
        "",
        "give a whole number of at least 1, with at most 18 digits",
    ),
    ("sfe-report", &["x"], "--format", "", "give text, html, csv or json"),
    ("sfe-sync", &[], "--only", "", "give access IDs, numbers from 1 to 999999999"),
];

#[test]
fn a_value_that_is_refused_is_shown_with_what_to_give() {
    let workspace = Workspace::new();
    for (program, before, option, setting, advice) in VALUES {
        for value in ["", "x", "-5", "nan", "99999999999999999999999999"] {
            let arguments = before.iter().copied().chain([option, value]);
            let outcome =
                workspace.run(program, arguments).exits(2).says(&format!("invalid value '{value}' for '{option}"));
            let outcome = outcome.says(&format!(": {advice} (see {program} --help)"));
            assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.show());
            // An empty variable or setting counts as not set.
            if setting.is_empty() || value.is_empty() {
                continue;
            }
            let said = format!("invalid value '{value}' for {setting}: {advice} (see");
            let mut command = workspace.command(program);
            command.args(before).env(setting, value);
            Outcome::of(&mut command, b"").exits(2).says(&said);
            set_mode(workspace.write("sfe.env", format!("{setting}={value}\n")), 0o600);
            let arguments = before.iter().copied().chain(["--settings", "sfe.env"]);
            workspace.run(program, arguments).exits(2).says(&said.replace(": give", " in sfe.env: give"));
        }
    }
}

#[test]
fn a_switch_is_1_or_0_and_a_misspelled_option_is_named_with_the_one_that_was_meant() {
    let workspace = Workspace::new();
    for (program, setting) in [("sfe-transform", "SFE_STRICT"), ("sfe-push", "SFE_SFTP_IN_PLACE")] {
        for value in ["maybe", "2", "-1"] {
            let mut command = workspace.command(program);
            command.env(setting, value);
            let said = format!("invalid value '{value}' for {setting}: give 1 or 0");
            Outcome::of(&mut command, b"").exits(2).says(&said);
        }
    }
    workspace.run("sfe-sync", ["--dryrun"]).exits(2).says("unexpected argument '--dryrun': did you mean '--dry-run'?");
    workspace.run("sfe-push", ["-z"]).exits(2).says("unexpected argument '-z' (see").does_not_say("tip");
    // The short form of an option is one of the command line, too.
    workspace.run("sfe-push", ["-d", " "]).exits(2).says("for '--directory <DIR>'").does_not_say("SFE_SFTP_DIR");
}
