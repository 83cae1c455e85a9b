//! The connection to a server, with TLS where the address asks for it.

use super::problem::{Address, Cause};
use crate::regular_file;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A connection to a server.
pub(crate) enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Stream {
    /// Connects to the first of the host's addresses that takes the connection within `limit`. Each of the server's
    /// words may then take no longer than `reading`, if that is given.
    pub(super) fn open(
        address: &Address,
        wallet: Option<&str>,
        limit: Duration,
        reading: Option<Duration>,
    ) -> Result<Self, Cause> {
        let mut last = None;
        for target in (address.host.as_str(), address.port).to_socket_addrs().map_err(Cause::Lookup)? {
            match TcpStream::connect_timeout(&target, limit) {
                Ok(stream) => {
                    stream.set_nodelay(true).map_err(Cause::Network)?;
                    let plain = Stream::Plain(stream);
                    plain.limit_reading(reading).map_err(Cause::Network)?;
                    return if address.tls { plain.begin_tls(&address.host, wallet) } else { Ok(plain) };
                }
                Err(error) => last = Some(error),
            }
        }
        Err(last.map_or(Cause::Lookup(io::Error::other("the host has no address")), Cause::Network))
    }

    /// How long each of the server's words may take; none: as long as it takes.
    pub(super) fn limit_reading(&self, limit: Option<Duration>) -> io::Result<()> {
        match self {
            Stream::Plain(stream) => stream.set_read_timeout(limit),
            Stream::Tls(stream) => stream.sock.set_read_timeout(limit),
        }
    }

    /// Begins TLS, anew where it has begun.
    pub(super) fn begin_tls(self, host: &str, wallet: Option<&str>) -> Result<Self, Cause> {
        let config = Arc::new(config(wallet)?);
        let name = ServerName::try_from(host.to_string()).map_err(|error| Cause::Tls(error.to_string()))?;
        let mut connection = ClientConnection::new(config, name).map_err(|error| Cause::Tls(error.to_string()))?;
        let mut stream = match self {
            Stream::Plain(stream) => stream,
            Stream::Tls(before) => before.into_parts().1,
        };
        while connection.is_handshaking() {
            connection.complete_io(&mut stream).map_err(|error| match error.get_ref() {
                Some(inner) if inner.is::<rustls::Error>() => Cause::Tls(error.to_string()),
                _ => Cause::Network(error),
            })?;
        }
        Ok(Stream::Tls(Box::new(StreamOwned::new(connection, stream))))
    }

    /// What has come, at least a byte; nothing with `Ok(true)`: the server has gone. Waits for the network, but not for
    /// a whole record of TLS, which may hold nothing for the driver.
    pub(super) fn read_some(&mut self, into: &mut Vec<u8>) -> io::Result<bool> {
        match self {
            Stream::Plain(stream) => {
                let mut buffer = [0; 32 << 10];
                let count = stream.read(&mut buffer)?;
                into.extend_from_slice(&buffer[..count]);
                Ok(count == 0)
            }
            Stream::Tls(stream) => {
                let StreamOwned { conn, sock } = stream.as_mut();
                let gone = conn.read_tls(sock)? == 0;
                conn.process_new_packets().map_err(io::Error::other)?;
                self.take_decrypted(into)?;
                Ok(gone)
            }
        }
    }

    /// What was decrypted already.
    pub(super) fn take_decrypted(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        let Stream::Tls(stream) = self else { return Ok(()) };
        let mut buffer = [0; 16 << 10];
        loop {
            match stream.conn.reader().read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(count) => into.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                // Many servers end without TLS's own farewell.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) fn socket(&self) -> BorrowedFd<'_> {
        match self {
            Stream::Plain(stream) => stream.as_fd(),
            Stream::Tls(stream) => stream.sock.as_fd(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.write(buffer),
            Stream::Tls(stream) => stream.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(stream) => stream.flush(),
            Stream::Tls(stream) => stream.flush(),
        }
    }
}

/// Public authorities, and those of the wallet; where that has a private key, its certificates are the client's.
fn config(wallet: Option<&str>) -> Result<ClientConfig, Cause> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.into() };
    let Some(folder) = wallet else {
        return Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth());
    };
    let path = Path::new(folder).join("ewallet.pem");
    let failed = |problem: String| Cause::Wallet(format!("{}: {problem}", path.display()));
    let text = regular_file::read(&path).map_err(|error| failed(error.to_string()))?;
    let certificates = CertificateDer::pem_slice_iter(&text).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|error| failed(error.to_string()))?;
    if text.windows(21).any(|words| words == b"ENCRYPTED PRIVATE KEY") {
        return Err(failed("its private key is encrypted; store it without a password".to_string()));
    }
    if !text.windows(11).any(|words| words == b"PRIVATE KEY") {
        for certificate in certificates {
            roots.add(certificate).map_err(|error| failed(error.to_string()))?;
        }
        return Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth());
    }
    let key = PrivateKeyDer::from_pem_slice(&text).map_err(|error| failed(error.to_string()))?;
    let builder = ClientConfig::builder();
    let key =
        builder.crypto_provider().key_provider.load_private_key(key).map_err(|error| failed(error.to_string()))?;
    let client = Client(Arc::new(CertifiedKey::new(certificates, key)));
    Ok(builder.with_root_certificates(roots).with_client_cert_resolver(Arc::new(client)))
}

/// The client's certificate. Oracle's wallets have some of X.509's first version, which rustls takes only this way.
#[derive(Debug)]
struct Client(Arc<CertifiedKey>);

impl rustls::client::ResolvesClientCert for Client {
    fn resolve(&self, _: &[&[u8]], _: &[rustls::SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }

    fn has_certs(&self) -> bool {
        true
    }
}
