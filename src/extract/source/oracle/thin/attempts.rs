//! Connecting to the first address that answers.

use super::panics;
use super::target::Target;
use oracledb::{Config, Connection, Error, ErrorKind};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Tries the addresses one after the other, as often as the target says. A server that answers the log-in, with
/// an error too, is the last one tried: a wrong password must not be sent twice, or it locks the account.
pub(super) fn connect(target: &Target, config: &Config, database: &str) -> Result<Connection, Error> {
    let mut round = 0;
    loop {
        let mut last = None;
        for (descriptor, addresses) in &target.descriptors {
            let config = config.clone().set_connect_string(descriptor)?;
            let result = match target.limit {
                Some(limit) => connect_within(limit * *addresses, config, database),
                None => panics::end_the_program(database, || oracledb::connect(config)),
            };
            match result {
                Err(error) if !matches!(error.kind(), ErrorKind::DbError(_)) => last = Some(error),
                answered => return answered,
            }
        }
        if round == target.retries {
            return Err(last.unwrap_or_else(out_of_time));
        }
        round += 1;
        std::thread::sleep(target.retry_delay);
    }
}

/// The driver waits for a server's words as long as it takes, so another thread does the waiting.
fn connect_within(limit: Duration, config: Config, database: &str) -> Result<Connection, Error> {
    let (sender, receiver) = mpsc::channel();
    let abandoned = Arc::new(AtomicBool::new(false));
    let (is_abandoned, database) = (Arc::clone(&abandoned), database.to_string());
    std::thread::Builder::new().name("connect".to_string()).spawn(move || {
        let result = panics::end_the_program_unless(&is_abandoned, &database, || oracledb::connect(config));
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
