//! From the address in the connect string to the server that accepts: redirects are followed here.

use super::packet::{self, CONNECT, DATA, Packet};
use super::problem::{Address, Cause, Problem};
use super::stream::Stream;
use crate::extract::connect_string::descriptor::{self, Node};
use std::io;
use std::time::{Duration, Instant};

/// How often a listener may send a client elsewhere. A scan listener sends it to the listener of a node, and that may
/// send it to a dispatcher.
const MOST_REDIRECTS: usize = 8;

/// How often a server may ask for the connect packet again.
const MOST_RESENDS: usize = 8;

/// The shortest limit that a socket takes for one.
const SHORTEST: Duration = Duration::from_millis(1);

/// Where the connect data begins in the body of a connect packet, and where its length is.
const DATA_STARTS: usize = 66;
const DATA_LENGTH: usize = 16;

/// What to reach, and how.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    pub address: Address,
    /// The folder of the wallet, for TLS.
    pub wallet: Option<String>,
    /// How long the network may take to open a connection.
    pub open_limit: Duration,
    /// How long the whole way may take once a listener redirects. A little less than the time after which the program
    /// ends without knowing where it was sent.
    pub redirect_limit: Duration,
}

/// The driver's request to connect.
pub(super) struct Request {
    header: Vec<u8>,
    data: String,
}

impl Request {
    /// Reads it from the driver. Long connect data come in packets of their own.
    pub(super) fn read(driver: &mut impl io::Read) -> io::Result<Self> {
        let invalid = || io::Error::new(io::ErrorKind::InvalidData, "the driver does not begin with a connect packet");
        let first = Packet::read(driver)?;
        if first.kind != CONNECT || first.body.len() < DATA_STARTS {
            return Err(invalid());
        }
        let length = usize::from(first.number(DATA_LENGTH));
        let mut data = first.body[DATA_STARTS..].to_vec();
        while data.len() < length {
            data.extend(Packet::read(driver)?.body.get(2..).ok_or_else(invalid)?);
        }
        let data = String::from_utf8(data).map_err(|_| invalid())?;
        Ok(Request { header: first.body[..DATA_STARTS].to_vec(), data })
    }

    /// Names the address that is really meant in the place of the relay's own.
    pub(super) fn replace(&mut self, relay: &Node, address: &Node) {
        self.data = self.data.replacen(&relay.to_string(), &address.to_string(), 1);
    }

    fn write(&self, stream: &mut Stream, redirected: bool) -> io::Result<()> {
        /// What fits into the connect packet.
        const LONGEST_INSIDE: usize = 230;
        let too_long = |_| io::Error::new(io::ErrorKind::InvalidData, "the connect data are too long");
        let length = u16::try_from(self.data.len()).map_err(too_long)?;
        let mut body = self.header.clone();
        body[DATA_LENGTH..DATA_LENGTH + 2].copy_from_slice(&length.to_be_bytes());
        let flags = if redirected { packet::IS_REDIRECTED } else { 0 };
        if self.data.len() <= LONGEST_INSIDE {
            body.extend(self.data.as_bytes());
            return Packet { kind: CONNECT, flags, body }.write(stream);
        }
        Packet { kind: CONNECT, flags, body }.write(stream)?;
        // Smaller than the smallest packet that a server may insist on.
        for part in self.data.as_bytes().chunks(8000) {
            Packet { kind: DATA, flags: 0, body: [&[0, 0], part].concat() }.write(stream)?;
        }
        Ok(())
    }
}

impl Route {
    /// Connects; the server, and its packet that accepts.
    pub(super) fn follow(&self, mut request: Request) -> Result<(Stream, Packet), Problem> {
        let end = Instant::now() + self.redirect_limit;
        let mut address = self.address.clone();
        let mut sent_by = None;
        for hop in 0.. {
            let problem = |cause| Problem { cause, address: address.clone(), sent_by: sent_by.clone() };
            let limit = (hop > 0).then(|| end.saturating_duration_since(Instant::now()).max(SHORTEST));
            let (to, data) = match self.ask(&address, &request, limit).map_err(problem)? {
                Answer::Accepts(stream, packet) => {
                    stream.limit_reading(None).map_err(|error| problem(Cause::Network(error)))?;
                    return Ok((stream, packet));
                }
                Answer::Redirects(to, data) => (to, data),
            };
            if hop >= MOST_REDIRECTS {
                return Err(problem(Cause::Redirect("again and again")));
            }
            if address.tls && !to.tls {
                return Err(problem(Cause::LosesTls(to)));
            }
            if let Some(data) = data {
                request.data = data;
            }
            sent_by = Some(std::mem::replace(&mut address, to));
        }
        unreachable!("the number of redirects is bounded")
    }

