//! What scripts/install puts in place, and how scripts/bench is called; to build and to measure is left to them.

use crate::support::Workspace;
use crate::support::command::project;
use std::os::unix::fs::PermissionsExt as _;

fn unit(name: &str) -> String {
    std::fs::read_to_string(project().join("scripts/systemd").join(name)).unwrap()
}

#[test]
fn all_units_have_one_sandbox_and_the_templates_keep_districts_apart() {
    let sandbox = |name: &str| {
        let text = unit(name);
        text.split_once("# A stop asks").unwrap().1.replace("/%i", "")
    };
    for (name, home) in [("", "/srv/sfe"), ("@", "/srv/sfe/%i")] {
        for kind in ["sfe-sync", "sfe-sync-pickup"] {
            let name = format!("{kind}{name}.service");
            let text = unit(&name);
            let writable = format!("ReadWritePaths={home} -{home}/runs");
            let lines = ["User=sfe", "NoNewPrivileges=yes", "ProtectSystem=strict", "MemoryMax=2G", &writable];
            let environment = format!("Environment=SFE_HOME={home}");
            for line in lines.into_iter().chain([environment.as_str(), "OnFailure=sfe-sync-failed@%n.service"]) {
                assert!(text.lines().any(|other| other == line), "{name}: {line}");
            }
            assert_eq!(sandbox(&name), sandbox("sfe-sync.service"), "{name}");
            let credential = text.lines().find_map(|line| line.strip_prefix("LoadCredential=database-password:"));
            let expected = if home.contains('%') { "%i.password" } else { "database-password" };
            assert_eq!(credential, Some(format!("/etc/powerschool-sfe/{expected}").as_str()), "root's folder: {name}");
        }
    }
}

#[test]
fn nothing_is_scheduled_in_hours_that_a_change_of_clocks_skips() {
    let mut hours = Vec::new();
    for name in ["sfe-sync", "sfe-sync@", "sfe-sync-pickup", "sfe-sync-pickup@"] {
        let text = unit(&format!("{name}.timer"));
        let time = text.lines().find_map(|line| line.strip_prefix("OnCalendar=*-*-* ")).expect(name);
        hours.push((name.to_string(), time.split(':').next().unwrap().to_string()));
    }
    let mut cron_lines = 0;
    for path in ["scripts/crontab", "man/sfe-sync.1", "README.md", "scripts/kubernetes/base/cron-job.yaml"] {
        let text = std::fs::read_to_string(project().join(path)).unwrap();
        for line in text.lines().filter(|line| line.contains(" * * *")) {
            let words: Vec<&str> = line.trim_start_matches(".Dl").trim_start_matches('#').split_whitespace().collect();
            let star = words.iter().position(|word| *word == "*").unwrap();
            hours.push((path.to_string(), words[star - 1].to_string()));
            cron_lines += 1;
        }
    }
    assert!(cron_lines >= 4, "{hours:?}");
    for (name, hour) in hours {
        assert!(!["1", "01", "2", "02"].contains(&hour.as_str()), "{name}: {hour}");
    }
}

#[test]
fn completions_know_the_options() {
    let workspace = Workspace::new();
    for program in
        ["ps-extract", "sfe-transform", "sfe-stamp", "sfe-push", "sfe-commit", "sfe-report", "sfe-settings", "sfe-sync"]
    {
        let help = workspace.run(program, ["--help"]).exits(0).stdout;
        let lines = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let long = lines.filter_map(|line| line.split("--").nth(1)?.split([' ', '[', '=']).next());
        let long = long.map(|option| option.trim_end_matches('.'));
        let options: Vec<&str> = long.collect();
        assert!(options.len() > 4 && options.contains(&"help"), "{program}: {options:?}");
        for (shell, mark) in [("bash", "--"), ("zsh", "--"), ("fish", "-l ")] {
            let script = workspace.run(program, ["--completions", shell]).exits(0).stdout;
            for option in &options {
                assert!(script.contains(&format!("{mark}{option}")), "{program}: {shell} does not know --{option}");
            }
        }
    }
}

