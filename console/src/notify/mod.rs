//! Which event reaches an agent how: the table of events and channels, for oneself and for the site. The
//! words of both are here; `shared::notify` says what can be chosen.

#[cfg(feature = "view")]
pub(crate) mod view;

use crate::texts::t;
use shared::notify::{Channel, NotifiedEvent};

pub(crate) fn event_name(event: NotifiedEvent) -> &'static str {
    match event {
        NotifiedEvent::Offer => t!("notify-offer"),
        NotifiedEvent::Reply => t!("notify-reply"),
        NotifiedEvent::Transferred => t!("notify-transferred"),
        NotifiedEvent::Missed => t!("notify-missed"),
        NotifiedEvent::MessageLeft => t!("notify-message-left"),
        NotifiedEvent::LimitNear => t!("notify-limit-near"),
    }
}

pub(crate) fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::App => t!("notify-in-app"),
        Channel::Push => t!("notify-push"),
        Channel::Mail => t!("common-email"),
    }
}
