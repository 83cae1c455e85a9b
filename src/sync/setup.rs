//! What every mode of sfe-sync begins with: the home folder is entered, and its settings are read.

use super::hook_modes::HookModes;
use super::options::SfeSync;
use super::programs::Programs;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::messages;
use crate::common::settings::{self, HANDED_OVER, SECRETS, SettingsFile};
use crate::home::{Home, SETTINGS};
use crate::settings::known;
use rustix::fs::Mode;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;

/// The settings with the commands of hooks, in which an address may be a secret.
pub(crate) const HOOKS: [&str; 2] = ["SFE_ON_SUCCESS", "SFE_ON_FAILURE"];

/// The programs that log in somewhere.
const NEEDS_SECRETS: [&str; 2] = ["ps-extract", "sfe-push"];

/// A home folder that was entered.
pub(crate) struct Setup {
    pub(crate) home: Home,
    pub(crate) programs: Programs,
    /// What is doubtful about the settings; said already.
    pub(crate) doubts: Vec<String>,
    /// How many run folders stay (SFE_KEEP_RUNS).
    pub(crate) runs_to_keep: usize,
    /// The modes in which hooks run (SFE_HOOKS).
    pub(crate) hook_modes: HookModes,
}

impl Setup {
    /// Enters the home folder, puts its settings in force, and finds the programs. Files are made for the user alone
    /// from here on.
    ///
    /// # Errors
    ///
    /// 78 when the folder cannot be entered or belongs to somebody else, when its settings cannot be used, or when a
    /// program is missing.
    pub(crate) fn enter(options: &SfeSync) -> Result<Self> {
        let shown = Path::new(".").join(&options.home);
        std::env::set_current_dir(&options.home).map_err(|_| {
            Failure::new(Exit::Config, format!("the home folder {} cannot be entered", shown.display()))
        })?;
        let folder = std::env::current_dir().or_fail(Exit::Config, || "the home folder cannot be found")?;
        refuse_root_in_another_home(&folder)?;
        rustix::process::umask(Mode::RWXG | Mode::RWXO);
        let home = Home::at(folder);
        let mut doubts = Vec::new();
        let file = home.file(SETTINGS);
        if file.symlink_metadata().is_ok() {
            let file = SettingsFile::read(&file)?;
            doubts = known::doubts(&file);
            settings::put_in_force(file);
        }
        let programs = Programs::find()?;
        if !options.common.quiet {
            doubts.iter().for_each(messages::warning);
        }
        Ok(Setup { home, programs, doubts, runs_to_keep: runs_to_keep()?, hook_modes: HookModes::from_settings()? })
    }

    /// A child with the settings in its environment but no secret and no hook's command, as no shell needs them: the
    /// programs read the settings file themselves.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.command_with_secrets(program);
        for name in SECRETS.into_iter().chain(HOOKS) {
            command.env_remove(name);
        }
        command
    }

    /// One of our programs, which is handed what secrets our own environment has.
    pub(crate) fn command_for(&self, name: &str) -> Command {
        let mut command = self.command(self.programs.path(name));
        let secrets = SECRETS.into_iter().filter(|_| NEEDS_SECRETS.contains(&name));
        command.envs(secrets.filter_map(|secret| Some((secret, settings::of_environment(secret)?))));
        command
    }

    /// A child with all settings in its environment.
    pub(crate) fn command_with_secrets(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        if let Some(file) = settings::in_force() {
            let settings = file.settings().iter().filter(|setting| settings::of_environment(&setting.key).is_none());
            command.envs(settings.map(|setting| (setting.key.as_str(), OsStr::from_bytes(&setting.value))));
            command.env("SFE_SETTINGS", file.path());
        }
        command.current_dir(self.home.folder()).env("PATH", self.programs.search_path()).env_remove(HANDED_OVER);
        command
    }

    /// The secrets of our own environment, as programs read them from the descriptor that is handed over.
    pub(crate) fn secrets_of_environment() -> Vec<u8> {
        let mut secrets = Vec::new();
        for name in SECRETS {
            if let Some(value) = settings::of_environment(name) {
                secrets.extend_from_slice(name.as_bytes());
                secrets.push(b'=');
                secrets.extend_from_slice(value.as_bytes());
                secrets.push(0);
            }
        }
        secrets
    }
}

fn runs_to_keep() -> Result<usize> {
    let Some(value) = settings::value("SFE_KEEP_RUNS") else { return Ok(30) };
    let number = value.to_str().and_then(|value| value.parse().ok()).filter(|number| (1..1_000_000).contains(number));
    number.ok_or_else(|| {
        Failure::new(Exit::Config, format!("SFE_KEEP_RUNS must be a number from 1, not '{}'", value.display()))
    })
}

/// What root makes in another user's home folder, that user could not write the next night.
fn refuse_root_in_another_home(folder: &Path) -> Result<()> {
    let owner =
        std::fs::metadata(folder).or_fail(Exit::Config, || format!("cannot look at {}", folder.display()))?.uid();
    if owner == 0 || !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let name = Command::new("id").arg("-nu").arg(owner.to_string()).output().ok().filter(|id| id.status.success());
    let name = name.map_or(format!("#{owner}"), |id| String::from_utf8_lossy(&id.stdout).trim().to_string());
    let folder = folder.display();
    let message = format!("{folder} belongs to {name}: runuser -u {name} -- sfe-sync --home {folder}");
    Err(Failure::new(Exit::Config, message))
}
