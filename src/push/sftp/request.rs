//! What is asked of the server.

use super::attributes::Attributes;
use super::fields::put_string;

/// The protocol's version: the one that every server speaks.
pub(crate) const VERSION: u32 = 3;

/// How a file is opened for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Creation {
    /// Refused when the file is there already.
    Exclusive,
    /// A file that is there is cut to nothing.
    Truncating,
    /// Refused when the file is missing; one that is there stays as it is.
    Existing,
}

impl Creation {
    fn flags(self) -> u32 {
        const WRITE: u32 = 0x2;
        const CREATE: u32 = 0x8;
        const TRUNCATE: u32 = 0x10;
        const EXCLUSIVE: u32 = 0x20;
        match self {
            Creation::Exclusive => WRITE | CREATE | EXCLUSIVE,
            Creation::Truncating => WRITE | CREATE | TRUNCATE,
            Creation::Existing => WRITE,
        }
    }
}

/// A request; paths are UTF-8, handles what the server gave.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Request<'r> {
    /// Opens a file to write, with attributes for one that is made.
    Open(&'r str, Creation, Attributes),
    /// Closes a file or a listing.
    Close(&'r [u8]),
    /// Writes bytes at an offset of an open file.
    Write(&'r [u8], u64, &'r [u8]),
    /// Attributes of a path; of a link itself, not of what it leads to.
    Lstat(&'r str),
    /// Attributes of what a path leads to.
    Stat(&'r str),
    /// Sets attributes of a path.
    Setstat(&'r str, Attributes),
    /// Sets attributes of an open file.
    Fsetstat(&'r [u8], Attributes),
    /// Opens a folder's listing.
    Opendir(&'r str),
    /// More names of a listing.
    Readdir(&'r [u8]),
    Remove(&'r str),
    /// Renames; refused, by most servers, when the new name is taken.
    Rename(&'r str, &'r str),
    /// `posix-rename@openssh.com`: renames, replacing what has the new name in one step.
    PosixRename(&'r str, &'r str),
    /// `hardlink@openssh.com`: gives a file a second name.
    Hardlink(&'r str, &'r str),
    /// `limits@openssh.com`: how large packets may be.
    Limits,
}

impl Request<'_> {
    /// Appends the request, with its number, to what is to be sent.
    pub(crate) fn encode(&self, number: u32, out: &mut Vec<u8>) {
        framed(out, |packet| {
            packet.push(self.code());
            packet.extend(number.to_be_bytes());
            match self {
                Request::Open(path, creation, attributes) => {
                    put_string(packet, path.as_bytes());
                    packet.extend(creation.flags().to_be_bytes());
                    attributes.put(packet);
                }
                Request::Close(handle) | Request::Readdir(handle) => put_string(packet, handle),
                Request::Write(handle, offset, data) => {
                    put_string(packet, handle);
                    packet.extend(offset.to_be_bytes());
                    put_string(packet, data);
                }
                Request::Lstat(path) | Request::Stat(path) | Request::Opendir(path) | Request::Remove(path) => {
                    put_string(packet, path.as_bytes());
                }
                Request::Setstat(path, attributes) => {
                    put_string(packet, path.as_bytes());
                    attributes.put(packet);
                }
                Request::Fsetstat(handle, attributes) => {
                    put_string(packet, handle);
                    attributes.put(packet);
                }
                Request::Rename(from, to) => put_pair(packet, from, to),
                Request::PosixRename(from, to) => {
                    put_string(packet, b"posix-rename@openssh.com");
                    put_pair(packet, from, to);
                }
                Request::Hardlink(from, to) => {
                    put_string(packet, b"hardlink@openssh.com");
                    put_pair(packet, from, to);
                }
                Request::Limits => put_string(packet, b"limits@openssh.com"),
            }
        });
    }

    fn code(&self) -> u8 {
        match self {
            Request::Open(..) => 3,
            Request::Close(_) => 4,
            Request::Write(..) => 6,
            Request::Lstat(_) => 7,
            Request::Setstat(..) => 9,
            Request::Fsetstat(..) => 10,
            Request::Opendir(_) => 11,
            Request::Readdir(_) => 12,
            Request::Remove(_) => 13,
            Request::Stat(_) => 17,
            Request::Rename(..) => 18,
            Request::PosixRename(..) | Request::Hardlink(..) | Request::Limits => 200,
        }
    }
}

/// The greeting that SFTP begins with; the only request without a number.
pub(crate) fn greeting() -> Vec<u8> {
    let mut out = Vec::new();
    framed(&mut out, |packet| {
        packet.push(1);
        packet.extend(VERSION.to_be_bytes());
    });
    out
}

fn put_pair(packet: &mut Vec<u8>, from: &str, to: &str) {
    put_string(packet, from.as_bytes());
    put_string(packet, to.as_bytes());
}

/// Appends a packet with its length before it.
fn framed(out: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend([0; 4]);
    fill(out);
    let length = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
}