#[test]
fn install_refuses_what_it_does_not_know_and_removes_what_it_put() {
    let workspace = Workspace::new();
    let install = project().join("scripts/install");
    let install = install.to_str().unwrap();
    workspace.run(install, ["--nonsense"]).exits(2);
    workspace.run(install, ["--prefix", "relative"]).exits(2);
    workspace.write("usr/bin/sfe-sync", "x");
    workspace.write("usr/share/man/man5/sfe-files.5", "x");
    workspace.write("usr/bin/other", "x");
    let prefix = workspace.path("usr");
    workspace.run(install, ["--prefix", prefix.to_str().unwrap(), "--uninstall"]).exits(0);
    assert_eq!(workspace.names("usr/bin"), ["other"]);
    assert!(workspace.names("usr/share/man/man5").is_empty());
}

#[test]
fn install_puts_programs_that_are_built_already() {
    let workspace = Workspace::new();
    let install = project().join("scripts/install");
    let programs = std::path::Path::new(env!("CARGO_BIN_EXE_sfe-push")).parent().unwrap();
    let [prefix, home] = ["usr", "home"].map(|name| workspace.path(name).to_str().unwrap().to_string());
    let arguments = ["--programs", programs.to_str().unwrap(), "--prefix", &prefix, "--home", &home];
    workspace.run(install.to_str().unwrap(), arguments).exits(0).prints("What to do next");
    assert_eq!(workspace.names("usr/bin").len(), 8);
    assert!(!workspace.path("home").exists(), "whom SmartFind has is for the user to say");
    workspace.run("usr/bin/sfe-sync", ["--version"]).exits(0);
    let crontab = workspace.read("usr/share/doc/powerschool-sfe/examples/crontab");
    for text in [crontab, workspace.read("usr/share/man/man1/sfe-sync.1")] {
        assert!(text.contains(&format!(" * * * {prefix}/bin/sfe-sync --home ")), "{text}");
        assert!(!text.contains("/usr/local/bin"), "{text}");
    }
}

#[test]
fn a_new_home_folder_keeps_what_is_there_and_never_makes_everyone_new() {
    let workspace = Workspace::new();
    let home = workspace.path("districts/lincoln");
    let make =
        || workspace.run("sfe-settings", ["--new-home", home.to_str().unwrap(), "--smartfind-is-empty"]).exits(0);
    make().says("made sfe.env, NewestDCID.txt, database-password");
    let mode = |path: &str| std::fs::metadata(workspace.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("districts/lincoln"), 0o700);
    for file in workspace.names("districts/lincoln") {
        assert_eq!(mode(&format!("districts/lincoln/{file}")), 0o600, "{file}");
    }
    assert_eq!(workspace.read("districts/lincoln/NewestDCID.txt"), "0\n");
    workspace.write("districts/lincoln/NewestDCID.txt", "1159\n");
    workspace.write("districts/lincoln/sfe.env", "SFE_SUB_BUILDING=7\n");
    make().says("is a home folder already");
    assert_eq!(workspace.read("districts/lincoln/NewestDCID.txt"), "1159\n");
    assert_eq!(workspace.read("districts/lincoln/sfe.env"), "SFE_SUB_BUILDING=7\n");
    for trace in ["sent.txt", "runs/one"] {
        std::fs::remove_file(home.join("NewestDCID.txt")).unwrap();
        workspace.write(&format!("districts/lincoln/{trace}"), "");
        make().says("restore it");
        assert!(!home.join("NewestDCID.txt").exists(), "{trace}");
        workspace.write("districts/lincoln/NewestDCID.txt", "1159\n");
        std::fs::remove_file(home.join(trace)).unwrap();
    }
    let other = workspace.path("other");
    workspace.run("sfe-settings", ["--new-home", other.to_str().unwrap(), "--newest-dcid", "1159"]).exits(0);
    assert_eq!(workspace.read("other/NewestDCID.txt"), "1159\n");
    workspace.run("sfe-settings", ["--newest-dcid", "1159"]).exits(2);
    for number in ["-1", "0"] {
        workspace.run("sfe-settings", ["--new-home", "another", "--newest-dcid", number]).exits(2);
    }
    workspace.run("sfe-settings", ["--new-home", "another"]).exits(2).says("who is in SmartFind already?");
    workspace.run("sfe-settings", ["--new-home", "another", "--newest-dcid", "7", "--smartfind-is-empty"]).exits(2);
    assert!(!workspace.path("another").exists());
    workspace.write("a-file", "");
    let below = workspace.path("a-file/home");
    workspace
        .run("sfe-settings", ["--new-home", below.to_str().unwrap(), "--smartfind-is-empty"])
        .exits(73)
        .says("cannot make the folder");
}

