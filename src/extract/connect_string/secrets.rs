//! Whether a connect string may hold a user or a password. Such a string is refused, and no part of it is repeated.

use std::net::Ipv6Addr;

/// Words in the names of settings for a user or a password, as other programs have them, without `_`, `-` and spaces.
const SETTINGS: [&str; 10] =
    ["password", "passwd", "passphrase", "pwd", "pswd", "secret", "userid", "username", "credential", "apikey"];

/// The same of words that other names may hold, too, such as TOKEN_AUTH.
const WHOLE_SETTINGS: [&str; 8] = ["user", "uid", "pass", "pw", "login", "auth", "token", "accesstoken"];

/// What is wrong with a connect string that may hold a user or a password, to complete the sentence "it …". `None`: it
/// may be shown.
///
/// `user` is the user to log in as, if that is known.
pub(super) fn problem(text: &str, user: Option<&str>) -> Option<&'static str> {
    const SEPARATE: &str = "may hold a user or a password, which have settings of their own \
                            (POWERSCHOOL_READ_USER, POWERSCHOOL_DB_PASSWORD)";
    const AMBIGUOUS: &str = "may be a user and a password, which have settings of their own; if it is a host and its \
                             service, write the port, too: host:1521/service";
    const LIST: &str = "may hold a user and a password, which have settings of their own; if these are hosts, write \
                        the port of each: host:1521,other:1521/service";
    if text.starts_with('(') {
        let is_secret = settings_in_descriptor(text).any(|(key, value)| is_secret_key(&key) || is_login(&key, &value));
        return is_secret.then_some(SEPARATE);
    }
    if text.contains('@') {
        return Some("holds an @: the user and the password have settings of their own");
    }
    if names_a_setting(text) {
        return Some(SEPARATE);
    }
    let (hosts, rest) = hosts(text);
    if is_escaped(hosts) {
        return Some(SEPARATE);
    }
    if is_user_and_password(hosts, rest, user) {
        return Some(AMBIGUOUS);
    }
    is_list_with_login(hosts, user).then_some(LIST)
}

/// What is before the service, the host or a list of them; and the rest behind it.
fn hosts(text: &str) -> (&str, &str) {
    let protocol = text.split_once("://").map_or("", |(protocol, _)| protocol);
    let is_protocol = ["tcp", "tcps"].iter().any(|name| protocol.eq_ignore_ascii_case(name));
    let rest = if is_protocol { &text[protocol.len() + 1..] } else { text };
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()))
}

/// Whether a `%` is anywhere but before the zone of an IPv6 address in brackets: `user%2Fpassword%40host`.
fn is_escaped(hosts: &str) -> bool {
    let has_zone = |host: &str| {
        let address = host.strip_prefix('[').and_then(|inner| inner.split_once('%'));
        address.is_some_and(|(address, zone)| address.parse::<Ipv6Addr>().is_ok() && !zone.contains('%'))
    };
    hosts.split([',', ';']).any(|host| host.contains('%') && !has_zone(host))
}

/// Whether parts of a list may be a user and a password: `user,password,host:1521`, or the same with `;`.
fn is_list_with_login(hosts: &str, user: Option<&str>) -> bool {
    let lists: Vec<Vec<&str>> = hosts.split(';').map(|list| list.split(',').collect()).collect();
    let is_user = |host: &&str| user.is_some_and(|user| is_same(user, host));
    let is_alone = lists.len() == 1 && lists[0].len() == 1;
    // Semicolons divide the fields of many files, but seldom hosts.
    let has_end_without_port = lists.len() > 1 && !lists.iter().all(|list| list[list.len() - 1].contains(':'));
    // A user, a password and a host differ; hosts of one database mostly have one name with other endings.
    let is_doubtful = |list: &Vec<&str>| {
        let (first, others) = list.split_first().unwrap_or((&"", &[]));
        let has_bare = list.len() > 2 && list[..list.len() - 1].iter().any(|host| is_bare(host));
        has_bare && !others.iter().all(|other| is_alike(first, other))
    };
    !is_alone && (lists.iter().flatten().any(is_user) || has_end_without_port || lists.iter().any(is_doubtful))
}

