//! Whatever stands in POWERSCHOOL_PROD_DB or in a query's file, it is read or refused, and no password is repeated.
#![no_main]

#[path = "../../../src/extract"]
#[allow(dead_code)]
mod extract {
    pub mod connect_string;
    pub mod statement;
}

use extract::connect_string::{ConnectString, descriptor, parse, shown};
use extract::statement;
use libfuzzer_sys::fuzz_target;

const PASSWORD: &str = "Corn-flakes:7!";

fuzz_target!(|input: &[u8]| {
    let text = String::from_utf8_lossy(input);
    match parse(&text, Some("reader")) {
        Ok(parsed) => {
            let _ = shown(&text, &parsed);
            if let ConnectString::Easy(node) | ConnectString::Descriptor(node) = &parsed {
                assert_eq!(descriptor::parse(&node.to_string()).as_ref(), Ok(node));
            }
        }
        Err(problem) => assert!(problem.len() < 4000),
    }
    if text.contains("flakes") {
        return;
    }
    // The same, made by somebody who has put the password somewhere.
    let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (before, after) = text.split_at(middle);
    for with in [
        format!("reader/{PASSWORD}@{text}"),
        format!("{text};Password={PASSWORD}"),
        format!("{before}(PASSWORD={PASSWORD}){after}"),
        format!("{text}?password={PASSWORD}"),
    ] {
        match parse(&with, Some("reader")) {
            Ok(parsed) => assert!(!shown(&with, &parsed).contains("flakes"), "{with}"),
            Err(problem) => assert!(!problem.contains("flakes"), "{with}: {problem}"),
        }
    }
    if let Ok(query) = statement::query(&text) {
        assert!(text.contains(query));
        let _ = statement::leaves_out_null_home_schools(query);
    }
});
