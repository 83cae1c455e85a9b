//! `ps-extract`: see the man page, or `ps-extract --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::main::<powerschool_sfe::PsExtract>()
}
