//! `sfe-stamp`: SFE imports the oldest file first, so the files' times are put in order.

use crate::common::cli::values::whole_number;
use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::paths;
use crate::common::files::times::modified;
use crate::common::messages;
use clap::Parser;
use filetime::FileTime;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// What to give as a step.
const STEP: &str = "give a whole number of seconds from 1 to 4294967295";
/// What to give as the time to count from.
const BASE: &str = "give seconds since 1970, a whole number from 0 to 4294967295";

/// Give files modification times in the order SmartFind Express must import them
///
/// Stamps the i-th file with base + i x step seconds (i from 1), access and modification time alike, and
/// prints the paths for sfe-push. Touches nothing unless every file exists.
#[derive(Debug, Parser)]
#[command(name = "sfe-stamp", version)]
pub struct SfeStamp {
    /// The files in import order; without arguments, paths are read from standard input, one per line
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Seconds from one file to the next
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = whole_number(1..=u32::MAX, STEP))]
    step: u32,

    /// The time to count from, in seconds since 1970 [default: now]
    #[arg(long, value_name = "EPOCH", value_parser = whole_number(0..=u32::MAX, BASE))]
    base: Option<u32>,

    #[command(flatten)]
    common: CommonOptions,
}

impl Program for SfeStamp {
    const NAME: &'static str = "sfe-stamp";

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        let files = paths::existing(self.files)?;
        let base = self.base.map_or_else(now, i64::from);
        let times: Vec<i64> = (1..).zip(&files).map(|(i, _)| base + i * i64::from(self.step)).collect();
        stamp(&files, &times)?;
        verify(&files, &times)?;
        let mut output = std::io::stdout().lock();
        for (path, time) in files.iter().zip(&times) {
            messages::detail(format_args!("{} is stamped {time}", path.display()));
            writeln!(output, "{}", path.display()).map_err(Failure::stdout)?;
        }
        output.flush().map_err(Failure::stdout)
    }
}

/// Stamps all of the files. When one is refused, those in front of it get their old times back; if one of
/// them will not take it, the message says which stay stamped.
fn stamp(files: &[PathBuf], times: &[i64]) -> Result<()> {
    let mut old = Vec::with_capacity(files.len());
    for path in files {
        let metadata = std::fs::metadata(path).or_fail(Exit::NoInput, || format!("cannot read {}", path.display()))?;
        let modified = FileTime::from_last_modification_time(&metadata);
        old.push((path, FileTime::from_last_access_time(&metadata), modified));
    }
    for (index, (path, time)) in files.iter().zip(times).enumerate() {
        let time = FileTime::from_unix_time(*time, 0);
        let Err(error) = filetime::set_file_times(path, time, time) else { continue };
        let stay = old[..index]
            .iter()
            .filter(|(path, accessed, modified)| filetime::set_file_times(path, *accessed, *modified).is_err())
            .map(|(path, ..)| path.display().to_string())
            .collect::<Vec<_>>();
        let rest = match stay.is_empty() {
            true => "no file is stamped".to_string(),
            false => format!("these stay stamped: {}", stay.join(", ")),
        };
        return Err(error).or_fail(Exit::Io, || format!("cannot set the time of {}; {rest}", path.display()));
    }
    Ok(())
}

fn now() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}

/// Some file systems keep times coarsely, and a file named twice has one time only.
fn verify(files: &[PathBuf], times: &[i64]) -> Result<()> {
    for (path, time) in files.iter().zip(times) {
        let kept = modified(path)?;
        if kept != *time {
            return Err(Failure::new(
                Exit::Data,
                format!("{} was stamped {time} but has {kept} now (is it named twice?)", path.display()),
            ));
        }
    }
    Ok(())
}
