//! A disk that is full, at every 4 KB of a whole night.

use super::home::Home;
use crate::support::Outcome;
use crate::support::command::program;
use crate::support::district::database;

/// In a name space of its own: a small disk for the home folder, which grows by a page from night to night. Each
/// night that fails is followed by one with room enough.
const NIGHTS: &str = r#"
set -eu
mount -t tmpfs none home
for step in $(seq 0 200); do
    mount -t tmpfs -o size=16m none home
    cp -a template/. home/
    sync home
    used=$(df --output=used -k home | tail -n 1)
    mount -o remount,size=$((used + 4 * step))k home
    rm -f told
    code=0; "$sync" --home home 2>said || code=$?
    echo "step=$step code=$code errors=$(grep -c ': error: ' said || true) told=$(cat told) last=$(readlink home/last)" \
        "people=$(tail -n 1 home/smartfind.jsonl | jq .end.people) mark=$(cat home/NewestDCID.txt)"
    cat said >&2
    mount -o remount,size=16m home
    "$sync" --home home
    echo "then last=$(readlink home/last) people=$(tail -n 1 home/smartfind.jsonl | jq .end.people) mark=$(cat home/NewestDCID.txt)"
    ! compgen -G 'home/.*.tmp'
    umount home
    ((code)) || break
done
"#;

#[test]
fn a_disk_full_at_any_page_fails_with_74_runs_the_hook_and_the_next_night_is_right() {
    let home = Home::new("tiny");
    let folder = home.workspace.path("");
    let hook = format!("echo $SFE_OUTCOME/$SFE_STAGE >{}", home.workspace.path("told").display());
    home.settings(
        &format!(
            "POWERSCHOOL_PROD_DB=sqlite:{}\nSFE_ON_SUCCESS={hook}\nSFE_ON_FAILURE={hook}",
            home.workspace.path("x.db").display()
        )
        .replacen("POWERSCHOOL_PROD_DB", "\nPOWERSCHOOL_PROD_DB", 1),
    );
    home.sync(&[]).exits(0);
    let [first_run, ..] = home.state();
    let people = home.workspace.read("last/W2SSO.csv").lines().count();
    database(
        &home.workspace,
        "x.db",
        "UPDATE teachers SET users_dcid = 999, teachernumber = '777777' WHERE users_dcid = 120",
    );
    for name in ["template", "home"] {
        std::fs::create_dir(folder.join(name)).unwrap();
    }
    for name in
        ["sfe.env", "private.pem", "known_hosts", "NewestDCID.txt", "smartfind.jsonl", "uploads.jsonl", "last", "runs"]
    {
        std::fs::rename(folder.join(name), folder.join("template").join(name)).unwrap();
    }
    let mut command = home.workspace.command("unshare");
    command.args(["--user", "--map-root-user", "--mount", "bash", "-c", NIGHTS]);
    let outcome = Outcome::of(
        command
            .env("sync", program("sfe-sync"))
            .env("POWERSCHOOL_PROD_DB", format!("sqlite:{}", home.workspace.path("x.db").display())),
        b"",
    );
    assert!(outcome.output.status.success(), "{}", outcome.show());

    let lines: Vec<&str> = outcome.stdout.lines().collect();
    let mut stages = std::collections::BTreeSet::new();
    for pair in lines.chunks(2) {
        let [night, next] = pair else { panic!("{}", outcome.show()) };
        let is = |text: &str| night.split(' ').any(|word| word == text);
        let moved = [!is(&format!("last={first_run}")), is("mark=999")];
        let told = night.split_once("told=").unwrap().1.split(' ').next().unwrap();
        stages.insert(told);
        if is("code=0") {
            assert!(is("told=success/done") && moved == [true; 2], "{night}");
        } else {
            assert!(is("code=74") && is("errors=1") && told.starts_with("failure/"), "{night}");
            assert_eq!(moved, [false; 2], "a full disk moves nothing: {night}");
        }
        assert!(next.ends_with("mark=999") && !next.contains(&first_run), "{next}");
        // The set of the first night was picked up, and that of the last one if it was uploaded.
        let on_record = next.split_once("people=").unwrap().1.split(' ').next().unwrap().parse::<usize>().unwrap();
        assert!((people..=people + 1).contains(&on_record), "{next}: {people}");
    }
    assert!(lines.len() > 20 && lines[lines.len() - 2].contains("code=0"), "{}", outcome.show());
    for stage in ["failure/extract", "failure/transform", "failure/push", "success/done"] {
        assert!(stages.contains(stage), "{stages:?}");
    }
}
