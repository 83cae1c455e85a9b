//! The fields of a line that has been read back, by SFE's names of the columns.

use crate::transform::files::ImportFile;
use std::sync::LazyLock;

/// What a line of P1ProfileBasic.csv says of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Profile<'s> {
    pub(crate) telephone: &'s str,
    pub(crate) first_name: &'s str,
    pub(crate) last_name: &'s str,
    pub(crate) email: &'s str,
    pub(crate) is_employee: bool,
    /// As an employee or as a substitute.
    pub(crate) is_active: bool,
    pub(crate) calendar: &'s str,
}

const IN_PROFILE: [&str; 8] = [
    "Telephone",
    "First Name",
    "Last Name",
    "Email Address",
    "IsEmployee",
    "EmployeeActive",
    "EmpCalendarCode",
    "SubActive",
];
static PROFILE: LazyLock<[usize; 8]> = LazyLock::new(|| IN_PROFILE.map(|name| ImportFile::Profile.place(name)));

impl<'s> Profile<'s> {
    /// From a line.
    pub(crate) fn of(line: &'s str) -> Self {
        let [telephone, first_name, last_name, email, is_employee, employee_active, calendar, sub_active] =
            pick(line, &PROFILE);
        Profile {
            telephone,
            first_name,
            last_name,
            email,
            is_employee: is_employee == "Y",
            is_active: employee_active == "Y" || sub_active == "Y",
            calendar,
        }
    }

    /// First and last name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Name and e-mail address, for a message.
    pub(crate) fn who(&self) -> String {
        format!("{}, {}", self.name(), self.email)
    }
}

static SIGN_ON_EMAIL: LazyLock<usize> = LazyLock::new(|| ImportFile::SingleSignOn.place("Email Address"));

/// The e-mail address in a line of W2SSO.csv.
pub(crate) fn sign_on_email(line: &str) -> &str {
    line.split('|').nth(*SIGN_ON_EMAIL).unwrap_or_default()
}

/// The fields at these places, which are in order.
pub(crate) fn pick<'s, const N: usize>(line: &'s str, places: &[usize; N]) -> [&'s str; N] {
    let mut fields = line.split('|').enumerate();
    places.map(|place| fields.find(|(index, _)| *index == place).map_or("", |(_, field)| field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_picked_by_their_columns() {
        let line = "P|A|1|7|555-0100|Ana|Cruz|||||||||||a@d|N|N||||Y|Y|Y||||||||||||Y|";
        let profile = Profile::of(line);
        assert_eq!((profile.name().as_str(), profile.email, profile.telephone), ("Ana Cruz", "a@d", "555-0100"));
        assert!(!profile.is_employee && profile.is_active);
        assert_eq!(sign_on_email("W|C|2|1|7|a@d|"), "a@d");
    }

    #[test]
    fn the_places_are_in_order() {
        assert!(PROFILE.is_sorted());
    }
}
