//! A stand-in for Oracle's listener and server on a loopback port: as much of the protocol (TNS, and TTC in
//! it) as Oracle's pure-Rust driver needs for a log-in, a query and its rows.

use super::answer::{Answer, At, SERVICE, Trouble};
use super::log_in;
use super::messages::{
    DATA_TYPES, FUNCTION, NO_MORE_ROWS, PARAMETERS, PIGGYBACK, PROTOCOL, ROW, ROW_HEADER, STATUS, data_types, describe,
    ended, executed, protocol, sent, warning,
};
use super::wire::{Reader, number};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// Packets.
const CONNECT: u8 = 1;
const ACCEPT: u8 = 2;
const REFUSE: u8 = 4;
const DATA: u8 = 6;

/// Functions that a client calls.
const FETCH: u8 = 5;
const LOG_OFF: u8 = 9;
const EXECUTE: u8 = 94;
const CLOSE_CURSORS: u8 = 105;
const LOG_IN_2: u8 = 115;
const LOG_IN_1: u8 = 118;

/// What a listener does, the same to all who connect.
#[derive(Default)]
pub struct Plan {
    /// The answer to every query.
    pub answer: Answer,
    /// Where it goes wrong.
    pub trouble: Option<(At, Trouble)>,
    /// How long each answer takes on its way.
    pub latency: Duration,
    /// Whether the server insists on native network encryption.
    pub insists_on_encryption: bool,
}

