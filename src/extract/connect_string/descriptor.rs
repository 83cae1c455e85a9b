//! Connect descriptors: `(KEY=value)`, `(KEY=(KEY=value)…)`.

use std::fmt;

/// The servers that a service may be asked for.
const SERVERS: [&str; 3] = ["dedicated", "shared", "pooled"];

/// How deep nodes may be nested. Oracle's own have six levels; reading and dropping a tree takes stack for each.
const DEEPEST: usize = 32;

/// A key with its value, or with the nodes below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// The key, in upper case.
    pub key: String,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Nodes(Vec<Node>),
}

impl Node {
    pub(crate) fn text(key: &str, value: &str) -> Self {
        Node { key: key.to_ascii_uppercase(), value: Value::Text(value.to_string()) }
    }

    pub(crate) fn nodes(key: &str, nodes: Vec<Node>) -> Self {
        Node { key: key.to_ascii_uppercase(), value: Value::Nodes(nodes) }
    }

    /// The nodes below; none when there is a text.
    pub(crate) fn below(&self) -> &[Node] {
        match &self.value {
            Value::Nodes(nodes) => nodes,
            Value::Text(_) => &[],
        }
    }

    /// This node and all below it, from the top.
    pub(crate) fn all(&self) -> Vec<&Node> {
        std::iter::once(self).chain(self.below().iter().flat_map(Node::all)).collect()
    }

    /// The text of the first node with this key.
    pub(crate) fn find(&self, key: &str) -> Option<&str> {
        self.all().into_iter().find(|node| node.key == key).and_then(|node| match &node.value {
            Value::Text(text) => Some(text.trim_matches('"')),
            Value::Nodes(_) => None,
        })
    }

    /// Adds a node below this one.
    pub(crate) fn add(&mut self, node: Node) {
        if let Value::Nodes(nodes) = &mut self.value {
            nodes.push(node);
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "({}=", self.key)?;
        match &self.value {
            Value::Text(text) => out.write_str(text)?,
            Value::Nodes(nodes) => nodes.iter().try_for_each(|node| node.fmt(out))?,
        }
        out.write_str(")")
    }
}

/// Reads a whole descriptor. An error repeats nothing of it.
pub(crate) fn parse(text: &str) -> Result<Node, &'static str> {
    let node = parse_node(text)?;
    if !["DESCRIPTION", "DESCRIPTION_LIST"].contains(&node.key.as_str()) {
        return Err("it does not begin with (DESCRIPTION=");
    }
    if !node.all().iter().any(|node| node.key == "ADDRESS") {
        return Err("it has no (ADDRESS=(PROTOCOL=TCP)(HOST=…)(PORT=…))");
    }
    if !node.all().iter().any(|node| ["SERVICE_NAME", "SID"].contains(&node.key.as_str())) {
        return Err("it has no (CONNECT_DATA=(SERVICE_NAME=…))");
    }
    // Such a value may be a secret in the wrong place, and messages repeat ports and servers.
    let all = node.all();
    let texts = all.iter().filter(|node| node.key == "PORT").filter_map(|node| node.find("PORT"));
    if !texts.flat_map(str::chars).all(|c| c.is_ascii_digit()) {
        return Err("a PORT in it is not a number");
    }
    let data = all.iter().filter(|node| node.key == "CONNECT_DATA");
    if data.filter_map(|data| data.find("SERVER")).any(|server| !is_server(server)) {
        return Err("its SERVER must be dedicated, shared or pooled");
    }
    Ok(node)
}

/// Whether a service can be asked for a server of this kind.
pub(super) fn is_server(text: &str) -> bool {
    SERVERS.iter().any(|known| text.eq_ignore_ascii_case(known))
}

/// Reads one node, whatever its key, that nothing follows.
pub(crate) fn parse_node(text: &str) -> Result<Node, &'static str> {
    let (node, rest) = node(text.trim(), 1)?;
    if !rest.trim().is_empty() {
        return Err("something follows its last parenthesis");
    }
    Ok(node)
}

/// A node at the start of the text, and the rest of it.
fn node(text: &str, depth: usize) -> Result<(Node, &str), &'static str> {
    const UNMATCHED: &str = "its parentheses do not match";
    if depth > DEEPEST {
        return Err("its parentheses are nested too deep");
    }
    let inner = text.strip_prefix('(').ok_or(UNMATCHED)?;
    let end = inner.find(['=', '(', ')']).ok_or(UNMATCHED)?;
    let key = inner[..end].trim();
    let mut rest = inner[end..].strip_prefix('=').ok_or("a key in it has no value")?.trim_start();
    if key.is_empty() {
        return Err("a value in it has no key");
    }
    if rest.starts_with('(') {
        let mut nodes = Vec::new();
        while rest.starts_with('(') {
            let (below, after) = node(rest, depth + 1)?;
            nodes.push(below);
            rest = after.trim_start();
        }
        return Ok((Node::nodes(key, nodes), rest.strip_prefix(')').ok_or(UNMATCHED)?));
    }
    // A value between quotation marks may hold parentheses.
    let end = match rest.strip_prefix('"') {
        Some(quoted) => quoted.find('"').ok_or("a quotation mark in it is not closed")? + 2,
        None => rest.find(['(', ')']).ok_or(UNMATCHED)?,
    };
    let (value, after) = rest.split_at(end);
    Ok((Node::text(key, value.trim()), after.trim_start().strip_prefix(')').ok_or(UNMATCHED)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_descriptor_over_several_lines_is_read() {
        let text = "(description =\n  (address = (protocol = TCP)(host = db)(port = 1521))\n  \
                    (connect_data = (service_name = X))\n  (security = (my_wallet_directory = \"/a (b)\")))";
        let node = parse(text).unwrap();
        assert_eq!(
            node.to_string(),
            "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=X))\
             (SECURITY=(MY_WALLET_DIRECTORY=\"/a (b)\")))"
        );
    }

    #[test]
    fn what_is_wrong_with_a_descriptor_is_said() {
        for (text, said) in [
            ("(DESCRIPTION=(X)", "a key in it has no value"),
            ("(DESCRIPTION=(ADDRESS=(HOST=db))", "parentheses"),
            ("(DESCRIPTION=(ADDRESS=(HOST=db)))", "CONNECT_DATA"),
            ("(DESCRIPTION=(CONNECT_DATA=(SID=X)))", "ADDRESS"),
            ("(ADDRESS=(HOST=db))", "DESCRIPTION"),
            ("(DESCRIPTION=(ADDRESS=(HOST=db)(PORT=secret))(CONNECT_DATA=(SID=X)))", "a PORT"),
            ("(DESCRIPTION=(ADDRESS=(HOST=db)(PORT=1521 secret))(CONNECT_DATA=(SID=X)))", "a PORT"),
            ("(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=X)(SERVER=secret)))", "its SERVER"),
            ("(DESCRIPTION=(ADDRESS=(HOST=\"db))", "quotation mark"),
            (&"(A=".repeat(100_000), "nested too deep"),
        ] {
            assert!(parse(text).unwrap_err().contains(said), "{text:.60}: {:?}", parse(text));
        }
    }
}
