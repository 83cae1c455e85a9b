//! Where staff come from: the list of sources, and which of them is taken.

mod oracle;
pub(crate) mod source_type;
mod sqlite;
mod unfit;

use super::settings::Settings;
use crate::common::exit::{Exit, Failure, Result};
use crate::common::messages;
use source_type::{SourceType, Suitability};

/// In the order of preference.
const SOURCES: &[SourceType] = &[
    sqlite::TYPE,
    oracle::thick::TYPE,
    #[cfg(feature = "thin")]
    oracle::thin::TYPE,
];

/// The sources that the settings allow, the preferred one first; decided from the settings alone.
pub(crate) fn candidates(settings: &Settings) -> Vec<(&'static SourceType, Suitability)> {
    let all = SOURCES.iter().map(|source| (source, (source.suitability)(settings)));
    let suitable: Vec<_> = all.filter(|(_, suitability)| *suitability != Suitability::No).collect();
    // What is required leaves no choice.
    match suitable.iter().find(|(_, suitability)| *suitability == Suitability::Required) {
        Some(required) => vec![*required],
        None => suitable,
    }
}

/// The first of the candidates that loads.
///
/// Loading may start the program again (see `thick`), so nothing is to be read before it.
pub(crate) fn load(
    candidates: &[(&'static SourceType, Suitability)],
    settings: &Settings,
) -> Result<&'static SourceType> {
    let mut reasons = Vec::new();
    for (source, suitability) in candidates {
        match ((source.load)(settings), suitability) {
            (Ok(reason), _) => {
                let before = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join("; ")) };
                messages::detail(format_args!("driver {}: {reason}{before}", source.name));
                return Ok(source);
            }
            (Err(Failure::Error(_, error)), Suitability::Possible) => {
                let cause = error.root_cause().to_string();
                reasons.push(format!("{}: {}", source.name, cause.lines().next().unwrap_or("")));
            }
            // What was asked for by name must not be passed over silently.
            (Err(failure), _) => return Err(failure),
        }
    }
    Err(Failure::new(Exit::Config, format!("no driver for {} ({})", settings.database, reasons.join("; "))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::database::Database;
    use crate::extract::driver::Driver;
    use std::time::Duration;

    fn names(database: &str, driver: Driver, folder: Option<&str>) -> Vec<(&'static str, Suitability)> {
        let settings = Settings {
            database: Database::new(database, None).unwrap(),
            user: None,
            password_file: None,
            driver,
            client_library: folder.map(Into::into),
            wallet: None,
            fetch_size: None,
            timeout: Duration::from_secs(60),
        };
        candidates(&settings).into_iter().map(|(source, suitability)| (source.name, suitability)).collect()
    }

    #[test]
    #[cfg(feature = "thin")]
    fn the_driver_follows_from_the_settings_alone() {
        use Suitability::{Possible, Required};
        for (database, driver, folder, expected) in [
            ("sqlite:x.db", Driver::Thick, Some("none"), &[("sqlite", Required)][..]),
            ("db:1521/X", Driver::Auto, None, &[("thick", Possible), ("thin", Possible)][..]),
            ("db:1521/X", Driver::Auto, Some("none"), &[("thick", Required)][..]),
            ("db:1521/X", Driver::Thick, None, &[("thick", Required)][..]),
            ("db:1521/X", Driver::Thin, Some("none"), &[("thin", Required)][..]),
        ] {
            assert_eq!(names(database, driver, folder), expected, "{database} {driver:?} {folder:?}");
        }
    }
}
