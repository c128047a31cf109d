//! Reading what a page is told about its chat.

use super::{Json, Lean, field, perhaps};
use crate::protocol::{
    Bootstrap, ConversationBegun, Corner, PublishedDialogue, Style, VisitorGreeting,
};

impl Lean for Bootstrap {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self {
            site: field(json, "site")?,
            enabled: field(json, "enabled")?,
            style: field(json, "style")?,
            dialogue: perhaps(json, "dialogue")?,
        })
    }
}

impl Lean for PublishedDialogue {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self {
            id: field(json, "id")?,
            name: field(json, "name")?,
            version: field(json, "version")?,
            poke: field(json, "poke")?,
            stream: field(json, "stream")?,
        })
    }
}

impl Lean for Style {
    fn read<J: Json>(json: &J) -> Option<Self> {
        let usual = Self::default();
        Some(Self {
            brand: perhaps(json, "brand")?.unwrap_or(usual.brand),
            corner: perhaps(json, "corner")?.unwrap_or_default(),
            bot_name: perhaps(json, "bot_name")?.unwrap_or(usual.bot_name),
            bot_picture: perhaps(json, "bot_picture")?,
            tagline: perhaps(json, "tagline")?.unwrap_or(usual.tagline),
            privacy_url: perhaps(json, "privacy_url")?,
        })
    }
}

impl Lean for Corner {
    fn read<J: Json>(json: &J) -> Option<Self> {
        match json.text()?.as_str() {
            "right" => Some(Self::Right),
            "left" => Some(Self::Left),
            _ => None,
        }
    }
}

impl Lean for VisitorGreeting {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self {
            visitor: field(json, "visitor")?,
            token: field(json, "token")?,
            expires: field(json, "expires")?,
        })
    }
}

impl Lean for ConversationBegun {
    fn read<J: Json>(json: &J) -> Option<Self> {
        Some(Self { conversation: field(json, "conversation")? })
    }
}
