//! What the pages have in common: one file without scripts and outside resources, for a phone, a desk and a printer.
//!
//! Data stand in the text of elements only, never in a tag or an attribute, and all of them go through [`Text`].

use super::words::shown;
use std::fmt;
use std::io::{Result, Write};

/// A text in a page.
pub(crate) struct Text<'t>(pub(crate) &'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in shown(self.0).chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// The Content-Security-Policy is for the reader's browser, should anything ever slip through.
const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
"#;

const STYLE: &str = "<style>
:root { color-scheme: light dark; --page: #f6f7f9; --card: #fff; --text: #1b1f24; --quiet: #59636e; --line: #d9dee3;
  --good: #116a3a; --bad: #b3261e; --warn: #8a5300; --sent: #2563a8; --rejected: #c2690c; }
@media (prefers-color-scheme: dark) { :root { --page: #14171a; --card: #1d2125; --text: #e8eaed; --quiet: #a3acb5;
  --line: #363c43; --good: #63c98d; --bad: #ff8a80; --warn: #f0b45a; --sent: #6ea8e8; --rejected: #eda04c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .5rem; margin: 1rem 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; }
.tiles b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.quiet, .tiles span { color: var(--quiet); font-size: .9rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
ul { list-style: none; margin: 0; padding: 0; }
li { border-top: 1px solid var(--line); padding: .5rem 0; }
li:first-child { border-top: 0; }
dl { display: grid; grid-template-columns: minmax(6rem, 11rem) 1fr; gap: .1rem .75rem; margin: .25rem 0 0; }
dt { color: var(--quiet); } dd { margin: 0; }
del { color: var(--quiet); } ins { text-decoration: none; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { white-space: nowrap; text-align: right; padding: .3rem .5rem; border-top: 1px solid var(--line); \
  vertical-align: top; }
th:nth-child(-n+3), td:nth-child(-n+3) { text-align: left; }
td:nth-child(2) { white-space: normal; overflow-wrap: break-word; min-width: 11rem; }
.scroll { overflow-x: auto; } svg { display: block; width: 100%; height: auto; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .3rem; } }
@media print { :root { --page: #fff; --card: #fff; --text: #000; --quiet: #444; --line: #bbb; --good: #000; --bad: #000;
  --warn: #000; --sent: #333; --rejected: #888; color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; } section { border: 0; padding: 0; } \
  li { break-inside: avoid; } }
</style>
";

/// The page's beginning.
pub(crate) fn begin(output: &mut dyn Write, title: &str) -> Result<()> {
    write!(output, "{HEAD}<title>{}</title>\n{STYLE}</head>\n<body>\n<main>\n", Text(title))
}

/// The page's end.
pub(crate) fn end(output: &mut dyn Write) -> Result<()> {
    output.write_all(b"</main>\n</body>\n</html>\n")
}
