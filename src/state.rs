//! What is kept from one successful run to the next, see "State" in sfe-files(5): the high-water mark (NewestDCID)
//! and, in homes of versions before 0.2, the access IDs ever uploaded.

pub(crate) mod mark;
pub(crate) mod sent;
mod small_file;
