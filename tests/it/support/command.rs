//! A fresh folder, and programs run in it; a failed expectation shows all there is to see.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub struct Workspace {
    folder: TempDir,
}

/// Where a program of ours was built.
pub fn program(name: &str) -> PathBuf {
    match name {
        "ps-extract" => env!("CARGO_BIN_EXE_ps-extract"),
        "sfe-transform" => env!("CARGO_BIN_EXE_sfe-transform"),
        "sfe-stamp" => env!("CARGO_BIN_EXE_sfe-stamp"),
        "sfe-push" => env!("CARGO_BIN_EXE_sfe-push"),
        "sfe-commit" => env!("CARGO_BIN_EXE_sfe-commit"),
        "sfe-report" => env!("CARGO_BIN_EXE_sfe-report"),
        "sfe-settings" => env!("CARGO_BIN_EXE_sfe-settings"),
        "sfe-sync" => env!("CARGO_BIN_EXE_sfe-sync"),
        other => return PathBuf::from(other),
    }
    .into()
}

pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn set_mode(path: impl AsRef<Path>, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

impl Workspace {
    pub fn new() -> Self {
        // The programs judge the modes of files, which are not to depend on the umask of who runs the tests.
        rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o022));
        Workspace { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Writes a script that can be run. Another process writes it: a file that this one has open to write is open in
    /// what another test starts at that moment, too, and a file that is open to write cannot be run (ETXTBSY).
    pub fn write_script(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        let write = "mkdir -p \"${0%/*}\" && cat >\"$0\" && chmod 755 \"$0\"";
        let shown = path.to_str().unwrap();
        Outcome::of(Command::new("bash").args(["-c", write, shown]), text.as_bytes()).exits(0);
        path
    }

    /// Gives a program of ours another name, or makes a copy of it where that is on another disk. Another process does
    /// it, as above.
    pub fn link_program(&self, program: &Path, name: &str) -> PathBuf {
        let path = self.path(name);
        let link = "mkdir -p \"${1%/*}\" && { ln \"$0\" \"$1\" 2>/dev/null || cp \"$0\" \"$1\"; }";
        Outcome::of(Command::new("bash").args(["-c", link]).arg(program).arg(&path), b"").exits(0);
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in a folder of the workspace, hidden ones too, sorted.
    pub fn names(&self, folder: impl AsRef<Path>) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// A program of ours (or any on PATH), in this folder, with none of the caller's settings.
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(program(name));
        let bin = program("sfe-push");
        let path = std::env::join_paths(
            std::iter::once(bin.parent().unwrap().to_path_buf())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", path.unwrap())
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        command
    }

    pub fn run<S: AsRef<OsStr>>(&self, name: &str, arguments: impl IntoIterator<Item = S>) -> Outcome {
        Outcome::of(self.command(name).args(arguments), b"")
    }

    pub fn run_with<S: AsRef<OsStr>>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = S>,
        stdin: impl AsRef<[u8]>,
    ) -> Outcome {
        Outcome::of(self.command(name).args(arguments), stdin.as_ref())
    }
}

/// How a program ended and what it said.
pub struct Outcome {
    command: String,
    pub output: Output,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    pub fn of(command: &mut Command, stdin: &[u8]) -> Self {
        let shown = format!("{command:?}\nin {:?}", command.get_current_dir());
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap_or_else(
                |error| panic!("{shown}: {error} (scripts/test names the packages that the tests need)"),
            );
        let mut pipe = child.stdin.take().unwrap();
        let stdin = stdin.to_vec();
        // A program may end without reading all of it.
        let feeder = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Outcome {
            command: shown,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            output,
        }
    }

    pub fn show(&self) -> String {
        format!("{}\n{}\n--- stdout\n{}\n--- stderr\n{}", self.command, self.output.status, self.stdout, self.stderr)
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.output.status.code(), Some(code), "{}", self.show());
        if code != 0 {
            let errors = self.stderr.lines().filter(|line| line.contains(": error: ")).count();
            assert_eq!(errors, 1, "one line says why: {}", self.show());
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.show());
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "stderr lacks {text:?}: {}", self.show());
        self
    }

    #[track_caller]
    pub fn does_not_say(self, text: &str) -> Self {
        assert!(!self.stderr.contains(text) && !self.stdout.contains(text), "{text:?}: {}", self.show());
        self
    }

    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "stdout lacks {text:?}: {}", self.show());
        self
    }

    /// Nothing but the line after a first night, on which everything is new.
    #[track_caller]
    pub fn silently_but_for_a_first_run(self) -> Self {
        let lines: Vec<&str> = self.stderr.lines().collect();
        let is_first =
            matches!(lines[..], [] | [_]) && lines.iter().all(|line| line.starts_with("sfe-sync: first run: "));
        assert!(self.stdout.is_empty() && is_first, "{}", self.show());
        self
    }

    #[track_caller]
    pub fn silently(self) -> Self {
        assert!(self.stdout.is_empty() && self.stderr.is_empty(), "{}", self.show());
        self
    }
}
