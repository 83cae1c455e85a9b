//! The server's messages, as the protocol has them.

use super::answer::{Column, DataType, Stored, UTF_8, message};
use super::wire::{Reader, bytes, counted, number};

/// What a list of native network services begins with.
pub const MAGIC: [u8; 4] = [0xde, 0xad, 0xbe, 0xef];

/// Messages in data packets.
pub const PROTOCOL: u8 = 1;
pub const DATA_TYPES: u8 = 2;
pub const FUNCTION: u8 = 3;
pub const ERROR: u8 = 4;
pub const ROW_HEADER: u8 = 6;
pub const ROW: u8 = 7;
pub const PARAMETERS: u8 = 8;
pub const STATUS: u8 = 9;
pub const DESCRIBE: u8 = 16;
pub const WARNING: u8 = 15;
pub const PIGGYBACK: u8 = 17;
pub const DUPLICATES: u8 = 21;

/// The usual character set of NVARCHAR2.
pub const UTF_16: u16 = 2000;

pub const NO_MORE_ROWS: u16 = 1403;

/// The message that ends every answer: an error, or that there is none.
pub fn ended(before: Vec<u8>, code: Option<u16>, rows: usize) -> Vec<u8> {
    let (code_number, rows) = (number(code.unwrap_or(0).into()), number(rows as u64));
    let cursor = number(1);
    let mut out = before;
    out.push(ERROR);
    out.extend([&[0, 0], rows.as_slice(), &code_number, &[0, 0], &cursor, &[0], &[0; 6]].concat());
    // No row's address, no error of the system, no errors of a batch.
    out.extend([0; 5]);
    out.extend([0; 6]);
    out.extend([0; 3]);
    out.extend([code_number, rows].concat());
    match code {
        None => {}
        Some(NO_MORE_ROWS) => out.extend(bytes(b"ORA-01403: no data found\n")),
        Some(code) => out.extend(bytes(format!("{}\n", message(code)).as_bytes())),
    }
    out
}

/// What a client executes.
pub struct Execute {
    /// None when the cursor is that of the statement before.
    pub statement: Option<String>,
    /// How many rows it wants with the answer.
    pub wanted: usize,
    /// Whether it says in which types it wants the columns, having seen their description.
    pub defines: bool,
}

/// Between them stand the lengths of what it does not send: parameters, signatures.
pub fn executed(message: &mut Reader<'_>) -> Execute {
    const DEFINE: u64 = 0x10;
    const FETCH: u64 = 0x40;
    let options = message.number();
    message.skip("n");
    let has_statement = message.byte() != 0;
    message.skip("nbnbbn");
    let wanted = message.number() as usize;
    message.skip("nbnbbbbbbnnbbbnbnnbnb");
    message.skip("bnbnbbn");
    let statement = has_statement.then(|| String::from_utf8(message.bytes()).unwrap());
    let wanted = if options & FETCH == 0 { 0 } else { wanted };
    Execute { statement, wanted, defines: options & DEFINE != 0 }
}

/// The type in which a client wants a column: its own, and of a large object its value.
pub fn expect_define(message: &mut Reader<'_>, data_type: DataType) {
    let (own, _, form) = code(data_type);
    let expected = match data_type {
        DataType::Clob => 8,
        DataType::Blob | DataType::Bfile => return message.skip("bbbbnnnnnnbnn"),
        _ => own,
    };
    let kind = message.byte();
    assert!(kind == expected || kind == 1 && own == 96, "a column of type {own} is wanted as {kind}");
    message.skip("bbb");
    let size = message.number();
    message.skip("nnnn");
    let charset = message.number();
    assert_eq!((message.byte(), charset), (form, if form == 0 { 0 } else { UTF_8.into() }));
    assert!(form == 0 || size >= u64::from(data_type.size()), "{size} bytes are too few");
    message.skip("nn");
}

pub fn warning(code: u16) -> Vec<u8> {
    let text = message(code);
    [&[WARNING], number(code.into()).as_slice(), &number(text.len() as u64), &[0], &bytes(text.as_bytes())].concat()
}

/// What the server can: of its abilities only those matter that this driver asks for, those of 19c.
pub fn protocol(national: u16) -> Vec<u8> {
    let mut compiled = [0_u8; 45];
    for (index, value) in [
        (0, 6),
        (4, 0xea),
        (7, 12),
        (8, 1),
        (15, 0x29),
        (16, 0x90),
        (17, 3),
        (18, 7),
        (19, 3),
        (21, 1),
        (23, 0xcf),
        (26, 4),
        (27, 1),
        (34, 12),
        (37, 0xb8),
        (39, 8),
        (40, 4),
    ] {
        compiled[index] = value;
    }
    let mut running = [0_u8; 11];
    (running[0], running[6]) = (2, 1);
    let mut sets = [0_u8; 11];
    sets[9..].copy_from_slice(&national.to_be_bytes());
    let charset = [UTF_8.to_le_bytes().as_slice(), &[1, 0, 0], &11_u16.to_be_bytes(), &sets].concat();
    [&[PROTOCOL, 6, 0], b"x86_64/Linux 2.4.xx\0".as_slice(), &charset, &bytes(&compiled), &bytes(&running)].concat()
}

/// The client's list of types, sent back: all of them are known.
pub fn data_types(message: &mut Reader<'_>) -> Vec<u8> {
    message.take(5);
    message.bytes();
    message.bytes();
    let mut out = vec![DATA_TYPES];
    loop {
        let kind: [u8; 2] = message.take(2).try_into().unwrap();
        out.extend(kind);
        if kind == [0, 0] {
            return out;
        }
        let conversion: [u8; 2] = message.take(2).try_into().unwrap();
        out.extend(conversion);
        if conversion != [0, 0] {
            out.extend(message.take(4));
        }
    }
}

