//! A connect string as the thin driver needs it: one descriptor for each address, with what the driver would not
//! take from the string.

use super::addresses;
use super::relay::problem::Address;
use super::relay::route::Route;
use crate::extract::connect_string::descriptor::{Node, Value};
use crate::extract::database::tns_admin;
use std::net::{IpAddr, ToSocketAddrs as _};
use std::time::Duration;

/// The largest packet to ask a server for, which may answer with less: the driver reads an answer anew at each
/// packet, so fewer are better.
const LARGE_PACKETS: &str = "65535";

/// A statement up to this length, in bytes, fits into a packet of the smallest size that servers agree to by default
/// (8192). The driver would send a longer one in packets as large as it asked for.
const MAX_STATEMENT_FOR_LARGE_SDU: usize = 7000;

/// Keys that the driver, or this module, makes use of.
const USED: [&str; 28] = [
    "DESCRIPTION_LIST",
    "DESCRIPTION",
    "ADDRESS_LIST",
    "ADDRESS",
    "PROTOCOL",
    "HOST",
    "PORT",
    "CONNECT_DATA",
    "SERVICE_NAME",
    "SID",
    "SERVER",
    "INSTANCE_NAME",
    "CONNECTION_ID_PREFIX",
    "POOL_BOUNDARY",
    "POOL_CONNECTION_CLASS",
    "POOL_PURITY",
    "SDU",
    "FAILOVER",
    "LOAD_BALANCE",
    "SOURCE_ROUTE",
    "RETRY_COUNT",
    "RETRY_DELAY",
    "CONNECT_TIMEOUT",
    "TRANSPORT_CONNECT_TIMEOUT",
    "SECURITY",
    "WALLET_LOCATION",
    "MY_WALLET_DIRECTORY",
    "SSL_SERVER_DN_MATCH",
];

