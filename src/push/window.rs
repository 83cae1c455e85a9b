//! How much data may be under way: at least 8 MiB, and as much as the server took in the last second.

use super::sftp::client::RequestId;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

const AT_LEAST: usize = 8 << 20;
const AT_MOST: usize = 64 << 20;

/// The writes under way, oldest first.
pub(crate) struct Window {
    writes: VecDeque<(RequestId, usize)>,
    under_way: usize,
    limit: usize,
    second: Instant,
    taken: usize,
}

impl Window {
    /// Nothing is under way.
    pub(crate) fn new() -> Self {
        Window { writes: VecDeque::new(), under_way: 0, limit: AT_LEAST, second: Instant::now(), taken: 0 }
    }

    /// Whether an answer must come before more is sent.
    pub(crate) fn is_full(&self) -> bool {
        self.under_way >= self.limit
    }

    /// The write that was sent first.
    pub(crate) fn oldest(&self) -> Option<RequestId> {
        self.writes.front().map(|(id, _)| *id)
    }

    /// A write was sent.
    pub(crate) fn sent(&mut self, id: RequestId, bytes: usize) {
        self.writes.push_back((id, bytes));
        self.under_way += bytes;
    }

    /// The oldest write is done; how many bytes that were.
    pub(crate) fn acknowledged(&mut self) -> usize {
        let bytes = self.writes.pop_front().map_or(0, |(_, bytes)| bytes);
        self.under_way -= bytes;
        self.taken += bytes;
        if self.second.elapsed() >= Duration::from_secs(1) {
            self.limit = self.taken.clamp(AT_LEAST, AT_MOST);
            self.taken = 0;
            self.second = Instant::now();
        }
        bytes
    }
}
