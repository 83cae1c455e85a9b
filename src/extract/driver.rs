//! Which of the two Oracle drivers may be used.

/// `--driver`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Driver {
    /// Thick if Oracle's client library loads, otherwise thin.
    Auto,
    /// Oracle's client library.
    Thick,
    /// Oracle's pure-Rust driver (a pre-release); needs no client library.
    Thin,
}
