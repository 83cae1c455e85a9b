//! Requests on their way to the server: gathered into blocks, which libssh2 takes piece by piece.

use super::request::{self, Request};
use crate::push::ssh::connection::Connection;
use std::collections::VecDeque;
use std::io::{ErrorKind, Result, Write as _};

/// How much is put together before it is given to libssh2.
const BLOCK: usize = 256 << 10;

/// What is still to be sent.
pub(crate) struct Outgoing {
    blocks: VecDeque<Vec<u8>>,
    /// How many bytes of the first block are on their way.
    written: usize,
    /// Whether libssh2 holds a part of the first block and must be given the same again.
    half_sent: bool,
    /// Whether the next request begins a block.
    sealed: bool,
}

impl Outgoing {
    /// The rest of the greeting, of which so many bytes were sent; it is the first thing to be sent.
    pub(crate) fn greeting(sent: usize) -> Self {
        let rest = request::greeting().split_off(sent);
        let blocks = Some(rest).filter(|rest| !rest.is_empty()).into_iter().collect();
        Outgoing { blocks, written: 0, half_sent: false, sealed: true }
    }

    pub(crate) fn add(&mut self, request: &Request<'_>, number: u32) {
        // What libssh2 has seen of a block must not change.
        let begun = self.blocks.len() == 1 && (self.half_sent || self.written > 0);
        let full = self.blocks.back().is_none_or(|block| block.len() >= BLOCK);
        if self.sealed || begun || full {
            self.blocks.push_back(Vec::new());
            self.sealed = false;
        }
        if let Some(block) = self.blocks.back_mut() {
            request.encode(number, block);
        }
    }

    /// Keeps the requests to come apart from those before them.
    pub(crate) fn begin_packet(&mut self) {
        self.sealed = true;
    }

    /// How many bytes wait to be given to libssh2.
    pub(crate) fn len(&self) -> usize {
        self.blocks.iter().map(Vec::len).sum::<usize>() - self.written
    }

    /// Whether libssh2 is in the middle of a packet: until that is sent, it can do nothing else.
    pub(crate) fn half_sent(&self) -> bool {
        self.half_sent
    }

    /// Gives libssh2 as much as it takes; whether it took anything.
    pub(crate) fn send(&mut self, connection: &mut Connection) -> Result<bool> {
        let mut moved = false;
        while let Some(block) = self.blocks.front() {
            match connection.channel.write(&block[self.written..]) {
                // The server's window is full: it says when there is room.
                Ok(0) => {
                    self.half_sent = false;
                    break;
                }
                Ok(count) => {
                    moved = true;
                    connection.link.waiting.incoming.sent(count);
                    self.half_sent = false;
                    self.written += count;
                    if self.written == block.len() {
                        self.blocks.pop_front();
                        self.written = 0;
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.half_sent = connection.link.session.block_directions() != ssh2::BlockDirections::Inbound;
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(moved)
    }
}
