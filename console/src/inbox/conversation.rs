//! Handles a conversation's frames, and the agent's messages.

use super::chat::{ConversationView, Outgoing, Saying};
use super::model::{Inbox, Link};
use super::msg::Effect;
use super::toast::Tone;
use super::update::leave;
use super::{drafts, end, files, notes, visitor};
use crate::texts::t;
use shared::client::Arrival;
use shared::conversation::MAX_MESSAGE_CHARS;
use shared::event::{Author, Event, Logged};
use shared::id::{ClientKey, ConversationId, Seq};
use shared::protocol::{ClientFrame, ServerFrame, Side};
use shared::time::{Millis, Timestamp};

/// How often the typing indicator is repeated.
const TYPING_AGAIN: Millis = Millis::seconds(3);

/// The conversation's socket is connected: requests the missing events.
pub(super) fn opened(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    chat.link = Link::Open;
    chat.typing_sent_at = None;
    vec![Effect::Chat(id.clone(), chat.resume())]
}

/// The conversation's socket is lost.
pub(super) fn broke(inbox: &mut Inbox, id: &ConversationId) {
    if let Some(chat) = inbox.chats.get_mut(id) {
        chat.link = Link::Broken;
        chat.typing = None;
        drafts::broke(chat);
    }
}

/// The conversation can't be read any more, for example because another agent has taken the offer:
/// it is left.
pub(super) fn closed(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    let mut effects = leave(inbox, id);
    if !effects.is_empty() {
        let toast = inbox.add_toast(Tone::Plain, t!("inbox-may-not-read"));
        effects.push(Effect::Expire(toast));
    }
    effects
}

/// Handles a frame of a conversation.
pub(super) fn frame(
    inbox: &mut Inbox,
    now: Timestamp,
    id: &ConversationId,
    frame: ServerFrame,
) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    match frame {
        ServerFrame::Welcome { now: edge, .. } => {
            chat.welcome(frame);
            // The last piece's welcome sends what is pending.
            let whole = !chat.is_partial();
            let frames = chat.pending.unacked().filter(|_| whole);
            let frames = frames.map(|pending| pending.content.frame(&pending.key));
            let again = frames.map(|frame| Effect::Chat(id.clone(), frame)).collect();
            inbox.clock.learn(edge, now);
            again
        }
        ServerFrame::Event(logged) => event(inbox, id, logged),
        ServerFrame::Note(note) => {
            notes::on_note(chat, note);
            Vec::new()
        }
        ServerFrame::Draft(draft) => drafts::on_draft(chat, draft).into_iter().collect(),
        ServerFrame::Typing { by: Side::Visitor, on } => {
            chat.visitor_types(on, now);
            Vec::new()
        }
        ServerFrame::Seen { by, seq } => {
            let seen = match by {
                Side::Visitor => &mut chat.seen_by_visitor,
                Side::Agent => &mut chat.seen_by_agent,
            };
            *seen = seq.max(*seen);
            Vec::new()
        }
        ServerFrame::Presence { side: Side::Visitor, here } => {
            chat.here = here;
            if !here {
                chat.typing = None;
            }
            Vec::new()
        }
        ServerFrame::Visit { pages, .. } => {
            chat.pages = pages;
            Vec::new()
        }
        ServerFrame::Error { id: key, message, .. } => refused(inbox, id, key, &message),
        ServerFrame::Ack { id: key, seq } => {
            chat.pending.ack(&key, seq, chat.state.head);
            drafts::saved(chat, &key).into_iter().collect()
        }
        ServerFrame::Typing { by: Side::Agent, .. }
        | ServerFrame::Presence { side: Side::Agent, .. }
        // Visitors are asked, agents are not.
        | ServerFrame::IdleWarning { .. } => Vec::new(),
    }
}

fn event(inbox: &mut Inbox, id: &ConversationId, logged: Logged) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let said = match &logged.event {
        Event::Said { by: Author::Visitor, text, .. } => Some(text.clone()),
        _ => None,
    };
    let arrived = logged.id.as_ref().and_then(|key| files::done(chat, key));
    match chat.fold(logged) {
        Arrival::Old => return Vec::new(),
        Arrival::Gap { resume } => return ask(chat, resume),
        Arrival::Next => {}
    }
    // Events up to the head of the welcome are history, so they need no notification.
    let fresh = chat.state.head > chat.head && chat.is_live();
    let name = visitor::display_name(&chat.attributes());
    let more = chat.wants_more();
    let more = ask(chat, more);
    let goes_on = said.as_ref().and_then(|_| end::answered(inbox, id));
    let mut effects = seen(inbox, id);
    if let Some(text) = said.filter(|_| fresh && effects.is_empty()) {
        effects.push(Effect::NotifySaid { chat: id.clone(), name, text });
    }
    effects.extend(arrived.into_iter().chain(goes_on).chain(more));
    effects
}

