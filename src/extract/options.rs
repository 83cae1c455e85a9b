//! The command line of `ps-extract`.

use super::settings::Driver;
use crate::common::cli::CommonOptions;
use clap::Parser;
use std::path::PathBuf;
use std::time::Duration;

/// Read school staff from PowerSchool's database as JSON lines
///
/// Runs one query and writes one JSON object a row on standard output, then the end line that
/// sfe-transform insists on. The password comes from POWERSCHOOL_DB_PASSWORD or from a file, never from an
/// argument.
#[derive(Debug, Parser)]
#[command(name = "ps-extract", version)]
pub struct PsExtract {
    /// The database: host:port/service, or sqlite:PATH
    #[arg(long, value_name = "CONNECT", env = "POWERSCHOOL_PROD_DB")]
    pub(crate) db: Option<String>,

    /// The user to log in as
    #[arg(long, value_name = "USER", env = "POWERSCHOOL_READ_USER")]
    pub(crate) user: Option<String>,

    /// File whose first line is the password [env: POWERSCHOOL_DB_PASSWORD_FILE]
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    /// Which of the two Oracle drivers to use
    #[arg(long, value_enum, default_value = "auto", env = "PS_EXTRACT_DRIVER")]
    pub(crate) driver: Driver,

    /// Folder of Oracle's client library (Instant Client), for the thick driver
    #[arg(long, value_name = "DIR", env = "ORACLE_CLIENT_LIB_DIR")]
    pub(crate) oracle_lib_dir: Option<PathBuf>,

    /// Folder of the wallet (ewallet.pem) that a tcps database needs
    #[arg(long, value_name = "DIR", env = "ORACLE_WALLET")]
    pub(crate) wallet: Option<PathBuf>,

    /// File with a query to run instead of the default one
    #[arg(long, value_name = "FILE", env = "PS_EXTRACT_QUERY")]
    pub(crate) query: Option<PathBuf>,

    /// Print the default query and exit
    #[arg(long)]
    pub(crate) print_query: bool,

    /// Rows per round trip [default: what suits the driver and the network]
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) fetch_size: Option<u32>,

    /// Seconds the server may take to answer, at every stage
    #[arg(long, value_name = "SECONDS", default_value = "60", env = "PS_EXTRACT_TIMEOUT", value_parser = crate::common::cli::seconds)]
    pub(crate) timeout: Duration,

    /// Connect, read one row and report whether an extract would work
    #[arg(long)]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}
