//! A sign of life for someone at a terminal; never in pipes, logs or cron's mail.

use crate::messages;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::time::Duration;

/// A spinner that counts, for work whose size is not known.
pub fn spinner(template: &str) -> ProgressBar {
    // Data on the same terminal would be torn by it.
    if !messages::progress_wanted() || std::io::stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// A bar over bytes.
pub fn bytes(total: u64) -> ProgressBar {
    if !messages::progress_wanted() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}
