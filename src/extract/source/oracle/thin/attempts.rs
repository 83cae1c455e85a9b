//! Connecting to the first address that answers.

use super::panics;
use super::relay::Relay;
use super::relay::problem::Problem;
use super::target::{Attempt, Target};
use oracledb::{Config, Connection, Error, ErrorKind};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Why an attempt failed.
pub(super) enum Failed {
    /// The driver says so.
    Driver(Error),
    /// The relay between it and the server says so.
    Relay(Problem),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed::Driver(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Failed::Driver(error.into())
    }
}

/// Tries the addresses one after the other, as often as the target says. A server that answers the login, with
/// an error too, is the last one tried: a wrong password must not be sent twice, or it locks the account.
pub(super) fn connect(target: &Target, config: &Config, database: &str) -> Result<(Connection, Relay), Failed> {
    let mut round = 0;
    loop {
        let mut last = None;
        for attempt in &target.attempts {
            match try_once(attempt, target.limit, config, database) {
                Err(Failed::Driver(error)) if matches!(error.kind(), ErrorKind::DbError(_)) => return Err(error.into()),
                Err(failed) => last = Some(failed),
                Ok(connected) => return Ok(connected),
            }
        }
        if round == target.retries {
            return Err(last.unwrap_or_else(|| out_of_time().into()));
        }
        round += 1;
        std::thread::sleep(target.retry_delay);
    }
}

fn try_once(
    attempt: &Attempt,
    limit: Option<Duration>,
    config: &Config,
    database: &str,
) -> Result<(Connection, Relay), Failed> {
    let relay = Relay::start(attempt.route.clone())?;
    let descriptor = attempt.descriptor_by(relay.address());
    let config = panics::exit_on_panic(database, || config.clone().set_connect_string(&descriptor))?;
    let result = match limit {
        Some(limit) => connect_within(limit * attempt.addresses, config, database),
        None => panics::exit_on_panic(database, || oracledb::connect(config)),
    };
    match result {
        Ok(connection) => Ok((connection, relay)),
        Err(error) => Err(relay.take_problem().map_or(Failed::Driver(error), Failed::Relay)),
    }
}

/// The driver waits for a server's words as long as it takes, so another thread does the waiting.
fn connect_within(limit: Duration, config: Config, database: &str) -> Result<Connection, Error> {
    let (sender, receiver) = mpsc::channel();
    let abandoned = Arc::new(AtomicBool::new(false));
    let (is_abandoned, database) = (Arc::clone(&abandoned), database.to_string());
    std::thread::Builder::new().name("connect".to_string()).spawn(move || {
        let result = panics::exit_on_panic_unless_abandoned(&is_abandoned, &database, || oracledb::connect(config));
        // Nobody listens any more when it took too long.
        let _ = sender.send(result);
    })?;
    receiver.recv_timeout(limit).unwrap_or_else(|_| {
        abandoned.store(true, Ordering::Release);
        Err(out_of_time())
    })
}

fn out_of_time() -> Error {
    io::Error::from(io::ErrorKind::TimedOut).into()
}
