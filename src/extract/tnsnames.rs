//! The names of databases in tnsnames.ora, in the folder that TNS_ADMIN names.
//!
//! Read here and not by the thin driver, which swallows a character after every comment, and so can take one entry for
//! another.

pub(crate) mod reader;

use crate::extract::connect_string::descriptor::Node;
use crate::extract::connect_string::{self, ConnectString};
use crate::regular_file;
use reader::Entry;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The largest file read, in bytes; a district's has some kilobytes.
const LARGEST: u64 = 8 << 20;

/// How many files may include each other in all.
const MOST_FILES: usize = 64;

/// An entry that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it says, in short form or not.
    pub descriptor: Node,
    /// Where it is: the file, and the line from 1.
    pub place: (PathBuf, usize),
}

/// All names of a folder's tnsnames.ora and of the files that it includes; of two entries the later counts.
struct Names {
    entries: BTreeMap<String, (Entry, PathBuf)>,
    /// What is wrong with the files, each with its place.
    problems: Vec<String>,
    files: Vec<PathBuf>,
}

/// Looks a name up. The error says what is wrong in which file, and repeats no value.
pub(crate) fn look_up(name: &str, folder: &Path) -> Result<Found, String> {
    let names = Names::read(folder)?;
    let wanted = name.to_uppercase();
    let in_domain = default_domain(folder).map(|domain| format!("{wanted}.{domain}"));
    let found = names.entries.get(&wanted).or_else(|| names.entries.get(&in_domain?));
    let Some((entry, file)) = found else { return Err(names.not_found(&wanted)) };
    let problem = |problem: String| {
        format!("the entry {name} in {} (line {}) is malformed: {problem}", file.display(), entry.line)
    };
    match connect_string::parse(&entry.value, None).map_err(problem)? {
        ConnectString::Alias(_) => Err(problem("it holds neither a descriptor nor host:port/service".to_string())),
        ConnectString::Easy(descriptor) | ConnectString::Descriptor(descriptor) => {
            Ok(Found { descriptor, place: (file.clone(), entry.line) })
        }
    }
}

impl Names {
    fn read(folder: &Path) -> Result<Self, String> {
        let mut names = Names { entries: BTreeMap::new(), problems: Vec::new(), files: Vec::new() };
        if !folder.is_dir() {
            return Err(format!("{} (TNS_ADMIN) is not a folder", folder.display()));
        }
        names.include(&folder.join("tnsnames.ora"))?;
        Ok(names)
    }

    fn include(&mut self, path: &Path) -> Result<(), String> {
        let content = content(path)?;
        self.files.push(path.to_path_buf());
        let parsed = reader::parse(&content);
        let place = |line: usize| format!("line {line} of {}", path.display());
        self.problems.extend(parsed.problems.iter().map(|(line, problem)| format!("{}: {problem}", place(*line))));
        for entry in parsed.entries {
            if entry.names == ["IFILE"] {
                let included = path.with_file_name(entry.value.trim_matches(['"', '\'']));
                let problem = if self.files.contains(&included) {
                    Err("the files include each other in a circle".to_string())
                } else if self.files.len() >= MOST_FILES {
                    Err(format!("more than {MOST_FILES} files are included"))
                } else {
                    self.include(&included)
                };
                self.problems.extend(problem.err().map(|problem| format!("{}: {problem}", place(entry.line))));
                continue;
            }
            for name in entry.names.clone() {
                let entry = Entry { names: vec![name.clone()], value: entry.value.clone(), line: entry.line };
                self.entries.insert(name, (entry, path.to_path_buf()));
            }
        }
        Ok(())
    }

    fn not_found(&self, wanted: &str) -> String {
        const NEAREST: usize = 5;
        // Others, such as user/password@NAME, may hold a secret, and nobody can ask for them.
        let is_name = |name: &&str| name.chars().all(connect_string::is_of_name);
        let mut names: Vec<&str> = self.entries.keys().map(String::as_str).filter(is_name).collect();
        names.sort_by(|a, b| strsim::jaro_winkler(b, wanted).total_cmp(&strsim::jaro_winkler(a, wanted)));
        names.truncate(NEAREST);
        let others = match (names.len(), self.entries.len() - names.len()) {
            (0, 0) => "has no entry".to_string(),
            (0, count) => format!("has no entry with a name that can be given, but {count} others"),
            (_, 0) => format!("has {}", names.join(", ")),
            (_, more) => format!("has {} and {more} more", names.join(", ")),
        };
        let file = self.files.first().map(|file| file.display().to_string()).unwrap_or_default();
        let problems = match &self.problems[..] {
            [] => String::new(),
            problems => format!("; {}", problems[..problems.len().min(3)].join("; ")),
        };
        format!("{wanted} is not in {file}, which {others}{problems}")
    }
}

