//! What the thin driver's errors mean.

use crate::common::exit::{Exit, Failure};
use crate::extract::connect_string::FORM;
use crate::extract::source::oracle::errors;
use oracledb::{Error, ErrorKind};

/// Said when the connection ends while logging in: a server that requires encryption may just hang up.
const CLOSED: &str = " (if it happens every time, the server may require native network encryption, which only --driver \
                      thick has)";
const CERTIFICATE: &str = " (the server's certificate is not trusted: give the folder of an ewallet.pem that holds its \
                           authority's certificate with --wallet, ORACLE_WALLET, or wallet_location in the connect string)";
const SILENT: &str = " (no address answers: check the host and the port, or try again later)";

/// While connecting and logging in.
pub(super) fn connecting(database: &str, error: &Error) -> Failure {
    let text = error.to_string();
    let (exit, hint) = match error.kind() {
        // The driver has no other words for what fails in the TLS connection below it.
        ErrorKind::StreamOperation | ErrorKind::TlsOperation if is_about_certificate(&text) => {
            (Exit::NotAllowed, CERTIFICATE)
        }
        ErrorKind::StreamOperation if text.contains("onnection refused") => (Exit::Temporary, errors::hint(12541)),
        ErrorKind::StreamOperation if text.contains("lookup address") => (Exit::Temporary, errors::hint(12545)),
        ErrorKind::CallTimeoutExceeded => (Exit::Temporary, SILENT),
        ErrorKind::DeadConnection | ErrorKind::StreamOperation | ErrorKind::OutOfData => (Exit::Temporary, CLOSED),
        _ => meaning(error),
    };
    let text = if matches!(error.kind(), ErrorKind::CallTimeoutExceeded) { "it took too long" } else { &text };
    Failure::new(exit, format!("cannot log in to {database}{hint}: {text}"))
}

/// While looking up what the connect string means.
pub(super) fn looking_up(database: &str, error: &Error) -> Failure {
    Failure::new(Exit::Config, format!("POWERSCHOOL_PROD_DB {database:?} is not known{}: {error}", errors::ALIAS))
}

/// When tnsnames.ora has the name with a descriptor that is malformed.
pub(super) fn in_tnsnames(database: &str, problem: &str) -> Failure {
    Failure::new(Exit::Config, format!("the entry {database} in tnsnames.ora is malformed: {problem}"))
}

/// Once connected.
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
        ErrorKind::ListenerRefusedConnection(_, _, _, code) => of_code(*code),
        ErrorKind::InvalidServiceName(..) | ErrorKind::InvalidSid(..) => of_code(12514),
        ErrorKind::CallTimeoutExceeded => of_code(12170),
        ErrorKind::DeadConnection
        | ErrorKind::NotConnected
        | ErrorKind::OutOfData
        | ErrorKind::StreamOperation
        | ErrorKind::UnableToRecover => of_code(3113),
        ErrorKind::UnexpectedRefuse(_) => (Exit::Temporary, ""),
        ErrorKind::WalletUnreadable(_)
        | ErrorKind::WalletPasswordMissingOrInvalid(..)
        | ErrorKind::WalletPrivateKeyInvalid(_)
        | ErrorKind::PemFileOperation => of_code(28759),
        ErrorKind::InvalidConnectString(..)
        | ErrorKind::InvalidDescriptorNode(..)
        | ErrorKind::InvalidNetworkName(_)
        | ErrorKind::NoConfigDir
        | ErrorKind::NoConnectString
        | ErrorKind::ParseError(..)
        | ErrorKind::TnsAliasNotFound(..) => (Exit::Config, FORM),
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
