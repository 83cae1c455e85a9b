//! The command line of `sfe-push`.

use super::temporary_names::PLACE;
use crate::common::cli::CommonOptions;
use clap::Parser;
use clap::builder::BoolishValueParser;
use std::path::PathBuf;
use std::time::Duration;

/// Upload the files to SmartFind Express by SFTP, all of them or none
///
/// Every file goes up under a temporary name; only when all are whole, with their times, are they renamed,
/// in order. The server's key must be in the known_hosts file. The key's passphrase, if it has one, comes
/// from SFE_SFTP_KEY_PASSPHRASE.
#[derive(Debug, Parser)]
#[command(name = "sfe-push", version)]
pub struct SfePush {
    /// The files, the one to import first in front; paths from standard input, one a line, without any
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// The server; a port here takes precedence over --port
    #[arg(long, value_name = "HOST[:PORT]", env = "SFE_SFTP_ADDRESS")]
    pub(crate) host: Option<String>,

    /// The server's port
    #[arg(long, value_name = "PORT", default_value_t = 22, env = "SFE_SFTP_PORT", value_parser = clap::value_parser!(u16).range(1..))]
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
    #[arg(short = 'd', long = "directory", value_name = "DIR", default_value = "./upload1", env = "SFE_SFTP_DIR")]
    pub(crate) folder: String,

    /// Write under the final names at once, for servers that forbid renaming
    #[arg(long, env = "SFE_SFTP_IN_PLACE", value_parser = BoolishValueParser::new())]
    pub(crate) in_place: bool,

    /// The names that files have until all are up; {} stands for what makes each one unlike all others
    #[arg(long, value_name = "PATTERN", default_value = ".sfe-push.{}.tmp", env = "SFE_SFTP_TEMPORARY_NAME", value_parser = temporary_name)]
    pub(crate) temporary_name: String,

    /// Accept algorithms that only old servers need (SHA-1, CBC)
    #[arg(long, env = "SFE_SFTP_LEGACY_ALGORITHMS", value_parser = BoolishValueParser::new())]
    pub(crate) legacy_algorithms: bool,

    /// Seconds the server may take to answer, at every step
    #[arg(long, value_name = "SECONDS", default_value = "30", env = "SFE_SFTP_TIMEOUT", value_parser = crate::common::cli::seconds)]
    pub(crate) timeout: Duration,

    /// How often to try again when the connection fails
    #[arg(long, value_name = "TIMES", default_value_t = 3, env = "SFE_SFTP_RETRIES", value_parser = clap::value_parser!(u32).range(..=100))]
    pub(crate) retries: u32,

    /// Say what would go where, without connecting
    #[arg(short = 'n', long)]
    pub(crate) dry_run: bool,

    /// Connect, log in and prove that an upload would work; takes no files
    #[arg(long, conflicts_with_all = ["dry_run", "files"])]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}

fn temporary_name(pattern: &str) -> Result<String, String> {
    let well_formed = pattern.matches(PLACE).count() == 1 && !pattern.contains(['/', '\\']) && pattern != PLACE;
    let printable = !pattern.contains(char::is_control);
    match well_formed && printable {
        true => Ok(pattern.to_string()),
        false => Err(format!("give a file name with one {PLACE} in it, such as sfe-push-{PLACE}.csv")),
    }
}
