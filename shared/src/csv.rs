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
    fn the_data_url_holds_the_whole_file() {
        let mut csv = Csv::new(&["a"]);
        csv.row(&["ü %"]);
        assert_eq!(csv.address(), "data:text/csv;charset=utf-8,%ef%bb%bfa%0d%0a%c3%bc%20%25%0d%0a");
    }
}
