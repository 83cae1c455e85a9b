//! sfe.env(5) and the commented sfe.env of a new home folder name every setting, and say of it what the programs say.

use super::known;
use crate::common::settings::file;
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../man/sfe.env.5");
const TEMPLATE: &str = include_str!("template.env");

/// Settings that are in no file, since they say where the file is.
const OF_THE_ENVIRONMENT: [&str; 2] = ["SFE_HOME", "SFE_SETTINGS"];

/// Settings that sfe-sync and ps-extract read without an option.
const READ_WITHOUT_OPTION: [(&str, &str); 13] = [
    ("ps-extract", "POWERSCHOOL_DB_PASSWORD"),
    ("ps-extract", "POWERSCHOOL_DB_PASSWORD_FILE"),
    ("ps-extract", "SFE_ALLOW_EMPTY"),
    ("ps-extract", "TNS_ADMIN"),
    ("sfe-push", "SFE_SFTP_KEY_PASSPHRASE"),
    ("sfe-sync", "SFE_CHAIN"),
    ("sfe-sync", "SFE_HOME"),
    ("sfe-sync", "SFE_HOOKS"),
    ("sfe-sync", "SFE_IMPORTER"),
    ("sfe-sync", "SFE_KEEP_RUNS"),
    ("sfe-sync", "SFE_ON_FAILURE"),
    ("sfe-sync", "SFE_ON_SUCCESS"),
    ("", "SFE_SETTINGS"),
];

/// What the page says of a setting.
struct Entry {
    name: &'static str,
    /// `None` where it says "No default."
    default: Option<String>,
    programs: BTreeSet<&'static str>,
    example: String,
}

fn entries() -> Vec<Entry> {
    let entry = |text: &'static str| {
        let (name, body) = text.split_once('\n').unwrap();
        let default = body.lines().find_map(|line| line.strip_prefix("Default: "));
        assert_ne!(default.is_some(), body.lines().any(|line| line == "No default."), "{name}: one of the two");
        let (_, readers) = body.split_once("\nRead by\n").unwrap_or_else(|| panic!("{name}: no readers"));
        let programs = readers.lines().filter_map(|line| line.strip_prefix(".Xr ")?.split(' ').next()).collect();
        let example = readers.lines().find_map(|line| line.strip_prefix(".Dl ")).unwrap_or_else(|| panic!("{name}"));
        Entry {
            name,
            default: default.map(|text| text.strip_suffix('.').unwrap_or(text).to_string()),
            programs,
            example: example.replace("\\(dq", "\""),
        }
    };
    let page = PAGE.split_once(".Sh EXAMPLES").unwrap().0;
    page.split(".It Ev ").skip(1).map(|text| entry(text.split("\n.El").next().unwrap())).collect()
}

#[test]
fn the_page_and_the_sample_file_have_every_setting_once() {
    let known: BTreeSet<String> = known::names().into_iter().collect();
    let entries = entries();
    let documented: BTreeSet<String> = entries.iter().map(|entry| entry.name.to_string()).collect();
    assert_eq!(documented, known, "sfe.env(5) on the left, the programs on the right");
    assert_eq!(documented.len(), entries.len(), "no setting twice");
    let lines = TEMPLATE.lines().filter_map(|line| line.trim_start_matches('#').split_once('='));
    let mut sample: Vec<&str> = lines.map(|(name, _)| name).filter(|name| !name.contains(' ')).collect();
    sample.extend(OF_THE_ENVIRONMENT);
    assert_eq!(sample.len(), known.len(), "no setting twice: {sample:?}");
    let sample: BTreeSet<String> = sample.into_iter().map(str::to_string).collect();
    assert_eq!(sample, known, "the sample sfe.env on the left, the programs on the right");
}

#[test]
fn the_page_names_the_programs_and_their_defaults_and_its_examples_are_taken() {
    let programs = known::programs();
    for Entry { name, default, programs: documented, example } in entries() {
        let mut readers: BTreeSet<&str> =
            READ_WITHOUT_OPTION.iter().filter(|(_, other)| *other == name).map(|(program, _)| *program).collect();
        let settings = file::parse(example.as_bytes()).unwrap_or_else(|problem| panic!("{example}: {problem}"));
        let [setting] = &settings.in_force[..] else { panic!("{example}") };
        assert_eq!(setting.key, name);
        let value = std::str::from_utf8(&setting.value).unwrap();
        for program in &programs {
            let is_it = |argument: &&clap::Arg| argument.get_env().is_some_and(|variable| variable == name);
            let Some(argument) = program.get_arguments().find(is_it) else { continue };
            readers.insert(program.get_name());
            let shown = default.as_deref();
            if !argument.get_action().takes_values() {
                assert!(shown == Some("0") && value == "1", "{name}: 1 or 0");
                continue;
            }
            match argument.get_default_values() {
                [of_program] => assert_eq!(shown, of_program.to_str(), "{name}"),
                _ => assert!(shown.is_none_or(|text| text.contains(' ') || text.is_empty()), "{name}: {shown:?}"),
            }
            let given = format!("--{}={value}", argument.get_long().unwrap());
            let taken = program.clone();
            let problem = taken.try_get_matches_from([program.get_name(), &given, "-q"]).err();
            let is_missing = |error: &clap::Error| error.kind() == clap::error::ErrorKind::MissingRequiredArgument;
            assert!(problem.as_ref().is_none_or(is_missing), "{example}: {problem:?}");
        }
        if name == "SFE_SETTINGS" {
            readers = programs.iter().map(clap::Command::get_name).collect();
        }
        assert_eq!(documented, readers, "{name}: sfe.env(5) on the left, the programs on the right");
    }
}
