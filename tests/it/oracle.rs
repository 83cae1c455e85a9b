//! ps-extract with both Oracle drivers, each against a stand-in for what it talks to.

mod choice;
mod errors;
mod network;
mod rows;
mod silence;
mod tls;
