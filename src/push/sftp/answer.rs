//! What the server answers.

use super::attributes::Attributes;
use super::fields::{Malformed, Reader};

/// The code of a packet with names.
pub(super) const NAMES: u8 = 104;

/// An answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done (0), or why not; with the server's own words.
    Status(u32, String),
    /// An open file or listing.
    Handle(Vec<u8>),
    /// Names in a folder; what of them is not UTF-8 is replaced.
    Names(Vec<String>),
    /// A listing that holds something other than names.
    NoNames,
    /// A file's attributes.
    Attributes(Attributes),
    /// The answer to an extended request.
    Extended(Vec<u8>),
}

/// What a server says of itself at the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Greeting {
    pub version: u32,
    /// What it offers beyond the protocol: name and, mostly, version.
    pub extensions: Vec<(String, String)>,
}

/// The number that an answer bears, and the answer; `packet` is without its length.
pub(crate) fn decode(packet: &[u8]) -> Result<(u32, Answer), Malformed> {
    let mut packet = Reader(packet);
    let code = packet.byte()?;
    let number = packet.u32()?;
    let answer = match code {
        101 => {
            let status = packet.u32()?;
            // Version 3 has a message here; servers of earlier habits leave it out.
            let message = packet.string().unwrap_or_default();
            Answer::Status(status, String::from_utf8_lossy(message).into_owned())
        }
        102 => Answer::Handle(packet.string()?.to_vec()),
        NAMES => {
            let mut names = Vec::new();
            for _ in 0..packet.u32()? {
                names.push(name(&mut packet)?);
            }
            Answer::Names(names)
        }
        105 => Answer::Attributes(Attributes::read(&mut packet)?),
        201 => Answer::Extended(packet.0.to_vec()),
        _ => return Err(Malformed),
    };
    Ok((number, answer))
}

/// A name of a listing, from the front of what follows it there; the line for a person and the attributes after it are
/// passed over.
pub(crate) fn name(packet: &mut Reader<'_>) -> Result<String, Malformed> {
    let name = packet.string()?;
    packet.string()?;
    Attributes::read(packet)?;
    Ok(String::from_utf8_lossy(name).into_owned())
}

/// The server's greeting; `packet` is without its length.
pub(crate) fn decode_greeting(packet: &[u8]) -> Result<Greeting, Malformed> {
    let mut packet = Reader(packet);
    if packet.byte()? != 2 {
        return Err(Malformed);
    }
    let mut greeting = Greeting { version: packet.u32()?, extensions: Vec::new() };
    while !packet.0.is_empty() {
        let (name, value) = (packet.string()?, packet.string()?);
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        greeting.extensions.push((text(name), text(value)));
    }
    Ok(greeting)
}

/// The largest write that the answer to `limits@openssh.com` allows; `None` when it names no limit.
pub(crate) fn decode_write_limit(extended: &[u8]) -> Option<usize> {
    let mut packet = Reader(extended);
    let (_packet, _read) = (packet.u64().ok()?, packet.u64().ok()?);
    packet.u64().ok().and_then(|write| usize::try_from(write).ok()).filter(|write| *write > 0)
}
