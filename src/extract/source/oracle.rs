//! Oracle, by either of two drivers.

pub(crate) mod errors;
pub(crate) mod thick;
#[cfg(feature = "thin")]
pub(crate) mod thin;
