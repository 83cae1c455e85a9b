//! A connection to the server: its key verified, we logged in, every step bounded by the time-out.

use super::algorithms::{self, Offer};
use super::errors;
use super::host_keys;
use super::known_hosts::{HostName, KnownHosts};
use super::private_key::PrivateKey;
use super::waiting::{Trouble, Waiting, in_thread};
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::push::stop::Stop;
use ssh2::{Channel, ErrorCode, Session};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

/// Where to connect to, and as whom.
pub(crate) struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The user to log in as.
    pub user: String,
    /// The user's key.
    pub key: PrivateKey,
    /// The server's known keys.
    pub known_hosts: KnownHosts,
    /// How long each step may take.
    pub timeout: Duration,
    /// Whether algorithms that only old servers need are accepted.
    pub legacy_algorithms: bool,
}

/// A connection with a channel for SFTP.
pub(crate) struct Connection {
    /// The session; none of its calls waits.
    pub session: Session,
    /// The channel.
    pub channel: Channel,
    /// Waits for it.
    pub waiting: Waiting,
    /// The socket under it all.
    pub socket: TcpStream,
}

impl Server {
    /// The server's name as known_hosts has it.
    pub(crate) fn name(&self) -> HostName {
        HostName::new(&self.host, self.port)
    }

    /// The user and the key, which together are whoever pushes.
    pub(crate) fn who(&self) -> String {
        format!("{} {}", self.user, self.key.fingerprint)
    }

