//! A set on its way: uploaded under temporary names, renamed all together, and cleaned up after.

use super::listing::Listing;
use super::plan::Upload;
use super::rename_plan::{self, Plan, Renamed, Replacement};
use super::sftp::client::{Client, RequestId};
use super::sftp::request::Creation;
use super::temporary_names::TemporaryNames;
use super::{discard, distinct_names, report, transfer, verify};
use crate::common::exit::{Exit, Result};
use crate::common::messages;
use indicatif::ProgressBar;
use std::rc::Rc;
use std::time::Instant;

/// The path of a name in a folder.
pub(crate) fn path(folder: &str, name: &str) -> String {
    format!("{}/{name}", folder.trim_end_matches('/'))
}

/// One set, from its first request to its last.
pub(crate) struct SetUpload<'r> {
    folder: &'r str,
    uploads: &'r [Upload],
    /// The renames that take the files to their final names.
    pub replacements: Vec<Replacement>,
    /// Whether the connection broke after the renames were asked for and before they were known to be done.
    pub renames_unanswered: bool,
    renames_asked: bool,
    /// Paths where nothing is.
    nowhere: [String; 2],
    lists: bool,
    /// Which names in the folder matter.
    matters: Rc<dyn Fn(&str) -> bool>,
    listing: Option<Listing>,
    listed: Option<Vec<String>>,
    /// Backups that must stay.
    keep: Vec<String>,
    /// Whether old files may have backup names.
    has_backups: bool,
    /// Looks at the final names that traveled with the renames.
    looks: Vec<RequestId>,
    /// What is still to be removed because the connection broke after the new set was verified.
    pub unremoved: Option<Vec<String>>,
}

impl<'r> SetUpload<'r> {
    /// A set that goes to a folder, under names of this run; `lists` to look for what earlier runs left behind.
    pub(crate) fn new(folder: &'r str, uploads: &'r [Upload], names: &mut TemporaryNames, lists: bool) -> Self {
        let replacements = uploads.iter().map(|upload| Replacement {
            name: upload.name.clone(),
            size: upload.size,
            modified: upload.modified,
            temporary: path(folder, &names.next()),
            target: path(folder, &upload.name),
            backup: path(folder, &names.next()),
        });
        let replacements = replacements.collect();
        let nowhere = [(); 2].map(|()| path(folder, &names.next()));
        let finals: Vec<String> = uploads.iter().map(|upload| upload.name.clone()).collect();
        let is_temporary = names.filter();
        let matters = Rc::new(move |name: &str| is_temporary(name) || finals.iter().any(|file| file == name));
        SetUpload {
            folder,
            uploads,
            replacements,
            renames_unanswered: false,
            renames_asked: false,
            nowhere,
            lists,
            matters,
            listing: None,
            listed: None,
            keep: Vec::new(),
            has_backups: true,
            looks: Vec::new(),
            unremoved: None,
        }
    }

    /// The paths that hold nothing that is needed if the set does not get its names. Once the renames are asked for, an
    /// old file may have its backup name only.
    pub(crate) fn disposable(&self) -> Vec<String> {
        let temporary = self.replacements.iter().map(|file| file.temporary.clone());
        let backups = self.replacements.iter().map(|file| file.backup.clone()).filter(|_| !self.renames_asked);
        temporary.chain(backups).collect()
    }

    /// Uploads under temporary names.
    pub(crate) fn upload(&mut self, client: &mut Client, bar: &ProgressBar, discarded: &str) -> Result<Plan> {
        let targets: Vec<&str> = self.replacements.iter().map(|file| file.target.as_str()).collect();
        let nowhere = self.nowhere.each_ref().map(String::as_str);
        discard::ensure_removal_allowed(client, nowhere, Some(&targets), discarded)?;
        client.operation = format!("cannot upload to {}", self.folder);
        let matters = Rc::clone(&self.matters);
        client.keep_names(move |name| matters(name));
        let mut listing = self.lists.then(|| Listing::begin(client, self.folder));
        let openings: Vec<_> = self
            .uploads
            .iter()
            .zip(&self.replacements)
            .map(|(upload, file)| transfer::open(client, upload, file.temporary.clone(), Creation::Exclusive))
            .collect();
        if let Some(listing) = &mut listing {
            listing.start_reading(client)?;
        }
        self.listing = listing;
        let unused = distinct_names::request(client, &self.nowhere[0]);
        let lookups = rename_plan::request_lookups(client, &self.replacements);
        let sent = transfer::send(client, self.folder, openings, bar);
        // Files that share a name may have wrong sizes, too, which would say less.
        if sent.is_ok() || unused.has_answer(client) {
            distinct_names::judge(client, unused)?;
        }
        sent?;
        messages::detail(format_args!("{} files are up under temporary names", self.uploads.len()));
        self.finish_listing(client)?;
        rename_plan::plan(client, &self.replacements, lookups, self.listed.as_deref())
    }

