//! The addresses of a connect descriptor, each to be tried alone, so that one which stays silent costs its share of
//! the time and no more. The driver would wait for it as long as it takes.

use super::relay::problem::Address;
use crate::extract::connect_string::descriptor::{Node, Value};
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;

/// Looks up a host's name.
type Resolve = fn(&str) -> Vec<IpAddr>;

/// What says which of the addresses is to be taken.
const CHOICE: [&str; 4] = ["ADDRESS", "ADDRESS_LIST", "LOAD_BALANCE", "FAILOVER"];

/// Drops the addresses that the driver cannot reach, which it would take for ones of this machine; what they were.
pub(super) fn drop_unreachable(node: &mut Node) -> Vec<String> {
    let mut dropped = Vec::new();
    let is_route = node.below().iter().any(|below| below.key == "SOURCE_ROUTE" && is_on(below));
    let Value::Nodes(nodes) = &mut node.value else { return dropped };
    nodes.retain_mut(|below| {
        if below.key != "ADDRESS" {
            dropped.extend(drop_unreachable(below));
            return true;
        }
        let is_reached = Address::from_node(below).is_some();
        if !is_reached {
            let protocol = below.find("PROTOCOL").unwrap_or("TCP").to_uppercase();
            dropped.push(if ["TCP", "TCPS"].contains(&protocol.as_str()) {
                format!("a {protocol} address without a valid HOST and PORT")
            } else {
                format!("an address over {protocol}")
            });
        }
        is_reached
    });
    if is_route && !dropped.is_empty() {
        // Without one of its stations the way leads elsewhere.
        nodes.retain(|below| !["ADDRESS", "ADDRESS_LIST"].contains(&below.key.as_str()));
    }
    dropped.dedup();
    dropped
}

/// A descriptor for each address, in the order in which they are to be tried.
pub(super) fn each_alone(node: &Node, resolve: Resolve) -> Vec<Node> {
    match node.key.as_str() {
        "ADDRESS" => of_name(node, resolve),
        "ADDRESS_LIST" | "DESCRIPTION_LIST" => in_order(node, resolve),
        // One address leads to the next: they are not alternatives.
        "DESCRIPTION" if node.all().iter().any(|below| below.key == "SOURCE_ROUTE" && is_on(below)) => {
            let has_address = node.all().iter().any(|below| below.key == "ADDRESS");
            if has_address { vec![node.clone()] } else { Vec::new() }
        }
        "DESCRIPTION" => {
            let others = node.below().iter().filter(|below| !CHOICE.contains(&below.key.as_str()));
            let others: Vec<Node> = others.cloned().collect();
            let alone = |address| Node::nodes("DESCRIPTION", std::iter::once(address).chain(others.clone()).collect());
            in_order(node, resolve).into_iter().map(alone).collect()
        }
        _ => Vec::new(),
    }
}

/// What is below a node, by its LOAD_BALANCE (off) and FAILOVER (on).
fn in_order(node: &Node, resolve: Resolve) -> Vec<Node> {
    let says = |key: &str, default| node.below().iter().find(|below| below.key == key).map_or(default, is_on);
    let all = node.below().iter().map(|below| each_alone(below, resolve));
    let mut groups: Vec<Vec<Node>> = all.filter(|group| !group.is_empty()).collect();
    if says("LOAD_BALANCE", false) && !groups.is_empty() {
        let count = groups.len();
        groups.rotate_left(usize::try_from(RandomState::new().hash_one(0) % count as u64).unwrap_or(0));
    }
    if !says("FAILOVER", true) {
        groups.truncate(1);
    }
    groups.concat()
}

/// A name with several records is as many addresses. With TLS it stays whole: the certificate is for the name.
fn of_name(address: &Node, resolve: Resolve) -> Vec<Node> {
    let is_tcp = address.find("PROTOCOL").is_none_or(|protocol| protocol.eq_ignore_ascii_case("tcp"));
    let found = address.find("HOST").filter(|_| is_tcp).map(resolve).unwrap_or_default();
    if found.len() < 2 {
        return vec![address.clone()];
    }
    let with_host = |host: &IpAddr| {
        let others = address.below().iter().filter(|node| node.key != "HOST").cloned();
        Node::nodes("ADDRESS", others.chain([Node::text("HOST", &host.to_string())]).collect())
    };
    found.iter().map(with_host).collect()
}

/// How many addresses the driver finds in a descriptor; a name that is not found is one.
pub(super) fn count(descriptor: &Node, resolve: Resolve) -> u32 {
    let addresses = descriptor.all().into_iter().filter(|node| node.key == "ADDRESS");
    let count = |address: &Node| resolve(address.find("HOST").unwrap_or("")).len().max(1);
    u32::try_from(addresses.map(count).sum::<usize>()).unwrap_or(u32::MAX)
}

fn is_on(node: &Node) -> bool {
    matches!(&node.value, Value::Text(text) if ["ON", "YES", "TRUE"].iter().any(|word| text.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::connect_string::descriptor::parse;

    /// The hosts, in their order; `two` has two records.
    fn hosts(descriptor: &str) -> Vec<String> {
        let resolve: Resolve = |host| match host {
            "two" => vec![[10, 0, 0, 1].into(), [10, 0, 0, 2].into()],
            _ => vec![[10, 0, 0, 9].into()],
        };
        let alone = each_alone(&parse(descriptor).unwrap(), resolve);
        alone.iter().map(|one| one.find("HOST").unwrap().to_string()).collect()
    }

    fn description(addresses: &str) -> String {
        format!("(DESCRIPTION={addresses}(CONNECT_DATA=(SID=X)))")
    }

    #[test]
    fn the_addresses_of_every_list_come_in_their_order() {
        let lists = "(ADDRESS_LIST=(ADDRESS=(HOST=a))(ADDRESS=(HOST=b)))(ADDRESS_LIST=(ADDRESS=(HOST=c)))";
        assert_eq!(hosts(&description(lists)), ["a", "b", "c"]);
        let two = [description("(ADDRESS=(HOST=a))"), description("(ADDRESS=(HOST=b))")].concat();
        assert_eq!(hosts(&format!("(DESCRIPTION_LIST={two})")), ["a", "b"]);
    }

    #[test]
    fn a_name_with_several_records_is_several_addresses_without_tls() {
        assert_eq!(hosts(&description("(ADDRESS=(PROTOCOL=tcp)(HOST=two))")), ["10.0.0.1", "10.0.0.2"]);
        assert_eq!(hosts(&description("(ADDRESS=(PROTOCOL=tcps)(HOST=two))")), ["two"]);
    }

    #[test]
    fn load_balance_mixes_within_its_list_and_without_failover_there_is_no_second() {
        let lists = "(ADDRESS_LIST=(LOAD_BALANCE=yes)(ADDRESS=(HOST=a))(ADDRESS=(HOST=b)))(ADDRESS=(HOST=c))";
        let seen: std::collections::BTreeSet<_> = (0..64).map(|_| hosts(&description(lists))).collect();
        let expected = [["a", "b", "c"], ["b", "a", "c"]].map(|order| order.map(String::from).to_vec());
        assert_eq!(seen, expected.into());
        assert_eq!(hosts(&description("(FAILOVER=off)(ADDRESS=(HOST=a))(ADDRESS=(HOST=b))")), ["a"]);
        assert_eq!(hosts(&description("(SOURCE_ROUTE=on)(ADDRESS=(HOST=a))(ADDRESS=(HOST=b))")), ["a"]);
    }
}
