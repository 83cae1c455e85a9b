//! The README, followed from the installation to the nights.

use super::stage::Stage;
use super::text::{blocks, displays, is_command, is_setting, read, section, spans};
use crate::support::Workspace;
use crate::support::command::project;

const CASE: &str = "tiny";

/// Follows the blocks of a section, one after another.
fn follow(stage: &Stage, blocks: &[String]) -> String {
    let commands: Vec<String> = blocks.iter().map(|block| stage.with_settings_filled_in(block)).collect();
    stage.types(&commands.join("\n")).stdout
}

/// A stage on which the README was followed from the Python script's folder to the first night.
fn moved() -> Stage {
    let stage = Stage::new(CASE);
    stage.write_script_folder("you/script", CASE);
    stage.workspace.write("you/access-ids.txt", Stage::access_ids(CASE).join("\r\n"));
    let readme = read("README.md");
    let steps = blocks(section(&readme, "Moving from the Python script"));
    assert!(steps.len() >= 5, "{steps:?}");
    let shown = follow(&stage, &steps);
    // Line ends aside, only people who were added by the script differ: they are known now.
    let old: Vec<&str> = shown.lines().filter(|line| line.starts_with("< ")).collect();
    assert!(!old.is_empty() && old.iter().all(|line| line.contains("|A|")), "{shown}");
    stage
}

#[test]
fn moving_from_the_python_script_and_every_morning_work_as_printed() {
    let stage = moved();
    let readme = read("README.md");
    follow(&stage, &blocks(section(&readme, "Install")));
    follow(&stage, &blocks(section(&readme, "Schedule it, and get notified")));

    let morning = section(&readme, "Every morning");
    let sent = stage.workspace.read("srv/last/decisions.jsonl");
    let sent: Vec<serde_json::Value> = sent.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut sent: Vec<[String; 2]> = sent
        .iter()
        .filter(|row| row["command"].is_string())
        .map(|row| [row["users_dcid"].to_string(), row["access_id"].to_string()])
        .collect();
    let there = [sent[0][1].clone(), sent[1][1].clone()];
    let somebody = sent[0][0].clone();
    let mut leave = || {
        let [users_dcid, access_id] = sent.pop().unwrap();
        stage.sql(&format!("DELETE FROM teachers WHERE users_dcid = {users_dcid}"));
        access_id
    };
    stage.play_smartfind();
    let left = [leave(), leave()].join(",");
    stage.types("sfe-sync --home /srv/sfe");
    let guide = displays(&read("man/powerschool-sfe.7"));
    let mail = guide.into_iter().find(|block| block.starts_with("SFE_ON_SUCCESS=")).unwrap();
    let staff = rusqlite::Connection::open(stage.workspace.path("staff.db")).unwrap();
    let query = "SELECT last_name FROM teachers WHERE users_dcid = ?1";
    let name: String = staff.query_row(query, [&somebody], |row| row.get(0)).unwrap();

    let commands: Vec<String> = spans(morning).into_iter().filter(|span| is_command(span)).collect();
    assert!(commands.len() >= 9, "{commands:?}");
    for command in commands {
        stage.play_smartfind();
        let ids = if command.contains("--handled") { left.clone() } else { there.join(",") };
        stage.types(&command.replace("10231,10232", &ids).replace("kowalski", &name.to_lowercase()));
    }
    stage.types(&format!("sfe-sync --home /srv/sfe --only {} --as-new --overwrite-waiting", there[0]));

    stage.play_smartfind();
    follow(&stage, &[mail]);
    stage.types("sfe-sync --home /srv/sfe");
    assert_eq!(stage.played(), "", "nothing has changed");
    stage.play_smartfind();
    leave();
    stage.types("sfe-sync --home /srv/sfe");
    assert!(stage.played().contains("mail -s SmartFind hr@"), "{}", stage.played());
}

