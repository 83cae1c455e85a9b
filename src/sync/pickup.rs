//! Before a night: what became of the sets that were uploaded and not seen to be picked up?

use super::child;
use super::ending::Ending;
use super::found::{Found, STAGE};
use super::log::Log;
use super::setup::Setup;
use super::signals::Signals;
use crate::common::exit::{Exit, Failure};
use crate::common::settings;
use crate::home::UPLOADS;
use crate::import_files::ImportFile;
use crate::push;
use crate::record::Pickup;
use crate::smartfind::Store;
use crate::smartfind::pickup::{Answer, Answers, Fate, Importer, fates, without_asking};
use crate::uploads::{Kind, Reached, Upload};
use std::io::Write as _;

/// What the file for `sfe-push --noted` is called.
pub(super) const NOTED: &str = "noted";

/// What asking takes.
pub(crate) struct Context<'c> {
    pub(crate) setup: &'c Setup,
    pub(crate) log: &'c Log,
    pub(crate) signals: &'c Signals,
    /// Whether what is found out is kept; a dry run only looks.
    pub(crate) is_kept: bool,
}

/// How SmartFind's importer treats files that it has read.
pub(crate) fn importer() -> Result<Importer, Failure> {
    match settings::value("SFE_IMPORTER") {
        None => Ok(Importer::Removes),
        Some(value) if value == "removes" => Ok(Importer::Removes),
        Some(value) if value == "keeps" => Ok(Importer::Keeps),
        Some(value) => {
            let value = value.display();
            Err(Failure::new(Exit::Config, format!("invalid value '{value}' for SFE_IMPORTER: give removes or keeps")))
        }
    }
}

/// Finds out, and takes what was picked up into the record.
pub(crate) fn find_out(context: &Context<'_>) -> Result<Found, Ending> {
    let failed = |failure: Failure| Ending::from_failure(STAGE, &failure);
    let home = &context.setup.home;
    // What is missing in the settings is said by the upload itself.
    let server = push::server_folder().ok();
    let importer = importer().map_err(failed)?;
    let mut store = Store::open(home, server.as_ref()).map_err(failed)?;
    store.insist_on_record().map_err(failed)?;
    store.catch_up().map_err(failed)?;
    let mut found = Found {
        store,
        what: Pickup::Nothing,
        run: None,
        since: None,
        warnings: Vec::new(),
        notes: Vec::new(),
        server: server.clone(),
    };
    let forgotten = found.store.forgotten_upload();
    let Some(server) = server.filter(|_| !found.store.uploads.is_empty() || forgotten.is_some()) else {
        found.keep(context.log, context.is_kept).map_err(failed)?;
        return Ok(found);
    };
    let mut uploads = std::mem::take(&mut found.store.uploads);
    let mut known: Vec<Option<Fate>> = uploads.iter().map(|upload| without_asking(upload, importer, &server)).collect();
    if let Some(run) = forgotten {
        uploads.push(Upload::begun(&run, &server, Kind::Whole));
        known.push(Some(Fate::Unknown));
        found.notes.push(format!("{UPLOADS} does not list the set of {}, which was uploaded", run.name()));
    }
    let open: Vec<&Upload> =
        uploads.iter().zip(&known).filter(|(_, fate)| fate.is_none()).map(|(one, _)| one).collect();
    let answers =
        open.into_iter().map(|upload| Ok((upload, ask(context, upload)?))).collect::<Result<Vec<_>, Ending>>();
    let (mut answered, otherwise) = match answers {
        Ok(asked) => (fates(&asked).into_iter(), Fate::Unknown),
        Err(ending) if context.is_kept || context.signals.stopped().is_some() => return Err(ending),
        Err(ending) => {
            found.warnings.push(format!(
                "cannot ask what SmartFind has picked up, so what was uploaded counts as waiting: {}",
                ending.reason
            ));
            (Vec::new().into_iter(), Fate::Waiting)
        }
    };
    let fates: Vec<Fate> =
        known.iter_mut().map(|fate| fate.take().or_else(|| answered.next()).unwrap_or(otherwise)).collect();
    found.apply(home, &uploads, &fates, context.is_kept).map_err(failed)?;
    found.keep(context.log, context.is_kept).map_err(failed)?;
    Ok(found)
}

/// What the server shows of a set.
fn ask(context: &Context<'_>, upload: &Upload) -> Result<Answers, Ending> {
    let failed = |problem: String| Ending::new(STAGE, Exit::Io as u8, &problem);
    let run = context.setup.home.run(&upload.run);
    let mut noted = tempfile::Builder::new()
        .prefix(&format!(".{NOTED}."))
        .suffix(".tmp")
        .tempfile_in(context.setup.home.folder())
        .map_err(|error| Ending::cannot_make(STAGE, "the note for sfe-push", &error))?;
    let line = serde_json::to_string(upload).map_err(|error| failed(error.to_string()))?;
    writeln!(noted, "{line}").map_err(|error| failed(error.to_string()))?;
    let mut command = context.setup.command_for("sfe-push");
    command.arg("--waiting").arg("--noted").arg(noted.path());
    if upload.reached == Reached::Begun {
        // The server showed nothing of it yet: the files here say what to look for.
        let files = ImportFile::ALL.map(|file| file.path_in(run.folder()));
        command.args(files.iter().filter(|file| file.exists()));
    }
    let ended = child::run(&mut command, context.log, context.signals).map_err(failed)?;
    if let Some(code) = context.signals.take() {
        return Err(Ending::new(STAGE, code, "interrupted by a signal"));
    }
    if [Exit::Data as u8, Exit::NoInput as u8].contains(&ended.code) {
        // The files here are damaged: there is nothing to compare with.
        return Ok([Answer::Unknown; 3]);
    }
    if ended.code != 0 {
        return Err(Ending::new(STAGE, ended.code, ended.error().unwrap_or("no error message")));
    }
    let mut words = ended.output.lines().filter_map(|line| line.split_once('\t')).map(|(word, _)| word);
    Ok([(); 3].map(|()| words.next().map_or(Answer::Unknown, Answer::from_word)))
}
