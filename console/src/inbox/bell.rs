//! What the desk says, and what the agent answers it.

use super::chat::Chat;
use super::model::{Choice, Inbox, Offer, Tab};
use super::msg::Effect;
use super::toast::Tone;
use super::update::{leave, select};
use super::{hand, seek, visitor};
use shared::id::{ClientKey, ConversationId, OfferId};
use shared::protocol::{BellFrame, ChatCard, ClosedAs, DeskFrame, OfferCard};
use shared::time::{Millis, Timestamp};

/// How long a ring stays on screen when the desk is late to say that it is over.
const LATE: Millis = Millis::seconds(4);

/// Takes a frame of the desk's in.
pub(super) fn frame(inbox: &mut Inbox, now: Timestamp, frame: DeskFrame) -> Vec<Effect> {
    match frame {
        DeskFrame::Snapshot { .. } => snapshot(inbox, now, frame),
        DeskFrame::Offer { offer, now: edge } => {
            inbox.clock.learn(edge, now);
            ring(inbox, offer)
        }
        DeskFrame::OfferClosed { offer, reason } => closed(inbox, &offer, reason),
        DeskFrame::Assigned { chat } => assigned(inbox, chat),
        DeskFrame::Released { conversation, to } => {
            let told = to.map(|to| hand::taken_over(inbox, &conversation, &to));
            let mut effects = released(inbox, &conversation);
            effects.extend(told);
            effects
        }
        DeskFrame::Handing { conversation, handing } => {
            hand::asked(inbox, &conversation, handing);
            Vec::new()
        }
        DeskFrame::NotTaken { conversation, reason } => {
            hand::not_taken(inbox, &conversation, reason)
        }
        DeskFrame::Status { available, toggled_until, schedule } => {
            let duty = &mut inbox.duty;
            (duty.available, duty.wanted) = (available, None);
            (duty.toggled_until, duty.schedule) = (toggled_until, schedule);
            Vec::new()
        }
        DeskFrame::Ack { id } => {
            acknowledged(inbox, &id);
            Vec::new()
        }
        DeskFrame::Error { id, message, .. } => refused(inbox, id, &message),
    }
}

/// The truth from the beginning: what this tab believed before gives way.
fn snapshot(inbox: &mut Inbox, now: Timestamp, frame: DeskFrame) -> Vec<Effect> {
    let DeskFrame::Snapshot {
        now: edge,
        agent,
        live_chat,
        available,
        max_chats,
        offers,
        chats,
        toggled_until,
        schedule,
    } = frame
    else {
        return Vec::new();
    };
    inbox.clock.learn(edge, now);
    inbox.me.agent = agent;
    let duty = &mut inbox.duty;
    duty.known = true;
    (duty.live_chat, duty.available, duty.max_chats) = (live_chat, available, max_chats);
    (duty.toggled_until, duty.schedule) = (toggled_until, schedule);

    let mut effects = offers_anew(inbox, offers);
    let gone: Vec<_> = inbox.chats.values().filter(|chat| chat.is_live()).collect();
    let gone =
        gone.into_iter().filter(|chat| chats.iter().all(|card| card.conversation != chat.id));
    let gone: Vec<_> = gone.map(|chat| chat.id.clone()).collect();
    for id in gone {
        effects.extend(released(inbox, &id));
    }
    for card in chats {
        effects.extend(assigned(inbox, card));
    }
    effects.extend(unanswered(inbox));
    effects.extend(seek::found(inbox));
    effects
}

/// The rings of a snapshot; what was chosen already stays chosen.
fn offers_anew(inbox: &mut Inbox, offers: Vec<OfferCard>) -> Vec<Effect> {
    let before = std::mem::take(&mut inbox.offers);
    let mut effects = Vec::new();
    for old in &before {
        if offers.iter().all(|offer| offer.id != old.card.id) {
            effects.push(Effect::Unnotify(old.card.id.clone()));
            if old.chosen.as_ref().is_some_and(|(_, choice)| *choice == Choice::Accept) {
                inbox.accepted.insert(old.card.conversation.clone());
            }
        }
    }
    for offer in offers {
        match before.iter().find(|old| old.card.id == offer.id) {
            Some(old) => inbox.offers.push(Offer { card: offer, chosen: old.chosen.clone() }),
            None => effects.extend(ring(inbox, offer)),
        }
    }
    effects
}

/// What was sent and never answered is sent again, under its old key.
fn unanswered(inbox: &Inbox) -> Vec<Effect> {
    let status = inbox.duty.wanted.iter().map(|(id, available)| {
        Effect::Bell(BellFrame::Status { id: id.clone(), available: *available })
    });
    let chosen = inbox.offers.iter().filter_map(|offer| {
        let (key, choice) = offer.chosen.clone()?;
        Some(answer(key, offer.card.id.clone(), choice))
    });
    status.chain(chosen).collect()
}

