//! What holds for all packets, those of servers that misbehave among them.

use super::answer::{Answer, Greeting, decode, decode_greeting, decode_write_limit};
use super::attributes::Attributes;
use super::fields::{Reader, put_string};
use super::frames::{Frame, Frames};
use super::request::{Creation, Request};
use proptest::prelude::*;

prop_compose! {
    fn attributes()(
        size in any::<Option<u64>>(),
        permissions in any::<Option<u32>>(),
        times in any::<Option<(u32, u32)>>(),
    ) -> Attributes {
        Attributes { size, permissions, times }
    }
}

fn answer() -> impl Strategy<Value = Answer> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..40);
    prop_oneof![
        (any::<u32>(), ".{0,20}").prop_map(|(code, message)| Answer::Status(code, message)),
        bytes().prop_map(Answer::Handle),
        prop::collection::vec(".{0,20}", 0..5).prop_map(Answer::Names),
        attributes().prop_map(Answer::Attributes),
        bytes().prop_map(Answer::Extended),
    ]
}

/// The packet, without its length, that a server would send.
fn packet_of(number: u32, answer: &Answer) -> Vec<u8> {
    let mut packet = vec![match answer {
        Answer::Status(..) => 101,
        Answer::Handle(_) => 102,
        Answer::Names(_) | Answer::NoNames => 104,
        Answer::Attributes(_) => 105,
        Answer::Extended(_) => 201,
    }];
    packet.extend(number.to_be_bytes());
    match answer {
        Answer::Status(code, message) => {
            packet.extend(code.to_be_bytes());
            put_string(&mut packet, message.as_bytes());
            put_string(&mut packet, b"en");
        }
        Answer::Handle(handle) => put_string(&mut packet, handle),
        Answer::Names(names) => {
            packet.extend(u32::try_from(names.len()).expect("few").to_be_bytes());
            for name in names {
                put_string(&mut packet, name.as_bytes());
                put_string(&mut packet, b"-rw-r--r-- 1 sfe sfe");
                Attributes { size: Some(1), ..Attributes::default() }.put(&mut packet);
            }
        }
        Answer::Attributes(attributes) => attributes.put(&mut packet),
        Answer::Extended(rest) => packet.extend(rest),
        Answer::NoNames => {}
    }
    packet
}

fn framed(packet: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    put_string(&mut out, packet);
    out
}

/// All whole packets of what arrives in these pieces; `Err` at the first that cannot be one.
fn packets(pieces: &[&[u8]]) -> Result<Vec<Vec<u8>>, Vec<Vec<u8>>> {
    let (mut frames, mut found) = (Frames::default(), Vec::new());
    for piece in pieces {
        frames.push(piece);
        loop {
            match frames.next() {
                Ok(Some(Frame::Packet(packet))) => found.push(packet.to_vec()),
                Ok(Some(_)) => panic!("no long listing may come before the greeting"),
                Ok(None) => break,
                Err(_) => return Err(found),
            }
        }
    }
    Ok(found)
}

