//! `sfe-sync`: see the man page, or `sfe-sync --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::main::<powerschool_sfe::SfeSync>()
}
