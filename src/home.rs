//! The files of a home folder and of a run folder: each path is named here and nowhere else.
//!
//! "FILES" in sfe-sync(1) says what each file is for.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// The settings, in a home folder.
pub(crate) const SETTINGS: &str = "sfe.env";
/// The high-water mark of the last successful run.
pub(crate) const MARK: &str = "NewestDCID.txt";
/// The mark that a finished set proposes, in a run folder.
pub(crate) const NEXT_MARK: &str = "NewestDCID.next";
/// The password for PowerSchool's database.
pub(crate) const DATABASE_PASSWORD: &str = "database-password";
/// The private key for the SFTP server.
pub(crate) const PRIVATE_KEY: &str = "private.pem";
/// The keys of the SFTP server.
pub(crate) const KNOWN_HOSTS: &str = "known_hosts";
/// What SmartFind has, one line per access ID.
pub(crate) const SMARTFIND: &str = "smartfind.jsonl";
/// The sets that were uploaded and are not known to have been picked up.
pub(crate) const UPLOADS: &str = "uploads.jsonl";
/// Access IDs ever uploaded, in homes of versions before 0.2.
pub(crate) const SENT: &str = "sent.txt";
/// The link to the run uploaded last.
pub(crate) const LAST: &str = "last";
/// The folder of run folders.
pub(crate) const RUNS: &str = "runs";
/// The log: in the home folder a link to the one in the newest run folder.
pub(crate) const LOG: &str = "sfe_log.txt";
/// The lock that keeps runs apart.
pub(crate) const LOCK: &str = "sfe-sync.lock";
/// The saved extract, in a run folder.
pub(crate) const EXTRACT: &str = "extract.jsonl";
/// What became of each row, in a run folder.
pub(crate) const DECISIONS: &str = "decisions.jsonl";
/// The record of the night, in a run folder.
pub(crate) const RECORD: &str = "stages.jsonl";
/// People who are active in SmartFind and in no set any more, in run folders of versions before 0.2.
pub(crate) const STILL_ACTIVE: &str = "StillActive.csv";
/// The report for a mail, in a run folder.
pub(crate) const REPORT_TEXT: &str = "report.txt";
/// The report as a page, in a run folder.
pub(crate) const REPORT_PAGE: &str = "report.html";
/// The page of all nights, in a home folder.
pub(crate) const HISTORY_PAGE: &str = "nights.html";

/// The folder that a district's nights start from.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    folder: PathBuf,
}

impl Home {
    /// The home folder at this path, which need not exist.
    pub(crate) fn at(folder: impl Into<PathBuf>) -> Self {
        Home { folder: folder.into() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file directly in it, by one of the names above.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The folder of run folders.
    pub(crate) fn runs(&self) -> PathBuf {
        self.file(RUNS)
    }

    /// The run folder of this name.
    pub(crate) fn run(&self, name: &str) -> RunFolder {
        RunFolder::at(self.runs().join(name))
    }

    /// The run folder that the link `last` leads to; `None` when there is none.
    pub(crate) fn last_run(&self) -> Option<RunFolder> {
        self.file(LAST).canonicalize().ok().filter(|folder| folder.is_dir()).map(RunFolder::at)
    }
}

/// The district's name: as it is set, else the home folder's.
pub(crate) fn district_name(set: Option<&str>, home: Option<&Path>) -> Option<String> {
    let set = set.map(str::trim).filter(|name| !name.is_empty()).map(str::to_string);
    set.or_else(|| Some(home?.file_name()?.to_string_lossy().into_owned()))
}

/// The folder of one run.
#[derive(Debug, Clone)]
pub(crate) struct RunFolder {
    folder: PathBuf,
}

impl RunFolder {
    /// The run folder at this path, which need not exist.
    pub(crate) fn at(folder: impl Into<PathBuf>) -> Self {
        RunFolder { folder: folder.into() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file in it, by one of the names above.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The last part of its path, which says when the run began.
    pub(crate) fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// A run folder's name: when the run began, and the process that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RunName {
    /// When the run began, UTC, in whole seconds.
    pub(crate) began: DateTime,
    /// The process number of its sfe-sync.
    pub(crate) process: u32,
}

const BEGAN: &str = "%Y%m%dT%H%M%SZ";

impl RunName {
    /// The name of a run that begins now.
    pub(crate) fn now(process: u32) -> Self {
        let now = TimeZone::UTC.to_datetime(Timestamp::now());
        RunName { began: now.with().subsec_nanosecond(0).build().unwrap_or(now), process }
    }

    /// From `20261126T081500Z-4711`; `None` for a folder of another name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (began, process) = name.split_once('-')?;
        let is_number = !process.is_empty() && process.bytes().all(|byte| byte.is_ascii_digit());
        let began = DateTime::strptime(BEGAN, began).ok().filter(|_| began.len() == 16)?;
        Some(RunName { began, process: is_number.then(|| process.parse().ok()).flatten()? })
    }

    /// Whether the run of the first name began before that of the second, by at least a second.
    pub(crate) fn is_before(first: &str, second: &str) -> bool {
        let began = |name: &str| Self::parse(name).map(|name| name.began);
        began(first).zip(began(second)).is_some_and(|(first, second)| first < second)
    }

    /// When the run began, as reports have it: `2026-11-26T08:15:00Z`.
    pub(crate) fn began(&self) -> String {
        format!("{}Z", self.began)
    }
}

impl std::fmt::Display for RunName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.began.strftime(BEGAN), self.process)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_folder_says_when_its_run_began() {
        let name = RunName::parse("20261124T021500Z-4008").expect("a run's name");
        assert_eq!((name.began().as_str(), name.process), ("2026-11-24T02:15:00Z", 4008));
        assert_eq!(name.to_string(), "20261124T021500Z-4008");
        for other in
            ["last", "2026-x", "20261124T021500Z", "20261124T021500Z-", "20261124T021500Z-+1", "20269999T021500Z-1"]
        {
            assert_eq!(RunName::parse(other), None, "{other}");
        }
        let now = RunName::now(7).to_string();
        assert_eq!(RunName::parse(&now).map(|name| name.to_string()), Some(now));
    }
}
