//! `sfe-push --check`: would an upload work tonight?

use super::discard;
use super::options::SfePush;
use super::plan::Upload;
use super::replace::{self, POSIX_RENAME, Replacement};
use super::replacing::path;
use super::sftp::client::Client;
use super::sftp::request::Creation;
use super::ssh::connection::Server;
use super::stop::Stop;
use super::temporary_names::TemporaryNames;
use super::transfer;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use indicatif::ProgressBar;
use std::io::Write as _;

/// A file of `--check` is not empty, so that a full disk shows.
const SAMPLE: [u8; 4096] = [b'\n'; 4096];

/// Connects, logs in and tries everything an upload does, with files of its own; each step is reported on
/// standard output, and the one that fails on standard error.
pub(crate) fn check(options: &SfePush, server: &Server, stop: &Stop) -> Result<()> {
    report(&format!("the private key {} is usable ({})", options.key.display(), server.key.fingerprint))?;
    let connection = server.connect(stop)?;
    let name = server.name();
    report(&format!("{} answers, and its host key is known", name.as_str()))?;
    report(&format!("it lets the user {} in", server.user))?;
    let mut client = Client::begin(connection, name.as_str())?;
    report("it speaks SFTP")?;
    let mut names = TemporaryNames::new(&options.temporary_name, &server.who())?;
    let result = probe(&mut client, options, &mut names);
    client.connection.close();
    result
}

fn report(step: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {step}").map_err(Failure::stdout)
}

fn probe(client: &mut Client, options: &SfePush, names: &mut TemporaryNames) -> Result<()> {
    let folder = &options.folder;
    let discarded = path(folder, &names.discarded());
    if !options.in_place {
        let [old, new, backup, nowhere] = [(); 4].map(|()| path(folder, &names.next()));
        discard::must_be_allowed(client, &nowhere, None)?;
        let result = prove(client, options, &old, &new, &backup);
        return clean_up(client, result, &[old, new, backup], &discarded, false);
    }
    // No file need be removed to be written over, so what this makes may stay: it has the same name every time. A
    // server that forbids that name may take one like those of the files.
    let unhidden = path(folder, "sfe-push-check.csv");
    let mut result = prove(client, options, &discarded, "", "");
    if result.as_ref().is_err_and(|failure| failure.exit() == Some(Exit::Service)) {
        messages::debug(format_args!("{discarded} is refused; once more as {unhidden}"));
        result = prove(client, options, &unhidden, "", "");
    }
    clean_up(client, result, &[discarded.clone(), unhidden], &discarded, true)
}

/// Removes what was made, and says whether that may be done, where the proof succeeded.
fn clean_up(client: &mut Client, proof: Result<()>, made: &[String], discarded: &str, may_stay: bool) -> Result<()> {
    if proof.is_err() {
        client.connection.waiting.tidy_up();
    }
    client.close_all();
    let removed = discard::discard(client, made, discarded);
    proof?;
    let removed = removed?;
    match removed.staying.first() {
        Some((path, refusal)) if !may_stay => Err(refusal.failure(format_args!("cannot remove {path} on the server"))),
        Some((path, _)) => report(&format!("files there may not be removed: {path} stays, and no other")),
        None if removed.renamed => report(&format!("files there may not be removed: {discarded} stays, and no other")),
        None => report("files there may be removed"),
    }
}

fn prove(client: &mut Client, options: &SfePush, old: &str, new: &str, backup: &str) -> Result<()> {
    let mut sample = tempfile::NamedTempFile::new().or_fail(Exit::CannotCreate, || "cannot create a temporary file")?;
    sample.write_all(&SAMPLE).or_fail(Exit::Io, || "cannot write a temporary file")?;
    let upload = |modified| Upload {
        path: sample.path().to_path_buf(),
        name: "a file of sfe-push --check".to_string(),
        size: SAMPLE.len() as u64,
        modified,
    };
    let (folder, bar) = (&options.folder, ProgressBar::hidden());
    let (first, second) = (upload(1_000_000_007), upload(1_000_000_067));
    let creation = if options.in_place { Creation::Truncating } else { Creation::Exclusive };
    let opening = transfer::open(client, &first, old.to_string(), creation);
    transfer::send(client, folder, vec![opening], &bar)?;
    report(&format!("files may be created in {folder}, and keep the time they are given"))?;
    if options.in_place {
        return Ok(());
    }
    let opening = transfer::open(client, &second, new.to_string(), creation);
    transfer::send(client, folder, vec![opening], &bar)?;
    let [temporary, target, backup] = [new, old, backup].map(str::to_string);
    let replacement = Replacement { name: second.name.clone(), temporary, target, backup };
    let question = replace::ask(client, &replacement);
    let mut plan = replace::plan(client, &[replacement], vec![question], None)?;
    plan.carry_out(client)?;
    for path in &plan.keep {
        messages::debug(path);
    }
    report(match client.offers(POSIX_RENAME) {
        true => "files may be renamed there, replacing others in one step (posix-rename)",
        false => "files may be renamed there (without posix-rename: others are moved aside first)",
    })
}
