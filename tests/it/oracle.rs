//! ps-extract with both Oracle drivers, each against a stand-in for what it talks to.

mod choice;
mod errors;
mod fuzz;
mod names;
mod network;
mod redirects;
mod rows;
mod secrets;
mod silence;
mod texts;
mod tls;
