//! What the stand-in for Oracle's client library needs from its own folder, as the real one needs libnnz and
//! libclntshcore: only the loader's path leads to it.

/// The client's version.
#[unsafe(no_mangle)]
pub extern "C" fn stand_in_version() -> i32 {
    19
}
