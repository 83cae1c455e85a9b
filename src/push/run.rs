//! `sfe-push` from its command line to its end: what needs no server first, then the attempts.

use super::address::{Address, server};
use super::options::SfePush;
use super::plan::{self, Upload};
use super::retry::{Retry, Urgency};
use super::stop::Stop;
use super::upload::Job;
use super::{check, pickup};
use crate::common::exit::{Failure, Result};
use crate::common::files::paths;
use crate::common::{events, messages, progress};
use crate::record::{Event, UploadedFile};
use std::io::Write as _;

pub(crate) fn run(mut options: SfePush) -> Result<()> {
    if options.check {
        let server = server(&options)?;
        return check::check(&options, &server, &Stop::watch()?);
    }
    if options.waiting {
        return pickup::run(options);
    }
    let uploads = plan::plan(paths::existing(std::mem::take(&mut options.files))?)?;
    if options.dry_run {
        return dry_run(&options, &uploads);
    }
    let server = server(&options)?;
    let stop = Stop::watch()?;
    let mut job = Job::new(&options, &server, &uploads, &stop);
    if let Err(failure) = attempts(&mut job) {
        match job.urgency() {
            // The new set has its names, which is what was wanted; the next push removes the rest.
            Urgency::SetIsDone => messages::warning(failure.text()),
            Urgency::SetIsTorn(_) | Urgency::NothingChanged => {
                job.clean_up();
                if matches!(job.urgency(), Urgency::SetIsTorn(_)) {
                    messages::warning("the final names on the server may hold files of two sets: push again soon");
                }
                return Err(failure);
            }
        }
    }
    let files = uploads.iter().map(|upload| UploadedFile {
        name: upload.name.clone(),
        size: upload.size,
        modified: upload.modified.into(),
    });
    events::send(&Event::Uploaded { files: files.collect() });
    messages::detail(format_args!("{} files are on the server", uploads.len()));
    Ok(())
}

/// Tries until it is done, is refused, or has been tried for long enough.
fn attempts(job: &mut Job<'_>) -> Result<()> {
    let total = job.uploads.iter().map(|upload| upload.size).sum();
    let mut retry = Retry::new(job.options, job.stop);
    loop {
        let bar = progress::bytes(total);
        let result = job.attempt(&bar);
        bar.finish_and_clear();
        let Err(failure) = result else { return Ok(()) };
        retry.wait(failure, job.urgency())?;
    }
}

fn dry_run(options: &SfePush, uploads: &[Upload]) -> Result<()> {
    let Address { host, port, user } = Address::of(options)?;
    let mut output = std::io::stdout().lock();
    for upload in uploads {
        writeln!(
            output,
            "{} ({} bytes, time {}) would go to {user}@{host} port {port}: {}/{}",
            upload.path.display(),
            upload.size,
            upload.modified,
            options.folder.trim_end_matches('/'),
            upload.name
        )
        .map_err(Failure::stdout)?;
    }
    output.flush().map_err(Failure::stdout)
}