pub struct Listener {
    pub port: u16,
    stopping: Arc<AtomicBool>,
    round_trips: Arc<AtomicUsize>,
    statement: Arc<Mutex<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    pub fn start(plan: Plan) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stopping, round_trips) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let statement = Arc::new(Mutex::new(String::new()));
        let (stop, count, said, plan) =
            (Arc::clone(&stopping), Arc::clone(&round_trips), Arc::clone(&statement), Arc::new(plan));
        let thread = std::thread::spawn(move || {
            let mut sessions = Vec::new();
            while let Ok((stream, _)) = listener.accept() {
                if stop.load(Ordering::Acquire) {
                    break;
                }
                let ending = stream.try_clone().unwrap();
                let session = Session {
                    stream,
                    plan: Arc::clone(&plan),
                    round_trips: Arc::clone(&count),
                    statement: Arc::clone(&said),
                    large: false,
                    largest: 0,
                    sent: 0,
                };
                sessions.push((ending, std::thread::spawn(move || session.serve())));
            }
            for (stream, session) in sessions {
                let _ = stream.shutdown(Shutdown::Both);
                let _ = session.join();
            }
        });
        Listener { port, stopping, round_trips, statement, thread: Some(thread) }
    }

    /// What `--db` is to be.
    pub fn database(&self) -> String {
        format!("127.0.0.1:{}/{SERVICE}", self.port)
    }

    /// How many messages were answered so far.
    pub fn round_trips(&self) -> usize {
        self.round_trips.load(Ordering::Acquire)
    }

    /// The statement that was executed last.
    pub fn statement(&self) -> String {
        self.statement.lock().unwrap().clone()
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

/// The connection is over.
struct Over;

struct Session {
    stream: TcpStream,
    plan: Arc<Plan>,
    round_trips: Arc<AtomicUsize>,
    statement: Arc<Mutex<String>>,
    /// Whether packets have the long header.
    large: bool,
    /// The largest packet that the client takes.
    largest: u32,
    /// Rows sent.
    sent: usize,
}

impl Session {
    fn serve(mut self) {
        let _ = self.stream.set_nodelay(true);
        if self.connect().is_ok() {
            while self.request().is_ok() {}
        }
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    fn receive(&mut self) -> Result<(u8, Vec<u8>), Over> {
        let mut header = [0; 8];
        self.stream.read_exact(&mut header).map_err(|_| Over)?;
        let size = if self.large {
            u32::from_be_bytes(header[..4].try_into().unwrap()) as usize
        } else {
            u16::from_be_bytes(header[..2].try_into().unwrap()).into()
        };
        let mut body = vec![0; size.checked_sub(8).ok_or(Over)?];
        self.stream.read_exact(&mut body).map_err(|_| Over)?;
        Ok((header[4], body))
    }

    fn send(&mut self, kind: u8, body: &[u8]) -> Result<(), Over> {
        let size = body.len() + 8;
        let mut packet = if self.large {
            u32::try_from(size).unwrap().to_be_bytes().to_vec()
        } else {
            [u16::try_from(size).unwrap().to_be_bytes(), [0; 2]].concat()
        };
        packet.extend([kind, 0, 0, 0]);
        packet.extend(body);
        self.stream.write_all(&packet).map_err(|_| Over)
    }

    fn answer(&mut self, payload: &[u8]) -> Result<(), Over> {
        std::thread::sleep(self.plan.latency);
        self.round_trips.fetch_add(1, Ordering::AcqRel);
        let room = self.largest as usize - 10;
        payload.chunks(room).try_for_each(|chunk| self.send(DATA, &[&[0, 0], chunk].concat()))
    }

    /// What goes wrong here, if it does: `Err` when that is the end of the connection.
    fn trouble(&mut self, is_due: impl Fn(At) -> bool) -> Result<Option<u16>, Over> {
        match self.plan.trouble {
            Some((at, Trouble::Error(code))) if is_due(at) => Ok(Some(code)),
            Some((at, Trouble::Cut)) if is_due(at) => Err(Over),
            Some((at, Trouble::Silence)) if is_due(at) => {
                while self.stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
                Err(Over)
            }
            _ => Ok(None),
        }
    }

    fn connect(&mut self) -> Result<(), Over> {
        let (kind, body) = self.receive()?;
        assert_eq!(kind, CONNECT, "a client begins with a connect packet");
        self.largest = u32::from_be_bytes(body[50..54].try_into().unwrap());
        let asks = String::from_utf8_lossy(&body);
        let data = if asks.contains("SERVICE_NAME") { body } else { self.receive()?.1 };
        let knows = String::from_utf8_lossy(&data).contains(&format!("(SERVICE_NAME={SERVICE})"));
        let trouble = self.trouble(|at| at == At::Connect)?;
        if let Some(code) = trouble.or(if knows { None } else { Some(12514) }) {
            let reason = format!("(DESCRIPTION=(ERR={code})(ERROR_STACK=(ERROR=(CODE={code})(EMFI=4))))");
            let length = u16::try_from(reason.len()).unwrap().to_be_bytes();
            self.send(REFUSE, &[&[0x22, 0], length.as_slice(), reason.as_bytes()].concat())?;
            return Err(Over);
        }
        let short = u16::try_from(self.largest).unwrap_or(u16::MAX);
        let options = [318, 1, short, short, 1, 0, 45].map(u16::to_be_bytes).concat();
        let encryption = if self.plan.insists_on_encryption { 0x11 } else { 1 };
        let sizes = [self.largest; 2].map(u32::to_be_bytes).concat();
        self.send(ACCEPT, &[options, vec![encryption; 2], vec![0; 8], sizes, vec![0; 5]].concat())?;
        self.large = true;
        Ok(())
    }

    fn request(&mut self) -> Result<(), Over> {
        let (kind, body) = self.receive()?;
        if kind != DATA || body[1] & 0x40 != 0 {
            return Err(Over);
        }
        let mut message = Reader::new(&body[2..]);
        loop {
            match message.byte() {
                PROTOCOL => return self.answer(&protocol()),
                DATA_TYPES => return self.answer(&data_types(&mut message)),
                FUNCTION => return self.function(&mut message),
                PIGGYBACK => {
                    let (code, _) = (message.byte(), message.byte());
                    assert_eq!(code, CLOSE_CURSORS, "no other piggyback is known here");
                    message.byte();
                    for _ in 0..message.number() {
                        message.number();
                    }
                }
                other => panic!("message {other} is not known here"),
            }
        }
    }

    fn function(&mut self, message: &mut Reader<'_>) -> Result<(), Over> {
        let (code, _sequence) = (message.byte(), message.byte());
        match code {
            LOG_IN_1 => {
                let trouble = self.trouble(|at| at == At::LogIn)?.filter(|code| *code != 28002);
                let challenge = log_in::challenge();
                self.answer(&trouble.map_or_else(|| ended(challenge, None, 0), |code| ended(Vec::new(), Some(code), 0)))
            }
            LOG_IN_2 if !log_in::is_right(message) => self.answer(&ended(Vec::new(), Some(1017), 0)),
            LOG_IN_2 => {
                let warning = self.trouble(|at| at == At::LogIn)?.map(warning).unwrap_or_default();
                self.answer(&ended([warning, log_in::welcome()].concat(), None, 0))
            }
            EXECUTE => {
                let (statement, wanted) = executed(message);
                *self.statement.lock().unwrap() = statement;
                self.sent = 0;
                if let Some(code) = self.trouble(|at| at == At::Execute)? {
                    return self.answer(&ended(Vec::new(), Some(code), 0));
                }
                let described = describe(&self.plan.answer.columns);
                self.rows(described, wanted, true)
            }
            FETCH => {
                let (_cursor, wanted) = (message.number(), message.number() as usize);
                self.rows(Vec::new(), wanted, false)
            }
            LOG_OFF => {
                self.trouble(|at| at == At::LogOff)?;
                self.answer(&[STATUS, 0, 0])
            }
            other => panic!("function {other} is not known here"),
        }
    }

    fn rows(&mut self, mut out: Vec<u8>, wanted: usize, executes: bool) -> Result<(), Over> {
        let plan = Arc::clone(&self.plan);
        let rows = &plan.answer.rows;
        let end = (self.sent + wanted).min(rows.len());
        let due = match plan.trouble {
            Some((At::Row(row), _)) if row < self.sent + wanted => Some(row.min(rows.len())),
            _ => None,
        };
        if end > self.sent {
            let header = [number(plan.answer.columns.len() as u64), number(0), number(wanted as u64)].concat();
            out.extend([&[ROW_HEADER, 2], header.as_slice(), &[0; 3]].concat());
        }
        for row in &rows[self.sent..due.unwrap_or(end)] {
            out.push(ROW);
            for (column, value) in plan.answer.columns.iter().zip(row) {
                out.extend(sent(column, value));
            }
        }
        if due.is_some() {
            // The rows before it are on their way when it happens.
            if !matches!(plan.trouble, Some((_, Trouble::Error(_)))) {
                self.answer(&out)?;
            }
            let code = self.trouble(|_| true)?;
            return self.answer(&ended(out, code, self.sent));
        }
        // Only a short answer says that it was the last.
        let last = (end < self.sent + wanted).then_some(NO_MORE_ROWS);
        self.sent = end;
        if executes {
            out.extend([&[PARAMETERS], number(6).as_slice(), &[0; 9]].concat());
        }
        self.answer(&ended(out, last, self.sent))
    }
}
