//! Easy Connect strings, as the descriptors they stand for.

use super::descriptor::{Node, is_server};
use super::is_of_name;

/// Options that belong to the descriptor's SECURITY part.
const OF_SECURITY: [&str; 3] = ["WALLET_LOCATION", "SSL_SERVER_CERT_DN", "SSL_SERVER_DN_MATCH"];

pub(super) fn parse(text: &str) -> Result<Node, String> {
    let (protocol, rest) = match text.split_once("://") {
        Some((protocol, rest)) => (protocol.to_ascii_lowercase(), rest),
        None => ("tcp".to_string(), text.strip_prefix("//").unwrap_or(text)),
    };
    if !["tcp", "tcps"].contains(&protocol.as_str()) {
        return Err("its protocol is neither tcp nor tcps".to_string());
    }
    let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
    let Some((hosts, service)) = rest.split_once('/').filter(|(_, service)| !service.is_empty()) else {
        return Err(without_service(rest));
    };
    let mut description = Node::nodes("DESCRIPTION", Vec::new());
    for list in hosts.split(';') {
        description.add(Node::nodes("ADDRESS_LIST", addresses(list, &protocol)?));
    }
    description.add(Node::nodes("CONNECT_DATA", connect_data(service)?));
    let mut security = Vec::new();
    let is_key = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c));
    for option in options.split('&').filter(|option| !option.is_empty()) {
        let (key, value) = option.split_once('=').ok_or("an option after its ? has no value")?;
        if !is_key(key) || value.contains(['(', ')', '"']) {
            return Err("an option after its ? is malformed".to_string());
        }
        let node = Node::text(key, value);
        if OF_SECURITY.contains(&node.key.as_str()) { security.push(node) } else { description.add(node) }
    }
    if !security.is_empty() {
        description.add(Node::nodes("SECURITY", security));
    }
    Ok(description)
}

/// `host:port:SID` is how many have it from elsewhere.
fn without_service(rest: &str) -> String {
    match rest.split(':').collect::<Vec<_>>()[..] {
        [host, port, sid] if is_host(host) && port.parse::<u16>().is_ok() && is_name(sid) => {
            format!("it names no service; for a SID give {}", with_sid(host, port, sid))
        }
        _ => "it names no service".to_string(),
    }
}

/// The descriptor for a SID, which Easy Connect has no form for.
pub(super) fn with_sid(host: &str, port: &str, sid: &str) -> String {
    format!(
        "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST={host})(PORT={port}))(CONNECT_DATA=(SID={sid}))), or its service as \
         host:port/service"
    )
}

/// `host[:port],…`: a host without a port has the port of the next that gives one.
fn addresses(list: &str, protocol: &str) -> Result<Vec<Node>, String> {
    let hosts = list.split(',').map(host_and_port).collect::<Result<Vec<_>, _>>()?;
    let mut port = 1521;
    let mut found = Vec::new();
    for (host, own) in hosts.into_iter().rev() {
        port = own.unwrap_or(port);
        let parts =
            vec![Node::text("PROTOCOL", protocol), Node::text("HOST", host), Node::text("PORT", &port.to_string())];
        found.push(Node::nodes("ADDRESS", parts));
    }
    found.reverse();
    Ok(found)
}

fn host_and_port(text: &str) -> Result<(&str, Option<u16>), String> {
    const MALFORMED: &str = "its host is malformed";
    let (host, port) = match text.strip_prefix('[') {
        Some(bracketed) => match bracketed.split_once(']').ok_or(MALFORMED)? {
            (host, "") => (host, None),
            (host, port) => (host, Some(port.strip_prefix(':').ok_or(MALFORMED)?)),
        },
        None => match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if host.is_empty() {
        return Err("it names no host".to_string());
    }
    if !is_host(host) {
        return Err(MALFORMED.to_string());
    }
    match port.map(str::parse::<u16>) {
        Some(Ok(0) | Err(_)) => Err("its port is not a number from 1 to 65535".to_string()),
        Some(Ok(port)) => Ok((host, Some(port))),
        None => Ok((host, None)),
    }
}

/// A host's name, or an address of IPv4 or IPv6.
pub(super) fn is_host(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-:%".contains(c))
}

/// The name of a service, a SID, an instance.
pub(super) fn is_name(text: &str) -> bool {
    // After a #, many files have a comment, which may be anything.
    !text.is_empty() && text.chars().all(|c| is_of_name(c) && c != '#')
}

/// `service[:server][/instance]`.
fn connect_data(text: &str) -> Result<Vec<Node>, String> {
    let (rest, instance) = text.split_once('/').map_or((text, None), |(rest, instance)| (rest, Some(instance)));
    let (service, server) = rest.split_once(':').map_or((rest, None), |(service, server)| (service, Some(server)));
    if service.is_empty() {
        return Err("it names no service".to_string());
    }
    if [Some(service), server, instance].into_iter().flatten().any(|name| !is_name(name)) {
        return Err("its service is malformed".to_string());
    }
    if server.is_some_and(|server| !is_server(server)) {
        return Err("its part after the service must be dedicated, shared or pooled".to_string());
    }
    let mut nodes = vec![Node::text("SERVICE_NAME", service)];
    nodes.extend(server.map(|server| Node::text("SERVER", server)));
    nodes.extend(instance.map(|instance| Node::text("INSTANCE_NAME", instance)));
    Ok(nodes)
}
