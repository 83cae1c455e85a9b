//! Writing under the final names at once, for servers that forbid renaming or take each file when it is closed.
//!
//! Every file is opened and written before the first one is closed, and all are closed together, in one packet. So a
//! server that takes files when they are closed gets all of them or none. A file that may not be opened is found out
//! before another one is cut to nothing. From then on what waited there is gone, whatever becomes of the new set. A
//! file whose close was answered is done: that it is missing then means that it was taken.

mod giving_up;
mod opening;

use super::ending;
use super::plan::Upload;
use super::set_upload::path;
use super::sftp::attributes::Attributes;
use super::sftp::client::Client;
use super::sftp::request::Request;
use super::sftp::status::Refusal;
use super::ssh::waiting::OnSignal;
use super::verify::Shown;
use super::window::Window;
use super::{report, transfer, verify};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use indicatif::ProgressBar;
use opening::Handles;

/// How far a file has come, on whichever connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is to be sent.
    Pending,
    /// Its close was asked for.
    Closing,
    /// The server has closed it.
    Closed,
}

/// A file and its final path.
struct Target<'u> {
    upload: &'u Upload,
    path: String,
    state: State,
    /// Why its time could not be set.
    time_refused: Option<Refusal>,
}

/// A set that is written in place.
pub(crate) struct InPlace<'u> {
    folder: &'u str,
    targets: Vec<Target<'u>>,
    /// What was under the final names before.
    before: Vec<Option<Attributes>>,
    /// Whether a file was opened, so that the final names may hold a mixture.
    begun: bool,
    /// Whether the server has taken a file as soon as it was closed.
    takes_files: bool,
}

impl<'u> InPlace<'u> {
    /// A set that goes to a folder.
    pub(crate) fn new(folder: &'u str, uploads: &'u [Upload]) -> Self {
        let targets = uploads.iter().map(|upload| Target {
            upload,
            path: path(folder, &upload.name),
            state: State::Pending,
            time_refused: None,
        });
        InPlace { folder, targets: targets.collect(), before: Vec::new(), begun: false, takes_files: false }
    }

