//! The examples of the man pages.

use super::stage::Stage;
use super::text::{displays, is_setting, read};
use crate::support::command::project;

const CASE: &str = "school";

/// The command of a line of a crontab, or the line itself.
fn without_schedule(line: &str) -> String {
    let is_field = |word: &str| word.chars().all(|c| c.is_ascii_digit() || "*,-/".contains(c));
    let words: Vec<&str> = line.split(' ').collect();
    match words.len() > 5 && words[..5].iter().all(|word| !word.is_empty() && is_field(word)) {
        true => words[5..].join(" "),
        false => line.to_string(),
    }
}

#[test]
fn the_examples_of_every_man_page_work_as_printed() {
    let stage = Stage::new(CASE);
    stage.types("sfe-settings --new-home /srv/sfe --smartfind-is-empty");
    for file in ["private.pem", "known_hosts"] {
        std::fs::copy(stage.workspace.path(file), stage.workspace.path(format!("srv/{file}"))).unwrap();
    }
    stage.write_script_folder("script", CASE);
    let settings = "POWERSCHOOL_PROD_DB=\nSFE_SFTP_ADDRESS=\nSFE_SFTP_USERNAME=";
    stage.types(&stage.with_settings_filled_in(settings));
    stage.types("sfe-sync --home /srv/sfe");
    stage.play_smartfind();
    stage.types("sfe-sync --home /srv/sfe --pickup");
    let ids = Stage::access_ids(CASE);
    stage.workspace.write("srv/access-ids.txt", ids.join("\n"));
    std::fs::copy(stage.workspace.path("srv/last/extract.jsonl"), stage.workspace.path("srv/extract.jsonl")).unwrap();
    let profiles = stage.workspace.read("srv/last/P1ProfileBasic.csv");
    let somebody: Vec<&str> = profiles.lines().next().unwrap().split('|').collect();
    let run = std::fs::read_link(stage.workspace.path("srv/last")).unwrap();

    let mut pages: Vec<String> = std::fs::read_dir(project().join("man"))
        .unwrap()
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    let mut examples = 0;
    for page in pages {
        let text = read(&format!("man/{page}"));
        let Some((_, rest)) = text.split_once(".Sh EXAMPLES\n") else { continue };
        let blocks = displays(rest.split(".Sh ").next().unwrap());
        assert!(!blocks.is_empty(), "{page}");
        for block in blocks.iter().filter(|block| !block.lines().all(is_setting)) {
            stage.play_smartfind();
            let commands = without_schedule(block)
                .replace("20261123T021500Z-4711", run.file_name().unwrap().to_str().unwrap())
                .replace("/home/lincoln/sfe", stage.folder("script").to_str().unwrap())
                .replace("10231,10232", &ids[..2].join(","))
                .replace("somebody@", &somebody[17][..somebody[17].find('@').unwrap() + 1])
                .replace("kowalski", &somebody[6].to_lowercase());
            println!("{page}: {commands}");
            stage.types_in("srv", &commands);
            examples += 1;
        }
    }
    assert!(examples >= 20, "{examples}");
}
