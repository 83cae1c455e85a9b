//! sfe-sync killed at any moment, with all that it started: SIGKILL, a hundred times.

use crate::support::Outcome;
use crate::support::Workspace;
use crate::support::command::program;
use crate::support::district::{FILES, database};
use crate::support::session;
use crate::support::sshd::Sshd;
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::time::Instant;

const TABLES: &str = "CREATE TABLE teachers (email_addr, teachernumber, home_phone, first_name, last_name, homeschoolid, \
                      schoolid, status, users_dcid); CREATE TABLE u_humanresources AS SELECT 0 AS usersdcid, 0 AS \
                      calendar, 0 AS am_time, 0 AS pm_time, 0 AS contractemp, 0 AS sfe_position, 0 AS start_time, 0 AS \
                      end_time, 0 AS start_time_2, 0 AS end_time_2, 0 AS custom_times, 0 AS time1_monday, 0 AS \
                      time1_tuesday, 0 AS time1_wednesday, 0 AS time1_thursday, 0 AS time1_friday, 0 AS time2_monday, 0 \
                      AS time2_tuesday, 0 AS time2_wednesday, 0 AS time2_thursday, 0 AS time2_friday, 0 AS am_time_2, 0 \
                      AS pm_time_2 WHERE 0;";

/// One more person, whose users_dcid and access ID are the night's number.
fn hire(workspace: &Workspace, night: usize) {
    let sql =
        format!("INSERT INTO teachers VALUES ('u{night}@d.example', {night}, NULL, 'Ana', 'Cruz', 5, 5, 1, {night})");
    database(workspace, "x.db", &sql);
}

fn night(workspace: &Workspace, settings: &[(&'static str, String)]) -> Command {
    // In a session of its own: the chain has another process group than sfe-sync.
    let mut command = workspace.command("setsid");
    command
        .arg(program("sfe-sync"))
        .envs(settings.iter().cloned())
        .envs([
            ("POWERSCHOOL_PROD_DB", "sqlite:x.db"),
            ("SFE_KEEP_RUNS", "1000"),
            ("SFE_SFTP_RETRIES", "0"),
            ("SFE_IMPORTER", "keeps"),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

#[test]
fn a_hundred_kills_leave_the_old_state_or_the_new() {
    let workspace = Workspace::new();
    database(&workspace, "x.db", TABLES);
    let server = Sshd::start(&workspace);
    workspace.write("NewestDCID.txt", "0\n");
    let settings = server.settings();
    hire(&workspace, 1);
    let start = Instant::now();
    Outcome::of(&mut night(&workspace, &settings), b"").exits(0);
    let usual = start.elapsed();

    let mut stages: BTreeMap<String, u32> = BTreeMap::new();
    let mut known_before = 0;
    for number in 2..102 {
        hire(&workspace, number);
        let mut child = night(&workspace, &settings).spawn().unwrap();
        // Spread evenly over a run, and a little beyond its usual end.
        let share = f64::from(u32::try_from(number * 37 % 100).unwrap()) / 95.0;
        std::thread::sleep(usual.mul_f64(share));
        let hit = session::kill(child.id());
        child.wait().unwrap();
        // It may still finish what it had begun.
        server.wait_until_idle();
        *stages.entry(if hit { stage(&workspace) } else { "after the end".to_string() }).or_default() += 1;
        check(&workspace, &server, number, &mut known_before);
    }
    hire(&workspace, 102);
    Outcome::of(&mut night(&workspace, &settings), b"").exits(0);
    assert_eq!(workspace.read("NewestDCID.txt"), "102\n");
    Outcome::of(&mut night(&workspace, &settings), b"").exits(0);
    assert_eq!(known(&workspace), (1..=102).collect::<Vec<_>>());
    let on_server: BTreeSet<String> = server.arrived().into_iter().collect();
    assert_eq!(on_server, FILES.map(str::to_string).into());
    println!("kills by the stage last begun: {stages:?}");
    assert!(stages.len() >= 3, "the kills hit too few stages: {stages:?}");
}

/// The stage that the killed run had begun last.
fn stage(workspace: &Workspace) -> String {
    let log = std::fs::read_to_string(workspace.path("sfe_log.txt")).unwrap_or_default();
    let stages = ["state", "extract", "transform", "stamp", "push", "commit"];
    let begun = log.lines().filter_map(|line| line.strip_prefix("sfe-sync: ")).filter(|line| stages.contains(line));
    begun.fold("setup", |_, stage| stage).to_string()
}

/// The access IDs that are known for sure.
fn known(workspace: &Workspace) -> Vec<usize> {
    let record = workspace.read("smartfind.jsonl");
    let lines = record.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let (people, end): (Vec<_>, Vec<_>) = lines.partition(|line| line["end"].is_null());
    assert_eq!(end[0]["end"]["people"], people.len());
    let known = people.iter().filter(|person| person["known"] == "known");
    known.map(|person| usize::try_from(person["access_id"].as_u64().unwrap()).unwrap()).collect()
}

fn check(workspace: &Workspace, server: &Sshd, night: usize, known_before: &mut usize) {
    let mut sets: BTreeMap<&str, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for run in workspace.names("runs") {
        for file in FILES {
            if let Ok(bytes) = std::fs::read(workspace.path(format!("runs/{run}/{file}"))) {
                sets.entry(file).or_default().insert(bytes);
            }
        }
    }
    let on_server = |file: &str| std::fs::read(server.uploads().join(file)).ok();
    for file in FILES {
        match on_server(file) {
            Some(there) => assert!(sets[file].contains(&there), "night {night}: {file} on the server is torn"),
            // OpenSSH's server ends at the first answer that it cannot send. So when the client is killed during the
            // renames, files may stay aside until the next night: but not the first, which is replaced under its name.
            None => assert_ne!(file, FILES[0], "night {night}"),
        }
    }
    // Everyone who was ever uploaded, and nobody twice: never an empty or a cut record.
    let known = known(workspace);
    assert_eq!(known, (1..=known.len()).collect::<Vec<_>>(), "night {night}");
    assert!(known.len() >= *known_before, "night {night}: {known_before} people were known, and {} are", known.len());
    *known_before = known.len();
    let mark: usize = workspace.read("NewestDCID.txt").trim().parse().unwrap();
    let people = |file: &str| Some(on_server(file)?.split(|byte| *byte == b'\n').count() - 1);
    for (file, pushed) in FILES[..2].iter().filter_map(|file| Some((file, people(file)?))) {
        assert!(mark <= pushed, "night {night}: the mark is {mark}, but {file} has {pushed} people");
        assert!(known.len() <= pushed, "night {night}: {} people are on record, {file} has {pushed}", known.len());
    }
    let last = workspace.read("last/P1ProfileBasic.csv").lines().count();
    assert!(Some(last) <= people(FILES[0]), "night {night}: last is ahead of the server");
}