proptest! {
    #[test]
    fn an_answer_is_read_as_it_was_sent(number in any::<u32>(), answer in answer()) {
        prop_assert_eq!(decode(&packet_of(number, &answer)), Ok((number, answer)));
    }

    #[test]
    fn an_answer_that_is_cut_short_is_never_read_as_another(number in any::<u32>(), answer in answer()) {
        let packet = packet_of(number, &answer);
        for length in 0..packet.len() {
            match (decode(&packet[..length]), &answer) {
                (Err(_), _) => {}
                // The message of a status may be left out, and the content of an extended answer is read elsewhere.
                (Ok((found, Answer::Status(code, _))), Answer::Status(sent, _)) => {
                    prop_assert_eq!((found, code), (number, *sent));
                }
                (Ok((found, Answer::Extended(rest))), Answer::Extended(sent)) => {
                    prop_assert!(found == number && sent.starts_with(&rest));
                }
                (read, _) => prop_assert!(false, "{read:?}"),
            }
        }
    }

    #[test]
    fn whatever_bytes_come_they_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = decode_write_limit(&bytes);
        for code in [101, 102, 103, 104, 105, 201, 2] {
            let packet = [&[code][..], &bytes].concat();
            if let Ok((_, Answer::Names(names))) = decode(&packet) {
                prop_assert!(names.len() * 12 <= packet.len(), "no more names than there is room for");
            }
            if let Ok(Greeting { extensions, .. }) = decode_greeting(&packet) {
                prop_assert!(extensions.len() * 8 <= packet.len());
            }
        }
    }

    #[test]
    fn packets_are_the_same_however_the_bytes_arrive(
        sent in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..60), 0..8),
        size in 1_usize..50,
    ) {
        let bytes = sent.iter().flat_map(|packet| framed(packet)).collect::<Vec<u8>>();
        prop_assert_eq!(packets(&bytes.chunks(size).collect::<Vec<_>>()), Ok(sent));
    }

    #[test]
    fn a_length_that_no_packet_has_ends_the_reading(length in prop_oneof![Just(0), (256_u32 << 10) + 1..]) {
        let bytes = [&framed(b"packet")[..], &length.to_be_bytes()].concat();
        prop_assert_eq!(packets(&[&bytes]), Err(vec![b"packet".to_vec()]));
    }

    #[test]
    fn a_request_is_one_packet_that_says_what_was_asked(
        number in any::<u32>(),
        path in "[^\0]{0,40}",
        handle in prop::collection::vec(any::<u8>(), 0..20),
        data in prop::collection::vec(any::<u8>(), 0..100),
        offset in any::<u64>(),
        attributes in attributes(),
    ) {
        let mut bytes = Vec::new();
        Request::Open(&path, Creation::Exclusive, attributes).encode(number, &mut bytes);
        Request::Write(&handle, offset, &data).encode(number.wrapping_add(1), &mut bytes);
        Request::PosixRename(&path, "to").encode(number, &mut bytes);
        let packets = packets(&[&bytes]).expect("packets");
        let mut open = Reader(&packets[0]);
        prop_assert_eq!((open.byte(), open.u32(), open.string()), (Ok(3), Ok(number), Ok(path.as_bytes())));
        prop_assert_eq!((open.u32(), Attributes::read(&mut open), open.0), (Ok(0x2a), Ok(attributes), &[][..]));
        let mut write = Reader(&packets[1]);
        prop_assert_eq!((write.byte(), write.u32()), (Ok(6), Ok(number.wrapping_add(1))));
        prop_assert_eq!((write.string(), write.u64(), write.string()), (Ok(&handle[..]), Ok(offset), Ok(&data[..])));
        let mut rename = Reader(&packets[2]);
        prop_assert_eq!((rename.byte(), rename.u32()), (Ok(200), Ok(number)));
        prop_assert_eq!(rename.string(), Ok(&b"posix-rename@openssh.com"[..]));
        prop_assert_eq!((rename.string(), rename.string()), (Ok(path.as_bytes()), Ok(&b"to"[..])));
        prop_assert_eq!(packets.len(), 3);
    }
}

proptest! {
    // Each case is a megabyte or so.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_listing_is_read_whatever_its_length(
        count in 3_000_usize..20_000,
        length in 1_usize..40,
        more in 0_usize..3,
        missing in 0_u32..2,
        size in 1_000_usize..100_000,
    ) {
        let names: Vec<String> = (0..count).map(|number| format!("{number:0length$}")).collect();
        let mut packet = packet_of(7, &Answer::Names(names.clone()));
        packet.extend(vec![0; more]);
        let said = u32::try_from(names.len()).expect("few") + missing;
        packet[5..9].copy_from_slice(&said.to_be_bytes());
        let bytes = [framed(&packet), framed(b"next")].concat();
        let (mut frames, mut found, mut ends) = (Frames::default(), Vec::new(), Vec::new());
        frames.allow_long_listings();
        for piece in bytes.chunks(size) {
            frames.push(piece);
            while let Some(frame) = frames.next().expect("a listing") {
                match frame {
                    Frame::Packet(b"next") => ends.push("next"),
                    Frame::Packet(packet) => found = match decode(packet) {
                        Ok((7, Answer::Names(names))) => names,
                        _ => Vec::new(),
                    },
                    Frame::Names { number, names, at_end } => {
                        found.extend(names);
                        ends.extend(at_end.then_some("names"));
                        prop_assert_eq!(number, 7);
                    }
                    Frame::NoNames(number) => {
                        ends.push("none");
                        prop_assert_eq!(number, 7);
                    }
                }
            }
            prop_assert!(frames.rest().len() <= (256 << 10) + size, "more is held than a packet");
        }
        let is_long = packet.len() > 256 << 10;
        prop_assert_eq!(ends, match (is_long, missing) {
            (false, _) => vec!["next"],
            (true, 0) => vec!["names", "next"],
            (true, _) => vec!["none", "next"],
        });
        prop_assert!(found == names || missing > 0);
    }
}
