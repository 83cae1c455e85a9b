//! What every mode of sfe-sync begins with: the home folder is entered, and its settings are read.

use super::hook_modes::HookModes;
use super::options::SfeSync;
use super::programs::Programs;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::owner::user_name;
use crate::common::messages;
use crate::common::settings::{self, HANDED_OVER, SECRETS, SQLITE, SettingsFile};
use crate::home::{Home, LAST, MARK, SETTINGS, SMARTFIND};
use crate::settings::known;
use rustix::fs::Mode;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The settings with the commands of hooks, in which an address may be a secret.
pub(crate) const HOOKS: [&str; 2] = ["SFE_ON_SUCCESS", "SFE_ON_FAILURE"];

/// The setting whose value may be `sqlite:PATH`.
const DATABASE: &str = "POWERSCHOOL_PROD_DB";

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
    /// The names of settings that are paths.
    paths: Vec<String>,
    /// Variables of the environment that are relative paths: they start at the folder that we were called from.
    relative_paths: Vec<(String, OsString)>,
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
        let paths = known::paths();
        let relative_paths = relative_paths(&paths);
        std::env::set_current_dir(&options.home).map_err(|_| {
            Failure::new(Exit::Config, format!("the home folder {} cannot be entered", shown.display()))
        })?;
        let folder = std::env::current_dir().or_fail(Exit::Config, || "the home folder cannot be found")?;
        refuse_root_in_another_home(&folder)?;
        rustix::process::umask(Mode::RWXG | Mode::RWXO);
        let home = Home::at(folder);
        refuse_other_folders(&home)?;
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
        let (runs_to_keep, hook_modes) = (runs_to_keep()?, HookModes::from_settings()?);
        Ok(Setup { home, programs, doubts, runs_to_keep, hook_modes, paths, relative_paths })
    }

    /// A setting of our own that is a path.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        let of_environment = self.relative_paths.iter().find(|(relative, _)| relative == name);
        of_environment.map(|(_, path)| PathBuf::from(path)).or_else(|| settings::path(name))
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
        let secrets: &[&str] = match name {
            "ps-extract" => &["POWERSCHOOL_DB_PASSWORD", "POWERSCHOOL_DB_PASSWORD_FILE"],
            "sfe-push" => &["SFE_SFTP_KEY_PASSPHRASE"],
            _ => &[],
        };
        command.envs(secrets.iter().filter_map(|secret| Some((secret, settings::of_environment(secret)?))));
        command
    }

    /// A child with all settings in its environment.
    pub(crate) fn command_with_secrets(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        if let Some(file) = settings::in_force() {
            let passed_on = file.settings().iter().filter(|setting| {
                settings::of_environment(&setting.key).is_none() && !known::is_of_the_shell(&setting.key)
            });
            // A program may run in another folder than ours: paths are whole.
            let value = |key: &str| file.option_value(key, self.paths.iter().any(|path| path == key));
            command.envs(passed_on.filter_map(|setting| Some((setting.key.as_str(), value(&setting.key)?))));
            command.env("SFE_SETTINGS", file.path());
        }
        command.envs(self.relative_paths.iter().map(|(name, path)| (name, path)));
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
                secrets.extend_from_slice(value.as_encoded_bytes());
                secrets.push(0);
            }
        }
        secrets
    }
}

/// Paths in the environment that are relative, from the folder where we are; also that of `sqlite:PATH`.
fn relative_paths(names: &[String]) -> Vec<(String, OsString)> {
    let of_environment = names.iter().filter_map(|name| Some((name.clone(), settings::of_environment(name)?)));
    let relative = of_environment.filter(|(_, path)| Path::new(path).is_relative());
    let paths = relative.filter_map(|(name, path)| Some((name, std::path::absolute(path).ok()?.into_os_string())));
    let file = settings::of_environment(DATABASE).and_then(|value| {
        let path = value.as_bytes().strip_prefix(SQLITE.as_bytes())?;
        let mut whole = OsString::from(SQLITE);
        whole.push(std::path::absolute(OsStr::from_bytes(path.trim_ascii())).ok()?);
        Some((DATABASE.to_string(), whole))
    });
    paths.chain(file).collect()
}

fn runs_to_keep() -> Result<usize> {
    let Some(value) = settings::value("SFE_KEEP_RUNS") else { return Ok(30) };
    let number = value.to_str().and_then(|value| value.parse().ok()).filter(|number| (1..1_000_000).contains(number));
    number.ok_or_else(|| {
        let value = value.display();
        Failure::new(
            Exit::Config,
            format!("invalid value '{value}' for SFE_KEEP_RUNS: give a whole number from 1 to 999999"),
        )
    })
}

/// A run would make its folders and its lock wherever it is called. The production script's folder has no settings
/// file, but a mark.
fn refuse_other_folders(home: &Home) -> Result<()> {
    if [SETTINGS, MARK, SMARTFIND, LAST].iter().any(|name| home.file(name).symlink_metadata().is_ok()) {
        return Ok(());
    }
    let message = format!(
        "{} is not a home folder (no {SETTINGS}): give --home DIR, or make one with sfe-settings --new-home",
        home.folder().display()
    );
    Err(Failure::new(Exit::Config, message))
}

/// What root makes in another user's home folder, that user could not write the next night.
fn refuse_root_in_another_home(folder: &Path) -> Result<()> {
    let owner =
        std::fs::metadata(folder).or_fail(Exit::Config, || format!("cannot look at {}", folder.display()))?.uid();
    if owner == 0 || !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let (name, folder) = (user_name(owner), folder.display());
    let message = format!("{folder} belongs to {name}: runuser -u {name} -- sfe-sync --home {folder}");
    Err(Failure::new(Exit::Config, message))
}
