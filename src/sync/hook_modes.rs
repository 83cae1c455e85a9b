//! Which runs hooks are for.

use crate::common::exit::{Exit, Failure, Result};
use crate::common::settings;
use crate::record::Mode;

/// The modes in which hooks run: whole nights only, unless SFE_HOOKS names others.
pub(crate) struct HookModes(Vec<String>);

impl HookModes {
    /// From the settings.
    ///
    /// # Errors
    ///
    /// 78 when SFE_HOOKS names what is no mode.
    pub(crate) fn from_settings() -> Result<Self> {
        let chosen = settings::value("SFE_HOOKS").unwrap_or_else(|| Mode::Run.name().into());
        let chosen = chosen.to_string_lossy().into_owned();
        let names: Vec<String> = chosen.split(',').map(|name| name.trim().to_string()).collect();
        let known = [Mode::Run, Mode::DryRun, Mode::Replay, Mode::Only].map(Mode::name);
        match names.iter().find(|name| !known.contains(&name.as_str())) {
            Some(other) => Err(Failure::new(
                Exit::Config,
                format!(
                    "invalid value '{other}' for SFE_HOOKS: give some of {}, separated by commas",
                    known.join(", ")
                ),
            )),
            None => Ok(HookModes(names)),
        }
    }

    /// Whether hooks run in this mode.
    pub(crate) fn include(&self, mode: Mode) -> bool {
        self.0.iter().any(|name| name == mode.name())
    }
}
