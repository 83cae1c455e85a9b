//! Which driver is taken, and what `--check` says of it.

use crate::stand_ins::answer::{At, PASSWORD, Trouble};
use crate::support::Outcome;
use crate::support::command::{project, set_mode};
use crate::support::oracle::{DRIVERS, Driver, Oracle, client_library, numbers};

#[test]
fn without_a_client_library_thick_says_what_to_do_and_auto_goes_on_with_thin() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let arguments = ["--driver", "thick"];
    oracle
        .extract(&arguments)
        .exits(78)
        .says("install Oracle Instant Client")
        .says("--oracle-lib-dir")
        .says("DPI-1047");
    let auto = oracle.extract(&["--driver", "auto", "-v"]).exits(0).prints("{\"end\":{\"records\":3}}");
    auto.says("driver thin: no Oracle client library loads");
}

#[test]
fn auto_takes_the_client_library_that_loads() {
    let oracle = Oracle::new(Driver::Thick, &numbers(3), None);
    let extract = oracle.extract(&["--driver", "auto", "-v"]).exits(0).prints("{\"end\":{\"records\":3}}");
    extract.says("driver thick: the client library in").says("3 rows read from db.example:1521/PSPRODDB");
    // As the real one, it cannot be loaded by its folder alone; where the loader's path has it, it needs none.
    let mut command = oracle.workspace.command("ps-extract");
    command.args(["--user", "staff_reader", "--query", "q.sql", "-v"]).env("POWERSCHOOL_PROD_DB", oracle.database());
    command.env("ORACLE_STAND_IN", oracle.workspace.path("")).env("LD_LIBRARY_PATH", client_library());
    command.env("POWERSCHOOL_DB_PASSWORD", PASSWORD);
    Outcome::of(&mut command, b"").exits(0).says("driver thick: Oracle's client library loads");
}

#[test]
fn a_folder_that_was_named_is_not_passed_over() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    std::fs::create_dir(oracle.workspace.path("empty")).unwrap();
    oracle.workspace.write("broken/libclntsh.so", "no library");
    std::fs::create_dir(oracle.workspace.path("alone")).unwrap();
    std::fs::copy(client_library().join("libclntsh.so"), oracle.workspace.path("alone/libclntsh.so")).unwrap();
    for (folder, why) in [
        ("none", "none cannot be used"),
        ("empty", "libclntsh.so"),
        ("broken", "libclntsh.so"),
        ("alone", "libnnz19.so"),
    ] {
        for driver in ["thick", "auto"] {
            let arguments = ["--driver", driver, "--oracle-lib-dir", folder];
            let outcome = oracle.extract(&arguments).exits(78).says(why);
            assert!(outcome.stdout.is_empty(), "{}", outcome.show());
        }
    }
    // The real one also needs libaio, which is the system's.
    let mut library = std::fs::read(client_library().join("libclntsh.so")).unwrap();
    let (second, missing) = (b"libnnz19.so", b"libaio19.so");
    let place = library.windows(second.len()).position(|bytes| bytes == second).unwrap();
    library[place..place + missing.len()].copy_from_slice(missing);
    oracle.workspace.write("without/libclntsh.so", library);
    oracle.extract(&["--driver", "auto", "--oracle-lib-dir", "without"]).exits(78).says("apt-get install libaio1");
    // Only that it is not asked for changes that.
    oracle.extract(&["--driver", "thin", "--oracle-lib-dir", "empty"]).exits(0);
}

#[test]
fn a_folder_that_the_loaders_path_cannot_name_is_refused_and_the_program_starts_again_only_once() {
    let oracle = Oracle::new(Driver::Thick, &numbers(3), None);
    let name = oracle.workspace.path("a:b");
    std::fs::create_dir(&name).unwrap();
    std::fs::copy(client_library().join("libclntsh.so"), name.join("libclntsh.so")).unwrap();
    oracle.extract(&["--oracle-lib-dir", "a:b"]).exits(78).says("another name").says("a:b");
    // As if the second start had lost the loader's path.
    let mut command = oracle.command();
    let outcome = Outcome::of(command.arg("-vv").env("PS_EXTRACT_STARTED_AGAIN", "1"), b"").exits(78);
    outcome.says("libnnz19.so").does_not_say("starting again");
}

#[test]
fn a_query_on_standard_input_survives_the_second_start() {
    let oracle = Oracle::new(Driver::Thick, &numbers(3), None);
    Outcome::of(oracle.command().args(["--query", "/dev/stdin"]), b"SELECT 1 FROM dual\n").exits(0);
}

#[test]
fn a_message_is_given_once_though_the_program_starts_twice() {
    let oracle = Oracle::new(Driver::Thick, &numbers(3), None);
    set_mode(oracle.workspace.path("password"), 0o644);
    let extract = oracle.extract(&[]).exits(78).says("others may read");
    assert_eq!(extract.stderr.lines().count(), 1, "{}", extract.show());
}

#[test]
fn check_names_the_versions_and_the_columns() {
    for driver in DRIVERS {
        let version = match driver {
            Driver::Thick => "driver thick, client library 19.3.0.0.0, server 19.3.0.0.0",
            Driver::Thin => "driver thin (pre-release), crate oracledb VERSION, server 19.3.0.0.0",
        };
        let manifest = std::fs::read_to_string(project().join("Cargo.toml")).unwrap();
        let pinned = manifest.split("oracledb = { version = \"=").nth(1).unwrap().split('"').next().unwrap();
        let version = version.replace("VERSION", pinned);
        let check = Oracle::new(driver, &numbers(3), None).extract(&["--check"]).exits(69).says("email_addr");
        check.prints(&format!("connected: {version}\n")).prints("columns: n\n").prints("first row: read\n");
        let columns =
            "EMAIL_ADDR TEACHERNUMBER HOME_PHONE FIRST_NAME LAST_NAME HOMESCHOOLID SCHOOLID STATUS USERS_DCID";
        let answer = columns.split(' ').map(|name| format!("{name} VARCHAR2")).collect::<Vec<_>>().join("\t") + "\n";
        let check = Oracle::new(driver, &answer, None).extract(&["--check"]).exits(65).says("the query finds nobody");
        let check = check.prints("optional columns of a district's own: none\n");
        check.prints("first row: none").prints("missing, taken as null: calendar,");
        let trouble = Some((At::LogIn, Trouble::Error(1017)));
        Oracle::new(driver, &answer, trouble).extract(&["--check"]).exits(77);
    }
}
