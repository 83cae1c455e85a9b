//! A connect string that may hold a password is refused, and no part of it is repeated or sent anywhere.

use crate::stand_ins::answer::{Answer, PASSWORD, SERVICE, USER};
use crate::stand_ins::listener::{Listener, Plan};
use crate::support::Outcome;
use crate::support::command::set_mode;
use crate::support::oracle::{DRIVERS, Driver, Oracle, numbers};

/// Parts of the password that would show it.
const PARTS: [&str; 3] = ["Corn", "flakes", ":7!"];

/// Options that others take for a user or a password.
const KEYS: [&str; 12] = [
    "pw",
    "pass_word",
    "user_name",
    "login",
    "credential",
    "credentials",
    "token",
    "access_token",
    "auth",
    "apikey",
    "api-key",
    "Client_Secret",
];

fn shows_nothing(outcome: &Outcome) {
    for part in PARTS {
        assert!(!outcome.stderr.contains(part) && !outcome.stdout.contains(part), "{}", outcome.show());
    }
}

#[test]
fn every_form_with_a_password_is_refused_unseen() {
    let listener = Listener::start(Plan { answer: Answer::parse(&numbers(3)), ..Plan::default() });
    let (address, database) = (format!("127.0.0.1:{}", listener.port), listener.database());
    let descriptor = |inside: &str| {
        let (host, port) = address.split_once(':').unwrap();
        format!(
            "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={host})(PORT={port}){inside})(CONNECT_DATA=(SERVICE_NAME={SERVICE})))"
        )
    };
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        for form in [
            format!("{USER}/{PASSWORD}@{database}"),
            format!("{USER}/{PASSWORD}@{}", descriptor("")),
            format!("{USER}/{PASSWORD}"),
            format!("{}/{PASSWORD}", USER.to_uppercase()),
            format!("someone/{PASSWORD}"),
            format!("User Id={USER};Password={PASSWORD};Data Source={database}"),
            format!("Data Source={database};User ID={USER};PWD={PASSWORD};"),
            format!("{database}?password={PASSWORD}"),
            format!("{database}?user={USER}&pwd={PASSWORD}"),
            format!("oracle+oracledb://{USER}:{PASSWORD}@{database}"),
            format!("jdbc:oracle:thin:{USER}/{PASSWORD}@{database}"),
            format!("jdbc:oracle:thin:@//{database}?user={USER}&password={PASSWORD}"),
            format!("jdbc:oracle:thin:@{}", descriptor(&format!("(PASSWORD={PASSWORD})"))),
            descriptor(&format!("(PASSWORD={PASSWORD})")),
            descriptor(&format!("(USER={USER})(PWD=\"{PASSWORD}\")")),
            format!("{} {PASSWORD}", descriptor("")),
            format!("{USER} {PASSWORD} {database}"),
            format!("password={PASSWORD}"),
            format!("{USER},{PASSWORD},{database}"),
            format!("someone,{},db:1521/{SERVICE}", PARTS[1]),
            format!("{database}:{}", PARTS[1]),
            format!("{database}?pw={}", PARTS[1]),
            format!("{database},{USER},{}", PARTS[1]),
            format!("{database}/{USER}/{}", PARTS[1]),
            format!("{database}\t{USER}\t{}", PARTS[1]),
            format!("{USER}|{}|{database}", PARTS[1]),
            format!("{USER}:{}:{database}", PARTS[1]),
            format!("{USER}\\{}@{database}", PARTS[1]),
            format!("{USER}/\"{}@1\"@{database}", PARTS[1]),
            format!("\"{USER}\"/\"{}\"", PARTS[1]),
            format!("connect {USER}/{PASSWORD}@{database}"),
            format!("sqlplus -S {USER}/{}@{database} as sysdba", PARTS[1]),
            format!("Driver={{Oracle in OraClient19Home1}};Dbq={database};Uid={USER};Pwd={PASSWORD};"),
            format!("Provider=OraOLEDB.Oracle;Data Source={database};User Id={USER};Password={PASSWORD};"),
            format!("oracledb.connect(user=\"{USER}\", password=\"{PASSWORD}\", dsn=\"{database}\")"),
            format!("{{\"user\":\"{USER}\",\"password\":\"{PASSWORD}\",\"dsn\":\"{database}\"}}"),
            format!("password: {PASSWORD}"),
            format!("oracle://{USER}:{}@{database}", PASSWORD.replace(':', "%3A")),
            format!("{database}?wallet_location=/w&wallet_password={PASSWORD}"),
            format!("someone,{},{database}", PARTS[1]),
            format!("someone;{PASSWORD};{database}"),
            format!("someone;{};{database}", PARTS[1]),
            format!("someone%2F{}%40{database}", PARTS[1]),
            format!("//someone/{}", PARTS[1]),
            format!("tcp://someone/{}", PARTS[1]),
            format!("\u{201c}{PASSWORD}\u{201d}"),
            format!("{database}:{USER}/{}", PARTS[1]),
            format!("//{database}:{USER}/{}", PARTS[1]),
            format!("{database}#{}", PARTS[1]),
            format!("{database}#{USER}:{}", PARTS[1]),
            format!("127.0.0.1/{USER}:{}", PARTS[1]),
            format!("{address},{USER}/{}:1/{SERVICE}", PARTS[1]),
            descriptor("").replace(&format!("(PORT={})", listener.port), &format!("(PORT={})", PARTS[1])),
            descriptor(&format!("(ACCESS_TOKEN={})", PARTS[1])),
        ]
        .into_iter()
        .chain(KEYS.iter().map(|key| format!("{database}?{key}={}", PARTS[1])))
        {
            let refused = oracle.extract(&["-vv", "--db", &form]).exits(78);
            shows_nothing(&refused);
            // As in sfe.env.
            oracle.workspace.write("sfe.env", format!("POWERSCHOOL_PROD_DB={form}\n"));
            set_mode(oracle.workspace.path("sfe.env"), 0o600);
            let mut command = oracle.command();
            command.env_remove("POWERSCHOOL_PROD_DB").args(["-vv", "--settings", "sfe.env"]);
            let refused = Outcome::of(&mut command, b"").exits(78);
            shows_nothing(&refused);
        }
    }
    assert_eq!(listener.round_trips(), 0, "nothing was sent");
}

