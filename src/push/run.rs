//! `sfe-push` from its command line to its end: what needs no server first, then the attempts.

use super::check;
use super::options::SfePush;
use super::plan::{self, Upload};
use super::ssh::connection::Server;
use super::ssh::known_hosts::KnownHosts;
use super::ssh::private_key::PrivateKey;
use super::stop::Stop;
use super::upload::{Job, Unfinished};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::paths;
use crate::common::{events, messages, progress, settings};
use crate::record::{Event, UploadedFile};
use std::ffi::OsString;
use std::io::Write as _;
use std::time::Duration;

/// Runs `sfe-push`.
pub(crate) fn run(mut options: SfePush) -> Result<()> {
    if options.check {
        let server = server(&options)?;
        return check::check(&options, &server, &Stop::watch()?);
    }
    let uploads = plan::plan(paths::existing(std::mem::take(&mut options.files))?)?;
    if options.dry_run {
        return dry_run(&options, &uploads);
    }
    let server = server(&options)?;
    let stop = Stop::watch()?;
    let mut job = Job { options: &options, server: &server, uploads: &uploads, stop: &stop, unfinished: None };
    match (attempts(&mut job), &job.unfinished) {
        (Err(failure), Some(Unfinished::Removals(_))) => {
            // The new set stands, which is what was wanted; the next push removes the rest.
            messages::warning(failure.text());
        }
        (result, _) => result?,
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

/// Tries until it is done, is refused, or has been tried as often as `--retries` says.
fn attempts(job: &mut Job<'_>) -> Result<()> {
    let total = job.uploads.iter().map(|upload| upload.size).sum();
    let retries = job.options.retries;
    let mut attempt = 0;
    let mut settled = false;
    loop {
        let bar = progress::bytes(total);
        let result = job.attempt(&bar);
        bar.finish_and_clear();
        match result {
            Ok(()) => return Ok(()),
            Err(failure) if failure.exit() == Some(Exit::Temporary) && attempt < retries => {
                job.stop.check()?;
                let pause = Duration::from_secs(1 << attempt.min(5));
                attempt += 1;
                messages::notice(format_args!(
                    "{}; trying again in {} s ({attempt} of {retries})",
                    failure.text(),
                    pause.as_secs()
                ));
                job.stop.sleep(pause)?;
            }
            // Whatever --retries says: which of the renames were done is found out, and the rest of them done.
            Err(failure)
                if failure.exit() == Some(Exit::Temporary)
                    && matches!(job.unfinished, Some(Unfinished::Renames(_)))
                    && !settled =>
            {
                settled = true;
                job.stop.check()?;
                messages::notice(format_args!("{}; connecting again to finish the renames", failure.text()));
            }
            Err(failure) => return Err(failure),
        }
    }
}

fn dry_run(options: &SfePush, uploads: &[Upload]) -> Result<()> {
    let (host, port, user) = address(options)?;
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

fn server(options: &SfePush) -> Result<Server> {
    let (host, port, user) = address(options)?;
    let passphrase = settings::value("SFE_SFTP_KEY_PASSPHRASE").map(OsString::into_string).transpose();
    let passphrase = passphrase.map_err(|_| Failure::new(Exit::Config, "SFE_SFTP_KEY_PASSPHRASE is not UTF-8 text"))?;
    Ok(Server {
        host,
        port,
        user,
        key: PrivateKey::load(&options.key, passphrase.as_deref())?,
        known_hosts: KnownHosts::load(&options.known_hosts)?,
        timeout: options.timeout,
        legacy_algorithms: options.legacy_algorithms,
    })
}

/// Host, port and user, or which is missing.
fn address(options: &SfePush) -> Result<(String, u16, String)> {
    let missing = |what: &str, how: &str| Failure::new(Exit::Config, format!("no {what} given: set {how}"));
    let host = options.host.as_deref().ok_or_else(|| missing("server", "SFE_SFTP_ADDRESS (or --host)"))?;
    let (host, port) = split_port(host, options.port).ok_or_else(|| {
        Failure::new(Exit::Config, format!("the server {host:?} is malformed: give it as host or host:port"))
    })?;
    let user = options.user.clone().ok_or_else(|| missing("user", "SFE_SFTP_USERNAME (or --user)"))?;
    Ok((host, port, user))
}

/// `host`, `host:port`, `[address]`, `[address]:port`, or an IPv6 address as it is.
fn split_port(text: &str, default: u16) -> Option<(String, u16)> {
    let port = |text: &str| text.parse().ok().filter(|port| *port != 0);
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']')? {
            (host, "") => (host, default),
            (host, rest) => (host, port(rest.strip_prefix(':')?)?),
        },
        None => match text.split_once(':') {
            Some((host, rest)) if !rest.contains(':') => (host, port(rest)?),
            _ => (text, default),
        },
    };
    let plausible = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/');
    plausible.then(|| (host.to_string(), port))
}

#[cfg(test)]
mod tests {
    use super::split_port;

    #[test]
    fn hosts_and_ports_as_people_write_them() {
        for (text, expected) in [
            ("sftp.example.org", Some(("sftp.example.org", 22))),
            ("sftp.example.org:2222", Some(("sftp.example.org", 2222))),
            ("[::1]:2222", Some(("::1", 2222))),
            ("[::1]", Some(("::1", 22))),
            ("::1", Some(("::1", 22))),
            ("host:", None),
            ("host:0", None),
            ("host:ssh", None),
            (":22", None),
            ("", None),
            ("sftp://host", None),
        ] {
            let found = split_port(text, 22);
            assert_eq!(found.as_ref().map(|(host, port)| (host.as_str(), *port)), expected, "{text}");
        }
    }
}
