//! A wrong command line or setting in one line: clap explains itself over several, and a log wants one.

use super::{Program, command_line};
use crate::common::exit::{Exit, Failure};
use crate::common::settings::{self, SettingsFile};
use clap::Arg;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;

/// The failure (2) that a refused command line ends with. A value that came from the settings is named by its setting,
/// which is what the reader typed.
pub(super) fn failure<P: Program>(error: &clap::Error, arguments: &[OsString], file: Option<&SettingsFile>) -> Failure {
    let mut said = match error.kind() {
        ErrorKind::UnknownArgument => unknown_argument(error),
        ErrorKind::InvalidValue => one_of(error),
        _ => None,
    }
    .unwrap_or_else(|| first_paragraph(error));
    if let Some((option, setting)) = setting_at_fault::<P>(error, arguments) {
        let place = match file {
            Some(file) if settings::of_environment(&setting).is_none() => {
                format!("{setting} in {}", file.path().display())
            }
            _ => setting,
        };
        said = said.replace(&format!("'{option}'"), &place);
    }
    Failure::new(Exit::Usage, format!("{said} (see {} --help)", P::NAME))
}

/// What clap says first, without usage and tips.
fn first_paragraph(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !["Usage:", "For more information", "tip:"].iter().any(|start| line.starts_with(start)))
        .filter(|line| !line.is_empty())
        .collect();
    let said = lines.join(" ");
    said.strip_prefix("error: ").unwrap_or(&said).to_string()
}

/// clap advises to put `--` in front, which nobody wants who has misspelled an option.
fn unknown_argument(error: &clap::Error) -> Option<String> {
    let ContextValue::String(argument) = error.get(ContextKind::InvalidArg)? else { return None };
    let meant = match error.get(ContextKind::SuggestedArg) {
        Some(ContextValue::String(suggested)) => format!(": did you mean '{suggested}'?"),
        _ => String::new(),
    };
    Some(format!("unexpected argument '{argument}'{meant}"))
}

/// A value that must be one of a few words, in the same form as every other value.
fn one_of(error: &clap::Error) -> Option<String> {
    let ContextValue::String(option) = error.get(ContextKind::InvalidArg)? else { return None };
    let ContextValue::String(value) = error.get(ContextKind::InvalidValue)? else { return None };
    let ContextValue::Strings(words) = error.get(ContextKind::ValidValue)? else { return None };
    let (last, others) = words.split_last()?;
    Some(format!("invalid value '{value}' for '{option}': give {} or {last}", others.join(", ")))
}

/// The option whose value is refused, as clap shows it, and the setting that the value came from; `None` when it was
/// given on the command line.
fn setting_at_fault<P: Program>(error: &clap::Error, arguments: &[OsString]) -> Option<(String, String)> {
    let ContextValue::String(shown) = error.get(ContextKind::InvalidArg)? else { return None };
    let mut command = command_line::<P>();
    // Only then does an option know how it is shown.
    command.build();
    let arg = command.get_arguments().find(|arg| arg.to_string() == *shown)?;
    let setting = arg.get_env()?.to_string_lossy().into_owned();
    let is_given = arguments.iter().any(|argument| names(&argument.to_string_lossy(), arg));
    (!is_given).then(|| (shown.clone(), setting))
}

/// Whether an argument is this option, in its long form or, perhaps among others, in its short one.
fn names(argument: &str, option: &Arg) -> bool {
    match argument.strip_prefix("--") {
        Some(long) => option.get_long().is_some_and(|name| long.split('=').next() == Some(name)),
        None => option.get_short().is_some_and(|c| argument.starts_with('-') && argument.contains(c)),
    }
}
