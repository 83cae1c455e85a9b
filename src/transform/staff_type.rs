//! Who counts as a substitute: people with a sub building for a home school.

/// Employee or substitute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StaffType {
    /// Someone whose absence SmartFind fills.
    Employee,
    /// Someone whom SmartFind calls.
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
    /// Employee or substitute, by the home school.
    pub(crate) fn staff_type(&self, homeschoolid: Option<i64>) -> StaffType {
        match homeschoolid {
            Some(school) if self.0.contains(&school) => StaffType::Substitute,
            _ => StaffType::Employee,
        }
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
