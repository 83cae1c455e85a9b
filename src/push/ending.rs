//! The requests that end a file on the server: its time, its close, and a look at it.

use super::plan::Upload;
use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client, RequestId};
use super::sftp::request::Request;
use super::sftp::status::Refusal;
use super::verify;
use crate::common::exit::Result;

/// A file whose time and close were asked for.
pub(crate) struct Closing<'t> {
    upload: &'t Upload,
    path: String,
    timing: RequestId,
    closing: RequestId,
}

/// The same, and a look at it.
pub(crate) struct Ending<'t> {
    closing: Closing<'t>,
    looking: RequestId,
}

/// How a file ended.
pub(crate) struct Ended<'t> {
    pub upload: &'t Upload,
    /// Whether the server has closed it.
    pub closed: Answered<()>,
    /// What the server shows of it.
    pub there: Answered<Attributes>,
    /// Why its time could not be set, if it was refused in every way.
    pub time_refused: Option<Refusal>,
}

fn times(upload: &Upload) -> Attributes {
    Attributes { times: Some((upload.modified, upload.modified)), ..Attributes::default() }
}

/// Asks for an open file to get its time and to be closed.
pub(crate) fn request<'t>(client: &mut Client, upload: &'t Upload, path: &str, handle: &[u8]) -> Closing<'t> {
    let timing = client.ask(Request::Fsetstat(handle, times(upload)));
    let closing = client.ask(Request::Close(handle));
    Closing { upload, path: path.to_string(), timing, closing }
}

impl<'t> Closing<'t> {
    /// Asks what the server shows of it.
    pub(crate) fn look(self, client: &mut Client) -> Ending<'t> {
        Ending { looking: client.ask(Request::Stat(&self.path)), closing: self }
    }
}

/// Takes the answers; what is not as it should be is set right by path, and looked at again.
pub(crate) fn take<'t>(client: &mut Client, endings: Vec<Ending<'t>>) -> Result<Vec<Ended<'t>>> {
    let mut ended = Vec::new();
    let mut doubtful = Vec::new();
    for Ending { closing: Closing { upload, path, timing, closing }, looking } in endings {
        client.operation = format!("cannot upload {}", upload.name);
        let timed = client.wait_status(timing)?;
        let closed = client.wait_status(closing)?;
        let there = client.attributes(looking)?;
        if closed.is_ok() && !there.as_ref().is_ok_and(|there| verify::one(there, upload).is_ok()) {
            doubtful.push((ended.len(), path));
        }
        ended.push(Ended { upload, closed, there, time_refused: timed.err() });
    }
    // A server that works on several requests at once may have looked before it wrote, some set a file's time
    // anew when it is closed, and some take times by path only.
    let again: Vec<(usize, RequestId, RequestId)> = doubtful
        .into_iter()
        .map(|(index, path)| {
            let timing = client.ask(Request::Setstat(&path, times(ended[index].upload)));
            (index, timing, client.ask(Request::Stat(&path)))
        })
        .collect();
    for (index, timing, looking) in again {
        if client.wait_status(timing)?.is_ok() {
            ended[index].time_refused = None;
        }
        ended[index].there = client.attributes(looking)?;
    }
    for file in &mut ended {
        if file.there.as_ref().is_ok_and(|there| verify::one(there, file.upload).is_ok()) {
            file.time_refused = None;
        }
    }
    for file in &mut ended {
        file.there = verify::seen(std::mem::replace(&mut file.there, Ok(Attributes::default())));
    }
    Ok(ended)
}
