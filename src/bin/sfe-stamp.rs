//! `sfe-stamp`: see the man page, or `sfe-stamp --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    powerschool_sfe::cli::main::<powerschool_sfe::stamp::SfeStamp>()
}
