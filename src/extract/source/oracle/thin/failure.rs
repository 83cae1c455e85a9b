//! What the thin driver's errors mean.

use super::attempts::Failed;
use super::relay::problem::{Cause, Problem, is_timed_out};
use crate::common::exit::{Exit, Failure};
use crate::extract::connect_string::FORM;
use crate::extract::database::ALIAS;
use crate::extract::source::oracle::errors;
use oracledb::{Error, ErrorKind};
use std::io;

/// Said when the connection ends while logging in: a server that requires encryption may just hang up.
const CLOSED: &str = " (if it happens every time, the server may require native network encryption, which only \
                      --driver thick has)";
const CERTIFICATE: &str = " (the server's certificate is not trusted: give the folder of an ewallet.pem that holds its \
                           authority's certificate with --wallet, ORACLE_WALLET, or wallet_location in the connect \
                           string)";
const SILENT: &str = " (no address answers: check the host and the port, or try again later)";

const VERSION: &str = " (the server is older than Oracle 12.1, which only --driver thick can read, with an Instant \
                       Client of version 19 or older)";
const INVALID_TEXT: &str = " (a text that the server sent is not valid, and the driver does not say which: select \
                            fewer columns at once to find it)";

/// While connecting and logging in.
pub(super) fn connecting(database: &str, failed: &Failed) -> Failure {
    let error = match failed {
        Failed::Driver(error) => error,
        Failed::Relay(problem) => return reaching(database, problem),
    };
    let (exit, hint) = match error.kind() {
        ErrorKind::CallTimeoutExceeded => (Exit::Temporary, SILENT),
        ErrorKind::DeadConnection | ErrorKind::StreamOperation | ErrorKind::OutOfData => (Exit::Temporary, CLOSED),
        _ => meaning(error),
    };
    let text = error.to_string();
    let text = if matches!(error.kind(), ErrorKind::CallTimeoutExceeded) { "it took too long" } else { &text };
    Failure::new(exit, format!("cannot log in to {database}{hint}: {text}"))
}

/// What kept the relay from the server.
fn reaching(database: &str, problem: &Problem) -> Failure {
    let (exit, hint) = match &problem.cause {
        Cause::Lookup(_) => (Exit::Temporary, errors::hint(12545)),
        Cause::Network(error) if is_timed_out(error) => (Exit::Temporary, SILENT),
        Cause::Network(error) if is_unreachable(error) => (Exit::Temporary, errors::hint(12541)),
        Cause::Network(_) => (Exit::Temporary, CLOSED),
        Cause::Tls(problem) if is_about_certificate(problem) => (Exit::NotAllowed, CERTIFICATE),
        Cause::Tls(_) => (Exit::Temporary, " (if it happens every time, the port may not be one for tcps)"),
        Cause::Wallet(_) => (Exit::Config, errors::hint(28759)),
        Cause::Refused(0) => (Exit::Temporary, ""),
        Cause::Refused(code) => (errors::exit((*code).into()), errors::hint_for_thin((*code).into())),
        Cause::NeedsEncryption => (Exit::Config, errors::ONLY_THICK),
        Cause::LosesTls(_) => (Exit::NotAllowed, LOSES_TLS),
        Cause::Redirect(_) => (Exit::Service, " (ask the database administrator where the listener is to redirect to)"),
        Cause::NoAnswer => (Exit::Service, " (is it a port of Oracle's listener?)"),
    };
    Failure::new(exit, format!("cannot log in to {database}{hint}: {problem}"))
}

const LOSES_TLS: &str = " (the password and the staff would go over the network unprotected, so nothing was sent: \
                         ask the database administrator for a listener that redirects to tcps)";

fn is_unreachable(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable};
    [ConnectionRefused, HostUnreachable, NetworkUnreachable].contains(&error.kind())
}

/// When a name has no meaning in tnsnames.ora.
pub(super) fn looking_up(database: &str, problem: &str) -> Failure {
    let is_entry = problem.starts_with("the entry ");
    let (state, hint) = if is_entry { ("cannot be used", "") } else { ("is not known", ALIAS) };
    Failure::new(Exit::Config, format!("POWERSCHOOL_PROD_DB {database:?} {state}: {problem}{hint}"))
}

pub(super) fn failure(database: &str, what: &str, error: &Error) -> Failure {
    let (exit, hint) = meaning(error);
    Failure::new(exit, format!("{what} {database}{hint}: {error}"))
}

fn meaning(error: &Error) -> (Exit, &'static str) {
    let of_code = |code: usize| {
        let code = i32::try_from(code).unwrap_or(0);
        (errors::exit(code), errors::hint_for_thin(code))
    };
    match error.kind() {
        ErrorKind::DbError(error) => of_code(error.code()),
        ErrorKind::ServerVersionNotSupported => (Exit::Service, VERSION),
        ErrorKind::InvalidEncodedString => (Exit::Service, INVALID_TEXT),
        ErrorKind::CallTimeoutExceeded => of_code(12170),
        ErrorKind::DeadConnection
        | ErrorKind::NotConnected
        | ErrorKind::OutOfData
        | ErrorKind::StreamOperation
        | ErrorKind::UnableToRecover => of_code(3113),
        ErrorKind::InvalidConnectString(..)
        | ErrorKind::InvalidDescriptorNode(..)
        | ErrorKind::InvalidNetworkName(_)
        | ErrorKind::ParseError(..) => (Exit::Config, FORM),
        _ => (Exit::Service, ""),
    }
}

fn is_about_certificate(text: &str) -> bool {
    [
        "peer certificate",
        "UnknownCA",
        "BadCertificate",
        "CertificateRequired",
        "CertificateUnknown",
        "CertificateExpired",
    ]
    .iter()
    .any(|words| text.contains(words))
}
