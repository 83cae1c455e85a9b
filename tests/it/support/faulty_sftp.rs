//! The SFTP server with faults, run by OpenSSH as its subsystem.

use super::command::{Workspace, project};
use super::sshd::{Options, Sshd};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A server with the faults given; `tests/stand_ins/sftp_server.rs` says which there are.
pub fn start(workspace: &Workspace, faults: &str) -> Sshd {
    let subsystem = format!("{} {{root}} {faults}", program().display());
    Sshd::start_with(workspace, Options { subsystem, ..Options::default() })
}

/// The program, compiled at its first use.
fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let unfinished = folder.join(format!("sftp_server.{}", std::process::id()));
        let mut compiler = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        compiler.args(["--edition", "2024", "-O", "-D", "warnings", "-o"]).arg(&unfinished);
        let output = compiler.arg(project().join("tests/stand_ins/sftp_server.rs")).output();
        let output = output.expect("rustc, which built these tests, must be there to build the stand-ins");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        // Another run of the tests may be using the one that is there.
        let program = folder.join("sftp_server");
        std::fs::rename(unfinished, &program).unwrap();
        program
    })
}
