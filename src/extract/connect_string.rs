//! Connect strings, checked before a driver sees them: a typing error is no reason to try again later.

/// What to do about a malformed one.
pub(crate) const FORM: &str = " (give it as host:port/service)";

/// What is wrong with a connect string; `Ok` when a driver may try it.
///
/// Taken are `[tcp://|tcps://]host[:port]/service[:server][/instance][?…]`, a full `(DESCRIPTION=…)` and an
/// alias of tnsnames.ora.
pub(crate) fn check(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        return Err("it is empty");
    }
    if text.starts_with('(') {
        let depth = text.chars().try_fold(0_i32, |depth, c| match c {
            '(' => Some(depth + 1),
            ')' => Some(depth - 1).filter(|depth| *depth >= 0),
            _ => Some(depth),
        });
        return if depth == Some(0) { Ok(()) } else { Err("its parentheses do not match") };
    }
    if text.contains('@') {
        return Err("it holds an @: the user and the password have settings of their own");
    }
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("it holds white space");
    }
    let (protocol, rest) = match text.split_once("://") {
        Some((protocol, rest)) => (Some(protocol), rest),
        None => (None, text),
    };
    if protocol.is_some_and(|protocol| !["tcp", "tcps"].iter().any(|known| protocol.eq_ignore_ascii_case(known))) {
        return Err("its protocol is neither tcp nor tcps");
    }
    let rest = rest.trim_start_matches("//");
    let Some((address, service)) = rest.split_once('/') else {
        return if rest.contains(':') { Err("it names no service") } else { Ok(()) };
    };
    let service = service.split('?').next().unwrap_or("");
    if service.is_empty() {
        return Err("it names no service");
    }
    let (host, port) = match address.strip_prefix('[') {
        Some(bracketed) => match bracketed.split_once(']') {
            Some((host, "")) => (host, None),
            Some((host, port)) => (host, Some(port.strip_prefix(':').ok_or("its host is malformed")?)),
            None => return Err("its host is malformed"),
        },
        None => match address.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (address, None),
        },
    };
    if host.is_empty() {
        return Err("it names no host");
    }
    match port.map(str::parse::<u16>) {
        Some(Ok(0) | Err(_)) => Err("its port is not a number from 1 to 65535"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn connect_strings_as_people_have_them() {
        for good in [
            "db.example.org:1521/PSPRODDB",
            "db.example.org/PSPRODDB",
            "10.0.0.5:1521/PSPRODDB:dedicated",
            "[::1]:1521/PSPRODDB",
            "tcps://db.example.org:2484/PSPRODDB?wallet_location=/w",
            "//db:1521/X",
            "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=X)))",
            "PSPROD",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "db:1521",
            "db:1521/",
            ":1521/X",
            "db:port/X",
            "db:70000/X",
            "db:0/X",
            "db :1521/X",
            "http://db/X",
            "staff_reader/secret@db:1521/X",
            "(DESCRIPTION=(X)",
            "[::1:1521/X",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
