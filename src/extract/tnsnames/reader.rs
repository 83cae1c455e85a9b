//! The text of tnsnames.ora and sqlnet.ora: `NAME[, NAME…] = value`, where a value in parentheses may take many lines.
//!
//! What is wrong in one place hides nothing in another: an entry ends with its last parenthesis, or where the next name
//! is at the left edge.

/// What a file holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// In the order of the file.
    pub entries: Vec<Entry>,
    /// Lines that belong to no entry, or that are wrong in one: their numbers, from 1, and what is wrong.
    pub problems: Vec<(usize, &'static str)>,
}

/// A value with its names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// In upper case.
    pub names: Vec<String>,
    /// Without comments; its lines are joined by spaces.
    pub value: String,
    /// The line of the first name, from 1.
    pub line: usize,
}

/// Reads a file's content. Bytes that are not UTF-8 are taken as they come: in old files comments have them.
pub(crate) fn parse(content: &[u8]) -> Parsed {
    let text = String::from_utf8_lossy(content);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = Reader::default();
    for (index, line) in text.split('\n').enumerate() {
        reader.line(index + 1, without_comment(line));
    }
    reader.end_entry();
    reader.drop_names();
    reader.parsed
}

#[derive(Default)]
struct Reader {
    parsed: Parsed,
    /// Names that no `=` has followed yet, with their line.
    names: Option<(String, usize)>,
    /// The entry whose value is being read, and how many of its parentheses are open.
    open: Option<(Entry, usize)>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        if let Some((entry, depth)) = &self.open {
            let is_next = starts_with_name(line) && !(entry.value.ends_with('(') && starts_with_key(line));
            if !is_next {
                return self.value(number, line.trim());
            }
            let problem =
                if *depth > 0 { "a parenthesis of this entry is not closed" } else { "this name has no value" };
            self.parsed.problems.push((entry.line, problem));
            self.end_entry();
        }
        self.start(number, line.trim());
    }

    /// The beginning of an entry, or a line that is none.
    fn start(&mut self, number: usize, line: &str) {
        let Some((key, value)) = line.split_once('=') else {
            let continues = self.names.as_ref().is_some_and(|(names, _)| names.ends_with(',')) || line.starts_with(',');
            if !continues {
                self.drop_names();
            }
            let (names, first) = self.names.take().unwrap_or((String::new(), number));
            self.names = Some((names + line, first));
            return;
        };
        let continues = key.trim().is_empty() || key.trim().starts_with(',');
        let follows = self.names.as_ref().is_some_and(|(names, _)| names.ends_with(','));
        if !continues && !follows {
            self.drop_names();
        }
        let (before, first) = self.names.take().unwrap_or((String::new(), number));
        let names: Vec<String> = (before + key).split(',').map(|name| name.trim().to_uppercase()).collect();
        let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
        if names.is_empty() || !names.iter().all(|name| is_name(name)) {
            return self.parsed.problems.push((number, "this line belongs to no entry"));
        }
        self.open = Some((Entry { names, value: String::new(), line: first }, 0));
        self.value(number, value.trim());
    }

    /// More of the value of the open entry.
    fn value(&mut self, number: usize, text: &str) {
        let Some((entry, depth)) = &mut self.open else { return };
        if text.is_empty() {
            return;
        }
        if entry.value.is_empty() && !text.starts_with('(') {
            entry.value = text.to_string();
            return self.end_entry();
        }
        if !entry.value.is_empty() && !entry.value.ends_with('(') {
            entry.value.push(' ');
        }
        let mut quoted = false;
        for (index, c) in text.char_indices() {
            match c {
                '"' => quoted = !quoted && text[index + 1..].contains('"'),
                '(' if !quoted => *depth += 1,
                ')' if !quoted => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                entry.value.push_str(&text[..=index]);
                let rest = text[index + 1..].trim();
                self.end_entry();
                return self.after(number, rest);
            }
        }
        entry.value.push_str(text);
    }

    /// What follows the last parenthesis of an entry.
    fn after(&mut self, number: usize, rest: &str) {
        if starts_with_name(rest) {
            self.start(number, rest);
        } else if rest.starts_with(')') {
            self.parsed.problems.push((number, "a parenthesis is closed that was not opened"));
        } else if !rest.is_empty() {
            self.parsed.problems.push((number, "something follows the last parenthesis of an entry"));
        }
    }

    fn end_entry(&mut self) {
        if let Some((entry, _)) = self.open.take() {
            self.parsed.entries.push(entry);
        }
    }

    fn drop_names(&mut self) {
        if let Some((_, line)) = self.names.take() {
            self.parsed.problems.push((line, "this line belongs to no entry"));
        }
    }
}

/// The line up to its `#`, unless that is between quotation marks.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    for (index, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted && line[index + 1..].contains('"'),
            '#' if !quoted => return &line[..index],
            _ => {}
        }
    }
    line
}

