//! What is kept from one successful run to the next, see "State" in sfe-files(5): the high-water mark (NewestDCID),
//! whom SmartFind knows, and who is still active there.

pub(crate) mod mark;
mod regular_file;
pub(crate) mod sent;
pub(crate) mod still_active;