/// Whether two hosts are named alike, as `db1` and `db2.example.org:1521` are: all but the last two letters are
/// the same.
fn is_alike(one: &str, other: &str) -> bool {
    let label = |host: &str| host.split(['.', ':']).next().unwrap_or("").to_lowercase();
    let (one, other) = (label(one), label(other));
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let lengths = [one, other].map(|host| host.chars().count());
    same > 0 && lengths[0].abs_diff(lengths[1]) <= 1 && lengths.iter().all(|length| same + 2 >= *length)
}

/// Whether it may as well be no host: without a dot, a port and brackets.
fn is_bare(host: &str) -> bool {
    !(host.eq_ignore_ascii_case("localhost") || host.contains(['.', ':', '[']))
}

fn is_same(user: &str, name: &str) -> bool {
    user.trim_matches('"').eq_ignore_ascii_case(name.trim_matches('"'))
}

/// `name/word`: a user and a password, or a host without a port and its service.
fn is_user_and_password(hosts: &str, rest: &str, user: Option<&str>) -> bool {
    let is_user = user.is_some_and(|user| is_same(user, hosts));
    rest.starts_with('/') && !hosts.is_empty() && (is_user || hosts.split([',', ';']).all(is_bare))
}

/// `User Id=…;Password=…;Data Source=…`, `?password=…`.
fn names_a_setting(text: &str) -> bool {
    let parts = text.split(['?', '&', ';', ',', ' ']).filter_map(|part| part.split_once('='));
    let mut keys = parts.map(|(key, _)| key.trim().to_ascii_lowercase());
    let is_other_form = text.contains('=') && !text.contains('?');
    is_other_form || keys.any(|key| is_secret_key(&key)) || text.to_ascii_lowercase().contains("identified by")
}

fn is_secret_key(key: &str) -> bool {
    let key: String = key.chars().filter(|c| !c.is_whitespace() && !"_-".contains(*c)).collect();
    let key = key.to_ascii_lowercase();
    WHOLE_SETTINGS.contains(&key.as_str()) || SETTINGS.iter().any(|word| key.contains(word))
}

/// Whether a user and a password are in a place of a descriptor that has neither `@` nor `/`.
fn is_login(key: &str, value: &str) -> bool {
    let is_name = ["host", "service_name", "sid", "instance_name"].iter().any(|name| key.eq_ignore_ascii_case(name));
    is_name && value.contains(['@', '/'])
}