/// Whether a line begins with names and an `=`, at the left edge.
fn starts_with_name(line: &str) -> bool {
    let names = line.split_once('=').map(|(names, _)| names);
    names.is_some_and(|names| {
        !names.starts_with(char::is_whitespace) && names.split(',').all(|name| is_name(name.trim()))
    })
}

/// Whether a line that begins with a name may belong to an entry whose last line ends with a parenthesis: the name is a
/// key of descriptors, or its value is not that of an entry.
fn starts_with_key(line: &str) -> bool {
    const KEYS: [&str; 9] = [
        "DESCRIPTION_LIST",
        "DESCRIPTION",
        "ADDRESS_LIST",
        "ADDRESS",
        "CONNECT_DATA",
        "FAILOVER_MODE",
        "SECURITY",
        "WALLET_LOCATION",
        "CID",
    ];
    let (key, value) = line.split_once('=').unwrap_or((line, ""));
    let is_of_entry = value.trim().is_empty() || value.trim().starts_with('(');
    !is_of_entry || KEYS.iter().any(|name| key.trim().eq_ignore_ascii_case(name))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "()\"'=".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(String, String)> {
        let parsed = parse(text.as_bytes());
        parsed.entries.iter().map(|entry| (entry.names.join("+"), entry.value.clone())).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(names, value)| (names.to_string(), value.to_string())).collect()
    }

    #[test]
    fn what_oracles_tools_and_people_write_is_read() {
        for (text, expected) in [
            (
                "# tnsnames.ora Network Configuration File\n# Generated\nA =\n  (D = (X = 1)\n  )\n\nB=(D=(X=2))",
                &[("A", "(D = (X = 1) )"), ("B", "(D=(X=2))")][..],
            ),
            ("A = (D=1) # one\n# comment\nXA = (D=2)", &[("A", "(D=1)"), ("XA", "(D=2)")]),
            ("A =\r\n(D =\r\n# within\r\n(X=1))\r\n", &[("A", "(D = (X=1))")]),
            ("\u{feff}A=(D=1)", &[("A", "(D=1)")]),
            ("a, b.world ,c = (D=1)", &[("A+B.WORLD+C", "(D=1)")]),
            ("A,\nB =\n (D=1)", &[("A+B", "(D=1)")]),
            ("A\n=\n(D=1)", &[("A", "(D=1)")]),
            ("A = host:1521/X\nB = (D=1)", &[("A", "host:1521/X"), ("B", "(D=1)")]),
            ("A = (D=(X=1)\nB = (D=2)", &[("A", "(D=(X=1)"), ("B", "(D=2)")]),
            ("A = (D=1))\nB = (D=2)", &[("A", "(D=1)"), ("B", "(D=2)")]),
            ("stray line\nA = (D=1)\n) x\nB=(D=2)", &[("A", "(D=1)"), ("B", "(D=2)")]),
            ("A = (D=1) B = (D=2)", &[("A", "(D=1)"), ("B", "(D=2)")]),
            ("A = (D=\"x)#(\")\nB=(D=2)", &[("A", "(D=\"x)#(\")"), ("B", "(D=2)")]),
            ("A = (D = (\nHOST = db))\nB=(D=2)", &[("A", "(D = (HOST = db))"), ("B", "(D=2)")]),
            ("A = (D = (\nB = (D=2)", &[("A", "(D = ("), ("B", "(D=2)")]),
            ("A = (D = (\n# B\nB, C =\n (D=2)", &[("A", "(D = ("), ("B+C", "(D=2)")]),
            ("A = (\nDescription = (\nADDRESS = (X=1)))", &[("A", "(Description = (ADDRESS = (X=1)))")]),
            ("A =\nB = (D=2)", &[("A", ""), ("B", "(D=2)")]),
            ("A = (D=1", &[("A", "(D=1")]),
            ("", &[]),
        ] {
            assert_eq!(names(text), pairs(expected), "{text:?}");
        }
        assert_eq!(parse(b"# M\xfcller\nA=(D=1)").entries[0].value, "(D=1)");
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, expected) in [
            ("stray\nA=(D=1)", (1, "this line belongs to no entry")),
            ("A=(D=(X=1)\n\nB=(D=1)", (1, "a parenthesis of this entry is not closed")),
            ("\nA=(D=(\nB=(D=1)", (2, "a parenthesis of this entry is not closed")),
            ("A=(D=1)\n)", (2, "this line belongs to no entry")),
            ("A=(D=1))", (1, "a parenthesis is closed that was not opened")),
            ("A=\nB=(D=1)", (1, "this name has no value")),
            ("A=(D=1) x", (1, "something follows the last parenthesis of an entry")),
        ] {
            assert_eq!(parse(text.as_bytes()).problems, [expected], "{text:?}");
        }
    }
}