fn ring(inbox: &mut Inbox, card: OfferCard) -> Vec<Effect> {
    if let Some(known) = inbox.offer_mut(&card.id) {
        known.card = card;
        return Vec::new();
    }
    inbox.offers.push(Offer { card: card.clone(), chosen: None });
    vec![Effect::NotifyOffer(card)]
}

fn closed(inbox: &mut Inbox, id: &OfferId, reason: ClosedAs) -> Vec<Effect> {
    let Some(at) = inbox.offers.iter().position(|offer| offer.card.id == *id) else {
        return Vec::new();
    };
    let offer = inbox.offers.remove(at);
    let accepting = matches!(offer.chosen, Some((_, Choice::Accept)));
    if reason == ClosedAs::Accepted && accepting {
        inbox.accepted.insert(offer.card.conversation.clone());
    }
    let name = visitor::name(&offer.card.told);
    let mut effects = vec![Effect::Unnotify(id.clone())];
    let (tone, text) = match reason {
        ClosedAs::Accepted | ClosedAs::Declined => return effects,
        ClosedAs::TimedOut if accepting => {
            (Tone::Bad, format!("Too late: the time to accept {name} was over."))
        }
        ClosedAs::TimedOut => (Tone::Plain, format!("{name} was not answered in time.")),
        ClosedAs::Withdrawn => (Tone::Plain, format!("{name} left before anyone answered.")),
        ClosedAs::AgentGone => (Tone::Plain, format!("{name} can no longer be offered to you.")),
    };
    effects.push(Effect::Expire(inbox.tell(tone, text)));
    effects
}

fn assigned(inbox: &mut Inbox, card: ChatCard) -> Vec<Effect> {
    let id = card.conversation.clone();
    let wanted = inbox.accepted.remove(&id);
    let mut effects = Vec::new();
    if let Some(known) = inbox.chats.get_mut(&id) {
        known.mine = true;
        known.since = card.since;
        known.handing = card.handing;
    } else {
        inbox.chats.insert(id.clone(), Chat::of_card(card));
        effects.push(Effect::OpenChat(id.clone()));
    }
    if wanted {
        inbox.tab = Tab::Mine;
        effects.extend(select(inbox, &id));
    }
    effects
}

/// A chat that ended stays in the list while it is open or holds something unread.
fn released(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    inbox.past.loaded = false;
    inbox.all.loaded = false;
    let keep = inbox.selected.as_ref() == Some(id)
        || inbox.chats.get(id).is_some_and(|chat| chat.unread() > 0);
    if keep { Vec::new() } else { leave(inbox, id) }
}

fn acknowledged(inbox: &mut Inbox, key: &ClientKey) {
    if let Some((_, available)) = inbox.duty.wanted.take_if(|(wanted, _)| wanted == key) {
        inbox.duty.available = available;
    }
}

fn refused(inbox: &mut Inbox, key: Option<ClientKey>, message: &str) -> Vec<Effect> {
    if let Some(key) = key {
        inbox.duty.wanted.take_if(|(wanted, _)| *wanted == key);
        for offer in &mut inbox.offers {
            offer.chosen.take_if(|(chosen, _)| *chosen == key);
        }
    }
    vec![Effect::Expire(inbox.tell(Tone::Bad, message))]
}

/// The agent accepts or declines.
pub(super) fn choose(inbox: &mut Inbox, id: &OfferId, choice: Choice) -> Vec<Effect> {
    let key = inbox.keys.next();
    let Some(offer) = inbox.offer_mut(id).filter(|offer| offer.chosen.is_none()) else {
        return Vec::new();
    };
    offer.chosen = Some((key.clone(), choice));
    vec![answer(key, id.clone(), choice)]
}

/// The agent wants the bell to ring, or not.
pub(super) fn duty(inbox: &mut Inbox, available: bool) -> Vec<Effect> {
    let id = inbox.keys.next();
    inbox.duty.wanted = Some((id.clone(), available));
    vec![Effect::Bell(BellFrame::Status { id, available })]
}

/// Rings whose end the desk is late to tell go by themselves.
pub(super) fn tick(inbox: &mut Inbox, now: Timestamp) -> Vec<Effect> {
    let edge = inbox.clock.edge(now);
    let over = |offer: &Offer| edge >= offer.card.until + LATE;
    let late: Vec<_> = inbox.offers.iter().filter(|offer| over(offer)).collect();
    let late: Vec<_> = late.into_iter().map(|offer| offer.card.id.clone()).collect();
    late.iter().flat_map(|id| closed(inbox, id, ClosedAs::TimedOut)).collect()
}

fn answer(id: ClientKey, offer: OfferId, choice: Choice) -> Effect {
    Effect::Bell(match choice {
        Choice::Accept => BellFrame::Accept { id, offer },
        Choice::Decline => BellFrame::Decline { id, offer },
    })
}
