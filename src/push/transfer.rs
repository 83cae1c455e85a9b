//! Files on their way to the server: opened, written, timed, closed and looked at, all together.

use super::ending::{self, Ending};
use super::plan::Upload;
use super::sftp::attributes::Attributes;
use super::sftp::client::{Client, RequestId};
use super::sftp::request::{Creation, Request};
use super::sftp::status::Refusal;
use super::verify;
use super::window::Window;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::regular_file;
use indicatif::ProgressBar;
use std::io::Read as _;

/// Mode of a new file; the server's umask narrows it. The importer is another account over there.
const MODE: u32 = 0o644;

/// What is encoded and not yet taken by libssh2; more would only fill memory.
const MAX_UNSENT: usize = 1 << 20;

/// A file that the server was asked to open.
pub(crate) struct Transfer<'t> {
    pub upload: &'t Upload,
    pub path: String,
    creation: Creation,
    opening: RequestId,
}

fn attributes() -> Attributes {
    Attributes { permissions: Some(MODE), ..Attributes::default() }
}

/// Asks for a file to be opened.
pub(crate) fn open<'t>(client: &mut Client, upload: &'t Upload, path: String, creation: Creation) -> Transfer<'t> {
    let opening = client.ask(Request::Open(&path, creation, attributes()));
    Transfer { upload, path, creation, opening }
}

/// Sends the files; when it returns, the server has said that it has each whole, and shows none with another size or
/// time. A file that it does not show may be there all the same.
pub(crate) fn send(client: &mut Client, folder: &str, transfers: Vec<Transfer<'_>>, bar: &ProgressBar) -> Result<()> {
    let mut window = Window::new();
    let mut endings: Vec<Ending<'_>> = Vec::new();
    for transfer in transfers {
        client.operation = format!("cannot upload {}", transfer.upload.name);
        let handle = opened(client, folder, &transfer)?;
        write(client, transfer.upload, &handle, &mut window, bar)?;
        let ending = ending::request(client, transfer.upload, &transfer.path, &handle);
        endings.push(ending.look(client));
    }
    drain(client, &mut window, bar)?;
    let mut found = Vec::new();
    for ended in ending::take(client, endings)? {
        let upload = ended.upload;
        ended.closed.map_err(|refusal| not_stored(&refusal, &format!("cannot upload {}", upload.name)))?;
        if let Some(refusal) = ended.time_refused {
            return Err(verify::no_times(&upload.name, &refusal));
        }
        match ended.there {
            Ok(there) => found.push((upload, there)),
            Err(refusal) => messages::debug(format_args!("{} cannot be looked at: {}", upload.name, refusal.words())),
        }
    }
    verify::all(&found)
}

/// The handle, asked for once more without the demand that the file be new: some servers know no such demand.
pub(crate) fn opened(client: &mut Client, folder: &str, transfer: &Transfer<'_>) -> Result<Vec<u8>> {
    let refusal = match client.handle(transfer.opening)? {
        Ok(handle) => return Ok(handle),
        Err(refusal) => refusal,
    };
    if transfer.creation == Creation::Exclusive {
        messages::debug(format_args!("{}: {}; once more, not exclusively", transfer.path, refusal.words()));
        let again = client.ask(Request::Open(&transfer.path, Creation::Truncating, attributes()));
        if let Ok(handle) = client.handle(again)? {
            return Ok(handle);
        }
    }
    let looking = client.ask(Request::Stat(folder));
    if client.attributes(looking)?.is_err_and(|refusal| refusal.is_missing()) {
        let message = format!("the server has no folder {folder} (--directory, SFE_SFTP_DIR)");
        return Err(Failure::new(Exit::Service, message));
    }
    let failure = refusal.failure(format_args!("cannot create {} on the server", transfer.path));
    let hint = match transfer.creation {
        Creation::Exclusive => {
            "; check that files may be created in that folder. If the server forbids the name, set \
             SFE_SFTP_TEMPORARY_NAME (--temporary-name); if it allows only overwriting, set SFE_SFTP_IN_PLACE=1 \
             (--in-place)"
        }
        Creation::Truncating | Creation::Existing => "; check that files may be created in that folder",
    };
    Err(Failure::new(refusal.exit(), format!("{}{hint}", failure.text())))
}

/// Writes a file's content, as much under way as the window allows.
pub(crate) fn write(
    client: &mut Client,
    upload: &Upload,
    handle: &[u8],
    window: &mut Window,
    bar: &ProgressBar,
) -> Result<()> {
    let shown = upload.path.display();
    let mut source = regular_file::open(&upload.path).or_fail(Exit::NoInput, || format!("cannot read {shown}"))?;
    let size = client.write_size()?;
    let mut buffer = Vec::with_capacity(size);
    let mut sent = 0_u64;
    loop {
        buffer.clear();
        let count = (&mut source).take(size as u64).read_to_end(&mut buffer);
        if count.or_fail(Exit::Io, || format!("cannot read {shown}"))? == 0 {
            break;
        }
        while window.is_full() {
            take_oldest(client, window, bar)?;
        }
        client.send_until(MAX_UNSENT)?;
        while window.oldest().is_some_and(|id| client.has_answer(id)) {
            take_oldest(client, window, bar)?;
        }
        window.sent(client.ask(Request::Write(handle, sent, &buffer)), buffer.len());
        sent += buffer.len() as u64;
    }
    if sent != upload.size {
        let message = format!("{shown} changed while it was uploaded ({} bytes, then {sent})", upload.size);
        return Err(Failure::new(Exit::Io, message));
    }
    Ok(())
}

/// Waits until the server has acknowledged everything that was written.
pub(crate) fn drain(client: &mut Client, window: &mut Window, bar: &ProgressBar) -> Result<()> {
    while window.oldest().is_some() {
        take_oldest(client, window, bar)?;
    }
    Ok(())
}

fn take_oldest(client: &mut Client, window: &mut Window, bar: &ProgressBar) -> Result<()> {
    let Some(id) = window.oldest() else { return Ok(()) };
    let written = client.wait_status(id)?;
    written.map_err(|refusal| not_stored(&refusal, &client.operation))?;
    bar.inc(window.acknowledged() as u64);
    Ok(())
}

/// Data that the server does not take.
pub(crate) fn not_stored(refusal: &Refusal, what: &str) -> Failure {
    Failure::new(refusal.exit(), format!("{}; is its disk or quota full?", refusal.failure(what).text()))
}
