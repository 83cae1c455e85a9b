//! A TCP connection to one of the server's addresses.

use super::connection::Server;
use super::waiting::in_thread;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::push::stop::Stop;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};

/// Tries every address of the name, each attempt beginning with the next one: an address may accept connections and
/// still not serve them.
pub(crate) fn reach(server: &Server, attempt: usize, stop: &Stop) -> Result<TcpStream> {
    let (host, port, timeout) = (server.host.clone(), server.port, server.timeout);
    let mut addresses = in_thread(stop, timeout, format_args!("cannot look up the host {}", server.host), move || {
        (host.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<SocketAddr>>)
    })?;
    let what = format!("cannot connect to {} port {}", server.host, server.port);
    let mut last = Failure::new(Exit::Temporary, format!("{what}: the name has no address"));
    let first = attempt.checked_rem(addresses.len()).unwrap_or(0);
    addresses.rotate_left(first);
    for address in addresses {
        match in_thread(stop, timeout, &what, move || TcpStream::connect_timeout(&address, timeout)) {
            Ok(socket) => {
                messages::detail(format_args!("connected to {address}"));
                // Latency-bound requests: disable Nagle's algorithm.
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
