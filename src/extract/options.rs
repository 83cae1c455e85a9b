//! The command line of `ps-extract`.

use super::driver::Driver;
use crate::common::cli::CommonOptions;
use crate::common::cli::values::{time_out, whole_number};
use clap::Parser;
use clap::builder::{EnumValueParser, PathBufValueParser, PossibleValue, StringValueParser, TypedValueParser};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

/// Read school staff from PowerSchool's database as JSON lines
///
/// Runs one query and writes one JSON object per row on standard output, then the end line that
/// sfe-transform insists on. The password comes from POWERSCHOOL_DB_PASSWORD or from a file. There is no password
/// option, because other users can see command lines.
#[derive(Debug, Parser)]
#[command(name = "ps-extract", version)]
pub struct PsExtract {
    /// The database: host:port/service, or sqlite:PATH
    #[arg(long, value_name = "CONNECT", value_parser = text(), env = "POWERSCHOOL_PROD_DB")]
    pub(crate) db: Option<String>,

    /// The user to log in as
    #[arg(long, value_name = "USER", value_parser = text(), env = "POWERSCHOOL_READ_USER")]
    pub(crate) user: Option<String>,

    /// File whose first line is the password [env: POWERSCHOOL_DB_PASSWORD_FILE]
    #[arg(long, value_name = "FILE", value_parser = TrimmedPath)]
    pub(crate) password_file: Option<PathBuf>,

    /// Which of the two Oracle drivers to use
    #[arg(long, default_value = "auto", env = "PS_EXTRACT_DRIVER")]
    #[arg(value_parser = Trimmed { parser: EnumValueParser::<Driver>::new(), blank: "auto" })]
    pub(crate) driver: Driver,

    /// Folder of Oracle's client library (Instant Client), for the thick driver
    #[arg(long, value_name = "DIR", value_parser = TrimmedPath, env = "ORACLE_CLIENT_LIB_DIR")]
    pub(crate) oracle_lib_dir: Option<PathBuf>,

    /// Folder of the wallet (ewallet.pem) that a tcps database needs
    #[arg(long, value_name = "DIR", value_parser = TrimmedPath, env = "ORACLE_WALLET")]
    pub(crate) wallet: Option<PathBuf>,

    /// File with a query to run instead of the default one
    #[arg(long, value_name = "FILE", value_parser = TrimmedPath, env = "PS_EXTRACT_QUERY")]
    pub(crate) query: Option<PathBuf>,

    /// Print the default query and exit
    #[arg(long)]
    pub(crate) print_query: bool,

    /// Rows per round trip [default: what suits the driver and the network]
    #[arg(long, value_name = "ROWS", value_parser = whole_number(1..=100_000_u32, ROWS))]
    pub(crate) fetch_size: Option<u32>,

    /// Seconds the server may take to answer, at every stage
    #[arg(long, value_name = "SECONDS", default_value = TIMEOUT, env = "PS_EXTRACT_TIMEOUT", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// Connect, read one row and report whether an extract would work
    #[arg(long)]
    pub(crate) check: bool,

    /// What is given as to Oracle's own tools, which take user/password@database: to be refused without being repeated
    #[arg(hide = true, num_args = 0.., value_parser = clap::value_parser!(OsString))]
    pub(crate) arguments: Vec<OsString>,

    #[command(flatten)]
    pub(crate) common: CommonOptions,
}

/// How many seconds a stage may take, unless something else is said.
const TIMEOUT: &str = "60";

/// What to give as a number of rows.
const ROWS: &str = "give a whole number of rows from 1 to 100000";

fn text() -> Trimmed<StringValueParser> {
    Trimmed { parser: StringValueParser::new(), blank: "" }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let text = if is_blank(text) { TIMEOUT } else { text.trim() };
    time_out(text)
}

/// Whether a value is nothing but white space, which counts as not set, as an empty variable does.
fn is_blank(text: &str) -> bool {
    !text.is_empty() && text.trim().is_empty()
}

/// Takes the white space off a value first: a Kubernetes secret that was made with echo ends in a line feed.
#[derive(Clone)]
struct Trimmed<P> {
    parser: P,
    /// What a blank value is.
    blank: &'static str,
}

impl<P: TypedValueParser> TypedValueParser for Trimmed<P> {
    type Value = P::Value;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let trimmed = match value.to_str() {
            Some(text) if is_blank(text) => OsStr::new(self.blank),
            Some(text) => OsStr::new(text.trim()),
            None => value,
        };
        self.parser.parse_ref(command, arg, trimmed)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.parser.possible_values()
    }
}

/// The same for a path; a blank one is empty.
#[derive(Clone)]
struct TrimmedPath;

impl TypedValueParser for TrimmedPath {
    type Value = PathBuf;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        match value.to_str() {
            Some(text) if !text.is_empty() => Ok(PathBuf::from(text.trim())),
            _ => PathBufValueParser::new().parse_ref(command, arg, value),
        }
    }
}
