//! The settings that some program looks at, and what an unknown name was probably meant to be.

use crate::commit::SfeCommit;
use crate::common::settings::SettingsFile;
use crate::common::settings::file::Setting;
use crate::extract::PsExtract;
use crate::push::SfePush;
use crate::report::SfeReport;
use crate::stamp::SfeStamp;
use crate::transform::SfeTransform;
use clap::CommandFactory as _;
use std::path::PathBuf;

/// Settings of sfe-sync itself, and those that have no option.
const WITHOUT_OPTION: [&str; 12] = [
    "SFE_CHAIN",
    "SFE_HOME",
    "SFE_HOOKS",
    "SFE_IMPORTER",
    "SFE_KEEP_RUNS",
    "SFE_ON_SUCCESS",
    "SFE_ON_FAILURE",
    "SFE_SETTINGS",
    "SFE_SFTP_KEY_PASSPHRASE",
    "POWERSCHOOL_DB_PASSWORD",
    "POWERSCHOOL_DB_PASSWORD_FILE",
    "TNS_ADMIN",
];

/// How a setting of ours begins.
const PREFIXES: [&str; 3] = ["SFE_", "POWERSCHOOL_", "PS_EXTRACT_"];

/// The programs whose options are settings, too.
pub(super) fn programs() -> [clap::Command; 6] {
    [
        PsExtract::command(),
        SfeTransform::command(),
        SfeStamp::command(),
        SfePush::command(),
        SfeCommit::command(),
        SfeReport::command(),
    ]
}

/// The names that some program looks at.
pub(crate) fn names() -> Vec<String> {
    let programs = programs();
    let of_options = programs
        .iter()
        .flat_map(|program| program.get_arguments())
        .filter_map(|argument| Some(argument.get_env()?.to_str()?.to_string()));
    of_options.chain(WITHOUT_OPTION.map(str::to_string)).collect()
}

/// Settings that are paths, of options and of sfe-sync itself.
pub(crate) fn paths() -> Vec<String> {
    let is_path = |argument: &&clap::Arg| argument.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
    let programs = programs();
    let of_options = programs
        .iter()
        .flat_map(|program| program.get_arguments().filter(is_path))
        .filter_map(|argument| Some(argument.get_env()?.to_str()?.to_string()));
    of_options.chain(["SFE_CHAIN", "POWERSCHOOL_DB_PASSWORD_FILE", "TNS_ADMIN"].map(str::to_string)).collect()
}

/// Variables that change how a shell runs: they would be in force in the chain and in hooks, and could switch them off.
const OF_THE_SHELL: [&str; 17] = [
    "BASHOPTS",
    "BASH_ENV",
    "CDPATH",
    "ENV",
    "EUID",
    "EXECIGNORE",
    "FUNCNEST",
    "GLOBIGNORE",
    "IFS",
    "OLDPWD",
    "OPTIND",
    "POSIXLY_CORRECT",
    "PPID",
    "PS4",
    "PWD",
    "SHELLOPTS",
    "UID",
];

/// Whether a name is a variable of the shell's own.
pub(crate) fn is_of_the_shell(name: &str) -> bool {
    OF_THE_SHELL.contains(&name) || name.starts_with("BASH_FUNC_")
}

/// What is doubtful about the names in a settings file, each with its line.
pub(crate) fn doubts(file: &SettingsFile) -> Vec<String> {
    let known = names();
    let doubt = |setting: &Setting| {
        let problem = unknown_setting(&setting.key, &known)?;
        Some(format!("{}: line {}: {problem}", file.path().display(), setting.line))
    };
    let repeated = file.repeated().iter().map(|setting| {
        let (line, key) = (setting.line, &setting.key);
        format!("{}: line {line}: {key} is set on an earlier line, which counts", file.path().display())
    });
    let of_the_shell = file.settings().iter().filter(|setting| is_of_the_shell(&setting.key)).map(|setting| {
        let (line, key) = (setting.line, &setting.key);
        format!("{}: line {line}: {key} is a variable of the shell, and is not passed on", file.path().display())
    });
    file.settings().iter().filter_map(doubt).chain(repeated).chain(of_the_shell).collect()
}

/// What is doubtful about a name: it begins as our settings do, or nearly is one, but no program looks at it.
fn unknown_setting(name: &str, known: &[String]) -> Option<String> {
    if known.iter().any(|known| known == name) {
        return None;
    }
    let (distance, nearest) = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .min_by_key(|(distance, _)| *distance)?;
    let is_ours = PREFIXES.iter().any(|prefix| name.starts_with(prefix));
    match distance {
        0..=2 => Some(format!("no program knows {name}; did you mean {nearest}?")),
        // A third of the letters: anything further away is no slip.
        _ if is_ours && distance * 3 <= name.len() => {
            Some(format!("no program knows {name}; the nearest is {nearest}"))
        }
        _ => is_ours.then(|| format!("no program knows {name}; sfe.env(5) has the names")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_setting_is_named_with_the_one_that_was_meant() {
        let known = names();
        for (name, meant) in [
            ("SFE_SUBBUILDING", "SFE_SUB_BUILDING"),
            ("SFE_SFTP_ADRESS", "SFE_SFTP_ADDRESS"),
            ("POWERSHCOOL_PROD_DB", "POWERSCHOOL_PROD_DB"),
            ("PS_EXTRACT_TIME_OUT", "PS_EXTRACT_TIMEOUT"),
            ("SFE_SFTP_PASSPHRASE", "SFE_SFTP_KEY_PASSPHRASE"),
        ] {
            let doubt = unknown_setting(name, &known).expect("a doubt");
            assert!(doubt.contains(meant), "{name}: {doubt}");
        }
        assert!(unknown_setting("SFE_SOMETHING_ELSE_ALTOGETHER", &known).is_some());
    }

    #[test]
    fn what_programs_know_and_what_is_not_ours_raises_no_doubt() {
        let known = names();
        for name in known.iter().map(String::as_str).chain(["PATH", "HTTPS_PROXY", "ORACLE_HOME", "TMPDIR", "MAILTO"]) {
            assert_eq!(unknown_setting(name, &known), None, "{name}");
        }
        for name in ["SFE_MAX_LOSS", "SFE_SFTP_PORT", "PS_EXTRACT_QUERY", "SFE_BAD_NAMES"] {
            assert!(known.iter().any(|known| known == name), "{name}");
        }
    }
}
