//! The man pages say what --help says.

use crate::support::Workspace;
use crate::support::command::project;
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
