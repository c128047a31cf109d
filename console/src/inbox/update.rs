//! The inbox's one way to change.

use super::chat::Chat;
use super::model::{Asked, Inbox, Link, Pane, Tab};
use super::msg::{Effect, Msg, Way};
use super::{bell, drafts, end, files, hand, notes, past, seek, talk};
use shared::conversation::Draft;
use shared::id::ConversationId;
use shared::protocol::ConversationRow;
use shared::time::Timestamp;

/// Takes a message in; gives what is to be done about it. `now` is what the browser's clock shows.
pub(crate) fn update(inbox: &mut Inbox, now: Timestamp, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::BellOpened => inbox.bell = Link::Open,
        Msg::BellBroke => inbox.bell = Link::Broken,
        Msg::ChatBroke(id) => talk::broke(inbox, &id),
        Msg::ShowPane(pane) => inbox.pane = pane,
        Msg::Carried(id, key, state) => files::carried(inbox, &id, &key, state),
        Msg::Loaded { tab, narrowed, first, page } => {
            let listing = inbox.listing_mut(tab);
            // What comes of an earlier question is late.
            if listing.narrowed == narrowed {
                listing.take(first, page);
            }
        }
        Msg::Found { typed, first, page } => past::found(inbox, &typed, first, page),
        Msg::Noted(id, noted) => {
            if let Some(chat) = inbox.chats.get_mut(&id) {
                chat.noted = noted;
            }
        }
        Msg::Colleagues(Ok(found)) => inbox.colleagues = Asked::These(found),
        Msg::Colleagues(Err(why)) => inbox.colleagues = Asked::Failed(why),
        Msg::End(id) => end::want(inbox, now, &id),
        Msg::Undo(id) => end::undo(inbox, &id),
        Msg::Noting(id, on) => notes::noting(inbox, &id, on),
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
        Msg::Draft(id, draft) => return drafts::found(inbox, &id, draft).into_iter().collect(),
        Msg::Paused(id) => return drafts::paused(inbox, &id).into_iter().collect(),
        Msg::TypeNote(id, text) => return notes::typed(inbox, &id, text),
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
        Msg::Narrow(tab, narrowed) => return past::narrow(inbox, tab, narrowed),
        Msg::Find(typed) => return past::find(inbox, typed),
        Msg::FindMore => return past::find_more(inbox),
        Msg::OpenPast(row) => return open_past(inbox, &row),
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
        let found = inbox.search.rows.iter().map(|found| &found.row);
        let rows = inbox.past.rows.iter().chain(&inbox.all.rows).chain(found);
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

/// Opens a conversation that no list need have.
fn open_past(inbox: &mut Inbox, row: &ConversationRow) -> Vec<Effect> {
    if inbox.selected.as_ref() == Some(&row.id) || inbox.chats.contains_key(&row.id) {
        return select(inbox, &row.id);
    }
    let mut effects = put_away(inbox);
    inbox.chats.insert(row.id.clone(), Chat::of_row(row));
    inbox.pane = Pane::Thread;
    inbox.selected = Some(row.id.clone());
    effects.push(Effect::OpenChat(row.id.clone()));
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
    vec![Effect::CloseChat(id.clone()), Effect::KeepDraft(id.clone(), Draft::default())]
}

fn step(inbox: &mut Inbox, way: Way) -> Vec<Effect> {
    let ids = match inbox.tab {
        _ if inbox.search.is_on() => {
            inbox.search.rows.iter().map(|found| found.row.id.clone()).collect()
        }
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
    vec![Effect::Load { tab, narrowed: listing.narrowed.clone(), cursor }]
}

fn look(inbox: &mut Inbox, looking: bool) -> Vec<Effect> {
    inbox.looking = looking;
    match inbox.selected.clone() {
        Some(id) if looking => talk::came(inbox, &id),
        _ => Vec::new(),
    }
}
