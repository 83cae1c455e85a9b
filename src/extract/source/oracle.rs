//! Oracle, by either of two drivers.

pub(crate) mod errors;
#[cfg(feature = "thin")]
mod panics;
pub(crate) mod thick;
#[cfg(feature = "thin")]
pub(crate) mod thin;