#[test]
fn a_user_with_a_password_is_refused_unseen() {
    let listener = Listener::start(Plan { answer: Answer::parse(&numbers(3)), ..Plan::default() });
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        for user in [format!("{USER}/{PASSWORD}"), format!("{USER}/{PASSWORD}@x"), format!("\"{USER}\"/{PASSWORD}")] {
            let mut command = oracle.command();
            command.args(["-vv", "--db", &listener.database()]).env("POWERSCHOOL_READ_USER", &user);
            let refused = Outcome::of(&mut command, b"").exits(78).says("POWERSCHOOL_READ_USER (or --user)");
            shows_nothing(&refused.says("POWERSCHOOL_DB_PASSWORD"));
            shows_nothing(&oracle.extract(&["-vv", "--db", &listener.database(), "--user", &user]).exits(78));
        }
    }
    assert_eq!(listener.round_trips(), 0, "nothing was sent");
}

#[test]
fn what_is_given_as_to_oracles_own_tools_is_not_repeated() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    for argument in [format!("{USER}/{PASSWORD}@{}", oracle.database()), PASSWORD.to_string()] {
        let refused = oracle.extract(&[&argument]).exits(2).says("--db");
        shows_nothing(&refused);
    }
}

/// `db/PSPRODDB` is a host with its service, or a user and a password.
#[test]
fn a_host_without_a_port_is_told_to_have_one() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    for form in ["scott/Secret1", "db/Secret1", "db/Secret1:dedicated", "db/Secret1?retry_count=1", "//db/Secret1"] {
        oracle.extract(&["-vv", "--db", form]).exits(78).says("host:1521/service").does_not_say("Secret1");
    }
    let extract = oracle.extract(&["--db", "nowhere.invalid/PSPRODDB?odd=Secret1"]).exits(75);
    extract.says("nowhere.invalid/PSPRODDB").does_not_say("Secret1");
}

#[test]
fn a_proxy_user_is_for_the_thick_driver() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    oracle.extract(&["--user", "staff_reader[ps]"]).exits(78).says("only --driver thick").does_not_say("ORA-01017");
}

#[test]
fn white_space_around_settings_is_dropped() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        let mut command = oracle.command();
        let database = format!(" {}\n", oracle.database());
        command.env("POWERSCHOOL_PROD_DB", database).env("POWERSCHOOL_READ_USER", format!("{USER}\n"));
        command.env_remove("POWERSCHOOL_DB_PASSWORD_FILE").env("POWERSCHOOL_DB_PASSWORD", format!("{PASSWORD}\n"));
        command.env("PS_EXTRACT_QUERY", " q.sql\n").env("PS_EXTRACT_TIMEOUT", "60\n");
        let name = if driver == Driver::Thin { "thin\n" } else { "thick\r\n" };
        command.env("PS_EXTRACT_DRIVER", name);
        Outcome::of(&mut command, b"").exits(0).prints("{\"end\":{\"records\":3}}");
    }
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let mut command = oracle.command();
    Outcome::of(command.env("POWERSCHOOL_READ_USER", " "), b"").exits(78).says("POWERSCHOOL_READ_USER");
    // A blank one counts as not set.
    let mut command = oracle.command();
    for name in ["ORACLE_WALLET", "ORACLE_CLIENT_LIB_DIR", "PS_EXTRACT_TIMEOUT"] {
        command.env(name, " \n");
    }
    Outcome::of(&mut command, b"").exits(0);
}
