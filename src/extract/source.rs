//! Where staff come from: the list of sources, and which of them suits.

pub(crate) mod kind;
mod oracle;
mod sqlite;

use super::settings::Settings;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use kind::{SourceKind, Suits};

/// The first that suits is taken.
const KINDS: &[SourceKind] = &[
    sqlite::KIND,
    oracle::thick::KIND,
    #[cfg(feature = "thin")]
    oracle::thin::KIND,
];

/// The kind of source that suits the database.
///
/// Choosing may start the program again (see `thick`), so nothing is to be read before it.
pub(crate) fn choose(settings: &Settings) -> Result<&'static SourceKind> {
    let mut reasons = Vec::new();
    for kind in KINDS {
        match (kind.suits)(settings)? {
            Suits::Yes(reason) => {
                messages::detail(format_args!("driver {}: {reason}", kind.name));
                return Ok(kind);
            }
            Suits::No(reason) => reasons.push(format!("{}: {reason}", kind.name)),
        }
    }
    Err(Failure::new(Exit::Config, format!("no driver for {} ({})", settings.database, reasons.join("; "))))
}
