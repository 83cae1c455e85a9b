//! The query: one statement for everything, valid in Oracle and SQLite alike. See ps-extract(1).

use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::text;
use crate::extract::statement;
use std::borrow::Cow;
use std::path::Path;

/// The default query, as `--print-query` prints it.
pub(crate) const DEFAULT: &str = "\
SELECT
    t.email_addr, t.teachernumber, t.home_phone, t.first_name, t.last_name,
    t.homeschoolid, t.schoolid, t.status, t.users_dcid,
    h.calendar, h.am_time, h.pm_time, h.contractemp, h.sfe_position,
    h.start_time, h.end_time, h.start_time_2, h.end_time_2, h.custom_times,
    h.time1_monday, h.time1_tuesday, h.time1_wednesday, h.time1_thursday, h.time1_friday,
    h.time2_monday, h.time2_tuesday, h.time2_wednesday, h.time2_thursday, h.time2_friday,
    h.am_time_2, h.pm_time_2
FROM teachers t
LEFT JOIN u_humanresources h ON h.usersdcid = t.users_dcid
WHERE t.homeschoolid <> 2 OR t.homeschoolid IS NULL
ORDER BY t.users_dcid, t.schoolid
";

/// What to do when a table or a column is not there.
pub(crate) const ADAPT: &str = " (if your district has different table or column names: --print-query prints the \
                                query, --query FILE runs an edited one)";

/// The default query, or the one in a file.
pub(crate) fn load(file: Option<&Path>) -> Result<Cow<'static, str>> {
    let Some(path) = file else { return Ok(Cow::Borrowed(DEFAULT.trim_end())) };
    let text = text::read(path, "query file", Exit::NoInput)?;
    let query = statement::query(&text).map_err(|problem| {
        Failure::new(Exit::Data, format!("the query file {}: the query {problem}", path.display()))
    })?;
    Ok(Cow::Owned(query.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::columns::{COLUMNS, Origin};

    #[test]
    fn the_default_query_selects_every_known_column_in_order() {
        let columns = DEFAULT.split_once("FROM").expect("a FROM").0.trim_start_matches("SELECT");
        let names: Vec<&str> =
            columns.split(',').map(|name| name.trim().split_once('.').expect("t. or h.").1).collect();
        assert_eq!(
            names,
            COLUMNS.iter().filter(|column| column.origin != Origin::Own).map(|column| column.name).collect::<Vec<_>>()
        );
    }
}
