//! An SSH session on its socket.

use super::waiting::Waiting;
use ssh2::Session;
use std::mem::ManuallyDrop;
use std::net::Shutdown;
use std::rc::Rc;

/// An SSH session and the socket under it.
///
/// Dropping it only shuts the socket down. libssh2's memory is left to the end of the program: to free a session or
/// a channel libssh2 first goes on with the protocol, and after a failure in the middle of a key exchange that ends
/// in freed memory.
pub(crate) struct Link {
    /// The session; none of its calls waits.
    pub session: ManuallyDrop<Session>,
    /// Waits for it.
    pub waiting: Rc<Waiting>,
}

impl Drop for Link {
    fn drop(&mut self) {
        let _ = self.waiting.socket.shutdown(Shutdown::Both);
    }
}
