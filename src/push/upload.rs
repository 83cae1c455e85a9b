//! One attempt: the whole set goes up, or nothing changes under the final names.

use super::in_place::InPlace;
use super::options::SfePush;
use super::plan::Upload;
use super::rename_plan::Replacement;
use super::retry::Urgency;
use super::set_upload::{SetUpload, path};
use super::sftp::client::Client;
use super::ssh::server::Server;
use super::stop::Stop;
use super::temporary_names::TemporaryNames;
use super::{discard, interrupted};
use crate::common::exit::{Exit, Result};
use crate::common::messages;
use indicatif::ProgressBar;

/// What is uploaded and how.
pub(crate) struct Job<'j> {
    pub options: &'j SfePush,
    pub server: &'j Server,
    pub uploads: &'j [Upload],
    pub stop: &'j Stop,
    unfinished: Option<Unfinished>,
    /// Temporary files that may still be on the server.
    leftovers: Vec<String>,
    /// Whether to list the folder: a server that takes too long for that may answer nothing else meanwhile.
    lists: bool,
    in_place: InPlace<'j>,
}

/// What is left to do after a connection broke late.
enum Unfinished {
    /// Renames that were asked for and not all answered.
    Renames(Vec<Replacement>),
    /// The new set has its final names, and these files are not needed any more.
    Removals(Vec<String>),
}

impl<'j> Job<'j> {
    /// An upload that has not begun.
    pub(crate) fn new(options: &'j SfePush, server: &'j Server, uploads: &'j [Upload], stop: &'j Stop) -> Self {
        let in_place = InPlace::new(&options.folder, uploads);
        Job { options, server, uploads, stop, unfinished: None, leftovers: Vec::new(), lists: true, in_place }
    }

    /// What a connection that broke has left.
    pub(crate) fn urgency(&self) -> Urgency {
        match &self.unfinished {
            Some(Unfinished::Renames(_)) => Urgency::SetIsTorn("renames"),
            Some(Unfinished::Removals(_)) => Urgency::SetIsDone,
            None if self.in_place.has_begun() => Urgency::SetIsTorn("upload"),
            None => Urgency::NothingChanged,
        }
    }

    pub(crate) fn attempt(&mut self, bar: &ProgressBar) -> Result<()> {
        let mut client = Client::connect(self.server, self.stop)?;
        match self.options.in_place {
            true => self.in_place.upload(&mut client, bar)?,
            false => self.all_or_nothing(&mut client, bar)?,
        }
        client.close();
        Ok(())
    }

    fn all_or_nothing(&mut self, client: &mut Client, bar: &ProgressBar) -> Result<()> {
        let folder = &self.options.folder;
        let mut names = TemporaryNames::new(&self.options.temporary_name, &self.server.owner())?;
        let discarded = path(folder, &names.discarded());
        match &self.unfinished {
            Some(Unfinished::Removals(paths)) => return discard::remove_or_warn(client, paths, &discarded),
            Some(Unfinished::Renames(renames)) => {
                if interrupted::finish_interrupted_renames(client, renames, self.uploads, &discarded)? {
                    return Ok(());
                }
                self.unfinished = None;
            }
            None => {}
        }
        let earlier = self.leftovers.clone();
        let mut set = SetUpload::new(folder, self.uploads, &mut names, self.lists);
        let result = set.upload(client, bar, &discarded).and_then(|mut plan| set.rename(client, &mut plan));
        let result = result.and_then(|()| set.finish(client, &names, &earlier));
        self.lists = set.can_list();
        if set.renames_unanswered {
            self.unfinished = Some(Unfinished::Renames(set.replacements.clone()));
        } else if result.is_err() {
            self.leftovers.extend(set.disposable());
        }
        if let Some(paths) = set.unremoved.take() {
            self.unfinished = Some(Unfinished::Removals(paths));
        }
        match result {
            Ok(()) => {
                self.leftovers.clear();
                Ok(())
            }
            Err(failure) if failure.exit() == Some(Exit::Temporary) => Err(failure),
            Err(failure) => {
                client.connection.link.waiting.clean_up();
                client.close_all();
                let mut paths = set.unneeded_backups();
                paths.extend(self.leftovers.iter().cloned());
                match discard::remove_or_warn(client, &paths, &discarded) {
                    Ok(()) => self.leftovers.clear(),
                    Err(failure) => messages::debug(failure.text()),
                }
                Err(failure)
            }
        }
    }

    /// Connects once more to remove the temporary files that a connection that broke has left behind, or the part of
    /// a set that was written in place. Temporary files that stay are not a second failure: the next push removes them.
    pub(crate) fn clean_up(&mut self) {
        let part = self.in_place.has_begun();
        let temporary = !self.leftovers.is_empty() && self.urgency() == Urgency::NothingChanged;
        if self.stop.check().is_err() || !(part || temporary) {
            return;
        }
        let removed = Client::connect(self.server, self.stop).and_then(|mut client| {
            client.connection.link.waiting.clean_up();
            if part {
                self.in_place.give_up(&mut client)?;
            }
            let names = TemporaryNames::new(&self.options.temporary_name, &self.server.owner())?;
            let discarded = path(&self.options.folder, &names.discarded());
            discard::remove_or_warn(&mut client, &self.leftovers, &discarded)?;
            client.close();
            Ok(())
        });
        if let Err(failure) = removed {
            messages::debug(format_args!("files may have stayed: {}", failure.text()));
        }
    }
}
