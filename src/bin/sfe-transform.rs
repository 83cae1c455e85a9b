//! `sfe-transform`: see the man page, or `sfe-transform --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::main::<powerschool_sfe::SfeTransform>()
}
