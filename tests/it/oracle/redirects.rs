//! Listeners that send a client elsewhere, as those of RAC do; and where the login must not go.

use crate::stand_ins::answer::{Answer, SERVICE};
use crate::stand_ins::listener::{Listener, Plan};
use crate::support::Outcome;
use crate::support::oracle::{Driver, Oracle, numbers};
use crate::support::port::Port;
use std::net::TcpListener;

fn node() -> Listener {
    Listener::start(Plan { answer: Answer::parse(&numbers(3)), ..Plan::default() })
}

fn sends_to(target: String) -> Listener {
    Listener::start(Plan { redirect: Some(target), ..Plan::default() })
}

fn address(port: u16) -> String {
    format!("(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT={port}))")
}

fn extract(listener: &Listener) -> Outcome {
    Oracle::new(Driver::Thin, &numbers(0), None).extract(&["--db", &listener.database(), "--timeout", "20"])
}

#[test]
fn a_redirect_is_followed_in_each_of_its_forms() {
    let node = node();
    let data = "(CONNECT_DATA=(SERVICE_NAME=PSPRODDB))";
    for target in [
        address(node.port),
        format!("(DESCRIPTION={}{data})", address(node.port)),
        format!("(DESCRIPTION=(ADDRESS_LIST={}){data})", address(node.port)),
        format!("(DESCRIPTION=(ADDRESS=(PROTOCOL=IPC)(KEY=X)){}{data})", address(node.port)),
        address(node.port).replace("127.0.0.1", "localhost").to_lowercase(),
    ] {
        extract(&sends_to(target)).exits(0).prints("{\"end\":{\"records\":3}}");
    }
    // From a scan listener to the node's, and from there to a dispatcher.
    let second = Listener::start(Plan { redirect: Some(address(node.port)), redirects_again: true, ..Plan::default() });
    extract(&sends_to(address(second.port))).exits(0).prints("{\"end\":{\"records\":3}}");
}

#[test]
fn a_redirect_that_leads_nowhere_is_told_by_its_own_address() {
    let closed = Port::reserve();
    let listener = sends_to(address(closed.number));
    let said =
        format!("127.0.0.1:{}, where 127.0.0.1:{} redirects to: Connection refused", closed.number, listener.port);
    extract(&listener).exits(75).says(&said).says("cannot be reached");
    let unknown = sends_to("(ADDRESS=(PROTOCOL=TCP)(HOST=node1.invalid)(PORT=1521))".to_string());
    extract(&unknown).exits(75).says("node1.invalid:1521, where 127.0.0.1:").says("cannot be reached");
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let listener = sends_to(address(silent.local_addr().unwrap().port()));
    let oracle = Oracle::new(Driver::Thin, &numbers(0), None);
    let extract = oracle.extract(&["--db", &listener.database(), "--timeout", "9"]).exits(75);
    extract.says(&format!("{}, where 127.0.0.1:", silent.local_addr().unwrap())).says("it does not answer");
    // The connect data are those of the redirect, and the service that is asked for there is another.
    let node = node();
    let refusing = sends_to(address(node.port));
    let arguments = ["--db", &refusing.database().replace(SERVICE, "PSTEST")];
    Oracle::new(Driver::Thin, &numbers(0), None).extract(&arguments).exits(0);
    assert!(node.connect_data().contains("(INSTANCE_NAME=node1)"), "{}", node.connect_data());
}

#[test]
fn redirects_without_end_or_sense_are_errors() {
    // It sends to itself.
    let circle = Port::reserve();
    let redirect = Some(address(circle.number));
    let listener = Listener::start_at(circle.number, Plan { redirect, redirects_again: true, ..Plan::default() });
    extract(&listener).exits(69).says("redirects again and again");
    for target in [
        "".to_string(),
        "db.example:1521".to_string(),
        "(ADDRESS=(PROTOCOL=IPC)(KEY=EXTPROC))".to_string(),
        "(ADDRESS=(PROTOCOL=TCP)(PORT=1521))".to_string(),
        "(DESCRIPTION=".repeat(2000),
    ] {
        let extract = extract(&sends_to(target)).exits(69).says("redirects to no address");
        assert_eq!(extract.stdout, "");
    }
}

#[test]
fn an_address_that_is_not_of_the_network_is_never_taken_for_this_machine() {
    // What the driver would connect to for want of a host and a port is the usual port here.
    let oracle = Oracle::new(Driver::Thin, &numbers(3), None);
    let data = format!("(CONNECT_DATA=(SERVICE_NAME={SERVICE}))");
    for other in [
        "(PROTOCOL=IPC)(KEY=X)",
        "(PROTOCOL=BEQ)(PROGRAM=oracle)",
        "(PROTOCOL=TCP)(PORT=1521)",
        "(PROTOCOL=SDP)(HOST=h)",
    ] {
        let database = format!("(DESCRIPTION=(ADDRESS={other}){data})");
        oracle.extract(&["--db", &database]).exits(78).says("the thin driver needs (PROTOCOL=TCP)");
        let port = oracle.database().split([':', '/']).nth(1).unwrap().to_string();
        let both = format!("(DESCRIPTION=(ADDRESS={other}){}{data})", address(port.parse().unwrap()));
        oracle.extract(&["--db", &both]).exits(0).says("warning: the thin driver ignores");
    }
}
