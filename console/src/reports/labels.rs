//! Formats the figures of reports.

use crate::texts::{number, t};
use shared::time::Millis;

/// The change of a figure from the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// There is nothing to compare with.
    None,
    /// Neither more nor less than before.
    Same,
    /// Up by this many percent.
    Up(u64),
    /// Down by this many percent.
    Down(u64),
}

impl Change {
    /// The text on the screen.
    pub(crate) fn short(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Same => "±0 %".to_owned(),
            Self::Up(percent) => format!("+{} %", number(percent)),
            Self::Down(percent) => format!("−{percent} %"),
        }
    }

    /// The text for screen readers.
    pub(crate) fn long(self) -> String {
        match self {
            Self::None => t!("reports-change-none").to_owned(),
            Self::Same => t!("reports-change-same").to_owned(),
            Self::Up(percent) => t!("reports-change-up", percent = percent),
            Self::Down(percent) => t!("reports-change-down", percent = percent),
        }
    }

    /// The tone: whether the change is good, for figures where more is better or where less is.
    pub(crate) const fn tone(self, more_is_better: bool) -> &'static str {
        match (self, more_is_better) {
            (Self::Up(_), true) | (Self::Down(_), false) => "good",
            (Self::Up(_), false) | (Self::Down(_), true) => "bad",
            (Self::None | Self::Same, _) => "",
        }
    }
}

/// Computes a change.
pub(crate) fn change(before: Option<u64>, now: Option<u64>) -> Change {
    let (Some(before @ 1..), Some(now)) = (before, now) else { return Change::None };
    let percent = |apart: u64| (apart * 100 + before / 2) / before;
    match percent(now.abs_diff(before)) {
        0 => Change::Same,
        by if now > before => Change::Up(by),
        by => Change::Down(by),
    }
}

/// Formats a share in percent; a dash if the whole is zero.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    match whole {
        0 => "–".to_owned(),
        whole => format!("{} %", (part * 100 + whole / 2) / whole),
    }
}

/// Formats a duration; a dash if there is none.
pub(crate) fn duration_text(length: Option<Millis>) -> String {
    let Some(Millis(millis)) = length else { return "–".to_owned() };
    let seconds = (millis + 500) / 1_000;
    match seconds {
        0 => t!("reports-under-a-second").to_owned(),
        1..60 => format!("{seconds} s"),
        60..3_600 => t!("reports-minutes", minutes = seconds / 60, seconds = seconds % 60),
        _ => t!("time-hours", hours = seconds / 3_600, minutes = seconds % 3_600 / 60),
    }
}

/// The label of a missed chat's reason, by its wire code.
pub(crate) fn outcome_text(code: &str) -> &'static str {
    match code {
        "nobody_available" => t!("inbox-missed-nobody"),
        "declined" => t!("inbox-missed-declined"),
        "timed_out" => t!("reports-timed-out"),
        "quota_exhausted" => t!("reports-limit"),
        "desk_unreachable" => t!("reports-desk"),
        _ => t!("reports-other"),
    }
}

/// The weekdays, as the busy hours have them.
pub(crate) fn weekdays() -> [&'static str; 7] {
    [
        t!("hours-monday"),
        t!("hours-tuesday"),
        t!("hours-wednesday"),
        t!("hours-thursday"),
        t!("hours-friday"),
        t!("hours-saturday"),
        t!("hours-sunday"),
    ]
}

/// How many shades the busy hours have.
const SHADES: u64 = 4;

/// The shade of an hour: 0 without chats, else 1 to 4 by its share of the busiest hour.
pub(crate) fn level(count: u64, most: u64) -> u64 {
    (count * SHADES).div_ceil(most.max(1)).min(SHADES)
}

/// An hour of the day as a range.
pub(crate) fn hour_text(hour: usize) -> String {
    let (from, to) = (format!("{hour:02}:00"), format!("{:02}:00", (hour + 1) % 24));
    t!("reports-hour", from = from, to = to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_shaded_by_its_share_of_the_busiest() {
        let shades = [0, 1, 5, 6, 15, 20].map(|count| level(count, 20));
        assert_eq!(shades, [0, 1, 1, 2, 3, 4]);
        assert_eq!(level(0, 0), 0);
        assert_eq!(hour_text(23), "23:00 to 00:00");
    }

    #[test]
    fn changes_are_shown_in_whole_percent() {
        assert_eq!(change(Some(200), Some(250)), Change::Up(25));
        assert_eq!(change(Some(3), Some(2)), Change::Down(33));
        assert_eq!(change(Some(1_000), Some(1_001)), Change::Same);
        assert_eq!(change(Some(5), Some(0)), Change::Down(100));
        assert_eq!(change(Some(0), Some(7)), Change::None);
        assert_eq!(change(None, Some(7)), Change::None);
        assert_eq!(Change::Up(3).tone(false), "bad");
        assert_eq!(Change::Down(3).tone(false), "good");
    }

    #[test]
    fn durations_are_rounded() {
        let duration_text = |millis| duration_text(Some(Millis(millis)));
        assert_eq!(duration_text(400), t!("reports-under-a-second"));
        assert_eq!(duration_text(59_499), "59 s");
        assert_eq!(duration_text(59_500), "1 min 0 s");
        assert_eq!(duration_text(3_725_000), "1 h 2 min");
        assert_eq!(super::duration_text(None), "–");
        assert_eq!((percent(1, 3), percent(0, 0)), ("33 %".to_owned(), "–".to_owned()));
    }
}
