//! A column of the stream, in decisions and messages.

use crate::stream::columns::{self, COLUMNS};
use crate::stream::row::ProfileColumn;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A column that the programs know, by its key in the stream.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Column(&'static str);

impl Column {
    pub(crate) const EMAIL_ADDR: Column = Column("email_addr");
    pub(crate) const TEACHERNUMBER: Column = Column("teachernumber");
    pub(crate) const HOME_PHONE: Column = Column("home_phone");
    pub(crate) const FIRST_NAME: Column = Column("first_name");
    pub(crate) const LAST_NAME: Column = Column("last_name");
    pub(crate) const HOMESCHOOLID: Column = Column("homeschoolid");
    pub(crate) const CALENDAR: Column = Column("calendar");
    pub(crate) const CUSTOM_TIMES: Column = Column("custom_times");
    pub(crate) const SFE_POSITION: Column = Column("sfe_position");
    pub(crate) const SSO_ID: Column = Column("sso_id");
    pub(crate) const EXTERNAL_ID: Column = Column("external_id");
    pub(crate) const LOCATION: Column = Column("location");

    /// Start, end, AM half end and PM half start of schedule 1.
    pub(crate) const TIMES_1: [Column; 4] =
        [Column("start_time"), Column("end_time"), Column("am_time"), Column("pm_time")];
    /// The same of schedule 2.
    pub(crate) const TIMES_2: [Column; 4] =
        [Column("start_time_2"), Column("end_time_2"), Column("am_time_2"), Column("pm_time_2")];

    /// The column of this key; `None` when the programs know none.
    pub(crate) fn find(key: &str) -> Option<Self> {
        columns::position(key).map(|place| Column(COLUMNS[place].name))
    }

    /// The column that fills this one of the profile.
    pub(crate) fn of_profile(wanted: ProfileColumn) -> Self {
        Column(columns::of_profile(wanted))
    }

    /// Its key in the stream.
    pub(crate) fn key(self) -> &'static str {
        self.0
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Key;

        impl Visitor<'_> for Key {
            type Value = Column;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column of the stream")
            }

            fn visit_str<E: Error>(self, key: &str) -> Result<Column, E> {
                Column::find(key).ok_or_else(|| E::custom(format_args!("{key:?} is no column of the stream")))
            }
        }

        deserializer.deserialize_str(Key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_constant_is_a_column_of_the_stream() {
        let constants = [
            Column::EMAIL_ADDR,
            Column::TEACHERNUMBER,
            Column::HOME_PHONE,
            Column::FIRST_NAME,
            Column::LAST_NAME,
            Column::HOMESCHOOLID,
            Column::CALENDAR,
            Column::CUSTOM_TIMES,
            Column::SFE_POSITION,
            Column::SSO_ID,
            Column::EXTERNAL_ID,
            Column::LOCATION,
        ];
        for column in constants.into_iter().chain(Column::TIMES_1).chain(Column::TIMES_2) {
            assert_eq!(Column::find(column.key()), Some(column));
        }
        assert_eq!(Column::find("start_time_2").map(Column::key), Some("start_time_2"));
        assert!(serde_json::from_str::<Column>("\"nickname\"").is_err());
        assert_eq!(Column::of_profile(ProfileColumn::SubCallbackNum).key(), "p1_subcallbacknum");
        assert_eq!(Column::of_profile(ProfileColumn::AddressLine1).key(), "p1_addressline1");
    }
}
