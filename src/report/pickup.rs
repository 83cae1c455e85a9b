//! What became of the set that was uploaded before a night, in words.

use super::when;
use crate::record::Pickup;
use crate::record::night::{Night, SetBefore};

/// The sentence for the top of a report; `None` when there was no set, or when the night did not look for it.
pub(crate) fn sentence(night: &Night) -> Option<String> {
    let before = night.pickup.as_ref()?;
    let files = match before.run.as_deref() {
        Some(run) => format!("the files uploaded before ({})", when::of_run(run)),
        None => "the files uploaded before".to_string(),
    };
    Some(match before.what {
        Pickup::PickedUp => {
            let seen = before.since.as_deref().map(|run| format!(", as seen {}", when::of_run(run)));
            format!("SmartFind picked up {files}{}", seen.unwrap_or_default())
        }
        Pickup::Waiting => format!("SmartFind has not picked up {files}: waiting since {}", since(before)),
        Pickup::Unknown => format!("It is unknown whether SmartFind picked up {files}"),
        Pickup::Nothing => return None,
    })
}

fn since(before: &SetBefore) -> String {
    let run = before.since.as_deref().or(before.run.as_deref());
    run.map_or_else(|| "an unknown time".to_string(), when::of_run)
}
