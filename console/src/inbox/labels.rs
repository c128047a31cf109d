//! The labels of the site and of conversations, and what the lists are narrowed to.

use super::chats::Turn;
use super::model::{Inbox, Tab};
use super::msg::{Effect, Msg};
use super::toast::Tone;
use super::update::load;
use shared::id::{ConversationId, LabelId};
use shared::label::{
    ConversationLabels, Label, LabelColour, LabelList, LabelRow, Labelled, MOST_LABELLED, NewLabel,
    check, matching,
};
use shared::permission::Permission;
use shared::protocol::{AgentEvent, ConversationRow};
use std::collections::BTreeMap;

/// What this tab knows of labels.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Labels {
    /// The site's labels, by name.
    pub(crate) list: LabelList,
    /// The labels of conversations, as far as they are known. Those of listed rows are here, too.
    pub(crate) of: BTreeMap<ConversationId, Vec<LabelId>>,
    /// What all lists are narrowed to.
    pub(crate) narrowed: Narrowed,
}

/// What the lists show only. It is in the page's address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Narrowed {
    pub(crate) label: Option<LabelId>,
    /// Only what needs an answer.
    pub(crate) waits: bool,
}

/// A message about labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LabelMsg {
    /// The site's labels have arrived.
    Listed(LabelList),
    /// The labels of a conversation have arrived.
    Known(ConversationLabels),
    /// A conversation shows whose labels may not be known.
    Ask(ConversationId),
    /// The agent puts a label on a conversation, or takes it off.
    Toggle(ConversationId, LabelId),
    /// The agent makes a label, or changes one; a new one goes on this conversation.
    Save(LabelId, NewLabel, Option<ConversationId>),
    Delete(LabelId),
    /// The edge has refused a change.
    Refused(Option<ConversationId>, String),
    /// The agent narrows the lists.
    Narrow(Narrowed),
    /// The counts are shown.
    Count,
}

/// An effect about labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LabelEffect {
    LoadList,
    Load(ConversationId),
    Put(ConversationId, LabelId),
    TakeOff(ConversationId, LabelId),
    Save(LabelId, NewLabel, Option<ConversationId>),
    Delete(LabelId),
}

impl Narrowed {
    pub(crate) const fn is_all(&self) -> bool {
        self.label.is_none() && !self.waits
    }
}

impl Inbox {
    /// Whether this agent can put labels on conversations.
    pub(crate) fn may_label(&self) -> bool {
        self.me.permissions.contains(&Permission::LiveChat)
    }

    /// Whether this agent sees labels.
    pub(crate) fn sees_labels(&self) -> bool {
        self.may_label() || self.sees_all() || self.edits_replies()
    }

    /// The labels of a conversation, by name.
    pub(crate) fn labels_of(&self, id: &ConversationId) -> Vec<Label> {
        let Some(own) = self.labels.of.get(id) else { return Vec::new() };
        let all = self.labels.list.items.iter().map(|row| &row.label);
        all.filter(|label| own.contains(&label.id)).cloned().collect()
    }

    /// Whether a conversation has the label that the lists are narrowed to.
    pub(super) fn has_narrowed_label(&self, id: &ConversationId) -> bool {
        let Some(label) = &self.labels.narrowed.label else { return true };
        self.labels.of.get(id).is_some_and(|labels| labels.contains(label))
    }

    /// The agent's chats that show. The open one stays when it was answered.
    pub(crate) fn mine_narrowed(&self) -> Vec<ConversationId> {
        let waits = |id: &ConversationId| {
            !self.labels.narrowed.waits || self.selected.as_ref() == Some(id) || self.is_ours(id)
        };
        let mine = self.mine().into_iter();
        mine.filter(|id| self.has_narrowed_label(id) && waits(id)).collect()
    }

    fn is_ours(&self, id: &ConversationId) -> bool {
        self.row(id).is_some_and(|row| row.turn == Turn::Ours)
    }