    /// Connects, verifies the server's key, logs in and asks for SFTP.
    pub(crate) fn connect(&self, stop: &Stop) -> Result<Connection> {
        let socket = self.reach(stop)?;
        let waiting = Waiting::new(&socket, stop, self.timeout)?;
        let name = self.name();
        let at = |what: &str| format!("{what} {}", name.as_str());
        let own = socket.try_clone().or_fail(Exit::Io, || "cannot duplicate the socket")?;
        let mut session = Session::new().map_err(|error| errors::failure(error, "cannot begin an SSH session"))?;
        session.set_blocking(false);
        let unusable = |error| errors::failure(error, "cannot choose the algorithms");
        let offer = Offer::new(&session, &self.known_hosts, &name, self.legacy_algorithms).map_err(unusable)?;
        offer.set(&session).map_err(unusable)?;
        session.set_tcp_stream(own);
        let same = session.clone();
        let shaken = waiting.until(&same, || session.handshake());
        shaken.map_err(|trouble| self.no_handshake(trouble, &socket, &offer, stop))?;
        let (key, _) =
            session.host_key().ok_or_else(|| Failure::new(Exit::NotAllowed, at("no host key was shown by")))?;
        host_keys::verify(&self.known_hosts, &name, key)?;
        self.log_in(&session, &waiting, &socket)?;
        let channel = waiting.until(&session, || session.channel_session());
        let mut channel = channel.map_err(|trouble| trouble.failure_at(&socket, at("no channel at")))?;
        waiting.until(&session, || channel.subsystem("sftp")).map_err(|trouble| match &trouble {
            Trouble::Ssh(error)
                if error.code() == ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED) =>
            {
                let what = at("no SFTP service (no subsystem sftp) for this user at");
                Failure::new(Exit::Service, what)
            }
            _ => trouble.failure_at(&socket, at("no SFTP service at")),
        })?;
        Ok(Connection { session, channel, waiting, socket })
    }

    /// Tries every address of the name.
    fn reach(&self, stop: &Stop) -> Result<TcpStream> {
        let (host, port, timeout) = (self.host.clone(), self.port, self.timeout);
        let found = in_thread(stop, timeout, format_args!("cannot look up the host {}", self.host), move || {
            (host.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<SocketAddr>>)
        })?;
        let what = format!("cannot connect to {} port {}", self.host, self.port);
        let mut last = Failure::new(Exit::Temporary, format!("{what}: the name has no address"));
        for address in found {
            match in_thread(stop, timeout, &what, move || TcpStream::connect_timeout(&address, timeout)) {
                Ok(socket) => {
                    messages::detail(format_args!("connected to {address}"));
                    // What is asked is waited for, so no packet should wait for company.
                    socket.set_nodelay(true).or_fail(Exit::Io, || "cannot set up the socket")?;
                    return Ok(socket);
                }
                Err(failure) if failure.exit().is_none() => return Err(failure),
                Err(failure) => {
                    messages::debug(format_args!("{address}: {}", failure.text()));
                    last = failure;
                }
            }
        }
        Err(last)
    }

    /// A handshake that failed: a mismatch of algorithms when it is one, else in libssh2's own words.
    fn no_handshake(&self, trouble: Trouble, socket: &TcpStream, offer: &Offer, stop: &Stop) -> Failure {
        let name = self.name();
        let what = format!("no SSH connection with {}", name.as_str());
        if matches!(trouble, Trouble::Ssh(_))
            && let Ok(address) = socket.peer_addr()
            && let Ok(lists) = algorithms::of_server(address, stop, self.timeout)
            && let Some(mismatch) = offer.mismatch(&lists, self.known_hosts.authority(&name).is_some())
        {
            return Failure::new(Exit::Service, format!("{what}: {mismatch}"));
        }
        match &trouble {
            // Nothing is missing on either side, so something broke on the way.
            Trouble::Ssh(error)
                if matches!(
                    error.code(),
                    ErrorCode::Session(
                        libssh2_sys::LIBSSH2_ERROR_KEX_FAILURE | libssh2_sys::LIBSSH2_ERROR_KEY_EXCHANGE_FAILURE
                    )
                ) =>
            {
                Failure::new(Exit::Temporary, format!("{what}: {}", error.message()))
            }
            _ => trouble.failure_at(socket, what),
        }
    }

    fn log_in(&self, session: &Session, waiting: &Waiting, socket: &TcpStream) -> Result<()> {
        let Server { user, key, .. } = self;
        let tried = waiting.until(session, || session.userauth_pubkey_memory(user, None, &key.text, None));
        let Err(trouble) = tried else { return Ok(()) };
        let name = self.name();
        let name = name.as_str();
        let error = match &trouble {
            Trouble::Ssh(error) => error,
            _ => return Err(trouble.failure(format_args!("cannot log in to {name} as {user}"))),
        };
        // libssh2 has one code for a signature that is refused and for an answer that does not come.
        let unanswered = error.message().starts_with("Waiting for") || errors::at_end(socket);
        let accepted = match error.code() {
            // The server had said that the key would do.
            ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED) if !unanswered => true,
            ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_AUTHENTICATION_FAILED) => false,
            ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED) => {
                let message = format!(
                    "cannot log in to {name} as {user}: the connection was lost, or the server hung up on the key {}, as \
                     some do on one that they do not know",
                    key.fingerprint
                );
                return Err(Failure::new(Exit::Temporary, message));
            }
            _ => return Err(trouble.failure_at(socket, format_args!("cannot log in to {name} as {user}"))),
        };
        let methods = waiting.until(session, || session.auth_methods(user).map(str::to_string)).unwrap_or_default();
        let takes_keys = methods.is_empty() || methods.split(',').any(|method| method == "publickey");
        let fingerprint = &key.fingerprint;
        let message = match (takes_keys, accepted) {
            (false, true) => format!(
                "{name} accepts the key {fingerprint} of the user {user}, but wants one of these as well: {methods}; \
                 sfe-push has a key only, which must be enough"
            ),
            (false, false) => format!("{name} lets the user {user} in by {methods} only; sfe-push logs in with a key"),
            (true, _) => format!(
                "{name} does not let the user {user} in with the key {fingerprint}; is the key's public half registered \
                 there, and the user's name right?"
            ),
        };
        Err(Failure::new(Exit::NotAllowed, message))
    }
}

impl Connection {
    /// Ends the connection without waiting for the server: everything asked was answered.
    pub(crate) fn close(&self) {
        let _ = self.session.disconnect(None, "done", None);
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}
