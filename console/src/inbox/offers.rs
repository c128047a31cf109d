//! Handles the desk's events, and sends the agent's answers.

use super::chat::ConversationView;
use super::model::{AvailabilityStatus, Choice, DeskStatus, Inbox, Offer, Tab};
use super::msg::Effect;
use super::toast::Tone;
use super::update::{leave, select};
use super::{deep_link, labels, missed, transfer, visitor};
use crate::texts::t;
use shared::event::{OfferFailure, OfferOutcome};
use shared::id::{ClientKey, ConversationId, OfferId};
use shared::protocol::{AgentEvent, AgentFrame, ChatCard, OfferCard};
use shared::time::{Millis, Timestamp};

/// How long an offer stays after its deadline if the desk hasn't ended it yet.
const LATE: Millis = Millis::seconds(4);

/// Handles an event of the desk.
pub(super) fn frame(inbox: &mut Inbox, now: Timestamp, frame: AgentEvent) -> Vec<Effect> {
    match frame {
        AgentEvent::Snapshot { .. } => snapshot(inbox, now, frame),
        AgentEvent::Offer { offer, now: edge } => {
            inbox.clock.learn(edge, now);
            add_offer(inbox, offer)
        }
        AgentEvent::OfferClosed { offer, reason } => closed(inbox, &offer, reason),
        AgentEvent::Assigned { chat } => assigned(inbox, chat),
        AgentEvent::Released { conversation, to } => {
            let notice = to.map(|to| transfer::completed(inbox, &conversation, &to));
            let mut effects = released(inbox, &conversation);
            effects.extend(notice);
            effects
        }
        AgentEvent::TransferStarted { conversation, transfer } => {
            transfer::started(inbox, &conversation, transfer);
            Vec::new()
        }
        AgentEvent::TransferEnded { conversation, reason } => {
            transfer::transfer_ended(inbox, &conversation, reason)
        }
        AgentEvent::Missed { free, own } => missed::counted(inbox, free, own),
        AgentEvent::Waiting { count } => {
            inbox.waiting = count;
            Vec::new()
        }
        AgentEvent::LabelsChanged => Vec::new(), // the list is loaded again
        AgentEvent::Labelled { conversation, labels } => labels::known(inbox, conversation, labels),
        AgentEvent::Status { available, toggled_until, schedule } => {
            if let Some(status) = inbox.availability.last_mut() {
                (status.available, status.requested) = (available, None);
                (status.toggled_until, status.schedule) = (toggled_until, schedule);
            }
            Vec::new()
        }
        AgentEvent::Ack { id } => {
            acknowledged(inbox, &id);
            Vec::new()
        }
        AgentEvent::Error { id, message, .. } => refused(inbox, id, &message),
    }
}

/// Replaces this tab's state by the desk's snapshot.
fn snapshot(inbox: &mut Inbox, now: Timestamp, frame: AgentEvent) -> Vec<Effect> {
    let AgentEvent::Snapshot {
        now: edge,
        agent,
        live_chat,
        available,
        max_chats,
        offers,
        chats,
        toggled_until,
        schedule,
        waiting,
    } = frame
    else {
        return Vec::new();
    };
    inbox.clock.learn(edge, now);
    inbox.me.agent = agent;
    inbox.waiting = waiting;
    // What the agent wants and the desk has not answered is sent again below.
    let requested = inbox.availability.last_mut().and_then(|status| status.requested.take());
    inbox.availability = AvailabilityStatus::Current(DeskStatus {
        live_chat,
        available,
        requested,
        max_chats,
        toggled_until,
        schedule,
    });

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
    effects.extend(offer_unanswered(inbox));
    effects.extend(deep_link::open_deep_link(inbox));
    effects.extend(missed::again(inbox));
    effects
}

/// Replaces the offers by those of the snapshot; pending choices are kept.
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
            None => effects.extend(add_offer(inbox, offer)),
        }
    }
    effects
}

/// Sends unacknowledged frames again, with their old keys.
fn offer_unanswered(inbox: &Inbox) -> Vec<Effect> {
    let requested = inbox.availability.last().and_then(|status| status.requested.clone());
    let status = requested
        .into_iter()
        .map(|(id, available)| Effect::SendAgentFrame(AgentFrame::Status { id, available }));
    let chosen = inbox.offers.iter().filter_map(|offer| {
        let (key, choice) = offer.chosen.clone()?;
        Some(answer(key, offer.card.id.clone(), choice))
    });
    status.chain(chosen).collect()
}

fn add_offer(inbox: &mut Inbox, card: OfferCard) -> Vec<Effect> {
    if let Some(entry) = inbox.offer_mut(&card.id) {
        entry.card = card;
        return Vec::new();
    }
    inbox.offers.push(Offer { card: card.clone(), chosen: None });
    vec![Effect::NotifyOffer(card)]
}

