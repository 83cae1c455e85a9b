use super::*;

/// A number as the protocol writes it.
fn number(value: u32) -> Vec<u8> {
    match value {
        0 => vec![0],
        1..=255 => vec![1, value as u8],
        _ => [[4].as_slice(), &value.to_be_bytes()].concat(),
    }
}

fn counted(text: &str) -> Vec<u8> {
    let bytes = [&[text.len() as u8], text.as_bytes()].concat();
    if text.is_empty() { vec![0] } else { [number(text.len() as u32), bytes].concat() }
}

/// A column as a server with these fields describes it.
fn column(kind: u8, form: u8, position: u32, fields: u8) -> Vec<u8> {
    let sizes = [number(4000), number(0), number(0), counted(""), number(0), number(873), vec![form], number(4000)];
    let mut out = [vec![kind, 0, 0, 0], sizes.concat()].concat();
    if fields >= 8 {
        out.extend(number(0));
    }
    out.extend([vec![1, 4], counted("NAME"), counted(""), counted(""), number(position), number(0)].concat());
    if fields >= 17 {
        out.extend([counted("HR"), counted("PERSON_NAME")].concat());
    }
    if fields >= 20 {
        let annotation = [counted("Display"), counted("Last name"), number(0)].concat();
        out.extend([number(1), vec![0], number(1), vec![0], annotation, number(0)].concat());
    }
    if fields >= 24 {
        out.extend([number(0), vec![0, 0]].concat());
    }
    out
}

fn description(kinds: &[(u8, u8)], fields: u8) -> Vec<u8> {
    let columns = kinds.iter().zip(1..).flat_map(|((kind, form), position)| column(*kind, *form, position, fields));
    let begin = [vec![DESCRIBE, 0], number(8000), number(kinds.len() as u32), vec![1]].concat();
    begin.into_iter().chain(columns).chain([9; 40]).collect()
}

const KINDS: [(u8, u8); 5] = [(VARCHAR, 1), (2, 0), (CHAR, NATIONAL), (LONG, 1), (12, 0)];

#[test]
fn texts_become_bytes_for_servers_of_every_version() {
    for fields in [7, 8, 12, 17, 19, 20, 23, 24] {
        let server = Server { national: 2000, fields };
        let message = description(&KINDS, fields);
        let described = describe(&message, server).unwrap();
        assert_eq!(described.texts, [Text::Utf8, Text::Other, Text::Utf16, Text::Utf8, Text::Other], "{fields}");
        let changed: Vec<(u8, u8)> = described.changes.iter().map(|(at, byte)| (message[*at], *byte)).collect();
        assert_eq!(changed, [(VARCHAR, RAW), (CHAR, RAW), (LONG, LONG_RAW)], "{fields}");
        // Each shorter message is cut; none is read as another.
        for length in 1..described.changes[2].0 {
            assert_eq!(describe(&message[..length], server), Err(Unread::Cut), "{fields}, {length}");
        }
    }
}

#[test]
fn fields_of_another_version_are_noticed() {
    for (sent, expected) in [(24, 12), (12, 24), (17, 12), (24, 20)] {
        let read = describe(&description(&KINDS, sent), Server { national: 2000, fields: expected });
        assert_eq!(read, Err(Unread::Other), "{sent} read as {expected}");
    }
}

/// The driver's message that asks for the values of a CLOB, in the types of the changed description.
#[test]
fn the_types_that_the_driver_asks_for_become_those_of_the_server() {
    let described =
        describe(&description(&[(VARCHAR, 1), (2, 0), (CLOB, 1)], 12), Server { national: 2000, fields: 12 });
    let described = described.unwrap();
    assert!(described.asks_for_types());
    let define = |kind: u8, size: u32, charset: u32, form: u8| {
        [vec![kind, 1, 0, 0], number(size), vec![0; 4], number(charset), vec![form, 0, 0]].concat()
    };
    let begin = [3, 94, 7, 1, 2, 3];
    let message = [begin.to_vec(), define(RAW, 4000, 0, 0), define(2, 22, 0, 0), define(LONG_RAW, 999, 0, 0)].concat();
    let utf8 = |kind: u8, size: u32| {
        let size = [[4].as_slice(), &size.to_be_bytes()].concat();
        [vec![kind, 1, 0, 0], size, vec![0; 4], vec![2, 3, 0x69, 1, 0, 0]].concat()
    };
    let expected = [begin.to_vec(), utf8(VARCHAR, 16_000), define(2, 22, 0, 0), utf8(LONG, 999)].concat();
    assert_eq!(defines(&message, &described), Some(expected));
    assert_eq!(defines(&message[..message.len() - 1], &described), None);
    assert_eq!(defines(&[1, 2, 3], &described), None);
}
