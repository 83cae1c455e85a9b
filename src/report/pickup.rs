//! What became of the set that was uploaded before a night, in words.

use crate::home::RunName;
use crate::record::Pickup;
use crate::record::night::{Night, SetBefore};

/// The sentence for the top of a report; `None` when there was no set, or when the night did not look for it.
pub(crate) fn sentence(night: &Night) -> Option<String> {
    let before = night.pickup.as_ref()?;
    let set = match before.run.as_deref() {
        Some(run) => format!("the set uploaded before ({})", when(run)),
        None => "the set uploaded before".to_string(),
    };
    Some(match before.what {
        Pickup::PickedUp => {
            let found_out = before.since.as_deref().map_or_else(|| night.when(), when);
            format!("SmartFind picked up {set}; found out {found_out}")
        }
        Pickup::Waiting => format!("SmartFind has not picked up {set}: waiting since {}", since(before)),
        Pickup::Unknown => format!("It is unknown whether SmartFind picked up {set}"),
        Pickup::Nothing => return None,
    })
}

fn since(before: &SetBefore) -> String {
    before.since.as_deref().or(before.run.as_deref()).map_or_else(|| "an unknown time".to_string(), when)
}

/// When a run began, from its name, or the text as it is.
fn when(run: &str) -> String {
    match RunName::parse(run) {
        Some(name) => format!("{} UTC", name.began.strftime("%Y-%m-%d %H:%M")),
        None => run.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(what: Pickup, run: Option<&str>, since: Option<&str>) -> Option<String> {
        let pickup = SetBefore { what, run: run.map(str::to_string), since: since.map(str::to_string) };
        let began = "2026-11-24T02:15:00Z".to_string();
        sentence(&Night { began, pickup: Some(pickup), ..Night::default() })
    }

    #[test]
    fn each_answer_is_a_sentence() {
        let (run, since) = (Some("20261123T021500Z-7"), Some("20261121T021500Z-5"));
        for (what, since, expected) in [
            (
                Pickup::PickedUp,
                None,
                "SmartFind picked up the set uploaded before (2026-11-23 02:15 UTC); found out 2026-11-24 02:15 UTC",
            ),
            (
                Pickup::PickedUp,
                Some("20261123T100000Z-9"),
                "SmartFind picked up the set uploaded before (2026-11-23 02:15 UTC); found out 2026-11-23 10:00 UTC",
            ),
            (
                Pickup::Waiting,
                since,
                "SmartFind has not picked up the set uploaded before (2026-11-23 02:15 UTC): waiting since 2026-11-21 \
                 02:15 UTC",
            ),
            (
                Pickup::Waiting,
                None,
                "SmartFind has not picked up the set uploaded before (2026-11-23 02:15 UTC): waiting since 2026-11-23 \
                 02:15 UTC",
            ),
            (
                Pickup::Unknown,
                None,
                "It is unknown whether SmartFind picked up the set uploaded before (2026-11-23 02:15 UTC)",
            ),
        ] {
            assert_eq!(told(what, run, since).as_deref(), Some(expected));
        }
        assert_eq!(told(Pickup::Nothing, None, None), None);
        assert_eq!(sentence(&Night::default()), None);
    }
}
