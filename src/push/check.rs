//! `sfe-push --check`: would an upload work tonight?

use super::options::SfePush;
use super::ssh::connection::Server;
use super::stop::Stop;
use super::upload;
use crate::common::exit::{Failure, Result};
use std::io::Write as _;

/// Connects, logs in and tries everything an upload does, with a file of its own; each step is reported on
/// standard output, and the one that fails on standard error.
pub(crate) fn check(options: &SfePush, server: &Server, stop: &Stop) -> Result<()> {
    let mut report = |step: &str| writeln!(std::io::stdout().lock(), "ok: {step}").map_err(Failure::stdout);
    report(&format!("the private key {} is usable ({})", options.key.display(), server.key.fingerprint))?;
    let connection = server.connect(stop)?;
    let name = server.name();
    report(&format!("{} answers, and its host key is known", name.as_str()))?;
    report(&format!("it lets the user {} in", server.user))?;
    let result = upload::probe(&connection, options, stop, &mut report);
    connection.close();
    result
}
