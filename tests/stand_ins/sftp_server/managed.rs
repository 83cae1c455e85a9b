//! What managed servers do with files, and hostile ones with answers.

use super::fields::{put, status};
use super::{FAILURE, Server};
use std::fs::{self, Metadata};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

impl Server {
    /// A file was closed: some servers hand it on at once.
    pub fn closed(&self, path: &Path) {
        let Some(suffix) = self.fault("take") else { return };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(suffix) {
            let taken = self.root.join("taken");
            fs::create_dir_all(&taken).expect("a folder");
            let number = fs::read_dir(&taken).expect("a folder").count();
            fs::rename(path, taken.join(format!("{number} {name}"))).expect("the file");
        }
    }

    /// What is shown of a path.
    pub fn shown(&self, name: &str, look: fn(PathBuf) -> Result<Metadata>) -> Result<Metadata> {
        let there = look(self.path(name))?;
        let hidden_for = self.fault("hide").map_or(0, |time| time.parse().expect("milliseconds"));
        let age = there.created().ok().and_then(|made| made.elapsed().ok()).unwrap_or_default();
        match there.is_file() && age < Duration::from_millis(hidden_for) {
            true => Err(Error::from(ErrorKind::NotFound)),
            false => Ok(there),
        }
    }

    /// The answer to a rename.
    pub fn renamed(&self, id: u32, result: Result<()>, path: &Path) -> Vec<u8> {
        if result.is_ok() && self.fault("new-times").is_some() {
            let file = fs::OpenOptions::new().write(true).open(path).expect("the file");
            file.set_modified(SystemTime::now()).expect("a time");
        }
        match result.is_ok() && self.fault("denies-renames").is_some() {
            true => status(id, FAILURE),
            false => self.done(id, result),
        }
    }

    pub fn more_names(&self) -> impl Iterator<Item = String> + use<> {
        let more = self.fault("long-listing").map_or(0, |names| names.parse().expect("a number"));
        (0..more).map(|number: u32| format!("{number:0100}.csv"))
    }

    pub fn pause(&self, fault: &str) {
        if let Some(time) = self.fault(fault) {
            std::thread::sleep(Duration::from_millis(time.parse().expect("milliseconds")));
        }
    }
}

/// Sends an answer byte by byte.
pub fn trickle(reply: &[u8]) {
    let mut packet = Vec::new();
    put(&mut packet, reply);
    let mut stdout = std::io::stdout().lock();
    for byte in packet {
        if stdout.write_all(&[byte]).and_then(|()| stdout.flush()).is_err() {
            std::process::exit(0);
        }
        std::thread::sleep(Duration::from_secs(2));
    }
}

/// Sends the beginning of a listing that never ends.
pub fn flood(reply: &[u8]) {
    let mut packet = (256_u32 << 20).to_be_bytes().to_vec();
    packet.push(104);
    packet.extend(&reply[1..5]);
    let mut stdout = std::io::stdout().lock();
    while stdout.write_all(&packet).is_ok() {
        packet = vec![0; 32 << 10];
    }
    std::process::exit(0);
}