fn closed(inbox: &mut Inbox, id: &OfferId, reason: OfferOutcome) -> Vec<Effect> {
    let Some(at) = inbox.offers.iter().position(|offer| offer.card.id == *id) else {
        return Vec::new();
    };
    let offer = inbox.offers.remove(at);
    let accepting = matches!(offer.chosen, Some((_, Choice::Accept)));
    if reason == OfferOutcome::Accepted && accepting {
        inbox.accepted.insert(offer.card.conversation.clone());
    }
    let name = visitor::display_name(&offer.card.attributes);
    let mut effects = vec![Effect::Unnotify(id.clone())];
    let (tone, text) = match reason {
        OfferOutcome::Accepted | OfferOutcome::Failed(OfferFailure::Declined) => return effects,
        OfferOutcome::Failed(OfferFailure::TimedOut) if accepting => {
            (Tone::Bad, t!("inbox-offer-too-late", name = name))
        }
        OfferOutcome::Failed(OfferFailure::TimedOut) => {
            (Tone::Plain, t!("inbox-offer-timed-out", name = name))
        }
        OfferOutcome::Failed(OfferFailure::Withdrawn) => {
            (Tone::Plain, t!("inbox-offer-left", name = name))
        }
        OfferOutcome::Failed(OfferFailure::AgentGone) => {
            (Tone::Plain, t!("inbox-offer-withdrawn", name = name))
        }
    };
    effects.push(Effect::Expire(inbox.add_toast(tone, text)));
    effects
}

fn assigned(inbox: &mut Inbox, card: ChatCard) -> Vec<Effect> {
    let id = card.conversation.clone();
    let accepted_here = inbox.accepted.remove(&id);
    let mut effects = Vec::new();
    if let Some(entry) = inbox.chats.get_mut(&id) {
        entry.mine = true;
        entry.since = card.since;
        entry.transfer = card.transfer;
    } else {
        inbox.chats.insert(id.clone(), ConversationView::from_card(card));
        effects.push(Effect::OpenChat(id.clone()));
    }
    if accepted_here {
        inbox.tab = Tab::Mine;
        effects.extend(select(inbox, &id));
        inbox.arrived += 1;
    }
    effects
}

/// An ended chat stays in the list while it is open or has unread messages.
fn released(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    inbox.history.loaded = false;
    inbox.all.loaded = false;
    let stays = inbox.selected.as_ref() == Some(id)
        || inbox.chats.get(id).is_some_and(|chat| chat.unread() > 0);
    if stays { Vec::new() } else { leave(inbox, id) }
}

fn acknowledged(inbox: &mut Inbox, key: &ClientKey) {
    if let Some(status) = inbox.availability.last_mut()
        && let Some((_, available)) = status.requested.take_if(|(requested, _)| requested == key)
    {
        status.available = available;
    }
}

fn refused(inbox: &mut Inbox, key: Option<ClientKey>, message: &str) -> Vec<Effect> {
    if let Some(key) = key {
        if let Some(status) = inbox.availability.last_mut() {
            status.requested.take_if(|(requested, _)| *requested == key);
        }
        for offer in &mut inbox.offers {
            offer.chosen.take_if(|(chosen, _)| *chosen == key);
        }
    }
    vec![Effect::Expire(inbox.add_toast(Tone::Bad, message))]
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

/// The agent toggles their availability. Ignored until the desk has sent it on this connection,
/// because until then the current state is unknown.
pub(super) fn set_available(inbox: &mut Inbox, available: bool) -> Vec<Effect> {
    let AvailabilityStatus::Current(status) = &mut inbox.availability else { return Vec::new() };
    let id = inbox.keys.next();
    status.requested = Some((id.clone(), available));
    vec![Effect::SendAgentFrame(AgentFrame::Status { id, available })]
}

/// Removes offers whose end the desk is late to send.
pub(super) fn tick(inbox: &mut Inbox, now: Timestamp) -> Vec<Effect> {
    let edge = inbox.clock.edge(now);
    let over = |offer: &Offer| edge >= offer.card.until + LATE;
    let late: Vec<_> = inbox.offers.iter().filter(|offer| over(offer)).collect();
    let late: Vec<_> = late.into_iter().map(|offer| offer.card.id.clone()).collect();
    late.iter()
        .flat_map(|id| closed(inbox, id, OfferOutcome::Failed(OfferFailure::TimedOut)))
        .collect()
}

fn answer(id: ClientKey, offer: OfferId, choice: Choice) -> Effect {
    Effect::SendAgentFrame(match choice {
        Choice::Accept => AgentFrame::Accept { id, offer },
        Choice::Decline => AgentFrame::Decline { id, offer },
    })
}
