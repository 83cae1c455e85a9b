//! JDBC URLs, which many have at hand: refused, with the form to write instead.

use super::easy;

/// What to write instead of a JDBC URL. A user and a password may be in it: before its last `@`, or after
/// a `?`; of the rest, only what would be taken as a connect string is repeated.
pub(super) fn advice(url: &str, user: Option<&str>) -> String {
    let address = url.rsplit_once('@').map_or("", |(_, address)| address).trim_start_matches('/');
    let address = address.split('?').next().unwrap_or("");
    let harmless = |c: char| c.is_ascii_alphanumeric() || "._-:/[]()=,$#".contains(c);
    let instead = if address.is_empty() || !address.chars().all(harmless) {
        "host:port/service".to_string()
    } else {
        match address.split(':').collect::<Vec<_>>()[..] {
            [host, port, sid] if easy::is_host(host) && port.parse::<u16>().is_ok() && easy::is_name(sid) => {
                easy::with_sid(host, port, sid)
            }
            _ if super::parse(address, user).is_ok() => address.to_string(),
            _ => "host:port/service".to_string(),
        }
    };
    format!("it is a JDBC URL; write {instead}, with the user and the password in settings of their own")
}

#[cfg(test)]
mod tests {
    use super::advice;

    #[test]
    fn the_address_is_repeated_and_no_password() {
        for (url, said) in [
            ("jdbc:oracle:thin:@//db:1521/X", "write db:1521/X, with"),
            ("jdbc:oracle:thin:@db:1521/X", "write db:1521/X, with"),
            ("jdbc:oracle:thin:reader/se@cret@db:1521/X?password=cret", "write db:1521/X, with"),
            ("jdbc:oracle:thin:@db:1521:PS", "(CONNECT_DATA=(SID=PS))"),
            ("jdbc:oracle:thin:reader/secret", "write host:port/service, with"),
            ("jdbc:oracle:thin:@ldap://directory:389/X,cn=OracleContext", "write host:port/service, with"),
            ("jdbc:oracle:oci:@PSPROD", "write PSPROD, with"),
            ("jdbc:oracle:thin:@reader/secret", "write host:port/service, with"),
            ("jdbc:oracle:thin:@db:1521:PS/secret", "write host:port/service, with"),
            (
                "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=db)(PASSWORD=secret))(CONNECT_DATA=(SID=X)))",
                "write host",
            ),
        ] {
            assert!(advice(url, None).contains(said), "{url}: {}", advice(url, None));
            assert!(!advice(url, None).contains("cret"), "{url}: {}", advice(url, None));
        }
    }
}