    /// How many conversations of a tab have a label.
    pub(crate) fn label_count(&self, tab: Tab, row: &LabelRow) -> u32 {
        if tab != Tab::Mine {
            return counted_in(tab, row.conversations);
        }
        let has = |id: &ConversationId| {
            self.labels.of.get(id).is_some_and(|labels| labels.contains(&row.label.id))
        };
        u32::try_from(self.mine().iter().filter(|id| has(id)).count()).unwrap_or(u32::MAX)
    }

    /// How many conversations of a tab need an answer.
    pub(crate) fn waits_count(&self, tab: Tab) -> u32 {
        if tab != Tab::Mine {
            return counted_in(tab, self.labels.list.needs_answer);
        }
        u32::try_from(self.mine().iter().filter(|id| self.is_ours(id)).count()).unwrap_or(u32::MAX)
    }
}

/// How many of a tab's conversations a count means.
const fn counted_in(tab: Tab, count: Labelled) -> u32 {
    match (tab, count.all) {
        (Tab::All | Tab::Missed, Some(all)) => all,
        _ => count.own,
    }
}

/// A count of conversations as it shows; beyond what is counted, it says so.
pub(crate) fn label_count_text(count: u32) -> String {
    if count < MOST_LABELLED { count.to_string() } else { format!("{}+", MOST_LABELLED - 1) }
}

/// The colour for a new label: the one that fewest labels have.
pub(crate) fn next_colour(list: &LabelList) -> LabelColour {
    let used =
        |colour: LabelColour| list.items.iter().filter(|row| row.label.colour == colour).count();
    // Grey is for who wants no colour.
    let colours = LabelColour::ALL.iter().copied().filter(|colour| *colour != LabelColour::Grey);
    colours.min_by_key(|colour| used(*colour)).unwrap_or(LabelColour::Blue)
}

/// What an agent can choose after they typed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LabelChoice {
    Label(Label),
    /// A label of this name can be made.
    New(String),
}

/// The labels that match what was typed, and a new one if there is none of this name.
pub(crate) fn choices(list: &LabelList, typed: &str, may_make: bool) -> Vec<LabelChoice> {
    let labels = || list.items.iter().map(|row| &row.label);
    let found = matching(labels(), typed).into_iter().cloned().map(LabelChoice::Label);
    let mut found: Vec<_> = found.collect();
    if may_make && let Some(id) = LabelId::quietly(format!("{}new", LabelId::PREFIX)) {
        let new = NewLabel { name: typed.to_owned(), colour: LabelColour::Grey };
        if let Ok(label) = check(labels(), id, &new) {
            found.push(LabelChoice::New(label.name));
        }
    }
    found
}

fn effect(effect: LabelEffect) -> Vec<Effect> {
    vec![Effect::Labels(effect)]
}

/// Handles a message about labels.
pub(super) fn update(inbox: &mut Inbox, msg: LabelMsg) -> Vec<Effect> {
    match msg {
        LabelMsg::Listed(list) => {
            inbox.labels.list = list;
            // The label that the lists were narrowed to may be gone.
            let gone =
                |id: &LabelId| !inbox.labels.list.items.iter().any(|row| row.label.id == *id);
            if inbox.labels.narrowed.label.as_ref().is_some_and(gone) {
                let narrowed = Narrowed { label: None, ..inbox.labels.narrowed.clone() };
                return narrow(inbox, narrowed);
            }
            Vec::new()
        }
        LabelMsg::Known(ConversationLabels { conversation, labels }) => {
            known(inbox, conversation, labels)
        }
        LabelMsg::Ask(id) if inbox.labels.of.contains_key(&id) || !inbox.sees_labels() => {
            Vec::new()
        }
        LabelMsg::Ask(id) => effect(LabelEffect::Load(id)),
        LabelMsg::Toggle(id, label) => toggle(inbox, id, label),
        LabelMsg::Save(id, new, conversation) => effect(LabelEffect::Save(id, new, conversation)),
        LabelMsg::Delete(id) => effect(LabelEffect::Delete(id)),
        LabelMsg::Refused(conversation, sentence) => {
            let mut effects = vec![Effect::Expire(inbox.add_toast(Tone::Bad, sentence))];
            effects.extend(conversation.map(LabelEffect::Load).map(Effect::Labels));
            effects
        }
        LabelMsg::Narrow(narrowed) => narrow(inbox, narrowed),
        LabelMsg::Count if inbox.sees_labels() => effect(LabelEffect::LoadList),
        LabelMsg::Count => Vec::new(),
    }
}

