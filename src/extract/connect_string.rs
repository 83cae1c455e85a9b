//! Connect strings, checked before a driver sees them: a typing error must not look like a temporary failure.

pub(crate) mod descriptor;
mod easy;
mod jdbc;
mod secrets;

use descriptor::Node;

/// What to do about a malformed one.
pub(crate) const FORM: &str = " (give it as host:port/service)";

/// The forms in which a database is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ConnectString {
    /// `[tcp://|tcps://]host[:port][,host…]/service[:server][/instance][?option=value…]`, already as the
    /// descriptor that says the same.
    Easy(Node),
    /// A full `(DESCRIPTION=…)`.
    Descriptor(Node),
    /// A name in tnsnames.ora.
    Alias(String),
}

/// Reads a connect string; the error says what is wrong with it, and holds nothing that may be secret.
///
/// `user` is the user to log in as, if that is known: a string that begins with it holds the password, too.
pub(crate) fn parse(text: &str, user: Option<&str>) -> Result<ConnectString, String> {
    if text.is_empty() {
        return Err("it is empty".to_string());
    }
    if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("jdbc:")) {
        return Err(jdbc::advice(text, user));
    }
    if let Some(problem) = secrets::problem(text, user) {
        return Err(format!("it {problem}"));
    }
    if text.starts_with('(') {
        return descriptor::parse(text).map(ConnectString::Descriptor).map_err(str::to_string);
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("it holds white space".to_string());
    }
    if text.contains(['/', ':', ',', ';', '[', '?']) {
        return easy::parse(text).map(ConnectString::Easy);
    }
    if !text.chars().all(is_of_name) {
        return Err("it holds a character that no name in tnsnames.ora has".to_string());
    }
    Ok(ConnectString::Alias(text.to_string()))
}

/// Whether a character may be in the name of a service or of an entry in tnsnames.ora.
pub(crate) fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || "._-$#".contains(c)
}

/// Keys of a descriptor whose values are not secret. One that is misspelled or unknown may be anything.
const HARMLESS: [&str; 25] = [
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
    "SSL_SERVER_CERT_DN",
];

/// What messages may repeat of a string that [`parse`] has read: where the database is, and no options.
pub(crate) fn shown(text: &str, parsed: &ConnectString) -> String {
    match parsed {
        ConnectString::Alias(name) => name.clone(),
        ConnectString::Easy(_) => text.split('?').next().unwrap_or("").to_string(),
        ConnectString::Descriptor(node) => {
            if node.all().iter().all(|node| HARMLESS.contains(&node.key.as_str())) {
                node.to_string()
            } else {
                summary(node)
            }
        }
    }
}

/// The addresses and the service of a descriptor, in short.
fn summary(node: &Node) -> String {
    let addresses = node.all().into_iter().filter(|node| node.key == "ADDRESS").map(|address| {
        let (port, protocol) = (address.find("PORT").unwrap_or("1521"), address.find("PROTOCOL").unwrap_or("TCP"));
        address.find("HOST").map_or_else(|| format!("({protocol})"), |host| format!("{host}:{port}"))
    });
    let service = node.find("SERVICE_NAME").or_else(|| node.find("SID")).unwrap_or("?");
    format!("{}/{service}", addresses.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connect_strings_as_people_have_them() {
        for good in [
            "db.example.org:1521/PSPRODDB",
            "db.example.org/PSPRODDB",
            "10.0.0.5:1521/PSPRODDB:dedicated",
            "[::1]:1521/PSPRODDB",
            "db1,db2:1521/PSPRODDB",
            "db1:1521,db2:1522/PSPRODDB",
            "db1:1521;[fe80::2]:1522/PSPRODDB:dedicated/PS1",
            "tcps://db.example.org:2484/PSPRODDB?wallet_location=/w&retry_count=3",
            "//db:1521/X",
            "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=X)))",
            "PSPROD",
            "ESCUELA_NIÑOS",
        ] {
            assert!(parse(good, None).is_ok(), "{good}: {:?}", parse(good, None));
        }
        for bad in [
            "",
            "db:1521",
            "db:1521/",
            "db1,db2:1521",
            "db1,,db2/X",
            ":1521/X",
            "db:port/X",
            "db:70000/X",
            "db:0/X",
            "db :1521/X",
            "http://db/X",
            "staff_reader/secret@db:1521/X",
            "(DESCRIPTION=(X)",
            "(DESCRIPTION=(ADDRESS=(HOST=db)))x",
            "[::1:1521/X",
            "db:1521/X?retry_count",
            "\u{201c}db:1521/X\u{201d}",
            "\u{feff}PSPROD",
            "db:1521/“X”",
            "db:1521/X:secret",
            "db:1521/X#secret",
            "db:1521/X:dedicated/PS1#secret",
            "d\u{202e}b:1521/X",
            "(\u{201c}",
        ] {
            assert!(parse(bad, None).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_sid_is_told_how_to_be_written() {
        let problem = parse("db:1521:PSPROD", None).unwrap_err();
        assert!(problem.contains("(CONNECT_DATA=(SID=PSPROD))"), "{problem}");
    }

    #[test]
    fn an_easy_connect_string_is_a_descriptor_in_short() {
        for (easy, full) in [
            (
                "//localhost/X",
                "(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=tcp)(HOST=localhost)(PORT=1521)))\
                 (CONNECT_DATA=(SERVICE_NAME=X)))",
            ),
            (
                "tcps://a,[::1]:2484;c:1521/X:dedicated/I?retry_count=3&wallet_location=/w&sdu=8192&ssl_server_dn_match=on",
                "(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=tcps)(HOST=a)(PORT=2484))\
                 (ADDRESS=(PROTOCOL=tcps)(HOST=::1)(PORT=2484)))\
                 (ADDRESS_LIST=(ADDRESS=(PROTOCOL=tcps)(HOST=c)(PORT=1521)))\
                 (CONNECT_DATA=(SERVICE_NAME=X)(SERVER=dedicated)(INSTANCE_NAME=I))\
                 (RETRY_COUNT=3)(SDU=8192)(SECURITY=(WALLET_LOCATION=/w)(SSL_SERVER_DN_MATCH=on)))",
            ),
        ] {
            let Ok(ConnectString::Easy(node)) = parse(easy, None) else { panic!("{easy}") };
            assert_eq!(node.to_string(), full);
        }
    }

    #[test]
    fn what_is_shown_holds_no_options_and_no_password() {
        let shown = |text: &str| shown(text, &parse(text, None).unwrap());
        assert_eq!(shown("db:1521/X?retry_count=3"), "db:1521/X");
        assert_eq!(shown("db.example.org/X"), "db.example.org/X");
        assert_eq!(shown("PSPROD"), "PSPROD");
        let plain = "(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SERVICE_NAME=X)))";
        assert_eq!(shown(plain), plain);
        let other = "(DESCRIPTION=(ADDRESS=(HOST=db)(PORT=1))(CONNECT_DATA=(SERVICE_NAME=X))(ODD=tiger))";
        assert_eq!(shown(other), "db:1/X");
    }
}
