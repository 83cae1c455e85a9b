//! Writes the staff stream: one compact JSON object per row, and the end line: see sfe-files(5).

use super::lines::LONGEST_LINE;
use super::value::Value;
use crate::common::exit::{Exit, Failure, Result};
use std::io::{BufWriter, Write};

/// Where a query's result goes.
pub(crate) trait Rows {
    /// The columns' names, as the database has them; called once, before any row.
    fn columns(&mut self, names: &[String]) -> Result<()>;

    /// A row, in the order of the columns; false when no more are wanted.
    fn row(&mut self, values: &[Value<'_>]) -> Result<bool>;
}

/// The stream on its way to `output`.
pub(crate) struct StreamWriter<W: Write, P: FnMut(u64)> {
    output: BufWriter<W>,
    /// `{"email_addr":`, `,"teachernumber":` …
    keys: Vec<Vec<u8>>,
    /// The row being written.
    line: Vec<u8>,
    records: u64,
    on_progress: P,
}

impl<W: Write, P: FnMut(u64)> StreamWriter<W, P> {
    /// A stream that nothing was written to yet; `on_progress` hears now and then how many rows were.
    pub(crate) fn new(output: W, on_progress: P) -> Self {
        StreamWriter {
            output: BufWriter::with_capacity(128 << 10, output),
            keys: Vec::new(),
            line: Vec::new(),
            records: 0,
            on_progress,
        }
    }

    /// Writes the end line: to be called after the last row only; how many rows there were.
    pub(crate) fn finish(mut self) -> Result<u64> {
        writeln!(self.output, "{{\"end\":{{\"records\":{}}}}}", self.records)
            .and_then(|()| self.output.flush())
            .map_err(Failure::stdout)?;
        Ok(self.records)
    }

    /// What was written, without an end line.
    pub(crate) fn into_output(self) -> Result<W> {
        self.output.into_inner().map_err(|error| Failure::stdout(error.into_error()))
    }

    fn compose(&mut self, values: &[Value<'_>]) -> std::io::Result<()> {
        self.line.clear();
        for (key, value) in self.keys.iter().zip(values) {
            self.line.extend_from_slice(key);
            match value {
                Value::Null => self.line.extend_from_slice(b"null"),
                Value::Number(digits) => self.line.extend_from_slice(digits.as_bytes()),
                Value::Text(text) => serde_json::to_writer(&mut self.line, text)?,
            }
        }
        self.line.push(b'}');
        Ok(())
    }
}

/// The columns' names as keys: in lower case, no two alike.
pub(crate) fn keys(names: &[String]) -> Result<Vec<String>> {
    let keys: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    for (index, key) in keys.iter().enumerate() {
        if keys[..index].contains(key) {
            return Err(Failure::new(
                Exit::Service,
                format!("two columns of the query have the name {key}; give one of them another (… AS name)"),
            ));
        }
    }
    if keys.is_empty() {
        return Err(Failure::new(Exit::Service, "the statement is not a query: it gives no columns"));
    }
    Ok(keys)
}

impl<W: Write, P: FnMut(u64)> Rows for StreamWriter<W, P> {
    fn columns(&mut self, names: &[String]) -> Result<()> {
        for (index, key) in keys(names)?.iter().enumerate() {
            let quoted = serde_json::Value::from(key.as_str());
            let before = if index == 0 { '{' } else { ',' };
            self.keys.push(format!("{before}{quoted}:").into_bytes());
        }
        Ok(())
    }

    fn row(&mut self, values: &[Value<'_>]) -> Result<bool> {
        self.compose(values).map_err(Failure::stdout)?;
        self.records += 1;
        if self.line.len() > LONGEST_LINE {
            let (row, most) = (self.records, LONGEST_LINE >> 20);
            let problem = format!("row {row} takes more than {most} MiB, which sfe-transform does not read");
            return Err(Failure::new(Exit::Service, format!("{problem}; select less of its long texts")));
        }
        self.line.push(b'\n');
        self.output.write_all(&self.line).map_err(Failure::stdout)?;
        if self.records.is_multiple_of(256) {
            (self.on_progress)(self.records);
        }
        Ok(true)
    }
}
