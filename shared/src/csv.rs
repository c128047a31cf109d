//! CSV files that spreadsheets read.

use crate::counts::Day;
use crate::prelude::*;
use crate::time::Timestamp;

const DAY: u64 = 86_400_000;

/// A table; the first row has the column names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Csv(String);

impl Csv {
    /// Begins a table with its column names. The byte order mark tells spreadsheets that it is
    /// UTF-8.
    pub fn new(columns: &[&str]) -> Self {
        let mut csv = Self("\u{feff}".to_owned());
        csv.row(columns);
        csv
    }

    /// A table whose column names are in a file before it.
    pub fn continued() -> Self {
        Self::default()
    }

    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.0.push_str(&quoted(&harmless(cell.as_ref())));
        }
        self.0.push_str("\r\n");
    }

    /// The rows of a file that a spreadsheet wrote, with commas or semicolons between its cells. What was prefixed so
    /// that no spreadsheet runs it comes as it was.
    ///
    /// # Errors
    ///
    /// A row with another number of cells than the first one.
    pub fn read(text: &str) -> Result<Vec<Vec<String>>, csv::Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let first = text.lines().next().unwrap_or_default();
        let semicolons = first.matches(';').count() > first.matches(',').count();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(if semicolons { b';' } else { b',' })
            .from_reader(text.as_bytes());
        let cell = |cell: &str| match cell.strip_prefix('\'') {
            Some(rest) if harmless(rest) != rest => rest.to_owned(),
            _ => cell.to_owned(),
        };
        reader.records().map(|row| Ok(row?.iter().map(cell).collect())).collect()
    }

    /// The file so far.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Returns a data URL with the whole file.
    pub fn address(&self) -> String {
        let mut address = "data:text/csv;charset=utf-8,".to_owned();
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                address.push(char::from(byte));
            } else {
                address.push('%');
                for digit in [byte >> 4, byte & 15] {
                    address.extend(char::from_digit(u32::from(digit), 16));
                }
            }
        }
        address
    }
}

/// Date and time in UTC, as ISO 8601 writes them.
pub fn iso(at: Timestamp) -> String {
    let seconds = at.0 % DAY / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{}T{hours:02}:{minutes:02}:{:02}Z", Day::from_timestamp(at), seconds % 60)
}

/// Prefixes what a spreadsheet would run as a formula, because others choose the text.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

/// Quotes a cell if needed.
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\r', '\n', ';']) || cell.trim() != cell {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_if_needed() {
        let mut csv = Csv::new(&["Name", "Chats"]);
        csv.row(&["Lovelace, Ada", "3"]);
        csv.row(&["say \"hi\"\nthere", ""]);
        let rows = "\u{feff}Name,Chats\r\n\"Lovelace, Ada\",3\r\n\"say \"\"hi\"\"\nthere\",\r\n";
        assert_eq!(csv.text(), rows);
    }

    #[test]
    fn cells_never_become_formulas() {
        for name in ["=1+1", "+1", "-1", "@sum(a1)", "\t=1"] {
            let mut csv = Csv::new(&["Name"]);
            csv.row(&[name]);
            let row = csv.text().lines().nth(1).unwrap();
            assert!(row.trim_start_matches('"').starts_with('\''), "{row}");
        }
        let mut csv = Csv::new(&["Name"]);
        csv.row(&["=HYPERLINK(\"https://evil.example\",\"a\")"]);
        let row = csv.text().lines().nth(1).unwrap();
        assert_eq!(row, "\"'=HYPERLINK(\"\"https://evil.example\"\",\"\"a\"\")\"");
    }

    #[test]
    fn what_was_written_is_read_again() {
        let rows = [["text", "de"], ["a/text", "-5 % \"heute\"; morgen,\nja"], ["b/text", "'s"]];
        let mut csv = Csv::new(&rows[0]);
        csv.row(&rows[1]);
        csv.row(&rows[2]);
        assert_eq!(Csv::read(csv.text()).unwrap(), rows);
        assert_eq!(Csv::read("a;b\r\n1,5;2\r\n").unwrap(), [["a", "b"], ["1,5", "2"]]);
        assert!(Csv::read("a,b\n1\n").is_err());
    }

    #[test]
    fn the_data_url_holds_the_whole_file() {
        let mut csv = Csv::new(&["a"]);
        csv.row(&["ü %"]);
        assert_eq!(csv.address(), "data:text/csv;charset=utf-8,%ef%bb%bfa%0d%0a%c3%bc%20%25%0d%0a");
    }
}