#[test]
fn a_new_home_starts_from_the_scripts_folder_or_from_a_list() {
    let workspace = Workspace::new();
    let old = workspace.path("script");
    std::fs::create_dir(&old).unwrap();
    for file in crate::support::district::FILES {
        let text = crate::support::district::read_fixture(&format!("golden/tiny/{file}"));
        // As the script writes them on Windows.
        workspace.write(&format!("script/{file}"), text.replace('\n', "\r\n"));
    }
    workspace.write("script/NewestDCID.txt", "120");
    workspace.write("script/private.pem", "a key");
    let outcome = workspace.run("sfe-settings", ["--new-home", "new", "--from-script", old.to_str().unwrap()]).exits(0);
    outcome.says("known_hosts is missing").says("count as known in SmartFind");
    assert_eq!(workspace.read("new/NewestDCID.txt"), "120\n");
    assert_eq!(workspace.read("new/private.pem"), "a key");
    let people = workspace.read("script/P1ProfileBasic.csv").lines().count();
    let record = workspace.read("new/smartfind.jsonl");
    assert_eq!(record.lines().count(), people + 1, "{record}");
    assert!(record.contains("\"employee_active\":\"Y\"") && record.contains("\"schedules\":"), "{record}");
    for name in workspace.names("new") {
        let mode = std::fs::metadata(workspace.path(format!("new/{name}"))).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
    workspace.write("list.txt", "10001\n10002\n");
    workspace.run("sfe-settings", ["--new-home", "listed", "--known", "list.txt"]).exits(0);
    assert_eq!(workspace.read("listed/smartfind.jsonl").lines().count(), 3);
    // Over a home folder that is in use: nothing is said that is not so.
    let mark = workspace.read("new/NewestDCID.txt");
    workspace.write("script/NewestDCID.txt", "7");
    let again = workspace.run("sfe-settings", ["--new-home", "new", "--from-script", old.to_str().unwrap()]).exits(0);
    again.says("new is in use").says("stay as they are").does_not_say("count as known in SmartFind");
    assert_eq!((workspace.read("new/NewestDCID.txt"), workspace.read("new/smartfind.jsonl")), (mark, record));
    // As PowerShell saves them.
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    workspace.write("script/NewestDCID.txt", [vec![0xff, 0xfe], utf16("1159\r\n")].concat());
    for arguments in [["--from-script", old.to_str().unwrap()], ["--known", "script/NewestDCID.txt"]] {
        workspace.run("sfe-settings", [&["--new-home", "none"][..], &arguments].concat()).exits(65).says("UTF-16");
    }
    workspace.run("sfe-settings", ["--new-home", "none", "--from-script", "nowhere"]).exits(66);
    workspace.run("sfe-settings", ["--new-home", "none", "--known", "nowhere"]).exits(66);
    assert!(!workspace.path("none").exists());
}

#[test]
fn packages_are_named_on_one_line_and_not_installed_unasked() {
    let workspace = Workspace::new();
    let needs =
        "need first-package=no-such-program second-package=/no/such/file; need coreutils=ls; get_needed; echo here";
    let script = format!("cd '{}'; . scripts/need; {needs}", project().display());
    let outcome = workspace.run("bash", ["-c", &script]);
    assert_eq!(outcome.output.status.code(), Some(69), "{}", outcome.show());
    outcome.says("apt-get install -y --no-install-recommends first-package second-package\n").does_not_say("here");
    for script in ["demo", "test"] {
        let path = project().join("scripts").join(script);
        workspace.run(path.to_str().unwrap(), ["--nonsense"]).exits(2).says("--install-packages");
    }
}

#[test]
fn each_part_of_the_benchmarks_can_run_alone() {
    let bench = project().join("scripts/bench");
    let workspace = Workspace::new();
    let outcome = workspace.run(bench.to_str().unwrap(), ["everything"]).exits(2).says("no part everything");
    for part in outcome.stderr.split_once("there are: ").unwrap().1.trim_end().trim_end_matches(')').split(' ') {
        let script = std::fs::read_to_string(project().join("scripts/benchmarks").join(part)).unwrap();
        assert!(script.contains(&format!("\nbench_{part}() {{\n")), "{part} has its function");
    }
}
