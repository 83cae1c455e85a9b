//! Opening the files that are written in place, so that a refusal costs the importer nothing.

use super::{InPlace, State, Target};
use crate::common::exit::{Exit, Failure, Result};
use crate::push::plan::Upload;
use crate::push::sftp::attributes::Attributes;
use crate::push::sftp::client::{Answered, Client};
use crate::push::sftp::request::{Creation, Request};
use crate::push::sftp::status::Refusal;
use crate::push::{report, transfer};

/// Open files, by their place in the set.
pub(super) type Handles = Vec<(usize, Vec<u8>)>;

/// What is under the final names.
type Found<'u> = Vec<(&'u Upload, Answered<Attributes>)>;

impl<'u> InPlace<'u> {
    /// Opens what is to be sent. Files that may perhaps not be opened go first, so that a refusal comes before another
    /// file is cut to nothing.
    pub(super) fn open(&mut self, client: &mut Client) -> Result<Handles> {
        client.operation = format!("cannot upload to {}", self.folder);
        let (found, writable) = self.look(client)?;
        if !self.begun {
            report::replacing(&found);
            self.before = found.iter().map(|(_, there)| there.as_ref().ok().copied()).collect();
        }
        self.begun = true;
        let pending = |index: &usize| self.targets[*index].state == State::Pending;
        let (sure, unsure): (Vec<usize>, Vec<usize>) =
            (0..self.targets.len()).filter(pending).partition(|index| writable[*index]);
        let missing = |index: usize| found[index].1.as_ref().is_err_and(Refusal::is_missing);
        let mut handles = Vec::new();
        for group in [unsure, sure] {
            let opened = self.open_group(client, &group);
            let (new, failure) = opened?;
            handles.extend(new);
            if let Some(failure) = failure {
                // Only new files were made, and no old one was touched.
                if handles.iter().all(|(index, _)| missing(*index)) {
                    client.connection.link.waiting.clean_up();
                    self.remove(client, handles.iter().map(|(index, _)| *index).collect())?;
                    self.begun = false;
                }
                return Err(failure);
            }
        }
        handles.sort_by_key(|(index, _)| *index);
        Ok(handles)
    }

    /// What is under the final names, and which of it may be written over. Only files that are shown are tried: a
    /// server may make one that is missing, and hand it on.
    fn look(&self, client: &mut Client) -> Result<(Found<'u>, Vec<bool>)> {
        let looking: Vec<_> = self.targets.iter().map(|target| client.ask(Request::Stat(&target.path))).collect();
        let mut found = Vec::new();
        for (target, id) in self.targets.iter().zip(looking) {
            found.push((target.upload, client.attributes(id)?));
        }
        let opening: Vec<_> = self
            .targets
            .iter()
            .zip(&found)
            .map(|(target, (_, there))| {
                let request = Request::Open(&target.path, Creation::Existing, Attributes::default());
                there.is_ok().then(|| client.ask(request))
            })
            .collect();
        let mut writable = Vec::new();
        for id in opening {
            let handle = id.map(|id| client.handle(id)).transpose()?;
            if let Some(Ok(handle)) = &handle {
                client.ask(Request::Close(handle));
            }
            writable.push(handle.is_some_and(|handle| handle.is_ok()));
        }
        Ok((found, writable))
    }

    fn open_group(&self, client: &mut Client, group: &[usize]) -> Result<(Handles, Option<Failure>)> {
        let openings: Vec<_> = group
            .iter()
            .map(|index| {
                let Target { upload, path, .. } = &self.targets[*index];
                (*index, transfer::open(client, upload, path.clone(), Creation::Truncating))
            })
            .collect();
        let (mut handles, mut failure) = (Vec::new(), None);
        for (index, opening) in openings {
            match transfer::opened(client, self.folder, &opening) {
                Ok(handle) => handles.push((index, handle)),
                Err(lost) if lost.exit() != Some(Exit::Service) => return Err(lost),
                Err(refused) => failure = failure.or(Some(refused)),
            }
        }
        Ok((handles, failure))
    }
}
