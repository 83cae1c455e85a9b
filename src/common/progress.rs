//! A sign of life for someone at a terminal; never in pipes, logs or cron's mail.

use crate::common::level;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The bar on the terminal, if any; messages make room for themselves.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

fn show(bar: ProgressBar) -> ProgressBar {
    *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
    bar
}

/// Does something while no bar is on the terminal.
pub(crate) fn suspend(write: impl FnOnce()) {
    let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match shown {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// A spinner that counts, for work whose size is not known.
pub(crate) fn spinner(template: &str) -> ProgressBar {
    if !level::progress_wanted() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    show(bar)
}

/// A bar over bytes.
pub(crate) fn bytes(total: u64) -> ProgressBar {
    if !level::progress_wanted() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}") {
        bar.set_style(style);
    }
    show(bar)
}
