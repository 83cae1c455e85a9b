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
use super::{settle, transfer, verify};
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
    /// Renames that were asked for on a connection that broke before they were answered.
    pub unanswered: Option<Vec<Replacement>>,
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
        if let Some(unanswered) = self.unanswered.take()
            && settle::settle(client, &unanswered, self.uploads, &path(folder, &names.discarded()))?
        {
            return Ok(());
        }
        let mut replacing = Replacing::new(folder, self.uploads, &mut names);
        let result = replacing.all(client, bar);
        if replacing.renames_unanswered {
            self.unanswered = Some(replacing.replacements.clone());
        }
        match result {
            Ok(()) => {
                // The new set stands; what cannot be tidied up now, the next push will.
                if let Err(failure) = replacing.tidy(client, &names, true) {
                    messages::warning(failure.text());
                }
                Ok(())
            }
            Err(failure) if failure.exit() == Some(Exit::Temporary) => Err(failure),
            Err(failure) => {
                client.connection.waiting.tidy_up();
                if let Err(failure) = replacing.tidy(client, &names, false) {
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
