//! Standard input and output, which may be a person or a pipe.

use std::fmt::Display;
use std::io::{BufRead, Read, Result, Write};

/// Longest line that is read.
const MAX_LINE_BYTES: u64 = 64 * 1024;

/// Input and output of a command.
pub struct Terminal<'t> {
    pub input: &'t mut dyn BufRead,
    pub output: &'t mut dyn Write,
    /// Whether asides are dimmed; not in a pipe.
    pub colours: bool,
}

impl Terminal<'_> {
    /// Writes a line.
    pub fn line(&mut self, text: impl Display) -> Result<()> {
        writeln!(self.output, "{text}")
    }

    /// Writes an aside, which may be dimmed.
    pub fn aside(&mut self, text: impl Display) -> Result<()> {
        if self.colours { self.line(format!("\u{1b}[2m{text}\u{1b}[0m")) } else { self.line(text) }
    }

    /// Asks for a line; `None` at the end of the input.
    pub fn prompt(&mut self, prompt: &str) -> Result<Option<String>> {
        write!(self.output, "{prompt}")?;
        self.output.flush()?;
        let mut line = Vec::new();
        (&mut *self.input).take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        if !self.colours {
            // In a pipe the input is not visible otherwise.
            writeln!(self.output, "{}", String::from_utf8_lossy(&line).trim_end())?;
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
    }
}
