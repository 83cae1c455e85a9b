//! How a server is reached: its addresses, the connect string's options, encryption of either kind.

use crate::stand_ins::answer::{Answer, At, PASSWORD, SERVICE, Trouble};
use crate::stand_ins::listener::{Listener, Plan};
use crate::support::oracle::{DRIVERS, Driver, Oracle, numbers};
use crate::support::port::Port;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// Far more than the short time-outs below, also on a busy machine, and less than the long ones.
const BOUND: Duration = Duration::from_secs(40);

fn good(oracle: &Oracle) -> String {
    oracle.database().strip_suffix(&format!("/{SERVICE}")).unwrap().to_string()
}

#[test]
fn a_server_that_refuses_for_lack_of_encryption_needs_the_thick_driver() {
    for code in [12660, 12650] {
        for at in [At::Connect, At::LogIn] {
            let oracle = |driver| Oracle::new(driver, &numbers(3), Some((at, Trouble::Error(code))));
            let thin = oracle(Driver::Thin).extract(&[]).exits(78).says(&format!("ORA-{code}"));
            thin.says("native network encryption").says("only --driver thick");
            oracle(Driver::Thick).extract(&[]).exits(78).says(&format!("ORA-{code}")).says("sqlnet.ora");
        }
    }
}

#[test]
fn a_connection_that_is_closed_at_the_log_in_may_be_for_lack_of_encryption() {
    for at in [At::Connect, At::LogIn] {
        let oracle = Oracle::new(Driver::Thin, &numbers(3), Some((at, Trouble::Cut)));
        oracle.extract(&[]).exits(75).says("if it happens every time").says("native network encryption");
    }
}

#[test]
fn a_password_from_before_oracle_12c_is_to_be_set_again() {
    let plan = Plan { answer: Answer::parse(&numbers(3)), has_old_password: true, ..Plan::default() };
    let listener = Listener::start(plan);
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let extract = oracle.extract(&["--db", &listener.database()]).exits(77).says("before Oracle 12c");
    assert_eq!(extract.says("password set again").says("--driver thick").stdout, "");
}

#[test]
fn a_listener_that_cannot_serve_now_says_why() {
    for (code, exit, says) in [
        (12516, 75, "too many sessions"),
        (12518, 75, "too many sessions"),
        (12519, 75, "too many sessions"),
        (12520, 75, "too many sessions"),
        (12526, 75, "only administrators"),
        (12528, 75, "starting or stopping"),
        (12537, 75, "connection was lost"),
        (12541, 75, "cannot be reached"),
        (12545, 75, "cannot be reached"),
        (12547, 75, "connection was lost"),
        (12570, 75, "connection was lost"),
        (12571, 75, "connection was lost"),
        (12638, 78, "AUTHENTICATION_SERVICES"),
        (12657, 78, "ENCRYPTION"),
        (29024, 77, "certificate is not trusted"),
    ] {
        for driver in DRIVERS {
            let oracle = Oracle::new(driver, &numbers(3), Some((At::Connect, Trouble::Error(code))));
            // Only the client library has a sqlnet.ora.
            let says = if driver == Driver::Thin && exit == 78 { "only --driver thick" } else { says };
            oracle.extract(&[]).exits(exit).says(&code.to_string()).says(says);
        }
    }
}

#[test]
fn a_jdbc_url_is_told_how_to_be_written() {
    for driver in ["thin", "thick"] {
        let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
        let url = format!("jdbc:oracle:thin:staff_reader/{PASSWORD}@//db.example:1521/PSPRODDB");
        let extract = oracle.extract(&["--db", &url, "--driver", driver, "-vv"]).exits(78);
        extract.says("write db.example:1521/PSPRODDB").does_not_say(PASSWORD);
    }
}

/// Passes connections to an IPv6 address on to a port; nothing on a machine without IPv6.
fn on_ipv6(port: u16) -> Option<u16> {
    let listener = TcpListener::bind(("::1", 0)).ok()?;
    let own = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
        std::thread::spawn(move || std::io::copy(&mut from_server, &mut to_client));
        let _ = std::io::copy(&mut client, &mut server);
        let _ = server.shutdown(Shutdown::Both);
    });
    Some(own)
}

#[test]
fn an_ipv6_address_may_stand_in_either_form() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let port: u16 = good(&oracle).rsplit(':').next().unwrap().parse().unwrap();
    let data = format!("(CONNECT_DATA=(SERVICE_NAME={SERVICE}))");
    let descriptor = |port: u16| format!("(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=[::1])(PORT={port})){data})");
    let easy = |port| format!("[::1]:{port}/{SERVICE}");
    for form in [&descriptor as &dyn Fn(u16) -> String, &easy] {
        match on_ipv6(port) {
            Some(port) => oracle.extract(&["--db", &form(port)]).exits(0),
            None => oracle.extract(&["--db", &form(1)]).exits(75),
        };
    }
}

