//! Whom SFE knows already: the record command and the NewestDCID mark (spec, section 2).

use crate::exit::{Exit, Failure, OrFail as _, Result};
use crate::layout::Command;
use crate::rules::AccessId;
use crate::small_file;
use roaring::RoaringBitmap;
use std::path::Path;

/// What decides between add and change.
#[derive(Debug)]
pub struct Known {
    /// The mark of the last successful run: the highest `users_dcid` it processed.
    pub mark: i64,
    /// The access IDs ever pushed, when that is on file.
    sent: Option<RoaringBitmap>,
}

impl Known {
    /// From the mark and, if given, the file of access IDs ever pushed (one a line).
    pub fn load(mark: i64, sent: Option<&Path>) -> Result<Self> {
        Ok(Known { mark, sent: sent.map(read_sent).transpose()? })
    }

    /// `C` when SFE knows the person, else `A`.
    pub fn command(&self, users_dcid: i64, access_id: AccessId) -> Command {
        let known = match &self.sent {
            Some(sent) => sent.contains(access_id.number()),
            None => users_dcid <= self.mark,
        };
        if known { Command::Change } else { Command::Add }
    }

    /// Whether a person is added although the mark has passed them: corrected late, and so never sent.
    pub fn is_late_arrival(&self, users_dcid: i64, command: Command) -> bool {
        command == Command::Add && users_dcid <= self.mark
    }
}

/// The mark in a NewestDCID.txt: its first line.
pub fn read_mark(path: &Path) -> Result<i64> {
    let text = small_file::read(path, "mark file", Exit::NoInput)
        .map_err(|failure| hint(failure, "; for a first run write 0 into it"))?;
    let first = text.lines().next().unwrap_or("").trim();
    first.parse().or_fail(Exit::Data, || {
        format!(
            "{}: its first line {first:?} is not a number; restore the mark of the last successful run",
            path.display()
        )
    })
}

fn hint(failure: Failure, hint: &str) -> Failure {
    match failure {
        Failure::Error(exit, error) => Failure::new(exit, format!("{error:#}{hint}")),
        other => other,
    }
}

fn read_sent(path: &Path) -> Result<RoaringBitmap> {
    let text = small_file::read(path, "list of access IDs sent", Exit::NoInput)?;
    let mut sent = RoaringBitmap::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let access_id = AccessId::parse(line.trim()).ok_or_else(|| {
            Failure::new(Exit::Data, format!("{}: line {} is no access ID", path.display(), index + 1))
        })?;
        sent.insert(access_id.number());
    }
    Ok(sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digits: &str) -> AccessId {
        AccessId::parse(digits).expect("an access ID")
    }

    #[test]
    fn without_a_list_the_mark_decides() {
        let known = Known { mark: 60, sent: None };
        assert_eq!(known.command(60, id("1")), Command::Change);
        assert_eq!(known.command(61, id("1")), Command::Add);
    }

    #[test]
    fn with_a_list_the_list_decides_and_late_arrivals_are_added() {
        let known = Known { mark: 60, sent: Some([7].into_iter().collect()) };
        assert_eq!(known.command(90, id("007")), Command::Change);
        let late = known.command(5, id("8"));
        assert_eq!(late, Command::Add);
        assert!(known.is_late_arrival(5, late) && !known.is_late_arrival(61, late));
    }
}
