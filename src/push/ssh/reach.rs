//! A TCP connection to one of the server's addresses.

use super::server::Server;
use super::waiting::in_thread;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::push::stop::Stop;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};

/// Tries every address of the name, each attempt beginning with the next one: an address may accept connections and
/// still not serve them.
pub(crate) fn reach(server: &Server, attempt: usize, stop: &Stop) -> Result<TcpStream> {
    let (host, port, timeout) = (server.host.clone(), server.port, server.timeout);
    let addresses = in_thread(stop, timeout, format_args!("cannot look up the host {}", server.host), move || {
        (host.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<SocketAddr>>)
    })?;
    let what = format!("cannot connect to {} port {}", server.host, server.port);
    let mut last = Failure::new(Exit::Temporary, format!("{what}: the name has no address"));
    for address in beginning_with(attempt, addresses) {
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

fn beginning_with<T>(number: usize, mut addresses: Vec<T>) -> Vec<T> {
    let first = number.checked_rem(addresses.len()).unwrap_or(0);
    addresses.rotate_left(first);
    addresses
}

#[cfg(test)]
mod tests {
    use super::beginning_with;

    #[test]
    fn each_attempt_begins_with_the_next_address() {
        let first = |attempt| beginning_with(attempt, vec!['a', 'b', 'c'])[0];
        assert_eq!([0, 1, 2, 3, 4].map(first), ['a', 'b', 'c', 'a', 'b']);
        assert_eq!(beginning_with(1, vec!['a', 'b', 'c']), ['b', 'c', 'a']);
        assert!(beginning_with(3, Vec::<char>::new()).is_empty());
    }
}
