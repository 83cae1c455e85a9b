//! A column of the stream, in decisions and messages.

use crate::stream::columns::{self, COLUMNS, OPTIONAL_KEYS};
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
    pub(crate) const CONTRACTEMP: Column = Column("contractemp");
    pub(crate) const CUSTOM_TIMES: Column = Column("custom_times");
    pub(crate) const SFE_POSITION: Column = Column("sfe_position");
    pub(crate) const SSO_ID: Column = Column("sso_id");
    pub(crate) const EXTERNAL_ID: Column = Column("external_id");
    pub(crate) const LOCATION: Column = Column("location");
    pub(crate) const SUB_CALLBACK_NUM: Column = Column("p1_subcallbacknum");

    /// Start, end, AM half end and PM half start of schedule 1.
    pub(crate) const TIMES_1: [Column; 4] =
        [Column("start_time"), Column("end_time"), Column("am_time"), Column("pm_time")];
    /// The same of schedule 2.
    pub(crate) const TIMES_2: [Column; 4] =
        [Column("start_time_2"), Column("end_time_2"), Column("am_time_2"), Column("pm_time_2")];

    /// The column of this key; `None` when the programs know none.
    pub(crate) fn find(key: &str) -> Option<Self> {
        match columns::position(key) {
            Some(place) => Some(Column(COLUMNS[place].name)),
            None => OPTIONAL_KEYS.into_iter().find(|optional| *optional == key).map(Column),
        }
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
            Column::CONTRACTEMP,
            Column::CUSTOM_TIMES,
            Column::SFE_POSITION,
            Column::SSO_ID,
            Column::EXTERNAL_ID,
            Column::LOCATION,
            Column::SUB_CALLBACK_NUM,
        ];
        for column in constants.into_iter().chain(Column::TIMES_1).chain(Column::TIMES_2) {
            assert_eq!(Column::find(column.key()), Some(column));
        }
        assert_eq!(Column::find("start_time_2").map(Column::key), Some("start_time_2"));
        assert!(serde_json::from_str::<Column>("\"nickname\"").is_err());
    }
}
