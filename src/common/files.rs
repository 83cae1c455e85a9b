//! Files: sets that appear together or not at all, small text files that people edit, paths and times.

pub(crate) mod atomic_set;
pub(crate) mod owner;
pub(crate) mod paths;
pub(crate) mod secret;
pub(crate) mod text;
pub(crate) mod times;
