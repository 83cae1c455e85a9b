//! A query's columns, as the server describes them.
//!
//! The driver refuses a whole answer for one text that is not valid. So that such a text can be read, texts are
//! described to the driver as the raw bytes that they are on the wire.

/// Messages, by their first byte.
pub(crate) const PROTOCOL: u8 = 1;
pub(crate) const DESCRIBE: u8 = 16;

const VARCHAR: u8 = 1;
const LONG: u8 = 8;
const RAW: u8 = 23;
const LONG_RAW: u8 = 24;
const CHAR: u8 = 96;
const CLOB: u8 = 112;
const BLOB: u8 = 113;
/// Those that an extract cannot hold, and of which the driver asks for the values with a message of their own.
const OTHERS_ASKED_FOR: [u8; 3] = [114, 119, 127];

/// The most columns that a table, and so a query that is read here, has.
const MOST_COLUMNS: u64 = 4096;
/// The same with a CLOB among them: what the driver then asks for fits into one packet.
const MOST_ASKED_FOR: usize = 200;

/// The form of the national character set.
const NATIONAL: u8 = 2;

/// How a column's text comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// It is not text, or the driver reads it.
    Other,
    /// In UTF-8.
    Utf8,
    /// In UTF-16, the highest byte first.
    Utf16,
}

/// What a description says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Described {
    /// Which bytes to change, and to what.
    pub changes: Vec<(usize, u8)>,
    /// For each column, how its text comes after that.
    pub texts: Vec<Text>,
    /// For each column, its type as the server has it, and its form.
    pub types: Vec<(u8, u8)>,
}

/// What the first answer of a server says of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Server {
    /// The character set of NVARCHAR2.
    pub national: u16,
    /// The version of the messages' fields.
    pub fields: u8,
}

/// Why a message was not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// More of it is to come.
    Cut,
    /// It is another message, or not as expected.
    Other,
}

/// The server's first answer: its protocol.
pub(crate) fn protocol(message: &[u8]) -> Result<Server, Unread> {
    let mut reader = Reader { message, position: 0 };
    if reader.byte()? != PROTOCOL {
        return Err(Unread::Other);
    }
    // Its version and its name.
    while reader.byte()? != 0 {}
    while reader.byte()? != 0 {}
    reader.take(3)?;
    let elements = usize::from(u16::from_le_bytes([reader.byte()?, reader.byte()?]));
    reader.take(elements * 5)?;
    let length = usize::from(u16::from_be_bytes([reader.byte()?, reader.byte()?]));
    reader.take(5)?;
    let parts = usize::from(reader.byte()?) + usize::from(reader.byte()?);
    reader.take(parts + 2)?;
    let national = u16::from_be_bytes([reader.byte()?, reader.byte()?]);
    reader.take(length.checked_sub(parts + 11).ok_or(Unread::Other)?)?;
    let count = usize::from(reader.byte()?);
    let abilities = reader.take(count)?;
    let fields = abilities.get(7).copied().unwrap_or(0);
    Ok(Server { national, fields })
}

/// Reads a description; `server` says which fields it has.
pub(crate) fn describe(message: &[u8], server: Server) -> Result<Described, Unread> {
    let mut reader = Reader { message, position: 0 };
    if reader.byte()? != DESCRIBE {
        return Err(Unread::Other);
    }
    reader.bytes()?;
    reader.number()?;
    let count = reader.number()?;
    if count == 0 || count > MOST_COLUMNS {
        return Err(Unread::Other);
    }
    reader.byte()?;
    let mut described = Described { changes: Vec::new(), texts: Vec::new(), types: Vec::new() };
    for number in 1..=count {
        let start = reader.position;
        let (kind, form) = column(&mut reader, server, number)?;
        described.types.push((kind, form));
        let changed = match kind {
            VARCHAR | CHAR => RAW,
            LONG => LONG_RAW,
            CLOB => BLOB,
            kind if OTHERS_ASKED_FOR.contains(&kind) => return Err(Unread::Other),
            _ => {
                described.texts.push(Text::Other);
                continue;
            }
        };
        described.changes.push((start, changed));
        described.texts.push(if form == NATIONAL { Text::Utf16 } else { Text::Utf8 });
    }
    if described.asks_for_types() && described.types.len() > MOST_ASKED_FOR {
        return Err(Unread::Other);
    }
    Ok(described)
}

impl Described {
    /// Whether the driver's next message names the types in which it wants the columns.
    pub(crate) fn asks_for_types(&self) -> bool {
        self.types.iter().any(|(kind, _)| [CLOB, BLOB].contains(kind))
    }
}

/// With a CLOB among the columns, the driver names the types in which it wants all of them, which are those of the
/// changed description. The message with the types that the server has instead; none where it is another message.
pub(crate) fn defines(message: &[u8], described: &Described) -> Option<Vec<u8>> {
    /// Its beginning: a function, and the one that executes.
    const EXECUTES: [u8; 2] = [3, 94];
    let start = message.windows(2).position(|bytes| bytes == EXECUTES)?;
    // The types stand at the end, each in a list of fields that shows by itself where it ends.
    (start..message.len()).find_map(|at| rewritten(message, at, described))
}

