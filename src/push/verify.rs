//! Whether what the server has is what was sent: sizes, and times that keep the order of import.

use super::plan::Upload;
use super::rename_plan::Replacement;
use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client, RequestId};
use super::sftp::request::Request;
use super::sftp::status::{FAILURE, Refusal};
use super::times::{is_kept, shift};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use std::time::{Duration, Instant};

/// How long a server may take to show a file that it has closed or renamed.
const SHOWS_WITHIN: Duration = Duration::from_secs(4);

const NO_TIMES: &str = "; storage such as Amazon S3 or Azure Blob keeps no times: ask the server's owner for a folder \
                        on a file system";

/// What the server shows; attributes without size and time are no better than none.
pub(crate) fn seen(there: Answered<Attributes>) -> Answered<Attributes> {
    match there {
        Ok(Attributes { size: None, times: None, .. }) => {
            Err(Refusal { code: FAILURE, message: "it shows neither size nor time".to_string() })
        }
        there => there,
    }
}

/// The server has as many bytes as were sent, and the time that was set, if need be in another time zone.
pub(crate) fn one(there: &Attributes, upload: &Upload) -> Result<()> {
    size(there, upload)?;
    let name = &upload.name;
    match there.modified() {
        time if is_kept(time, upload.modified) => Ok(()),
        time => {
            let time = time.map_or("nothing".to_string(), |time| time.to_string());
            Err(Failure::new(
                Exit::Service,
                format!(
                    "the server does not keep the time of {name} ({} was set, it says {time}); the import order would \
                     be lost{NO_TIMES}",
                    upload.modified
                ),
            ))
        }
    }
}

fn size(there: &Attributes, upload: &Upload) -> Result<()> {
    match there.size {
        None if there.times.is_some() => Ok(()),
        Some(size) if size == upload.size => Ok(()),
        size => {
            let size = size.map_or("nothing".to_string(), |size| size.to_string());
            let message = format!("{} has {} bytes, but the server says {size}", upload.name, upload.size);
            Err(Failure::new(Exit::Service, message))
        }
    }
}

/// Why the set is not complete: a file of which the server shows another size than was sent.
pub(crate) fn other_size(shown: &[Shown<'_>]) -> Option<Failure> {
    shown.iter().find_map(|file| size(file.there.as_ref().ok()?, file.upload).err())
}

/// Each file is as it was sent, and their times ascend.
pub(crate) fn all(found: &[(&Upload, Attributes)]) -> Result<()> {
    for (upload, there) in found {
        one(there, upload)?;
        let shift = there.modified().and_then(|time| shift(time, upload.modified)).unwrap_or(0);
        if shift != 0 {
            messages::detail(format_args!("the server shows the time of {} shifted by {shift} s", upload.name));
        }
    }
    match found.windows(2).find(|pair| pair[0].1.modified() >= pair[1].1.modified()) {
        None => Ok(()),
        Some(pair) => Err(Failure::new(
            Exit::Service,
            format!(
                "the server changes times, so that {} is not older than {} and the import order would be lost; if it \
                 rounds them, stamp the files further apart (sfe-stamp --step)",
                pair[0].0.name, pair[1].0.name
            ),
        )),
    }
}

/// The server does not let times be set.
pub(crate) fn no_times(name: &str, refusal: &Refusal) -> Failure {
    let what = format!("the server refuses to set the time of {name}, so the import order would be lost");
    let failure = refusal.failure(what);
    Failure::new(refusal.exit(), format!("{}{NO_TIMES}", failure.text()))
}

/// What the server shows under a final name.
pub(crate) struct Shown<'u> {
    /// The file that was uploaded.
    pub upload: &'u Upload,
    /// Its attributes, or why there are none.
    pub there: Answered<Attributes>,
}

/// Final names whose files are being looked at.
pub(crate) struct Looking<'u>(Vec<(&'u Upload, String, RequestId)>);

/// Asks what is under the final names.
pub(crate) fn request<'u>(client: &mut Client, files: Vec<(&'u Upload, String)>) -> Looking<'u> {
    let asked = files.into_iter().map(|(upload, path)| {
        let id = client.ask(Request::Stat(&path));
        (upload, path, id)
    });
    Looking(asked.collect())
}

