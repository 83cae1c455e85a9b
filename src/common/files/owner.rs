//! Whose a file is, and the command that puts that right. A backup that root restores leaves files of root's behind.

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;

/// The name of a user, or the number where there is no name.
pub(crate) fn user_name(number: u32) -> String {
    let id = Command::new("id").env_clear().arg("-nu").arg(number.to_string()).output();
    let name = id.ok().filter(|id| id.status.success());
    name.map_or_else(|| number.to_string(), |id| String::from_utf8_lossy(&id.stdout).trim().to_string())
}

/// The command that gives a file to the user who runs this program.
pub(crate) fn chown(path: &Path) -> String {
    format!("as root: chown {}: {}", user_name(rustix::process::geteuid().as_raw()), path.display())
}

/// What to do where this user may not read a file: ` (it belongs to …; as root: chown …)`. Empty where the file can be
/// read, or where something other than its owner and mode is wrong.
pub(crate) fn advice(path: &Path) -> String {
    let Some(metadata) = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file) else { return String::new() };
    if !File::open(path).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) {
        return String::new();
    }
    let (owner, me, mode) = (metadata.uid(), rustix::process::geteuid().as_raw(), metadata.mode() & 0o7777);
    match owner == me {
        true => format!(" (its mode is {mode:04o}: chmod u+r {})", path.display()),
        false => format!(
            " (it belongs to {}, and this program runs as {}; {})",
            user_name(owner),
            user_name(me),
            chown(path)
        ),
    }
}
