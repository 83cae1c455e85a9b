//! Who counts as a substitute: people with a sub building for a home school, unless the row itself says it.

use crate::stream::row::StaffRow;

/// Employee or substitute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StaffType {
    /// Someone whose absence SmartFind fills.
    Employee,
    /// Someone who is called by SmartFind.
    Substitute,
}

impl StaffType {
    /// The word for it in tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            StaffType::Employee => "employee",
            StaffType::Substitute => "substitute",
        }
    }
}

/// The school numbers of substitutes (`--sub-building`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SubBuildings(Vec<i64>);

impl SubBuildings {
    /// Employee or substitute, by the row's own word, otherwise by the home school.
    pub(crate) fn staff_type(&self, row: &StaffRow<'_>) -> StaffType {
        let is_substitute =
            row.is_sub.unwrap_or_else(|| row.homeschoolid.is_some_and(|school| self.0.contains(&school)));
        if is_substitute { StaffType::Substitute } else { StaffType::Employee }
    }
}

impl std::fmt::Display for SubBuildings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        let numbers: Vec<String> = self.0.iter().map(i64::to_string).collect();
        f.write_str(&numbers.join(" or "))
    }
}

impl std::str::FromStr for SubBuildings {
    type Err = String;

    /// `N[,N…]`, or `none`.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("none") {
            return Ok(SubBuildings(Vec::new()));
        }
        text.split(',')
            .map(|number| number.trim().parse())
            .collect::<Result<_, _>>()
            .map(SubBuildings)
            .map_err(|_| "give school numbers separated by commas, or none".to_string())
    }
}