/// The answer to a client's list of native network services (authentication, encryption, checksums): that none
/// of them is used.
pub fn network_services(message: &mut Reader<'_>) -> Vec<u8> {
    const VERSION: [u8; 4] = [0x13, 0, 0, 0];
    let part = |kind: u16, content: &[u8]| [&[0, content.len() as u8], kind.to_be_bytes().as_slice(), content].concat();
    let service = |number: u16, parts: &[Vec<u8>]| {
        let count = u16::try_from(parts.len()).unwrap() + 1;
        let header = [number.to_be_bytes(), count.to_be_bytes(), [0; 2], [0; 2]].concat();
        [header, part(5, &VERSION), parts.concat()].concat()
    };
    let length = usize::from(u16::from_be_bytes(message.take(2).try_into().unwrap()));
    message.take(length - 6);
    let list = [MAGIC.as_slice(), &[0, 3, 0, 0, 0, 4, 0, 4, 0, 1, 0, 2, 0, 3]].concat();
    let services = [
        service(4, &[part(6, &[0, 0x1f]), part(1, &list)]),
        service(1, &[part(6, &[0xfb, 0xff])]),
        service(2, &[part(2, &[0])]),
        service(3, &[part(2, &[0])]),
    ]
    .concat();
    let length = u16::try_from(services.len() + 13).unwrap().to_be_bytes();
    [MAGIC.as_slice(), &length, &VERSION, &[0, 4, 0], &services].concat()
}

pub fn describe(columns: &[Column]) -> Vec<u8> {
    let mut out = vec![DESCRIBE, 0];
    out.extend([number(4000), number(columns.len() as u64), vec![1]].concat());
    for (index, column) in columns.iter().enumerate() {
        let (kind, charset, form) = code(column.data_type);
        let (precision, scale) = column.data_type.precision_and_scale();
        let size = column.data_type.size().into();
        let name = column.name.as_bytes();
        out.extend([kind, 0, precision, scale as u8]);
        out.extend([number(size), vec![0; 4], number(charset.into()), vec![form]].concat());
        out.extend([number(if form == 0 { 0 } else { size }), vec![0, 1, name.len() as u8], counted(name)].concat());
        out.extend([vec![0, 0], number(index as u64 + 1), vec![0]].concat());
    }
    // The day and hour, as the server keeps times; flags.
    out.extend([number(7), bytes(&[120, 126, 11, 24, 1, 1, 1]), vec![0; 5]].concat());
    out
}

/// A type's number, its character set and its form.
fn code(data_type: DataType) -> (u8, u16, u8) {
    match data_type {
        DataType::Varchar2 => (1, UTF_8, 1),
        DataType::Nvarchar2 => (1, UTF_16, 2),
        DataType::Char => (96, UTF_8, 1),
        DataType::Number | DataType::Integer => (2, 0, 0),
        DataType::Date => (12, 0, 0),
        DataType::Timestamp => (180, 0, 0),
        DataType::TimestampTz => (181, 0, 0),
        DataType::Raw => (23, 0, 0),
        DataType::Long => (8, UTF_8, 1),
        DataType::Clob => (112, UTF_8, 1),
        DataType::Blob => (113, 0, 0),
        DataType::Bfile => (114, 0, 0),
        DataType::BinaryDouble => (101, 0, 0),
        DataType::IntervalDs => (183, 0, 0),
    }
}

/// Whether a row holds only a reference to the value, unless the client asks otherwise.
pub fn is_lob(data_type: DataType) -> bool {
    matches!(data_type, DataType::Clob | DataType::Blob | DataType::Bfile)
}

fn is_long(data_type: DataType) -> bool {
    is_lob(data_type) || data_type == DataType::Long
}

fn sent(column: &Column, value: &Stored) -> Vec<u8> {
    match (value, column.data_type) {
        // Behind a long value stand an indicator and a code: here, that it is NULL.
        (None, DataType::Long | DataType::Clob | DataType::Blob) => [&[0, 0x81, 1], number(1405).as_slice()].concat(),
        (Some(long), DataType::Long | DataType::Clob | DataType::Blob) => [bytes(long), vec![0, 0]].concat(),
        (None, _) => vec![0],
        (Some(text), DataType::Nvarchar2) => {
            let text = String::from_utf8_lossy(text);
            bytes(&text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
        }
        (Some(stored), _) => bytes(stored),
    }
}

/// A row, without the columns that are as in the row before. Which they are is said before every row but the
/// first: of the clients, some forget it after each row, and some do not.
pub fn row(columns: &[Column], values: &[Stored], before: Option<&Vec<Stored>>) -> Vec<u8> {
    let mut out = Vec::new();
    let differs =
        |index: usize| is_long(columns[index].data_type) || before.is_none_or(|before| before[index] != values[index]);
    if before.is_some() {
        let mut bits = vec![0_u8; columns.len().div_ceil(8)];
        let different: Vec<usize> = (0..columns.len()).filter(|index| differs(*index)).collect();
        different.iter().for_each(|index| bits[index / 8] |= 1 << (index % 8));
        out.extend([&[DUPLICATES], number(different.len() as u64).as_slice(), &bits].concat());
    }
    out.push(ROW);
    for (index, (column, value)) in columns.iter().zip(values).enumerate() {
        if differs(index) {
            out.extend(sent(column, value));
        }
    }
    out
}
