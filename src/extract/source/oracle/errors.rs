//! What Oracle's errors mean for whoever runs the extract; shared by both drivers.

use crate::common::exit::Exit;
use crate::extract::query::ADAPT;

/// The exit code for an `ORA-` number.
pub(crate) fn exit(code: i32) -> Exit {
    match code {
        // Log-in: no user or password, wrong ones, locked, expired, no right to connect.
        1004 | 1005 | 1017 | 1045 | 1918 | 28000 | 28001 | 28002 | 28003 | 28030 | 28040 | 28759 | 46981 => {
            Exit::NotAllowed
        }
        // The connect string cannot be understood.
        12154 | 12162 | 12504 | 12533 => Exit::Config,
        // Starting up, shutting down, killed, too many sessions, idle too long.
        18
        | 20
        | 28
        | 1012
        | 1013
        | 1033..=1035
        | 1089
        | 1090
        | 1092
        | 2391
        | 2396
        | 2399
        | 3113
        | 3114
        | 3135
        | 3136
        | 25401..=25409
        | 27101 => Exit::Temporary,
        // Oracle Net: unreachable, refused, timed out, lost, service unknown (perhaps not yet up).
        12150..=12699 => Exit::Temporary,
        _ => Exit::Service,
    }
}

/// What to do about it, to follow the message.
pub(crate) fn hint(code: i32) -> &'static str {
    match code {
        904 | 942 => ADAPT,
        1017 => " (check POWERSCHOOL_READ_USER and the password)",
        28000 | 28001 => " (ask the database administrator)",
        12154 | 12162 | 12504 | 12533 => " (give it as host:port/service)",
        12505 | 12514 => " (check the service's name in POWERSCHOOL_PROD_DB)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_error_has_its_exit_code() {
        for (codes, expected) in [
            (&[1017, 28000, 28001, 1045][..], Exit::NotAllowed),
            (&[12514, 12505, 12541, 12170, 12545, 3113, 3135, 1033, 1034, 12537][..], Exit::Temporary),
            (&[12154][..], Exit::Config),
            (&[942, 904, 933, 1722, 20001][..], Exit::Service),
        ] {
            for code in codes {
                assert_eq!(exit(*code), expected, "ORA-{code:05}");
            }
        }
    }

    #[test]
    fn a_missing_table_or_column_points_at_the_query() {
        assert!(hint(942).contains("--print-query") && hint(904).contains("--query"));
        assert_eq!(hint(1722), "");
    }
}
