//! sfe-report: what a night changed, who must be mended, and the nights.

mod changes;
mod history;
mod hostile;
mod sets;
