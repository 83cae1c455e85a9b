//! Whatever a tnsnames.ora holds, it is read: every entry has names and a line of the file, and a well-formed entry after
//! it is found.
#![no_main]

#[path = "../../../src/extract"]
#[allow(dead_code)]
mod extract {
    pub mod connect_string;
    pub mod tnsnames {
        pub mod reader;
    }
}

use extract::connect_string;
use extract::tnsnames::reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let lines = input.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    let parsed = reader::parse(input);
    for entry in &parsed.entries {
        assert!(!entry.names.is_empty() && (1..=lines).contains(&entry.line));
        let _ = connect_string::parse(&entry.value, None);
    }
    assert!(parsed.problems.iter().all(|(line, _)| (1..=lines).contains(line)));
    let with_last = [input, b"\n\nLAST_ONE = (DESCRIPTION = (X = 1))\n"].concat();
    let found = reader::parse(&with_last).entries;
    let last = found.iter().find(|entry| entry.names.iter().any(|name| name == "LAST_ONE"));
    // Only where a value was just expected is a name at the left edge part of it.
    let expects = String::from_utf8_lossy(input).trim_end().ends_with(['(', '=', ',']);
    let in_comment = parsed.entries.last().is_some_and(|entry| entry.value.ends_with('('));
    assert!(last.is_some() || expects || in_comment || has_open_names(&parsed));
});

/// Names that no sign has followed yet take those of the next line along.
fn has_open_names(parsed: &reader::Parsed) -> bool {
    parsed.problems.iter().any(|(_, problem)| problem.contains("belongs to no entry"))
}
