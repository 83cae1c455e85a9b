//! The README's recipes, as printed.

use super::home::Home;
use crate::support::command::project;
use crate::support::{Outcome, Workspace};

#[test]
fn every_recipe_of_the_readme_works_as_printed() {
    let home = Home::new("school");
    home.sync(&["-q"]).exits(0);
    let readme = std::fs::read_to_string(project().join("README.md")).unwrap();
    let recipes = readme.split_once("## Recipes").unwrap().1.split_once("\n## ").unwrap().0;
    let script: Vec<&str> = recipes.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    assert!(script.iter().filter(|line| line.starts_with('#')).count() >= 5, "{script:?}");
    let folder = home.workspace.path("").canonicalize().unwrap();
    let script = script.join("\n").replace("/srv/sfe", folder.to_str().unwrap()).replace("less -S", "cat");
    let elsewhere = Workspace::new();
    let mut command = elsewhere.command("bash");
    let programs = command.get_envs().find(|(key, _)| *key == "PATH").unwrap().1.unwrap().to_os_string();
    let mut path = project().join("scripts").into_os_string();
    path.push(":");
    path.push(programs);
    command.env("PATH", path).args(["-euo", "pipefail", "-c", &script]);
    let outcome = Outcome::of(&mut command, b"").exits(0).prints("no-name").prints("W2SSO.csv");
    assert!(outcome.stdout.lines().filter(|line| line.ends_with("@d118.example")).count() > 0, "{}", outcome.show());
    assert!(elsewhere.read("school5.jsonl").lines().last().unwrap().starts_with("{\"end\":"));
    elsewhere.run("sfe-transform", ["--newest-dcid", "0", "school5.jsonl"]).exits(0);
}
