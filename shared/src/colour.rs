//! A site's colour, adjusted to a contrast of at least 4.5:1 in light and in dark mode.

use serde::{Deserialize, Serialize};

/// The contrast that colours are adjusted to; above the required 4.5 to allow for rounding.
const ENOUGH: f64 = 4.6;
/// The darkest background of links and buttons in light mode.
const LIGHT_PAPER: Rgb = [236.0, 238.0, 242.0];
const DARK_PAPER: Rgb = [37.0, 41.0, 49.0];
const WHITE: Rgb = [255.0; 3];
const BLACK: Rgb = [0.0; 3];
/// The default colour, for a site colour that is malformed.
const USUAL: Rgb = [47.0, 91.0, 234.0];

/// Red, green and blue, 0 to 255.
type Rgb = [f64; 3];

/// Three uses of a site's colour, each as `#rrggbb`: a surface, text on this surface, and text on
/// the background.
pub type Palette = [String; 3];

/// The palettes of a site's colour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Palettes {
    /// For light mode.
    pub light: Palette,
    /// For dark mode.
    pub dark: Palette,
}

impl Palettes {
    /// The palettes for a site's `#rrggbb`.
    pub fn from_brand(brand: &str) -> Self {
        let own = parse(brand).unwrap_or(USUAL);
        let on_light = readable(own, LIGHT_PAPER, BLACK);
        let on_dark = readable(own, DARK_PAPER, WHITE);
        // A dark site colour may be invisible on a dark background, so it is lightened there.
        Self { light: palette(own, on_light), dark: palette(on_dark, on_dark) }
    }
}

fn palette(surface: Rgb, text: Rgb) -> Palette {
    let on = if contrast(surface, WHITE) < 4.5 { BLACK } else { WHITE };
    [surface, on, text].map(write)
}

/// Moves a colour towards another until its contrast with the background is sufficient.
fn readable(mut colour: Rgb, paper: Rgb, towards: Rgb) -> Rgb {
    while contrast(colour, paper) < ENOUGH {
        for (part, end) in colour.iter_mut().zip(towards) {
            *part += (end - *part) * 0.08;
        }
    }
    colour
}

/// The contrast of two colours by WCAG 2: 1 to 21.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (light(a), light(b));
    (a / b).max(b / a)
}

fn light(colour: Rgb) -> f64 {
    let linear = |part: f64| {
        let part = part / 255.0;
        if part > 0.040_45 { ((part + 0.055) / 1.055).powf(2.4) } else { part / 12.92 }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
}

fn parse(text: &str) -> Option<Rgb> {
    let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok().map(f64::from);
    Some([part(0)?, part(2)?, part(4)?])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "each part is 0 to 255 and rounded"
)]
fn write(colour: Rgb) -> String {
    let [red, green, blue] = colour.map(|part| part.round().clamp(0.0, 255.0) as u8);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_colour_is_readable_in_light_and_in_dark(rgb in any::<[u8; 3]>()) {
            let brand = write(rgb.map(f64::from));
            let Palettes { light, dark } = Palettes::from_brand(&brand);
            prop_assert_eq!(&light[0], &brand);
            for ([surface, on, text], paper) in [(light, LIGHT_PAPER), (dark, DARK_PAPER)] {
                let [surface, on, text] = [surface, on, text].map(|colour| parse(&colour).unwrap());
                prop_assert!(contrast(surface, on) >= 4.5);
                prop_assert!(contrast(text, paper) >= 4.5);
            }
        }
    }

    #[test]
    fn a_malformed_colour_is_replaced_by_the_default() {
        for text in ["", "red", "#12345", "#1234567", "#12345é", "123456"] {
            assert_eq!(Palettes::from_brand(text), Palettes::from_brand("#2f5bea"), "{text}");
        }
    }
}
