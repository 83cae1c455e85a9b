//! What became of the sets on the list of uploads: the rules, without any server.

use super::merge::Parts;
use crate::uploads::{Reached, ServerFolder, Upload};

/// What the server shows under the name of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The file as it was uploaded.
    Same,
    Other,
    /// None.
    Gone,
    /// Nobody can tell.
    Unknown,
}

impl Answer {
    /// From the word that `sfe-push --waiting` prints.
    pub(crate) fn from_word(word: &str) -> Self {
        match word {
            "same" => Answer::Same,
            "other" => Answer::Other,
            "gone" => Answer::Gone,
            _ => Answer::Unknown,
        }
    }
}

/// The answers for the three files, in import order.
pub(crate) type Answers = [Answer; 3];

/// What became of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// SmartFind has taken it, or these parts of it besides the profiles.
    PickedUp(Parts),
    /// It is still there.
    Waiting,
    /// It is still there, but its upload was followed by one that began to replace it.
    Disturbed,
    /// Nobody can tell.
    Unknown,
    /// It went to another server, user or folder than the settings name.
    Elsewhere,
    /// A later set took its place before it was picked up.
    Replaced,
    /// Its upload changed nothing on the server.
    NeverArrived,
}

/// How SmartFind's importer treats files that it has read (SFE_IMPORTER).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Importer {
    /// It takes them away.
    Removes,
    /// It leaves them, so that the server cannot be asked.
    Keeps,
}

/// What became of a set, where no server has to be asked.
pub(crate) fn without_asking(upload: &Upload, importer: Importer, server: &ServerFolder) -> Option<Fate> {
    if upload.server != *server {
        return Some(Fate::Elsewhere);
    }
    if importer == Importer::Removes && !upload.is_hidden() {
        return None;
    }
    Some(match upload.reached {
        Reached::Uploaded => Fate::PickedUp(Parts::ALL),
        Reached::Begun => Fate::Unknown,
    })
}

/// What became of sets on one server, oldest first, by what it shows under their names.
pub(crate) fn fates(uploads: &[(&Upload, Answers)]) -> Vec<Fate> {
    if let [(upload, answers)] = uploads {
        return vec![fate(upload, *answers)];
    }
    // Of several sets the one whose profiles are there has replaced the earlier ones, and no later one has arrived.
    match uploads.iter().rposition(|(_, [profiles, ..])| *profiles == Answer::Same) {
        None => vec![Fate::Unknown; uploads.len()],
        Some(there) => (0..uploads.len())
            .map(|place| match place.cmp(&there) {
                std::cmp::Ordering::Less => Fate::Replaced,
                std::cmp::Ordering::Equal if there + 1 < uploads.len() => Fate::Disturbed,
                std::cmp::Ordering::Equal => Fate::Waiting,
                std::cmp::Ordering::Greater => Fate::NeverArrived,
            })
            .collect(),
    }
}

fn fate(upload: &Upload, [profiles, sign_ons, schedules]: Answers) -> Fate {
    match (profiles, upload.reached) {
        (Answer::Same, _) => Fate::Waiting,
        (Answer::Gone, Reached::Uploaded) if !upload.disturbed => {
            Fate::PickedUp(Parts { sign_ons: sign_ons == Answer::Gone, schedules: schedules == Answer::Gone })
        }
        _ => Fate::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uploads::{File, Kind};
    use Answer::{Gone, Other, Same, Unknown};

    fn server(host: &str) -> ServerFolder {
        ServerFolder { host: host.into(), port: 22, user: "u".into(), folder: "./upload1".into() }
    }

    fn upload(reached: Reached) -> Upload {
        let file = |size| File { name: "x".into(), size, modified: None };
        Upload {
            run: "r".into(),
            server: server("h"),
            kind: Kind::Whole,
            files: vec![file(Some(1)), file(Some(2)), file(Some(3))],
            reached,
            waiting_since: None,
            disturbed: false,
        }
    }

    #[test]
    fn one_set_by_the_table() {
        let (uploaded, begun) = (upload(Reached::Uploaded), upload(Reached::Begun));
        let disturbed = Upload { disturbed: true, ..uploaded.clone() };
        let parts = |sign_ons, schedules| Fate::PickedUp(Parts { sign_ons, schedules });
        for (upload, answers, fate) in [
            (&uploaded, [Gone, Gone, Gone], parts(true, true)),
            (&uploaded, [Gone, Same, Gone], parts(false, true)),
            (&uploaded, [Gone, Unknown, Other], parts(false, false)),
            (&uploaded, [Same, Gone, Gone], Fate::Waiting),
            (&uploaded, [Other, Gone, Gone], Fate::Unknown),
            (&uploaded, [Unknown, Gone, Gone], Fate::Unknown),
            (&begun, [Same, Same, Same], Fate::Waiting),
            (&begun, [Gone, Gone, Gone], Fate::Unknown),
            (&begun, [Other, Same, Same], Fate::Unknown),
            (&disturbed, [Same, Gone, Same], Fate::Waiting),
            (&disturbed, [Gone, Gone, Gone], Fate::Unknown),
        ] {
            assert_eq!(fates(&[(upload, answers)]), [fate], "{answers:?}");
        }
    }

    #[test]
    fn several_sets_are_answered_together() {
        let (uploaded, begun) = (upload(Reached::Uploaded), upload(Reached::Begun));
        for (first, second, expected) in [
            (Other, Same, [Fate::Replaced, Fate::Waiting]),
            (Same, Other, [Fate::Disturbed, Fate::NeverArrived]),
            (Gone, Gone, [Fate::Unknown, Fate::Unknown]),
            (Other, Other, [Fate::Unknown, Fate::Unknown]),
        ] {
            let answered = [(&uploaded, [first, Gone, Gone]), (&begun, [second, Gone, Gone])];
            assert_eq!(fates(&answered), expected, "{first:?} {second:?}");
        }
    }

    #[test]
    fn some_are_not_asked_about() {
        let (uploaded, begun) = (upload(Reached::Uploaded), upload(Reached::Begun));
        let here = server("h");
        assert_eq!(without_asking(&uploaded, Importer::Removes, &here), None);
        assert_eq!(without_asking(&uploaded, Importer::Removes, &server("other")), Some(Fate::Elsewhere));
        assert_eq!(without_asking(&uploaded, Importer::Keeps, &here), Some(Fate::PickedUp(Parts::ALL)));
        assert_eq!(without_asking(&begun, Importer::Keeps, &here), Some(Fate::Unknown));
        let mut hidden = uploaded;
        hidden.files[0].size = None;
        assert_eq!(without_asking(&hidden, Importer::Removes, &here), Some(Fate::PickedUp(Parts::ALL)));
    }
}