/// NAMES.DEFAULT_DOMAIN of the sqlnet.ora in the folder.
fn default_domain(folder: &Path) -> Option<String> {
    let parsed = reader::parse(&content(&folder.join("sqlnet.ora")).ok()?);
    let entry = parsed.entries.into_iter().rfind(|entry| entry.names == ["NAMES.DEFAULT_DOMAIN"])?;
    Some(entry.value.trim_matches(['"', '\'', '.']).to_uppercase()).filter(|domain| !domain.is_empty())
}

fn content(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", path.display());
    let mut content = Vec::new();
    regular_file::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut content)).map_err(failed)?;
    if content.len() as u64 > LARGEST {
        return Err(format!("{} is larger than {} MiB", path.display(), LARGEST >> 20));
    }
    if content.starts_with(b"\xff\xfe") || content.starts_with(b"\xfe\xff") {
        return Err(format!("{} is UTF-16: save it as plain text", path.display()));
    }
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=h)(PORT=1))(CONNECT_DATA=(SERVICE_NAME=S)))";

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text.replace("ENTRY", ENTRY)).unwrap();
        }
        folder
    }

    #[test]
    fn names_are_found_in_included_files_and_in_the_default_domain() {
        let folder = folder(&[
            ("tnsnames.ora", "PROD.WORLD = ENTRY\nIFILE = \"more.ora\"\nIFILE=tnsnames.ora"),
            ("more.ora", "test = ENTRY"),
            ("sqlnet.ora", "# profile\nNAMES.DIRECTORY_PATH= (TNSNAMES)\nNames.Default_Domain = world"),
        ]);
        for (name, file) in [("prod", "tnsnames.ora"), ("PROD.WORLD", "tnsnames.ora"), ("TEST", "more.ora")] {
            assert_eq!(look_up(name, folder.path()).unwrap().place, (folder.path().join(file), 1), "{name}");
        }
    }

    #[test]
    fn what_is_not_found_or_malformed_says_where() {
        let folder =
            folder(&[("tnsnames.ora", "stray\nPSPROD = ENTRY\nPSTEST = (DESCRIPTION=(ADDRESS=(HOST=h)\nZ=ENTRY")]);
        let said = look_up("PSPRODD", folder.path()).unwrap_err();
        for words in ["PSPRODD is not in", "tnsnames.ora, which has PSPROD, PSTEST, Z", "line 1 of", "no entry"] {
            assert!(said.contains(words), "{said}");
        }
        let said = look_up("pstest", folder.path()).unwrap_err();
        assert!(said.contains("(line 3) is malformed: its parentheses do not match"), "{said}");
        assert!(look_up("A", &folder.path().join("none")).unwrap_err().contains("none (TNS_ADMIN) is not a folder"));
        assert!(look_up("A", tempfile::tempdir().unwrap().path()).unwrap_err().contains("cannot read"));
    }

    #[test]
    fn a_name_that_may_hold_a_password_is_not_repeated() {
        let text = "reader/secret = ENTRY\nreader/secret@PROD = ENTRY\nreader:secret = ENTRY\n";
        let only = folder(&[("tnsnames.ora", text)]);
        let said = look_up("PROD", only.path()).unwrap_err();
        assert!(said.contains("but 3 others") && !said.to_lowercase().contains("secret"), "{said}");
        let more = folder(&[("tnsnames.ora", &format!("{text}PSPROD = ENTRY\n"))]);
        let said = look_up("PROD", more.path()).unwrap_err();
        assert!(said.contains("which has PSPROD and 3 more") && !said.to_lowercase().contains("secret"), "{said}");
        let easy = folder(&[("tnsnames.ora", "PROD = db:1521/X:reader/secret")]);
        let said = look_up("PROD", easy.path()).unwrap_err();
        assert!(said.contains("is malformed") && !said.contains("secret"), "{said}");
    }

    #[test]
    fn a_password_in_an_entry_is_not_repeated() {
        let folder = folder(&[("tnsnames.ora", "A = reader/secret@db\nB = reader/secret!\nC = (X=(PASSWORD=secret))")]);
        for name in ["A", "B", "C"] {
            let said = look_up(name, folder.path()).unwrap_err();
            assert!(said.contains("malformed") && !said.contains("secret"), "{said}");
        }
    }
}
