//! sfe-report: what to fix, what to do, what a night changed, and the nights.

mod about;
mod changes;
mod details;
mod findings;
mod history;
mod hostile;
mod mail;
mod sets;
