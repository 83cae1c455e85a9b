//! The text of a query: one SELECT, as people have it from SQL*Plus, SQL Developer and the like. Only a query is ever
//! sent, for Oracle runs whatever a statement says before it tells that it was none.

mod home_schools;
mod tokens;

use home_schools::leaves_out_null;
use tokens::{Token, Tokens, line};

/// The query in a text, without what tools put behind it; the error completes the sentence "the query …".
pub(crate) fn query(text: &str) -> Result<&str, String> {
    let Scan { first, end, is_one, placeholder, changes, .. } = scan(text)?;
    match first.to_uppercase().as_str() {
        "" => return Err("is empty".to_string()),
        "SELECT" | "WITH" => {}
        _ if first.chars().all(|c| c.is_ascii_alphabetic()) => {
            return Err(format!(
                "begins with {:.20}: give one SELECT, without commands of SQL*Plus",
                first.to_uppercase()
            ));
        }
        _ => return Err("does not begin with SELECT: give one SELECT, without commands of SQL*Plus".to_string()),
    }
    if !is_one {
        return Err("holds more than one statement: give one SELECT, without commands of SQL*Plus".to_string());
    }
    match changes {
        Some(Changes::Locks) => {
            return Err("locks rows (FOR UPDATE), and a query must only read: leave that out".into());
        }
        Some(Changes::Rows(word)) => return Err(format!("ends with {word} after its WITH: give one SELECT")),
        None => {}
    }
    if let Some(name) = placeholder {
        return Err(format!("holds the placeholder :{name:.40}, for which there is no value: write the value itself"));
    }
    Ok(text[..end].trim())
}

/// Whether a query leaves out people without a home school: it compares homeschoolid with a number, and no comparison
/// with NULL is true.
pub(crate) fn leaves_out_null_home_schools(query: &str) -> bool {
    let Ok(scan) = scan(query) else { return false };
    scan.leaves_out_null
}

struct Scan<'t> {
    first: &'t str,
    /// Where the query ends.
    end: usize,
    /// Whether no other statement follows it.
    is_one: bool,
    placeholder: Option<&'t str>,
    changes: Option<Changes>,
    /// See [`leaves_out_null_home_schools`].
    leaves_out_null: bool,
}

/// What a statement that begins as a query does besides.
enum Changes {
    Locks,
    Rows(String),
}

fn scan(text: &str) -> Result<Scan<'_>, String> {
    let text_end = end_before_slash(text);
    let mut tokens = Tokens::of(&text[..text_end]);
    let (mut first, mut placeholder, mut end, mut is_one) = ("", None, None, true);
    let mut words: Vec<String> = Vec::new();
    let mut parentheses: Vec<usize> = Vec::new();
    while let Some(token) = tokens.next()? {
        match (end, token) {
            (_, Token::Sign(';', at)) => {
                end.get_or_insert(at);
            }
            (Some(_), Token::Sign('/', _)) => {}
            (Some(_), _) => is_one = false,
            (None, Token::Placeholder(name)) => {
                placeholder.get_or_insert(name);
            }
            (None, Token::Word(word)) => {
                if first.is_empty() {
                    first = if words.iter().all(|word| word == "(") { word } else { "?" };
                }
                words.push(word.to_uppercase());
            }
            (None, Token::Sign(sign, at)) => {
                match sign {
                    '(' => parentheses.push(at),
                    ')' if parentheses.pop().is_none() => {
                        return Err(format!("closes a parenthesis that is not open, on line {}", line(text, at)));
                    }
                    _ => {}
                }
                words.push(sign.to_string());
            }
            (None, Token::Text) => words.push("'".to_string()),
        }
    }
    if let Some(at) = parentheses.pop() {
        return Err(format!("has a parenthesis that is not closed; it begins on line {}", line(text, at)));
    }
    if first.is_empty() && !words.is_empty() {
        first = "?";
    }
    let (changes, leaves_out_null) = (changes(&words), leaves_out_null(&words));
    Ok(Scan { first, end: end.unwrap_or(text_end), is_one, placeholder, changes, leaves_out_null })
}

/// Of a query's words and signs.
fn changes(words: &[String]) -> Option<Changes> {
    if words.windows(2).any(|pair| pair == ["FOR", "UPDATE"]) {
        return Some(Changes::Locks);
    }
    let is_with = words.iter().find(|word| *word != "(").is_some_and(|word| word == "WITH");
    let mut depth = 0_usize;
    // What follows the tables that WITH defines.
    let verb = words.iter().filter(|_| is_with).find(|word| {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && ["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"].contains(&word.as_str())
    });
    verb.filter(|verb| *verb != "SELECT").map(|verb| Changes::Rows(verb.clone()))
}

