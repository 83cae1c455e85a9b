//! The password and the passphrase: where they come from, and who sees them.

use super::home::Home;
use crate::support::Outcome;
use crate::support::command::set_mode;

#[test]
fn the_password_file_is_found_in_the_home_folder_unless_another_is_named() {
    let home = Home::new("tiny");
    let folder = home.workspace.path("").canonicalize().unwrap();
    let night = |credentials: bool| {
        let mut command = home.command(&[]);
        let database =
            [("POWERSCHOOL_PROD_DB", "127.0.0.1:1/x"), ("POWERSCHOOL_READ_USER", "u"), ("PS_EXTRACT_DRIVER", "thin")];
        command.envs(database);
        if credentials {
            command.env("CREDENTIALS_DIRECTORY", folder.join("credentials"));
        }
        Outcome::of(&mut command, b"")
    };
    // A file that others may read is refused by its name, which tells that it was the one.
    let file = |name: &str, content: &str| set_mode(home.workspace.write(name, content), 0o644);
    file("other", "secret");
    for (content, settings, read) in [
        ("secret\n", "", Some("database-password")),
        ("", "", None),
        ("secret\n", "POWERSCHOOL_DB_PASSWORD_FILE=other", Some("other")),
        ("", "POWERSCHOOL_DB_PASSWORD_FILE=other", Some("other")),
    ] {
        file("database-password", content);
        home.settings(settings);
        match read {
            Some(name) => night(false).exits(78).says(&format!("others may read {}", folder.join(name).display())),
            None => {
                let place = folder.join("database-password").display().to_string();
                let outcome = night(false).exits(78).says("no password for").says(&format!("{place} is empty"));
                outcome.says("write the password of u into it")
            }
        };
    }
    file("database-password", "secret\n");
    let handed_over = [("handed over\n", "credentials/database-password"), ("", "database-password")];
    // The units hand over an empty line where root keeps no password.
    for (content, name) in handed_over.into_iter().chain([("\n", "database-password")]) {
        file("credentials/database-password", content);
        home.settings("");
        night(true).exits(78).says(&format!("others may read {}", folder.join(name).display()));
    }
    // With a password in the settings no file is read.
    home.settings("POWERSCHOOL_DB_PASSWORD=p");
    night(true).exits(75);
}

#[test]
fn a_secret_file_must_be_the_users_own_or_roots_and_nobody_elses_to_read() {
    let home = Home::new("tiny");
    for (name, what) in [("sfe.env", "settings file"), ("private.pem", "private key")] {
        for mode in [0o640, 0o604, 0o620, 0o666] {
            set_mode(home.workspace.path(name), mode);
            home.sync(&[]).exits(78).says(&format!("(mode {mode:04o}): chmod 600")).says(what);
            home.sync(&["--check"]).exits(78);
        }
        set_mode(home.workspace.path(name), 0o600);
        // Only root can give a file away.
        if std::os::unix::fs::chown(home.workspace.path(name), Some(65534), None).is_ok() {
            let command = format!("as root: chown root: {}", home.workspace.path(name).display());
            home.sync(&[]).exits(78).says("belongs to another user").says(what).says(&command);
            std::os::unix::fs::chown(home.workspace.path(name), Some(0), None).unwrap();
        }
    }
    home.sync(&[]).exits(0);
}

#[test]
fn secrets_are_in_no_environment_and_reach_the_program_that_needs_them() {
    let home = Home::new("tiny");
    let programs = ["ps-extract", "sfe-transform", "sfe-stamp", "sfe-push", "sfe-commit", "sfe-report"];
    for program in programs {
        home.shim(program, &format!("env >>saw.{program}; exec \"$real\" \"$@\""));
    }
    let mut keygen = home.workspace.command("ssh-keygen");
    Outcome::of(keygen.args(["-q", "-p", "-P", "", "-N", "opensesame", "-f", "private.pem"]), b"").exits(0);
    let secrets = [
        ("POWERSCHOOL_DB_PASSWORD", "tiger"),
        ("POWERSCHOOL_DB_PASSWORD_FILE", "tiger-file"),
        ("SFE_SFTP_KEY_PASSPHRASE", "opensesame"),
    ];
    let hook = "SFE_ON_SUCCESS=env >saw.hook; tr '\\0' '\\n' </proc/$$/cmdline >saw.line # a-secret-address";
    let in_file: String = secrets.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    for settings in [format!("{hook}\n{in_file}"), hook.to_string()] {
        home.settings(&settings);
        let mut command = home.command_with_shims(&[]);
        if settings == hook {
            command.envs(secrets);
        }
        Outcome::of(&mut command, b"").exits(0);
        for program in programs.iter().chain(&["hook", "line"]) {
            let saw = home.workspace.read(&format!("saw.{program}"));
            for secret in ["tiger", "opensesame", "a-secret-address"] {
                assert!(!saw.contains(secret), "{program} has {secret}: {saw}");
            }
            assert!(*program == "line" || saw.contains("SFE_SFTP_ADDRESS="), "{program} has what is no secret");
            std::fs::remove_file(home.workspace.path(format!("saw.{program}"))).unwrap();
        }
        let mut command = home.command_with_shims(&["--check"]);
        command.envs(secrets);
        Outcome::of(&mut command, b"").exits(0);
        for program in ["sfe-transform", "sfe-commit"] {
            assert!(!home.workspace.read(&format!("saw.{program}")).contains("tiger"), "{program}");
        }
        programs.iter().for_each(|program| drop(std::fs::remove_file(home.workspace.path(format!("saw.{program}")))));
    }
}
