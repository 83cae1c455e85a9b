//! sfe-transform.

mod files;
mod findings;
mod guard;
mod leavers;
mod own_columns;
mod properties;
mod records;
mod rules;
mod stream;
