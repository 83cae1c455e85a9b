//! `sfe-commit`: see the man page, or `sfe-commit --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::main::<powerschool_sfe::SfeCommit>()
}
