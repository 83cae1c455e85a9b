//! sfe-transform.

mod files;
mod guard;
mod leavers;
mod properties;
mod rules;
mod stream;
