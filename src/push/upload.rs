//! One attempt: the whole set goes up, or nothing changes under the final names.

use super::options::SfePush;
use super::plan::Upload;
use super::replace::Replacement;
use super::replacing::{Replacing, path};
use super::sftp::client::Client;
use super::sftp::request::Creation;
use super::ssh::connection::Server;
use super::stop::Stop;
use super::temporary_names::TemporaryNames;
use super::{discard, settle, transfer, verify};
use crate::common::exit::{Exit, Result};
use crate::common::messages;
use indicatif::ProgressBar;

/// What is uploaded and how.
pub(crate) struct Job<'j> {
    /// The command line.
    pub options: &'j SfePush,
    /// The server.
    pub server: &'j Server,
    /// The files.
    pub uploads: &'j [Upload],
    /// Whether to stop.
    pub stop: &'j Stop,
    /// What a connection that broke left to be done.
    pub unfinished: Option<Unfinished>,
}

/// What is left to do after a connection broke late.
pub(crate) enum Unfinished {
    /// Renames that were asked for and not all answered.
    Renames(Vec<Replacement>),
    /// The new set stands, and these files are not needed any more.
    Removals(Vec<String>),
}

impl Job<'_> {
    /// Connects and uploads.
    pub(crate) fn attempt(&mut self, bar: &ProgressBar) -> Result<()> {
        let connection = self.server.connect(self.stop)?;
        let mut client = Client::begin(connection, self.server.name().as_str())?;
        let result = match self.options.in_place {
            true => self.in_place(&mut client, bar),
            false => self.all_or_nothing(&mut client, bar),
        };
        client.connection.close();
        result
    }

    fn all_or_nothing(&mut self, client: &mut Client, bar: &ProgressBar) -> Result<()> {
        let folder = &self.options.folder;
        let mut names = TemporaryNames::new(&self.options.temporary_name, &self.server.who())?;
        let discarded = path(folder, &names.discarded());
        match &self.unfinished {
            Some(Unfinished::Removals(paths)) => return discard::tidy(client, paths, &discarded),
            Some(Unfinished::Renames(renames)) => {
                if settle::settle(client, renames, self.uploads, &discarded)? {
                    return Ok(());
                }
                self.unfinished = None;
            }
            None => {}
        }
        let mut replacing = Replacing::new(folder, self.uploads, &mut names);
        let result = replacing.all(client, bar);
        if replacing.renames_unanswered {
            self.unfinished = Some(Unfinished::Renames(replacing.replacements.clone()));
        }
        match result {
            Ok(()) => {
                let unneeded = replacing.unneeded(client, &names, true)?;
                let removed = discard::tidy(client, &unneeded, &discarded);
                self.unfinished = removed.is_err().then_some(Unfinished::Removals(unneeded));
                removed
            }
            Err(failure) if failure.exit() == Some(Exit::Temporary) => Err(failure),
            Err(failure) => {
                client.connection.waiting.tidy_up();
                let unneeded = replacing.unneeded(client, &names, false);
                if let Err(failure) = unneeded.and_then(|paths| discard::tidy(client, &paths, &discarded)) {
                    messages::debug(failure.text());
                }
                Err(failure)
            }
        }
    }

    fn in_place(&self, client: &mut Client, bar: &ProgressBar) -> Result<()> {
        let folder = &self.options.folder;
        // One after the other: a file is cut to nothing only when those before it are whole.
        for upload in self.uploads {
            let opening = transfer::open(client, upload, path(folder, &upload.name), Creation::Truncating);
            transfer::send(client, folder, vec![opening], bar)?;
            messages::detail(format_args!("{} is up", upload.name));
        }
        let paths: Vec<(&Upload, String)> =
            self.uploads.iter().map(|upload| (upload, path(folder, &upload.name))).collect();
        let looking = verify::ask(client, &paths);
        verify::take(client, looking)
    }
}
