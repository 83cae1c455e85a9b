//! `sfe-settings`: reads a home folder's settings file, and warns of what no program would look at; or makes a new home
//! folder.

mod home;
pub(crate) mod known;
#[cfg(test)]
mod manual;
mod options;
mod start;

use crate::common::cli::{CommonOptions, Program};
use crate::common::exit::{Failure, Result};
use crate::common::messages;
use crate::common::settings::SettingsFile;
pub use options::SfeSettings;
use std::io::Write as _;

impl Program for SfeSettings {
    const NAME: &'static str = "sfe-settings";
    const HAS_SETTINGS: bool = false;

    fn common(&self) -> &CommonOptions {
        &self.common
    }

    fn run(self) -> Result<()> {
        if let Some(folder) = &self.new_home {
            return home::make(folder, &self.start()?);
        }
        let settings = SettingsFile::read(&self.file)?;
        known::doubts(&settings).iter().for_each(messages::warning);
        let mut output = std::io::stdout().lock();
        for setting in settings.settings() {
            let mut line = setting.key.clone().into_bytes();
            if self.values {
                line.push(b'=');
                line.extend_from_slice(&setting.value);
            }
            line.push(b'\n');
            output.write_all(&line).map_err(Failure::stdout)?;
        }
        output.flush().map_err(Failure::stdout)
    }
}
