//! The trend of a week: seven days, compared with the seven before. Pure.

use shared::counts::{ChatFigures, ChatReport, Day, Figures, Report};

/// How many days a trend shows.
pub(crate) const DAYS: u32 = 7;

/// A figure of the last seven days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trend {
    /// The figure of each day, today last.
    pub(crate) days: Vec<(Day, u64)>,
    /// The sum of the seven days before.
    pub(crate) before: u64,
}

impl Trend {
    /// The trend that ends today, of the figures that days have.
    pub(crate) fn new(today: Day, figures: impl Iterator<Item = (Day, u64)>) -> Self {
        let first = today.before(DAYS - 1);
        let mut days: Vec<_> = (0..DAYS).map(|day| (first.after(day), 0)).collect();
        let mut before = 0;
        for (day, figure) in figures {
            match days.iter_mut().find(|(one, _)| *one == day) {
                Some((_, sum)) => *sum += figure,
                None if day < first && day >= first.before(DAYS) => before += figure,
                None => {}
            }
        }
        Self { days, before }
    }

    /// A figure of all dialogues.
    pub(crate) fn of_dialogues(today: Day, report: &Report, read: fn(&Figures) -> u64) -> Self {
        let days = report.items.iter().flat_map(|item| &item.days);
        Self::new(today, days.map(|day| (day.day, read(&day.figures))))
    }

    /// A figure of live chats.
    pub(crate) fn of_chats(today: Day, report: &ChatReport, read: fn(&ChatFigures) -> u64) -> Self {
        Self::new(today, report.days.iter().map(|day| (day.day, read(&day.figures))))
    }

    /// The sum of the last seven days.
    pub(crate) fn total(&self) -> u64 {
        self.days.iter().map(|(_, figure)| figure).sum()
    }

    /// The figure of the last day.
    pub(crate) fn today(&self) -> u64 {
        self.days.last().map(|(_, figure)| *figure).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trend_has_seven_days_and_those_before() {
        let today = Day::try_from("2026-11-27".to_owned()).unwrap();
        let figures = [(20, 1), (21, 4), (26, 2), (26, 3), (27, 5), (14, 7), (13, 100)];
        let day = |day: u32| Day::try_from(format!("2026-11-{day}")).unwrap();
        let trend = Trend::new(today, figures.map(|(at, n)| (day(at), n)).into_iter());
        let counts: Vec<u64> = trend.days.iter().map(|(_, n)| *n).collect();
        assert_eq!(counts, [4, 0, 0, 0, 0, 5, 5]);
        assert_eq!((trend.total(), trend.today(), trend.before), (14, 5, 8));
    }
}
