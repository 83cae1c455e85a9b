//! What the programs say on standard error: `NAME: error: …`, `NAME: warning: …`, `NAME: …`.
//!
//! One message is one line of at most 4,000 characters, in which control characters and invisible ones are escaped: a
//! name or a server's answer may hold any. A standard error that cannot be written to is not a reason to stop a night's
//! run.
//!
//! Under sfe-sync every message is also an [`Event`], so that nothing has to be read out of these lines again.

use crate::common::level::{self, Level};
use crate::common::visible::is_deceptive;
use crate::common::{events, progress};
use crate::finding_kind::Kind;
use crate::record::{Event, Severity};
use std::fmt::Display;
use std::io::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The longest line, prefix included, in characters: a database's error text may have hundreds of thousands.
pub(crate) const LONGEST: usize = 4_000;

static NAME: OnceLock<&'static str> = OnceLock::new();

/// How many warnings this program has given.
static WARNINGS: AtomicUsize = AtomicUsize::new(0);

/// Sets the name that messages begin with. Later calls change nothing.
pub(crate) fn init(name: &'static str) {
    let _ = NAME.set(name);
}

/// The name that messages begin with.
pub(crate) fn name() -> &'static str {
    NAME.get().unwrap_or(&"sfe")
}

fn say(severity: Severity, line: Option<u64>, message: &dyn Display) {
    let kind = match severity {
        Severity::Error => "error: ",
        Severity::Warning => "warning: ",
        Severity::Notice => "",
    };
    let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
    let prefix = format!("{}: {kind}{place}", name());
    let text = one_line(&message.to_string(), LONGEST - prefix.chars().count().min(LONGEST));
    show(severity, &format!("{prefix}{text}\n"));
    events::send(&Event::Message { severity, program: name().to_string(), line, text });
}

/// Writes a line to standard error, with its priority for the journal.
fn show(severity: Severity, line: &str) {
    // See sd-daemon(3).
    let priority = match severity {
        _ if !journal_reads() => "",
        Severity::Error => "<3>",
        Severity::Warning => "<4>",
        Severity::Notice => "<6>",
    };
    let line = format!("{priority}{line}");
    progress::suspend(|| {
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    });
}

/// Whether systemd's journal reads standard error: it takes a line's priority from its beginning, see
/// sd-daemon(3). `JOURNAL_STREAM` holds device and inode of what the unit began with, which may have been redirected.
fn journal_reads() -> bool {
    static READS: OnceLock<bool> = OnceLock::new();
    *READS.get_or_init(|| {
        let Some(stream) = std::env::var_os("JOURNAL_STREAM") else { return false };
        rustix::fs::fstat(std::io::stderr()).is_ok_and(|stat| stream == *format!("{}:{}", stat.st_dev, stat.st_ino))
    })
}

/// The text as one line of at most `longest` characters: line breaks become spaces, control characters and invisible
/// ones are escaped, and what is too long ends in `…`.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::with_capacity(text.len().min(longest));
    let mut length = 0;
    for c in text.trim_end().chars() {
        let before = line.len();
        match c {
            '\n' => line.push(' '),
            '\r' => {}
            c if is_deceptive(c) => line.extend(c.escape_unicode()),
            c => line.push(c),
        }
        length += line[before..].chars().count();
        if length > longest {
            let kept = line.char_indices().nth(longest.saturating_sub(1)).map_or(line.len(), |(index, _)| index);
            line.truncate(kept);
            line.push('…');
            break;
        }
    }
    line
}

/// Why the program fails.
pub(crate) fn error(message: impl Display) {
    say(Severity::Error, None, &message);
}

/// Something an administrator should look at though the run goes on.
pub(crate) fn warning(message: impl Display) {
    WARNINGS.fetch_add(1, Ordering::Relaxed);
    say(Severity::Warning, None, &message);
}

/// How many warnings this program has given so far.
pub(crate) fn warnings_shown() -> usize {
    WARNINGS.load(Ordering::Relaxed)
}

/// A warning that another program gave, as that program would show it.
pub(crate) fn warning_of(program: &str, text: &str) {
    show(Severity::Warning, &format!("{}\n", one_line(&format!("{program}: warning: {text}"), LONGEST)));
}

/// A warning about the findings of a kind. It is an event of its own, because whether it is mailed depends on who is
/// new and not on the words.
pub(crate) fn found(kind: Kind, count: u64, new: u64, text: &str) {
    let prefix = format!("{}: warning: ", name());
    let text = one_line(text, LONGEST - prefix.chars().count().min(LONGEST));
    show(Severity::Warning, &format!("{prefix}{text}\n"));
    events::send(&Event::Found { kind, count, new, text });
}

/// A line that sums up warnings: the journal gets it with their priority.
pub(crate) fn account(message: impl Display) {
    show(Severity::Warning, &format!("{}\n", one_line(&format!("{}: {message}", name()), LONGEST)));
}

/// What happened; silenced by `-q`.
pub(crate) fn notice(message: impl Display) {
    if level::get() >= Level::Normal {
        say(Severity::Notice, None, &message);
    }
}

/// What happened to a line of the stream; silenced by `-q`.
pub(crate) fn notice_at(line: u64, message: impl Display) {
    if level::get() >= Level::Normal {
        say(Severity::Notice, Some(line), &message);
    }
}

/// How it happened; only with `-v`.
pub(crate) fn detail(message: impl Display) {
    if level::get() >= Level::Verbose {
        say(Severity::Notice, None, &message);
    }
}

/// Every step; only with `-vv`.
pub(crate) fn debug(message: impl Display) {
    if level::get() >= Level::Debug {
        say(Severity::Notice, None, &message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_and_cannot_drive_a_terminal() {
        assert_eq!(one_line("a\nb\r\u{1b}[31mc\u{202e}\n", LONGEST), "a b\\u{1b}[31mc\\u{202e}");
    }

    #[test]
    fn a_long_message_is_cut() {
        assert_eq!(one_line("abc", 3), "abc");
        assert_eq!(one_line("abcd", 3), "ab…");
        assert_eq!(one_line("é\u{1b}", 3), "é\\…");
        assert_eq!(one_line(&"ü".repeat(200_000), LONGEST).chars().count(), LONGEST);
    }
}
