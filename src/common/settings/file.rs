//! The lines of a settings file: `KEY=VALUE`, in which nothing is expanded or executed. See sfe-settings(1).

use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::secret;
use crate::common::files::text::is_utf16;
use std::path::Path;

/// A setting in force.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The line it is on; the first is 1.
    pub(crate) line: usize,
    pub(crate) key: String,
    /// As bytes: a password need not be UTF-8.
    pub(crate) value: Vec<u8>,
}

/// The settings of a file that have a value, in order.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(crate) in_force: Vec<Setting>,
    /// Lines with a key that an earlier line has already: that one counts.
    pub(crate) repeated: Vec<Setting>,
}

/// The settings in the file.
pub(super) fn read(path: &Path) -> Result<Settings> {
    let text = secret::read(path, "settings file")?;
    parse(&text).map_err(|problem| Failure::new(Exit::Config, format!("{}: {problem}", path.display())))
}

/// The settings in the text; an error says what is wrong, without the file's name.
pub(crate) fn parse(text: &[u8]) -> Result<Settings, String> {
    if is_utf16(text) {
        return Err("is UTF-16, as Windows may save it: save it as UTF-8".to_string());
    }
    let mut settings = Settings::default();
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    for (index, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let number = index + 1;
        let line = line.trim_ascii();
        if line.is_empty() || line.starts_with(b"#") {
            continue;
        }
        let (key, value) = setting(line).ok_or_else(|| match is_list_of_variables(text) {
            true => "is a list of all variables, as set or PowerShell print them on Windows: keep the lines of settings only, as \
                     KEY=VALUE"
                .to_string(),
            false => format!("line {number} is not KEY=VALUE"),
        })?;
        if value.contains(&0) {
            return Err(format!("line {number}: the value of {key} holds a NUL character"));
        }
        let is_repeated = settings.in_force.iter().any(|setting| setting.key == key);
        let setting = Setting { line: number, key: key.to_string(), value: value.to_vec() };
        match (is_repeated, value.is_empty()) {
            (true, _) => settings.repeated.push(setting),
            (false, true) => {}
            (false, false) => settings.in_force.push(setting),
        }
    }
    Ok(settings)
}

/// Whether the text is what `set > file` writes on Windows, or the table of `Get-ChildItem Env:`.
fn is_list_of_variables(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').any(|line| {
        let line = line.trim_ascii();
        let is_table = line.starts_with(b"Name ") && line.ends_with(b" Value");
        is_table
            || [&b"ALLUSERSPROFILE="[..], b"CommonProgramFiles=", b"ComSpec="].iter().any(|own| line.starts_with(own))
    })
}

/// Key and value of a line, which may begin with `export` as in a file for the shell.
fn setting(line: &[u8]) -> Option<(&str, &[u8])> {
    let line = match line.strip_prefix(b"export") {
        Some(rest) if rest.starts_with(b" ") || rest.starts_with(b"\t") => rest.trim_ascii_start(),
        _ => line,
    };
    let (key, value) = line.split_at(line.iter().position(|byte| *byte == b'=')?);
    let is_name = !key.is_empty()
        && !key[0].is_ascii_digit()
        && key.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    let key = std::str::from_utf8(key).ok().filter(|_| is_name)?;
    Some((key, unquoted(value[1..].trim_ascii_start())))
}

/// The value without one pair of quotes around it.
fn unquoted(value: &[u8]) -> &[u8] {
    match value {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let settings = parse(text.as_bytes()).expect("settings");
        settings
            .in_force
            .into_iter()
            .map(|setting| (setting.key, String::from_utf8(setting.value).expect("UTF-8")))
            .collect()
    }

    #[test]
    fn values_are_taken_as_they_are_less_one_pair_of_quotes() {
        for (line, value) in [
            ("A=b", "b"),
            ("A= b c \r", "b c"),
            ("A='b'", "b"),
            ("A=\"'b'\"", "'b'"),
            ("A='b\"", "'b\""),
            ("A='", "'"),
            ("A=$(b)`c`$D\\n # e", "$(b)`c`$D\\n # e"),
            ("A=b=c", "b=c"),
            (" export\tA=b", "b"),
        ] {
            assert_eq!(read(line), [("A".to_string(), value.to_string())], "{line:?}");
        }
        assert_eq!(read("EXPORTED=1"), [("EXPORTED".to_string(), "1".to_string())]);
    }

    #[test]
    fn blank_lines_comments_and_settings_without_a_value_are_passed_over() {
        let text = "\u{feff}# a\r\n\r\n  # b\r\nA=\r\nB=''\r\nC=1\r\nC=2\r\n";
        assert_eq!(read(text), [("C".to_string(), "1".to_string())]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn what_windows_prints_of_its_variables_is_named() {
        for text in [
            "ALLUSERSPROFILE=C:\\ProgramData\r\nCommonProgramFiles(x86)=C:\\x\r\nSFE_SFTP_ADDRESS=a\r\n",
            "\r\nName                           Value\r\n----                           -----\r\nSFE_SFTP_USERNAME a\r\n",
        ] {
            let problem = parse(text.as_bytes()).expect_err("a problem");
            assert!(problem.contains("list of all variables"), "{problem}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_line() {
        for line in ["not a setting", "a=b", "1A=b", "A =b", "=b", "export=b", "export A", "PATH", "A-B=c", "Ä=b"] {
            assert_eq!(
                parse(format!("A=1\n{line}").as_bytes()).err(),
                Some("line 2 is not KEY=VALUE".to_string()),
                "{line}"
            );
        }
        assert!(parse(b"A=b\0c").is_err());
    }
}
