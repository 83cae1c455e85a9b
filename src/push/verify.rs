//! Whether what the server has is what was sent: sizes, and times that keep the order of import.

use super::plan::Upload;
use super::sftp::attributes::Attributes;
use super::sftp::client::{Client, Ticket};
use super::sftp::request::Request;
use super::sftp::status::Refusal;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;

/// How far a server's time may be from the one that was set: some file systems round to two seconds.
const ROUNDING: u32 = 2;

/// The server has as many bytes as we sent, and about the time we set.
pub(crate) fn one(there: &Attributes, upload: &Upload) -> Result<()> {
    let name = &upload.name;
    match there.size {
        Some(size) if size == upload.size => {}
        size => {
            let size = size.map_or("nothing".to_string(), |size| size.to_string());
            let message = format!("{name} has {} bytes, but the server says {size}", upload.size);
            return Err(Failure::new(Exit::Service, message));
        }
    }
    match there.modified() {
        Some(time) if time.abs_diff(upload.modified) <= ROUNDING => Ok(()),
        time => {
            let time = time.map_or("nothing".to_string(), |time| time.to_string());
            Err(Failure::new(
                Exit::Service,
                format!(
                    "the server does not keep the time of {name} ({} was set, it says {time}); the import order would \
                     be lost",
                    upload.modified
                ),
            ))
        }
    }
}

/// Each file is as it was sent, and their times ascend.
pub(crate) fn all(found: &[(&Upload, Attributes)]) -> Result<()> {
    for (upload, there) in found {
        one(there, upload)?;
    }
    match found.windows(2).find(|pair| pair[0].1.modified() >= pair[1].1.modified()) {
        None => Ok(()),
        Some(pair) => Err(Failure::new(
            Exit::Service,
            format!(
                "the server rounds times, so that {} and {} have the same one and the import order would be lost; \
                 stamp them further apart (sfe-stamp --step)",
                pair[0].0.name, pair[1].0.name
            ),
        )),
    }
}

/// The server does not let times be set.
pub(crate) fn no_times(name: &str, refusal: &Refusal) -> Failure {
    refusal
        .failure(format_args!("the server does not let the time of {name} be set, so the import order would be lost"))
}

/// Asks what stands under the final names.
pub(crate) fn ask<'u>(client: &mut Client, files: &[(&'u Upload, String)]) -> Vec<(&'u Upload, Ticket)> {
    files.iter().map(|(upload, path)| (*upload, client.ask(Request::Stat(path)))).collect()
}

/// Takes the answers. A file that is not there has been taken away by the importer; one that cannot be looked
/// at is believed to be what it was under its temporary name.
pub(crate) fn take(client: &mut Client, looking: Vec<(&Upload, Ticket)>) -> Result<()> {
    client.doing = "cannot look at the files on the server".to_string();
    let mut found = Vec::new();
    for (upload, ticket) in looking {
        match client.attributes(ticket)? {
            Ok(there) => found.push((upload, there)),
            Err(refusal) if refusal.is_missing() => {
                messages::detail(format_args!("{} has already been taken by the importer", upload.name));
            }
            Err(refusal) => messages::debug(format_args!("{}: {}", upload.name, refusal.words())),
        }
    }
    all(&found)
}
