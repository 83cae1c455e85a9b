//! The text of a query: one SELECT, as people have it from SQL*Plus, SQL Developer and the like. Only a query is ever
//! sent, for Oracle runs whatever a statement says before it tells that it was none.

use std::iter::Peekable;
use std::str::CharIndices;

/// The query in a text, without what tools put behind it; the error completes the sentence "the query …".
pub(crate) fn query(text: &str) -> Result<&str, String> {
    let Scan { first, end, is_one, placeholder, .. } = scan(text)?;
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
    if let Some(name) = placeholder {
        return Err(format!("holds the placeholder :{name:.40}, for which there is no value: write the value itself"));
    }
    Ok(text[..end].trim())
}

/// Whether a query leaves out people without a home school: it compares homeschoolid with 2, and NULL is not equal
/// to anything.
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
    /// See [`leaves_out_null_home_schools`].
    leaves_out_null: bool,
}

fn scan(text: &str) -> Result<Scan<'_>, String> {
    let text_end = end_before_slash(text);
    let mut tokens = Tokens { text: &text[..text_end], rest: text[..text_end].char_indices().peekable() };
    let (mut first, mut placeholder, mut end, mut is_one) = ("", None, None, true);
    let mut words: Vec<String> = Vec::new();
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
            (None, Token::Sign(sign, _)) => words.push(sign.to_string()),
            (None, Token::Text) => words.push("'".to_string()),
        }
    }
    if first.is_empty() && !words.is_empty() {
        first = "?";
    }
    Ok(Scan { first, end: end.unwrap_or(text_end), is_one, placeholder, leaves_out_null: leaves_out_null(&words) })
}

/// Of a query's words and signs.
fn leaves_out_null(words: &[String]) -> bool {
    const COLUMN: &str = "HOMESCHOOLID";
    let after = |at: usize| words[at + 1..].iter().map(String::as_str).take(3).collect::<Vec<_>>();
    let places: Vec<usize> = (0..words.len()).filter(|at| words[*at] == COLUMN).collect();
    let compares = places
        .iter()
        .any(|at| matches!(after(*at)[..], ["<", ">", "2" | "'"] | ["!" | "^", "=", "2" | "'"] | ["NOT", "IN", _]));
    let is_tested = places.iter().any(|at| after(*at).starts_with(&["IS", "NULL"]));
    // `NVL(t.homeschoolid, …)`
    let is_replaced = (0..words.len()).any(|at| {
        ["NVL", "COALESCE", "IFNULL", "LNNVL", "DECODE"].contains(&words[at].as_str())
            && words[at..].iter().take_while(|word| *word != ",").any(|word| word == COLUMN)
    });
    compares && !is_tested && !is_replaced
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

enum Token<'t> {
    Word(&'t str),
    Sign(char, usize),
    /// `:name`
    Placeholder(&'t str),
    /// A text or a name between quotation marks.
    Text,
}

struct Tokens<'t> {
    text: &'t str,
    rest: Peekable<CharIndices<'t>>,
}

impl<'t> Tokens<'t> {
    /// The next token that is not a comment.
    fn next(&mut self) -> Result<Option<Token<'t>>, String> {
        while let Some((at, c)) = self.rest.next() {
            let rest = &self.text[at..];
            match c {
                c if c.is_whitespace() => {}
                '-' if rest.starts_with("--") => self.skip_to(rest.find('\n').map_or(self.text.len(), |end| at + end)),
                '/' if rest.starts_with("/*") => self.skip_behind(at + 2, "*/", "a comment", at)?,
                '\'' | '"' => {
                    self.skip_behind(at + 1, if c == '"' { "\"" } else { "'" }, "a quotation mark", at)?;
                    return Ok(Some(Token::Text));
                }
                ':' => {
                    let name = word(&rest[1..]);
                    let follows_word = self.text[..at].ends_with(|c: char| c == ':' || is_of_word(c));
                    if name.is_empty() || follows_word {
                        return Ok(Some(Token::Sign(c, at)));
                    }
                    self.skip_to(at + 1 + name.len());
                    return Ok(Some(Token::Placeholder(name)));
                }
                c if is_of_word(c) => {
                    let found = word(rest);
                    self.skip_to(at + found.len());
                    // Oracle's q'[…]', in which a quotation mark may stand.
                    let quote = self.text[at + found.len()..].strip_prefix('\'').and_then(|text| text.chars().next());
                    if let (true, Some(open)) = (["Q", "NQ"].contains(&found.to_uppercase().as_str()), quote) {
                        let close = match open {
                            '[' => ']',
                            '(' => ')',
                            '{' => '}',
                            '<' => '>',
                            other => other,
                        };
                        let start = at + found.len() + 1 + open.len_utf8();
                        self.skip_behind(start, &format!("{close}'"), "a quotation mark", at)?;
                        return Ok(Some(Token::Text));
                    }
                    return Ok(Some(Token::Word(found)));
                }
                c => return Ok(Some(Token::Sign(c, at))),
            }
        }
        Ok(None)
    }

    fn skip_to(&mut self, end: usize) {
        while self.rest.next_if(|(at, _)| *at < end).is_some() {}
    }

    fn skip_behind(&mut self, start: usize, end: &str, what: &str, begins: usize) -> Result<(), String> {
        let found = self.text.get(start..).and_then(|rest| rest.find(end));
        let line = self.text[..begins].matches('\n').count() + 1;
        let found = found.ok_or_else(|| format!("has {what} that is not closed; it begins on line {line}"))?;
        self.skip_to(start + found + end.len());
        Ok(())
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || "_$#".contains(c)
}

fn word(text: &str) -> &str {
    &text[..text.find(|c| !is_of_word(c)).unwrap_or(text.len())]
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
            ("SELECT 1 FROM t WHERE a = :school", "the placeholder :school"),
            ("SELECT 1 FROM t WHERE a = :1", "the placeholder :1"),
        ] {
            let problem = query(text).unwrap_err();
            assert!(problem.contains(said), "{text:?}: {problem}");
        }
    }

    #[test]
    fn a_comparison_that_leaves_out_null_is_seen() {
        for text in [
            "SELECT 1 FROM teachers t WHERE t.homeschoolid <> 2",
            "select 1 from teachers where HomeSchoolId<>2 order by 1",
            "SELECT 1 FROM teachers WHERE homeschoolid != '2' -- or homeschoolid is null",
            "SELECT 1 FROM teachers WHERE homeschoolid NOT IN (2, 3)",
        ] {
            assert!(leaves_out_null_home_schools(text), "{text}");
        }
        for text in [
            super::super::query::DEFAULT,
            "SELECT 1 FROM teachers t WHERE t.homeschoolid <> 2 OR t.homeschoolid IS NULL",
            "SELECT 1 FROM teachers WHERE NVL(homeschoolid, 0) <> 2",
            "SELECT 1 FROM teachers WHERE COALESCE(t.homeschoolid, 0) <> 2",
            "SELECT 1 FROM teachers WHERE homeschoolid <> 20",
            "SELECT 'homeschoolid <> 2' FROM teachers",
        ] {
            assert!(!leaves_out_null_home_schools(text), "{text}");
        }
    }
}
