//! Tables as files that spreadsheets read. Pure.

/// A table: the first row names the columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Csv(String);

impl Csv {
    /// One that begins with the names of its columns. A mark in front lets every spreadsheet know that
    /// it is UTF-8.
    pub(crate) fn new(columns: &[&str]) -> Self {
        let mut csv = Self("\u{feff}".to_owned());
        csv.row(columns);
        csv
    }

    /// Adds a row.
    pub(crate) fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.0.push_str(&quoted(&harmless(cell.as_ref())));
        }
        self.0.push_str("\r\n");
    }

    /// The file.
    #[cfg(test)]
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// An address that holds the whole file.
    pub(crate) fn address(&self) -> String {
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

/// What a spreadsheet would take for a formula is text: somebody else chose its words.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

/// In quotes where it must be.
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
    fn cells_keep_what_is_in_them() {
        let mut csv = Csv::new(&["Name", "Chats"]);
        csv.row(&["Lovelace, Ada", "3"]);
        csv.row(&["say \"hi\"\nthere", ""]);
        let rows = "\u{feff}Name,Chats\r\n\"Lovelace, Ada\",3\r\n\"say \"\"hi\"\"\nthere\",\r\n";
        assert_eq!(csv.text(), rows);
    }

    #[test]
    fn no_name_becomes_a_formula() {
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
    fn an_address_holds_the_whole_file() {
        let mut csv = Csv::new(&["a"]);
        csv.row(&["ü %"]);
        assert_eq!(csv.address(), "data:text/csv;charset=utf-8,%ef%bb%bfa%0d%0a%c3%bc%20%25%0d%0a");
    }
}
