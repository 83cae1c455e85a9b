//! `sfe-report`: see the man page, or `sfe-report --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::main::<powerschool_sfe::SfeReport>()
}
