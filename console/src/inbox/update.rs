//! The update function of the inbox.

use super::chat::ConversationView;
use super::model::{Inbox, Link, Loadable, Pane, Tab};
use super::msg::{Direction, Effect, Msg};
use super::{
    conversation, deep_link, drafts, end, files, history, labels, missed, notes, offers, transfer,
};
use shared::conversation::Draft;
use shared::id::ConversationId;
use shared::protocol::ConversationRow;
use shared::time::Timestamp;

/// Handles a message; returns the effects. `now` is the browser's clock.
pub(crate) fn update(inbox: &mut Inbox, now: Timestamp, msg: Msg) -> Vec<Effect> {
    labels::learn(inbox, &msg);
    match msg {
        Msg::AgentSocketOpened => {
            inbox.connection = Link::Open;
            inbox.unwell = None;
        }
        Msg::Unwell(reason) => inbox.unwell = Some(reason),
        Msg::AgentSocketBroke => {
            inbox.connection = Link::Broken;
            inbox.availability.broke();
        }
        Msg::ChatBroke(id) => conversation::broke(inbox, &id),
        Msg::ShowPane(pane) => inbox.pane = pane,
        Msg::Carried(id, key, state) => files::carried(inbox, &id, &key, state),
        Msg::Loaded { tab, filter, narrowed, first, page } => {
            let is_current = inbox.labels.narrowed == narrowed;
            let listing = inbox.listing_mut(tab);
            // Ignore a response for an earlier filter.
            if is_current && listing.filter == filter {
                listing.add_page(first, page);
            }
        }
        Msg::SearchPage { typed, narrowed, first, page } => {
            history::search_page(inbox, &typed, &narrowed, first, page);
        }
        Msg::Overridden(id, overrides) => {
            if let Some(chat) = inbox.chats.get_mut(&id) {
                chat.overrides = overrides;
            }
        }
        Msg::TransferTargets(Ok(found)) => inbox.transfer_targets = Loadable::Loaded(found),
        Msg::TransferTargets(Err(reason)) => inbox.transfer_targets = Loadable::Failed(reason),
        Msg::End(id) => end::want(inbox, now, &id),
        Msg::Undo(id) => end::undo(inbox, &id),
        Msg::Noting(id, on) => notes::noting(inbox, &id, on),
        Msg::Replies(replies) => inbox.replies = replies,
        Msg::Dismiss(id) => inbox.toasts.retain(|toast| toast.id != id),

        Msg::AgentEvent(frame) => {
            let asked = labels::asked_by(inbox, &frame);
            return offers::frame(inbox, now, frame).into_iter().chain(asked).collect();
        }
        Msg::Choose(offer, choice) => return offers::choose(inbox, &offer, choice),
        Msg::SetAvailable(available) => return offers::set_available(inbox, available),
        Msg::LoadTransferTargets => return transfer::load_targets(inbox),
        Msg::Transfer(id, to) => return transfer::start(inbox, id, to),
        Msg::CancelTransfer(id) => return transfer::cancel(inbox, id),
        Msg::Tick => {
            let mut effects = offers::tick(inbox, now);
            effects.extend(end::due(inbox, Some(now)));
            return effects;
        }

        Msg::ChatOpened(id) => {
            inbox.unwell = None;
            return conversation::opened(inbox, &id);
        }
        Msg::Chat(id, frame) => return conversation::frame(inbox, now, &id, *frame),
        Msg::ChatRefused(id) => return conversation::closed(inbox, &id),
        Msg::Unread(id, seq) => return conversation::unread(inbox, &id, seq),
        Msg::Draft(id, draft) => return drafts::restore(inbox, &id, draft).into_iter().collect(),
        Msg::Paused(id) => return drafts::paused(inbox, &id).into_iter().collect(),
        Msg::TypeNote(id, text) => return notes::typed(inbox, &id, text),
        Msg::Type(id, text) => return conversation::typed(inbox, now, &id, text),
        Msg::Say(id) => return conversation::say(inbox, now, &id),
        Msg::WriteNote(id) => return notes::write(inbox, now, &id),
        Msg::Discard(id, key) => return conversation::discard(inbox, &id, &key),
        Msg::Attach(id, chosen) => return files::attach(inbox, now, &id, chosen),
        Msg::Retry(id, key) => return conversation::retry(inbox, &id, &key),
        Msg::Leaving => return end::due(inbox, None),

        Msg::OpenDeepLink(id) => return deep_link::open(inbox, id),
        Msg::LinkFound(id) => return deep_link::found(inbox, now, id),
        Msg::Select(id) => return select(inbox, &id),
        Msg::Unselect => return unselect(inbox),
        Msg::Step(direction) => return step(inbox, direction),
        Msg::ShowTab(tab) => return show(inbox, tab),
        Msg::LoadHistory { tab, again } => return load(inbox, tab, again),
        Msg::Narrow(tab, filter) => return history::narrow(inbox, tab, filter),
        Msg::Search(typed) => return history::search(inbox, typed),
        Msg::SearchMore => return history::search_more(inbox),
        Msg::OpenHistory(row) => return open_history(inbox, &row),
        Msg::Visible(visible) => {
            inbox.visible = visible;
            return look(inbox);
        }
        Msg::InSection(in_section) => {
            inbox.in_section = in_section;
            return look(inbox);
        }
        Msg::MissedLoaded { narrowed, first, page } => {
            missed::loaded(inbox, &narrowed, first, page);
        }
        Msg::Labels(msg) => return labels::update(inbox, msg),
        Msg::ChangeMissed(id, change) => return vec![Effect::ChangeMissed(id, change)],
        Msg::MissedChanged(row) => return missed::changed(inbox, *row),
        Msg::Profile(agent) => inbox.me.agent = agent,
        Msg::ReportZone(zone) => inbox.me.report_zone = zone,
        Msg::ShowToast(tone, text) => return vec![Effect::Expire(inbox.add_toast(tone, text))],
    }
    Vec::new()
}

