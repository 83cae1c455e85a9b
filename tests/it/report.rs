//! sfe-report: what a night changed, whose data to correct, and the nights.

mod about;
mod changes;
mod history;
mod hostile;
mod sets;
