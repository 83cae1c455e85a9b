//! The columns of a file by their names in the record of what SmartFind has: lower case, with `_` between words.

use super::command::RecordCommand;
use super::profile::Profile;
use super::record::ImportRecord;
use super::writer::{LineEnd, builder};
use crate::stream::access_id::AccessId;
use serde::Deserialize as _;
use serde::de::value::{BorrowedStrDeserializer, Error as FieldError, SeqDeserializer};

/// Columns that say which record it is, and hold no value of the person's.
const NO_VALUES: [&str; 7] =
    ["record_type", "record_command", "record_number", "access_type", "access", "schedule_order", "closing"];

/// A column of a file.
pub(crate) struct Column {
    pub(crate) name: String,
    /// Whether it holds a value of the person's that SmartFind keeps.
    pub(crate) is_value: bool,
}

/// The columns of a file, in order.
pub(crate) fn columns<R: ImportRecord>() -> Vec<Column> {
    let Some(access) = AccessId::parse("1") else { return Vec::new() };
    let mut writer = builder(LineEnd::Lf).has_headers(true).from_writer(Vec::new());
    // The header that a record has is the names of its columns; writing to memory does not fail.
    let _ = writer.serialize(R::blank(RecordCommand::Change, access));
    let text = String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default();
    let header = text.lines().next().unwrap_or_default();
    let column = |name: &str| {
        let name = snake_case(name);
        Column { is_value: !NO_VALUES.contains(&name.as_str()), name }
    };
    header.split('|').map(column).collect()
}

/// A profile with these values, by the names of the columns.
pub(crate) fn profile_with<'v>(
    command: RecordCommand,
    access: AccessId,
    value: impl Fn(&str) -> &'v str,
) -> Profile<'v> {
    let columns = columns::<Profile<'_>>();
    let fields = columns.iter().map(|column| match column.name.as_str() {
        "record_type" => Profile::RECORD_TYPE,
        "record_command" => command.letter(),
        // Any access ID, until the right one is put in its place.
        "record_number" | "access" => "1",
        name => value(name),
    });
    let fields = fields.map(BorrowedStrDeserializer::<FieldError>::new);
    let profile = Profile::deserialize(SeqDeserializer::new(fields));
    Profile { access, ..profile.unwrap_or_else(|_| Profile::blank(command, access)) }
}

/// `Email Address` as `email_address`, `SubCallbackNum` as `sub_callback_num`, `ExternalID` as `external_id`.
fn snake_case(name: &str) -> String {
    let mut result = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.chars() {
        match c {
            ' ' => result.push('_'),
            c => {
                if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
                    result.push('_');
                }
                result.push(c.to_ascii_lowercase());
            }
        }
        before = c;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import_files::{Profile, SignOn, WorkSchedule};

    fn values<R: ImportRecord>() -> Vec<String> {
        columns::<R>().into_iter().filter(|column| column.is_value).map(|column| column.name).collect()
    }

    #[test]
    fn a_profile_is_made_of_values() {
        let seven = AccessId::parse("7").expect("an access ID");
        let value = |name: &str| match name {
            "first_name" => "Ana",
            "sub_pay_rate" => "9",
            "enable" => "Y",
            _ => "",
        };
        let expected = Profile { first_name: "Ana", sub_pay_rate: "9", ..Profile::blank(RecordCommand::Change, seven) };
        assert_eq!(profile_with(RecordCommand::Change, seven, value), expected);
    }

    #[test]
    fn columns_have_the_names_of_the_record() {
        let profile = values::<Profile<'_>>();
        assert_eq!(profile.len(), 34);
        for name in
            ["telephone", "address_line_1", "external_id", "pin", "employee_active", "sub_callback_num", "enable"]
        {
            assert!(profile.iter().any(|column| column == name), "{name}");
        }
        assert_eq!(values::<SignOn<'_>>(), ["email_address"]);
        assert_eq!(values::<WorkSchedule<'_>>()[..2], ["location", "location_order"]);
        assert_eq!(columns::<WorkSchedule<'_>>()[4].name, "schedule_order");
    }
}
