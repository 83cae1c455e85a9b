//! A connection to the server: its key verified, we logged in, every step bounded by the time-out.

use super::fault;
use super::host_keys;
use super::known_hosts::{HostName, KnownHosts};
use super::private_key::PrivateKey;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::push::stop::Stop;
use ssh2::{ErrorCode, MethodType, Session, Sftp};
use std::io::ErrorKind;
use std::mem::ManuallyDrop;
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::mpsc;
use std::time::Duration;

/// Ciphers in order of speed: AES has instructions of its own on every server processor. The rest follows
/// for servers that have none of these.
const CIPHERS: &str =
    "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,chacha20-poly1305@openssh.com";

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
}

/// A connection with an SFTP channel.
pub(crate) struct Connection {
    /// The session.
    pub session: Session,
    /// The channel. Never dropped: closing it waits for the server, and the session ends it anyway.
    pub sftp: ManuallyDrop<Sftp>,
    socket: TcpStream,
}

impl Server {
    /// The server's name as known_hosts has it.
    pub(crate) fn name(&self) -> HostName {
        HostName::new(&self.host, self.port)
    }

    /// Connects, verifies the server's key, logs in and opens the SFTP channel.
    pub(crate) fn connect(&self, stop: &Stop) -> Result<Connection> {
        let socket = self.reach(stop)?;
        let name = self.name();
        let at = |what: &str| format!("{what} {}", name.as_str());
        let own = socket.try_clone().or_fail(Exit::Io, || "cannot duplicate the socket")?;
        let mut session = Session::new().map_err(|error| fault::failure(error, "cannot begin an SSH session"))?;
        session.set_timeout(u32::try_from(self.timeout.as_millis()).unwrap_or(u32::MAX));
        self.prefer(&session, &name)?;
        session.set_tcp_stream(own);
        session.handshake().map_err(|error| handshake_failure(error, &socket, at("no SSH connection with")))?;
        stop.check()?;
        let (key, _) =
            session.host_key().ok_or_else(|| Failure::new(Exit::NotAllowed, at("no host key was shown by")))?;
        host_keys::verify(&self.known_hosts, &name, key)?;
        self.log_in(&session).map_err(|failure| lost_or(failure, &socket))?;
        stop.check()?;
        let sftp = session.sftp().map_err(|error| fault::failure(error, at("no SFTP service at")));
        let sftp = ManuallyDrop::new(sftp.map_err(|failure| lost_or(failure, &socket))?);
        Ok(Connection { session, sftp, socket })
    }

    /// Tries every address of the name.
    fn reach(&self, stop: &Stop) -> Result<TcpStream> {
        let addresses = self.addresses()?;
        let mut last = None;
        for address in &addresses {
            stop.check()?;
            match TcpStream::connect_timeout(address, self.timeout) {
                Ok(socket) => {
                    messages::detail(format_args!("connected to {address}"));
                    // Each request is one small packet that is waited for.
                    socket.set_nodelay(true).or_fail(Exit::Io, || "cannot set up the socket")?;
                    return Ok(socket);
                }
                Err(error) => {
                    messages::debug(format_args!("{address}: {error}"));
                    last = Some(error);
                }
            }
        }
        let error = last.unwrap_or_else(|| std::io::Error::new(ErrorKind::NotFound, "the name has no address"));
        Err(error).or_fail(Exit::Temporary, || format!("cannot connect to {} port {}", self.host, self.port))
    }

    /// Looks the name up; the system's resolver knows no time-out, so a thread waits for it.
    fn addresses(&self) -> Result<Vec<SocketAddr>> {
        let (sender, receiver) = mpsc::channel();
        let (host, port) = (self.host.clone(), self.port);
        std::thread::Builder::new()
            .name("resolver".into())
            .spawn(move || {
                let found = (host.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<_>>);
                let _ = sender.send(found);
            })
            .or_fail(Exit::Io, || "cannot start a thread")?;
        match receiver.recv_timeout(self.timeout) {
            Ok(found) => found.or_fail(Exit::Temporary, || format!("cannot look up the host {}", self.host)),
            Err(_) => Err(Failure::new(
                Exit::Temporary,
                format!("looking up the host {} took too long (--timeout)", self.host),
            )),
        }
    }

    fn prefer(&self, session: &Session, name: &HostName) -> Result<()> {
        let unusable = |error| fault::failure(error, "cannot choose the algorithms");
        let supported = session.supported_algs(MethodType::HostKey).map_err(unusable)?;
        let host_keys = host_keys::algorithms(&self.known_hosts.key_types(name), &supported);
        session.method_pref(MethodType::HostKey, &host_keys).map_err(unusable)?;
        session.method_pref(MethodType::CryptCs, CIPHERS).map_err(unusable)?;
        session.method_pref(MethodType::CryptSc, CIPHERS).map_err(unusable)
    }

    fn log_in(&self, session: &Session) -> Result<()> {
        let Server { user, key, .. } = self;
        let Err(error) = session.userauth_pubkey_memory(user, None, &key.text, None) else { return Ok(()) };
        let name = self.name();
        let name = name.as_str();
        match error.code() {
            ErrorCode::Session(
                libssh2_sys::LIBSSH2_ERROR_AUTHENTICATION_FAILED | libssh2_sys::LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED,
            ) => Err(Failure::new(
                Exit::NotAllowed,
                format!(
                    "{name} does not let the user {user} in with the key {}; is the key's public half registered \
                     there, and the user's name right?",
                    key.fingerprint
                ),
            )),
            _ => Err(fault::failure(error, format_args!("cannot log in to {name} as {user}"))),
        }
    }
}

impl Connection {
    /// The failure, told as a lost connection when that is what it was.
    pub(crate) fn lost_or(&self, failure: Failure) -> Failure {
        lost_or(failure, &self.socket)
    }

    /// Ends the connection without waiting for the server: everything asked was answered.
    pub(crate) fn close(&self) {
        self.session.set_timeout(1000);
        let _ = self.session.disconnect(None, "done", None);
        let _ = self.socket.shutdown(Shutdown::Both);
    }

    /// Bounds what follows more tightly: tidying up must not double the wait.
    pub(crate) fn hurry(&self) {
        self.session.set_timeout(self.session.timeout().min(5000));
    }
}

/// libssh2 says "key exchange failed" both when the connection breaks and when the two sides have no
/// algorithm in common; only the first is worth a retry.
fn handshake_failure(error: ssh2::Error, socket: &TcpStream, what: String) -> Failure {
    match lost_or(fault::failure(error, &what), socket) {
        failure if failure.exit() == Some(Exit::Temporary) => failure,
        _ => Failure::new(
            Exit::Service,
            format!("{what}: the server and sfe-push have no key exchange, host key or cipher algorithm in common"),
        ),
    }
}

/// libssh2 reports a connection that breaks in the middle of a step as that step's failure; but then the
/// socket is at its end.
fn lost_or(failure: Failure, socket: &TcpStream) -> Failure {
    if failure.exit() != Some(Exit::Service) {
        return failure;
    }
    let open = socket.set_nonblocking(true).is_ok()
        && match socket.peek(&mut [0]) {
            Ok(count) => count > 0,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        };
    if open { failure } else { Failure::new(Exit::Temporary, format!("{} (the connection was lost)", failure.text())) }
}
