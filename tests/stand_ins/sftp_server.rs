//! An SFTP server with faults, run by sshd as its subsystem: SFTP 3 on standard input and output.
//!
//! Compiled by the tests, with the standard library only. The first argument is the folder it serves, each
//! further one a fault: `refuse=REQUEST:STATUS[:FROM[:TO]]` (the FROM-th to the TO-th such request), `no=EXTENSION`,
//! `missing=STATUS`, `round=SECONDS`, `ignore-times`, `not-exclusive`, `names=SUFFIX`, `no-dots`, `quota=BYTES`,
//! `backwards` (answers what has come in reverse), `silent=REQUEST`, `garbage=REQUEST:KIND`.

use std::collections::HashMap;
use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
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

struct Fields<'f>(&'f [u8]);

impl<'f> Fields<'f> {
    fn number(&mut self) -> u32 {
        let (number, rest) = self.0.split_first_chunk().expect("a number");
        self.0 = rest;
        u32::from_be_bytes(*number)
    }

    fn text(&mut self) -> &'f [u8] {
        let length = self.number() as usize;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        text
    }

    fn string(&mut self) -> String {
        String::from_utf8_lossy(self.text()).into_owned()
    }

    /// Access and modification time, if they are among the attributes.
    fn times(&mut self) -> Option<(u32, u32)> {
        let flags = self.number();
        if flags & 1 != 0 {
            self.number();
            self.number();
        }
        if flags & 4 != 0 {
            self.number();
        }
        (flags & 8 != 0).then(|| (self.number(), self.number()))
    }
}

fn put(packet: &mut Vec<u8>, text: &[u8]) {
    packet.extend((text.len() as u32).to_be_bytes());
    packet.extend(text);
}

fn status(id: u32, code: u32) -> Vec<u8> {
    let mut packet = vec![101];
    packet.extend(id.to_be_bytes());
    packet.extend(code.to_be_bytes());
    put(&mut packet, b"");
    put(&mut packet, b"");
    packet
}

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
        self.root.join(name.trim_start_matches("./").trim_start_matches('/'))
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

    fn attributes(&self, id: u32, there: std::io::Result<fs::Metadata>) -> Vec<u8> {
        let there = match there {
            Ok(there) => there,
            Err(error) => return status(id, self.code(&error)),
        };
        let mut packet = vec![105];
        packet.extend(id.to_be_bytes());
        packet.extend((1_u32 | 4 | 8).to_be_bytes());
        packet.extend(there.size().to_be_bytes());
        packet.extend(there.permissions().mode().to_be_bytes());
        packet.extend((there.atime() as u32).to_be_bytes());
        packet.extend((there.mtime() as u32).to_be_bytes());
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
        if self.fault("silent") == Some(request) {
            return None;
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
        if let Some(code) = self.refused(request) {
            return Some(status(id, code));
        }
        Some(self.serve(id, request, fields))
    }

    fn serve(&mut self, id: u32, request: &str, mut fields: Fields<'_>) -> Vec<u8> {
        match request {
            "open" => {
                let name = fields.string();
                let flags = fields.number();
                let exclusive = flags & 0x20 != 0;
                if !self.allowed(&name) {
                    return status(id, 3);
                }
                if exclusive && self.fault("not-exclusive").is_some() {
                    return status(id, UNSUPPORTED);
                }
                let path = self.path(&name);
                let mut options = OpenOptions::new();
                options.write(true).create(true).create_new(exclusive).truncate(flags & 0x10 != 0);
                match options.open(&path) {
                    Ok(file) => self.handle(id, Handle::File(file, path)),
                    Err(error) => status(id, self.code(&error)),
                }
            }
            "close" => {
                self.handles.remove(&Fields(fields.text()).number());
                status(id, OK)
            }
            "write" => {
                let handle = Fields(fields.text()).number();
                let offset = u64::from(fields.number()) << 32 | u64::from(fields.number());
                let data = fields.text();
                self.written += data.len() as u64;
                if self.fault("quota").is_some_and(|quota| self.written > quota.parse().expect("bytes")) {
                    return status(id, FAILURE);
                }
                match self.handles.get(&handle) {
                    Some(Handle::File(file, _)) => self.done(id, file.write_all_at(data, offset)),
                    _ => status(id, FAILURE),
                }
            }
            "fsetstat" => match self.handles.get(&Fields(fields.text()).number()) {
                Some(Handle::File(_, path)) => self.done(id, self.set_times(path, fields.times())),
                _ => status(id, FAILURE),
            },
            "setstat" => {
                let path = self.path(&fields.string());
                self.done(id, self.set_times(&path, fields.times()))
            }
            "lstat" => self.attributes(id, fs::symlink_metadata(self.path(&fields.string()))),
            // Only sftp(1), beside which sfe-push is put, makes these three.
            "stat" => self.attributes(id, fs::metadata(self.path(&fields.string()))),
            "fstat" => match self.handles.get(&Fields(fields.text()).number()) {
                Some(Handle::File(file, _)) => self.attributes(id, file.metadata()),
                _ => status(id, FAILURE),
            },
            "realpath" => {
                let name = fields.string();
                let mut packet = vec![104];
                packet.extend(id.to_be_bytes());
                packet.extend(1_u32.to_be_bytes());
                put(&mut packet, name.as_bytes());
                put(&mut packet, name.as_bytes());
                packet.extend([0; 4]);
                packet
            }
            "opendir" => match fs::read_dir(self.path(&fields.string())) {
                Ok(entries) => {
                    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
                    let names = entries.filter_map(|entry| entry.ok().map(name)).collect();
                    self.handle(id, Handle::Listing(names))
                }
                Err(error) => status(id, self.code(&error)),
            },
            "readdir" => match self.handles.get_mut(&Fields(fields.text()).number()) {
                Some(Handle::Listing(names)) if !names.is_empty() => {
                    let mut packet = vec![104];
                    packet.extend(id.to_be_bytes());
                    packet.extend((names.len() as u32).to_be_bytes());
                    for name in names.drain(..) {
                        put(&mut packet, name.as_bytes());
                        put(&mut packet, name.as_bytes());
                        packet.extend([0; 4]);
                    }
                    packet
                }
                _ => status(id, EOF),
            },
            "remove" => {
                let path = self.path(&fields.string());
                self.done(id, fs::remove_file(path))
            }
            "limits" => {
                let mut packet = vec![201];
                packet.extend(id.to_be_bytes());
                for limit in [1_u64 << 18, 1 << 17, 1 << 17, 100] {
                    packet.extend(limit.to_be_bytes());
                }
                packet
            }
            "rename" | "posix-rename" | "hardlink" => {
                let (from, to) = (fields.string(), fields.string());
                let (old, new) = (self.path(&from), self.path(&to));
                if !self.allowed(&to) {
                    return status(id, 3);
                }
                if request == "rename" && new.symlink_metadata().is_ok() {
                    return status(id, FAILURE);
                }
                match request {
                    "hardlink" => self.done(id, fs::hard_link(old, new)),
                    _ => self.done(id, fs::rename(old, new)),
                }
            }
            _ => status(id, UNSUPPORTED),
        }
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let root = PathBuf::from(arguments.next().expect("a folder"));
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
