//! `sfe-push --waiting`: are the files still on the server as they were uploaded?

use super::address::{self, Address};
use super::options::SfePush;
use super::plan;
use super::retry::{Retry, Urgency};
use super::set_upload::path;
use super::sftp::attributes::Attributes;
use super::sftp::client::{Answered, Client};
use super::sftp::request::Request;
use super::ssh::server::Server;
use super::stop::Stop;
use super::times::shift;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::{paths, text};
use crate::common::messages;
use crate::uploads::{File, Reached, ServerFolder, Upload};
use std::io::Write as _;

/// A file to look for.
struct Wanted {
    /// How it is named in the answer.
    shown: String,
    file: File,
}

/// What is under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Same,
    Other,
    Gone,
    Unknown,
}

/// Prints for each file what is under its name.
pub(crate) fn run(mut options: SfePush) -> Result<()> {
    let noted = options.noted.as_deref().map(read_noted).transpose()?;
    let local = match noted.is_some() && options.files.is_empty() {
        true => Vec::new(),
        false => local_files(paths::existing(std::mem::take(&mut options.files))?)?,
    };
    let wanted = wanted(noted.as_ref(), local, &options.folder);
    let Address { host, port, user } = Address::of(&options)?;
    let here = ServerFolder { host, port, user, folder: options.folder.clone() };
    if noted.is_some_and(|noted| noted.server != here) {
        messages::detail("the files were uploaded to another server, user or folder than the settings name");
        return print(&wanted, &vec![Found::Unknown; wanted.len()]);
    }
    let server = address::server(&options)?;
    let stop = Stop::watch()?;
    let mut retry = Retry::new(&options, &stop);
    let found = loop {
        match look(&options, &server, &stop, &wanted) {
            Ok(found) => break found,
            Err(failure) => retry.wait(failure, Urgency::NothingChanged)?,
        }
    };
    print(&wanted, &judge(&wanted, &found))
}

fn read_noted(path: &std::path::Path) -> Result<Upload> {
    let text = text::read(path, "note of the upload", Exit::NoInput)?;
    serde_json::from_str(text.trim())
        .or_fail(Exit::Data, || format!("{} is not one line of the list of uploads", path.display()))
}

fn local_files(paths: Vec<std::path::PathBuf>) -> Result<Vec<Wanted>> {
    let files = plan::plan(paths)?.into_iter().map(|upload| Wanted {
        shown: upload.path.display().to_string(),
        file: File { name: upload.name, size: Some(upload.size), modified: Some(upload.modified.into()) },
    });
    Ok(files.collect())
}

/// The noted files, with size and time of those here where the upload did not come to its end.
fn wanted(noted: Option<&Upload>, local: Vec<Wanted>, folder: &str) -> Vec<Wanted> {
    let Some(noted) = noted else { return local };
    let files = noted.files.iter().map(|file| {
        let here = local.iter().find(|wanted| wanted.file.name == file.name);
        let measured = here.filter(|_| noted.reached == Reached::Begun).map(|wanted| wanted.file.clone());
        Wanted {
            shown: here.map_or_else(|| path(folder, &file.name), |wanted| wanted.shown.clone()),
            file: measured.unwrap_or_else(|| file.clone()),
        }
    });
    files.collect()
}

/// What the server shows, asked for in one packet.
fn look(options: &SfePush, server: &Server, stop: &Stop, wanted: &[Wanted]) -> Result<Vec<Answered<Attributes>>> {
    let mut client = Client::connect(server, stop)?;
    let folder = &options.folder;
    client.operation = format!("cannot look at {folder} on the server");
    let folder_there = client.ask(Request::Stat(folder));
    let looking: Vec<_> =
        wanted.iter().map(|wanted| client.ask(Request::Stat(&path(folder, &wanted.file.name)))).collect();
    if client.attributes(folder_there)?.is_err_and(|refusal| refusal.is_missing()) {
        let message = format!("the server has no folder {folder} (--directory, SFE_SFTP_DIR)");
        return Err(Failure::new(Exit::Service, message));
    }
    let found = looking.into_iter().map(|id| client.attributes(id)).collect::<Result<Vec<_>>>()?;
    client.close();
    Ok(found)
}

