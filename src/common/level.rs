//! How much a program says, set once by its command line.

use std::io::IsTerminal as _;
use std::sync::OnceLock;

/// How much a program says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Errors and warnings only (`-q`).
    Quiet,
    /// Also what happened, in summary.
    Normal,
    /// Also how (`-v`).
    Verbose,
    /// Also every step (`-vv`).
    Debug,
}

static LEVEL: OnceLock<Level> = OnceLock::new();

/// Sets how much is said. The first call counts.
pub(crate) fn set(level: Level) {
    let _ = LEVEL.set(level);
}

/// How much is said.
pub(crate) fn get() -> Level {
    LEVEL.get().copied().unwrap_or(Level::Normal)
}

/// Whether progress bars have someone to look at them.
pub(crate) fn progress_wanted() -> bool {
    get() >= Level::Normal && std::io::stderr().is_terminal()
}
