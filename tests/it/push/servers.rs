//! Servers of several kinds, and what they forbid.

use super::{push, set_on, three_files};
use crate::support::district::FILES;
use crate::support::other_servers::OtherServer;
use crate::support::sshd::{Options, Sshd, find};
use crate::support::{Outcome, Workspace};

/// OpenSSH with its external SFTP server and some requests forbidden.
fn forbidding(workspace: &Workspace, requests: &str) -> Sshd {
    let program = find("sftp-server", "openssh-sftp-server");
    let forbid = if requests.is_empty() { String::new() } else { format!(" -P {requests}") };
    let subsystem = format!("{} -d {{root}}{forbid}", program.display());
    Sshd::start_with(workspace, Options { subsystem, ..Options::default() })
}

fn twice(workspace: &Workspace, server: &Sshd) {
    for age in ["old", "new"] {
        let paths = three_files(workspace, age);
        push(workspace, server, &paths.each_ref().map(String::as_str)).exits(0);
        assert_eq!(
            (server.arrived(), set_on(server, workspace)),
            (FILES.map(str::to_string).to_vec(), age.to_string())
        );
    }
}

#[test]
fn openssh_with_its_external_server() {
    let workspace = Workspace::new();
    twice(&workspace, &forbidding(&workspace, ""));
}

#[test]
fn without_posix_rename_files_are_moved_aside_first() {
    let workspace = Workspace::new();
    let server = forbidding(&workspace, "posix-rename");
    twice(&workspace, &server);
    let paths = three_files(&workspace, "new");
    let mut arguments = paths.each_ref().map(String::as_str).to_vec();
    arguments.push("-v");
    push(&workspace, &server, &arguments).exits(0).says("moved aside");
}

#[test]
fn without_posix_rename_a_failure_restores_the_old_set() {
    let workspace = Workspace::new();
    let server = forbidding(&workspace, "posix-rename");
    let old = three_files(&workspace, "old");
    push(&workspace, &server, &old.each_ref().map(String::as_str)).exits(0);
    let new = three_files(&workspace, "new");
    let new = new.each_ref().map(String::as_str);
    let name = server.uploads().join(FILES[2]);
    std::fs::remove_file(&name).unwrap();
    std::fs::create_dir(&name).unwrap();
    push(&workspace, &server, &new).exits(69).says("cannot rename");
    assert!(set_on(&server, &workspace).starts_with("old old"), "{}", set_on(&server, &workspace));
    assert_eq!(server.arrived().len(), 3, "{:?}", server.arrived());
    // A link that leads nowhere is replaced like any file.
    std::fs::remove_dir(&name).unwrap();
    std::os::unix::fs::symlink("nowhere", &name).unwrap();
    push(&workspace, &server, &new).exits(0);
    assert_eq!((set_on(&server, &workspace).as_str(), server.arrived().len()), ("new", 3));
}

#[test]
fn a_server_that_forbids_renaming_takes_in_place() {
    let workspace = Workspace::new();
    let server = forbidding(&workspace, "rename,posix-rename");
    let paths = three_files(&workspace, "new");
    let paths = paths.each_ref().map(String::as_str);
    push(&workspace, &server, &paths).exits(69).says("--in-place");
    assert!(server.arrived().is_empty());
    push(&workspace, &server, &["--check"]).exits(69).says("--in-place");
    push(&workspace, &server, &["--check", "--in-place"]).exits(0);
    let mut arguments = paths.to_vec();
    arguments.push("--in-place");
    for _ in 0..2 {
        push(&workspace, &server, &arguments).exits(0);
        assert_eq!(
            (server.arrived(), set_on(&server, &workspace).as_str()),
            (FILES.map(str::to_string).to_vec(), "new")
        );
    }
}

#[test]
fn in_place_writes_through_a_link() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let elsewhere = server.uploads().with_file_name("elsewhere.csv");
    std::fs::write(&elsewhere, "old").unwrap();
    std::os::unix::fs::symlink(&elsewhere, server.uploads().join(FILES[1])).unwrap();
    let paths = three_files(&workspace, "new");
    let arguments = [&paths.each_ref().map(String::as_str)[..], &["--in-place"]].concat();
    push(&workspace, &server, &arguments).exits(0).silently();
    assert_eq!(set_on(&server, &workspace), "new");
    assert!(elsewhere.symlink_metadata().unwrap().len() > 3);
}

#[test]
fn a_server_that_does_not_keep_times_is_refused_before_the_rename() {
    let workspace = Workspace::new();
    let server = forbidding(&workspace, "setstat,fsetstat");
    let paths = three_files(&workspace, "new");
    push(&workspace, &server, &paths.each_ref().map(String::as_str)).exits(69).says("import order would be lost");
    push(&workspace, &server, &["--check"]).exits(69).says("import order");
    assert!(server.arrived().is_empty(), "{:?}", server.arrived());
}

#[test]
fn rclone_and_proftpd() {
    for start in [OtherServer::rclone, OtherServer::proftpd] {
        let workspace = Workspace::new();
        let server = start(&workspace);
        for age in ["old", "new"] {
            let paths = three_files(&workspace, age);
            let mut command = super::command(&workspace, &server.settings(), &paths.each_ref().map(String::as_str));
            let outcome = Outcome::of(&mut command, b"");
            if outcome.output.status.code() != Some(0) {
                let log = ["server/log", "server/sftp.log"]
                    .map(|log| std::fs::read_to_string(workspace.path(log)).unwrap_or_default());
                panic!("{}\n{}", outcome.show(), log.join("\n"));
            }
            let mut times = Vec::new();
            for (file, path) in FILES.iter().zip(&paths) {
                let there = server.uploads().join(file);
                // rclone writes its cache back a moment later.
                let same = || std::fs::read_to_string(&there).is_ok_and(|text| text == workspace.read(path));
                let patient = (0..1200).any(|_| {
                    same() || {
                        std::thread::sleep(std::time::Duration::from_millis(50));
                        false
                    }
                });
                assert!(patient, "{age} {file}");
                times.push(std::fs::metadata(&there).unwrap().modified().unwrap());
            }
            assert!(times.is_sorted(), "{times:?}");
            assert_eq!(std::fs::read_dir(server.uploads()).unwrap().count(), 3);
        }
        let mut command = super::command(&workspace, &server.settings(), &["--check"]);
        Outcome::of(&mut command, b"").exits(0);
    }
}
