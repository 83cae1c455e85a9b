//! What a dry run shows at its end.

use super::options::SfeSync;
use super::report_files;
use super::setup::Setup;
use crate::common::exit::{Failure, Result};
use crate::common::messages;
use crate::common::visible::escaped;
use crate::home::{REPORT_TEXT, RunFolder};
use crate::record::night::Night;
use crate::smartfind::known_list::IF_ALL_ARE_NEW;
use std::io::Write as _;

/// Shows the report, and says where the files are.
pub(super) fn show(options: &SfeSync, setup: &Setup, folder: &RunFolder, night: &Night) -> Result<()> {
    if let Some(count) = night.all_new().filter(|_| options.only.is_empty()) {
        messages::warning(format_args!("all {count} people would be sent as new (A), {IF_ALL_ARE_NEW}"));
    }
    let is_printed = options.common.verbose > 0 && report_files::print_with_names(setup, folder);
    if !is_printed && !options.common.quiet {
        let report = std::fs::read(folder.file(REPORT_TEXT)).unwrap_or_default();
        std::io::stdout().write_all(&report).map_err(Failure::stdout)?;
    }
    let shown = escaped(&folder.folder().display().to_string());
    writeln!(std::io::stdout(), "sfe-sync: nothing was sent; the files are in {shown}").map_err(Failure::stdout)
}
