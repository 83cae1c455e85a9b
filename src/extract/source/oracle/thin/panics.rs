//! A panic inside the driver ends the program as an error does.
//!
//! Oracle's pure-Rust driver panics where it is not finished and on answers that it did not expect. To whoever
//! reads the log in the morning that must be one line like any other. It is said before the stack unwinds: the
//! driver's own clean-up would panic again.

use crate::common::exit::Exit;
use crate::common::messages;
use crate::extract::source::oracle::errors;
use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};

/// What the driver does on a thread.
struct Work {
    database: String,
    abandoned: Arc<AtomicBool>,
}

thread_local! {
    static WORK: RefCell<Option<Work>> = const { RefCell::new(None) };
}

/// Does what may panic in the driver; a panic is the end of the program.
pub(super) fn end_the_program<T>(database: &str, work: impl FnOnce() -> T) -> T {
    end_the_program_unless(&Arc::default(), database, work)
}

/// The same, but once nobody waits for the result any more, a panic only stops the thread.
pub(super) fn end_the_program_unless<T>(abandoned: &Arc<AtomicBool>, database: &str, work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |info| match WORK.take() {
            Some(work) if work.abandoned.load(Ordering::Acquire) => loop {
                std::thread::park();
            },
            Some(work) => end(&work.database, info),
            None => shown(info),
        }));
    });
    WORK.replace(Some(Work { database: database.to_string(), abandoned: Arc::clone(abandoned) }));
    let result = work();
    WORK.take();
    result
}

fn end(database: &str, info: &PanicHookInfo<'_>) -> ! {
    let text = info.payload().downcast_ref::<String>().map(String::as_str);
    let words = text.or_else(|| info.payload().downcast_ref().copied()).unwrap_or("a panic");
    let (file, line) = info.location().map_or(("", 0), |place| (place.file(), place.line()));
    let (exit, hint) = meaning(file, line);
    let words = if hint.is_empty() { format!(" ({words})") } else { String::new() };
    messages::error(format_args!("the thin driver cannot work with what {database} sent{hint}{words}"));
    signal_hook::low_level::exit(exit as i32)
}

/// What the server must have sent, by the place in the driver that does not know it. The driver's version is
/// pinned, and the tests bring it to each of these places.
fn meaning(file: &str, line: u32) -> (Exit, &'static str) {
    if file.ends_with("messages/connect.rs") && line == 100 {
        (Exit::Config, errors::ONLY_THICK)
    } else if file.ends_with("messages/auth.rs") {
        // It knows only the verifier that passwords have since Oracle 12c.
        let hint = " (the account has only a verifier from before Oracle 12c: have its password set again, or use \
                    --driver thick)";
        (Exit::NotAllowed, hint)
    } else {
        (Exit::Service, "")
    }
}
