//! What a finding means and what to do about it, in the words of HR and of SmartFind's operator.

use super::fields::Field;
use crate::decisions::{Column, Kind, Known};

/// What is said about a kind besides what is wrong.
pub(crate) struct Advice {
    /// What happens otherwise, as a sentence without its period.
    pub(crate) consequence: &'static str,
    /// What to do, as a sentence without its period.
    pub(crate) advice: &'static str,
    /// The columns to look at, unless each finding names its own.
    columns: &'static [&'static str],
}

const NOT_IN_SMARTFIND: &str = "Not in SmartFind";
const OLD_DATA: &str = "In SmartFind with the old data: nothing that changes in PowerSchool gets there";
const PERHAPS_OLD_DATA: &str = "Not sent: either not in SmartFind, or there with the old data";
const OLD_SCHEDULE: &str = "In SmartFind with the old work schedule: a substitute may be called for the wrong hours";
const PERHAPS_OLD_SCHEDULE: &str = "In SmartFind without a work schedule or with the old one";
const NO_SUBSTITUTE: &str = "In SmartFind, but no substitute can be called";
const CANNOT_SIGN_IN: &str = "In SmartFind, but cannot sign in";
const MAY_NOT_SIGN_IN: &str = "In SmartFind, but may not be able to sign in";
const NO_MAIL: &str = "E-mail from SmartFind may not arrive";
const WRONG_TIME: &str = "SmartFind may refuse or misread the schedule, so that no substitute can be called";
const WRONG_HOURS: &str = "A substitute may be called for the wrong hours";
const WRONG_DAYS: &str = "A substitute may be called for the wrong days";

const START_AND_END: &[&str] = &["start_time", "end_time", "start_time_2", "end_time_2"];
const HALF_DAYS: &[&str] = &["am_time", "pm_time", "am_time_2", "pm_time_2"];
const DAYS: &[&str] = &["time1_days", "time2_days"];

impl Advice {
    /// What to say about a kind.
    pub(crate) fn about(kind: Kind) -> Self {
        let said = |consequence, advice, columns| Advice { consequence, advice, columns };
        match kind {
            Kind::AccessIdNotANumber | Kind::AccessIdOutOfRange => {
                said(NOT_IN_SMARTFIND, "Correct the teacher number: 1 to 9 digits, not 0", &["teachernumber"])
            }
            Kind::NoName => said(NOT_IN_SMARTFIND, "Enter the name", &["first_name", "last_name"]),
            Kind::Unprintable => said(
                NOT_IN_SMARTFIND,
                "Take out the character: a |, a tab, a line break, or one that shows as a box",
                &[],
            ),
            Kind::NoHomeSchoolRow => said(
                NOT_IN_SMARTFIND,
                "Change the home school to one where the person works, or add the person to the home school",
                &["homeschoolid", "schoolid"],
            ),
            Kind::InactiveAtHomeSchool => said(
                "In SmartFind as inactive: cannot sign in, and no substitute can be called",
                "Change the home school to the one where the person works, or make the person active there",
                &["homeschoolid", "status"],
            ),
            Kind::SharedAccessId => said(
                "In SmartFind these people are one account: one of them is missing",
                "Give each person a number of their own",
                &["teachernumber"],
            ),
            Kind::IncompleteWorkSchedule => said(NO_SUBSTITUTE, "Enter what is blank", &[]),
            Kind::NoWorkSchedule => said(
                NO_SUBSTITUTE,
                "Enter the work schedule, or ask to have it accepted if the person never needs a substitute",
                &["sfe_position", "start_time", "end_time"],
            ),
            Kind::DayInBothSchedules => said(
                "The person works twice at once: a substitute may be called for the wrong hours",
                "Uncheck the day in one of the schedules",
                DAYS,
            ),
            Kind::NotATime => said(WRONG_TIME, "Enter the time in the way that the other times are written", &[]),
            Kind::EndsBeforeStart => said(WRONG_TIME, "Correct the times; look at AM and PM", START_AND_END),
            Kind::UnlikelyHours => {
                said(WRONG_HOURS, "Correct the times, or ask to have them accepted if they are right", START_AND_END)
            }
            Kind::Schedule2WithoutTimes => said(
                "No substitute can be called on the days of schedule 2",
                "Enter the times, or uncheck the days",
                &["start_time_2", "end_time_2"],
            ),
            Kind::SignOnShared => {
                said("Only one of these people can sign in", "Give each person a value of their own", &["email_addr"])
            }
            Kind::SignOnMissing => said(CANNOT_SIGN_IN, "Enter the sign-on ID", &["sso_id"]),
            Kind::EmailMalformed => said(CANNOT_SIGN_IN, "Correct the address", &["email_addr"]),
            Kind::EmailOtherDomain => said(
                MAY_NOT_SIGN_IN,
                "Enter the district's own address, or ask to have this one accepted",
                &["email_addr"],
            ),
            Kind::NoEmail => said(
                NOT_IN_SMARTFIND,
                "Enter the address, or ask to have it accepted if the person does not belong in SmartFind",
                &["email_addr"],
            ),
            Kind::SubstituteWithoutTelephone => {
                said("In SmartFind, but cannot be called for jobs", "Enter a telephone number", &["home_phone"])
            }
            Kind::TelephoneMalformed => {
                said("SmartFind cannot call this number", "Correct the number", &["home_phone"])
            }
            Kind::NewCode => said(
                "If SmartFind does not have the code, it refuses these people or their schedules",
                "Correct the code, or make sure that SmartFind has it",
                &[],
            ),
            Kind::CodeWithSpaces => said("SmartFind may not know the code", "Take the spaces out", &[]),
            Kind::Duplicate => {
                said("Only the first record is used, which may be the wrong one", "Delete one of the records", &[])
            }
            Kind::DayInNeitherSchedule => said(
                "No substitute can be called on that day",
                "Check the day in one of the schedules, or ask to have it accepted if the person does not work then",
                DAYS,
            ),
            Kind::NoDayInSchedule => said(NO_SUBSTITUTE, "Check the days that the person works", DAYS),
            Kind::HalfDayCrossed | Kind::HalfDayOutside => {
                said("A substitute for half a day may be called for the wrong hours", "Correct the times", HALF_DAYS)
            }
            Kind::DaysIgnored => said(
                WRONG_DAYS,
                "Check all five days in Schedule 1, or enter the other days in Schedule 2; if the person works only on \
                 these days, ask to have them sent as they are",
                &["time1_days"],
            ),
            Kind::OtherTimeFormat => said(
                "SmartFind may misread the time",
                "Write the time as nearly everyone else's is, without blanks around it",
                START_AND_END,
            ),
            Kind::OddCheckbox => said(
                "The box counts as not checked, which may be wrong",
                "Check or uncheck the box again, and save",
                &[],
            ),
            Kind::SchoolUnlikely => said(
                "SmartFind may not know the school, so that no substitute can be called",
                "Correct the home school",
                &["homeschoolid"],
            ),
            Kind::OddName => {
                said("Substitutes see and hear the name as it is", "Correct the name", &["first_name", "last_name"])
            }
            Kind::BecameSubstitute => said(
                "Gets no jobs: counts as not available",
                "Open the substitute's profile and check Available for New Jobs",
                &[],
            ),
            Kind::FormerSubstitute => {
                said("Is still called for jobs", "Open the substitute's profile and uncheck Active", &[])
            }
            Kind::LeftStillActive => said(
                "Can still sign in, and may still be called for jobs",
                "Uncheck Active in the profile, or set SFE_DEACTIVATE_LEAVERS=1 to have it done for people who left",
                &[],
            ),
            Kind::AccessIdReassigned => said(
                "Two people have one account",
                "Check whose profile it is: name, sign-on and absences of the person before are still in it",
                &[],
            ),
            Kind::AccessIdChanged => {
                said("The person has two accounts", "Uncheck Active in the profile with the old access ID", &[])
            }
            Kind::StaleSchedule => said(
                "A substitute may still be called for the old schedule",
                "Delete the schedule from the employee's profile, unless it is only incomplete in PowerSchool",
                &[],
            ),
            Kind::ValueKept => said(
                "SmartFind goes on using the old value",
                "Delete the value from the profile if it is no longer right",
                &[],
            ),
        }
    }

