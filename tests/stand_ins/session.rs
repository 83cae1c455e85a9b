//! A stand-in for an Oracle server's session: as much of the protocol (TNS, and TTC in it) as thin clients need
//! for a log-in, a query and its rows.

use super::answer::{At, SERVICE, Trouble};
use super::listener::{Plan, Seen};
use super::log_in;
use super::messages::{
    DATA_TYPES, FUNCTION, MAGIC, NO_MORE_ROWS, PARAMETERS, PIGGYBACK, PROTOCOL, ROW_HEADER, STATUS, UTF_16, data_types,
    describe, ended, executed, expect_define, is_lob, network_services, protocol, row, warning,
};
use super::packets::{ACCEPT, CONNECT, DATA, Over, Packets, REDIRECT, REFUSE};
use super::wire::{Reader, number};
use std::cell::RefCell;
use std::io::{Read, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Functions that a client calls.
const FETCH: u8 = 5;
const LOG_OFF: u8 = 9;
const ROLLBACK: u8 = 15;
const EXECUTE: u8 = 94;
const CLOSE_CURSORS: u8 = 105;
const LOG_IN_2: u8 = 115;
const LOG_IN_1: u8 = 118;
const PING: u8 = 147;

/// The largest packet that Oracle's servers agree to, if their administrator says nothing else.
const USUAL_PACKET: u32 = 8192;

pub struct Session<S> {
    packets: Rc<RefCell<Packets<S>>>,
    plan: Arc<Plan>,
    seen: Arc<Seen>,
    /// Rows sent.
    sent: usize,
}

impl<S: Read + Write> Session<S> {
    pub fn new(stream: S, plan: Arc<Plan>, seen: Arc<Seen>) -> Self {
        let mutation = plan.mutation;
        let packets = Packets { stream, large: false, largest: USUAL_PACKET, sent: 0, mutation, redirected: false };
        let packets = Rc::new(RefCell::new(packets));
        Session { packets, plan, seen, sent: 0 }
    }

    pub fn serve(mut self) {
        if self.connect().is_ok() {
            while self.request().is_ok() {}
        }
    }

    fn answer(&mut self, payload: &[u8]) -> Result<(), Over> {
        std::thread::sleep(self.plan.latency);
        self.seen.round_trips.fetch_add(1, Ordering::AcqRel);
        self.packets.borrow_mut().send_data(payload)
    }

    /// What goes wrong here, if it does: `Err` when that is the end of the connection.
    fn trouble(&mut self, is_due: impl Fn(At) -> bool) -> Result<Option<u16>, Over> {
        let due = [self.plan.trouble, self.plan.then].into_iter().flatten().find(|(at, _)| is_due(*at));
        match due.map(|(_, trouble)| trouble) {
            Some(Trouble::Error(code)) => Ok(Some(code)),
            Some(Trouble::Cut) => Err(Over),
            Some(Trouble::Silence) => {
                let stream = &mut self.packets.borrow_mut().stream;
                while stream.read(&mut [0; 4096]).is_ok_and(|count| count > 0) {}
                Err(Over)
            }
            Some(Trouble::Odd) => {
                self.packets.borrow_mut().send(DATA, &[])?;
                Err(Over)
            }
            None => Ok(None),
        }
    }

    fn connect(&mut self) -> Result<(), Over> {
        let (kind, body) = self.packets.borrow_mut().receive()?;
        assert_eq!(kind, CONNECT, "a client begins with a connect packet");
        let wanted = u32::from_be_bytes(body[50..54].try_into().unwrap());
        let asks = String::from_utf8_lossy(&body);
        let data = if asks.contains("SERVICE_NAME") { body } else { self.packets.borrow_mut().receive()?.1 };
        *self.seen.connect_data.lock().unwrap() = String::from_utf8_lossy(&data).into_owned();
        let knows = String::from_utf8_lossy(&data).contains(&format!("(SERVICE_NAME={SERVICE})"));
        let trouble = self.trouble(|at| at == At::Connect)?;
        let mut packets = self.packets.borrow_mut();
        if let Some(target) = &self.plan.redirect
            && (self.plan.redirects_again || !packets.redirected)
        {
            let connect_data = format!("(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME={SERVICE})(INSTANCE_NAME=node1)))");
            let data = format!("{target}\0{connect_data}");
            packets.send(REDIRECT, &u16::try_from(data.len()).unwrap().to_be_bytes())?;
            packets.send(DATA, &[&[0, 0], data.as_bytes()].concat())?;
            return Err(Over);
        }
        if let Some(code) = trouble.or(if knows { None } else { Some(12514) }) {
            let reason = format!("(DESCRIPTION=(ERR={code})(ERROR_STACK=(ERROR=(CODE={code})(EMFI=4))))");
            let length = u16::try_from(reason.len()).unwrap().to_be_bytes();
            packets.send(REFUSE, &[&[0x22, 0], length.as_slice(), reason.as_bytes()].concat())?;
            return Err(Over);
        }
        let largest = self.plan.largest_packet.unwrap_or(USUAL_PACKET).min(wanted);
        let short = u16::try_from(largest).unwrap_or(u16::MAX);
        let options = [self.plan.version.unwrap_or(318), 1, short, short, 1, 0, 45].map(u16::to_be_bytes).concat();
        let services = if self.plan.insists_on_encryption { 0x11 } else { 1 };
        let sizes = [largest; 2].map(u32::to_be_bytes).concat();
        packets.send(ACCEPT, &[options, vec![services; 2], vec![0; 8], sizes, vec![0; 5]].concat())?;
        (packets.large, packets.largest) = (true, largest);
        Ok(())
    }

    fn request(&mut self) -> Result<(), Over> {
        let (kind, body) = self.packets.borrow_mut().receive()?;
        if kind != DATA || body[1] & 0x40 != 0 {
            return Err(Over);
        }
        let packets = Rc::clone(&self.packets);
        let next = || packets.borrow_mut().receive().ok().map(|(_, body)| body[2..].to_vec());
        let mut message = Reader::new(&body[2..], next);
        loop {
            match message.byte() {
                PROTOCOL => {
                    // The versions that the client knows, and its name.
                    while message.byte() != 0 {}
                    while message.byte() != 0 {}
                    let national = self.plan.national_charset.unwrap_or(UTF_16);
                    return self.answer(&protocol(national));
                }
                DATA_TYPES => {
                    let answer = data_types(&mut message);
                    return self.answer(&answer);
                }
                FUNCTION => return self.function(&mut message),
                PIGGYBACK => {
                    let (code, _) = (message.byte(), message.byte());
                    assert_eq!(code, CLOSE_CURSORS, "no other piggyback is known here");
                    message.byte();
                    for _ in 0..message.number() {
                        message.number();
                    }
                }
                first if first == MAGIC[0] => {
                    message.take(3);
                    // Its length counts from the magic number on.
                    let answer = network_services(&mut message);
                    return self.answer(&answer);
                }
                other => panic!("message {other} is not known here"),
            }
        }
    }

    fn function(&mut self, message: &mut Reader<'_>) -> Result<(), Over> {
        let (code, _sequence) = (message.byte(), message.byte());
        match code {
            LOG_IN_1 => {
                self.seen.log_ins.fetch_add(1, Ordering::AcqRel);
                let trouble = self.trouble(|at| at == At::LogIn)?.filter(|code| *code != 28002);
                let old = self.plan.has_old_password;
                let challenge = if old { log_in::old_challenge() } else { log_in::challenge() };
                self.answer(&trouble.map_or_else(|| ended(challenge, None, 0), |code| ended(Vec::new(), Some(code), 0)))
            }
            LOG_IN_2 => match log_in::session_key(message) {
                Some(key) => {
                    let warning = self.trouble(|at| at == At::LogIn)?.map(warning).unwrap_or_default();
                    self.answer(&ended([warning, log_in::welcome(&key)].concat(), None, 0))
                }
                None => self.answer(&ended(Vec::new(), Some(1017), 0)),
            },
            EXECUTE => self.execute(message),
            FETCH => {
                let (_cursor, wanted) = (message.number(), message.number() as usize);
                self.rows(Vec::new(), wanted, false)
            }
            LOG_OFF => match self.trouble(|at| at == At::LogOff)? {
                Some(code) => self.answer(&ended(Vec::new(), Some(code), 0)),
                None => self.answer(&[STATUS, 0, 0]),
            },
            PING | ROLLBACK => self.answer(&[STATUS, 0, 0]),
            other => panic!("function {other} is not known here"),
        }
    }

    fn execute(&mut self, message: &mut Reader<'_>) -> Result<(), Over> {
        let execute = executed(message);
        self.sent = 0;
        if let Some(statement) = execute.statement {
            let is_query = !statement.starts_with("SET TRANSACTION");
            self.seen.statements.lock().unwrap().push(statement);
            if !is_query {
                let trouble = self.trouble(|at| at == At::Begin)?;
                return self.answer(&ended(Vec::new(), trouble, 0));
            }
        }
        if let Some(code) = self.trouble(|at| at == At::Execute)? {
            return self.answer(&ended(Vec::new(), Some(code), 0));
        }
        let columns = &self.plan.answer.columns;
        if execute.defines {
            message.skip("nnnnnnnnnnnnn");
            columns.iter().for_each(|column| expect_define(message, column.data_type));
        }
        let described = if execute.defines { Vec::new() } else { describe(columns) };
        // Of large objects a client first has to say whether it wants the values or references to them.
        let waits = columns.iter().any(|column| is_lob(column.data_type)) && !execute.defines;
        self.rows(described, if waits { 0 } else { execute.wanted }, true)
    }

    fn rows(&mut self, mut out: Vec<u8>, wanted: usize, executes: bool) -> Result<(), Over> {
        let plan = Arc::clone(&self.plan);
        let (columns, rows) = (&plan.answer.columns, &plan.answer.rows);
        let end = (self.sent + wanted).min(rows.len());
        let due = match plan.trouble {
            Some((At::Row(row), _)) if row < self.sent + wanted => Some(row.min(rows.len())),
            _ => None,
        };
        if end > self.sent {
            let header = [number(columns.len() as u64), number(0), number(wanted as u64)].concat();
            out.extend([&[ROW_HEADER, 2], header.as_slice(), &[0; 3]].concat());
        }
        for index in self.sent..due.unwrap_or(end) {
            out.extend(row(columns, &rows[index], index.checked_sub(1).map(|before| &rows[before])));
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
