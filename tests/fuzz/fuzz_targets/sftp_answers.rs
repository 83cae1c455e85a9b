//! Whatever a server sends, its packets are read or refused: no panic, and nothing is kept that did not come.
#![no_main]
#![allow(dead_code)]

#[path = "../../../src/push/sftp/answer.rs"]
mod answer;
#[path = "../../../src/push/sftp/attributes.rs"]
mod attributes;
#[path = "../../../src/push/sftp/fields.rs"]
mod fields;
#[path = "../../../src/push/sftp/frames.rs"]
mod frames;

use answer::Answer;
use frames::Frame;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let _ = answer::decode_greeting(input);
    let _ = answer::decode_write_limit(input);
    let mut frames = frames::Frames::default();
    // The first byte says how large the pieces are that the rest arrives in, and whether the greeting has come.
    let Some((size, bytes)) = input.split_first() else { return };
    if size % 2 == 0 {
        frames.allow_long_listings();
    }
    for piece in bytes.chunks(usize::from(*size).max(1)) {
        frames.push(piece);
        loop {
            match frames.next() {
                Ok(Some(Frame::Packet(packet))) => {
                    let length = packet.len();
                    if let Ok((_, Answer::Names(names))) = answer::decode(packet) {
                        // What is not UTF-8 is replaced, at least a byte by each character.
                        assert!(names.iter().map(|name| name.chars().count() + 12).sum::<usize>() <= length);
                    }
                }
                Ok(Some(Frame::Names { names, .. })) => {
                    assert!(names.iter().map(|name| name.chars().count() + 12).sum::<usize>() <= bytes.len());
                }
                Ok(Some(Frame::NoNames(_))) => {}
                Ok(None) => break,
                Err(_) => return,
            }
        }
        assert!(frames.rest().len() <= bytes.len());
    }
});
