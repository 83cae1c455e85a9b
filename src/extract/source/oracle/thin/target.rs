//! A connect string as the thin driver needs it: one descriptor for each address, with what the driver would not
//! take from the string.

use super::addresses;
use crate::extract::connect_string::descriptor::{Node, Value};
use std::net::{IpAddr, ToSocketAddrs as _};
use std::path::Path;
use std::time::Duration;

/// The largest packet to ask a server for, which may answer with less: the driver reads an answer anew at each
/// packet, so fewer are better.
const LARGE_PACKETS: &str = "65535";

/// A statement up to this length fits into a packet of the smallest size that servers agree to by default
/// (8192). The driver would send a longer one in packets as large as it asked for.
const FITS: usize = 7000;

/// What the driver, or this module, makes use of; anything else in a connect string has no effect.
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
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// In the order in which they are to be tried, with how many addresses the driver finds in each.
    pub descriptors: Vec<(String, u32)>,
    /// How often all of them are to be tried again, and how long to wait before.
    pub retries: u32,
    pub retry_delay: Duration,
    /// How long the network may take to open a connection to one address.
    pub open_limit: Duration,
    /// How long one address may take until the log-in is done; none where nothing but the watchdog bounds it.
    pub limit: Option<Duration>,
    /// The wallet's folder.
    pub wallet: Option<String>,
    /// Keys of the connect string that have no effect.
    pub ignored: Vec<String>,
}

impl Target {
    /// Waits for the look-up of the hosts' names.
    pub(super) fn new(descriptor: &Node, statement_size: usize, timeout: Duration) -> Self {
        let mut descriptor = descriptor.clone();
        let number = |key| descriptor.find(key).and_then(|text| text.parse::<u32>().ok());
        let (retries, delay) = (number("RETRY_COUNT").unwrap_or(0), number("RETRY_DELAY").unwrap_or(1));
        let duration = |key| descriptor.find(key).and_then(duration);
        let (connect, transport) = (duration("CONNECT_TIMEOUT"), duration("TRANSPORT_CONNECT_TIMEOUT"));
        let wallet =
            ["WALLET_LOCATION", "MY_WALLET_DIRECTORY", "DIRECTORY"].iter().find_map(|key| descriptor.find(key));
        let wallet = wallet.map(str::to_string);
        let mut ignored = Vec::new();
        collect_ignored(&descriptor, &mut ignored);
        adapt(&mut descriptor, statement_size < FITS);

        let descriptors: Vec<(String, u32)> = addresses::each_alone(&descriptor, resolve)
            .iter()
            .map(|one| (one.to_string(), addresses::count(one, resolve)))
            .collect();
        let all = descriptors.iter().map(|(_, addresses)| addresses).sum::<u32>();
        // One share is left for the log-in itself. The watchdog, not the driver, ends what has no other address.
        let share = (all > 1).then(|| timeout / (all + 1));
        // What the string allows may be more than the whole time-out: CONNECT_TIMEOUT=120 is common.
        let limit = |own: Option<Duration>| own.into_iter().chain(share).min();
        Target {
            retries,
            retry_delay: Duration::from_secs(delay.into()),
            open_limit: limit(transport.or(connect)).unwrap_or(timeout + Duration::from_secs(1)),
            limit: limit(connect),
            descriptors,
            wallet,
            ignored,
        }
    }
}

/// What stands in a descriptor without effect, once.
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

/// Writes for the driver what it does not do of its own.
fn adapt(node: &mut Node, may_ask_for_large_packets: bool) {
    let asks = node.find("SDU").is_some();
    let is_description = node.key == "DESCRIPTION";
    match &mut node.value {
        // It takes the brackets of an IPv6 address for a part of the name.
        Value::Text(host) if node.key == "HOST" => *host = host.trim_matches(['[', ']']).to_string(),
        Value::Text(_) => {}
        Value::Nodes(nodes) => {
            // It tries again by itself, but one address at a time, and waits once more when it gives up.
            nodes.retain(|node| !["RETRY_COUNT", "RETRY_DELAY"].contains(&node.key.as_str()));
            nodes.iter_mut().for_each(|below| adapt(below, may_ask_for_large_packets));
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
pub(super) fn usual_wallet() -> Option<String> {
    let folder = std::env::var("TNS_ADMIN").ok().filter(|folder| !folder.is_empty())?;
    Path::new(&folder).join("ewallet.pem").is_file().then_some(folder)
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
        match parse(text).unwrap() {
            ConnectString::Easy(node) | ConnectString::Descriptor(node) => {
                Target::new(&node, statement_size, Duration::from_secs(60))
            }
            ConnectString::Alias(alias) => panic!("{alias}"),
        }
    }

    #[test]
    fn every_address_is_tried_alone_with_its_share_of_the_time() {
        let two = target("127.0.0.1,[::1]:1522/X", 100);
        let [(first, 1), (second, 1)] = &two.descriptors[..] else { panic!("{two:?}") };
        let rest = "(CONNECT_DATA=(SERVICE_NAME=X))(RETRY_DELAY=0)(SDU=65535))";
        assert_eq!(*first, format!("(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=1522)){rest}"));
        assert_eq!(*second, format!("(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=::1)(PORT=1522)){rest}"));
        assert_eq!((two.open_limit, two.limit), (Duration::from_secs(20), Some(Duration::from_secs(20))));
        let one = target("127.0.0.1/X", 100);
        assert_eq!((one.open_limit, one.limit), (Duration::from_secs(61), None));
        let seconds = |text| {
            let target = target(text, 100);
            (target.open_limit.as_secs(), target.limit.map(|limit| limit.as_secs()))
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
        assert_eq!(target.open_limit, Duration::from_millis(500));
        assert_eq!(target.wallet.as_deref(), Some("/w"));
        assert_eq!(target.ignored, ["EXPIRE_TIME", "USE_SNI", "SSL_SERVER_DN_MATCH"]);
    }

    #[test]
    fn large_packets_are_asked_for_unless_the_string_or_the_statement_says_otherwise() {
        let asked = |text, size| target(text, size).descriptors[0].0.matches("(SDU=").count();
        assert_eq!(asked("127.0.0.1/X", FITS - 1), 1);
        assert_eq!(asked("127.0.0.1/X", FITS), 0);
        assert!(target("127.0.0.1/X?sdu=8192", 100).descriptors[0].0.contains("(SDU=8192)"));
        assert_eq!(asked("127.0.0.1/X?sdu=8192", 100), 1);
    }
}
