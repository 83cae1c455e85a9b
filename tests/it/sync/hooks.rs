//! Which runs hooks are for, and how one tries them.

use super::home::Home;

const TOLD: &str =
    "SFE_ON_SUCCESS=echo $SFE_OUTCOME $SFE_MODE >>told.txt\nSFE_ON_FAILURE=echo $SFE_OUTCOME $SFE_MODE >>told.txt\n";

#[test]
fn hooks_run_for_whole_nights_only_unless_others_are_asked_for() {
    let home = Home::new("tiny");
    home.settings(TOLD);
    home.sync(&["-q"]).exits(0);
    let extract = home.workspace.path("last/extract.jsonl").canonicalize().unwrap();
    let extract = extract.to_str().unwrap();
    let profiles = home.workspace.read("last/P1ProfileBasic.csv");
    let somebody = profiles.split('|').nth(3).unwrap();
    let others = |home: &Home, code: i32| {
        let only = ["--replay", extract, "--only", somebody];
        for arguments in [&["--dry-run"][..], &["--replay", extract], &only] {
            let outcome = home.sync(arguments);
            assert!([0, code].contains(&outcome.output.status.code().unwrap()), "{}", outcome.show());
        }
    };
    others(&home, 0);
    assert_eq!(home.told(), ["success run"]);
    home.settings(&format!("{TOLD}SFE_HOOKS=replay, only,dry-run\nSFE_SFTP_DIR=./elsewhere"));
    std::fs::remove_file(home.workspace.path("told.txt")).unwrap();
    home.sync(&[]).exits(69);
    others(&home, 69);
    let told = home.told();
    assert_eq!(told[..2], ["success dry-run".to_string(), "failure replay".to_string()], "{told:?}");
    assert!(told[2].starts_with("failure only"), "{told:?}");
    home.settings(&format!("{TOLD}SFE_HOOKS=all"));
    home.sync(&[]).exits(78).says("invalid value 'all' for SFE_HOOKS: give some of run, dry-run, replay, only");
}

#[test]
fn hooks_can_be_tried() {
    let home = Home::new("tiny");
    home.settings(TOLD);
    let before = home.workspace.names(".");
    home.sync(&["--try-hooks"]).exits(0).says("SFE_ON_SUCCESS ended well").says("SFE_ON_FAILURE ended well");
    assert_eq!(home.told(), ["success try", "failure try"]);
    std::fs::remove_file(home.workspace.path("told.txt")).unwrap();
    assert_eq!(home.workspace.names("."), before, "it makes no run");
    home.settings("SFE_ON_FAILURE=echo to the terminal; exit 9");
    home.sync(&["--try-hooks"])
        .exits(69)
        .says("SFE_ON_SUCCESS is not set")
        .says("SFE_ON_FAILURE ended with exit code 9")
        .prints("to the terminal");
    home.sync(&["--try-hooks", "--check"]).exits(2);
}
