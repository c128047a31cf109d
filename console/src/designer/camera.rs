//! Which part of the canvas is looked at, and how large.

use super::layout::{Area, Point};

/// The smallest and the largest scale.
pub(crate) const SCALES: (f64, f64) = (0.2, 2.0);
/// How much of a screen beyond its edges is drawn all the same, in pixels of the screen.
const BEYOND: f64 = 240.0;
/// What is drawn changes in steps of so many pixels of the canvas.
const STEP: f64 = 240.0;

/// Where the canvas lies under the screen: a point `p` of it is at `x + p.x * scale`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Camera {
    /// Where its left is.
    pub(crate) x: f64,
    /// Where its top is.
    pub(crate) y: f64,
    /// How large it is drawn.
    pub(crate) scale: f64,
}

/// The size of the screen that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Screen {
    /// In pixels.
    pub(crate) width: f64,
    /// In pixels.
    pub(crate) height: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, scale: 1.0 }
    }
}

impl Camera {
    /// Moved by that much.
    pub(crate) fn panned(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }

    /// Larger by that factor, where what is at that point of the screen stays there.
    pub(crate) fn zoomed(self, factor: f64, x: f64, y: f64) -> Self {
        let scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        let by = scale / self.scale;
        Self { x: x - (x - self.x) * by, y: y - (y - self.y) * by, scale }
    }

    /// All of it is seen, its top at the top, no larger than it is.
    pub(crate) fn fit(width: i32, height: i32, screen: Screen) -> Self {
        let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
        let scale = (screen.width / width).min(screen.height / height).clamp(SCALES.0, 1.0);
        Self { x: (screen.width - width * scale) / 2.0, y: 0.0, scale }
    }

    /// As it begins: at its own size, the first card in the middle above.
    pub(crate) fn begin(first: Option<Area>, screen: Screen) -> Self {
        let middle = first.map_or(0, |area| area.middle().x);
        Self { x: screen.width / 2.0 - f64::from(middle), y: 0.0, scale: 1.0 }
    }

    /// The point of the canvas that is at that point of the screen.
    pub(crate) fn at(self, x: f64, y: f64) -> Point {
        Point { x: round((x - self.x) / self.scale), y: round((y - self.y) / self.scale) }
    }

    /// Moved as little as makes that visible, with some room around it.
    pub(crate) fn showing(self, area: Area, screen: Screen) -> Self {
        const ROOM: f64 = 32.0;
        let shift = |from: f64, size: f64, room: f64| {
            let to = from + size;
            if from < ROOM || size + 2.0 * ROOM > room {
                ROOM - from
            } else if to > room - ROOM {
                room - ROOM - to
            } else {
                0.0
            }
        };
        let size = |length: i32| f64::from(length) * self.scale;
        let x = shift(self.x + size(area.x), size(area.width), screen.width);
        let y = shift(self.y + size(area.y), size(area.height), screen.height);
        self.panned(x, y)
    }

    /// With that point of the canvas in the middle.
    pub(crate) fn centred(self, at: Point, screen: Screen) -> Self {
        let x = screen.width / 2.0 - f64::from(at.x) * self.scale;
        let y = screen.height / 2.0 - f64::from(at.y) * self.scale;
        Self { x, y, ..self }
    }

    /// What is drawn: what is seen and some more, in steps, so that it seldom changes.
    pub(crate) fn drawn(self, screen: Screen) -> Area {
        let low = |from: f64| ((-from - BEYOND) / self.scale / STEP).floor() * STEP;
        let high =
            |from: f64, room: f64| ((room - from + BEYOND) / self.scale / STEP).ceil() * STEP;
        let (x, y) = (low(self.x), low(self.y));
        let (right, bottom) = (high(self.x, screen.width), high(self.y, screen.height));
        Area { x: round(x), y: round(y), width: round(right - x), height: round(bottom - y) }
    }

    /// What is seen, in pixels of the canvas.
    pub(crate) fn seen(self, screen: Screen) -> Area {
        let size = |length: f64| round(length / self.scale);
        let at = self.at(0.0, 0.0);
        Area { x: at.x, y: at.y, width: size(screen.width), height: size(screen.height) }
    }
}

/// To the next whole pixel; what is too far away for any screen stays there.
pub(crate) fn round(number: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped, and no part of a pixel matters")]
    let whole = number.round().clamp(-1e9, 1e9) as i32;
    whole
}
