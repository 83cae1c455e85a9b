//! The kinds of findings: what SmartFind would refuse or misread, and what somebody should do there.

mod severity;

use serde::{Deserialize, Serialize};
pub(crate) use severity::Severity;
use std::fmt;

/// Who is to act on a finding, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum List {
    /// Human resources correct it in PowerSchool.
    Fix,
    /// The operator does it in SmartFind.
    ToDo,
}

/// Declares each kind once: its word, its list, its usual severity, and what is wrong in plain words.
macro_rules! kinds {
    ($($kind:ident($name:literal, $list:ident, $severity:ident, $text:literal),)*) => {
        /// A kind of finding, by its word in decisions.jsonl; in the order of the report.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(missing_docs)] // the words and the texts say it
        pub(crate) enum Kind {
            $(#[serde(rename = $name)] $kind,)*
        }

        impl Kind {
            /// All kinds, in the order of the report.
            pub(crate) const ALL: [Kind; [$($name),*].len()] = [$(Kind::$kind),*];

            /// Its word, as in decisions.jsonl.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }

            /// Who is to act on it.
            pub(crate) fn list(self) -> List {
                match self { $(Kind::$kind => List::$list,)* }
            }

            /// How serious it usually is. A finding may be more or less serious: see `Finding::severity`.
            pub(crate) fn severity(self) -> Severity {
                match self { $(Kind::$kind => Severity::$severity,)* }
            }

            /// What is wrong, as a short sentence without its period.
            pub(crate) fn text(self) -> &'static str {
                match self { $(Kind::$kind => $text,)* }
            }
        }
    };
}

#[rustfmt::skip]
kinds! {
    // To fix in PowerSchool.
    AccessIdNotANumber("access-id-not-a-number", Fix, High, "The teacher number is blank or not a number"),
    AccessIdOutOfRange("access-id-out-of-range", Fix, High, "The teacher number is not between 1 and 999999999"),
    NoName("no-name", Fix, High, "The first or last name is blank"),
    Unprintable("unprintable", Fix, High, "A field has a character that the files cannot hold"),
    NoHomeSchoolRow("no-home-school-row", Fix, High, "There is no record at the home school"),
    InactiveAtHomeSchool("inactive-at-home-school", Fix, High, "Inactive at the home school, but active at another"),
    SharedAccessId("shared-access-id", Fix, High, "Two or more people have the same teacher number"),
    IncompleteWorkSchedule("incomplete-work-schedule", Fix, High, "A part of the work schedule is blank"),
    DayInBothSchedules("day-in-both-schedules", Fix, High, "A day is checked in both schedules"),
    NotATime("not-a-time", Fix, High, "A time in the work schedule is not a time of day"),
    EndsBeforeStart("ends-before-start", Fix, High, "The work schedule ends before it starts"),
    Schedule2WithoutTimes(
        "schedule-2-without-times", Fix, High,
        "Days are checked for schedule 2, but its start or end time is blank"
    ),
    SignOnShared("sign-on-shared", Fix, High, "Two or more people sign on with the same ID or e-mail address"),
    SignOnMissing("sign-on-missing", Fix, High, "The sign-on ID is blank"),
    EmailMalformed("email-malformed", Fix, High, "The e-mail address is not valid"),
    SubstituteWithoutTelephone("substitute-without-telephone", Fix, High, "A substitute has no telephone number"),
    NoDayInSchedule("no-day-in-schedule", Fix, High, "A work schedule has no day"),
    NewCode("new-code", Fix, Medium, "A code is new: nobody had it before"),
    NoEmail("no-email", Fix, Medium, "There is no e-mail address"),
    Duplicate("duplicate", Fix, Medium, "There are two HR records for one person"),
    NoWorkSchedule("no-work-schedule", Fix, Medium, "There is no work schedule"),
    UnlikelyHours("unlikely-hours", Fix, Medium, "The hours of the work schedule are unlikely"),
    DayInNeitherSchedule("day-in-neither-schedule", Fix, Medium, "A weekday is checked in neither schedule"),
    HalfDayCrossed("half-day-crossed", Fix, Medium, "The morning half ends after the afternoon half starts"),
    HalfDayOutside("half-day-outside", Fix, Medium, "A half-day time is outside the work schedule"),
    DaysIgnored("days-ignored", Fix, Medium, "Some days are checked, but Monday to Friday is sent"),
    OtherTimeFormat("other-time-format", Fix, Medium, "A time is not written like the others"),
    EmailOtherDomain("email-other-domain", Fix, Medium, "The e-mail address is not in the usual domain"),
    OddCheckbox("odd-checkbox", Fix, Medium, "A checkbox has an unknown value and counts as not checked"),
    CodeWithSpaces("code-with-spaces", Fix, Medium, "A code has spaces around it"),
    SchoolUnlikely("school-unlikely", Fix, Medium, "The home school is unlikely"),
    TelephoneMalformed("telephone-malformed", Fix, Low, "The telephone number is not valid"),
    OddName("odd-name", Fix, Low, "A name has characters that names do not have"),

    // To do in SmartFind.
    BecameSubstitute("became-substitute", ToDo, High, "Became a substitute and is not available for new jobs"),
    FormerSubstitute("former-substitute", ToDo, High, "Is no longer a substitute, but still active as one"),
    LeftStillActive("left-still-active", ToDo, High, "No longer sent, but still active in SmartFind"),
    AccessIdReassigned("access-id-reassigned", ToDo, High, "The access ID was another person's: one account for two"),
    AccessIdChanged("access-id-changed", ToDo, High, "The access ID changed, and the old one is still active"),
    StaleSchedule("stale-schedule", ToDo, Medium, "SmartFind keeps a work schedule that is no longer sent"),
    ValueKept("value-kept", ToDo, Low, "SmartFind keeps a value that is blank in PowerSchool now"),
}

impl Kind {
    /// The kind of this word.
    pub(crate) fn find(name: &str) -> Option<Self> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether a finding counts, given whether the person is active in PowerSchool. Nobody is called for inactive
    /// people, but what is to do in SmartFind is to do all the same, and for some kinds the finding is the inactivity.
    pub(crate) fn counts(self, is_active: bool) -> bool {
        is_active || self.list() == List::ToDo || matches!(self, Kind::InactiveAtHomeSchool | Kind::NoHomeSchoolRow)
    }

    /// Whether it keeps a person who has the finding out of tonight's files.
    pub(crate) fn keeps_out(self) -> bool {
        matches!(
            self,
            Kind::AccessIdNotANumber
                | Kind::AccessIdOutOfRange
                | Kind::NoName
                | Kind::Unprintable
                | Kind::NoHomeSchoolRow
                | Kind::NoEmail
        )
    }

    /// Whether entries are values of a column, each with its people, rather than people.
    pub(crate) fn is_of_values(self) -> bool {
        matches!(self, Kind::OddCheckbox | Kind::NewCode)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_word_everywhere() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_string(&kind).expect("JSON"), format!("{:?}", kind.name()));
            assert_eq!(Kind::find(kind.name()), Some(kind));
            assert!(!kind.text().ends_with('.'), "{kind}");
        }
    }

    #[test]
    fn the_report_goes_by_list_and_severity() {
        let order = |kind: &Kind| (kind.list(), kind.severity());
        assert!(Kind::ALL.is_sorted_by_key(order));
    }
}
