//! An SFTP server with faults, run by sshd as its subsystem: SFTP 3 on standard input and output.
//!
//! Compiled by the tests, with the standard library only. The first argument is the folder it serves, each
//! further one a fault: `refuse=REQUEST:STATUS[:FROM[:TO]]` (the FROM-th to the TO-th such request), `no=EXTENSION`,
//! `missing=STATUS`, `round=SECONDS`, `ignore-times`, `not-exclusive`, `names=SUFFIX`, `no-dots`, `quota=BYTES`,
//! `never-over` (opens no file that is there), `short` (keeps half of each write),
//! `bare` (shows no attribute of a file), `no-size` (shows all but the size),
//! `backwards` (answers what has come in reverse), `silent=REQUEST[:FROM]` (and makes a file `silent` beside the
//! folder), `garbage=REQUEST:KIND`, `endless-listing`, `stops` (see `stop.rs`),
//! `slow-listing=MILLISECONDS` (each name on its own, so much later), `long-listing=NAMES` (so many more, all in one
//! packet), `take=SUFFIX` (moves a file to the folder `taken` when it is closed), `hide=MILLISECONDS` (does not show a
//! file that was made less long ago), `shift=SECONDS` (shows times so much later), `pause-renames=MILLISECONDS`,
//! `die=REQUEST:NUMBER` (ends at that one), `trickle=REQUEST` (answers with one byte every two seconds), `flood=REQUEST`
//! (answers and never stops sending; both make that file, too), `denies-renames` (does them, and answers with a
//! failure), `no-replacing` (no rename takes the place of a file), `new-times` (a rename gives the file the time of
//! now), `cut-names=LENGTH`, `keeps-removed` (says that it has removed a file, and has not), `ignores-renames`
//! (says the same of a rename).

#[path = "sftp_server/fields.rs"]
mod fields;
#[path = "sftp_server/files.rs"]
mod files;
#[path = "sftp_server/managed.rs"]
mod managed;
#[path = "sftp_server/stop.rs"]
mod stop;

