//! A panic inside a driver ends the program as an error does.
//!
//! Oracle's pure-Rust driver panics where it is not finished (a server that insists on native network
//! encryption) and on answers that it did not expect. To whoever reads the log in the morning that must be
//! one line like any other. It is said before the stack unwinds: the driver's own clean-up would panic again.

use crate::common::exit::Exit;
use crate::common::messages;
use std::cell::RefCell;
use std::panic::{self, PanicHookInfo};
use std::sync::Once;

thread_local! {
    /// The database that the driver is talking to, on this thread, now.
    static DATABASE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Does what may panic in the driver; a panic is the end of the program, with the code for a service that
/// misbehaves.
pub(crate) fn end_the_program<T>(database: &str, work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |info| match DATABASE.take() {
            Some(database) => end(&database, info),
            None => shown(info),
        }));
    });
    DATABASE.replace(Some(database.to_string()));
    let result = work();
    DATABASE.take();
    result
}

fn end(database: &str, info: &PanicHookInfo<'_>) -> ! {
    let text = info.payload().downcast_ref::<String>().map(String::as_str);
    let words = text.or_else(|| info.payload().downcast_ref().copied()).unwrap_or("a panic");
    // The driver has no other unfinished part on the way of a query.
    let hint = if words.contains("not yet implemented") {
        "; if the server requires native network encryption, only --driver thick can talk to it"
    } else {
        ""
    };
    messages::error(format_args!("the thin driver cannot work with what {database} sent{hint} ({words})"));
    signal_hook::low_level::exit(Exit::Service as i32)
}