#[test]
fn setting_up_without_the_script_works_as_printed_and_so_do_the_other_commands() {
    let readme = read("README.md");
    let steps = blocks(section(&readme, "Setting up without the script"));
    let ways: Vec<String> =
        spans(&readme).into_iter().filter(|span| span.contains("sfe-settings --new-home")).collect();
    assert_eq!(ways.len(), 3, "{ways:?}");
    let stage = Stage::new(CASE);
    std::fs::copy(stage.workspace.path("private.pem"), stage.workspace.path("elsewhere/private.pem")).unwrap();
    stage.workspace.write("elsewhere/access-ids.txt", Stage::access_ids(CASE).join("\n"));
    for (number, way) in ways[1..].iter().enumerate() {
        stage.types(
            &way.replace("--new-home /srv/sfe", &format!("--new-home other-{number}")).replace("dcid N", "dcid 120"),
        );
        assert!(stage.workspace.path(format!("elsewhere/other-{number}/sfe.env")).exists());
    }
    let moving = blocks(section(&readme, "Moving from the Python script"));
    let settings = moving.iter().find(|block| block.lines().all(is_setting)).unwrap().clone();
    let (last, fingerprints) = steps.split_last().unwrap();
    follow(
        &stage,
        &[&[steps[0].clone(), ways[0].clone(), settings][..], &fingerprints[1..], std::slice::from_ref(last)].concat(),
    );
    assert!(stage.workspace.path("srv/last/W2SSO.csv").exists());
    assert!(stage.workspace.read("srv/last/P1ProfileBasic.csv").lines().all(|line| line.starts_with("P|C|")));

    stage.play_smartfind();
    let rest = readme.replace(section(&readme, "Every morning"), "");
    let is_run = |span: &String| is_command(span) || ["echo ", "systemctl "].iter().any(|word| span.starts_with(word));
    let commands: Vec<String> = spans(&rest).into_iter().filter(is_run).collect();
    assert!(commands.len() >= 5, "{commands:?}");
    for command in commands {
        stage.play_smartfind();
        stage.types_in("srv", &command);
    }
}

#[test]
fn every_setting_that_the_readme_prints_is_one() {
    let readme = read("README.md");
    let workspace = Workspace::new();
    let of_blocks = blocks(&readme).into_iter().flat_map(|block| block.lines().map(str::to_string).collect::<Vec<_>>());
    let settings: Vec<String> = spans(&readme).into_iter().chain(of_blocks).filter(|text| is_setting(text)).collect();
    assert!(settings.len() >= 15, "{settings:?}");
    for setting in settings {
        let path = workspace.write("sfe.env", format!("{setting}\n"));
        crate::support::command::set_mode(&path, 0o600);
        workspace
            .run("sfe-settings", [&path])
            .exits(0)
            .does_not_say("warning")
            .prints(setting.split('=').next().unwrap());
    }
}

#[test]
fn every_path_and_link_of_the_readme_and_the_guides_leads_somewhere() {
    for (document, folder) in
        [("README.md", ""), (".github/CONTRIBUTING.md", ".github/"), (".github/CHANGELOG.md", ".github/")]
    {
        let text = read(document);
        let links = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        let links = links.filter(|link| !link.starts_with("http") && !link.starts_with("../.."));
        let (headings, files): (Vec<&str>, Vec<&str>) = links.partition(|link| link.starts_with('#'));
        for link in files {
            assert!(project().join(folder).join(link).exists(), "{document}: {link}");
        }
        for link in headings {
            let slug = |line: &str| line.replace(|c: char| !c.is_alphanumeric() && c != ' ', "").replace(' ', "-");
            let is_there = text
                .lines()
                .filter_map(|line| line.strip_prefix("## "))
                .any(|line| slug(line).to_lowercase() == link[1..]);
            assert!(is_there, "{document}: {link}");
        }
        let words = spans(&text).into_iter().flat_map(|span| span.split(' ').map(str::to_string).collect::<Vec<_>>());
        for path in words.filter(|word| ["src/", "scripts/", "tests/", "man/"].iter().any(|top| word.starts_with(top)))
        {
            assert!(project().join(&path).exists(), "{document}: {path}");
        }
    }
    assert!(read("README.md").lines().count() <= 250);
    let heading = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(read(".github/CHANGELOG.md").contains(&heading), "the changelog has this version");
}
