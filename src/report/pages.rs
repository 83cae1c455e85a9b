//! The pages: one file each without scripts and outside resources, for a phone, a desk and a printer.
//!
//! The templates in `pages/` are checked when the project is built. Whatever they show goes through [`PageText`]; no
//! value of a person ever goes into a tag or an attribute.

pub(crate) mod night;

use super::words::shown;
use askama::Template;
use askama::filters::Escaper;
use std::fmt;
use std::io::{Error, Result, Write};

/// Makes text of whatever a page shows: names cannot be markup, and invisible characters are spelled out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PageText;

impl Escaper for PageText {
    fn write_escaped_str<W: fmt::Write>(&self, mut output: W, text: &str) -> fmt::Result {
        for c in shown(text).chars() {
            match c {
                '&' => output.write_str("&amp;")?,
                '<' => output.write_str("&lt;")?,
                '>' => output.write_str("&gt;")?,
                '"' => output.write_str("&quot;")?,
                '\'' => output.write_str("&#39;")?,
                c => output.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// Writes a page.
pub(crate) fn write(page: &impl Template, output: &mut dyn Write) -> Result<()> {
    let text = page.render().map_err(Error::other)?;
    output.write_all(text.as_bytes())
}
