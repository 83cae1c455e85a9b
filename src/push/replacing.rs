//! A set on its way: uploaded under temporary names, renamed all together, and tidied up after.

use super::listing::Listing;
use super::plan::Upload;
use super::replace::{self, Question, Replacement};
use super::sftp::client::Client;
use super::sftp::request::Creation;
use super::ssh::waiting::OnSignal;
use super::temporary_names::TemporaryNames;
use super::{discard, transfer, verify};
use crate::common::exit::{Exit, Result};
use crate::common::messages;
use indicatif::ProgressBar;
use std::time::Instant;

/// The path of a name in a folder.
pub(crate) fn path(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// One set, from its first request to its last.
pub(crate) struct Replacing<'r> {
    folder: &'r str,
    uploads: &'r [Upload],
    /// Where each file goes by way of what.
    pub replacements: Vec<Replacement>,
    /// Whether the connection broke after the renames were asked for and before they were known to be done.
    pub renames_unanswered: bool,
    /// A path where nothing is.
    nowhere: String,
    listing: Option<Listing>,
    listed: Option<Vec<String>>,
    /// Backups that must stay.
    keep: Vec<String>,
}

impl<'r> Replacing<'r> {
    /// A set that goes to a folder, under names of this run.
    pub(crate) fn new(folder: &'r str, uploads: &'r [Upload], names: &mut TemporaryNames) -> Self {
        let replacements = uploads.iter().map(|upload| Replacement {
            name: upload.name.clone(),
            temporary: path(folder, &names.next()),
            target: path(folder, &upload.name),
            backup: path(folder, &names.next()),
        });
        let replacements = replacements.collect();
        let nowhere = path(folder, &names.next());
        let (listing, listed, keep) = (None, None, Vec::new());
        Replacing { folder, uploads, replacements, renames_unanswered: false, nowhere, listing, listed, keep }
    }

    /// Uploads and renames.
    pub(crate) fn all(&mut self, client: &mut Client, bar: &ProgressBar) -> Result<()> {
        let targets: Vec<&str> = self.replacements.iter().map(|file| file.target.as_str()).collect();
        discard::must_be_allowed(client, &self.nowhere, Some(&targets))?;
        client.doing = format!("cannot upload to {}", self.folder);
        let mut listing = Listing::begin(client, self.folder);
        let openings: Vec<_> = self
            .uploads
            .iter()
            .zip(&self.replacements)
            .map(|(upload, file)| transfer::open(client, upload, file.temporary.clone(), Creation::Exclusive))
            .collect();
        listing.go_on(client)?;
        self.listing = Some(listing);
        let questions: Vec<Question> = self.replacements.iter().map(|file| replace::ask(client, file)).collect();
        transfer::send(client, self.folder, openings, bar)?;
        messages::detail(format_args!("{} files are up under temporary names", self.uploads.len()));
        self.finish_listing(client)?;
        let mut plan = replace::plan(client, &self.replacements, questions, self.listed.as_deref())?;
        let start = Instant::now();
        // From here to the last rename, a signal waits.
        client.connection.waiting.on_signal(OnSignal::GoesOnBriefly);
        let renamed = plan.carry_out(client);
        messages::debug(format_args!("the renames took {:.1} ms", start.elapsed().as_secs_f64() * 1000.0));
        self.keep = plan.keep;
        let verified = renamed.and_then(|()| self.verify(client));
        self.renames_unanswered = verified.as_ref().is_err_and(|failure| failure.exit() == Some(Exit::Temporary));
        verified
    }

    fn verify(&self, client: &mut Client) -> Result<()> {
        let targets: Vec<(&Upload, String)> =
            self.uploads.iter().zip(&self.replacements).map(|(upload, file)| (upload, file.target.clone())).collect();
        let looking = verify::ask(client, &targets);
        verify::take(client, looking)
    }

    fn finish_listing(&mut self, client: &mut Client) -> Result<()> {
        if let Some(listing) = self.listing.take() {
            self.listed = listing.finish(client)?;
        }
        Ok(())
    }

    /// What is not needed any more, and what killed runs and earlier attempts left behind.
    pub(crate) fn unneeded(
        &mut self,
        client: &mut Client,
        names: &TemporaryNames,
        replaced: bool,
    ) -> Result<Vec<String>> {
        client.close_all();
        let mut unneeded: Vec<String> = self.replacements.iter().map(|file| file.backup.clone()).collect();
        if !replaced {
            unneeded.extend(self.replacements.iter().map(|file| file.temporary.clone()));
        }
        self.finish_listing(client)?;
        let now = jiff::Timestamp::now();
        for name in self.listed.iter().flatten().filter(|name| names.is_left_behind(name, now)) {
            messages::detail(format_args!("removing {name}, left behind by an earlier run"));
            unneeded.push(path(self.folder, name));
        }
        unneeded.retain(|path| !self.keep.contains(path));
        Ok(unneeded)
    }
}
