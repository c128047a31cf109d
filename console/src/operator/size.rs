//! Sizes and times for people.

use shared::time::Millis;

/// A size in the largest unit of which it has one.
pub(crate) fn size(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)];
    match units.into_iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
        None => format!("{bytes} B"),
    }
}

/// A queue: its length, and for how long its oldest message has waited.
pub(crate) fn waits(length: u64, oldest: Millis) -> String {
    match length {
        0 => "0".to_owned(),
        _ => format!("{length} ({} s)", oldest.0 / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_one_decimal_place() {
        let sizes = [0, 999, 1_000, 40_960, 1_990_000, 8_100_000_000].map(size);
        assert_eq!(sizes, ["0 B", "999 B", "1.0 KB", "40.9 KB", "1.9 MB", "8.1 GB"]);
    }

    #[test]
    fn an_empty_queue_has_no_age() {
        assert_eq!(waits(0, Millis(0)), "0");
        assert_eq!(waits(3, Millis(61_200)), "3 (61 s)");
    }
}
