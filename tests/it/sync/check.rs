//! `sfe-sync --check` tries what a run needs of the home folder.

use super::home::Home;
use crate::support::Outcome;
use crate::support::command::{program, set_mode};

#[test]
fn a_home_folder_in_which_nothing_can_be_written_is_found_out() {
    let home = Home::new("tiny");
    let script = "mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec \"$0\" --check";
    let mut command = home.workspace.command("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script]).arg(program("sfe-sync"));
    Outcome::of(&mut command, b"").exits(73).says("cannot write in").says("Read-only file system");
}

#[test]
fn a_file_system_without_symbolic_links_is_found_out() {
    let home = Home::new("tiny");
    let before = home.workspace.names(".");
    let mut command = home.workspace.command("strace");
    command.args(["-qq", "-o", "/dev/null", "-e", "trace=symlink,symlinkat"]);
    command.args(["-e", "inject=symlink,symlinkat:error=EPERM"]).arg(program("sfe-sync")).arg("--check");
    Outcome::of(&mut command, b"").exits(78).says("no symbolic link can be made");
    assert_eq!(home.workspace.names("."), before);
}

#[test]
fn what_others_may_write_to_is_warned_of() {
    let home = Home::new("tiny");
    home.sync(&["--check"]).exits(0).does_not_say("warning");
    set_mode(home.workspace.path("known_hosts"), 0o666);
    home.sync(&["--check"]).exits(0).says("warning: others may write to known_hosts").says("chmod go-w");
    set_mode(home.workspace.path("known_hosts"), 0o644);
    set_mode(home.workspace.path(""), 0o777);
    home.sync(&["--check"]).exits(0).says("warning: others may write to the home folder").does_not_say("known_hosts");
}