    /// Asks one listener; where another has sent the client there, each step within the limit.
    fn ask(&self, address: &Address, request: &Request, limit: Option<Duration>) -> Result<Answer, Cause> {
        let open_limit = limit.map_or(self.open_limit, |limit| limit.min(self.open_limit));
        let mut stream = Stream::open(address, self.wallet.as_deref(), open_limit, limit)?;
        let redirected = limit.is_some();
        for _ in 0..=MOST_RESENDS {
            request.write(&mut stream, redirected).map_err(Cause::Network)?;
            let packet = Packet::read(&mut stream).map_err(network)?;
            match packet.kind {
                packet::ACCEPT => return accepted(packet).map(|packet| Answer::Accepts(stream, packet)),
                packet::REFUSE => return Err(Cause::Refused(refused(&packet.body))),
                packet::REDIRECT => return redirected_to(packet, &mut stream),
                packet::RESEND if packet.flags & packet::RENEGOTIATES_TLS != 0 && address.tls => {
                    stream = stream.begin_tls(&address.host, self.wallet.as_deref())?;
                }
                packet::RESEND => {}
                _ => return Err(Cause::NoAnswer),
            }
        }
        Err(Cause::NoAnswer)
    }
}

enum Answer {
    Accepts(Stream, Packet),
    /// To an address, with connect data in place of those that were sent.
    Redirects(Address, Option<String>),
}

fn network(error: io::Error) -> Cause {
    if error.kind() == io::ErrorKind::InvalidData { Cause::NoAnswer } else { Cause::Network(error) }
}

fn accepted(packet: Packet) -> Result<Packet, Cause> {
    const OPTIONS: usize = 14;
    const REQUIRES_ENCRYPTION: u8 = 0x10;
    match packet.body.get(OPTIONS) {
        Some(options) if options & REQUIRES_ENCRYPTION != 0 => Err(Cause::NeedsEncryption),
        _ => Ok(packet),
    }
}

/// The number in `(DESCRIPTION=(ERR=12514)…)`.
fn refused(body: &[u8]) -> u16 {
    let text = String::from_utf8_lossy(body);
    let number = text.split_once("(ERR=").and_then(|(_, rest)| rest.split_once(')'));
    number.and_then(|(number, _)| number.trim().parse().ok()).unwrap_or(0)
}

/// The data may be in the packet itself, or in those after it.
fn redirected_to(packet: Packet, stream: &mut Stream) -> Result<Answer, Cause> {
    let length = usize::from(packet.number(0));
    let mut data = packet.body.get(2..).unwrap_or_default().to_vec();
    while data.len() < length {
        let next = Packet::read(stream).map_err(network)?;
        if next.kind != DATA || next.body.len() <= 2 {
            return Err(Cause::NoAnswer);
        }
        data.extend(&next.body[2..]);
    }
    let (address, data) = redirect(&data[..length])?;
    Ok(Answer::Redirects(address, data))
}

/// `(ADDRESS=…)` or `(DESCRIPTION=…(ADDRESS=…)…)`, and behind a zero byte the connect data, if any.
pub(crate) fn redirect(data: &[u8]) -> Result<(Address, Option<String>), Cause> {
    let text = String::from_utf8_lossy(data);
    let (target, connect_data) = text.split_once('\0').unwrap_or((&text, ""));
    let connect_data = connect_data.trim_end_matches('\0');
    let node = descriptor::parse_node(target).map_err(|_| Cause::Redirect("to no address"))?;
    let address = node.all().into_iter().filter(|node| node.key == "ADDRESS").find_map(Address::from_node);
    let address = address.ok_or(Cause::Redirect("to no address that this driver can reach"))?;
    Ok((address, (!connect_data.is_empty()).then(|| connect_data.to_string())))
}
