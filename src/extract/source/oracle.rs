//! Oracle, by either of two drivers.

pub(crate) mod errors;
pub(crate) mod thick;
#[cfg(feature = "thin")]
pub(crate) mod thin;

use super::unfit::is_infinite;
use crate::stream::value::{Value, plain_number};

/// Begins every extract: whatever functions a query calls, it changes nothing, and sees one moment of the data.
const READ_ONLY: &str = "SET TRANSACTION READ ONLY";

/// A NUMBER as a driver spells it; none for infinity, which has no digits.
fn number(text: &str) -> Option<Value<'static>> {
    let plain = plain_number(text).filter(|plain| !is_infinite(text) && !is_infinite(plain))?;
    Some(Value::Number(plain.into_owned().into()))
}

/// See `Source::query_for_invalid`.
fn query_for_invalid(column: &str, from: &str, person: &str) -> String {
    format!(
        "SELECT {person}, DUMP({column}, 1016) FROM {from} WHERE UTL_I18N.VALIDATE_CHARACTER_ENCODING({column}) > 0"
    )
}
