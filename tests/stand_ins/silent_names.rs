//! Preloaded, it makes every look-up of a host name wait for good, as a name server that is down does.

/// `getaddrinfo`, which never returns.
#[unsafe(no_mangle)]
pub extern "C" fn getaddrinfo() -> i32 {
    loop {
        std::thread::park();
    }
}
