//! Compares the ratios of a benchmark with those that docs/performance.md has. Ratios, since a machine is faster or
//! slower than another, but both columns of a table with it.

/// By how much a ratio may be worse than the committed one: what other work on the machine does to it.
const TOLERANCE: f64 = 0.25;

/// A row of a table: what was measured, and Bellhop's ratio to the baseline, in brackets in its last cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ratio {
    what: String,
    value: f64,
}

impl Ratio {
    fn read(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let [what, .., last] = cells[..] else { return None };
        let (_, bracket) = last.split_once('(')?;
        let value = bracket.trim_end_matches(')').parse().ok()?;
        Some(Self { what: what.to_owned(), value })
    }

    /// All rows of a text that have a ratio.
    pub(super) fn all(text: &str) -> Vec<Self> {
        text.lines().filter(|line| line.starts_with('|')).filter_map(Self::read).collect()
    }

    fn is_worse_than(&self, committed: &Self) -> bool {
        // Of messages a second more is better; of everything else that is measured, less.
        if self.what.contains("a second,") && !self.what.contains("(ms)") {
            self.value < committed.value * (1.0 - TOLERANCE)
        } else {
            self.value > committed.value * (1.0 + TOLERANCE)
        }
    }
}

/// What got slower or larger than it was committed, and what is missing, in sentences.
pub(super) fn worse(committed: &[Ratio], measured: &[Ratio]) -> Vec<String> {
    let find = |what: &str| measured.iter().find(|ratio| ratio.what == what);
    let sentence = |before: &Ratio| match find(&before.what) {
        None => Some(format!("{}: was {:.2}, and was not measured", before.what, before.value)),
        Some(now) if now.is_worse_than(before) => {
            Some(format!("{}: was {:.2}, is {:.2}", before.what, before.value, now.value))
        }
        Some(_) => None,
    };
    committed.iter().filter_map(sentence).collect()
}

#[cfg(test)]
mod tests {
    use super::{Ratio, worse};

    const COMMITTED: &str = "Words.\n| | floor B | Bellhop |\n| --- | ---: | ---: |\n\
        | messages a second, 1 chat | 4000 (1.00) | 2000 (0.50) |\n\
        | start to first answer (ms) | 40 (1.00) | 160 (4.00) |\n";

    fn measured(rate: &str, start: &str) -> Vec<String> {
        let text = format!(
            "| messages a second, 1 chat | 1 (1.00) | 1 ({rate}) |\n| start to first answer (ms) | 1 (1.00) | 1 ({start}) |"
        );
        worse(&Ratio::all(COMMITTED), &Ratio::all(&text))
    }

    #[test]
    fn a_ratio_may_get_better_and_differ_a_little() {
        assert_eq!(Ratio::all(COMMITTED).len(), 2);
        assert_eq!(measured("0.90", "1.00"), [""; 0]);
        assert_eq!(measured("0.38", "4.90"), [""; 0]);
    }

    #[test]
    fn fewer_messages_and_more_time_are_worse() {
        assert_eq!(measured("0.37", "4.00"), ["messages a second, 1 chat: was 0.50, is 0.37"]);
        assert_eq!(measured("0.50", "5.10"), ["start to first answer (ms): was 4.00, is 5.10"]);
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let missing = worse(&Ratio::all(COMMITTED), &[]);
        assert_eq!(missing[0], "messages a second, 1 chat: was 0.50, and was not measured");
    }
}
