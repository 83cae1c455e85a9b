//! sfe-sync: nights, and nights that go wrong.

mod chain;
mod check;
mod ends;
mod full_disk;
mod home;
mod hooks;
mod lock;
mod nights;
mod not_files;
mod recipes;
mod report;
mod retention;
mod secrets;
mod settings;
mod signals;
