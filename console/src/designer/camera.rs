//! The camera: which part of the canvas is visible, and at what zoom.

use super::layout::{Area, Point};

/// The smallest and the largest zoom. The smallest shows as many cards as can be published.
pub(crate) const SCALES: (f64, f64) = (0.05, 2.0);
/// The smallest zoom at which a draft opens: what is smaller can't be read.
const READABLE: f64 = 0.5;
/// What stays free around all cards, and below them for the zoom buttons, in pixels of the screen.
const FRAME: f64 = 16.0;
const BUTTONS: f64 = 56.0;
/// How far beyond the edges of the screen we still draw, in pixels of the screen.
const BEYOND: f64 = 240.0;
/// The drawn area changes in steps of this many pixels of the canvas.
const STEP: f64 = 240.0;

/// Where the canvas lies under the screen: the canvas point `p` is at `x + p.x * scale`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Camera {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) scale: f64,
}

/// The size of the element that shows the canvas, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Screen {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Default for Camera {
    fn default() -> Self {
        Self { x: 0.0, y: 0.0, scale: 1.0 }
    }
}

impl Camera {
    /// Returns the camera moved by this many pixels of the screen.
    pub(crate) fn panned(self, x: f64, y: f64) -> Self {
        Self { x: self.x + x, y: self.y + y, ..self }
    }

    /// Returns the camera zoomed by a factor; the canvas point at (`x`, `y`) of the screen stays
    /// there.
    pub(crate) fn zoomed(self, factor: f64, x: f64, y: f64) -> Self {
        let scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        let by = scale / self.scale;
        Self { x: x - (x - self.x) * by, y: y - (y - self.y) * by, scale }
    }

    /// Returns a camera that shows all of the canvas above the zoom buttons, at no more than its own
    /// size.
    pub(crate) fn fit(width: i32, height: i32, screen: Screen) -> Self {
        let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
        let wide = (screen.width - 2.0 * FRAME) / width;
        let high = (screen.height - FRAME - BUTTONS) / height;
        let scale = wide.min(high).clamp(SCALES.0, 1.0);
        Self { x: (screen.width - width * scale) / 2.0, y: FRAME, scale }
    }

    /// Returns the initial camera: fitted to the width of the screen, as far as cards can be read,
    /// else with the first card in the middle of the top.
    pub(crate) fn begin(first: Option<Area>, width: i32, screen: Screen) -> Self {
        let width = f64::from(width.max(1));
        let scale = ((screen.width - 2.0 * FRAME) / width).clamp(READABLE, 1.0);
        let middle = match first {
            Some(area) if width * scale > screen.width => f64::from(area.middle().x),
            _ => width / 2.0,
        };
        Self { x: screen.width / 2.0 - middle * scale, y: 0.0, scale }
    }

    /// Returns the camera with which what was at one point of the canvas, and is at another one now,
    /// stays where it is on the screen.
    pub(crate) fn kept(self, before: Point, now: Point) -> Self {
        let by = |before: i32, now: i32| f64::from(before - now) * self.scale;
        self.panned(by(before.x, now.x), by(before.y, now.y))
    }

    /// Converts a point of the screen to a point of the canvas.
    pub(crate) fn at(self, x: f64, y: f64) -> Point {
        Point { x: round((x - self.x) / self.scale), y: round((y - self.y) / self.scale) }
    }

    /// Returns the camera moved by the smallest distance that makes the area visible, with a
    /// margin.
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

    /// Returns the camera with that point of the canvas in the middle of the screen.
    pub(crate) fn centred(self, at: Point, screen: Screen) -> Self {
        let x = screen.width / 2.0 - f64::from(at.x) * self.scale;
        let y = screen.height / 2.0 - f64::from(at.y) * self.scale;
        Self { x, y, ..self }
    }

    /// The area to draw: the visible one and a margin, in steps, so that it seldom changes.
    pub(crate) fn drawn(self, screen: Screen) -> Area {
        let low = |from: f64| ((-from - BEYOND) / self.scale / STEP).floor() * STEP;
        let high =
            |from: f64, room: f64| ((room - from + BEYOND) / self.scale / STEP).ceil() * STEP;
        let (x, y) = (low(self.x), low(self.y));
        let (right, bottom) = (high(self.x, screen.width), high(self.y, screen.height));
        Area { x: round(x), y: round(y), width: round(right - x), height: round(bottom - y) }
    }

    /// The visible area, in pixels of the canvas.
    pub(crate) fn seen(self, screen: Screen) -> Area {
        let size = |length: f64| round(length / self.scale);
        let at = self.at(0.0, 0.0);
        Area { x: at.x, y: at.y, width: size(screen.width), height: size(screen.height) }
    }
}

/// Rounds to the nearest pixel; clamps what is too far away for any screen.
pub(crate) fn round(number: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped, and fractions of a pixel don't matter"
    )]
    let whole = number.round().clamp(-1e9, 1e9) as i32;
    whole
}
