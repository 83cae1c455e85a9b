//! A home folder with a server and SmartFind behind it, whose nights lie a day and some minutes apart: by the files'
//! times, for the programs tell one upload from the next by them.

use super::smartfind::SmartFind;
use crate::support::command::{program, set_mode};
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace};
use std::process::Command;

/// Not whole quarter hours apart, which is how far a server's clock may be off.
const APART: u64 = 86_400 + 437;

pub struct Home {
    pub workspace: Workspace,
    pub server: Sshd,
    pub smartfind: SmartFind,
    runs: u64,
    settings: String,
}

impl Home {
    pub fn new(removes: bool, settings: &str) -> Self {
        Home::with_server(Sshd::start, removes, settings)
    }

    pub fn with_server(start: impl FnOnce(&Workspace) -> Sshd, removes: bool, settings: &str) -> Self {
        let workspace = Workspace::new();
        let server = start(&workspace);
        workspace.write("NewestDCID.txt", "0\n");
        let importer = if removes { "removes" } else { "keeps" };
        // A machine that runs many tests at once may be slow to let a login through.
        let settings = format!(
            "POWERSCHOOL_PROD_DB=sqlite:x.db\nSFE_IMPORTER={importer}\nSFE_CHAIN=chain.sh\nSFE_SFTP_TIMEOUT=120\n\
             {settings}"
        );
        let smartfind = SmartFind::new(server.uploads(), removes);
        let home = Home { workspace, server, smartfind, runs: 0, settings };
        home.write_chain();
        home.set("");
        home
    }

    /// The built-in chain, but for the times that the files get, and for what a story does around the upload.
    fn write_chain(&self) {
        let chain = self.workspace.run("sfe-sync", ["--print-chain"]).exits(0).stdout;
        let upload = "\nsfe-push <\"$SFE_RUN/.paths\"\n";
        let around = |when: &str| format!("if [ -e {when}-upload ]; then . ./{when}-upload; fi");
        let changed = chain.replacen("sfe-stamp <", "sfe-stamp --base \"$NIGHT\" <", 1).replacen(
            upload,
            &format!("\n{}{upload}{}\n", around("before"), around("after")),
            1,
        );
        assert!(changed.contains("--base") && changed.contains("after-upload"), "another chain: {chain}");
        let path = self.workspace.write("chain.sh", changed);
        set_mode(path, 0o600);
    }

    /// Writes the settings: those of every night, and some more that win.
    pub fn set(&self, more: &str) {
        let server: String = self.server.settings().iter().map(|(key, value)| format!("{key}={value}\n")).collect();
        let path = self.workspace.write("sfe.env", format!("{more}{}{server}", self.settings));
        set_mode(path, 0o600);
    }

    /// `sfe-sync` with arguments, and through another program if there is one.
    pub fn command(&mut self, through: &[&str], arguments: &[&str]) -> Command {
        self.runs += 1;
        let night = (1_500_000_000 + self.runs * APART).to_string();
        let sync = program("sfe-sync");
        let mut words = through.iter().copied().chain([sync.to_str().unwrap()]).chain(arguments.iter().copied());
        let mut command = self.workspace.command(words.next().unwrap());
        command.args(words).env("NIGHT", night).env("HOME", self.workspace.path(""));
        command
    }

    pub fn sync(&mut self, arguments: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(&[], arguments), b"")
    }

    /// A night on which the guard is told to let everything through.
    pub fn sync_letting_through(&mut self) -> Outcome {
        Outcome::of(self.command(&[], &[]).env("SFE_MAX_LOSS", "100"), b"")
    }

    pub fn commit(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(self.workspace.command("sfe-commit").args(arguments).env("SFE_SETTINGS", "sfe.env"), b"")
    }

    pub fn commit_letting_through(&self, arguments: &[&str]) -> Outcome {
        let mut command = self.workspace.command("sfe-commit");
        Outcome::of(command.args(arguments).envs([("SFE_SETTINGS", "sfe.env"), ("SFE_MAX_LOSS", "100")]), b"")
    }

    pub fn exists(&self, name: &str) -> bool {
        self.workspace.path(name).symlink_metadata().is_ok()
    }

    /// The stage that the last run began last, by its log.
    pub fn stage(&self) -> String {
        let log = std::fs::read_to_string(self.workspace.path("sfe_log.txt")).unwrap_or_default();
        let stages = ["pickup", "state", "extract", "transform", "stamp", "push", "commit"];
        let begun = log.lines().filter_map(|line| line.strip_prefix("sfe-sync: ")).filter(|line| stages.contains(line));
        begun.fold("setup", |_, stage| stage).to_string()
    }

    /// What the state is made of, to see whether it changed.
    pub fn state(&self) -> Vec<String> {
        let names = ["smartfind.jsonl", "uploads.jsonl", "sent.txt", "NewestDCID.txt"];
        let link = std::fs::read_link(self.workspace.path("last")).unwrap_or_default();
        let read = |name| std::fs::read_to_string(self.workspace.path(name)).unwrap_or_default();
        names.into_iter().map(read).chain([link.display().to_string()]).collect()
    }

    /// The access IDs that SmartFind would list, in a file.
    pub fn write_list(&self, name: &str) {
        let list: String = self.smartfind.accounts.keys().map(|access_id| format!("{access_id}\n")).collect();
        self.workspace.write(name, format!("Access ID\n# from SmartFind\n{list}"));
    }
}
