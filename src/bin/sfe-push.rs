//! `sfe-push`: see the man page, or `sfe-push --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::main::<powerschool_sfe::SfePush>()
}
