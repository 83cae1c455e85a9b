//! What the stand-ins for an Oracle server answer to a query, and where they go wrong.
//!
//! An answer is text: a line of columns, `NAME TYPE` with tabs between them, and a line for each row. A
//! value is its text; `\N` is NULL, and `\\`, `\t` and `\n` are what they are elsewhere; `\xNN` is a byte, and `~` an
//! infinite NUMBER. Only the standard library is used: the stand-in for the client library is compiled with nothing
//! else.

/// Who may log in, and to what.
pub const USER: &str = "staff_reader";
pub const PASSWORD: &str = "Corn-flakes:7!";
pub const SERVICE: &str = "PSPRODDB";

/// 19.3, as the server tells it.
pub const VERSION: u32 = (19 << 24) | (3 << 16);

/// The one character set of text; only the thin driver takes NVARCHAR2 in another.
pub const UTF_8: u16 = 873;

/// The types of columns; each is sent as Oracle keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataType {
    Varchar2,
    Nvarchar2,
    Char,
    Number,
    /// NUMBER(10), which a driver may take for an integer of its own.
    Integer,
    Date,
    Timestamp,
    TimestampTz,
    Raw,
    Long,
    Clob,
    Blob,
    Bfile,
    BinaryDouble,
    IntervalDs,
}

const TYPES: [(&str, DataType); 15] = [
    ("BINARY_DOUBLE", DataType::BinaryDouble),
    ("INTERVAL", DataType::IntervalDs),
    ("VARCHAR2", DataType::Varchar2),
    ("NVARCHAR2", DataType::Nvarchar2),
    ("CHAR", DataType::Char),
    ("NUMBER", DataType::Number),
    ("NUMBER(10)", DataType::Integer),
    ("DATE", DataType::Date),
    ("TIMESTAMP", DataType::Timestamp),
    ("TIMESTAMP_TZ", DataType::TimestampTz),
    ("RAW", DataType::Raw),
    ("LONG", DataType::Long),
    ("CLOB", DataType::Clob),
    ("BLOB", DataType::Blob),
    ("BFILE", DataType::Bfile),
];

impl DataType {
    /// The most bytes that a value takes.
    pub fn size(self) -> u16 {
        match self {
            DataType::Varchar2 | DataType::Nvarchar2 => 4000,
            DataType::Char => 10,
            DataType::Number | DataType::Integer => 22,
            DataType::Date => 7,
            DataType::Timestamp => 11,
            DataType::TimestampTz => 13,
            DataType::Raw => 2000,
            DataType::BinaryDouble => 8,
            DataType::IntervalDs => 11,
            // Of what is sent in pieces, none is told.
            DataType::Long => 0,
            DataType::Clob | DataType::Blob | DataType::Bfile => 4000,
        }
    }

