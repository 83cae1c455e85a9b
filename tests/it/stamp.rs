//! sfe-stamp.

use crate::support::command::program;
use crate::support::sshd::find;
use crate::support::{Outcome, Workspace};
use std::os::unix::fs::MetadataExt as _;
use std::time::{SystemTime, UNIX_EPOCH};

fn times(workspace: &Workspace, name: &str) -> (i64, i64) {
    let metadata = std::fs::metadata(workspace.path(name)).unwrap();
    (metadata.atime(), metadata.mtime())
}

fn three_files() -> Workspace {
    let workspace = Workspace::new();
    for name in ["a", "b c", "d"] {
        workspace.write(name, name);
    }
    workspace
}

#[test]
fn files_are_stamped_a_step_apart_and_printed() {
    let workspace = three_files();
    let outcome = workspace.run("sfe-stamp", ["--base", "1000000", "a", "b c", "d"]).exits(0);
    assert_eq!(outcome.stdout, "a\nb c\nd\n");
    assert_eq!(times(&workspace, "a"), (1_000_060, 1_000_060));
    assert_eq!(times(&workspace, "b c"), (1_000_120, 1_000_120));
    assert_eq!(times(&workspace, "d"), (1_000_180, 1_000_180));
}

#[test]
fn paths_come_from_standard_input_and_the_base_is_now() {
    let workspace = three_files();
    let before = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
    workspace.run_with("sfe-stamp", ["--step", "5"], "d\r\nb c\n").exits(0).prints("d\nb c\n");
    let (_, first) = times(&workspace, "d");
    let (_, second) = times(&workspace, "b c");
    assert!((before + 5..before + 65).contains(&first), "{before} {first}");
    assert_eq!(second - first, 5);
}

#[test]
fn nothing_is_touched_unless_all_exist() {
    let workspace = three_files();
    let before = times(&workspace, "a");
    workspace.run("sfe-stamp", ["a", "missing"]).exits(66).says("missing");
    workspace.run("sfe-stamp", ["a", "."]).exits(66).says("not a file");
    assert_eq!(times(&workspace, "a"), before);
}

#[test]
fn no_paths_are_an_error_and_a_file_named_twice_has_one_time_only() {
    let workspace = three_files();
    workspace.run_with("sfe-stamp", [""; 0], "").exits(66).says("no paths");
    workspace.run("sfe-stamp", ["a", "b c", "a"]).exits(65).says("named twice");
}

#[test]
fn when_one_file_is_refused_the_others_get_their_old_times_back() {
    let workspace = three_files();
    workspace.run("sfe-stamp", ["--base", "5", "a", "b c", "d"]).exits(0);
    let before = ["a", "b c", "d"].map(|name| times(&workspace, name));
    // The system refuses the third file; then also to give the second its old time back, the fifth call.
    for (refused, said) in [("when=3", "no file is stamped"), ("when=3+2", "these stay stamped: b c")] {
        let mut command = workspace.command(find("strace", "strace").to_str().unwrap());
        command.args(["-qq", "-o", "/dev/null", "-e", &format!("inject=utimensat:error=EPERM:{refused}")]);
        command.arg(program("sfe-stamp")).args(["--base", "1000000", "a", "b c", "d"]);
        let outcome = Outcome::of(&mut command, b"").exits(74).says("cannot set the time of d").says(said);
        assert!(outcome.stdout.is_empty(), "{}", outcome.show());
    }
    assert_eq!(times(&workspace, "a"), before[0]);
    assert_eq!(times(&workspace, "b c"), (1_000_120, 1_000_120));
    assert_eq!(times(&workspace, "d"), before[2]);
}