/// A time is the same when all files that are there are shifted by one time zone; a server that shows no time is judged
/// by the size.
fn judge(wanted: &[Wanted], found: &[Answered<Attributes>]) -> Vec<Found> {
    let shift_of = |wanted: &Wanted, there: &Attributes| {
        let (shown, noted) = (there.modified()?, u32::try_from(wanted.file.modified?).ok()?);
        Some(shift(shown, noted))
    };
    let same_size = |wanted: &Wanted, there: &Attributes| wanted.file.size.is_some() && wanted.file.size == there.size;
    let mut common: Option<i64> = None;
    let mut differ = false;
    for (wanted, there) in wanted.iter().zip(found) {
        if let Ok(there) = there
            && same_size(wanted, there)
            && let Some(Some(shift)) = shift_of(wanted, there)
        {
            differ |= common.is_some_and(|common| common != shift);
            common = common.or(Some(shift));
        }
    }
    let judged = wanted.iter().zip(found).map(|(wanted, there)| match there {
        Ok(there) if wanted.file.size.is_none() || there.size.is_none() => Found::Unknown,
        Ok(there) if !same_size(wanted, there) => Found::Other,
        Ok(there) => match shift_of(wanted, there) {
            None => Found::Same,
            Some(Some(shift)) if shift == 0 || !differ => Found::Same,
            Some(_) => Found::Other,
        },
        // A server that did not show the file right after the upload does not say by this that it is gone.
        Err(refusal) if refusal.is_missing() && wanted.file.size.is_some() => Found::Gone,
        Err(_) => Found::Unknown,
    });
    judged.collect()
}

fn print(wanted: &[Wanted], found: &[Found]) -> Result<()> {
    let mut output = std::io::stdout().lock();
    for (Wanted { shown, .. }, found) in wanted.iter().zip(found) {
        let word = match found {
            Found::Same => "same",
            Found::Other => "other",
            Found::Gone => "gone",
            Found::Unknown => "unknown",
        };
        writeln!(output, "{word}\t{shown}").map_err(Failure::stdout)?;
    }
    output.flush().map_err(Failure::stdout)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::sftp::status::{NO_SUCH_FILE, PERMISSION_DENIED, Refusal};
    use Found::{Gone, Other, Same, Unknown};

    const NOTED: i64 = 1_500_000_000;

    fn there(size: u64, later: i64) -> Answered<Attributes> {
        let time = u32::try_from(NOTED + later).expect("a time");
        Ok(Attributes { size: Some(size), times: Some((time, time)), ..Attributes::default() })
    }

    fn refused(code: u32) -> Answered<Attributes> {
        Err(Refusal { code, message: String::new() })
    }

    #[test]
    fn files_are_told_by_size_and_time() {
        let wanted = [10, 20, 30].map(|size| {
            let file = File { name: "x".to_string(), size: Some(size), modified: Some(NOTED) };
            Wanted { shown: "x".to_string(), file }
        });
        let no_time = Ok(Attributes { size: Some(10), ..Attributes::default() });
        for (found, judged) in [
            ([there(10, 0), there(20, 2), there(30, -2)], [Same, Same, Same]),
            ([there(10, 3600), there(20, 3601), there(30, 3600)], [Same, Same, Same]),
            ([there(10, 0), there(20, 3600), there(30, 0)], [Same, Other, Same]),
            ([there(10, 7), there(20, 0), there(31, 0)], [Other, Same, Other]),
            ([no_time, refused(NO_SUCH_FILE), refused(PERMISSION_DENIED)], [Same, Gone, Unknown]),
            ([there(10, -18_000), refused(NO_SUCH_FILE), there(30, -18_000)], [Same, Gone, Same]),
        ] {
            assert_eq!(judge(&wanted, &found), judged, "{found:?}");
        }
    }

    #[test]
    fn a_file_that_was_never_shown_is_not_said_to_be_gone() {
        let file = File { name: "x".to_string(), size: None, modified: None };
        let wanted = [Wanted { shown: "x".to_string(), file }];
        assert_eq!(judge(&wanted, &[refused(NO_SUCH_FILE)]), [Unknown]);
        assert_eq!(judge(&wanted, &[there(1, 0)]), [Unknown]);
    }
}
