//! What the programs' command lines have in common, and the `main` they share.

use crate::common::exit::{Exit, Failure, Result};
use crate::common::level::{self, Level};
use crate::common::messages;
use clap::{ArgAction, Args, Parser};
use clap_complete::Shell;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

/// The options that every program has.
#[derive(Debug, Args)]
pub struct CommonOptions {
    /// Say more; twice: every step
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

    /// The options that every program has.
    fn common(&self) -> &CommonOptions;

    /// Does the work.
    fn run(self) -> Result<()>;
}

/// The whole `main` of a program.
pub fn main<P: Program>() -> ExitCode {
    messages::init(P::NAME);
    end(start::<P>(std::env::args_os()))
}

fn start<P: Program>(arguments: impl IntoIterator<Item = OsString>) -> Result<()> {
    let matches = match command::<P>().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) if !error.use_stderr() => {
            let text = error.render().to_string();
            return std::io::stdout().write_all(text.as_bytes()).map_err(Failure::stdout);
        }
        Err(error) => return Err(usage::<P>(&error)),
    };
    let program = P::from_arg_matches(&matches).map_err(|error| usage::<P>(&error))?;
    level::set(program.common().level());
    if let Some(shell) = program.common().completions {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command::<P>(), P::NAME, &mut script);
        return std::io::stdout().write_all(&script).map_err(Failure::stdout);
    }
    program.run()
}

/// The command line's definition, as the program uses it: a variable that is set but empty counts as
/// unset (a settings file often keeps the line and clears the value).
pub(crate) fn command<P: Program>() -> clap::Command {
    P::command().mut_args(|arg| {
        let empty = arg.get_env().is_some_and(|name| std::env::var_os(name).is_some_and(|value| value.is_empty()));
        let arg = if empty { arg.env(None::<&str>) } else { arg };
        arg.hide_env_values(true)
    })
}

/// clap explains itself over several lines; a log wants one.
fn usage<P: Program>(error: &clap::Error) -> Failure {
    let text = error.render().to_string();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    let said = lines.join(" ");
    let said = said.strip_prefix("error: ").unwrap_or(&said);
    Failure::new(Exit::Usage, format!("{said} (see {} --help)", P::NAME))
}

fn end(result: Result<()>) -> ExitCode {
    let Err(failure) = result else { return ExitCode::SUCCESS };
    match &failure {
        Failure::Error(_, error) => messages::error(format_args!("{error:#}")),
        Failure::ClosedPipe => die_by(signal_hook::consts::SIGPIPE),
        Failure::Signal(signal) => die_by(*signal),
    }
    ExitCode::from(failure.status())
}

fn die_by(signal: i32) {
    // Rust starts a program with SIGPIPE ignored; this puts the default back and raises it, so that the
    // shell sees the same end it sees of cat or grep.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// A time-out: seconds, fractions allowed.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .filter(|seconds| (0.05..=86_400.0).contains(seconds))
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "give seconds, from 0.05 to 86400".to_string())
}
