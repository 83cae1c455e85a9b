//! A query's text, taken apart as far as it takes to see where comments, texts and statements end.

use std::iter::Peekable;
use std::str::CharIndices;

/// A word, a sign or a text.
pub(super) enum Token<'t> {
    Word(&'t str),
    Sign(char, usize),
    /// `:name`
    Placeholder(&'t str),
    /// A text or a name between quotation marks.
    Text,
}

/// The tokens of a query's text.
pub(super) struct Tokens<'t> {
    text: &'t str,
    rest: Peekable<CharIndices<'t>>,
}

impl<'t> Tokens<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Tokens { text, rest: text.char_indices().peekable() }
    }

    /// The next token that is not a comment.
    pub(super) fn next(&mut self) -> Result<Option<Token<'t>>, String> {
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
        let line = line(self.text, begins);
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

/// The line on which a place is, from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
