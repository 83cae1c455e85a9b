//! `sfe-push --check`: would an upload work tonight?

use super::options::SfePush;
use super::plan::Upload;
use super::rename_plan::{self, Renamed, Replacement};
use super::set_upload::path;
use super::sftp::client::Client;
use super::sftp::request::{self, Creation};
use super::ssh::server::Server;
use super::stop::Stop;
use super::temporary_names::TemporaryNames;
use super::{discard, distinct_names, transfer, verify};
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use indicatif::ProgressBar;
use std::io::Write as _;

const TEN_MINUTES: u32 = 600;

/// 33 seconds after a minute that ends with a 7: a server that rounds to more than whole minutes cannot keep that,
/// whatever the hour.
const SHOWS_ROUNDING: u32 = 7 * 60 + 33;

/// From one sample to the next: another minute and another second.
const BETWEEN_SAMPLES: u32 = 86;

/// A file of `--check` is not empty, so that a full disk shows.
const SAMPLE: [u8; 4096] = [b'\n'; 4096];

/// Connects, logs in and tries everything an upload does, with files of its own; each step is reported on
/// standard output, and the one that fails on standard error.
pub(crate) fn check(options: &SfePush, server: &Server, stop: &Stop) -> Result<()> {
    report(&format!("the private key {} is usable ({})", options.key.display(), server.key.fingerprint))?;
    let connection = server.connect(&request::greeting(), stop)?;
    let name = server.name();
    report(&format!("{} answers, and its host key is known", name.as_str()))?;
    report(&format!("login works for user {}", server.user))?;
    let mut client = Client::begin(connection, name.as_str())?;
    report("SFTP works")?;
    let mut names = TemporaryNames::new(&options.temporary_name, &server.owner())?;
    let result = probe(&mut client, options, &mut names);
    if result.is_ok() {
        client.close();
    }
    result
}

fn report(step: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "ok: {step}").map_err(Failure::stdout)
}

fn probe(client: &mut Client, options: &SfePush, names: &mut TemporaryNames) -> Result<()> {
    let folder = &options.folder;
    let discarded = path(folder, &names.discarded());
    if !options.in_place {
        let [old, new, backup, nowhere, elsewhere] = [(); 5].map(|()| path(folder, &names.next()));
        discard::ensure_removal_allowed(client, [&nowhere, &elsewhere], None, &discarded)?;
        let result = prove(client, options, &old, &new, &backup, &nowhere);
        return clean_up(client, result, &[old, new, backup], &discarded, false);
    }
    // No file need be removed to be written over, so what this makes may stay: it has the same name every time. A
    // server that forbids that name may take one like those of the files.
    let unhidden = path(folder, "sfe-push-check.csv");
    let mut result = prove_in_place(client, options, &discarded);
    if result.as_ref().is_err_and(|failure| failure.exit() == Some(Exit::Service)) {
        messages::debug(format_args!("{discarded} is refused; once more as {unhidden}"));
        result = prove_in_place(client, options, &unhidden);
    }
    clean_up(client, result, &[discarded.clone(), unhidden], &discarded, true)
}

/// Removes what was made, and says whether that may be done, where the proof succeeded.
fn clean_up(client: &mut Client, proof: Result<()>, made: &[String], discarded: &str, may_stay: bool) -> Result<()> {
    if proof.is_err() {
        client.connection.link.waiting.clean_up();
    }
    client.close_all();
    let removing = discard::request(client, made);
    let removed = discard::take(client, removing, discarded);
    proof?;
    let removed = removed?;
    match removed.staying.first() {
        Some((path, refusal)) if !may_stay => Err(refusal.failure(format_args!("cannot remove {path} on the server"))),
        Some((path, _)) => report(&format!("files there may not be deleted: {path} stays, and no other")),
        None if removed.renamed => report(&format!("files there may not be deleted: {discarded} stays, and no other")),
        None => report("files can be deleted"),
    }
}