    /// Whether files were touched, and the set is not known to be complete.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun
    }

    fn is_closed(&self) -> bool {
        self.targets.iter().all(|target| target.state == State::Closed)
    }

    /// Sends what was not closed yet, and verifies the set.
    pub(crate) fn upload(&mut self, client: &mut Client, bar: &ProgressBar) -> Result<()> {
        let sent = self.send_all(client, bar);
        match sent {
            Ok(()) => {
                let shown = self.look_at_set(client)?;
                if let Some(failure) = verify::other_size(&shown) {
                    client.connection.link.waiting.clean_up();
                    self.remove_parts(client)?;
                    return Err(failure);
                }
                self.begun = false;
                self.judge(&shown)
            }
            Err(failure) if failure.exit() == Some(Exit::Temporary) => Err(failure),
            Err(failure) => {
                if self.begun && !self.is_closed() {
                    client.connection.link.waiting.clean_up();
                    self.remove_parts(client)?;
                }
                Err(failure)
            }
        }
    }

    fn send_all(&mut self, client: &mut Client, bar: &ProgressBar) -> Result<()> {
        self.find_closed(client)?;
        // A close that is refused may be one that failed for a moment, and the other files are with the importer.
        for last in [false, true] {
            if self.is_closed() {
                return Ok(());
            }
            let handles = self.open(client)?;
            match self.write_and_close(client, handles, bar)? {
                Some(failure) if last => return Err(failure),
                Some(failure) => messages::detail(format_args!("{}; once more", failure.text())),
                None => {}
            }
        }
        Ok(())
    }

    /// Finds out about closes that were asked for on a connection that broke before they were answered.
    fn find_closed(&mut self, client: &mut Client) -> Result<()> {
        if self.targets.iter().all(|target| target.state != State::Closing) {
            return Ok(());
        }
        client.operation = "cannot find out which files were uploaded".to_string();
        let looking: Vec<_> = self.targets.iter().map(|target| client.ask(Request::Stat(&target.path))).collect();
        for (target, id) in self.targets.iter_mut().zip(looking) {
            let there = client.attributes(id)?;
            if target.state == State::Closing {
                let closed = match there {
                    Ok(there) => verify::one(&there, target.upload).is_ok(),
                    Err(refusal) => refusal.is_missing() && self.takes_files,
                };
                target.state = if closed { State::Closed } else { State::Pending };
            }
        }
        Ok(())
    }

    /// Writes the open files and closes them together. A close that is refused is given back, for the other files are
    /// done all the same.
    fn write_and_close(&mut self, client: &mut Client, handles: Handles, bar: &ProgressBar) -> Result<Option<Failure>> {
        let mut window = Window::new();
        for (index, handle) in &handles {
            let upload = self.targets[*index].upload;
            client.operation = format!("cannot upload {}", upload.name);
            transfer::write(client, upload, handle, &mut window, bar)?;
        }
        transfer::drain(client, &mut window, bar)?;
        client.connection.link.waiting.on_signal(OnSignal::ContinuesBriefly);
        client.begin_packet();
        let mut closings = Vec::new();
        for (index, handle) in &handles {
            let target = &mut self.targets[*index];
            closings.push(ending::request(client, target.upload, &target.path, handle));
            target.state = State::Closing;
        }
        client.begin_packet();
        let endings = closings.into_iter().map(|closing| closing.look(client)).collect();
        let mut failure = None;
        for ((index, _), ended) in handles.iter().zip(ending::take(client, endings)?) {
            let target = &mut self.targets[*index];
            target.time_refused = ended.time_refused;
            target.state = match ended.closed {
                Ok(()) => State::Closed,
                Err(refusal) => {
                    let what = format!("cannot upload {}", target.upload.name);
                    failure = failure.or(Some(transfer::not_stored(&refusal, &what)));
                    State::Pending
                }
            };
            let missing = ended.there.is_err_and(|refusal| refusal.is_missing());
            self.takes_files |= missing && target.state == State::Closed;
        }
        Ok(failure)
    }

    /// Looks at what the server shows of the complete set, and reports it.
    fn look_at_set(&self, client: &mut Client) -> Result<Vec<Shown<'u>>> {
        let targets = self.targets.iter().map(|target| (target.upload, target.path.clone())).collect();
        let looking = verify::request(client, targets);
        let shown = verify::take(client, looking)?;
        report::shown(&shown);
        Ok(shown)
    }

    fn judge(&self, shown: &[Shown<'_>]) -> Result<()> {
        let complete = |failure: Failure| {
            Failure::new(Exit::Service, format!("{}; the new set is complete on the server", failure.text()))
        };
        if let Some((name, refusal)) =
            self.targets.iter().find_map(|target| Some((&target.upload.name, target.time_refused.as_ref()?)))
        {
            return Err(complete(verify::no_times(name, refusal)));
        }
        verify::judge(shown).map_err(complete)
    }

    /// Removes what there is of a set that cannot be finished: no set is better than a part of one.
    fn remove_parts(&mut self, client: &mut Client) -> Result<()> {
        let staying = self.remove(client, (0..self.targets.len()).collect())?;
        let removed = staying.len() < self.targets.len();
        for index in staying {
            let path = &self.targets[index].path;
            messages::warning(format_args!("{path} on the server is incomplete, and cannot be removed"));
        }
        if removed {
            // Opening the files has cut what they replace to nothing.
            let and_old = match self.before.iter().any(Option::is_some) {
                true => "; the files that it was to replace are gone, too: push again soon",
                false => "",
            };
            messages::warning(format_args!(
                "the set could not be completed, and what there was of it was removed from the server{and_old}"
            ));
        }
        self.begun = false;
        Ok(())
    }

    /// Removes files, open ones first as they are: closing one may hand it to the importer. Gives back those that stay.
    fn remove(&self, client: &mut Client, mut indices: Vec<usize>) -> Result<Vec<usize>> {
        client.operation = "cannot remove the incomplete files".to_string();
        for close_first in [false, true] {
            if close_first && !indices.is_empty() {
                client.close_all();
            }
            let removing: Vec<_> =
                indices.iter().map(|index| (*index, client.ask(Request::Remove(&self.targets[*index].path)))).collect();
            indices.clear();
            for (index, id) in removing {
                if client.wait_status(id)?.is_err_and(|refusal| !refusal.is_missing()) {
                    indices.push(index);
                }
            }
        }
        Ok(indices)
    }
}
