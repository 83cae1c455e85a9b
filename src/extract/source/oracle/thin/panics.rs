//! A panic inside the driver ends the program as an error does.
//!
//! Oracle's pure-Rust driver panics where it is not finished and on answers that it did not expect. In the morning's
//! log that must be one line like any other. It is said before the stack unwinds: the driver's own clean-up would panic
//! again.

use crate::common::exit::Exit;
use crate::common::messages;
use crate::extract::watchdog::Watchdog;
use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};

/// What the driver does on a thread.
enum Work {
    /// A panic is an error; but once the work is abandoned, nobody waits for its result.
    Asks { database: String, abandoned: Arc<AtomicBool> },
    /// It logs off, and the outcome is final already.
    LogsOff(Watchdog),
}

thread_local! {
    static WORK: RefCell<Option<Work>> = const { RefCell::new(None) };
}

/// Does what may panic in the driver; a panic is the end of the program.
pub(super) fn exit_on_panic<T>(database: &str, work: impl FnOnce() -> T) -> T {
    exit_on_panic_unless_abandoned(&Arc::default(), database, work)
}

/// The same, but once nobody waits for the result any more, a panic only stops the thread.
pub(super) fn exit_on_panic_unless_abandoned<T>(
    abandoned: &Arc<AtomicBool>,
    database: &str,
    work: impl FnOnce() -> T,
) -> T {
    with_hook(Work::Asks { database: database.to_string(), abandoned: Arc::clone(abandoned) }, work)
}

/// Logs off; a panic is the end of the program, with the outcome that it has already.
pub(super) fn exit_with_outcome_on_panic(watchdog: &Watchdog, log_off: impl FnOnce()) {
    with_hook(Work::LogsOff(watchdog.clone()), log_off);
}

fn with_hook<T>(what: Work, work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |info| match WORK.take() {
            Some(Work::Asks { abandoned, .. }) if abandoned.load(Ordering::Acquire) => loop {
                std::thread::park();
            },
            Some(Work::Asks { database, .. }) => end(&database, info),
            Some(Work::LogsOff(watchdog)) => watchdog.end(),
            None => shown(info),
        }));
    });
    let around = WORK.replace(Some(what));
    let result = work();
    WORK.replace(around);
    result
}

fn end(database: &str, info: &PanicHookInfo<'_>) -> ! {
    let text = info.payload().downcast_ref::<String>().map(String::as_str);
    let words = text.or_else(|| info.payload().downcast_ref().copied()).unwrap_or("a panic");
    let (exit, hint) = meaning(info.location().map_or("", |place| place.file()));
    let words = if hint.is_empty() { format!(" ({words})") } else { String::new() };
    messages::error(format_args!("the thin driver cannot work with what {database} sent{hint}{words}"));
    signal_hook::low_level::exit(exit as i32)
}

/// What the server must have sent, by the driver's file that does not know it. The driver's version is pinned, and the
/// tests bring it to this place.
fn meaning(file: &str) -> (Exit, &'static str) {
    if file.ends_with("messages/auth.rs") {
        // It knows only the verifier that passwords have since Oracle 12c.
        let hint = " (the account has only a verifier from before Oracle 12c: have its password set again, or use \
                    --driver thick)";
        (Exit::NotAllowed, hint)
    } else {
        (Exit::Service, "")
    }
}