    /// Renames, removes what is not needed any more, and verifies the new set.
    pub(crate) fn rename(&mut self, client: &mut Client, plan: &mut Plan) -> Result<()> {
        let found: Vec<_> = self.uploads.iter().zip(plan.found.iter().cloned()).collect();
        report::replacing(&found);
        self.renames_asked = true;
        let start = Instant::now();
        let renamed = plan.execute_until_found(client).and_then(|renamed| match renamed {
            Renamed::All => Ok(()),
            Renamed::NotFound(failure) => Err(failure),
        });
        messages::debug(format_args!("the renames took {:.1} ms", start.elapsed().as_secs_f64() * 1000.0));
        match &renamed {
            Ok(()) => (self.has_backups, self.looks) = (!plan.replaces_nothing(), plan.take_looks()),
            Err(_) => self.keep.append(&mut plan.keep),
        }
        self.renames_unanswered = renamed.as_ref().is_err_and(|failure| failure.exit() == Some(Exit::Temporary));
        renamed
    }

    /// Removes what is not needed any more, and verifies the new set. `leftovers` are the temporary files of earlier
    /// attempts.
    pub(crate) fn finish(&mut self, client: &mut Client, names: &TemporaryNames, leftovers: &[String]) -> Result<()> {
        // Until the new set has been seen, a connection that breaks leaves the renames in doubt.
        self.renames_unanswered = true;
        let looks = std::mem::take(&mut self.looks);
        let early = verify::take_early(client, self.uploads, looks)?;
        let looking = early.is_none().then(|| {
            let targets = self.uploads.iter().zip(&self.replacements);
            verify::request(client, targets.map(|(upload, file)| (upload, file.target.clone())).collect())
        });
        let mut unneeded = self.unneeded(client, names)?;
        unneeded.extend(leftovers.iter().cloned());
        let removing = discard::request(client, &unneeded);
        let shown = match looking {
            Some(looking) => verify::take(client, looking)?,
            None => early.unwrap_or_default(),
        };
        let shown = verify::set_times_again(client, shown, &self.replacements);
        self.renames_unanswered = shown.as_ref().is_err_and(|failure| failure.exit() == Some(Exit::Temporary));
        let shown = shown?;
        report::shown(&shown);
        let removed = discard::take_or_warn(client, removing, &path(self.folder, &names.discarded()));
        verify::judge_renamed(&shown)?;
        self.unremoved = removed.is_err().then_some(unneeded);
        removed
    }

    /// Whether the folder could be listed in time, as far as that was tried.
    pub(crate) fn can_list(&self) -> bool {
        self.lists && self.listing.is_none()
    }

    fn finish_listing(&mut self, client: &mut Client) -> Result<()> {
        if let Some(listing) = self.listing.take() {
            self.lists = false;
            self.listed = listing.finish(client)?;
            self.lists = self.listed.is_some();
        }
        Ok(())
    }

    /// The backup names of old files that have their own names, too, or are replaced.
    pub(crate) fn unneeded_backups(&self) -> Vec<String> {
        let backups = self.replacements.iter().filter(|_| self.has_backups).map(|file| &file.backup);
        backups.filter(|path| !self.keep.contains(path)).cloned().collect()
    }

    /// The same, and what killed runs and earlier attempts left behind. Only a set that has its final names makes that
    /// superfluous: an earlier run may have left the only copy of an old file there.
    fn unneeded(&mut self, client: &mut Client, names: &TemporaryNames) -> Result<Vec<String>> {
        client.close_all();
        let mut unneeded = self.unneeded_backups();
        self.finish_listing(client)?;
        let now = jiff::Timestamp::now();
        for name in self.listed.iter().flatten().filter(|name| names.is_left_behind(name, now)) {
            messages::detail(format_args!("removing {name}, left behind by an earlier run"));
            unneeded.push(path(self.folder, name));
        }
        Ok(unneeded)
    }
}