    /// Digits in all, and after the point: none and -127 of a NUMBER without either.
    pub fn precision_and_scale(self) -> (u8, i8) {
        match self {
            DataType::Integer => (10, 0),
            DataType::Number => (0, -127),
            DataType::Timestamp | DataType::TimestampTz => (0, 9),
            _ => (0, 0),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Column {
    pub name: String,
    pub data_type: DataType,
}

/// A value as Oracle keeps it: text in UTF-8, numbers and times in Oracle's own form.
pub type Stored = Option<Vec<u8>>;

#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Stored>>,
}

impl Answer {
    pub fn parse(text: &str) -> Answer {
        let mut lines = text.lines();
        let columns: Vec<Column> = lines
            .next()
            .unwrap_or_default()
            .split('\t')
            .map(|column| {
                let (name, kind) = column.split_once(' ').unwrap_or_else(|| panic!("{column:?} is not NAME TYPE"));
                let found = TYPES.iter().find(|(known, _)| *known == kind);
                Column { name: name.into(), data_type: found.unwrap_or_else(|| panic!("no such type: {kind}")).1 }
            })
            .collect();
        let row = |line: &str| -> Vec<Stored> {
            let values: Vec<Stored> =
                line.split('\t').zip(&columns).map(|(value, column)| stored(value, column)).collect();
            assert_eq!(values.len(), columns.len(), "{line:?}");
            values
        };
        let rows = lines.map(row).collect();
        Answer { columns, rows }
    }
}

fn stored(value: &str, column: &Column) -> Stored {
    if value == r"\N" {
        return None;
    }
    Some(match column.data_type {
        DataType::Varchar2
        | DataType::Nvarchar2
        | DataType::Char
        | DataType::Raw
        | DataType::Long
        | DataType::Clob
        | DataType::Blob
        | DataType::Bfile => bytes(value),
        DataType::BinaryDouble | DataType::IntervalDs => value.into(),
        DataType::Number | DataType::Integer if value == "~" => vec![255, 101],
        DataType::Number | DataType::Integer if value == "-~" => vec![0],
        DataType::Number | DataType::Integer => number(value),
        DataType::Date | DataType::Timestamp | DataType::TimestampTz => time(value, column.data_type),
    })
}

/// The bytes of a text with its escapes.
fn bytes(value: &str) -> Vec<u8> {
    let mut parts = value.split(r"\x");
    let plain = |text: &str| text.replace(r"\t", "\t").replace(r"\n", "\n").replace(r"\\", "\\").into_bytes();
    let mut found = plain(parts.next().unwrap());
    for part in parts {
        found.push(u8::from_str_radix(&part[..2], 16).unwrap());
        found.extend(plain(&part[2..]));
    }
    found
}

/// A NUMBER: an exponent of 100 and up to twenty digits to the base 100; of a negative number, their
/// complements.
fn number(text: &str) -> Vec<u8> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let pad = |text: &str, left: bool| match (text.len() % 2, left) {
        (0, _) => text.to_string(),
        (_, true) => format!("0{text}"),
        (_, false) => format!("{text}0"),
    };
    let (whole, fraction) = (pad(whole, true), pad(fraction, false));
    let pairs = format!("{whole}{fraction}");
    let pairs: Vec<u8> = pairs.as_bytes().chunks(2).map(|pair| (pair[0] - b'0') * 10 + pair[1] - b'0').collect();
    let Some(first) = pairs.iter().position(|pair| *pair != 0) else { return vec![0x80] };
    let last = pairs.iter().rposition(|pair| *pair != 0).unwrap();
    let exponent = whole.len() as i32 / 2 - 1 - first as i32;
    let mantissa = &pairs[first..=last];
    assert!(mantissa.len() <= 20, "{text} has too many digits for a NUMBER");
    if negative {
        let ends = (mantissa.len() < 20).then_some(102);
        std::iter::once((62 - exponent) as u8).chain(mantissa.iter().map(|pair| 101 - pair)).chain(ends).collect()
    } else {
        std::iter::once((193 + exponent) as u8).chain(mantissa.iter().map(|pair| pair + 1)).collect()
    }
}

/// `YYYY-MM-DDTHH:MM:SS`, with `.FRACTION` and `+HH:MM` where the type has them. A time with a zone is given
/// in that zone here and kept in UTC, as Oracle does; the two must be the same day.
fn time(text: &str, data_type: DataType) -> Vec<u8> {
    let part = |range: std::ops::Range<usize>| -> i16 { text[range].parse().unwrap() };
    let (fraction, zone) = text[19..].split_at(text[19..].find(['+', '-']).unwrap_or(text.len() - 19));
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes): (i16, i16) =
        if zone.is_empty() { (0, 0) } else { (zone[1..3].parse().unwrap(), zone[4..6].parse().unwrap()) };
    let minute_of_day = part(11..13) * 60 + part(14..16) - sign * (hours * 60 + minutes);
    assert!((0..1440).contains(&minute_of_day), "{text} is another day in UTC");
    let (year, hour, minute) = (part(0..4), minute_of_day / 60 + 1, minute_of_day % 60 + 1);
    let parts = [year / 100 + 100, year % 100 + 100, part(5..7), part(8..10), hour, minute, part(17..19) + 1];
    let mut stored: Vec<u8> = parts.map(|part| part as u8).to_vec();
    if data_type != DataType::Date {
        let nanoseconds: u32 = format!("{:0<9}", fraction.trim_start_matches('.')).parse().unwrap();
        stored.extend(nanoseconds.to_be_bytes());
    }
    if data_type == DataType::TimestampTz {
        stored.extend([(sign * hours + 20) as u8, (sign * minutes + 60) as u8]);
    }
    stored
}

/// Where a stand-in goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Connect,
    LogIn,
    /// The beginning of the transaction, which is the first question after that.
    Begin,
    Execute,
    /// Once this many rows were sent.
    Row(usize),
    LogOff,
}

/// How it goes wrong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// An `ORA-` error.
    Error(u16),
    /// The connection ends without a word.
    Cut,
    /// No answer, for good.
    Silence,
    /// An answer that is cut in the middle of its header.
    Odd,
}

/// `ORA-` errors as the server words them.
pub fn message(code: u16) -> String {
    if code == 20_001 {
        return format!("ORA-20001: {}", "a trigger's text ".repeat(12_000));
    }
    let text = match code {
        904 => "\"T\".\"SFE_POSITION\": invalid identifier",
        942 => "table or view does not exist",
        1017 => "invalid username/password; logon denied",
        1012 => "not logged on",
        3113 => "end-of-file on communication channel",
        1555 => "snapshot too old: rollback segment number 9 with name \"_SYSSMU9$\" too small",
        12154 => "TNS:could not resolve the connect identifier specified",
        12516 => "TNS:listener could not find available handler with matching protocol stack",
        12518 => "TNS:listener could not hand off client connection",
        12519 => "TNS:no appropriate service handler found",
        12520 => "TNS:listener could not find available handler for requested type of server",
        12526 => "TNS:listener: all appropriate instances are in restricted mode",
        12528 => "TNS:listener: all appropriate instances are blocking new connections",
        12537 => "TNS:connection closed",
        12547 => "TNS:lost contact",
        12570 => "TNS:packet reader failure",
        12571 => "TNS:packet writer failure",
        12638 => "Credential retrieval failed",
        12650 => "No common encryption or data integrity algorithm",
        12657 => "No algorithms installed",
        12660 => "Encryption or crypto-checksumming parameters incompatible",
        29024 => "Certificate validation failure",
        12170 => "TNS:Connect timeout occurred",
        12514 => "TNS:listener does not currently know of service requested in connect descriptor",
        12541 => "TNS:no listener",
        12545 => "Connect failed because target host or object does not exist",
        28000 => "The account is locked.",
        28002 => "the password will expire within 7 days",
        other => panic!("no text for ORA-{other:05}"),
    };
    format!("ORA-{code:05}: {text}")
}
