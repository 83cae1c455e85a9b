//! The staff stream, the format between ps-extract and sfe-transform: see sfe-files(5).
//!
//! The columns and the row, the reader ([`reader`]) and the writer (`writer`) stand side by side.

pub(crate) mod access_id;
mod block_rows;
mod cell;
pub(crate) mod columns;
pub(crate) mod field;
pub(crate) mod lines;
pub mod reader;
mod record;
pub mod row;
mod two_threads;
pub(crate) mod value;
pub(crate) mod writer;
