//! The list of mutants: each changes one text in one file.

use anyhow::{Context, Result, bail, ensure};

/// The path of the list.
pub(crate) const LIST: &str = "simulation/mutants.txt";

/// A rule broken on purpose.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Mutant {
    /// The description of what is wrong.
    pub(crate) name: String,
    /// The id of the rule it breaks.
    pub(crate) rule: String,
    pub(crate) file: String,
    /// The line of the list where it begins.
    pub(crate) line: usize,
    from: Vec<String>,
    to: Vec<String>,
}

/// Parses the list.
pub(crate) fn parse(text: &str) -> Result<Vec<Mutant>> {
    let mut mutants: Vec<Mutant> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some(field) = line.strip_prefix("  ") else {
            let (name, line) = (line.to_owned(), index + 1);
            mutants.push(Mutant { name, line, ..Mutant::default() });
            continue;
        };
        let mutant = mutants.last_mut().context("the list begins with no name")?;
        let (name, value) = (field.get(..6).unwrap_or(field), field.get(6..).unwrap_or_default());
        let value = value.to_owned();
        match name.trim_end() {
            "rule" => mutant.rule = value,
            "file" => mutant.file = value,
            "from" => mutant.from.push(value),
            "to" => mutant.to.push(value),
            other => bail!("{LIST}:{}: `{other}` is no field", index + 1),
        }
    }
    for mutant in &mutants {
        let whole = !mutant.rule.is_empty() && !mutant.file.is_empty() && !mutant.from.is_empty();
        ensure!(whole, "{LIST}:{}: “{}” needs rule, file and from", mutant.line, mutant.name);
    }
    Ok(mutants)
}

impl Mutant {
    /// Returns the file's text with the mutation, or what is wrong with the mutant.
    pub(crate) fn applied(&self, text: &str) -> Result<String> {
        let (from, to) = (self.from.join("\n"), self.to.join("\n"));
        match text.matches(&from).count() {
            1 => Ok(text.replacen(&from, &to, 1)),
            0 => bail!("“{}”: its text is no longer in {}", self.name, self.file),
            many => bail!("“{}”: its text is {many} times in {}", self.name, self.file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    const LIST: &str = "# about\n\nit is late\n  rule  ROUTE-04\n  file  a.rs\n  from  a <= b;\n  from      \
                        c\n  to    a < b;\n\ngone\n  rule  QUOTA-01\n  file  a.rs\n  from  d\n";

    #[test]
    fn a_list_is_read_and_a_mutant_made() {
        let mutants = parse(LIST).unwrap();
        assert_eq!(mutants.len(), 2);
        assert_eq!(mutants[0].applied("x a <= b;\n    c d").unwrap(), "x a < b; d");
        assert_eq!(mutants[1].applied("x d y").unwrap(), "x  y");
    }

    #[test]
    fn a_text_must_occur_exactly_once() {
        let mutants = parse(LIST).unwrap();
        assert!(mutants[1].applied("nothing").unwrap_err().to_string().contains("no longer"));
        assert!(mutants[1].applied("d d").unwrap_err().to_string().contains("2 times"));
    }

    #[test]
    fn an_invalid_list_is_refused() {
        assert!(parse("  rule  1\n").is_err());
        assert!(parse("a\n  what  b\n").unwrap_err().to_string().contains("`what`"));
        assert!(parse("a\n  rule  1\n").unwrap_err().to_string().contains("needs"));
    }
}
