//! A connection to the server: its key verified, the user logged in, every step bounded by the time-out.

use super::algorithms::{self, Offer};
use super::callbacks;
use super::errors;
use super::host_keys;
use super::link::Link;
use super::log_in;
use super::opening;
use super::reach;
use super::server::Server;
use super::waiting::{StepError, Waiting};
use crate::common::exit::{Exit, Failure, Result};
use crate::push::stop::Stop;
use libssh2_sys::LIBSSH2_ERROR_EAGAIN;
use ssh2::{BlockDirections, Channel, ErrorCode, Session};
use std::io::{ErrorKind, Write as _};
use std::mem::ManuallyDrop;
use std::rc::Rc;

/// A connection with a channel for SFTP.
pub(crate) struct Connection {
    /// The channel; it is never freed, as the session is not.
    pub channel: ManuallyDrop<Channel>,
    /// How many bytes of SFTP's greeting were sent already.
    pub greeted: usize,
    /// The session that it belongs to.
    pub link: Link,
}

impl Server {
    /// Connects, verifies the server's key, logs in and asks for SFTP. SFTP's `greeting` goes out with that request.
    pub(crate) fn connect(&self, greeting: &[u8], stop: &Stop) -> Result<Connection> {
        let attempt = self.attempts.replace(self.attempts.get() + 1);
        let socket = reach::reach(self, attempt, stop)?;
        let waiting = Rc::new(Waiting::new(socket, stop, self.timeout)?);
        let session = Session::new().map_err(|error| errors::failure(error, "cannot begin an SSH session"))?;
        let link = Link { session: ManuallyDrop::new(session), waiting };
        self.shake_hands(&link, stop)?;
        self.verify(&link.session)?;
        log_in::log_in(self, &link)?;
        self.let_in.set(true);
        link.waiting.incoming.logged_in();
        let (channel, greeted) = self.open_sftp(&link, greeting)?;
        Ok(Connection { channel, greeted, link })
    }

    fn shake_hands(&self, link: &Link, stop: &Stop) -> Result<()> {
        let Link { session, waiting } = link;
        session.set_blocking(false);
        callbacks::read_through(session, waiting);
        let unusable = |error| errors::failure(error, "cannot choose the algorithms");
        let offer = Offer::new(session, &self.known_hosts, &self.name(), self.legacy_algorithms).map_err(unusable)?;
        offer.set(session).map_err(unusable)?;
        // libssh2 reads through `waiting`, but takes the socket's number for writing.
        let mut same = Session::clone(session);
        same.set_tcp_stream(SocketNumber(Rc::clone(waiting)));
        let mut shake = || match same.handshake() {
            Err(_) if opening::is_other_protocol(&waiting.incoming.opening()) => {
                Err(ssh2::Error::from_errno(ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_BANNER_RECV)))
            }
            result => result,
        };
        let shaken = waiting.until(session, &mut shake);
        shaken.map_err(|error| self.no_handshake(error, waiting, &offer, stop))
    }

    fn verify(&self, session: &Session) -> Result<()> {
        let name = self.name();
        let (key, _) = session
            .host_key()
            .ok_or_else(|| Failure::new(Exit::NotAllowed, format!("no host key was shown by {}", name.as_str())))?;
        host_keys::verify(&self.known_hosts, &name, key)
    }

    /// The channel, and how much of the greeting was sent. To send it before the server has said yes to SFTP spares a
    /// round trip with a server that has room for it; OpenSSH's has none before it has begun SFTP.
    fn open_sftp(&self, link: &Link, greeting: &[u8]) -> Result<(ManuallyDrop<Channel>, usize)> {
        let Link { session, waiting } = link;
        let at = |what: &str| format!("{what} {}", self.name().as_str());
        let channel = waiting.until(session, || session.channel_session());
        let channel = channel.map_err(|error| error.failure(waiting, at("no channel at")))?;
        let mut channel = ManuallyDrop::new(channel);
        let refused = |error: StepError| match &error {
            StepError::Ssh(denied)
                if denied.code() == ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED) =>
            {
                let what = at("no SFTP service (no subsystem sftp) for this user at");
                Failure::new(Exit::Service, what)
            }
            _ => error.failure(waiting, at("no SFTP service at")),
        };
        let asked = waiting.until(session, || match channel.subsystem("sftp") {
            Err(error) if is_again(&error) && !sends(session) => Ok(false),
            answer => answer.map(|()| true),
        });
        let answered = asked.map_err(&refused)?;
        let greet = || match channel.write(greeting) {
            Err(error) if error.kind() == ErrorKind::WouldBlock && sends(session) => {
                Err(ssh2::Error::from_errno(ErrorCode::Session(LIBSSH2_ERROR_EAGAIN)))
            }
            // What was not sent is sent later, and a broken connection shows with the next wait.
            result => Ok(result.unwrap_or(0)),
        };
        let greeted = waiting.until(session, greet).map_err(&refused)?;
        if !answered {
            waiting.until(session, || channel.subsystem("sftp")).map_err(&refused)?;
        }
        Ok((channel, greeted))
    }

    /// A failed handshake: what the server says instead of SSH, a mismatch of algorithms, or else libssh2's own words.
    fn no_handshake(&self, error: StepError, waiting: &Waiting, offer: &Offer, stop: &Stop) -> Failure {
        let name = self.name();
        let what = format!("no SSH connection with {}", name.as_str());
        if matches!(error, StepError::Ssh(_) | StepError::TimedOut)
            && let Some(failure) = opening::failure(&waiting.incoming.opening(), &what)
        {
            return failure;
        }
        if matches!(error, StepError::Ssh(_))
            && opening::is_ssh(&waiting.incoming.opening())
            && let Ok(address) = waiting.socket.peer_addr()
            && let Ok(lists) = algorithms::of_server(address, stop, self.timeout)
            && let Some(mismatch) = offer.mismatch(&lists, self.known_hosts.authority(&name).is_some())
        {
            return Failure::new(Exit::Service, format!("{what}: {mismatch}"));
        }
        match &error {
            // Nothing is missing on either side, so something broke on the way.
            StepError::Ssh(broken)
                if matches!(
                    broken.code(),
                    ErrorCode::Session(
                        libssh2_sys::LIBSSH2_ERROR_KEX_FAILURE | libssh2_sys::LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE
                    )
                ) =>
            {
                let failure = Failure::new(Exit::Temporary, format!("{what}: {}", broken.message()));
                errors::with_goodbye(failure, waiting)
            }
            _ => error.failure(waiting, what),
        }
    }
}

/// Whether a call of libssh2 has to be repeated.
fn is_again(error: &ssh2::Error) -> bool {
    error.code() == ErrorCode::Session(LIBSSH2_ERROR_EAGAIN)
}

/// Whether libssh2 waits to send the rest of a packet.
fn sends(session: &Session) -> bool {
    session.block_directions() != BlockDirections::Inbound
}

/// Lends the socket to libssh2, which must not close it.
struct SocketNumber(Rc<Waiting>);

impl std::os::fd::AsRawFd for SocketNumber {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.0.socket.as_raw_fd()
    }
}

impl Connection {
    /// Says goodbye without waiting for an answer. Only for a connection on which everything was answered.
    pub(crate) fn close(self) {
        let _ = self.link.session.disconnect(None, "done", None);
    }
}
