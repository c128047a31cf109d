//! Computes the bars of a chart, in whole units of its box.

pub(crate) const WIDTH: u64 = 10_000;
pub(crate) const HEIGHT: u64 = 1_000;

/// A stacked bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) x: u64,
    pub(crate) width: u64,
    /// Its parts from the bottom up: the top coordinate and height of each.
    pub(crate) parts: Vec<(u64, u64)>,
}

/// Returns a round number that is at least as large as every day's sum.
pub(crate) fn top(days: &[Vec<u64>]) -> u64 {
    let most: u64 = days.iter().map(|parts| parts.iter().sum()).max().unwrap_or_default();
    let mut unit = 1;
    loop {
        for step in [1, 2, 4, 5, 8] {
            if unit * step >= most.max(4) {
                return unit * step;
            }
        }
        unit *= 10;
    }
}

/// Returns a bar for each day.
pub(crate) fn bars(days: &[Vec<u64>]) -> Vec<Bar> {
    let (count, top) = ((days.len() as u64).max(1), top(days));
    let bar = |(index, parts): (u64, &Vec<u64>)| {
        let (begin, end) = (WIDTH * index / count, WIDTH * (index + 1) / count);
        let gap = (end - begin) / 6;
        let mut below = 0;
        let parts = parts.iter().map(|part| {
            let from = HEIGHT * below / top;
            below += part;
            let to = HEIGHT * below / top;
            (HEIGHT - to, to - from)
        });
        Bar { x: begin + gap, width: end - begin - 2 * gap, parts: parts.collect() }
    };
    (0..).zip(days).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_side_by_side_and_scaled_to_the_box() {
        let days = [vec![1, 3], vec![0, 0], vec![8, 0]];
        assert_eq!(top(&days), 8);
        let bars = bars(&days);
        assert_eq!(bars[0].parts, [(875, 125), (500, 375)]);
        assert_eq!(bars[1].parts, [(1_000, 0), (1_000, 0)]);
        assert_eq!(bars[2].parts[0], (0, 1_000));
        assert!(bars.windows(2).all(|two| two[0].x + two[0].width <= two[1].x));
        assert!(bars[2].x + bars[2].width <= WIDTH);
    }

    #[test]
    fn the_top_is_round() {
        let of = |most| top(&[vec![most]]);
        assert_eq!([0, 4, 6, 9, 11, 101, 999].map(of), [4, 4, 8, 10, 20, 200, 1_000]);
    }
}
