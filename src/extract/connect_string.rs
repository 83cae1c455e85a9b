//! Connect strings, checked before a driver sees them: a typing error is no reason to try again later.

pub(crate) mod descriptor;
mod easy;
mod jdbc;

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
pub(crate) fn parse(text: &str) -> Result<ConnectString, String> {
    if text.is_empty() {
        return Err("it is empty".to_string());
    }
    if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("jdbc:")) {
        return Err(jdbc::advice(text));
    }
    if text.starts_with('(') {
        return descriptor::parse(text).map(ConnectString::Descriptor).map_err(str::to_string);
    }
    if text.contains('@') {
        return Err("it holds an @: the user and the password have settings of their own".to_string());
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("it holds white space".to_string());
    }
    if text.contains(['/', ':', ',', ';', '[', '?']) {
        return easy::parse(text).map(ConnectString::Easy);
    }
    Ok(ConnectString::Alias(text.to_string()))
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
        ] {
            assert!(parse(good).is_ok(), "{good}: {:?}", parse(good));
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
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_sid_is_told_how_to_be_written() {
        let problem = parse("db:1521:PSPROD").unwrap_err();
        assert!(problem.contains("(CONNECT_DATA=(SID=PSPROD))"), "{problem}");
    }

    #[test]
    fn an_easy_connect_string_is_a_descriptor_in_short() {
        for (easy, full) in [
            (
                "db/X",
                "(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=tcp)(HOST=db)(PORT=1521)))\
                 (CONNECT_DATA=(SERVICE_NAME=X)))",
            ),
            (
                "tcps://a,[::1]:2484;c/X:dedicated/I?retry_count=3&wallet_location=/w&sdu=8192&ssl_server_dn_match=on",
                "(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=tcps)(HOST=a)(PORT=2484))\
                 (ADDRESS=(PROTOCOL=tcps)(HOST=::1)(PORT=2484)))\
                 (ADDRESS_LIST=(ADDRESS=(PROTOCOL=tcps)(HOST=c)(PORT=1521)))\
                 (CONNECT_DATA=(SERVICE_NAME=X)(SERVER=dedicated)(INSTANCE_NAME=I))\
                 (RETRY_COUNT=3)(SDU=8192)(SECURITY=(WALLET_LOCATION=/w)(SSL_SERVER_DN_MATCH=on)))",
            ),
        ] {
            let Ok(ConnectString::Easy(node)) = parse(easy) else { panic!("{easy}") };
            assert_eq!(node.to_string(), full);
        }
    }
}
