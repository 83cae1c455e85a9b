//! The command line of `sfe-push`.

use super::temporary_names::PLACEHOLDER;
use crate::common::cli::CommonOptions;
use crate::common::cli::values::{duration, on_or_off, time_out, whole_number};
use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;

/// Upload the files to SmartFind Express by SFTP, all of them or none
///
/// Every file is uploaded under a temporary name. When all are complete and have their times, they are renamed,
/// in order. The server's key must be in the known_hosts file. The key's passphrase, if it has one, comes
/// from SFE_SFTP_KEY_PASSPHRASE.
#[derive(Debug, Parser)]
#[command(name = "sfe-push", version)]
pub struct SfePush {
    /// The files in import order; without arguments, paths are read from standard input, one per line
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The server; a port here takes precedence over --port
    #[arg(long, value_name = "HOST[:PORT]", env = "SFE_SFTP_ADDRESS")]
    pub(crate) host: Option<String>,

    /// The server's port
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 22,
        env = "SFE_SFTP_PORT",
        value_parser = whole_number(1..=u16::MAX, "give a port from 1 to 65535"),
    )]
    pub(crate) port: u16,

    /// The user to log in as
    #[arg(long, value_name = "USER", env = "SFE_SFTP_USERNAME")]
    pub(crate) user: Option<String>,

    /// The private key to log in with
    #[arg(short = 'i', long = "identity", value_name = "KEY", default_value = "private.pem", env = "SFE_SFTP_KEY")]
    pub(crate) key: PathBuf,

    /// The server's known keys
    #[arg(long, value_name = "FILE", default_value = "known_hosts", env = "SFE_SFTP_KNOWN_HOSTS")]
    pub(crate) known_hosts: PathBuf,

    /// The folder on the server
    #[arg(
        short = 'd',
        long = "directory",
        value_name = "DIR",
        default_value = "./upload1",
        env = "SFE_SFTP_DIR",
        value_parser = folder,
    )]
    pub(crate) folder: String,

    /// Write under the final names at once, for servers that forbid renaming or take files when they are closed
    #[arg(long, env = "SFE_SFTP_IN_PLACE", value_parser = on_or_off)]
    pub(crate) in_place: bool,

    /// The names of files until all are uploaded; {} is replaced by a unique part
    #[arg(
        long,
        value_name = "PATTERN",
        default_value = ".sfe-push.{}.tmp",
        env = "SFE_SFTP_TEMPORARY_NAME",
        value_parser = temporary_name,
    )]
    pub(crate) temporary_name: String,

    /// Accept algorithms that only old servers need (SHA-1, CBC)
    #[arg(long, env = "SFE_SFTP_LEGACY_ALGORITHMS", value_parser = on_or_off)]
    pub(crate) legacy_algorithms: bool,

    /// Seconds the server may take to answer, at every step
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "30",
        env = "SFE_SFTP_TIMEOUT",
        value_parser = time_out,
    )]
    pub(crate) timeout: Duration,

    /// Seconds to go on trying when the connection fails
    #[arg(long, value_name = "SECONDS", default_value = "120", env = "SFE_SFTP_RETRY_FOR", value_parser = duration)]
    pub(crate) retry_for: Duration,

    /// How many times to try again, at most [default: no limit within --retry-for]
    #[arg(
        long,
        value_name = "TIMES",
        env = "SFE_SFTP_RETRIES",
        value_parser = whole_number(0..=100_u32, "give a whole number of times from 0 to 100"),
    )]
    pub(crate) retries: Option<u32>,

    /// The server's name in known_hosts, if you reach it under another name, such as through a tunnel
    #[arg(long, value_name = "NAME", env = "SFE_SFTP_HOST_KEY_NAME", value_parser = host_key_name)]
    pub(crate) host_key_name: Option<String>,

    /// Say what would be uploaded where, without connecting
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,

    /// Connect, log in and prove that an upload would work; takes no files
    #[arg(long, conflicts_with_all = ["dry_run", "files"])]
    pub(crate) check: bool,

    /// Say whether the files are still on the server as they were uploaded
    #[arg(long, conflicts_with_all = ["dry_run", "check"])]
    pub(crate) waiting: bool,

    /// A line of the list of uploads: which files, and how the server showed them
    #[arg(long, value_name = "FILE", requires = "waiting")]
    pub(crate) noted: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}

fn temporary_name(pattern: &str) -> Result<String, String> {
    let well_formed =
        pattern.matches(PLACEHOLDER).count() == 1 && !pattern.contains(['/', '\\']) && pattern != PLACEHOLDER;
    let printable = !pattern.contains(char::is_control);
    match well_formed && printable {
        true => Ok(pattern.to_string()),
        false => Err(format!("give a file name with one {PLACEHOLDER} in it, such as sfe-push-{PLACEHOLDER}.csv")),
    }
}

fn folder(text: &str) -> Result<String, String> {
    match text.trim().is_empty() {
        true => Err("give a folder, such as ./upload1; the one in which the login begins is .".to_string()),
        false => Ok(text.to_string()),
    }
}

fn host_key_name(text: &str) -> Result<String, String> {
    let name = text.trim();
    match name.is_empty() || name.contains(|c: char| c.is_whitespace() || c.is_control() || "*?!,|".contains(c)) {
        true => {
            Err("give one name as it is in known_hosts, such as sftp.example.org or [sftp.example.org]:2222".into())
        }
        false => Ok(name.to_string()),
    }
}
