//! What a request does to the files.

use super::fields::{Fields, put, status};
use super::{EOF, FAILURE, Handle, OK, Server, UNSUPPORTED};
use std::fs::{self, OpenOptions};
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};

impl Server {
    fn attributes(&self, id: u32, there: std::io::Result<fs::Metadata>) -> Vec<u8> {
        let there = match there {
            Ok(there) => there,
            Err(error) => return status(id, self.code(&error)),
        };
        let mut packet = vec![105];
        packet.extend(id.to_be_bytes());
        if self.fault("bare").is_some() {
            packet.extend(0_u32.to_be_bytes());
            return packet;
        }
        let sized = self.fault("no-size").is_none();
        packet.extend((u32::from(sized) | 4 | 8).to_be_bytes());
        if sized {
            packet.extend(there.size().to_be_bytes());
        }
        packet.extend(there.permissions().mode().to_be_bytes());
        let shift: i64 = self.fault("shift").map_or(0, |shift| shift.parse().expect("seconds"));
        packet.extend(((there.atime() + shift) as u32).to_be_bytes());
        packet.extend(((there.mtime() + shift) as u32).to_be_bytes());
        packet
    }

    /// Does what is asked, and gives the answer.
    pub fn serve(&mut self, id: u32, request: &str, mut fields: Fields<'_>) -> Vec<u8> {
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
                if self.fault("never-over").is_some() && path.exists() {
                    return status(id, FAILURE);
                }
                let mut options = OpenOptions::new();
                options.write(true).create(flags & 0x8 != 0).create_new(exclusive).truncate(flags & 0x10 != 0);
                match options.open(&path) {
                    Ok(file) => self.handle(id, Handle::File(file, path)),
                    Err(error) => status(id, self.code(&error)),
                }
            }
            "close" => {
                let closed = self.handles.remove(&Fields(fields.text()).number());
                if let Some(Handle::File(_, path)) = closed {
                    self.closed(&path);
                }
                status(id, OK)
            }
            "write" => {
                let handle = Fields(fields.text()).number();
                let offset = u64::from(fields.number()) << 32 | u64::from(fields.number());
                let data = fields.text();
                let data = if self.fault("short").is_some() { &data[..data.len() / 2] } else { data };
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
            "lstat" => self.attributes(id, self.shown(&fields.string(), fs::symlink_metadata)),
            // Only sftp(1), beside which sfe-push is put, makes the two after this one.
            "stat" => self.attributes(id, self.shown(&fields.string(), fs::metadata)),
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
                    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok().map(name)).collect();
                    names.extend(self.more_names());
                    self.handle(id, Handle::Listing(names))
                }
                Err(error) => status(id, self.code(&error)),
            },
            "readdir" if self.fault("endless-listing").is_some() => {
                let mut packet = vec![104];
                packet.extend(id.to_be_bytes());
                packet.extend(1000_u32.to_be_bytes());
                for _ in 0..1000 {
                    put(&mut packet, b"again");
                    put(&mut packet, b"");
                    packet.extend([0; 4]);
                }
                packet
            }
            "readdir" if self.fault("slow-listing").is_some() => {
                self.pause("slow-listing");
                match self.handles.get_mut(&Fields(fields.text()).number()) {
                    Some(Handle::Listing(names)) if !names.is_empty() => listing(id, names.drain(..1)),
                    _ => status(id, EOF),
                }
            }
            "readdir" => match self.handles.get_mut(&Fields(fields.text()).number()) {
                Some(Handle::Listing(names)) if !names.is_empty() => listing(id, names.drain(..)),
                _ => status(id, EOF),
            },
            "remove" => {
                let path = self.path(&fields.string());
                match self.fault("keeps-removed") {
                    Some(_) => status(id, OK),
                    None => self.done(id, fs::remove_file(path)),
                }
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
                self.pause("pause-renames");
                let replaces = request == "posix-rename" && self.fault("no-replacing").is_none();
                if !replaces && new.symlink_metadata().is_ok() {
                    return status(id, FAILURE);
                }
                if request != "hardlink" && self.fault("ignores-renames").is_some() && old.exists() {
                    return status(id, OK);
                }
                match request {
                    "hardlink" => self.done(id, fs::hard_link(old, new)),
                    _ => self.renamed(id, fs::rename(old, &new), &new),
                }
            }
            _ => status(id, UNSUPPORTED),
        }
    }
}

/// The answer with these names.
fn listing(id: u32, names: impl ExactSizeIterator<Item = String>) -> Vec<u8> {
    let mut packet = vec![104];
    packet.extend(id.to_be_bytes());
    packet.extend((names.len() as u32).to_be_bytes());
    for name in names {
        put(&mut packet, name.as_bytes());
        put(&mut packet, name.as_bytes());
        packet.extend([0; 4]);
    }
    packet
}
