//! What the files can hold: the format has no quoting, so that no field may have a `|` or a control character.

use super::person::Person;
use crate::decisions::Column;
use crate::stream::field::{is_blank, printed};
use crate::stream::row::StaffRow;

/// The first column of the stream that the person's records cannot hold. Columns that are not printed do not matter.
pub(crate) fn unprintable_column(person: &Person<'_>) -> Option<Column> {
    let row = person.row;
    let profile = [
        (Column::HOME_PHONE, printed(&row.home_phone)),
        (Column::FIRST_NAME, printed(&row.first_name)),
        (Column::LAST_NAME, printed(&row.last_name)),
        (Column::EMAIL_ADDR, printed(&row.email_addr)),
        (Column::SSO_ID, person.sign_on()),
        (Column::EXTERNAL_ID, printed(&row.external_id)),
        (Column::CALENDAR, person.calendar()),
    ];
    let own = row.profile.iter().map(|(column, text)| (Column::of_profile(*column), text.as_ref()));
    let own = own.filter(|(_, text)| !is_blank(text));
    let schedules = person.schedules.all().flat_map(|schedule| {
        let [start, end, morning_end, afternoon_start] = schedule.order.time_columns();
        [
            (Column::LOCATION, person.location.as_ref()),
            (Column::SFE_POSITION, printed(&row.sfe_position)),
            (start, printed(&schedule.columns.start_time)),
            (end, printed(&schedule.columns.end_time)),
            (morning_end, printed(&schedule.columns.am_time)),
            (afternoon_start, printed(&schedule.columns.pm_time)),
        ]
    });
    profile.into_iter().chain(own).chain(schedules).find(|(_, field)| !is_printable(field)).map(|(column, _)| column)
}

/// The text that a row has in such a column; empty when it is not the row's own, such as the default calendar.
pub(crate) fn text_in<'r>(row: &'r StaffRow<'r>, column: Column) -> &'r str {
    let texts = [
        (Column::HOME_PHONE, &row.home_phone),
        (Column::FIRST_NAME, &row.first_name),
        (Column::LAST_NAME, &row.last_name),
        (Column::EMAIL_ADDR, &row.email_addr),
        (Column::EXTERNAL_ID, &row.external_id),
        (Column::CALENDAR, &row.calendar),
        (Column::LOCATION, &row.location),
        (Column::SFE_POSITION, &row.sfe_position),
    ];
    let schedules = [(Column::TIMES_1, &row.schedule_1), (Column::TIMES_2, &row.schedule_2)];
    let times = schedules.into_iter().flat_map(|(columns, texts)| {
        columns.into_iter().zip([&texts.start_time, &texts.end_time, &texts.am_time, &texts.pm_time])
    });
    let sign_on_id = row.sso_id.as_ref().map(|text| (Column::SSO_ID, text));
    let found = texts.into_iter().chain(times).chain(sign_on_id).find(|(of, _)| *of == column);
    let own = || row.profile.iter().find(|(of, _)| Column::of_profile(*of) == column).map(|(_, text)| &**text);
    found.map(|(_, text)| printed(text)).or_else(own).unwrap_or_default()
}

/// Neither `|` nor a control character, U+0000–1F and U+007F–9F, nor U+FFFD, which stands for bytes that were no text.
fn is_printable(field: &str) -> bool {
    // C2 begins the control characters that are not ASCII, and EF the replacement character. Nearly no field has any of
    // these bytes.
    let may_be_bad = |byte: u8| byte == b'|' || byte.is_ascii_control() || byte == 0xc2 || byte == 0xef;
    let is_bad = |c: char| c == '|' || c.is_control() || c == char::REPLACEMENT_CHARACTER;
    // Without an early end the compiler looks at many bytes at once.
    let is_plain = !field.bytes().fold(false, |found, byte| found | may_be_bad(byte));
    is_plain || !field.contains(is_bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_and_control_characters_are_unprintable() {
        for bad in ["a|b", "\0", "a\nb", "\u{1f}", "\u{7f}", "é\u{80}", "\u{9f}", "M\u{fffd}ller"] {
            assert!(!is_printable(bad), "{bad:?}");
        }
        for good in ["", " ", "\"D'Angelo\", Jr.", "\u{a0}", "Â©", "Nguyễn 😀", "\u{2028}"] {
            assert!(is_printable(good), "{good:?}");
        }
    }
}
