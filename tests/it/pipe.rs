//! The four programs as one pipe, against a real server.

use crate::support::district::{FILES, database, read_fixture};
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace};

fn pipe(workspace: &Workspace, server: &Sshd, script: &str) -> Outcome {
    let script = format!("set -o pipefail; {script}; echo stages: ${{PIPESTATUS[@]}}");
    Outcome::of(workspace.command("bash").args(["-c", &script]).envs(server.settings()), b"")
}

fn prepared() -> (Workspace, Sshd) {
    let workspace = Workspace::new();
    database(&workspace, "x.db", &read_fixture("golden/school/staff.sql"));
    workspace.write("NewestDCID.txt", "0\n");
    std::fs::create_dir(workspace.path("out")).unwrap();
    let server = Sshd::start(&workspace);
    (workspace, server)
}

#[test]
fn one_pipe_carries_staff_from_the_database_to_the_server() {
    let (workspace, server) = prepared();
    pipe(&workspace, &server, "ps-extract --db sqlite:x.db | sfe-transform -q -o out | sfe-stamp | sfe-push")
        .exits(0)
        .prints("stages: 0 0 0 0");
    assert_eq!(server.arrived(), FILES, "in the order SFE imports them");
    for file in FILES {
        assert_eq!(
            std::fs::read_to_string(server.uploads().join(file)).unwrap(),
            workspace.read(&format!("out/{file}"))
        );
    }
}

#[test]
fn a_failure_in_any_stage_leaves_the_server_untouched_and_fails_the_later_ones() {
    for (script, stages) in [
        ("ps-extract --db sqlite:none.db | sfe-transform -o out | sfe-stamp | sfe-push", "66 65 66 66"),
        ("ps-extract --db sqlite:x.db | head -n 20 | sfe-transform -o out | sfe-stamp | sfe-push", "0 0 65 66 66"),
        ("ps-extract --db sqlite:x.db | sfe-transform -o none | sfe-stamp | sfe-push", "0 73 66 66"),
        ("ps-extract --db sqlite:x.db | sfe-transform -o out | sfe-stamp --step 0 | sfe-push", "0 0 2 66"),
    ] {
        let (workspace, server) = prepared();
        let outcome = pipe(&workspace, &server, script);
        let said = outcome.stdout.trim().trim_start_matches("stages: ");
        // A writer whose reader has gone dies by SIGPIPE, but one that was done before ends with 0.
        assert_eq!(said.replace("141", "0"), stages, "{}", outcome.show());
        assert!(server.arrived().is_empty(), "{}", outcome.show());
    }
}
