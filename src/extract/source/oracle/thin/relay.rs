//! Between the driver and the server: the driver connects to a port of this machine's own, and the relay to the server.
//!
//! The driver follows a listener's redirect wherever it leads, out of TLS, too, and only in one of its two forms; and
//! it refuses a whole answer for one text that is not valid. Both happen inside the driver, so the relay does the
//! connecting (see `route`) and describes texts as bytes (see `translator`). Everything else passes through unchanged.

pub(crate) mod describe;
mod packet;
pub(crate) mod problem;
pub(crate) mod route;
mod stream;
pub(crate) mod translator;

use crate::extract::connect_string::descriptor::Node;
use problem::{Address, Cause, Problem};
use route::{Request, Route};
use rustix::event::{PollFd, PollFlags, poll};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use stream::Stream;
use translator::{Learned, Translator};

impl Address {
    /// The address of an ADDRESS node that can be reached over TCP; none where it names no host or another protocol.
    pub(crate) fn from_node(node: &Node) -> Option<Self> {
        let text = |key: &str| node.below().iter().find(|below| below.key == key).and_then(|below| below.find(key));
        let tls = match text("PROTOCOL").map(str::to_ascii_lowercase).as_deref() {
            None | Some("tcp") => false,
            Some("tcps") => true,
            Some(_) => return None,
        };
        let host = text("HOST").map(|host| host.trim().trim_matches(['[', ']'])).filter(|host| !host.is_empty())?;
        let port = text("PORT").map_or(Some(1521), |port| port.trim().parse().ok()).filter(|port| *port != 0)?;
        Some(Address { host: host.to_string(), port, tls })
    }

    /// The ADDRESS node, as the driver writes it.
    pub(crate) fn node(&self) -> Node {
        let protocol = if self.tls { "tcps" } else { "tcp" };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let parts = [("PROTOCOL", protocol), ("HOST", &host), ("PORT", &self.port.to_string())];
        Node::nodes("ADDRESS", parts.map(|(key, value)| Node::text(key, value)).to_vec())
    }
}

/// A relay for one connection, which ends with it.
pub(super) struct Relay {
    address: Node,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    problem: Option<Problem>,
    learned: Learned,
}

impl Relay {
    /// Waits for the driver, to connect it to the route's address.
    pub(super) fn start(route: Route) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let address = Address { host: "127.0.0.1".to_string(), port, tls: false }.node();
        let shared = Arc::<Mutex<Shared>>::default();
        let (relay, seen) = (address.clone(), Arc::clone(&shared));
        std::thread::Builder::new().name("relay".to_string()).spawn(move || {
            let Ok((driver, _)) = listener.accept() else { return };
            drop(listener);
            if let Err(problem) = serve(&driver, &route, &relay, &seen) {
                lock(&seen).problem = Some(problem);
            }
        })?;
        Ok(Relay { address, shared })
    }

    /// The address for the driver.
    pub(super) fn address(&self) -> &Node {
        &self.address
    }

    /// Why the server was not reached, if that is known. The driver only knows that the connection was closed.
    pub(super) fn take_problem(&self) -> Option<Problem> {
        lock(&self.shared).problem.take()
    }

    /// What was read of the server's packets so far.
    pub(super) fn learned(&self) -> Learned {
        lock(&self.shared).learned.clone()
    }
}

fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(mut driver: &TcpStream, route: &Route, relay: &Node, shared: &Mutex<Shared>) -> Result<(), Problem> {
    let failed = |error| Problem { cause: Cause::Network(error), address: route.address.clone(), sent_by: None };
    driver.set_nodelay(true).map_err(failed)?;
    let mut request = Request::read(&mut driver).map_err(failed)?;
    request.replace(relay, &route.address.node());
    let (server, accept) = route.follow(request)?;
    accept.write(&mut driver).map_err(failed)?;
    // What ends the connection from here on, the driver sees by itself.
    let _ = pass_on(driver, server, shared);
    let _ = driver.shutdown(std::net::Shutdown::Both);
    Ok(())
}

/// Passes on what either side sends, until one of them has gone.
fn pass_on(mut driver: &TcpStream, mut server: Stream, shared: &Mutex<Shared>) -> io::Result<()> {
    let mut translator = Translator::default();
    let (mut received, mut translated) = (Vec::new(), Vec::new());
    server.take_decrypted(&mut received)?;
    let mut from_driver = [0; 32 << 10];
    let mut gone = false;
    loop {
        if !received.is_empty() || gone {
            translator.push(&received, &mut translated);
            received.clear();
            if gone {
                translator.finish(&mut translated);
            }
            lock(shared).learned.clone_from(translator.learned());
            driver.write_all(&translated)?;
            translated.clear();
        }
        if gone {
            return Ok(());
        }
        let mut sockets =
            [PollFd::new(&driver, PollFlags::IN), PollFd::from_borrowed_fd(server.socket(), PollFlags::IN)];
        match poll(&mut sockets, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let [is_driver, is_server] = sockets.map(|socket| !socket.revents().is_empty());
        if is_driver {
            let count = driver.read(&mut from_driver)?;
            if count == 0 {
                return Ok(());
            }
            let mut answer = Vec::new();
            translator.push_back(&from_driver[..count], &mut answer).map_err(|_| io::ErrorKind::InvalidData)?;
            server.write_all(&answer)?;
            server.flush()?;
        }
        if is_server {
            gone = server.read_some(&mut received)?;
        }
    }
}
