//! What is kept from one successful run to the next, see sfe-files(5): the high-water mark, and whom SFE knows.

pub(crate) mod mark;
pub(crate) mod sent;
