//! sfe-transform.

mod files;
mod guard;
mod properties;
mod rules;
mod stream;
