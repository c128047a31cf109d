//! Which event reaches an agent how: the table of events and channels, for oneself and for the site. The
//! words of both are here; `shared::notify` says what can be chosen.

#[cfg(feature = "view")]
pub(crate) mod view;

use shared::notify::{Channel, NotifiedEvent};

pub(crate) const fn event_name(event: NotifiedEvent) -> &'static str {
    match event {
        NotifiedEvent::Offer => "A chat is offered to you",
        NotifiedEvent::Reply => "A visitor writes to you",
        NotifiedEvent::Transferred => "A chat is transferred to you",
        NotifiedEvent::Missed => "A chat is missed",
        NotifiedEvent::MessageLeft => "A visitor leaves a message",
        NotifiedEvent::LimitNear => "90 % of the limit is used",
    }
}

pub(crate) const fn channel_name(channel: Channel) -> &'static str {
    match channel {
        Channel::App => "In the console",
        Channel::Push => "With the console closed",
        Channel::Mail => "E-mail",
    }
}
