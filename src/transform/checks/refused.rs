//! Rows that are not exported though the person should be.

use crate::decisions::{Column, Finding, Kind, Reason};
use crate::stream::field::given;
use crate::stream::row::StaffRow;
use crate::transform::printable::text_in;
use crate::transform::verdict::Refusal;

/// The findings about a row that is skipped or rejected; none where nobody is to correct anything.
pub(crate) fn of_refused_row<'r>(row: &'r StaffRow<'r>, refusal: Refusal, findings: &mut Vec<Finding<'r>>) {
    let of_access_id = |kind| {
        let finding = Finding::new(kind).in_column(Column::TEACHERNUMBER);
        match row.access_id() {
            "" => finding,
            access_id => finding.with_value(access_id),
        }
    };
    match refusal.reason {
        Reason::NoEmail => findings.push(Finding::new(Kind::NoEmail).in_column(Column::EMAIL_ADDR)),
        Reason::NoName => {
            let names = [(Column::FIRST_NAME, &row.first_name), (Column::LAST_NAME, &row.last_name)];
            let blank = names.into_iter().filter(|(_, name)| given(name).is_none());
            findings.extend(blank.map(|(column, _)| Finding::new(Kind::NoName).in_column(column)));
        }
        Reason::AccessIdNotANumber => findings.push(of_access_id(Kind::AccessIdNotANumber)),
        Reason::AccessIdOutOfRange => findings.push(of_access_id(Kind::AccessIdOutOfRange)),
        Reason::Duplicate => findings.push(Finding::new(Kind::Duplicate)),
        Reason::Unprintable => {
            let finding = Finding::new(Kind::Unprintable);
            findings.push(match refusal.column {
                Some(column) => finding.in_column(column).with_value(text_in(row, column)),
                None => finding,
            });
        }
        Reason::OtherSchool | Reason::BadName | Reason::Contract | Reason::NotChosen => {}
    }
}