/// The message with other types, if exactly the types of all columns stand from `at` to its end.
fn rewritten(message: &[u8], at: usize, described: &Described) -> Option<Vec<u8>> {
    const UTF8: [u8; 3] = [2, 0x03, 0x69];
    let mut reader = Reader { message, position: at };
    let mut out = message[..at].to_vec();
    for ((kind, form), text) in described.types.iter().zip(&described.texts) {
        let wanted = match (*kind, text) {
            (VARCHAR | CHAR, _) => RAW,
            (LONG | CLOB | BLOB, _) => LONG_RAW,
            (other, _) => other,
        };
        let asked = match *kind {
            CLOB => LONG,
            BLOB => LONG_RAW,
            other => other,
        };
        let begin = reader.position;
        if reader.byte().ok()? != wanted || reader.byte().ok()? != 1 || reader.take(2).ok()? != [0, 0] {
            return None;
        }
        let size = reader.number().ok()?;
        let size_end = reader.position;
        // The size of an array, flags, the identity of an object's type and its version.
        for _ in 0..4 {
            reader.number().ok()?;
        }
        let end_of_sizes = reader.position;
        let charset = reader.number().ok()?;
        let (form_at, asked_form) = (reader.position, reader.byte().ok()?);
        reader.number().ok()?;
        reader.number().ok()?;
        out.push(asked);
        if *text == Text::Other || charset != 0 || asked_form != 0 {
            out.extend_from_slice(&message[begin + 1..reader.position]);
        } else {
            out.extend_from_slice(&message[begin + 1..begin + 4]);
            // In UTF-8 a character takes up to four bytes.
            let size = u32::try_from(size).ok()?.saturating_mul(if wanted == RAW { 4 } else { 1 });
            out.extend([[4].as_slice(), &size.to_be_bytes()].concat());
            out.extend_from_slice(&message[size_end..end_of_sizes]);
            out.extend_from_slice(&UTF8);
            out.push(*form);
            out.extend_from_slice(&message[form_at + 1..reader.position]);
        }
    }
    (reader.position == message.len()).then_some(out)
}

/// A column's type and form; its number shows that the fields are where they are expected.
fn column(reader: &mut Reader<'_>, server: Server, number: u64) -> Result<(u8, u8), Unread> {
    const V12_2: u8 = 8;
    const V23_1: u8 = 17;
    const V23_1_EXT_3: u8 = 20;
    const V23_4: u8 = 24;
    let kind = reader.byte()?;
    reader.take(3)?;
    for _ in 0..3 {
        reader.number()?;
    }
    reader.counted()?;
    reader.number()?;
    reader.number()?;
    let form = reader.byte()?;
    reader.number()?;
    if server.fields >= V12_2 {
        reader.number()?;
    }
    reader.take(2)?;
    // Its name, and the schema and name of its type.
    for _ in 0..3 {
        reader.counted()?;
    }
    if reader.number()? != number || form > NATIONAL {
        return Err(Unread::Other);
    }
    reader.number()?;
    if server.fields >= V23_1 {
        reader.counted()?;
        reader.counted()?;
    }
    if server.fields >= V23_1_EXT_3 && reader.number()? > 0 {
        reader.byte()?;
        let annotations = reader.number()?;
        reader.byte()?;
        for _ in 0..annotations.min(4096) {
            reader.counted()?;
            reader.counted()?;
            reader.number()?;
        }
        reader.number()?;
    }
    if server.fields >= V23_4 {
        reader.number()?;
        reader.take(2)?;
    }
    Ok((kind, form))
}

struct Reader<'m> {
    message: &'m [u8],
    position: usize,
}

impl<'m> Reader<'m> {
    fn take(&mut self, count: usize) -> Result<&'m [u8], Unread> {
        let taken = self.message.get(self.position..self.position + count).ok_or(Unread::Cut)?;
        self.position += count;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Unread> {
        self.take(1).map(|bytes| bytes[0])
    }

    /// A number: how many bytes it takes, and those, the highest first.
    fn number(&mut self) -> Result<u64, Unread> {
        let size = self.byte()?;
        if size > 8 {
            return Err(Unread::Other);
        }
        Ok(self.take(size.into())?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// Bytes with their length; many of them in pieces.
    fn bytes(&mut self) -> Result<(), Unread> {
        match self.byte()? {
            255 => Ok(()),
            254 => loop {
                match self.number()? {
                    0 => return Ok(()),
                    length => drop(self.take(usize::try_from(length).map_err(|_| Unread::Other)?)?),
                }
            },
            length => self.take(length.into()).map(drop),
        }
    }

    /// Bytes with two lengths; of none, only one is there.
    fn counted(&mut self) -> Result<(), Unread> {
        if self.number()? == 0 { Ok(()) } else { self.bytes() }
    }
}

#[cfg(test)]
mod tests;
