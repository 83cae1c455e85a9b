//! The columns of the stream whose text goes into the files as it is.

use serde::{Deserialize, Serialize};

/// Such a column, by its key in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the names are the columns'
pub(crate) enum TextColumn {
    HomePhone,
    FirstName,
    LastName,
    EmailAddr,
    Calendar,
    SfePosition,
    StartTime,
    EndTime,
    AmTime,
    PmTime,
    #[serde(rename = "start_time_2")]
    StartTime2,
    #[serde(rename = "end_time_2")]
    EndTime2,
    #[serde(rename = "am_time_2")]
    AmTime2,
    #[serde(rename = "pm_time_2")]
    PmTime2,
}

impl TextColumn {
    /// Its key in the stream.
    pub(crate) fn key(self) -> &'static str {
        match self {
            TextColumn::HomePhone => "home_phone",
            TextColumn::FirstName => "first_name",
            TextColumn::LastName => "last_name",
            TextColumn::EmailAddr => "email_addr",
            TextColumn::Calendar => "calendar",
            TextColumn::SfePosition => "sfe_position",
            TextColumn::StartTime => "start_time",
            TextColumn::EndTime => "end_time",
            TextColumn::AmTime => "am_time",
            TextColumn::PmTime => "pm_time",
            TextColumn::StartTime2 => "start_time_2",
            TextColumn::EndTime2 => "end_time_2",
            TextColumn::AmTime2 => "am_time_2",
            TextColumn::PmTime2 => "pm_time_2",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_and_files_have_the_same_keys() {
        for column in [
            TextColumn::HomePhone,
            TextColumn::FirstName,
            TextColumn::LastName,
            TextColumn::EmailAddr,
            TextColumn::Calendar,
            TextColumn::SfePosition,
            TextColumn::StartTime,
            TextColumn::EndTime,
            TextColumn::AmTime,
            TextColumn::PmTime,
            TextColumn::StartTime2,
            TextColumn::EndTime2,
            TextColumn::AmTime2,
            TextColumn::PmTime2,
        ] {
            assert_eq!(serde_json::to_string(&column).expect("JSON"), format!("{:?}", column.key()));
        }
    }
}
