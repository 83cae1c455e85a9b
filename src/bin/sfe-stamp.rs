//! `sfe-stamp`: see the man page, or `sfe-stamp --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::main::<powerschool_sfe::SfeStamp>()
}
