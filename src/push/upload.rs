//! One attempt: the whole set goes up, or nothing changes under the final names.

use super::leftovers::{self, TemporaryNames};
use super::options::SfePush;
use super::plan::Upload;
use super::remote::{Remote, check_size, check_time};
use super::replace::{self, Pending};
use super::ssh::connection::{Connection, Server};
use super::ssh::fault;
use super::stop::Stop;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use indicatif::ProgressBar;
use std::time::Instant;

/// What is uploaded, how, and what earlier attempts left behind.
pub(crate) struct Job<'j> {
    /// The command line.
    pub options: &'j SfePush,
    /// The server.
    pub server: &'j Server,
    /// The files.
    pub uploads: &'j [Upload],
    /// Whether to stop.
    pub stop: &'j Stop,
    /// Temporary files on the server that could not be removed when the connection broke.
    pub abandoned: Vec<String>,
}

impl Job<'_> {
    /// Connects and uploads.
    pub(crate) fn attempt(&mut self, bar: &ProgressBar) -> Result<()> {
        let connection = self.server.connect(self.stop)?;
        let remote = Remote { connection: &connection, folder: &self.options.folder, stop: self.stop };
        let mut pending = Vec::new();
        let result = if self.options.in_place {
            self.in_place(&remote, bar)
        } else {
            self.all_or_nothing(&remote, &mut pending, bar)
        };
        let result = result.map_err(|failure| connection.lost_or(failure));
        if let Err(failure) = &result {
            self.withdraw(&remote, &pending, failure);
        }
        connection.close();
        result
    }

    fn all_or_nothing(&mut self, remote: &Remote<'_>, pending: &mut Vec<Pending>, bar: &ProgressBar) -> Result<()> {
        self.tidy(remote)?;
        let mut names = TemporaryNames::new()?;
        for upload in self.uploads {
            let temporary = remote.path(&names.next());
            pending.push(Pending { temporary: temporary.clone(), target: remote.path(&upload.name) });
            remote.send(upload, &temporary, true, bar)?;
            messages::detail(format_args!("{} is up as {temporary}", upload.name));
        }
        let posix = replace::prepare(remote)?;
        self.stop.check()?;
        // From here to the last rename, a signal waits.
        let start = Instant::now();
        replace::rename_all(remote, &posix, pending, &mut names)?;
        messages::debug(format_args!("renamed all within {:.1} ms", start.elapsed().as_secs_f64() * 1000.0));
        self.verify(remote)
    }

    /// The final names hold what we sent, in order.
    fn verify(&self, remote: &Remote<'_>) -> Result<()> {
        for upload in self.uploads {
            let Some(there) = remote.stat(&remote.path(&upload.name))? else {
                messages::detail(format_args!("{} has already been taken by the importer", upload.name));
                continue;
            };
            check_size(&there, upload)?;
            check_time(&there, upload)?;
        }
        Ok(())
    }

    fn in_place(&self, remote: &Remote<'_>, bar: &ProgressBar) -> Result<()> {
        for upload in self.uploads {
            remote.send(upload, &remote.path(&upload.name), false, bar)?;
            messages::detail(format_args!("{} is up", upload.name));
        }
        self.verify(remote)
    }

    /// Removes what killed runs and our own earlier attempts left behind; the listing also shows that the
    /// folder is there.
    fn tidy(&mut self, remote: &Remote<'_>) -> Result<()> {
        let now = jiff::Timestamp::now();
        let names = remote.names()?;
        let old = names.iter().filter(|name| leftovers::is_leftover(name, now)).map(|name| remote.path(name));
        for path in old.chain(std::mem::take(&mut self.abandoned)) {
            match remote.remove(&path) {
                Ok(()) => messages::detail(format_args!("removed {path}, left behind by an earlier run")),
                Err(failure) if failure.exit() == Some(Exit::Temporary) => return Err(failure),
                Err(failure) => messages::warning(failure.text()),
            }
        }
        Ok(())
    }

    /// Removes our temporary files as far as the connection allows.
    fn withdraw(&mut self, remote: &Remote<'_>, pending: &[Pending], failure: &Failure) {
        let lost = failure.exit() == Some(Exit::Temporary);
        remote.connection.hurry();
        for file in pending {
            if lost || remote.remove(&file.temporary).is_err() {
                self.abandoned.push(file.temporary.clone());
            }
        }
    }
}

/// The steps of `--check` that need a file of our own on the server.
pub(crate) fn probe(
    connection: &Connection,
    options: &SfePush,
    stop: &Stop,
    report: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<()> {
    let remote = Remote { connection, folder: &options.folder, stop };
    remote.names()?;
    report(&format!("the folder {} is there", options.folder))?;
    let mut names = TemporaryNames::new()?;
    let (first, second) = (remote.path(&names.next()), remote.path(&names.next()));
    let result = prove(&remote, &first, &second, options.in_place, report);
    let removed = [&first, &second].map(|path| remote.remove(path));
    result?;
    removed.into_iter().collect::<Result<Vec<_>>>()?;
    report("files there may be removed")
}

fn prove(
    remote: &Remote<'_>,
    first: &str,
    second: &str,
    in_place: bool,
    report: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<()> {
    let sample = tempfile::NamedTempFile::new()
        .map_err(|error| Failure::caused(Exit::CannotCreate, "cannot create a temporary file", error))?;
    let upload = Upload {
        path: sample.path().to_path_buf(),
        name: "a file of sfe-push --check".to_string(),
        size: 0,
        modified: 1_000_000_000,
    };
    remote.send(&upload, first, true, &ProgressBar::hidden())?;
    report("files may be created there, and keep the time they are given")?;
    if in_place {
        return Ok(());
    }
    let posix = replace::prepare(remote)?;
    match posix.rename(first, second) {
        Ok(()) => report("files may be renamed there, replacing others in one step (posix-rename)"),
        Err(error) if error.code() == ssh2::ErrorCode::SFTP(fault::status::UNSUPPORTED) => {
            let mut names = TemporaryNames::new()?;
            let pending = [Pending { temporary: first.to_string(), target: second.to_string() }];
            replace::rename_all(remote, &posix, &pending, &mut names)?;
            report("files may be renamed there (without posix-rename: others are moved aside first)")
        }
        Err(error) => Err(replace::refused(error, first, second)),
    }
}
