//! W2SSO.csv: how the person logs in. One line a person.

use super::column::{Column, empty, fixed, rule, stream};
use crate::stream::field::printed;
use crate::transform::person::Person;

type Value = for<'p> fn(&'p Person<'_>) -> &'p str;

/// The columns, in order.
pub(crate) const COLUMNS: [Column<Value>; 7] = [
    fixed("Record Type", "W"),
    rule("Record Command", |p| p.command.letter()),
    fixed("Record Number", "2"),
    fixed("Access Type", "1"),
    stream("Access", "teachernumber", |p| p.printed_access_id),
    stream("Email Address", "email_addr", |p| printed(&p.row.email_addr)),
    empty("Closing"),
];

/// The fields of a person's line.
pub(crate) fn fields<'p>(person: &'p Person<'_>) -> impl Iterator<Item = &'p str> {
    COLUMNS.iter().map(move |column| column.field(|value| value(person)))
}
