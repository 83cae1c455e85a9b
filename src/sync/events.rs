//! The events that children hand over, read from a pipe.

use crate::common::exit::{Exit, OrFail as _, Result};
use crate::record::Event;
use rustix::fs::{OFlags, fcntl_setfl};
use std::io::{ErrorKind, PipeReader, PipeWriter, Read as _};
use std::os::fd::{AsFd as _, BorrowedFd};

/// The longest line that is waited for; a district's own program may write anything.
const LONGEST_LINE: usize = 1 << 20;

/// The reading end.
pub(crate) struct Events {
    /// `None` once nobody can write any more.
    pipe: Option<PipeReader>,
    unread: Vec<u8>,
}

impl Events {
    /// A new pipe: its reading end, and the other one for a child.
    pub(crate) fn pipe() -> Result<(Self, PipeWriter)> {
        let (reader, writer) = std::io::pipe().or_fail(Exit::Temporary, || "cannot make a pipe")?;
        fcntl_setfl(&reader, OFlags::NONBLOCK).or_fail(Exit::Io, || "cannot read events")?;
        Ok((Events { pipe: Some(reader), unread: Vec::new() }, writer))
    }

    /// The descriptor to wait for.
    pub(crate) fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.pipe.as_ref().map(PipeReader::as_fd)
    }

    /// The events that have come since. Lines that are none are left out.
    pub(crate) fn read(&mut self) -> Vec<Event> {
        let mut buffer = [0; 1 << 14];
        while let Some(pipe) = &mut self.pipe {
            match pipe.read(&mut buffer) {
                Ok(0) => self.pipe = None,
                Ok(count) => self.unread.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let whole = self.unread.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let events = String::from_utf8_lossy(&self.unread[..whole]).lines().filter_map(Event::from_line).collect();
        self.unread.drain(..whole);
        if self.unread.len() > LONGEST_LINE {
            self.unread.clear();
        }
        events
    }
}
