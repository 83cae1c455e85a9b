//! The names and schools of the people to be mended, who are in no file: the run's extract has them.

use super::mend::Group;
use crate::common::exit::{Exit, OrFail as _, Result};
use crate::stream::field::printed;
use crate::stream::record::{self, Record};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, ErrorKind};
use std::path::Path;

/// Fills in names and schools; where there is no extract they stay blank, and the e-mail address has to do.
pub(crate) fn fill_in(run: &Path, groups: &mut [Group]) -> Result<()> {
    let path = run.join("extract.jsonl");
    let unreadable = || format!("cannot read {}", path.display());
    let mut input = match File::open(&path) {
        Ok(file) => BufReader::with_capacity(128 << 10, file),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).or_fail(Exit::NoInput, unreadable),
    };
    let mut people: Vec<_> = groups.iter_mut().flat_map(|group| group.people.iter_mut()).collect();
    people.sort_by_key(|person| person.line);
    let wanted: BTreeSet<u64> = people.iter().map(|person| person.line).collect();
    let mut wanted = wanted.into_iter().peekable();
    let mut people = people.into_iter().peekable();
    let mut bytes = Vec::new();
    // A person who shares an access ID has no line: it is named already.
    while people.next_if(|person| person.line == 0).is_some() {}
    wanted.next_if_eq(&0);
    for number in 1_u64.. {
        let Some(next) = wanted.peek() else { break };
        bytes.clear();
        if input.read_until(b'\n', &mut bytes).or_fail(Exit::Io, unreadable)? == 0 {
            break;
        }
        if number < *next {
            continue;
        }
        wanted.next();
        let text = std::str::from_utf8(&bytes).unwrap_or_default().trim_start_matches('\u{feff}').trim_end();
        let Ok(Record::Row(row)) = record::parse(text) else { continue };
        while let Some(person) = people.next_if(|person| person.line == number) {
            person.name = format!("{} {}", printed(&row.first_name), printed(&row.last_name)).trim().to_string();
            person.school = row.homeschoolid.map(|school| school.to_string()).unwrap_or_default();
        }
    }
    Ok(())
}