/// The sample, and as many files to make of it as are asked for, with times like tonight's: a server in another time
/// zone may shift those of the past otherwise.
fn samples<const N: usize>() -> Result<(tempfile::NamedTempFile, [Upload; N])> {
    let mut sample = tempfile::NamedTempFile::new().or_fail(Exit::CannotCreate, || "cannot create a temporary file")?;
    sample.write_all(&SAMPLE).or_fail(Exit::Io, || "cannot write a temporary file")?;
    let now = u32::try_from(jiff::Timestamp::now().as_second()).or_fail(Exit::Io, || "the clock is wrong")?;
    let mut next = sample_time(now);
    let uploads = [(); N].map(|()| {
        let modified = next;
        next += BETWEEN_SAMPLES;
        let name = "a file of sfe-push --check".to_string();
        Upload { path: sample.path().to_path_buf(), name, size: SAMPLE.len() as u64, modified }
    });
    Ok((sample, uploads))
}

fn sample_time(now: u32) -> u32 {
    now - now % TEN_MINUTES + TEN_MINUTES + SHOWS_ROUNDING
}

fn prove_in_place(client: &mut Client, options: &SfePush, target: &str) -> Result<()> {
    let (_sample, [file]) = samples()?;
    let opening = transfer::open(client, &file, target.to_string(), Creation::Truncating);
    transfer::send(client, &options.folder, vec![opening], &ProgressBar::hidden())?;
    let looking = verify::request(client, vec![(&file, target.to_string())]);
    let shown = verify::take(client, looking)?;
    verify::judge(&shown)?;
    let folder = &options.folder;
    let is_shown = shown.iter().all(|file| file.there.is_ok());
    if is_shown {
        // A push writes over what waits there. A file that is not shown may be with the importer, which needs no second
        // one.
        let opening = transfer::open(client, &file, target.to_string(), Creation::Truncating);
        transfer::send(client, folder, vec![opening], &ProgressBar::hidden())?;
    }
    report(&match is_shown {
        true => format!("files may be created in {folder}, and keep the time they are given"),
        false => format!("files may be created in {folder}; the server takes or hides them, so their time is not seen"),
    })
}

fn prove(client: &mut Client, options: &SfePush, old: &str, new: &str, backup: &str, unused: &str) -> Result<()> {
    let (_sample, [first, second]) = samples()?;
    let (folder, bar) = (&options.folder, ProgressBar::hidden());
    let [temporary, target, backup] = [new, old, backup].map(str::to_string);
    let openings = [(&first, &target), (&second, &temporary)]
        .map(|(file, path)| transfer::open(client, file, path.clone(), Creation::Exclusive));
    transfer::send(client, folder, Vec::from(openings), &bar)?;
    let unused = distinct_names::request(client, unused);
    distinct_names::judge(client, unused)?;
    let name = second.name.clone();
    let (size, modified) = (second.size, second.modified);
    let replacements = [Replacement { name, size, modified, temporary, target: target.clone(), backup }];
    let lookups = rename_plan::request_lookups(client, &replacements);
    let mut plan = rename_plan::plan(client, &replacements, lookups, None)?;
    let shown = plan.found.iter().all(|found| found.as_ref().is_ok_and(|there| there.times.is_some()));
    report(&match shown {
        true => format!("files may be created in {folder}, and keep the time they are given"),
        false => format!("files may be created in {folder}; the server hides them, so their time is not seen"),
    })?;
    if let Renamed::NotFound(failure) = plan.execute_until_found(client)? {
        return Err(failure);
    }
    let looking = verify::request(client, vec![(&second, target)]);
    let shown = verify::take(client, looking)?;
    verify::judge(&verify::set_times_again(client, shown, &replacements)?)?;
    report(match plan.posix {
        true => "files may be renamed there, replacing others in one step (posix-rename)",
        false => "files may be renamed there (without posix-rename: others are moved aside first)",
    })
}

#[cfg(test)]
mod tests {
    use super::sample_time;
    use crate::push::times::shift;

    #[test]
    fn whatever_the_hour_a_coarse_clock_is_seen_in_one_sample() {
        for now in (1_800_000_000..1_800_000_000 + 86_400).step_by(7) {
            let sample = sample_time(now);
            assert!(sample.abs_diff(now) < 1200, "{now}: {sample}");
            for seconds in [5, 10, 15, 20, 30, 100, 120, 300, 600, 900, 1800, 3600, 86_400] {
                let kept = sample / seconds * seconds;
                assert_eq!(shift(kept, sample), None, "{now}, rounded to {seconds} seconds");
            }
            assert_eq!(shift(sample / 60 * 60, sample), Some(0), "{now}, whole minutes");
        }
    }
}