/// Opens a conversation in the middle pane.
pub(super) fn select(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    inbox.pane = Pane::Thread;
    if inbox.selected.as_ref() == Some(id) {
        return conversation::seen(inbox, id);
    }
    let mut effects = close_selected(inbox);
    if !inbox.chats.contains_key(id) {
        let found = inbox.search.rows.iter().map(|found| &found.row);
        let listed = [&inbox.missed, &inbox.history, &inbox.all];
        let rows = listed.into_iter().flat_map(|list| &list.rows).chain(found);
        let Some(chat) = rows.into_iter().find(|row| row.id == *id).map(ConversationView::from_row)
        else {
            inbox.pane = Pane::List;
            return effects;
        };
        inbox.chats.insert(id.clone(), chat);
        effects.push(Effect::OpenChat(id.clone()));
    }
    inbox.selected = Some(id.clone());
    effects.extend(conversation::mark_seen(inbox, id));
    effects
}

/// Opens a past conversation, which may be in no list.
fn open_history(inbox: &mut Inbox, row: &ConversationRow) -> Vec<Effect> {
    if inbox.selected.as_ref() == Some(&row.id) || inbox.chats.contains_key(&row.id) {
        return select(inbox, &row.id);
    }
    let mut effects = close_selected(inbox);
    inbox.chats.insert(row.id.clone(), ConversationView::from_row(row));
    inbox.pane = Pane::Thread;
    inbox.selected = Some(row.id.clone());
    effects.push(Effect::OpenChat(row.id.clone()));
    effects
}

/// Opens a conversation of which only the id is known.
pub(super) fn open_link(inbox: &mut Inbox, now: Timestamp, id: ConversationId) -> Vec<Effect> {
    if inbox.chats.contains_key(&id) {
        return select(inbox, &id);
    }
    let mut effects = close_selected(inbox);
    inbox.chats.insert(id.clone(), ConversationView::from_link(id.clone(), now));
    inbox.pane = Pane::Thread;
    inbox.selected = Some(id.clone());
    effects.push(Effect::OpenChat(id));
    effects
}

fn unselect(inbox: &mut Inbox) -> Vec<Effect> {
    inbox.pane = Pane::List;
    close_selected(inbox)
}

/// Closes the open conversation, and drops it if it is over.
fn close_selected(inbox: &mut Inbox) -> Vec<Effect> {
    let Some(id) = inbox.selected.take() else { return Vec::new() };
    let over = inbox.chats.get(&id).is_some_and(ConversationView::is_over);
    if over { leave(inbox, &id) } else { Vec::new() }
}

/// Drops a conversation.
pub(super) fn leave(inbox: &mut Inbox, id: &ConversationId) -> Vec<Effect> {
    if inbox.chats.remove(id).is_none() {
        return Vec::new();
    }
    if inbox.selected.as_ref() == Some(id) {
        inbox.selected = None;
        inbox.pane = Pane::List;
    }
    vec![Effect::CloseChat(id.clone()), Effect::SaveDraft(id.clone(), Draft::default())]
}

fn step(inbox: &mut Inbox, direction: Direction) -> Vec<Effect> {
    let ids = match inbox.tab {
        _ if inbox.search.is_on() => {
            inbox.search.rows.iter().map(|found| found.row.id.clone()).collect()
        }
        Tab::Mine => inbox.mine_narrowed(),
        tab => inbox.listed(tab).into_iter().map(|row| row.id).collect(),
    };
    let at = inbox.selected.as_ref().and_then(|open| ids.iter().position(|id| id == open));
    let next = match (direction, at) {
        (Direction::Down, Some(at)) => at + 1,
        (Direction::Up, Some(at)) => at.saturating_sub(1),
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

pub(super) fn load(inbox: &mut Inbox, tab: Tab, again: bool) -> Vec<Effect> {
    let narrowed = inbox.labels.narrowed.clone();
    let listing = inbox.listing_mut(tab);
    let cursor = if again { None } else { listing.next.clone() };
    if listing.loading || (cursor.is_none() && !again) {
        return Vec::new();
    }
    listing.loading = true;
    listing.error = None;
    if tab == Tab::Missed {
        return vec![Effect::LoadMissed(narrowed, cursor)];
    }
    vec![Effect::Load { tab, filter: listing.filter.clone(), narrowed, cursor }]
}

/// What the agent sees has changed.
fn look(inbox: &mut Inbox) -> Vec<Effect> {
    match inbox.selected.clone() {
        Some(id) if inbox.is_looking() => conversation::mark_seen(inbox, &id),
        _ => Vec::new(),
    }
}