/// An event came that this version doesn't know.
pub(super) fn unread(inbox: &mut Inbox, id: &ConversationId, seq: Seq) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let gap = chat.pass_over(seq) == Arrival::Gap { resume: true };
    let resume = gap || chat.wants_more();
    ask(chat, resume)
}

/// Asks for what is missing, unless it was asked for already.
fn ask(chat: &mut ConversationView, resume: bool) -> Vec<Effect> {
    if resume { vec![Effect::Chat(chat.id.clone(), chat.resume())] } else { Vec::new() }
}

/// The agent comes to a conversation: what they have not seen of it is marked as new.
pub(super) fn mark_seen(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    if let Some(chat) = inbox.chats.get_mut(id) {
        chat.news_after = (chat.mine && chat.unread() > 0).then_some(chat.seen_by_agent);
    }
    seen(inbox, id)
}

/// Sends the seen position, if the agent is looking at the conversation.
pub(super) fn seen(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    if !inbox.is_looking() || inbox.selected.as_ref() != Some(id) {
        return Vec::new();
    }
    let me = &inbox.me.agent.id;
    let is_theirs = |chat: &&mut ConversationView| chat.mine || chat.is_followed_up_by(me);
    let chat = inbox.chats.get_mut(id).filter(is_theirs).filter(|chat| chat.unread() > 0);
    let Some(chat) = chat else { return Vec::new() };
    chat.seen_by_agent = chat.state.head;
    vec![Effect::Chat(id.clone(), ClientFrame::Seen { seq: chat.state.head })]
}

fn refused(
    inbox: &mut Inbox,
    id: &ConversationId,
    key: Option<ClientKey>,
    message: &str,
) -> Vec<Effect> {
    if let Some((chat, key)) = inbox.chats.get_mut(id).zip(key)
        && let Some(refused) = chat.pending.refuse(&key, message.to_owned())
    {
        if refused.content.content != Saying::End {
            return Vec::new(); // it says so itself
        }
        // What ends a chat is not shown as a message: it has no place to be sent again from.
        chat.pending.remove(&key);
    }
    vec![Effect::Expire(inbox.add_toast(Tone::Bad, message))]
}

/// The agent types.
pub(super) fn typed(
    inbox: &mut Inbox,
    now: Timestamp,
    id: &ConversationId,
    text: String,
) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    let on = !text.trim().is_empty();
    chat.drafts.here.text = text;
    let mut effects = drafts::typed(chat);
    let due = chat.typing_sent_at.is_none_or(|sent_at| now >= sent_at + TYPING_AGAIN);
    let notify = if on { due } else { chat.typing_sent_at.is_some() };
    if notify && chat.is_live() {
        chat.typing_sent_at = on.then_some(now);
        effects.push(Effect::Chat(id.clone(), ClientFrame::Typing { on }));
    }
    effects
}

/// The agent sends the message.
pub(super) fn say(inbox: &mut Inbox, now: Timestamp, id: &ConversationId) -> Vec<Effect> {
    let key = inbox.keys.next();
    let at = inbox.clock.edge(now);
    let answers = inbox.may_answer(id);
    let Some(chat) = inbox.chats.get_mut(id).filter(|chat| chat.is_live() || answers) else {
        return Vec::new();
    };
    let text = chat.drafts.here.text.trim().to_owned();
    if text.is_empty() || text.chars().count() > MAX_MESSAGE_CHARS {
        return Vec::new();
    }
    chat.drafts.here.text.clear();
    chat.typing_sent_at = None;
    chat.news_after = None; // who answers has read,
    chat.ends_at = None; // and goes on
    let content = if answers { Saying::Answer(text) } else { Saying::Text(text) };
    let mut effects = send(chat, key, Outgoing { content, at });
    effects.extend(drafts::sent(inbox, id));
    effects
}

/// Retries a refused message, as a new frame.
pub(super) fn retry(inbox: &mut Inbox, id: &ConversationId, key: &ClientKey) -> Vec<Effect> {
    let anew = inbox.keys.next();
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    match chat.pending.remove(key) {
        Some(refused) => send(chat, anew, refused.content),
        None => files::retry(chat, key),
    }
}

/// Discards a refused message.
pub(super) fn discard(inbox: &mut Inbox, id: &ConversationId, key: &ClientKey) -> Vec<Effect> {
    let Some(chat) = inbox.chats.get_mut(id) else { return Vec::new() };
    chat.pending.remove(key);
    files::done(chat, key).into_iter().collect()
}

/// Holds a frame, and puts it on the wire if there is one: else the next welcome sends it.
pub(super) fn send(chat: &mut ConversationView, key: ClientKey, outgoing: Outgoing) -> Vec<Effect> {
    let effect = Effect::Chat(chat.id.clone(), outgoing.frame(&key));
    chat.pending.push(key, outgoing);
    if chat.link == Link::Open && chat.stream.is_some() { vec![effect] } else { Vec::new() }
}
