//! Requests under way: numbered, sent together, their answers matched by number in any order.

use super::answer::{self, Answer, Greeting};
use super::attributes::Attributes;
use super::frames::{Frame, Frames};
use super::long_listing::{LongListing, no_listing};
use super::outgoing::Outgoing;
use super::request::{self, Request};
use super::status::{self, Refusal};
use crate::common::exit::{Exit, Failure, Result};
use crate::push::ssh::connection::Connection;
use crate::push::ssh::errors::with_goodbye;
use crate::push::ssh::server::Server;
use crate::push::stop::Stop;
use std::collections::HashMap;
use std::io::{Error, ErrorKind, Read as _};
use std::time::Instant;

/// What a server must take in one write (the protocol promises packets of 34,000 bytes).
const SMALLEST_WRITE: usize = 32 << 10;

/// More than any server takes in one write.
const LARGEST_WRITE: usize = 1 << 20;

/// The number of a request, by which its answer is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct RequestId(u32);

/// What was asked for, or the server's refusal.
pub(crate) type Answered<T> = std::result::Result<T, Refusal>;

/// A client of the server's SFTP service.
pub(crate) struct Client {
    pub connection: Connection,
    /// The operation under way, with which messages about a failure begin.
    pub operation: String,
    outgoing: Outgoing,
    pub(super) frames: Frames,
    answers: HashMap<u32, Option<Answer>>,
    number: u32,
    pub(super) greeting: Greeting,
    write_size: usize,
    /// The question how large packets may be, until its answer is needed.
    limits: Option<RequestId>,
    /// Files and listings that are open.
    handles: Vec<Vec<u8>>,
    long_listing: LongListing,
}

impl Client {
    /// Connects to a server, and begins SFTP.
    pub(crate) fn connect(server: &Server, stop: &Stop) -> Result<Self> {
        let connection = server.connect(&request::greeting(), stop)?;
        Client::begin(connection, server.name().as_str())
    }

    /// Waits for the server's greeting, and asks how large packets may be.
    pub(crate) fn begin(connection: Connection, server: &str) -> Result<Self> {
        let mut client = Client {
            operation: format!("no SFTP service at {server}"),
            outgoing: Outgoing::greeting(connection.greeted),
            connection,
            frames: Frames::default(),
            answers: HashMap::new(),
            number: 0,
            greeting: Greeting::default(),
            write_size: SMALLEST_WRITE,
            limits: None,
            handles: Vec::new(),
            long_listing: LongListing::default(),
        };
        client.greet()?;
        if client.offers("limits@openssh.com") {
            client.limits = Some(client.ask(Request::Limits));
        }
        Ok(client)
    }

    /// Of listings that are too long to be held, only the names that are wanted are kept.
    pub(crate) fn keep_names(&mut self, is_wanted: impl Fn(&str) -> bool + 'static) {
        self.long_listing = LongListing::new(is_wanted);
    }

    /// Ends the connection, on which everything was answered.
    pub(crate) fn close(self) {
        self.connection.close();
    }

    /// Whether the server offers an extension.
    pub(crate) fn offers(&self, extension: &str) -> bool {
        self.greeting.extensions.iter().any(|(name, _)| name == extension)
    }

    /// How many bytes to send in one write.
    pub(crate) fn write_size(&mut self) -> Result<usize> {
        if let Some(id) = self.limits.take()
            && let Answer::Extended(limits) = self.answer(id)?
        {
            let limit = answer::decode_write_limit(&limits).unwrap_or(SMALLEST_WRITE);
            self.write_size = limit.min(LARGEST_WRITE);
        }
        Ok(self.write_size)
    }

    /// Makes a request; it is on its way when the next answer is waited for.
    pub(crate) fn ask(&mut self, request: Request<'_>) -> RequestId {
        self.number = self.number.wrapping_add(1);
        self.outgoing.add(&request, self.number);
        if let Request::Close(closed) = request {
            self.handles.retain(|handle| handle != closed);
        }
        self.answers.insert(self.number, None);
        RequestId(self.number)
    }

    /// Asks for everything that is open to be closed: some servers remove no open file.
    pub(crate) fn close_all(&mut self) {
        for handle in std::mem::take(&mut self.handles) {
            self.ask(Request::Close(&handle));
        }
    }

    /// Keeps the requests to come apart from those before them, so that they travel together in one packet
    /// of SSH (if they are short) and the server has all of them or none.
    pub(crate) fn begin_packet(&mut self) {
        self.outgoing.begin_packet();
    }

    /// Sends until little is left to be sent.
    pub(crate) fn send_until(&mut self, unsent: usize) -> Result<()> {
        self.connection.link.waiting.begin_step();
        while self.outgoing.len() > unsent {
            self.exchange()?;
        }
        Ok(())
    }

    /// Sends and receives, until something has moved. The time-out runs from the last answer or from the beginning of
    /// the wait: the bytes of an unfinished answer do not extend it.
    pub(super) fn exchange(&mut self) -> Result<()> {
        loop {
            let sent = self.outgoing.send(&mut self.connection).map_err(|error| self.broken(&error))?;
            let received = self.receive()?;
            if sent || received {
                return Ok(());
            }
            let waiting = &self.connection.link.waiting;
            let ready = waiting.ready(self.outgoing.half_sent());
            ready.map_err(|error| error.failure(waiting, &self.operation))?;
        }
    }