#[test]
fn the_next_address_is_tried_when_one_is_closed_or_silent() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let silent = silent.local_addr().map(|address| (silent, address.port())).unwrap();
    let reserved = Port::reserve();
    let closed = reserved.number;
    for first in [format!("127.0.0.1:{}", silent.1), format!("127.0.0.1:{closed}"), "nowhere.invalid:1".to_string()] {
        let database = format!("{first},{}/{SERVICE}", good(&oracle));
        let start = Instant::now();
        oracle.extract(&["--db", &database, "--timeout", "12"]).exits(0).prints("{\"end\":{\"records\":3}}");
        assert!(start.elapsed() < BOUND, "{first}: {:?}", start.elapsed());
    }
    // As for RAC and Data Guard.
    let addresses = |address: &str| {
        let (host, port) = address.split_once(':').unwrap();
        format!("(ADDRESS=(PROTOCOL=TCP)(HOST={host})(PORT={port}))")
    };
    let silent_first = addresses(&format!("127.0.0.1:{}", silent.1));
    let data = format!("(CONNECT_DATA=(SERVICE_NAME={SERVICE}))");
    for descriptor in [
        format!("(DESCRIPTION=(LOAD_BALANCE=on)(FAILOVER=on){silent_first}{}{data})", addresses(&good(&oracle))),
        format!(
            "(DESCRIPTION_LIST=(DESCRIPTION={silent_first}{data})(DESCRIPTION={}{data}))",
            addresses(&good(&oracle))
        ),
    ] {
        let start = Instant::now();
        oracle.extract(&["--db", &descriptor, "--timeout", "12"]).exits(0).prints("{\"end\":{\"records\":3}}");
        assert!(start.elapsed() < BOUND, "{descriptor}: {:?}", start.elapsed());
    }
    let all = format!("127.0.0.1:{},127.0.0.1:{closed}/{SERVICE}", silent.1);
    oracle.extract(&["--db", &all, "--timeout", "4"]).exits(75).says(&all);
}

#[test]
fn a_wrong_password_is_sent_to_one_address_only() {
    let listener = Listener::start(Plan { answer: Answer::parse(&numbers(3)), ..Plan::default() });
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    oracle.workspace.write("password", "wrong\n");
    let address = format!("127.0.0.1:{}", listener.port);
    let database = format!("{address},{address}/{SERVICE}?retry_count=2&retry_delay=0");
    oracle.extract(&["--db", &database]).exits(77).says("ORA-01017");
    assert_eq!(listener.log_ins(), 1);
}

#[test]
fn the_connect_strings_own_limit_and_retries_hold() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    // Once its queue is full, a listener that accepts nobody lets the rest wait.
    let full = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = full.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(300)) {
        waiting.push(stream);
        assert!(waiting.len() < 10_000, "the queue has no end");
    }
    let start = Instant::now();
    let database = format!("{address}/{SERVICE}?transport_connect_timeout=500ms");
    oracle.extract(&["--db", &database, "--timeout", "60"]).exits(75).says("no address answers");
    assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());

    // And one that takes the connection, but says nothing.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let database = format!("127.0.0.1:{}/{SERVICE}?connect_timeout=1", silent.local_addr().unwrap().port());
    let start = Instant::now();
    oracle.extract(&["--db", &database, "--timeout", "60"]).exits(75).says("no address answers");
    assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());

    let closing = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = closing.local_addr().unwrap().port();
    let attempts = std::thread::spawn(move || closing.incoming().take(3).map(|stream| drop(stream.unwrap())).count());
    oracle.extract(&["--db", &format!("127.0.0.1:{port}/{SERVICE}?retry_count=2&retry_delay=0")]).exits(75);
    assert_eq!(attempts.join().unwrap(), 3);
}

/// The driver's own reader of connect strings panics on them.
#[test]
fn letters_beyond_ascii_are_taken_or_refused() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let (host, port) = good(&oracle).split_once(':').map(|(host, port)| (host.to_string(), port.to_string())).unwrap();
    let with = |service: &str, more: &str| {
        let address = format!("(ADDRESS=(PROTOCOL=TCP)(HOST={host})(PORT={port}))");
        format!("(DESCRIPTION={address}(CONNECT_DATA=(SERVICE_NAME={service})){more})")
    };
    for database in [with("é", ""), with("\"\u{201c}X\u{201d}\"", ""), format!("{host}:{port}/NIÑOS")] {
        oracle.extract(&["--db", &database]).exits(78).says("a letter beyond ASCII");
    }
    oracle.extract(&["--db", &with(SERVICE, "(SECURITY=(MY_WALLET_DIRECTORY=/srv/Schlüssel))(ODD=é)")]).exits(0);
    oracle.extract(&["--db", &format!("{}?wallet_location=/srv/Schlüssel", oracle.database())]).exits(0);
    oracle.extract(&["--db", &format!("école.invalid:1521/{SERVICE}")]).exits(78).says("host is malformed");
}

