//! The cases whose outputs a district's production script wrote.

use crate::support::Workspace;
use crate::support::district::{CASES, FILES, database, fixture, read_fixture};

#[test]
fn an_extract_of_the_database_is_the_saved_extract() {
    for case in CASES {
        let workspace = Workspace::new();
        database(&workspace, "x.db", &read_fixture(&format!("golden/{case}/staff.sql")));
        let outcome = workspace.run("ps-extract", ["--db", "sqlite:x.db"]).exits(0);
        assert!(outcome.stderr.is_empty(), "{}", outcome.stderr);
        let saved = read_fixture(&format!("golden/{case}/extract.jsonl"));
        assert!(without_null_home_schools(&outcome.stdout) == saved, "{case} differs");
        // People without a home school, whom the production script's query left out, change none of the files.
        let before = read_fixture(&format!("golden/{case}/newest_before.txt"));
        workspace.run_with("sfe-transform", ["--newest-dcid", before.trim()], &outcome.stdout).exits(0);
        for file in FILES {
            assert!(workspace.read(file) == read_fixture(&format!("golden/{case}/{file}")), "{case}/{file} differs");
        }
    }
}

fn without_null_home_schools(extract: &str) -> String {
    let is_kept = |line: &&str| !line.contains("\"homeschoolid\":null") && !line.starts_with("{\"end\"");
    let rows: Vec<&str> = extract.lines().filter(is_kept).collect();
    rows.join("\n") + &format!("\n{{\"end\":{{\"records\":{}}}}}\n", rows.len())
}

#[test]
fn the_extract_becomes_the_files_that_production_wrote() {
    for case in CASES {
        let workspace = Workspace::new();
        std::fs::create_dir(workspace.path("out")).unwrap();
        let before = read_fixture(&format!("golden/{case}/newest_before.txt"));
        let extract = std::fs::read(fixture(&format!("golden/{case}/extract.jsonl"))).unwrap();
        let outcome =
            workspace.run_with("sfe-transform", ["--newest-dcid", before.trim(), "-o", "out"], extract).exits(0);
        assert_eq!(outcome.stdout, FILES.map(|file| format!("out/{file}\n")).concat(), "oldest first");
        for file in FILES {
            assert!(
                workspace.read(&format!("out/{file}")) == read_fixture(&format!("golden/{case}/{file}")),
                "{case}/{file} differs"
            );
        }
        assert_eq!(
            workspace.read("out/NewestDCID.next").trim(),
            read_fixture(&format!("golden/{case}/newest_after.txt")).trim()
        );
    }
}
