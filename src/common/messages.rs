//! What the programs say on standard error: `NAME: error: …`, `NAME: warning: …`, `NAME: …`.
//!
//! One message is one line: control characters (a name may hold any) are shown escaped. A standard
//! error that cannot be written to is not a reason to stop a night's run.

use crate::common::level::{self, Level};
use crate::common::progress;
use std::fmt::{Display, Write as _};
use std::io::Write as _;
use std::sync::OnceLock;

static NAME: OnceLock<&'static str> = OnceLock::new();

/// Sets the name messages begin with. The first call counts.
pub(crate) fn init(name: &'static str) {
    let _ = NAME.set(name);
}

fn say(priority: u8, kind: &str, message: &dyn Display) {
    let name = NAME.get().unwrap_or(&"sfe");
    let priority = if journal_reads() { format!("<{priority}>") } else { String::new() };
    let line = format!("{priority}{}\n", one_line(&format!("{name}: {kind}{message}")));
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

/// The text with line breaks as spaces and other control characters escaped.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.trim_end().chars() {
        match c {
            '\n' => line.push(' '),
            '\r' => {}
            c if c.is_control() => {
                let _ = write!(line, "{}", c.escape_unicode());
            }
            c => line.push(c),
        }
    }
    line
}

/// Why the program fails.
pub(crate) fn error(message: impl Display) {
    say(3, "error: ", &message);
}

/// Something an administrator should look at though the run goes on.
pub(crate) fn warning(message: impl Display) {
    say(4, "warning: ", &message);
}

/// What happened; silenced by `-q`.
pub(crate) fn notice(message: impl Display) {
    if level::get() >= Level::Normal {
        say(6, "", &message);
    }
}

/// How it happened; only with `-v`.
pub(crate) fn detail(message: impl Display) {
    if level::get() >= Level::Verbose {
        say(6, "", &message);
    }
}

/// Every step; only with `-vv`.
pub(crate) fn debug(message: impl Display) {
    if level::get() >= Level::Debug {
        say(6, "", &message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_and_cannot_drive_a_terminal() {
        assert_eq!(one_line("a\nb\r\u{1b}[31mc\n"), "a b\\u{1b}[31mc");
    }
}
