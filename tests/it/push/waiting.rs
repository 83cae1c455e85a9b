//! What became of a set, and the events of an upload for sfe-sync.

use super::{command, push, three_files};
use crate::support::district::FILES;
use crate::support::sshd::{Sshd, user};
use crate::support::{Outcome, Workspace, faulty_sftp};
use serde_json::{Value, json};

fn note(workspace: &Workspace, server: &Sshd, reached: &str, modified: impl Fn(usize) -> Value) {
    let files: Vec<Value> = FILES
        .iter()
        .enumerate()
        .map(|(index, file)| {
            let size = std::fs::metadata(workspace.path(format!("new/{file}"))).unwrap().len();
            json!({"name": file, "size": size, "modified": modified(index)})
        })
        .collect();
    let server = json!({"host": "127.0.0.1", "port": server.port, "user": user(), "folder": "./upload1"});
    let line =
        json!({"run": "20261126T081500Z-1", "server": server, "kind": "whole", "files": files, "reached": reached});
    workspace.write("noted", format!("{line}\n"));
}

/// The words of `--waiting` for the three files.
fn words(outcome: Outcome) -> Vec<String> {
    let outcome = outcome.exits(0);
    outcome.stdout.lines().map(|line| line.split_once('\t').expect("a tab").0.to_string()).collect()
}

#[test]
fn a_set_is_recognized_by_size_and_time() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let new = three_files(&workspace, "new");
    let paths = new.each_ref().map(String::as_str);
    let waiting = |more: &[&str]| push(&workspace, &server, &[&["--waiting"][..], more].concat());
    assert_eq!(words(waiting(&paths)), ["gone"; 3]);
    push(&workspace, &server, &paths).exits(0);
    assert_eq!(words(waiting(&paths)), ["same"; 3]);
    assert_eq!(waiting(&paths).stdout.lines().next(), Some(format!("same\t{}", new[0]).as_str()));

    let uploaded = |index: usize| json!(1_500_000_000 + 60 * (index as i64 + 1));
    note(&workspace, &server, "uploaded", uploaded);
    assert_eq!(words(waiting(&["--noted", "noted"])), ["same"; 3]);
    note(&workspace, &server, "uploaded", |index| json!(1_500_003_600 + 60 * (index as i64 + 1)));
    assert_eq!(words(waiting(&["--noted", "noted"])), ["same"; 3]);
    note(&workspace, &server, "uploaded", |_| Value::Null);
    assert_eq!(words(waiting(&["--noted", "noted"])), ["same"; 3]);
    note(&workspace, &server, "uploaded", |_| json!(1_400_000_000));
    assert_eq!(words(waiting(&["--noted", "noted"])), ["other"; 3]);
    // Of a set that was only begun, the files here say what it would be.
    note(&workspace, &server, "begun", |_| json!(1_400_000_000));
    assert_eq!(words(waiting(&[&["--noted", "noted"][..], &paths].concat())), ["same"; 3]);

    std::fs::remove_file(server.uploads().join(FILES[0])).unwrap();
    std::fs::write(server.uploads().join(FILES[1]), "by hand").unwrap();
    note(&workspace, &server, "uploaded", uploaded);
    assert_eq!(words(waiting(&["--noted", "noted"])), ["gone", "other", "same"]);
    assert_eq!(words(waiting(&["--noted", "noted", "--user", "somebody-else"])), ["unknown"; 3]);
    waiting(&["--noted", "noted", "-d", "./upload1/"]).exits(0);
    std::fs::remove_dir_all(server.uploads()).unwrap();
    waiting(&["--noted", "noted"]).exits(69).says("./upload1");
    workspace.write("noted", "{}");
    waiting(&["--noted", "noted"]).exits(65).says("noted");
    waiting(&["--noted", "missing"]).exits(66);
}

#[test]
fn a_file_that_cannot_be_looked_at_is_unknown() {
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "refuse=stat:3:2");
    let new = three_files(&workspace, "new");
    let arguments = [&["--waiting"][..], &new.each_ref().map(String::as_str)].concat();
    assert_eq!(words(push(&workspace, &server, &arguments)), ["unknown"; 3]);
}

/// The events of a push, in order.
fn events(workspace: &Workspace, server: &Sshd, arguments: &str) -> Vec<Value> {
    let script = format!("exec 3>events; sfe-push {arguments}");
    let mut bash = workspace.command("bash");
    bash.args(["-c", &script]).envs(server.settings()).env("SFE_EVENTS", "3");
    let _ = Outcome::of(&mut bash, b"");
    workspace.read("events").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn events_say_what_is_replaced_and_what_the_server_shows_afterwards() {
    for in_place in ["", "--in-place"] {
        let workspace = Workspace::new();
        let server = Sshd::start(&workspace);
        let old = three_files(&workspace, "old");
        let new = three_files(&workspace, "new");
        push(&workspace, &server, &[&old[0], &old[1]]).exits(0);
        let found = events(&workspace, &server, &format!("{in_place} {}", new.join(" ")));
        let of_kind = |kind: &str| found.iter().filter(|event| event["event"] == kind).collect::<Vec<_>>();
        let (replacing, shown) = (of_kind("replacing"), of_kind("shown"));
        assert_eq!((replacing.len(), shown.len(), of_kind("uploaded").len()), (1, 1, 1), "{found:?}");
        let size = |path: &str| std::fs::metadata(workspace.path(path)).unwrap().len();
        assert_eq!(
            replacing[0]["files"],
            json!([
                {"name": FILES[0], "presence": "there", "size": size(&old[0]), "modified": 1_000_000_060},
                {"name": FILES[1], "presence": "there", "size": size(&old[1]), "modified": 1_000_000_120},
                {"name": FILES[2], "presence": "gone"},
            ])
        );
        assert_eq!(
            shown[0]["files"][2],
            json!({"name": FILES[2], "presence": "there", "size": size(&new[2]), "modified": 1_500_000_180})
        );
    }
}

#[test]
fn an_upload_that_changes_nothing_does_not_say_that_it_replaces() {
    for (faults, arguments) in [("refuse=open:3", ""), ("quota=100", ""), ("refuse=stat:4", "-d ./nowhere")] {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, faults);
        let new = three_files(&workspace, "new");
        let found = events(&workspace, &server, &format!("{arguments} {}", new.join(" ")));
        assert!(found.iter().all(|event| event["event"] != "replacing"), "{faults}: {found:?}");
    }
    // One that is refused the renames had asked for them.
    let workspace = Workspace::new();
    let server = faulty_sftp::start(&workspace, "refuse=posix-rename:3:2 refuse=rename:3:2");
    let new = three_files(&workspace, "new");
    let found = events(&workspace, &server, &new.join(" "));
    assert!(found.iter().any(|event| event["event"] == "replacing"), "{found:?}");
    let mut push = command(&workspace, &server.settings(), &["--waiting", &new[0]]);
    assert_eq!(words(Outcome::of(&mut push, b"")), ["gone"]);
}
