//! One cell of a table of figures: as people read it, and as a spreadsheet calculates with it.

use super::{duration_text, percent};
use crate::texts::{number, t};
use shared::counts::Ratings;
use shared::time::Millis;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Count(u64),
    /// A part of a whole, shown in percent.
    Share(u64, u64),
    /// A duration; `None` if there is none.
    Time(Option<Millis>),
    /// The mean of ratings.
    Rating(Ratings),
}

impl Cell {
    /// The text on the screen.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => number(*count),
            Self::Share(part, whole) => percent(*part, *whole),
            Self::Time(length) => duration_text(*length),
            Self::Rating(ratings) => mean(ratings).map_or_else(|| "–".to_owned(), number),
        }
    }

    /// The plain number for a spreadsheet: whole percent, whole seconds; nothing where there is none.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => count.to_string(),
            Self::Share(_, 0) => String::new(),
            Self::Share(part, whole) => ((part * 100 + whole / 2) / whole).to_string(),
            Self::Time(length) => length
                .map(|Millis(millis)| ((millis + 500) / 1_000).to_string())
                .unwrap_or_default(),
            Self::Rating(ratings) => mean(ratings).unwrap_or_default(),
        }
    }

    /// The unit of the plain number, behind the column's name.
    pub(crate) fn unit(&self) -> &'static str {
        match self {
            Self::Share(..) => " (%)",
            Self::Time(_) => t!("reports-unit-seconds"),
            Self::Text(_) | Self::Count(_) | Self::Rating(_) => "",
        }
    }

    /// Whether it is a number, which stands at the end of its column.
    pub(crate) const fn is_number(&self) -> bool {
        !matches!(self, Self::Text(_))
    }
}

fn mean(ratings: &Ratings) -> Option<String> {
    ratings.mean.map(|mean| format!("{mean:.1}"))
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// The name of a CSV file: what it is about, the days, and the zone in which they begin.
pub(crate) fn file_name(name: &str, from: &str, to: &str, zone: &str) -> String {
    let slug = |text: &str| {
        let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
        let text: String = text.to_lowercase().chars().map(plain).collect();
        text.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    };
    format!("{}-{from}-to-{to}-{}.csv", slug(name), slug(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheets_get_plain_numbers() {
        let time = Cell::Time(Some(Millis(647_400)));
        assert_eq!((time.shown().as_str(), time.plain().as_str()), ("10 min 47 s", "647"));
        let share = Cell::Share(91, 100);
        assert_eq!((share.shown().as_str(), share.plain().as_str()), ("91 %", "91"));
        let none = [Cell::Time(None), Cell::Share(0, 0), Cell::Rating(Ratings::default())];
        for cell in none {
            assert_eq!((cell.shown().as_str(), cell.plain().as_str()), ("–", ""));
        }
        assert_eq!((share.unit(), time.unit()), (" (%)", " (seconds)"));
        assert!(share.is_number() && !Cell::from("Grace").is_number());
    }

    #[test]
    fn a_file_names_its_days_and_zone() {
        let name = file_name("Card by card", "2026-10-28", "2026-11-26", "Europe/Berlin");
        assert_eq!(name, "card-by-card-2026-10-28-to-2026-11-26-europe-berlin.csv");
    }
}
