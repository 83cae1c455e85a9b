//! Why a server was not reached, as the relay sees it.

use std::fmt;
use std::io;

/// Where a listener is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub host: String,
    pub port: u16,
    pub tls: bool,
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.host, self.port)
    }
}

/// Why a server was not reached, and where.
#[derive(Debug)]
pub(crate) struct Problem {
    pub cause: Cause,
    /// The address that was asked last.
    pub address: Address,
    /// The address that sent there, if another did.
    pub sent_by: Option<Address>,
}

#[derive(Debug)]
pub(crate) enum Cause {
    /// The host's name is not found.
    Lookup(io::Error),
    /// The connection cannot be opened, or is lost.
    Network(io::Error),
    Tls(String),
    /// The wallet cannot be read.
    Wallet(String),
    /// The listener refuses, with the number of an `ORA-` error; 0 when it gives none.
    Refused(u16),
    /// The server insists on native network encryption.
    NeedsEncryption,
    /// The listener sends from TLS to an address without it.
    LosesTls(Address),
    /// The listener sends somewhere that cannot be followed.
    Redirect(&'static str),
    /// What it sends is not an answer to a client that connects.
    NoAnswer,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = &self.address;
        if let Some(first) = &self.sent_by {
            write!(out, "{address}, where {first} redirects to: ")?;
        }
        match &self.cause {
            Cause::Network(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                out.write_str("the server or the network closed the connection")
            }
            Cause::Network(error) if is_timed_out(error) => out.write_str("it does not answer"),
            Cause::Lookup(error) | Cause::Network(error) => write!(out, "{error}"),
            Cause::Tls(problem) | Cause::Wallet(problem) => out.write_str(problem),
            Cause::Refused(0) => write!(out, "the listener at {address} refuses without a reason"),
            Cause::Refused(code) => write!(out, "ORA-{code:05}: the listener at {address} refuses"),
            Cause::NeedsEncryption => write!(out, "the server at {address} requires encryption"),
            Cause::LosesTls(to) => write!(out, "the listener at {address} redirects from TLS to {to} without TLS"),
            Cause::Redirect(problem) => write!(out, "the listener at {address} redirects {problem}"),
            Cause::NoAnswer => write!(out, "what {address} sends is not Oracle's protocol"),
        }
    }
}

/// Whether a limit has passed.
pub(crate) fn is_timed_out(error: &io::Error) -> bool {
    [io::ErrorKind::TimedOut, io::ErrorKind::WouldBlock].contains(&error.kind())
}