#[test]
fn options_without_effect_are_named() {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let database = format!("{}?expire_time=5&use_sni=on", oracle.database());
    let extract = oracle.extract(&["--db", &database]).exits(0);
    extract.says("warning: the thin driver ignores EXPIRE_TIME, USE_SNI in the connect string");
    let database = format!("{}?retry_count=1&connect_timeout=9&sdu=8192", oracle.database());
    assert_eq!(oracle.extract(&["--db", &database]).exits(0).stderr, "");
}

#[test]
fn an_alias_is_looked_up_where_tns_admin_says() {
    for driver in DRIVERS {
        let oracle = Oracle::new(driver, &numbers(3), None);
        oracle.extract(&["--db", "PSPROD"]).exits(78).says("TNS_ADMIN").says("PSPROD");
    }
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let (host, port) = good(&oracle).split_once(':').map(|(host, port)| (host.to_string(), port.to_string())).unwrap();
    let entry = format!(
        "PSPROD =\n  (DESCRIPTION =\n    (ADDRESS = (PROTOCOL = TCP)(HOST = {host})(PORT = {port}))\n    \
         (CONNECT_DATA = (SERVICE_NAME = {SERVICE}))\n  )\n"
    );
    oracle.workspace.write("admin/tnsnames.ora", entry);
    let run = |alias: &str, folder: &str| {
        let mut command = oracle.command();
        command.args(["--db", alias]).env("TNS_ADMIN", oracle.workspace.path(folder));
        crate::support::Outcome::of(&mut command, b"")
    };
    run("PSPROD", "admin").exits(0).prints("{\"end\":{\"records\":3}}");
    run("PSTEST", "admin").exits(78).says("PSTEST").says("TNS_ADMIN");
    run("PSPROD", "none").exits(78).says("tnsnames.ora");
}

#[test]
fn the_client_library_gets_the_wallet_in_the_one_security_part() {
    let oracle = Oracle::new(Driver::Thick, &numbers(3), None);
    let easy = format!("tcps://db.example:2484/{SERVICE}?ssl_server_dn_match=yes&wallet_location=/other");
    oracle.extract(&["--db", &easy]).exits(0);
    assert_eq!(oracle.workspace.read("database"), easy);
    oracle.extract(&["--db", &easy, "--wallet", "/etc/wallet"]).exits(0);
    let security = "(SECURITY=(MY_WALLET_DIRECTORY=/etc/wallet)(SSL_SERVER_DN_MATCH=yes))";
    assert!(
        oracle.workspace.read("database").ends_with(&format!("{security})")),
        "{}",
        oracle.workspace.read("database")
    );
    let outcome = oracle.extract(&["--db", "PSPROD", "--wallet", "/etc/wallet"]).exits(78);
    outcome.says("warning: ").says("sqlnet.ora (WALLET_LOCATION)");
}

#[test]
fn larger_packets_are_taken_where_the_server_agrees_and_long_statements_are_cut_to_what_it_agreed() {
    let long = format!("SELECT 1 /* {} */ FROM dual", "x".repeat(20_000));
    for largest_packet in [None, Some(65_535), Some(4096)] {
        let listener =
            Listener::start(Plan { answer: Answer::parse(&numbers(3000)), largest_packet, ..Plan::default() });
        let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
        oracle.extract(&["--db", &listener.database()]).exits(0).prints("{\"end\":{\"records\":3000}}");
        if largest_packet.is_none_or(|largest| largest >= 8192) {
            oracle.workspace.write("q.sql", &long);
            oracle.extract(&["--db", &listener.database()]).exits(0);
            assert_eq!(listener.statement(), long);
        }
    }
}

#[test]
fn a_session_of_the_stand_in_that_fails_does_not_leave_its_client_waiting() {
    let listener = Listener::start(Plan { answer: Answer::parse(&numbers(3)), ..Plan::default() });
    let mut client = TcpStream::connect(("127.0.0.1", listener.port)).unwrap();
    client.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // A packet of data, where one that connects must be first.
    client.write_all(&[0, 12, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]).unwrap();
    assert_eq!(client.read(&mut [0; 10]).unwrap_or(0), 0);
}
