//! What the programs' command lines have in common, and the `main` they share.

mod usage;
pub(crate) mod values;

use crate::common::exit::{Failure, Result};
use crate::common::level::{self, Level};
use crate::common::settings::{self, SettingsFile};
use crate::common::{events, messages};
use clap::{Arg, ArgAction, Args, Parser};
use clap_complete::Shell;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The option that names the settings file.
const SETTINGS: &str = "settings";

/// The options that every program has.
#[derive(Debug, Args)]
pub struct CommonOptions {
    /// Say more; given twice, every step
    #[arg(short, long, action = ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
    /// Say only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Print a completion script for a shell, and exit
    #[arg(long, value_name = "SHELL", value_parser = clap::value_parser!(Shell))]
    pub completions: Option<Shell>,
}

impl CommonOptions {
    fn level(&self) -> Level {
        match (self.quiet, self.verbose) {
            (true, _) => Level::Quiet,
            (false, 0) => Level::Normal,
            (false, 1) => Level::Verbose,
            (false, _) => Level::Debug,
        }
    }
}

/// A program: its parsed command line and what it does with it.
pub trait Program: Parser {
    /// The name messages begin with.
    const NAME: &'static str;

    /// Whether `--settings` names a file that options may come from.
    const HAS_SETTINGS: bool = true;

    /// The options that every program has.
    fn common(&self) -> &CommonOptions;

    fn run(self) -> Result<()>;
}

/// The whole `main` of a program.
pub fn main<P: Program>() -> ExitCode {
    messages::init(P::NAME);
    end(start::<P>(std::env::args_os()))
}

fn start<P: Program>(arguments: impl IntoIterator<Item = OsString>) -> Result<()> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let settings = settings_file::<P>(&arguments)?;
    let command = with_settings::<P>(settings.as_ref());
    let matches = match command.try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            let text = error.render().to_string();
            return std::io::stdout().write_all(text.as_bytes()).map_err(Failure::stdout);
        }
        Err(error) => return Err(usage::failure::<P>(&error, &arguments, settings.as_ref())),
    };
    let program =
        P::from_arg_matches(&matches).map_err(|error| usage::failure::<P>(&error, &arguments, settings.as_ref()))?;
    level::set(program.common().level());
    if let Some(shell) = program.common().completions {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command_line::<P>(), P::NAME, &mut script);
        return std::io::stdout().write_all(&script).map_err(Failure::stdout);
    }
    settings.into_iter().for_each(settings::put_in_force);
    events::started(P::NAME);
    program.run()
}

/// The command line's definition. Programs whose options may come from a settings file also take its name.
fn command_line<P: Program>() -> clap::Command {
    // So that a negative number is refused in the words of the option, not as an option that does not exist.
    let command = P::command().mut_args(|arg| match arg.get_action() {
        ArgAction::Set | ArgAction::Append if !arg.is_positional() => arg.allow_negative_numbers(true),
        _ => arg,
    });
    if !P::HAS_SETTINGS {
        return command;
    }
    let settings = Arg::new(SETTINGS)
        .long(SETTINGS)
        .value_name("FILE")
        .env("SFE_SETTINGS")
        .value_parser(clap::value_parser!(PathBuf))
        .help("Also take settings from this file, sfe.env of a home folder");
    command.arg(settings)
}

/// The command line's definition, as the program uses it: a variable that is set but empty counts as not set, since a
/// settings file often keeps the line and clears the value.
pub(crate) fn command<P: Program>() -> clap::Command {
    command_line::<P>().mut_args(|arg| {
        let empty = arg.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
        let arg = if empty { arg.env(None::<&str>) } else { arg };
        arg.hide_env_values(true)
    })
}

/// The settings file that the command line or the environment names. Whatever else is wrong with the command line is
/// said later.
fn settings_file<P: Program>(arguments: &[OsString]) -> Result<Option<SettingsFile>> {
    if !P::HAS_SETTINGS {
        return Ok(None);
    }
    let matches = command::<P>().ignore_errors(true).try_get_matches_from(arguments);
    let path = matches.ok().and_then(|matches| matches.get_one::<PathBuf>(SETTINGS).cloned());
    path.map(|path| SettingsFile::read(&path)).transpose()
}

/// The definition with the file's settings as defaults, where the environment has none. A default that names a file
/// starts at the settings file's folder.
fn with_settings<P: Program>(file: Option<&SettingsFile>) -> clap::Command {
    let command = command::<P>();
    let Some(file) = file else { return command };
    // In `command` an empty variable is no longer an option's.
    let options = command_line::<P>();
    let settings: HashMap<&clap::Id, String> = options
        .get_arguments()
        .filter_map(|arg| Some((arg.get_id(), arg.get_env()?.to_string_lossy().into_owned())))
        .filter(|(_, name)| settings::of_environment(name).is_none())
        .collect();
    command.mut_args(|arg| {
        let Some(name) = settings.get(arg.get_id()) else { return arg };
        let is_path = arg.get_value_parser().type_id() == std::any::TypeId::of::<PathBuf>();
        let default =
            arg.get_default_values().first().filter(|_| is_path).map(|default| file.rooted(Path::new(default)));
        match file.option_value(name, is_path).or(default.map(PathBuf::into_os_string)) {
            Some(value) => arg.default_value(value),
            None => arg,
        }
    })
}

/// A program's options as the settings have them, without a command line.
pub(crate) fn of_settings<P: Program>() -> Result<P> {
    let matches = with_settings::<P>(settings::in_force()).try_get_matches_from([P::NAME]);
    let program = matches.and_then(|matches| P::from_arg_matches(&matches));
    program.map_err(|error| usage::failure::<P>(&error, &[], settings::in_force()))
}

fn end(result: Result<()>) -> ExitCode {
    let Err(failure) = result else { return ExitCode::SUCCESS };
    match &failure {
        Failure::Error(_, error) => messages::error(format_args!("{error:#}")),
        Failure::ClosedPipe => die_by(signal_hook::consts::SIGPIPE),
        Failure::Signal(signal) => die_by(*signal),
        Failure::Status(_) => {}
    }
    ExitCode::from(failure.status())
}

fn die_by(signal: i32) {
    // Rust starts a program with SIGPIPE ignored; this puts the default back and raises it, so that the
    // shell sees the same end it sees of cat or grep.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}
