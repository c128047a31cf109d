//! Reads a site's style.

use super::{Decode, Json, Reader};
use crate::protocol::Style;

/// Reads only what the panel shows. The other fields are the loader's, and keep their defaults.
impl Decode for Style {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        #[cfg(feature = "serde")]
        let usual = Self::default();
        Self {
            bot_name: reader.field("bot_name"),
            bot_picture: reader.perhaps("bot_picture"),
            tagline: reader.field("tagline"),
            privacy_url: reader.perhaps("privacy_url"),
            response_delay: reader.field("response_delay"),
            #[cfg(feature = "serde")]
            brand: usual.brand,
            #[cfg(feature = "serde")]
            corner: usual.corner,
            #[cfg(feature = "serde")]
            padding: usual.padding,
            #[cfg(feature = "serde")]
            colour_scheme: usual.colour_scheme,
            #[cfg(feature = "serde")]
            font: usual.font,
            #[cfg(feature = "serde")]
            poke_on_mobile: usual.poke_on_mobile,
            #[cfg(feature = "serde")]
            sound: usual.sound,
            #[cfg(feature = "serde")]
            rating: usual.rating,
        }
    }
}
