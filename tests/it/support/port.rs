//! Ports on loopback that belong to one test alone.

use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, getsockname, socket_with, sockopt};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::OwnedFd;

/// A port that the system gives to nobody else for as long as this is held. A server that allows its address to be
/// reused, as every server does, can listen at it; until one does, connections are refused.
pub struct Port {
    pub number: u16,
    _held: OwnedFd,
}

impl Port {
    pub fn reserve() -> Self {
        let held = socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None).unwrap();
        sockopt::set_socket_reuseaddr(&held, true).unwrap();
        bind(&held, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = SocketAddrV4::try_from(getsockname(&held).unwrap()).unwrap();
        Port { number: address.port(), _held: held }
    }
}

#[test]
fn a_reserved_port_refuses_until_somebody_listens_there() {
    let port = Port::reserve();
    let address = (Ipv4Addr::LOCALHOST, port.number);
    assert_eq!(std::net::TcpStream::connect(address).unwrap_err().kind(), std::io::ErrorKind::ConnectionRefused);
    for _ in 0..2 {
        let _listener = std::net::TcpListener::bind(address).unwrap();
        std::net::TcpStream::connect(address).unwrap();
    }
}
