//! JDBC URLs, which many have at hand: not taken, but told how to be written.

use super::{descriptor, easy};

/// What to write instead of a JDBC URL. A user and a password may stand in it: before its last `@`, or after
/// a `?`; of the rest, only what would be taken as a connect string is repeated.
pub(super) fn advice(url: &str) -> String {
    let address = url.rsplit_once('@').map_or("", |(_, address)| address).trim_start_matches('/');
    let address = address.split('?').next().unwrap_or("");
    let harmless = |c: char| c.is_ascii_alphanumeric() || "._-:/[]()=,$#".contains(c);
    let instead = if address.is_empty() || !address.chars().all(harmless) {
        "host:port/service".to_string()
    } else {
        match address.split(':').collect::<Vec<_>>()[..] {
            [host, port, sid] if port.parse::<u16>().is_ok() => easy::with_sid(host, port, sid),
            _ if is_taken(address) => address.to_string(),
            _ => "host:port/service".to_string(),
        }
    };
    format!("it is a JDBC URL; write {instead}, with the user and the password in settings of their own")
}

/// Whether it is a descriptor, an Easy Connect string or a name without either's signs.
fn is_taken(address: &str) -> bool {
    if address.starts_with('(') {
        return descriptor::parse(address).is_ok();
    }
    !address.contains(['/', ':', ',', '[']) || easy::parse(address).is_ok()
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
        ] {
            assert!(advice(url).contains(said), "{url}: {}", advice(url));
            assert!(!advice(url).contains("cret"), "{url}: {}", advice(url));
        }
    }
}
