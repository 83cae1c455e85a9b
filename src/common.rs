//! What all programs share: command lines, exit codes, messages, signals, files.

pub(crate) mod cli;
pub(crate) mod events;
pub(crate) mod exit;
pub(crate) mod files;
pub(crate) mod level;
pub(crate) mod messages;
pub(crate) mod progress;
pub(crate) mod settings;
pub(crate) mod signals;
pub(crate) mod visible;
