//! A relay on loopback that delays, counts, cuts or holds what passes through it.

use rustix::net::connect_unspec;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Default)]
pub struct Faults {
    /// How long each direction takes.
    pub delay: Duration,
    /// Cut the connection once so many bytes have passed, both ways counted together.
    pub cut_after: Option<u64>,
    /// Reset the connection, both ways, once so many pieces have passed: a piece is what one side sends at once.
    pub reset_after: Option<u64>,
    /// Pass nothing on any more, in either direction, once so many bytes have passed.
    pub hold_after: Option<u64>,
    /// How many connections the fault befalls; later ones are served well.
    pub faulty: Option<u64>,
}

pub struct Relay {
    pub port: u16,
    state: Arc<State>,
}

struct State {
    faults: Faults,
    stopped: AtomicBool,
    connections: AtomicU64,
    /// Bytes of the connection opened last.
    bytes: AtomicU64,
    /// Pieces of the connection opened last.
    pieces: AtomicU64,
    /// How often the client, after having heard from the server, spoke again: what a round trip is.
    turns: AtomicU64,
    server_spoke: AtomicBool,
}

impl Relay {
    pub fn start(target: u16, faults: Faults) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            faults,
            stopped: AtomicBool::new(false),
            connections: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            pieces: AtomicU64::new(0),
            turns: AtomicU64::new(0),
            server_spoke: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if shared.stopped.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(("127.0.0.1", target))) else { continue };
                let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                let faulty = shared.faults.faulty.is_none_or(|faulty| number < faulty);
                shared.bytes.store(0, Ordering::SeqCst);
                shared.pieces.store(0, Ordering::SeqCst);
                // Either side may be gone by now, and then nothing passes.
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let (Ok(from_client), Ok(to_server)) = (client.try_clone(), server.try_clone()) else { continue };
                for (from, to, is_client) in [(from_client, to_server, true), (server, client, false)] {
                    let shared = Arc::clone(&shared);
                    std::thread::spawn(move || pump(from, to, is_client, faulty, &shared));
                }
            }
        });
        Relay { port, state }
    }

    pub fn bytes(&self) -> u64 {
        self.state.bytes.load(Ordering::SeqCst)
    }

    pub fn pieces(&self) -> u64 {
        self.state.pieces.load(Ordering::SeqCst)
    }

    pub fn round_trips(&self) -> u64 {
        self.state.turns.load(Ordering::SeqCst)
    }

    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::SeqCst)
    }
}

fn pump(mut from: TcpStream, to: TcpStream, is_client: bool, faulty: bool, state: &State) {
    let (pieces, arrived) = mpsc::channel();
    let (Ok(ending), delay) = (from.try_clone(), state.faults.delay) else { return };
    let writer = std::thread::spawn(move || pass_on(&arrived, to, &ending, delay));
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        if !is_client {
            state.server_spoke.store(true, Ordering::SeqCst);
        } else if state.server_spoke.swap(false, Ordering::SeqCst) {
            state.turns.fetch_add(1, Ordering::SeqCst);
        }
        let before = state.bytes.fetch_add(count as u64, Ordering::SeqCst);
        let mut pass = count;
        let piece = state.pieces.fetch_add(1, Ordering::SeqCst) + 1;
        let reset = faulty && state.faults.reset_after.is_some_and(|limit| piece >= limit);
        if faulty {
            if state.faults.hold_after.is_some_and(|limit| before + count as u64 > limit) {
                // Silence, but an open connection, until the client gives up.
                while from.read(&mut buffer).is_ok_and(|count| count > 0) {}
                break;
            }
            if let Some(limit) = state.faults.cut_after {
                pass = usize::try_from(limit.saturating_sub(before)).unwrap().min(count);
            }
        }
        if pieces.send((Instant::now(), buffer[..pass].to_vec(), reset)).is_err() || pass < count || reset {
            break;
        }
    }
    drop(pieces);
    let _ = writer.join();
}

/// Writes each piece when its time has come: what is delayed is not slowed down.
fn pass_on(arrived: &mpsc::Receiver<(Instant, Vec<u8>, bool)>, mut to: TcpStream, from: &TcpStream, delay: Duration) {
    for (time, piece, reset) in arrived {
        std::thread::sleep(delay.saturating_sub(time.elapsed()));
        if to.write_all(&piece).is_err() {
            break;
        }
        if reset {
            // What a connect to nowhere does to a connection.
            let _ = connect_unspec(&to);
            let _ = connect_unspec(from);
            return;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        // Wakes the listener, so that its thread ends.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}
