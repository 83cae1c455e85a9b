//! Files on their way to the server: opened, written, timed, closed and looked at, all together.

use super::plan::Upload;
use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client, Ticket};
use super::sftp::request::{Creation, Request};
use super::sftp::status::Refusal;
use super::verify;
use super::window::Window;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use indicatif::ProgressBar;
use std::fs::File;
use std::io::Read as _;

/// Mode of a new file; the server's umask narrows it. The importer is another account over there.
const MODE: u32 = 0o644;

/// What is encoded and not yet taken by libssh2; more would only fill memory.
const AHEAD: usize = 1 << 20;

/// A file that the server was asked to open.
pub(crate) struct Transfer<'t> {
    upload: &'t Upload,
    path: String,
    creation: Creation,
    opening: Ticket,
}

/// The requests that end a file, on their way.
struct Ending<'t> {
    upload: &'t Upload,
    path: String,
    timing: Ticket,
    closing: Ticket,
    looking: Ticket,
}

fn attributes() -> Attributes {
    Attributes { permissions: Some(MODE), ..Attributes::default() }
}

fn times(upload: &Upload) -> Attributes {
    Attributes { times: Some((upload.modified, upload.modified)), ..Attributes::default() }
}

/// Asks for a file to be opened.
pub(crate) fn open<'t>(client: &mut Client, upload: &'t Upload, path: String, creation: Creation) -> Transfer<'t> {
    let opening = client.ask(Request::Open(&path, creation, attributes()));
    Transfer { upload, path, creation, opening }
}

/// Sends the files; when it returns, the server has said that it has each whole and with its time.
pub(crate) fn send(client: &mut Client, folder: &str, transfers: Vec<Transfer<'_>>, bar: &ProgressBar) -> Result<()> {
    let mut window = Window::new();
    let mut endings = Vec::new();
    for transfer in transfers {
        let Transfer { upload, path, .. } = &transfer;
        client.doing = format!("cannot upload {}", upload.name);
        let handle = opened(client, folder, &transfer)?;
        write(client, upload, &handle, &mut window, bar)?;
        endings.push(Ending {
            upload,
            timing: client.ask(Request::Fsetstat(&handle, times(upload))),
            closing: client.ask(Request::Close(&handle)),
            looking: client.ask(Request::Stat(path)),
            path: path.clone(),
        });
    }
    while window.oldest().is_some() {
        take_oldest(client, &mut window, bar)?;
    }
    finish(client, endings)
}

/// The handle, asked for once more without the demand that the file be new: some servers know no such demand.
fn opened(client: &mut Client, folder: &str, transfer: &Transfer<'_>) -> Result<Vec<u8>> {
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
            "; may files be made in that folder? If it is the name that the server forbids, give it another with \
             --temporary-name (SFE_SFTP_TEMPORARY_NAME); if files may only be written over, use --in-place \
             (SFE_SFTP_IN_PLACE=1)"
        }
        Creation::Truncating => "; may files be made in that folder?",
    };
    Err(Failure::new(refusal.exit(), format!("{}{hint}", failure.text())))
}

/// Writes a file's content, as much under way as the window allows.
fn write(client: &mut Client, upload: &Upload, handle: &[u8], window: &mut Window, bar: &ProgressBar) -> Result<()> {
    let shown = upload.path.display();
    let mut source = File::open(&upload.path).or_fail(Exit::NoInput, || format!("cannot read {shown}"))?;
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
        while client.waiting_to_be_sent() > AHEAD {
            client.exchange()?;
        }
        while window.oldest().is_some_and(|ticket| client.has_answer(ticket)) {
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

fn take_oldest(client: &mut Client, window: &mut Window, bar: &ProgressBar) -> Result<()> {
    let Some(ticket) = window.oldest() else { return Ok(()) };
    let written = client.done(ticket)?;
    written.map_err(|refusal| not_stored(&refusal, &client.doing))?;
    bar.inc(window.acknowledged() as u64);
    Ok(())
}

/// Data that the server does not take.
fn not_stored(refusal: &Refusal, what: &str) -> Failure {
    Failure::new(refusal.exit(), format!("{}; is its disk or quota full?", refusal.failure(what).text()))
}

/// Takes the answers that end the files; what is not as it should be is set right by path, and judged then.
fn finish(client: &mut Client, endings: Vec<Ending<'_>>) -> Result<()> {
    let mut found = Vec::new();
    let mut doubtful = Vec::new();
    for ending in endings {
        client.doing = format!("cannot upload {}", ending.upload.name);
        let timed = client.done(ending.timing)?;
        client.done(ending.closing)?.map_err(|refusal| not_stored(&refusal, &client.doing))?;
        let there = client.attributes(ending.looking)?;
        if !there.as_ref().is_ok_and(|there| verify::one(there, ending.upload).is_ok()) {
            doubtful.push((found.len(), timed.is_ok()));
        }
        found.push((ending, there));
    }
    // A server that works on several requests at once may have looked before it wrote, some set a file's time
    // anew when it is closed, and some take times by path only.
    let again: Vec<(usize, bool, Ticket, Ticket)> = doubtful
        .into_iter()
        .map(|(index, timed)| {
            let (Ending { upload, path, .. }, _) = &found[index];
            let timing = client.ask(Request::Setstat(path, times(upload)));
            (index, timed, timing, client.ask(Request::Stat(path)))
        })
        .collect();
    for (index, timed, timing, looking) in again {
        let timing = client.done(timing)?;
        let there = client.attributes(looking)?;
        if let (Err(refusal), false) = (&timing, timed)
            && !refusal.is_missing()
        {
            return Err(verify::no_times(&found[index].0.upload.name, refusal));
        }
        found[index].1 = there;
    }
    judge(found)
}

fn judge(found: Vec<(Ending<'_>, Answered<Attributes>)>) -> Result<()> {
    let mut seen = Vec::new();
    for (ending, there) in &found {
        match there {
            Ok(there) => seen.push((ending.upload, *there)),
            Err(refusal) if refusal.is_missing() => {
                let name = &ending.upload.name;
                let message = format!("{name} vanished from the server while it was uploaded, as {}", ending.path);
                return Err(Failure::new(Exit::Service, message));
            }
            // A folder that may only be written to.
            Err(refusal) => messages::debug(format_args!("{} cannot be looked at: {}", ending.path, refusal.words())),
        }
    }
    verify::all(&seen)
}
