//! The names in the folder, read while other requests are under way.
//!
//! They are needed only for cleaning up, so an upload does without them when the server refuses, or takes too long.

use super::sftp::client::{Client, RequestId};
use super::sftp::request::Request;
use crate::common::exit::Result;
use crate::common::messages;
use std::time::{Duration, Instant};

/// How many requests for names are under way together at first, the last of which finds the end; twice as many each
/// time after that, for folders in which nobody cleans up.
const TOGETHER: usize = 2;
const AT_MOST_TOGETHER: usize = 64;

/// A listing that takes more requests than this has no end.
const AT_MOST: usize = 100_000;

/// How long all of it may take, and how long requests that were made together may take if more are to be made.
const AT_MOST_TIME: Duration = Duration::from_secs(10);
const SLOW: Duration = Duration::from_secs(1);

/// A listing under way.
pub(crate) struct Listing {
    opening: RequestId,
    open: Option<(Vec<u8>, Vec<RequestId>)>,
    begun: Instant,
}

impl Listing {
    /// Asks for the listing to be opened.
    pub(crate) fn begin(client: &mut Client, folder: &str) -> Self {
        Listing { opening: client.ask(Request::Opendir(folder)), open: None, begun: Instant::now() }
    }

    /// Waits until it is open, and asks for the first names. A server may refuse: a folder that can only be
    /// written to is one that an upload does not need to see.
    pub(crate) fn start_reading(&mut self, client: &mut Client) -> Result<()> {
        match client.handle(self.opening)? {
            Ok(handle) => {
                let reading = (0..TOGETHER).map(|_| client.ask(Request::Readdir(&handle))).collect();
                self.open = Some((handle, reading));
            }
            Err(refusal) => messages::debug(format_args!(
                "the folder cannot be listed ({}), so what earlier runs may have left behind is not looked for",
                refusal.words()
            )),
        }
        Ok(())
    }

    /// Waits for all names; `None` when the server does not tell them.
    pub(crate) fn finish(self, client: &mut Client) -> Result<Option<Vec<String>>> {
        let Some((handle, mut reading)) = self.open else { return Ok(None) };
        let limit = AT_MOST_TIME.min(client.connection.link.waiting.timeout() / 2);
        let mut names = Vec::new();
        let mut at_end = false;
        let mut together = TOGETHER;
        let mut asked = TOGETHER;
        while !at_end {
            let start = Instant::now();
            for id in std::mem::take(&mut reading) {
                if !client.has_answer_by(id, self.begun + limit)? {
                    messages::debug("the folder's listing takes too long, so nothing is made of it");
                    return Ok(None);
                }
                match client.names(id)? {
                    Ok(Some(more)) => names.extend(more),
                    Ok(None) => at_end = true,
                    // Asked beyond the end.
                    Err(_) if at_end => {}
                    Err(refusal) => {
                        messages::debug(format_args!("the folder's listing broke off: {}", refusal.words()));
                        return Ok(None);
                    }
                }
            }
            if asked > AT_MOST || names.len() > AT_MOST {
                messages::debug("the folder's listing has no end, so nothing is made of it");
                return Ok(None);
            }
            if !at_end {
                together = if start.elapsed() > SLOW { TOGETHER } else { AT_MOST_TOGETHER.min(together * 2) };
                asked += together;
                reading = (0..together).map(|_| client.ask(Request::Readdir(&handle))).collect();
            }
        }
        client.ask(Request::Close(&handle));
        Ok(Some(names))
    }
}
