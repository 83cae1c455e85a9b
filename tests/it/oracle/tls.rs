//! A server that speaks TLS with a certificate of the district's own authority.

use crate::stand_ins::answer::{Answer, SERVICE};
use crate::stand_ins::listener::{Listener, Plan};
use crate::support::Outcome;
use crate::support::oracle::{Driver, Oracle, numbers};
use openssl::ssl::{SslAcceptor, SslFiletype, SslMethod};

/// A new key and a certificate for it.
const NEW_KEY: [&str; 7] = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/// A server with a certificate, and ps-extract's folder with the authority's certificate in `wallet`.
fn server() -> (Listener, Oracle) {
    server_with(Plan { answer: Answer::parse(&numbers(3)), ..Plan::default() })
}

fn server_with(plan: Plan) -> (Listener, Oracle) {
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let openssl = |arguments: &[&str]| {
        oracle.workspace.run("openssl", NEW_KEY.iter().chain(arguments)).exits(0);
    };
    openssl(&["-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=District authority"]);
    let signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-subj", "/CN=localhost"];
    let names = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"];
    openssl(&[["-keyout", "server.key", "-out", "server.pem"].as_slice(), &signed, &names].concat());
    oracle.workspace.write("wallet/ewallet.pem", oracle.workspace.read("ca.pem"));

    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    acceptor.set_private_key_file(oracle.workspace.path("server.key"), SslFiletype::PEM).unwrap();
    acceptor.set_certificate_chain_file(oracle.workspace.path("server.pem")).unwrap();
    (Listener::start(Plan { tls: Some(acceptor.build()), ..plan }), oracle)
}

#[test]
fn the_wallet_may_be_named_in_any_place() {
    let (listener, oracle) = server();
    let database = format!("tcps://localhost:{}/{SERVICE}", listener.port);
    let whole = |outcome: Outcome| outcome.exits(0).prints("{\"end\":{\"records\":3}}");
    whole(oracle.extract(&["--db", &database, "--wallet", "wallet"]));
    whole(oracle.extract(&["--db", &format!("{database}?wallet_location=wallet")]));
    let address = format!("(ADDRESS=(PROTOCOL=tcps)(HOST=localhost)(PORT={}))", listener.port);
    let descriptor =
        |security: &str| format!("(DESCRIPTION={address}(CONNECT_DATA=(SERVICE_NAME={SERVICE}))(SECURITY={security}))");
    whole(oracle.extract(&["--db", &descriptor("(MY_WALLET_DIRECTORY=wallet)")]));
    whole(oracle.extract(&["--db", &descriptor("(WALLET_LOCATION=\"wallet\")(SSL_SERVER_DN_MATCH=yes)")]));
    for variable in ["ORACLE_WALLET", "TNS_ADMIN"] {
        let mut command = oracle.command();
        whole(Outcome::of(command.args(["--db", &database]).env(variable, "wallet"), b""));
    }
}

#[test]
fn a_certificate_that_is_not_trusted_is_no_reason_to_try_later() {
    let (listener, oracle) = server();
    let database = format!("tcps://localhost:{}/{SERVICE}", listener.port);
    oracle.extract(&["--db", &database]).exits(77).says("certificate is not trusted").says("--wallet");
    // It is for localhost.
    let other = format!("tcps://127.0.0.1:{}/{SERVICE}", listener.port);
    oracle.extract(&["--db", &other, "--wallet", "wallet"]).exits(77).says("certificate is not trusted");
    for folder in ["none", "."] {
        oracle.extract(&["--db", &database, "--wallet", folder]).exits(78).says("ewallet.pem").says("wallet");
    }
}

#[test]
fn a_redirect_out_of_tls_is_refused_before_anything_is_sent() {
    let plain = Listener::start(Plan { answer: Answer::parse(&numbers(3)), ..Plan::default() });
    for inside in ["(PROTOCOL=TCP)", ""] {
        let address = format!("(ADDRESS={inside}(HOST=127.0.0.1)(PORT={}))", plain.port);
        let redirect = Some(if inside.is_empty() { format!("(DESCRIPTION={address})") } else { address });
        let (listener, oracle) = server_with(Plan { redirect, ..Plan::default() });
        let database = format!("tcps://localhost:{}/{SERVICE}", listener.port);
        let refused =
            oracle.extract(&["--db", &database, "--wallet", "wallet"]).exits(77).says("redirects from TLS to");
        assert_eq!(refused.stdout, "");
    }
    assert_eq!((plain.log_ins(), plain.round_trips(), plain.connect_data()), (0, 0, String::new()));
}

#[test]
fn a_redirect_within_tls_is_followed() {
    let (node, oracle) = server();
    let redirect = Some(format!("(ADDRESS=(PROTOCOL=TCPS)(HOST=localhost)(PORT={}))", node.port));
    let (listener, other) = server_with(Plan { redirect, ..Plan::default() });
    // Each of them has an authority of its own.
    let both = oracle.workspace.read("wallet/ewallet.pem") + &other.workspace.read("wallet/ewallet.pem");
    oracle.workspace.write("wallet/ewallet.pem", both);
    let database = format!("tcps://localhost:{}/{SERVICE}", listener.port);
    oracle.extract(&["--db", &database, "--wallet", "wallet"]).exits(0).prints("{\"end\":{\"records\":3}}");
}
