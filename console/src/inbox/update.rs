//! The inbox's one way to change.

use super::chat::Chat;
use super::model::{Asked, Inbox, Link, Pane, Tab};
use super::msg::{Effect, Msg, Way};
use super::{bell, end, files, hand, notes, seek, talk};
use shared::id::ConversationId;
use shared::time::Timestamp;

/// Takes a message in; gives what is to be done about it. `now` is what the browser's clock shows.
pub(crate) fn update(inbox: &mut Inbox, now: Timestamp, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::BellOpened => inbox.bell = Link::Open,
        Msg::BellBroke => inbox.bell = Link::Broken,
        Msg::ChatBroke(id) => talk::broke(inbox, &id),
        Msg::Draft(id, text) => found(inbox, &id, text),
        Msg::ShowPane(pane) => inbox.pane = pane,
        Msg::Carried(id, key, state) => files::carried(inbox, &id, &key, state),
        Msg::Loaded { tab, first, page } => inbox.listing_mut(tab).take(first, page),
        Msg::Colleagues(Ok(found)) => inbox.colleagues = Asked::These(found),
        Msg::Colleagues(Err(why)) => inbox.colleagues = Asked::Failed(why),
        Msg::End(id) => end::want(inbox, now, &id),
        Msg::Undo(id) => end::undo(inbox, &id),
        Msg::Noting(id, on) => notes::noting(inbox, &id, on),
        Msg::TypeNote(id, text) => notes::typed(inbox, &id, text),
        Msg::Replies(replies) => inbox.replies = replies,
        Msg::Dismiss(id) => inbox.toasts.retain(|toast| toast.id != id),

        Msg::Bell(frame) => return bell::frame(inbox, now, frame),
        Msg::Choose(offer, choice) => return bell::choose(inbox, &offer, choice),
        Msg::Duty(available) => return bell::duty(inbox, available),
        Msg::AskColleagues => return hand::ask(inbox),
        Msg::Transfer(id, to) => return hand::transfer(inbox, id, to),
        Msg::KeepChat(id) => return hand::keep(inbox, id),
        Msg::Tick => {
            let mut effects = bell::tick(inbox, now);
            effects.extend(end::due(inbox, Some(now)));
            return effects;
        }

        Msg::ChatOpened(id) => return talk::opened(inbox, &id),
        Msg::Chat(id, frame) => return talk::frame(inbox, now, &id, *frame),
        Msg::Unread(id, seq) => {
            if let Some(chat) = inbox.chats.get_mut(&id) {
                chat.pass_over(seq);
            }
        }
        Msg::Type(id, text) => return talk::typed(inbox, now, &id, text),
        Msg::Say(id) => return talk::say(inbox, now, &id),
        Msg::WriteNote(id) => return notes::write(inbox, now, &id),
        Msg::Discard(id, key) => return talk::discard(inbox, &id, &key),
        Msg::Attach(id, chosen) => return files::attach(inbox, now, &id, chosen),
        Msg::Retry(id, key) => return talk::retry(inbox, &id, &key),
        Msg::Leaving => return end::due(inbox, None),

        Msg::Seek(id) => return seek::seek(inbox, id),
        Msg::Select(id) => return select(inbox, &id),
        Msg::Unselect => return unselect(inbox),
        Msg::Step(way) => return step(inbox, way),
        Msg::ShowTab(tab) => return show(inbox, tab),
        Msg::LoadPast { tab, again } => return load(inbox, tab, again),
        Msg::Looking(looking) => return look(inbox, looking),
        Msg::Tell(tone, text) => return vec![Effect::Expire(inbox.tell(tone, text))],
    }
    Vec::new()
}

/// Opens a conversation in the middle.
pub(super) fn select(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    inbox.pane = Pane::Thread;
    if inbox.selected.as_ref() == Some(id) {
        return talk::seen(inbox, id);
    }
    let mut effects = put_away(inbox);
    if !inbox.chats.contains_key(id) {
        let rows = inbox.past.rows.iter().chain(&inbox.all.rows);
        let Some(chat) = rows.into_iter().find(|row| row.id == *id).map(Chat::of_row) else {
            inbox.pane = Pane::List;
            return effects;
        };
        inbox.chats.insert(id.clone(), chat);
        effects.push(Effect::OpenChat(id.clone()));
    }
    inbox.selected = Some(id.clone());
    effects.extend(talk::came(inbox, id));
    effects
}

fn unselect(inbox: &mut Inbox) -> Vec<Effect> {
    inbox.pane = Pane::List;
    put_away(inbox)
}

/// Closes what is open; what is over is not kept.
fn put_away(inbox: &mut Inbox) -> Vec<Effect> {
    let Some(id) = inbox.selected.take() else { return Vec::new() };
    let over = inbox.chats.get(&id).is_some_and(Chat::is_over);
    if over { leave(inbox, &id) } else { Vec::new() }
}

/// Forgets a conversation.
pub(super) fn leave(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    if inbox.chats.remove(id).is_none() {
        return Vec::new();
    }
    if inbox.selected.as_ref() == Some(id) {
        inbox.selected = None;
        inbox.pane = Pane::List;
    }
    vec![Effect::CloseChat(id.clone()), Effect::KeepDraft(id.clone(), String::new())]
}

fn step(inbox: &mut Inbox, way: Way) -> Vec<Effect> {
    let ids = match inbox.tab {
        Tab::Mine => inbox.mine(),
        tab => inbox.listed(tab).into_iter().map(|row| row.id).collect(),
    };
    let at = inbox.selected.as_ref().and_then(|open| ids.iter().position(|id| id == open));
    let next = match (way, at) {
        (Way::Down, Some(at)) => at + 1,
        (Way::Up, Some(at)) => at.saturating_sub(1),
        (_, None) => 0,
    };
    match ids.get(next).cloned() {
        Some(id) => select(inbox, &id),
        None => Vec::new(),
    }
}

fn show(inbox: &mut Inbox, tab: Tab) -> Vec<Effect> {
    inbox.tab = tab;
    if tab == Tab::Mine { Vec::new() } else { load(inbox, tab, true) }
}

fn load(inbox: &mut Inbox, tab: Tab, again: bool) -> Vec<Effect> {
    let listing = inbox.listing_mut(tab);
    let cursor = if again { None } else { listing.next.clone() };
    if listing.loading || (cursor.is_none() && !again) {
        return Vec::new();
    }
    listing.loading = true;
    listing.error = None;
    vec![Effect::Load { tab, cursor }]
}

fn look(inbox: &mut Inbox, looking: bool) -> Vec<Effect> {
    inbox.looking = looking;
    match inbox.selected.clone() {
        Some(id) if looking => talk::came(inbox, &id),
        _ => Vec::new(),
    }
}

/// A draft from earlier never overwrites what is being typed.
fn found(inbox: &mut Inbox, id: &ConversationId, text: String) {
    if let Some(chat) = inbox.chats.get_mut(id).filter(|chat| chat.draft.is_empty()) {
        chat.draft = text;
    }
}
