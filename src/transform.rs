//! `sfe-transform`: the staff stream becomes the three files that SFE imports.

mod decisions;
mod export;
mod files;
mod guard;
mod known;
mod options;
mod people;
mod preview;
mod run;
mod summary;

pub use options::SfeTransform;
