//! Reading what a page is told about its chat.

use super::{Json, Lean, Reader};
use crate::protocol::{
    Bootstrap, ConversationBegun, Corner, PublishedDialogue, Style, VisitorGreeting,
};

impl Lean for Bootstrap {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            site: reader.field("site"),
            enabled: reader.field("enabled"),
            style: reader.field("style"),
            dialogue: reader.perhaps("dialogue"),
            poke: reader.perhaps("poke"),
            place: reader.perhaps("place").unwrap_or_default(),
            known: reader.perhaps("known").unwrap_or_default(),
        }
    }
}

impl Lean for PublishedDialogue {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            id: reader.field("id"),
            name: reader.field("name"),
            version: reader.field("version"),
            poke: reader.field("poke"),
            stream: reader.field("stream"),
        }
    }
}

impl Lean for Style {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        let usual = Self::default();
        Self {
            brand: reader.perhaps("brand").unwrap_or(usual.brand),
            corner: reader.perhaps("corner").unwrap_or_default(),
            bot_name: reader.perhaps("bot_name").unwrap_or(usual.bot_name),
            bot_picture: reader.perhaps("bot_picture"),
            tagline: reader.perhaps("tagline").unwrap_or(usual.tagline),
            privacy_url: reader.perhaps("privacy_url"),
            response_delay: reader.perhaps("response_delay").unwrap_or(usual.response_delay),
            poke_on_mobile: reader.perhaps("poke_on_mobile").unwrap_or_default(),
        }
    }
}

impl Lean for Corner {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        match reader.text().as_str() {
            "left" => Self::Left,
            word => {
                if word != "right" {
                    reader.fail();
                }
                Self::Right
            }
        }
    }
}

impl Lean for VisitorGreeting {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self {
            visitor: reader.field("visitor"),
            token: reader.field("token"),
            expires: reader.field("expires"),
        }
    }
}

impl Lean for ConversationBegun {
    fn read<J: Json>(reader: &Reader<'_, J>) -> Self {
        Self { conversation: reader.field("conversation") }
    }
}
