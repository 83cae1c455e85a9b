//! `ps-extract`: see the man page, or `ps-extract --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::cli::main::<powerschool_sfe::extract::PsExtract>()
}
