//! Reads a page's bootstrap.

use super::{Decode, Json, Reader};
use crate::protocol::{Bootstrap, ConversationBegun, PublishedDialogue, Style, VisitorGreeting};

impl Decode for Bootstrap {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            site: reader.field("site"),
            #[cfg(feature = "serde")]
            enabled: reader.field("enabled"),
            style: reader.field("style"),
            dialogue: reader.perhaps("dialogue"),
            #[cfg(feature = "serde")]
            poke: reader.perhaps("poke"),
            location: reader.perhaps("location").unwrap_or_default(),
            page_attributes: reader.perhaps("page_attributes").unwrap_or_default(),
        }
    }
}

impl Decode for PublishedDialogue {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            id: reader.field("id"),
            #[cfg(feature = "serde")]
            name: reader.field("name"),
            version: reader.field("version"),
            #[cfg(feature = "serde")]
            poke: reader.field("poke"),
            stream: reader.field("stream"),
        }
    }
}

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
            font: usual.font,
            #[cfg(feature = "serde")]
            poke_on_mobile: usual.poke_on_mobile,
            #[cfg(feature = "serde")]
            sound: usual.sound,
        }
    }
}

impl Decode for VisitorGreeting {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            visitor: reader.field("visitor"),
            token: reader.field("token"),
            expires: reader.field("expires"),
        }
    }
}

impl Decode for ConversationBegun {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self { conversation: reader.field("conversation") }
    }
}