/// What a server shows that was asked at the same time as the renames; `None` when it does not show the whole set as it
/// should be: a server that works on several requests at once may have looked before it renamed.
pub(crate) fn take_early<'u>(
    client: &mut Client,
    uploads: &'u [Upload],
    looks: Vec<RequestId>,
) -> Result<Option<Vec<Shown<'u>>>> {
    client.operation = "cannot look at the files on the server".to_string();
    let mut shown = Vec::new();
    for (upload, id) in uploads.iter().zip(looks) {
        shown.push(Shown { upload, there: client.attributes(id)? });
    }
    let is_whole = |file: &Shown<'_>| file.there.as_ref().is_ok_and(|there| one(there, file.upload).is_ok());
    Ok((shown.len() == uploads.len() && shown.iter().all(is_whole)).then_some(shown))
}

/// Takes the answers. Some servers show a file only some seconds after it was closed or renamed, so files that are
/// missing are looked for again; one that was seen and is gone was taken by the importer.
pub(crate) fn take<'u>(client: &mut Client, looking: Looking<'u>) -> Result<Vec<Shown<'u>>> {
    client.operation = "cannot look at the files on the server".to_string();
    let start = Instant::now();
    let mut pause = Duration::from_millis(250);
    let mut asked = looking.0;
    let mut shown: Vec<Shown<'u>> = Vec::new();
    loop {
        let mut missing = Vec::new();
        for (upload, path, id) in asked {
            match client.attributes(id)? {
                Err(refusal) if refusal.is_missing() => missing.push((upload, path, refusal)),
                there => shown.push(Shown { upload, there: seen(there) }),
            }
        }
        if missing.is_empty() || start.elapsed() + pause > SHOWS_WITHIN {
            shown.extend(missing.into_iter().map(|(upload, _, refusal)| Shown { upload, there: Err(refusal) }));
            break;
        }
        client.connection.link.waiting.pause(pause)?;
        pause *= 2;
        asked = request(client, missing.into_iter().map(|(upload, path, _)| (upload, path)).collect()).0;
    }
    shown.sort_by_key(|file| file.upload.modified);
    Ok(shown)
}

/// Sets the times once more of files that have another time than before they were renamed, and looks at them again. A
/// file that has its temporary name still was not renamed, whatever the server has answered (69).
pub(crate) fn set_times_again<'u>(
    client: &mut Client,
    mut shown: Vec<Shown<'u>>,
    renamed: &[Replacement],
) -> Result<Vec<Shown<'u>>> {
    let mut asked = Vec::new();
    for (index, Shown { upload, there }) in shown.iter().enumerate() {
        let file = renamed.iter().find(|file| file.name == upload.name);
        if let (Ok(there), Some(file)) = (there, file)
            && there.size == Some(upload.size)
            && !is_kept(there.modified(), upload.modified)
        {
            asked.push((index, file, client.ask(Request::Lstat(&file.temporary))));
        }
    }
    let mut setting = Vec::new();
    for (index, file, id) in asked {
        if client.attributes(id)?.is_ok() {
            let Replacement { temporary, target, .. } = file;
            let message = format!("the server says that it has renamed {temporary} to {target}, and has not");
            return Err(Failure::new(Exit::Service, message));
        }
        let times = Some((file.modified, file.modified));
        let id = client.ask(Request::Setstat(&file.target, Attributes { times, ..Attributes::default() }));
        setting.push((index, id, client.ask(Request::Stat(&file.target))));
    }
    for (index, id, looking) in setting {
        client.wait_status(id)?.ok();
        shown[index].there = client.attributes(looking)?;
    }
    Ok(shown)
}

/// Judges what is shown. A file that is missing has been taken away by the importer; one that cannot be looked at is
/// believed to be what it was under its temporary name.
pub(crate) fn judge(shown: &[Shown<'_>]) -> Result<()> {
    let mut found = Vec::new();
    for Shown { upload, there } in shown {
        match there {
            Ok(there) => found.push((*upload, *there)),
            Err(refusal) if refusal.is_missing() => {
                messages::detail(format_args!("{} has already been taken by the importer", upload.name));
            }
            Err(refusal) => messages::debug(format_args!("{}: {}", upload.name, refusal.words())),
        }
    }
    all(&found)
}

/// Judges what is shown after the renames, which cannot be undone any more.
pub(crate) fn judge_renamed(shown: &[Shown<'_>]) -> Result<()> {
    let is_new = |file: &Shown<'_>| file.there.as_ref().is_ok_and(|there| there.size == Some(file.upload.size));
    judge(shown).map_err(|failure| match shown.iter().all(is_new) {
        true => {
            let exit = failure.exit().unwrap_or(Exit::Service);
            Failure::new(exit, format!("{}; the new files have their final names already", failure.text()))
        }
        false => failure,
    })
}
