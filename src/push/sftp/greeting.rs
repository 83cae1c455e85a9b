//! How SFTP begins and ends, and what to say when it does not.

use super::answer;
use super::client::Client;
use super::frames::Frame;
use super::request;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;

impl Client {
    /// Waits for the server's greeting.
    pub(super) fn greet(&mut self) -> Result<()> {
        self.connection.link.waiting.begin_step();
        let greeting = loop {
            match self.frames.next() {
                Ok(Some(Frame::Packet(packet))) => match answer::decode_greeting(packet) {
                    Ok(greeting) => break greeting,
                    Err(_) => return Err(self.no_sftp()),
                },
                Ok(None) => self.exchange()?,
                Ok(Some(Frame::Names { .. } | Frame::NoNames(_))) | Err(_) => return Err(self.no_sftp()),
            }
        };
        self.frames.allow_long_listings();
        if greeting.version < request::VERSION {
            let version = greeting.version;
            return Err(self.failure(format!("it speaks version {version} of SFTP, and sfe-push version 3")));
        }
        let names: Vec<&str> = greeting.extensions.iter().map(|(name, _)| name.as_str()).collect();
        messages::debug(format_args!("SFTP version {}, with {}", greeting.version, names.join(", ")));
        self.greeting = greeting;
        Ok(())
    }

    /// The failure that says what came instead of a greeting.
    fn no_sftp(&self) -> Failure {
        let text: String = String::from_utf8_lossy(self.frames.rest()).chars().take(200).collect();
        let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.contains(char::is_control));
        let shown = line.map_or(String::new(), |line| format!(" ({line:?})"));
        self.failure(format!(
            "the server sends text or a program's output where SFTP should begin{shown}: a forced command, or a \
             start-up file of the account that prints; the server's owner must fix that"
        ))
    }

    /// The server has closed the channel: before SFTP began, because it offers none; later, because it went.
    pub(super) fn ended(&self) -> Failure {
        if self.greeting.version != 0 {
            return Failure::new(Exit::Temporary, format!("{}: the server ended SFTP", self.operation));
        }
        if !self.frames.rest().is_empty() {
            return self.no_sftp();
        }
        self.failure("the server ended it before it began: a forced command, or no SFTP for this user")
    }
}
