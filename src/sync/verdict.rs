//! The last line of `sfe-sync --check`: whether a night can run, or what is in its way.

use std::fmt;

/// What a problem is about, in the order in which a night needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    Setup,
    HomeFolder,
    Settings,
    State,
    Query,
    Database,
    SmartFind,
}

impl Area {
    fn name(self) -> &'static str {
        match self {
            Area::Setup => "setup",
            Area::HomeFolder => "home folder",
            Area::Settings => "settings",
            Area::State => "state",
            Area::Query => "query",
            Area::Database => "database",
            Area::SmartFind => "SmartFind",
        }
    }
}

/// The problems that were found.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    problems: Vec<(Area, u8)>,
    fine: Vec<Area>,
    warnings: usize,
}

impl Verdict {
    /// Notes a problem and the exit code that a night would end with.
    pub(super) fn note(&mut self, area: Area, code: u8) {
        self.problems.push((area, code));
    }

    /// Notes a server that was asked and has no problem.
    pub(super) fn note_fine(&mut self, area: Area) {
        self.fine.push(area);
    }

    /// Counts warnings that were shown.
    pub(super) fn count_warnings(&mut self, count: usize) {
        self.warnings += count;
    }

    /// The exit code of the first problem.
    pub(super) fn code(&self) -> Option<u8> {
        self.problems.first().map(|(_, code)| *code)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warnings = counted(self.warnings, "warning");
        if self.problems.is_empty() {
            return match self.warnings {
                0 => f.write_str("check: ready"),
                _ => write!(f, "check: ready, with {warnings}"),
            };
        }
        let mut areas: Vec<&str> = self.problems.iter().map(|(area, _)| area.name()).collect();
        areas.dedup();
        write!(f, "check: {} ({})", counted(self.problems.len(), "problem"), areas.join(", "))?;
        if self.warnings > 0 {
            write!(f, ", {warnings}")?;
        }
        match self.fine.as_slice() {
            [] => Ok(()),
            [one] => write!(f, "; {} is fine", one.name()),
            several => {
                let names: Vec<&str> = several.iter().map(|area| area.name()).collect();
                write!(f, "; {} are fine", names.join(" and "))
            }
        }
    }
}

/// `1 warning`, `2 warnings`.
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_names_what_is_wrong_and_which_servers_are_fine() {
        let mut verdict = Verdict::default();
        assert_eq!((verdict.to_string().as_str(), verdict.code()), ("check: ready", None));
        verdict.count_warnings(1);
        assert_eq!((verdict.to_string().as_str(), verdict.code()), ("check: ready, with 1 warning", None));
        verdict.note(Area::Database, 69);
        verdict.note_fine(Area::SmartFind);
        verdict.count_warnings(1);
        assert_eq!(verdict.to_string(), "check: 1 problem (database), 2 warnings; SmartFind is fine");
        let mut verdict = Verdict::default();
        for (area, code) in [(Area::HomeFolder, 73), (Area::HomeFolder, 78), (Area::State, 66)] {
            verdict.note(area, code);
        }
        for area in [Area::Database, Area::SmartFind] {
            verdict.note_fine(area);
        }
        let expected = "check: 3 problems (home folder, state); database and SmartFind are fine";
        assert_eq!((verdict.to_string().as_str(), verdict.code()), (expected, Some(73)));
    }
}
