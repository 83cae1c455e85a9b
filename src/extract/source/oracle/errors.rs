//! What Oracle's errors mean to the person who runs the extract; shared by both drivers.

use crate::common::exit::Exit;
use crate::extract::connect_string::FORM;
use crate::extract::database::ALIAS;
use crate::extract::query::ADAPT;

/// Said where the server requires what only the thick driver has.
#[cfg(feature = "thin")]
pub(crate) const ONLY_THICK: &str = " (the server requires native network encryption or checksums, which \
     only --driver thick, PS_EXTRACT_DRIVER=thick, has)";

/// Said where the server requires a login by another service.
#[cfg(feature = "thin")]
const ONLY_THICK_AUTHENTICATES: &str = " (the server requires a login by a service such as Kerberos, which \
     only --driver thick, PS_EXTRACT_DRIVER=thick, has)";

const SQLNET: &str = " (the client library's sqlnet.ora and the server's do not match: compare \
                      SQLNET.ENCRYPTION_… , SQLNET.CRYPTO_CHECKSUM_… and SQLNET.AUTHENTICATION_SERVICES)";
const ADMINISTRATOR: &str = " (ask the database administrator)";
const UNREACHABLE: &str = " (the server cannot be reached: check the host and the port, or try again later)";
const SILENT: &str = " (the server or the network does not answer: try again later)";
const LOST: &str = " (the connection was lost: try again later)";
const STARTING: &str = " (the database is starting or stopping: try again later)";
const RESTRICTED: &str = " (the database accepts only administrators now: try again later)";
const FULL: &str = " (the server has too many sessions: try again later)";
const UNKNOWN: &str = " (check the service's name in POWERSCHOOL_PROD_DB; the database may also be down)";
const CERTIFICATE: &str = " (the server's certificate is not trusted: check the wallet)";
const WALLET: &str = " (the wallet cannot be used: check its folder and who may read it)";

/// `ORA-` numbers, their exit code, and what to do, to follow the message.
const MEANINGS: &[(&[i32], Exit, &str)] = &[
    (&[904, 942], Exit::Service, ADAPT),
    (&[1456], Exit::Service, " (the query would change data or lock rows: leave out FOR UPDATE)"),
    (&[1466, 8176], Exit::Temporary, " (a table was changed just now: try again later)"),
    (&[1555], Exit::Temporary, " (the query ran longer than the server keeps old data: try again later)"),
    (&[1004, 1005, 1045, 1918, 28003, 28030, 46981], Exit::NotAllowed, ADMINISTRATOR),
    (&[1017], Exit::NotAllowed, " (check POWERSCHOOL_READ_USER and the password)"),
    (&[28000, 28001, 28002], Exit::NotAllowed, ADMINISTRATOR),
    (
        &[28040],
        Exit::NotAllowed,
        " (the account's password is older than the logins that the server accepts: reset the password)",
    ),
    (&[28859, 28860, 29002, 29005, 29024, 29039], Exit::NotAllowed, CERTIFICATE),
    (&[12578, 28759], Exit::Config, WALLET),
    (&[12154], Exit::Config, ALIAS),
    (&[12155, 12160, 12162, 12163, 12504, 12533], Exit::Config, FORM),
    (&[12538, 12557], Exit::Config, " (the protocol in the connect string is not one that the client library has)"),
    (&[12638, 12639, 12641, 12645, 12649, 12650, 12651, 12657, 12660, 12699], Exit::Config, SQLNET),
    (&[12529, 12546], Exit::NotAllowed, " (the server refuses connections from this machine: ask its administrator)"),
    (&[18, 20, 2391, 12516, 12518, 12519, 12520, 12540, 12549], Exit::Temporary, FULL),
    (&[1033, 1034, 1089, 1090, 1092, 12528, 27101], Exit::Temporary, STARTING),
    (&[1035, 12526, 12527], Exit::Temporary, RESTRICTED),
    (&[12505, 12514, 12521, 12523], Exit::Temporary, UNKNOWN),
    (&[12203, 12224, 12541, 12543, 12545, 12560, 12564], Exit::Temporary, UNREACHABLE),
    (&[3136, 12170, 12525, 12535, 12606, 12608, 12609], Exit::Temporary, SILENT),
    (&[3113, 3114, 3135, 12537, 12547, 12570, 12571, 12583, 12592, 12637], Exit::Temporary, LOST),
    (&[25401, 25402, 25403, 25404, 25405, 25406, 25407, 25408, 25409], Exit::Temporary, LOST),
    (&[28, 1012, 1013, 2396, 2399], Exit::Temporary, " (the server ended the session: try again later)"),
];

/// The exit code for an `ORA-` number.
pub(crate) fn exit(code: i32) -> Exit {
    meaning(code).map_or(Exit::Service, |(_, exit, _)| *exit)
}

/// What to do about it, to follow the message.
pub(crate) fn hint(code: i32) -> &'static str {
    meaning(code).map_or("", |(_, _, hint)| hint)
}

/// The same for the thin driver, which reads no sqlnet.ora.
#[cfg(feature = "thin")]
pub(crate) fn hint_for_thin(code: i32) -> &'static str {
    match code {
        12649..=12651 | 12657 | 12660 => ONLY_THICK,
        12638 | 12639 | 12641 | 12645 | 12699 => ONLY_THICK_AUTHENTICATES,
        _ => hint(code),
    }
}

fn meaning(code: i32) -> Option<&'static (&'static [i32], Exit, &'static str)> {
    MEANINGS.iter().find(|(codes, ..)| codes.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_error_has_its_exit_code() {
        for (codes, expected) in [
            (&[1017, 28000, 28001, 1045, 29024][..], Exit::NotAllowed),
            (&[12514, 12516, 12518, 12519, 12520, 12526, 12528, 12537, 12541, 12545, 12547][..], Exit::Temporary),
            (&[12505, 12170, 12570, 12571, 3113, 3135, 1033, 1034, 1555][..], Exit::Temporary),
            (&[12154, 12638, 12650, 12657, 12660][..], Exit::Config),
            (&[942, 904, 933, 1722, 20001, 12152, 12599][..], Exit::Service),
        ] {
            for code in codes {
                assert_eq!(exit(*code), expected, "ORA-{code:05}");
            }
        }
    }

    #[test]
    fn no_number_has_two_meanings() {
        let all: Vec<i32> = MEANINGS.iter().flat_map(|(codes, ..)| codes.iter().copied()).collect();
        let different: std::collections::HashSet<i32> = all.iter().copied().collect();
        assert_eq!(all.len(), different.len());
    }

    #[test]
    fn a_missing_table_or_column_points_at_the_query() {
        assert!(hint(942).contains("--print-query") && hint(904).contains("--query"));
        assert_eq!(hint(1722), "");
    }
}
