//! Whether a connect string may hold a user or a password. Such a string is refused, and no part of it is repeated.

/// Words that begin a setting for a user or a password in the forms that other programs take.
const SETTINGS: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pswd",
    "pass",
    "secret",
    "user id",
    "userid",
    "user",
    "uid",
    "username",
];

/// What is wrong with a connect string that may hold a user or a password, to complete the sentence "it …"; none: it may
/// be shown.
///
/// `user` is the user to log in as, if that is known.
pub(super) fn problem(text: &str, user: Option<&str>) -> Option<&'static str> {
    const SEPARATE: &str = "may hold a user or a password, which have settings of their own \
                            (POWERSCHOOL_READ_USER, POWERSCHOOL_DB_PASSWORD)";
    const AMBIGUOUS: &str = "may be a user and a password, which have settings of their own; if it is a host and its \
                             service, write the port, too: host:1521/service";
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
    is_user_and_password(text, user).then_some(AMBIGUOUS)
}

/// `name/word`: a user and a password, or a host without a port and its service.
fn is_user_and_password(text: &str, user: Option<&str>) -> bool {
    let Some((name, _)) = text.split_once('/').filter(|(name, _)| !name.is_empty()) else { return false };
    let is_user = user.is_some_and(|user| user.trim_matches('"').eq_ignore_ascii_case(name.trim_matches('"')));
    is_user || !(name.eq_ignore_ascii_case("localhost") || name.contains(['.', ':', ',', ';', '[']))
}

/// `User Id=…;Password=…;Data Source=…`, `?password=…`.
fn names_a_setting(text: &str) -> bool {
    let parts = text.split(['?', '&', ';', ',', ' ']).filter_map(|part| part.split_once('='));
    let mut keys = parts.map(|(key, _)| key.trim().to_ascii_lowercase());
    let is_other_form = text.contains('=') && !text.contains('?');
    is_other_form || keys.any(|key| is_secret_key(&key)) || text.to_ascii_lowercase().contains("identified by")
}

fn is_secret_key(key: &str) -> bool {
    let key = key.trim().to_ascii_lowercase().replace(['_', '-'], " ");
    let whole = ["user", "uid", "pass"];
    SETTINGS.iter().any(|word| if whole.contains(word) { key == *word } else { key.contains(word) })
}

/// Whether a user and a password stand in a place of a descriptor that has neither `@` nor `/`.
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
        ] {
            let user = if text.starts_with("first") { "first.last" } else { "reader" };
            assert!(problem(text, Some(user)).is_some(), "{text}");
        }
        for text in [
            "db:1521/X",
            "//db/X:dedicated/I",
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
