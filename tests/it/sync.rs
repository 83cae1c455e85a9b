//! scripts/sfe-sync: nights, and nights that go wrong.

mod ends;
mod full_disk;
mod home;
mod nights;
mod recipes;
mod report;
mod retention;
mod settings;