use fields::{Fields, put, status};
use std::collections::HashMap;
use std::fs::{File, FileTimes, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

const EXTENSIONS: [&str; 3] = ["posix-rename@openssh.com", "hardlink@openssh.com", "limits@openssh.com"];
const OK: u32 = 0;
const EOF: u32 = 1;
const FAILURE: u32 = 4;
const UNSUPPORTED: u32 = 8;

enum Handle {
    File(File, PathBuf),
    Listing(Vec<String>),
}

struct Server {
    root: PathBuf,
    faults: Vec<String>,
    handles: HashMap<u32, Handle>,
    given: u32,
    seen: HashMap<String, u32>,
    written: u64,
}

/// What goes back: a packet without length, or nothing at all.
type Reply = Option<Vec<u8>>;

impl Server {
    fn fault(&self, name: &str) -> Option<&str> {
        self.faults.iter().find_map(|fault| match fault.split_once('=') {
            Some((fault, value)) if fault == name => Some(value),
            None if fault == name => Some(""),
            _ => None,
        })
    }

    fn code(&self, error: &std::io::Error) -> u32 {
        match error.kind() {
            ErrorKind::NotFound => self.fault("missing").map_or(2, |code| code.parse().expect("a status")),
            ErrorKind::PermissionDenied => 3,
            _ => FAILURE,
        }
    }

    fn done(&self, id: u32, result: std::io::Result<()>) -> Vec<u8> {
        status(id, result.map_or_else(|error| self.code(&error), |()| OK))
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.root.join(name.trim_start_matches("./").trim_start_matches('/'));
        match (self.fault("cut-names"), path.file_name()) {
            (Some(length), Some(name)) => {
                let name = name.to_string_lossy();
                let length = length.parse().expect("a length");
                path.with_file_name(name.chars().take(length).collect::<String>())
            }
            _ => path,
        }
    }

    fn allowed(&self, name: &str) -> bool {
        let name = name.rsplit('/').next().unwrap_or("");
        !(self.fault("no-dots").is_some() && name.starts_with('.'))
            && self.fault("names").is_none_or(|suffix| name.ends_with(suffix))
    }

    fn refused(&mut self, request: &str) -> Option<u32> {
        let seen = self.seen.entry(request.to_string()).or_default();
        *seen += 1;
        let seen = *seen;
        self.faults.iter().filter_map(|fault| fault.strip_prefix("refuse=")).find_map(|fault| {
            let parts: Vec<&str> = fault.split(':').collect();
            let number =
                |index: usize, otherwise| parts.get(index).map_or(otherwise, |text| text.parse().expect("a number"));
            let hit = parts[0] == request && (number(2, 1)..=number(3, u32::MAX)).contains(&seen);
            hit.then(|| number(1, FAILURE))
        })
    }

    fn set_times(&self, path: &PathBuf, times: Option<(u32, u32)>) -> std::io::Result<()> {
        let Some((accessed, modified)) = times else { return Ok(()) };
        if self.fault("ignore-times").is_some() {
            return Ok(());
        }
        let round = self.fault("round").map_or(1, |round| round.parse().expect("seconds"));
        let time = |seconds: u32| UNIX_EPOCH + Duration::from_secs(u64::from(seconds / round * round));
        let times = FileTimes::new().set_accessed(time(accessed)).set_modified(time(modified));
        OpenOptions::new().write(true).open(path)?.set_times(times)
    }

    fn handle(&mut self, id: u32, handle: Handle) -> Vec<u8> {
        self.given += 1;
        self.handles.insert(self.given, handle);
        let mut packet = vec![102];
        packet.extend(id.to_be_bytes());
        put(&mut packet, &self.given.to_be_bytes());
        packet
    }

    fn answer(&mut self, packet: &[u8]) -> Reply {
        let mut fields = Fields(&packet[1..]);
        if packet[0] == 1 {
            let mut reply = vec![2, 0, 0, 0, 3];
            for extension in EXTENSIONS {
                if !self.faults.contains(&format!("no={}", extension.split('@').next().unwrap_or(""))) {
                    put(&mut reply, extension.as_bytes());
                    put(&mut reply, b"1");
                }
            }
            return Some(reply);
        }
        let id = fields.number();
        let extended = if packet[0] == 200 { fields.string() } else { String::new() };
        let request = match packet[0] {
            3 => "open",
            4 => "close",
            6 => "write",
            7 => "lstat",
            8 => "fstat",
            9 => "setstat",
            10 => "fsetstat",
            11 => "opendir",
            12 => "readdir",
            13 => "remove",
            16 => "realpath",
            17 => "stat",
            18 => "rename",
            200 => extended.split('@').next().unwrap_or(""),
            other => panic!("request {other} is none that an upload needs"),
        };
        self.stop(request, &fields);
        if let Some(fault) = self.fault("silent") {
            let (silent, from) = fault.split_once(':').unwrap_or((fault, "1"));
            if silent == request {
                let from = from.parse().expect("a number");
                let seen = self.seen.entry(format!("silent {request}")).or_default();
                *seen += 1;
                if *seen >= from {
                    // Beside the folder, for the test to see.
                    std::fs::write(self.root.with_file_name("silent"), "").expect("the folder above");
                    return None;
                }
            }
        }
        if let Some(kind) = self.fault("garbage").and_then(|fault| fault.strip_prefix(&format!("{request}:"))) {
            return Some(match kind {
                "type" => vec![77, 0, 0, 0, 1],
                "number" => status(id + 1000, OK),
                "short" => vec![102, 0],
                "kind" => [&[104][..], &id.to_be_bytes(), &[0; 4]].concat(),
                "names" => [&[104][..], &id.to_be_bytes(), &[0xff; 4]].concat(),
                "long" => vec![0; 300 << 10],
                other => panic!("unknown garbage {other}"),
            });
        }
        let dies_at = self.fault("die").and_then(|fault| fault.strip_prefix(&format!("{request}:")));
        if let Some(number) = dies_at.map(|number| number.parse().expect("a number")) {
            let seen = self.seen.entry(format!("die {request}")).or_default();
            *seen += 1;
            if *seen == number {
                std::process::exit(1);
            }
        }
        if let Some(code) = self.refused(request) {
            return Some(status(id, code));
        }
        let reply = self.serve(id, request, fields);
        if [self.fault("flood"), self.fault("trickle")].contains(&Some(request)) {
            std::fs::write(self.root.with_file_name("silent"), "").expect("the folder above");
        }
        if self.fault("flood") == Some(request) {
            managed::flood(&reply);
        }
        if self.fault("trickle") == Some(request) {
            managed::trickle(&reply);
            return None;
        }
        Some(reply)
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let root = PathBuf::from(arguments.next().expect("a folder"));
    // As internal-sftp does: it shows which server this process belongs to.
    std::env::set_current_dir(&root).expect("the folder");
    let mut server = Server {
        root,
        faults: arguments.collect(),
        handles: HashMap::new(),
        given: 0,
        seen: HashMap::new(),
        written: 0,
    };
    let backwards = server.fault("backwards").is_some();
    let mut input = Vec::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let count = std::io::stdin().read(&mut buffer).expect("standard input");
        if count == 0 {
            return;
        }
        input.extend(&buffer[..count]);
        let mut replies = Vec::new();
        while let Some(length) = input.first_chunk().map(|length| u32::from_be_bytes(*length) as usize) {
            if input.len() < 4 + length {
                break;
            }
            let packet: Vec<u8> = input.drain(..4 + length).skip(4).collect();
            replies.extend(server.answer(&packet));
        }
        if backwards {
            replies.reverse();
        }
        let mut output = Vec::new();
        for reply in replies {
            put(&mut output, &reply);
        }
        let mut stdout = std::io::stdout().lock();
        if stdout.write_all(&output).and_then(|()| stdout.flush()).is_err() {
            return;
        }
    }
}