/// The keys of a descriptor, which need not be well formed, and their values, but those of what a client says about
/// itself (CID).
fn settings_in_descriptor(text: &str) -> impl Iterator<Item = (String, String)> {
    let without_spaces: String = text.split_whitespace().collect();
    let is_about_client = without_spaces.to_ascii_uppercase().contains("(CID=");
    let settings: Vec<(String, String)> = text
        .split(['(', ')', ';', '&', '?'])
        .filter_map(|part| part.split_once('='))
        .map(|(key, value)| (key.trim().to_string(), value.trim().to_string()))
        .filter(|(key, _)| !(is_about_client && key.eq_ignore_ascii_case("user")))
        .collect();
    settings.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_hold_a_password_is_known_by_its_form() {
        for text in [
            "reader/secret@db:1521/X",
            "reader/secret@(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=X)))",
            "User Id=reader;Password=secret;Data Source=db:1521/X",
            "Data Source=db:1521/X;User ID=reader;PWD=secret;",
            "Data Source=(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=X)));User Id=reader;Password=secret",
            "db:1521/X?password=secret",
            "db:1521/X?retry_count=1&user=reader&wallet_password=secret",
            "reader/secret",
            "READER/secret",
            "scott/tiger",
            "db/X:dedicated",
            "\"Reader\"/secret",
            "first.last/secret",
            "other/two:secret",
            "(DESCRIPTION=(ADDRESS=(HOST=db)(PASSWORD=secret))(CONNECT_DATA=(SID=X)))",
            "(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=X))(SECURITY=(WALLET_PASSWORD = secret)",
            "(USER=reader)(PWD=secret)",
            "(DESCRIPTION=(ADDRESS=(HOST=reader/secret@db))(CONNECT_DATA=(SID=X)))",
            "host=db password=secret",
            "oracle://reader:secret@db/X",
            "//scott/secret",
            "tcp://scott/secret",
            "tcp://tcp/secret",
            "TCPS://scott/secret?retry_count=1",
            "scott%2Fsecret%40127.0.0.1:1/X",
            "tcp://scott%2fsecret%40db.example.org/X",
            "[scott%2Fsecret%40db]:1521/X",
            "scott,secret,127.0.0.1:1/X",
            "scott,secret,db:1521/X",
            "scott,scott1,db:1521/X",
            "scott,secret:1,db:1521/X",
            "db1,db2,secret:1521/X",
            "db:1521/X?pw=secret",
            "db:1521/X?pass_word=secret",
            "db:1521/X?User-Name=reader",
            "db:1521/X?login=reader",
            "db:1521/X?credential=secret",
            "db:1521/X?CREDENTIALS=secret",
            "db:1521/X?access_token=secret",
            "db:1521/X?auth=secret",
            "db:1521/X?api_key=secret",
            "(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=X))(PASS_WORD=secret))",
            "(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=X)(Login = reader)))",
            "(DESCRIPTION=(ADDRESS=(HOST=db))(SECURITY=(ACCESS_TOKEN=secret))(CONNECT_DATA=(SID=X)))",
            "db:1521/X?retry_count=1&token=secret",
            "Driver={Oracle};Dbq=db:1521/X;Uid=scott;Pwd=secret;",
            "dsn=db:1521/X,user=scott,password=secret",
            "scott/\"secret\"",
            "scott/\"se@cret\"@db:1521/X",
            "scott,se.cret,db.example.org/X",
            "//scott,secret,[::1]:1521/X",
            "scott,secret/X",
            "Reader,secret,db:1521/X",
            "scott;secret;127.0.0.1:1/X",
            "scott;secret/X",
            "scott;secret",
            "db:1521;scott;secret/X",
        ] {
            let user = if text.starts_with("first") { "first.last" } else { "reader" };
            assert!(problem(text, Some(user)).is_some(), "{text}");
        }
        for text in [
            "db:1521/X",
            "//db:1521/X:dedicated/I",
            "//db.example.org/X",
            "//localhost/X",
            "db1,db2:1521/X",
            "db1,db2,db3:1521/X",
            "rac8,rac9,rac10:1521/X",
            "ora-a,ora-b,ora-c:1521/X",
            "db1,db2.example.org,db3.example.org:1521/X",
            "prod:1521,standby:1521,other:1522/X",
            "tcps://db:2484/X?token_auth=OCI_TOKEN&token_location=/w",
            "db1:1521,db2:1521,10.0.0.5:1521/X",
            "db1.example.org,db2,db3:1521/X",
            "localhost,127.0.0.1,[::1]:1521/X",
            "db1:1521;[fe80::2%eth0]:1522/X",
            "localhost/X",
            "db.example.org/PSPRODDB?retry_count=3&wallet_location=/w",
            "tcps://db1,db2:2484/X",
            "PSPROD.WORLD",
            "(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=X)( cid = (PROGRAM=p)(USER = me))))",
            "(DESCRIPTION=(ADDRESS=(HOST=db))(CONNECT_DATA=(SID=X))(SECURITY=(SSL_SERVER_CERT_DN=\"E=a@b.example\")))",
        ] {
            assert_eq!(problem(text, Some("reader")), None, "{text}");
        }
    }
}