/// How to reach a database.
#[derive(Debug)]
pub(super) struct Target {
    /// In the order in which they are to be tried.
    pub attempts: Vec<Attempt>,
    /// How often all of them are to be tried again, and how long to wait before.
    pub retries: u32,
    pub retry_delay: Duration,
    /// How long one address may take until the log-in is done; none where nothing but the watchdog bounds it.
    pub limit: Option<Duration>,
    /// Keys and addresses of the connect string that have no effect.
    pub ignored: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Attempt {
    descriptor: Node,
    /// How many records the host's name has, at least 1.
    pub addresses: u32,
    pub route: Route,
}

impl Attempt {
    /// The descriptor for the driver, with the relay's address in place of the one that is meant.
    pub(super) fn descriptor_by(&self, relay: &Node) -> String {
        fn replace(node: &mut Node, relay: &Node) -> bool {
            if node.key == "ADDRESS" {
                *node = relay.clone();
                return true;
            }
            match &mut node.value {
                Value::Nodes(nodes) => nodes.iter_mut().any(|below| replace(below, relay)),
                Value::Text(_) => false,
            }
        }
        let mut descriptor = self.descriptor.clone();
        replace(&mut descriptor, relay);
        descriptor.to_string()
    }
}

impl Target {
    /// Waits for the look-up of the hosts' names. `wallet` is used instead of the one that the connect string names;
    /// the error says why no address can be reached.
    pub(super) fn new(
        descriptor: &Node,
        statement_size: usize,
        timeout: Duration,
        wallet: Option<String>,
    ) -> Result<Self, String> {
        let mut descriptor = descriptor.clone();
        let number = |key| descriptor.find(key).and_then(|text| text.parse::<u32>().ok());
        let (retries, delay) = (number("RETRY_COUNT").unwrap_or(0), number("RETRY_DELAY").unwrap_or(1));
        let duration = |key| descriptor.find(key).and_then(duration);
        let (connect, transport) = (duration("CONNECT_TIMEOUT"), duration("TRANSPORT_CONNECT_TIMEOUT"));
        let named = ["WALLET_LOCATION", "MY_WALLET_DIRECTORY", "DIRECTORY"].iter().find_map(|key| descriptor.find(key));
        let wallet = wallet.or_else(|| named.map(str::to_string)).or_else(usual_wallet);
        let mut ignored = Vec::new();
        collect_ignored(&descriptor, &mut ignored);
        let dropped = addresses::drop_unreachable(&mut descriptor);
        rewrite(&mut descriptor, statement_size < MAX_STATEMENT_FOR_LARGE_SDU);
        let alone = addresses::each_alone(&descriptor, resolve);
        if alone.is_empty() {
            let found =
                if dropped.is_empty() { "no address".to_string() } else { format!("only {}", dropped.join(", ")) };
            return Err(format!("it has {found}: the thin driver needs (PROTOCOL=TCP) or (PROTOCOL=TCPS) with a HOST"));
        }
        ignored.extend(dropped);

        let counts: Vec<u32> = alone.iter().map(|one| addresses::count(one, resolve)).collect();
        let all = counts.iter().sum::<u32>();
        // One share is left for the login itself. The watchdog, not the driver, ends what has no other address.
        let share = (all > 1).then(|| timeout / (all + 1));
        // What the string allows may be more than the whole time-out: CONNECT_TIMEOUT=120 is common.
        let limit = |own: Option<Duration>| own.into_iter().chain(share).min();
        let open_limit = limit(transport.or(connect)).unwrap_or(timeout + Duration::from_secs(1));
        let attempts = alone.into_iter().zip(counts).filter_map(|(descriptor, addresses)| {
            let address =
                descriptor.all().into_iter().find(|node| node.key == "ADDRESS").and_then(Address::from_node)?;
            let redirect_limit = limit(connect).unwrap_or(timeout).mul_f64(0.8);
            let route = Route { address, wallet: wallet.clone(), open_limit, redirect_limit };
            Some(Attempt { descriptor, addresses, route })
        });
        let attempts: Vec<Attempt> = attempts.collect();
        let relay = Node::text("ADDRESS", "relay");
        if !attempts.iter().all(|attempt| attempt.descriptor_by(&relay).is_ascii()) {
            // It panics on any other letter.
            return Err("it holds a letter beyond ASCII, which the thin driver cannot read".to_string());
        }
        Ok(Target { retries, retry_delay: Duration::from_secs(delay.into()), limit: limit(connect), attempts, ignored })
    }
}

/// Collects each key once that the driver ignores.
fn collect_ignored(node: &Node, ignored: &mut Vec<String>) {
    let off = |text: &str| ["OFF", "NO", "FALSE"].iter().any(|word| text.eq_ignore_ascii_case(word));
    let is_used = match (node.key.as_str(), &node.value) {
        // The driver always compares the server's name with its certificate.
        ("SSL_SERVER_DN_MATCH", Value::Text(text)) => !off(text),
        (key, _) => USED.contains(&key),
    };
    if !is_used {
        if !ignored.contains(&node.key) {
            ignored.push(node.key.clone());
        }
    } else if node.key != "WALLET_LOCATION" {
        node.below().iter().for_each(|below| collect_ignored(below, ignored));
    }
}

/// Rewrites the descriptor for what the driver lacks.
fn rewrite(node: &mut Node, may_ask_for_large_packets: bool) {
    let asks = node.find("SDU").is_some();
    let is_description = node.key == "DESCRIPTION";
    match &mut node.value {
        // It takes the brackets of an IPv6 address for a part of the name.
        Value::Text(host) if node.key == "HOST" => *host = host.trim_matches(['[', ']']).to_string(),
        Value::Text(_) => {}
        Value::Nodes(nodes) => {
            // It tries again by itself, but one address at a time, and waits once more when it gives up.
            let is_own = |node: &Node| ["RETRY_COUNT", "RETRY_DELAY"].contains(&node.key.as_str());
            // What has no effect might be secret, and an error of the driver's repeats what it gets.
            // TLS and its wallet are the relay's.
            nodes.retain(|node| USED.contains(&node.key.as_str()) && node.key != "SECURITY" && !is_own(node));
            nodes.iter_mut().for_each(|below| rewrite(below, may_ask_for_large_packets));
            if is_description {
                nodes.push(Node::text("RETRY_DELAY", "0"));
                if !asks && may_ask_for_large_packets {
                    nodes.push(Node::text("SDU", LARGE_PACKETS));
                }
            }
        }
    }
}

/// The addresses that a name stands for; none where it is not found.
fn resolve(host: &str) -> Vec<IpAddr> {
    (host, 0).to_socket_addrs().map_or_else(|_| Vec::new(), |found| found.map(|address| address.ip()).collect())
}

/// The wallet that a client finds beside tnsnames.ora.
fn usual_wallet() -> Option<String> {
    let folder = tns_admin()?;
    folder.join("ewallet.pem").is_file().then(|| folder.to_string_lossy().into_owned())
}

/// `5`, `5 sec`, `500 ms`, `1 min`.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim().to_ascii_lowercase();
    let units = [("ms", 0.001), ("sec", 1.0), ("min", 60.0), ("", 1.0)];
    let (number, unit) = units.iter().find_map(|(name, unit)| text.strip_suffix(name).map(|number| (number, unit)))?;
    let seconds = number.trim().parse::<f64>().ok()? * unit;
    Duration::try_from_secs_f64(seconds).ok().filter(|duration| !duration.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::connect_string::{ConnectString, parse};

    fn target(text: &str, statement_size: usize) -> Target {
        match parse(text, None).unwrap() {
            ConnectString::Easy(node) | ConnectString::Descriptor(node) => {
                Target::new(&node, statement_size, Duration::from_secs(60), None).unwrap()
            }
            ConnectString::Alias(alias) => panic!("{alias}"),
        }
    }

    fn driver(attempt: &Attempt) -> String {
        attempt.descriptor_by(&Node::text("ADDRESS", "relay"))
    }

    #[test]
    fn every_address_is_tried_alone_with_its_share_of_the_time() {
        let two = target("127.0.0.1,[::1]:1522/X", 100);
        let [first, second] = &two.attempts[..] else { panic!("{two:?}") };
        let rest = "(CONNECT_DATA=(SERVICE_NAME=X))(RETRY_DELAY=0)(SDU=65535))";
        assert_eq!(driver(first), format!("(DESCRIPTION=(ADDRESS=relay){rest}"));
        assert_eq!([first, second].map(|one| one.route.address.to_string()), ["127.0.0.1:1522", "::1:1522"]);
        assert_eq!((first.route.open_limit, two.limit), (Duration::from_secs(20), Some(Duration::from_secs(20))));
        let one = target("127.0.0.1/X", 100);
        assert_eq!((one.attempts[0].route.open_limit, one.limit), (Duration::from_secs(61), None));
        let seconds = |text| {
            let target = target(text, 100);
            (target.attempts[0].route.open_limit.as_secs(), target.limit.map(|limit| limit.as_secs()))
        };
        assert_eq!(seconds("127.0.0.1/X?connect_timeout=5"), (5, Some(5)));
        assert_eq!(seconds("127.0.0.1,[::1]/X?connect_timeout=120&transport_connect_timeout=3"), (3, Some(20)));
        assert_eq!(seconds("127.0.0.1,[::1]/X?connect_timeout=120"), (20, Some(20)));
    }

    #[test]
    fn options_that_the_driver_drops_are_done_here_or_named() {
        let target = target(
            "127.0.0.1/X?retry_count=3&retry_delay=2&transport_connect_timeout=500 ms&expire_time=10&use_sni=on\
             &ssl_server_dn_match=off&wallet_location=/w"
                .replace(' ', "")
                .as_str(),
            100,
        );
        assert_eq!((target.retries, target.retry_delay), (3, Duration::from_secs(2)));
        assert_eq!(target.attempts[0].route.open_limit, Duration::from_millis(500));
        assert_eq!(target.attempts[0].route.wallet.as_deref(), Some("/w"));
        assert_eq!(target.ignored, ["EXPIRE_TIME", "USE_SNI", "SSL_SERVER_DN_MATCH"]);
    }

    #[test]
    fn large_packets_are_asked_for_unless_the_string_or_the_statement_says_otherwise() {
        let asked = |text, size| driver(&target(text, size).attempts[0]).matches("(SDU=").count();
        assert_eq!(asked("127.0.0.1/X", MAX_STATEMENT_FOR_LARGE_SDU - 1), 1);
        assert_eq!(asked("127.0.0.1/X", MAX_STATEMENT_FOR_LARGE_SDU), 0);
        assert!(driver(&target("127.0.0.1/X?sdu=8192", 100).attempts[0]).contains("(SDU=8192)"));
        assert_eq!(asked("127.0.0.1/X?sdu=8192", 100), 1);
    }

    #[test]
    fn only_addresses_over_tcp_with_a_host_are_reached() {
        let new = |addresses: &str| {
            let text = format!("(DESCRIPTION={addresses}(CONNECT_DATA=(SID=X)))");
            let Ok(ConnectString::Descriptor(node)) = parse(&text, None) else { panic!("{text}") };
            Target::new(&node, 100, Duration::from_secs(60), None)
        };
        for other in [
            "(ADDRESS=(PROTOCOL=IPC)(KEY=EXTPROC))",
            "(ADDRESS=(PROTOCOL=BEQ)(PROGRAM=oracle))",
            "(ADDRESS=(PROTOCOL=NMP)(SERVER=s)(PIPE=p))",
            "(ADDRESS=(PROTOCOL=SDP)(HOST=127.0.0.1)(PORT=1521))",
            "(ADDRESS=(PROTOCOL=TCP)(PORT=1521))",
            "(ADDRESS=(PROTOCOL=TCP)(HOST=)(PORT=1521))",
            "(ADDRESS=(PROTOCOL=TCP)(HOST=h)(PORT=70000))",
            "(ADDRESS=x)",
        ] {
            let problem = new(other).err().unwrap();
            assert!(problem.contains("the thin driver needs"), "{problem}");
            let both = new(&format!("(ADDRESS_LIST={other}(ADDRESS=(HOST=127.0.0.1)(PORT=7)))")).unwrap();
            assert_eq!(both.attempts.len(), 1);
            assert_eq!((both.attempts[0].route.address.port, both.ignored.len()), (7, both.ignored.len().max(1)));
            assert!(new(&format!("(SOURCE_ROUTE=on){other}(ADDRESS=(HOST=127.0.0.1))")).is_err());
        }
    }
}
