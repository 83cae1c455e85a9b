//! A stand-in for Oracle's listener on a loopback port; what it does for each client is in `session`.

use super::answer::{Answer, At, SERVICE, Trouble};
use super::session::Session;
use openssl::ssl::SslAcceptor;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a listener does, the same to all who connect.
#[derive(Default)]
pub struct Plan {
    /// The answer to every query.
    pub answer: Answer,
    /// Where it goes wrong.
    pub trouble: Option<(At, Trouble)>,
    /// Where it goes wrong after that.
    pub then: Option<(At, Trouble)>,
    /// Where it sends clients that no other listener has sent: an ADDRESS, or a DESCRIPTION.
    pub redirect: Option<String>,
    /// Whether it sends on those, too, that another has sent.
    pub redirects_again: bool,
    /// The number of the national character set; none: UTF-16.
    pub national_charset: Option<u16>,
    /// The version of the protocol that it accepts; none: 12.1's and later.
    pub version: Option<u16>,
    /// Changes one of the packets that it sends: which, and a number from which the change is made.
    pub mutation: Option<(usize, u64)>,
    /// How long each answer takes on its way.
    pub latency: Duration,
    /// The largest packet that it agrees to; none: as Oracle does by default.
    pub largest_packet: Option<u32>,
    /// Whether the server insists on native network encryption.
    pub insists_on_encryption: bool,
    /// Whether the account's password was last set before Oracle 12c.
    pub has_old_password: bool,
    /// With which certificate it speaks TLS, if it does.
    pub tls: Option<SslAcceptor>,
}

/// What has been seen of all clients.
#[derive(Default)]
pub struct Seen {
    pub round_trips: AtomicUsize,
    pub log_ins: AtomicUsize,
    pub statements: Mutex<Vec<String>>,
    pub connect_data: Mutex<String>,
}

pub struct Listener {
    pub port: u16,
    stopping: Arc<AtomicBool>,
    seen: Arc<Seen>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    pub fn start(plan: Plan) -> Self {
        Self::start_at(0, plan)
    }

    /// At a port that the caller has reserved.
    pub fn start_at(port: u16, plan: Plan) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stopping, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(Seen::default()));
        let (stop, noted, plan) = (Arc::clone(&stopping), Arc::clone(&seen), Arc::new(plan));
        let thread = std::thread::spawn(move || {
            let mut sessions = Vec::new();
            while let Ok((stream, _)) = listener.accept() {
                if stop.load(Ordering::Acquire) {
                    break;
                }
                let (ending, plan, seen) = (stream.try_clone().unwrap(), Arc::clone(&plan), Arc::clone(&noted));
                sessions.push((ending, std::thread::spawn(move || serve(stream, plan, seen))));
            }
            for (stream, session) in sessions {
                let _ = stream.shutdown(Shutdown::Both);
                let _ = session.join();
            }
        });
        Listener { port, stopping, seen, thread: Some(thread) }
    }

    /// What `--db` is to be.
    pub fn database(&self) -> String {
        format!("127.0.0.1:{}/{SERVICE}", self.port)
    }

    /// How many messages were answered so far.
    pub fn round_trips(&self) -> usize {
        self.seen.round_trips.load(Ordering::Acquire)
    }

    /// How many clients have begun to log in so far.
    pub fn log_ins(&self) -> usize {
        self.seen.log_ins.load(Ordering::Acquire)
    }

    /// The statement that was executed last.
    pub fn statement(&self) -> String {
        self.statements().pop().unwrap_or_default()
    }

    /// What the last client that connected asked for.
    pub fn connect_data(&self) -> String {
        self.seen.connect_data.lock().unwrap().clone()
    }

    /// All that was executed so far.
    pub fn statements(&self) -> Vec<String> {
        self.seen.statements.lock().unwrap().clone()
    }
}

/// Ends the connection however the session ends: a client must not wait for a session that failed.
struct Ending(TcpStream);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.shutdown(Shutdown::Both);
    }
}

fn serve(stream: TcpStream, plan: Arc<Plan>, seen: Arc<Seen>) {
    let _ending = Ending(stream.try_clone().unwrap());
    let _ = stream.set_nodelay(true);
    match &plan.tls {
        // A client that does not trust the certificate ends it here.
        Some(acceptor) => {
            drop(acceptor.accept(stream).map(|stream| Session::new(stream, Arc::clone(&plan), seen).serve()))
        }
        None => Session::new(stream, plan, seen).serve(),
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Release);
        // Wakes the accepting thread.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
