//! Whether a query leaves out people without a home school.

const COLUMN: &str = "HOMESCHOOLID";

/// Whether it does, by a query's words and signs; a text is one `'`.
pub(super) fn leaves_out_null(words: &[String]) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let places: Vec<usize> = (0..words.len()).filter(|at| words[*at] == COLUMN).collect();
    let is_tested = places.iter().any(|at| words[at + 1..].starts_with(&["IS", "NULL"]));
    // `NVL(t.homeschoolid, …)`
    let is_replaced = (0..words.len()).any(|at| {
        ["NVL", "COALESCE", "IFNULL", "LNNVL", "DECODE"].contains(&words[at])
            && words[at..].iter().take_while(|word| **word != ",").any(|word| *word == COLUMN)
    });
    places.iter().any(|at| is_compared(&words, *at)) && !is_tested && !is_replaced
}

/// Whether the column at this place is compared so that most schools pass, but none at all does not. Who asks for some
/// schools by their numbers does not want anybody else.
fn is_compared(words: &[&str], at: usize) -> bool {
    let before = before_name(&words[..at]);
    let is_negated = |before: &[&str]| before.iter().rfind(|word| **word != "(") == Some(&"NOT");
    match words[at + 1..] {
        ["<", ">", number, ..] | ["!" | "^", "=", number, ..] => is_two(number),
        [">" | "<", "=", number, ..] | [">" | "<", number, ..] if is_value(number) => true,
        ["=", number, ..] => is_negated(before) && is_two(number),
        ["IN", ..] => is_negated(before),
        ["NOT", "IN", ..] => true,
        _ => match *before {
            [.., number, "<", ">"] | [.., number, "!" | "^", "="] => is_two(number),
            [.., number, ">" | "<", "="] | [.., number, ">" | "<"] => is_value(number),
            [ref before @ .., number, "="] => is_negated(before) && is_two(number),
            _ => false,
        },
    }
}

/// What comes before the column's whole name, such as `t.homeschoolid`.
fn before_name<'w, 't>(before: &'w [&'t str]) -> &'w [&'t str] {
    match before {
        [rest @ .., _, "."] => before_name(rest),
        _ => before,
    }
}

fn is_two(word: &str) -> bool {
    ["2", "'"].contains(&word)
}

fn is_value(word: &str) -> bool {
    word == "'" || word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::extract::query::DEFAULT;
    use crate::extract::statement::leaves_out_null_home_schools;

    #[test]
    fn a_comparison_that_leaves_out_null_is_seen() {
        for condition in [
            "t.homeschoolid <> 2",
            "HomeSchoolId<>2 order by 1",
            "homeschoolid != '2' -- or homeschoolid is null",
            "homeschoolid ^= 2",
            "homeschoolid NOT IN (2, 3)",
            "2 <> homeschoolid",
            "'2' != ps.t.homeschoolid",
            "status = 1 AND (2<>t.homeschoolid)",
            "not homeschoolid = 2",
            "NOT (t.homeschoolid = 2)",
            "not 2 = homeschoolid",
            "not t.homeschoolid in (2)",
            "homeschoolid > 2",
            "homeschoolid >= '3'",
            "2 < t.homeschoolid",
            "3 <= t.homeschoolid",
        ] {
            let query = format!("SELECT 1 FROM teachers t WHERE {condition}");
            assert!(leaves_out_null_home_schools(&query), "{query}");
        }
    }

    #[test]
    fn other_queries_are_not_mistaken_for_such_a_one() {
        for query in [
            DEFAULT,
            "SELECT 'homeschoolid <> 2' FROM teachers",
            "SELECT 1 FROM teachers t LEFT JOIN schools s ON s.school_number = t.homeschoolid",
        ] {
            assert!(!leaves_out_null_home_schools(query), "{query}");
        }
        for condition in [
            "t.homeschoolid <> 2 OR t.homeschoolid IS NULL",
            "NOT t.homeschoolid = 2 OR t.homeschoolid IS NULL",
            "NVL(homeschoolid, 0) <> 2",
            "COALESCE(t.homeschoolid, 0) <> 2",
            "2 <> coalesce(t.homeschoolid, 0)",
            "homeschoolid <> 20",
            "homeschoolid = 5",
            "5 = homeschoolid",
            "homeschoolid IN (5, 6)",
            "t.schoolid = t.homeschoolid",
            "NOT EXISTS (SELECT 1 FROM x WHERE x.homeschoolid = 2)",
            "status <> 2 AND homeschoolid = 5",
        ] {
            let query = format!("SELECT 1 FROM teachers t WHERE {condition}");
            assert!(!leaves_out_null_home_schools(&query), "{query}");
        }
    }
}
