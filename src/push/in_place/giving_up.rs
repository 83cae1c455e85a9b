//! What becomes of a set that was begun when no more attempts are made.

use super::{InPlace, State};
use crate::common::exit::Result;
use crate::common::messages;
use crate::push::sftp::client::Client;
use crate::push::sftp::request::Request;

impl InPlace<'_> {
    /// Removes the part of the set that broken connections have left, if anything was changed at all.
    pub(crate) fn give_up(&mut self, client: &mut Client) -> Result<()> {
        self.find_closed(client)?;
        if self.is_closed() {
            messages::warning("all files of the set are on the server, but their times could not be verified");
            self.begun = false;
        } else if self.is_untouched(client)? {
            self.begun = false;
        } else {
            self.remove_parts(client)?;
        }
        Ok(())
    }

    /// Whether what was under the final names is still there as it was.
    fn is_untouched(&self, client: &mut Client) -> Result<bool> {
        client.operation = "cannot find out which files were uploaded".to_string();
        let looking: Vec<_> = self.targets.iter().map(|target| client.ask(Request::Stat(&target.path))).collect();
        let mut untouched = self.targets.iter().all(|target| target.state == State::Pending);
        for (before, id) in self.before.iter().zip(looking) {
            untouched &= match (before, client.attributes(id)?) {
                (Some(before), Ok(there)) => {
                    (before.size, before.modified()) == (there.size, there.modified()) && there.modified().is_some()
                }
                // The importer may have taken it.
                (_, Err(refusal)) => refusal.is_missing(),
                (None, Ok(_)) => false,
            };
        }
        Ok(untouched)
    }
}
