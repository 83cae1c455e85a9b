//! The events of an upload for sfe-sync: what the new set replaces, and what the server shows of it afterwards.

use super::plan::Upload;
use super::sftp::attributes::Attributes;
use super::sftp::client::Answered;
use super::verify::Shown;
use crate::common::events;
use crate::record::{Event, FileOnServer, Presence};

/// The final names are about to change: the next request is the first rename, or in place the first opening. `found`
/// is what the server showed under them.
pub(crate) fn replacing(found: &[(&Upload, Answered<Attributes>)]) {
    let files = found.iter().map(|(upload, found)| file(&upload.name, found));
    events::send(&Event::Replacing { files: files.collect() });
}

/// The new set has its final names, and the server shows this of it.
pub(crate) fn shown(shown: &[Shown<'_>]) {
    let files = shown.iter().map(|Shown { upload, there }| file(&upload.name, there));
    events::send(&Event::Shown { files: files.collect() });
}

fn file(name: &str, found: &Answered<Attributes>) -> FileOnServer {
    let (presence, attributes) = match found {
        Ok(attributes) => (Presence::There, *attributes),
        Err(refusal) if refusal.is_missing() => (Presence::Gone, Attributes::default()),
        Err(_) => (Presence::Unknown, Attributes::default()),
    };
    FileOnServer {
        name: name.to_string(),
        presence,
        size: attributes.size,
        modified: attributes.modified().map(i64::from),
    }
}
