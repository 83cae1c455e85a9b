//! `sfe-settings`: see the man page, or `sfe-settings --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::main::<powerschool_sfe::SfeSettings>()
}
