//! What is kept from one successful run to the next, see "State" in sfe-files(5): the high-water mark
//! (NewestDCID), and whom SFE knows.

pub(crate) mod mark;
pub(crate) mod sent;