/// What the desk's event asks for, before it is handled.
pub(super) fn asked_by(inbox: &Inbox, event: &AgentEvent) -> Vec<Effect> {
    if !inbox.sees_labels() {
        return Vec::new();
    }
    match event {
        // While there was no connection, anything may have changed.
        AgentEvent::Snapshot { chats, .. } => {
            let chats = chats.iter().map(|chat| LabelEffect::Load(chat.conversation.clone()));
            let open = inbox.selected.iter().cloned().map(LabelEffect::Load);
            let all = std::iter::once(LabelEffect::LoadList).chain(chats).chain(open);
            all.map(Effect::Labels).collect()
        }
        AgentEvent::Assigned { chat } => effect(LabelEffect::Load(chat.conversation.clone())),
        AgentEvent::LabelsChanged => effect(LabelEffect::LoadList),
        AgentEvent::Missed { .. } if inbox.tab != Tab::Mine => effect(LabelEffect::LoadList),
        _ => Vec::new(),
    }
}

/// Notes the labels of the rows that a message brings.
pub(super) fn learn(inbox: &mut Inbox, msg: &Msg) {
    let note = |inbox: &mut Inbox, row: &ConversationRow| {
        inbox.labels.of.insert(row.id.clone(), row.labels.clone());
    };
    match msg {
        Msg::Loaded { page: Ok(page), .. } => page.items.iter().for_each(|row| note(inbox, row)),
        Msg::MissedLoaded { page: Ok(page), .. } => {
            page.items.iter().for_each(|row| note(inbox, row));
        }
        Msg::SearchPage { page: Ok(page), .. } => {
            page.items.iter().for_each(|hit| note(inbox, &hit.row));
        }
        _ => {}
    }
}

/// A conversation has these labels now. A list that is narrowed to one of them is loaded again.
pub(super) fn known(
    inbox: &mut Inbox,
    conversation: ConversationId,
    labels: Vec<LabelId>,
) -> Vec<Effect> {
    let before = inbox.labels.of.insert(conversation.clone(), labels.clone());
    let Some(label) = inbox.labels.narrowed.label.clone() else { return Vec::new() };
    let had = before.is_some_and(|before| before.contains(&label));
    let tab = inbox.tab;
    let listed = inbox.listing(tab).rows.iter().any(|row| row.id == conversation);
    let comes = labels.contains(&label) && !had && !listed;
    if comes && tab != Tab::Mine { load(inbox, tab, true) } else { Vec::new() }
}

/// The change shows at once; the edge's answer says what is so.
fn toggle(inbox: &mut Inbox, id: ConversationId, label: LabelId) -> Vec<Effect> {
    if !inbox.may_label() {
        return Vec::new();
    }
    let mut labels = inbox.labels.of.get(&id).cloned().unwrap_or_default();
    let had = labels.contains(&label);
    if had {
        labels.retain(|one| *one != label);
    } else {
        labels.push(label.clone());
    }
    let mut effects = known(inbox, id.clone(), labels);
    let change = if had { LabelEffect::TakeOff(id, label) } else { LabelEffect::Put(id, label) };
    effects.push(Effect::Labels(change));
    effects
}

/// Narrows all lists, and loads anew what shows.
fn narrow(inbox: &mut Inbox, narrowed: Narrowed) -> Vec<Effect> {
    if inbox.labels.narrowed == narrowed {
        return Vec::new();
    }
    inbox.labels.narrowed = narrowed;
    for list in [&mut inbox.missed, &mut inbox.history, &mut inbox.all] {
        // Answers to requests that are on their way are about the wrong rows.
        list.rows.clear();
        (list.next, list.loading, list.loaded, list.error) = (None, false, false, None);
    }
    let mut effects = super::history::search_again(inbox);
    if inbox.tab != Tab::Mine {
        effects.extend(load(inbox, inbox.tab, true));
    }
    effects
}