    fn receive(&mut self) -> Result<bool> {
        let mut moved = false;
        let mut buffer = [0; 32 << 10];
        // libssh2 may want to send while it reads, and cannot with another packet half sent.
        while !self.outgoing.half_sent() {
            match self.connection.channel.read(&mut buffer) {
                Ok(0) => return if moved { Ok(true) } else { Err(self.ended()) },
                Ok(count) => {
                    moved = true;
                    self.connection.link.waiting.incoming.taken(count);
                    self.frames.push(&buffer[..count]);
                    if self.answers.is_empty() {
                        // The greeting is looked at first: a command that prints without end sends more and more.
                        break;
                    }
                    self.sort()?;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(self.broken(&error)),
            }
        }
        Ok(moved)
    }

    /// Matches what came with what was asked.
    fn sort(&mut self) -> Result<()> {
        loop {
            let answer = match self.frames.next() {
                Ok(None) => return Ok(()),
                Ok(Some(Frame::Packet(packet))) => answer::decode(packet).or_else(|_| no_listing(packet)),
                Ok(Some(Frame::Names { number, names, at_end })) => {
                    self.long_listing.add(names);
                    if !at_end {
                        continue;
                    }
                    Ok((number, Answer::Names(self.long_listing.take())))
                }
                Ok(Some(Frame::NoNames(number))) => {
                    self.long_listing.take();
                    Ok((number, Answer::NoNames))
                }
                Err(error) => Err(error),
            };
            let Ok((number, answer)) = answer else {
                return Err(self.failure("it sends something other than an SFTP packet"));
            };
            match self.answers.get_mut(&number) {
                Some(place @ None) => {
                    *place = Some(answer);
                    self.connection.link.waiting.begin_step();
                }
                _ => return Err(self.failure("it answers what was not asked")),
            }
        }
    }

    /// Whether the answer has come.
    pub(crate) fn has_answer(&self, id: RequestId) -> bool {
        matches!(self.answers.get(&id.0), Some(Some(_)))
    }

    /// Waits for an answer that is not needed; `false` when it does not come in time.
    pub(crate) fn has_answer_by(&mut self, id: RequestId, time: Instant) -> Result<bool> {
        self.connection.link.waiting.begin_step();
        while !self.has_answer(id) && Instant::now() < time {
            self.connection.link.waiting.patience(Some(time));
            let waited = self.exchange();
            self.connection.link.waiting.patience(None);
            match waited {
                Err(_) if Instant::now() >= time => break,
                waited => waited?,
            }
        }
        Ok(self.has_answer(id))
    }

    /// Waits for an answer, which can be had once.
    pub(crate) fn answer(&mut self, id: RequestId) -> Result<Answer> {
        self.connection.link.waiting.begin_step();
        loop {
            if self.has_answer(id)
                && let Some(Some(answer)) = self.answers.remove(&id.0)
            {
                return Ok(answer);
            }
            self.exchange()?;
        }
    }

    /// Waits for an answer that says only whether it was done.
    pub(crate) fn wait_status(&mut self, id: RequestId) -> Result<Answered<()>> {
        match self.answer(id)? {
            Answer::Status(status::OK, _) => Ok(Ok(())),
            Answer::Status(code, message) => Ok(Err(Refusal { code, message })),
            _ => Err(self.wrong_kind()),
        }
    }

    /// Waits for a handle.
    pub(crate) fn handle(&mut self, id: RequestId) -> Result<Answered<Vec<u8>>> {
        match self.answer(id)? {
            Answer::Handle(handle) => {
                self.handles.push(handle.clone());
                Ok(Ok(handle))
            }
            Answer::Status(code, message) if code != status::OK => Ok(Err(Refusal { code, message })),
            _ => Err(self.wrong_kind()),
        }
    }

    pub(crate) fn attributes(&mut self, id: RequestId) -> Result<Answered<Attributes>> {
        match self.answer(id)? {
            Answer::Attributes(attributes) => Ok(Ok(attributes)),
            Answer::Status(code, message) if code != status::OK => Ok(Err(Refusal { code, message })),
            _ => Err(self.wrong_kind()),
        }
    }

    /// Waits for names; none at the listing's end, which some servers tell by sending none.
    pub(crate) fn names(&mut self, id: RequestId) -> Result<Answered<Option<Vec<String>>>> {
        match self.answer(id)? {
            Answer::Names(names) => Ok(Ok(Some(names).filter(|names| !names.is_empty()))),
            Answer::Status(status::EOF, _) => Ok(Ok(None)),
            Answer::NoNames => {
                let message = "it holds something other than names".to_string();
                Ok(Err(Refusal { code: status::FAILURE, message }))
            }
            Answer::Status(code, message) if code != status::OK => Ok(Err(Refusal { code, message })),
            _ => Err(self.wrong_kind()),
        }
    }

    fn wrong_kind(&self) -> Failure {
        self.failure("it answers with something other than what was asked for")
    }

    /// A server that misbehaves (69).
    pub(super) fn failure(&self, what: impl std::fmt::Display) -> Failure {
        Failure::new(Exit::Service, format!("{}: {what}", self.operation))
    }

    fn broken(&self, error: &Error) -> Failure {
        let failure = Failure::new(Exit::Temporary, format!("{}: the connection was lost ({error})", self.operation));
        with_goodbye(failure, &self.connection.link.waiting)
    }
}