/// Where the text ends without the `/` alone on its last line, by which SQL*Plus runs a statement.
fn end_before_slash(text: &str) -> usize {
    let trimmed = text.trim_end();
    match trimmed.strip_suffix('/') {
        Some(before) if before.trim_end_matches([' ', '\t']).ends_with('\n') || before.trim().is_empty() => {
            end_before_slash(before)
        }
        _ => trimmed.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tools_put_around_a_query_is_dropped() {
        for (text, expected) in [
            ("SELECT 1 FROM dual ;\n", "SELECT 1 FROM dual"),
            ("SELECT 1 FROM dual;;", "SELECT 1 FROM dual"),
            ("SELECT 1 FROM dual\n;\n/\n", "SELECT 1 FROM dual"),
            ("SELECT 1 FROM dual\n / \n\n/", "SELECT 1 FROM dual"),
            ("SELECT 1 FROM dual; -- the end\n/* of it */", "SELECT 1 FROM dual"),
            ("-- staff\n(( select 4 / 2 from dual))", "-- staff\n(( select 4 / 2 from dual))"),
            (
                "/* ; */ with x as (select ';' a from dual) select * from x",
                "/* ; */ with x as (select ';' a from dual) select * from x",
            ),
            (
                "SELECT q'[it's ; :x]', \"a;b\", 'c''d', 'e:f' FROM dual;",
                "SELECT q'[it's ; :x]', \"a;b\", 'c''d', 'e:f' FROM dual",
            ),
            ("SELECT x::text FROM t", "SELECT x::text FROM t"),
            ("SELECT /*+ FULL(t) */ ')' FROM t -- (", "SELECT /*+ FULL(t) */ ')' FROM t -- ("),
            ("SELECT 'for update' \"FOR\" FROM t", "SELECT 'for update' \"FOR\" FROM t"),
            (
                "WITH a AS (SELECT 1 FROM t), b AS (SELECT replace(x, 'a') FROM a) SELECT replace(x, 'b') FROM b",
                "WITH a AS (SELECT 1 FROM t), b AS (SELECT replace(x, 'a') FROM a) SELECT replace(x, 'b') FROM b",
            ),
        ] {
            assert_eq!(query(text).as_deref(), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_single_query_is_refused() {
        for (text, said) in [
            ("", "is empty"),
            (" -- nothing\n", "is empty"),
            (";", "is empty"),
            ("/\n", "is empty"),
            ("UPDATE teachers SET status = 2", "begins with UPDATE"),
            ("BEGIN DELETE FROM teachers; END;", "begins with BEGIN"),
            ("/* SELECT */ delete from teachers", "begins with DELETE"),
            ("SET PAGESIZE 0\nSELECT 1 FROM dual", "begins with SET"),
            ("'x'", "does not begin with SELECT"),
            (", select 1", "does not begin with SELECT"),
            ("SELECT 1 FROM dual; DELETE FROM teachers", "more than one statement"),
            ("SELECT 1 FROM dual;\nEXIT", "more than one statement"),
            ("SELECT 'x FROM dual", "a quotation mark that is not closed; it begins on line 1"),
            ("SELECT 1\nFROM /* dual", "a comment that is not closed; it begins on line 2"),
            ("SELECT 1\nFROM (SELECT 2 FROM dual", "a parenthesis that is not closed; it begins on line 2"),
            ("SELECT 1 FROM dual\n)", "closes a parenthesis that is not open, on line 2"),
            ("SELECT * FROM teachers FOR UPDATE", "locks rows (FOR UPDATE)"),
            ("select * from teachers for /* x */ update of status nowait;", "locks rows (FOR UPDATE)"),
            ("WITH x AS (SELECT 1 FROM dual) DELETE FROM teachers", "ends with DELETE"),
            ("with x as (select 1 a) update teachers set status = 2", "ends with UPDATE"),
            ("WITH FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; SELECT f FROM dual", "more than one statement"),
            ("DECLARE x NUMBER; BEGIN NULL; END;\n/", "begins with DECLARE"),
            ("SELECT 1 FROM t WHERE a = :school", "the placeholder :school"),
            ("SELECT 1 FROM t WHERE a = :1", "the placeholder :1"),
        ] {
            let problem = query(text).unwrap_err();
            assert!(problem.contains(said), "{text:?}: {problem}");
        }
    }
}