    /// The same where SmartFind has, or perhaps has, from earlier nights what is not sent tonight.
    pub(crate) fn with_in_smartfind(self, kind: Kind, in_smartfind: Option<Known>) -> Self {
        let consequence = match (in_smartfind, kind.keeps_out()) {
            (None, _) => self.consequence,
            (Some(Known::Known), true) => OLD_DATA,
            (Some(Known::Perhaps), true) => PERHAPS_OLD_DATA,
            (Some(Known::Known), false) => OLD_SCHEDULE,
            (Some(Known::Perhaps), false) => PERHAPS_OLD_SCHEDULE,
        };
        Advice { consequence, ..self }
    }

    /// What to say about a finding in this column; `has_sign_on_id` when the person does not sign on with an e-mail
    /// address.
    pub(crate) fn about_finding(kind: Kind, column: Option<Column>, has_sign_on_id: bool) -> Self {
        let said = Advice::about(kind);
        let consequence = match kind {
            Kind::OddCheckbox => column.map_or(said.consequence, unchecked),
            Kind::EmailMalformed | Kind::EmailOtherDomain if has_sign_on_id => NO_MAIL,
            _ => said.consequence,
        };
        Advice { consequence, ..said }
    }

    /// The fields to look at; none when each finding names its own.
    pub(crate) fn fields(&self) -> Vec<Field> {
        self.columns.iter().map(|column| Field::of_column(column)).collect()
    }
}

/// What happens when a checkbox counts as not checked.
fn unchecked(column: Column) -> &'static str {
    match column.key() {
        "contractemp" => "A contract employee may be sent as active",
        "custom_times" => "Custom times are sent as not allowed",
        _ => "A day of the work schedule may be missing",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_sentences_without_their_periods() {
        for kind in Kind::ALL {
            let said = Advice::about(kind);
            for text in [said.consequence, said.advice] {
                assert!(text.chars().next().is_some_and(char::is_uppercase) && !text.ends_with('.'), "{kind}: {text}");
            }
        }
    }
}
