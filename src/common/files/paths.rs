//! Paths as sfe-stamp and sfe-push take them: arguments, or one per line on standard input.

use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use std::ffi::OsString;
use std::io::Read as _;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;

/// The paths to work on, every one an existing file.
///
/// None at all is an error (66): in a pipe it means that the stage before failed.
pub(crate) fn existing(arguments: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
    let paths = if arguments.is_empty() { from_stdin()? } else { arguments };
    if paths.is_empty() {
        return Err(Failure::new(
            Exit::NoInput,
            "no paths given, neither as arguments nor on standard input (did the stage before fail?)",
        ));
    }
    for path in &paths {
        let metadata = std::fs::metadata(path).or_fail(Exit::NoInput, || format!("cannot read {}", path.display()))?;
        if !metadata.is_file() {
            return Err(Failure::new(Exit::NoInput, format!("{} is not a file", path.display())));
        }
    }
    Ok(paths)
}

fn from_stdin() -> Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .or_fail(Exit::Io, || "cannot read the paths from standard input")?;
    Ok(split(&bytes))
}

fn split(bytes: &[u8]) -> Vec<PathBuf> {
    bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .filter(|line| !line.is_empty())
        .map(|line| PathBuf::from(OsString::from_vec(line.to_vec())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_path_a_line_spaces_and_all() {
        let paths = split(b"out/a b.csv\r\n\n./c.csv");
        assert_eq!(paths, [PathBuf::from("out/a b.csv"), PathBuf::from("./c.csv")]);
        assert!(split(b"").is_empty() && split(b"\n\n").is_empty());
    }
}
