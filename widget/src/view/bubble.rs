//! Message bubbles. Addresses become links; nothing is parsed as HTML.

use shared::conversation::Phase;
use shared::prelude::*;
use shared::wording::next_link;

use super::{avatar, button, link, markup};
use crate::model::Model;
use crate::texts::{Text, TextKey};
use crate::thread_view::{Bubble, By, File};
use crate::ui::node::{El, Node, el};
use crate::update::UserAction;

/// A bubble. `tail`: it ends its group; `last`: it is the visitor's last and shows its delivery
/// state.
pub(super) fn view(model: &Model, said: &Bubble, tail: bool, last: bool) -> El<UserAction> {
    let class = match (said.by, tail) {
        (By::Visitor, false) => "msg own",
        (By::Visitor, true) => "msg own tail",
        (_, false) => "msg",
        (_, true) => "msg tail",
    };
    let by = match said.by {
        By::Bot => "bot",
        By::Agent => "agent",
        By::App => "app",
        By::Visitor => "visitor",
    };
    let time = said.confirmed.map(|(at, _)| el("time").text(&(model.clock)(at)));
    let change = change(model, said);
    let body = el("div|class=said|tabindex=-1").kids(match (&said.file, said.text.key, said.by) {
        (Some(file), ..) => vec![shared(file, &said.text.with).into()],
        (None, TextKey::Own, By::Bot) => markup::view(&said.text.with),
        // One's own address needs no link.
        (None, TextKey::Own, _) if change.is_none() => linked(&said.text.with),
        _ => vec![Node::Text(said.text.clone())],
    });
    el("div")
        .attr("class", class)
        .attr("data-by", by)
        .key(said.key.clone())
        .maybe((said.by == By::Agent && tail).then(|| agent_avatar(model)).flatten())
        .kid(
            el(if said.by == By::App { "span|class=status" } else { "span|class=author" })
                .push_text(author(model, said)),
        )
        .kid(body)
        .maybe(change)
        .maybe(time)
        .maybe(status(model, said, last))
}

/// A button to correct the answer, as long as that is possible.
fn change(model: &Model, said: &Bubble) -> Option<El<UserAction>> {
    let (conversation, (_, seq)) = (model.conversation.as_ref()?, said.confirmed?);
    conversation.answer(seq)?;
    conversation.state.takes_corrections(model.edge_now()).then(|| {
        let change = UserAction::Correct(seq);
        // What is changed is heard, not seen; and only by who comes here, not with the answer.
        button("button|type=button|class=change|aria-live=off", TextKey::Change, change)
            .kid(el("span|class=author").text(": ").push_text(said.text.clone()))
    })
}

/// Whose words these are, for those who don't see where they stand, and for a saved chat.
fn author(model: &Model, said: &Bubble) -> Text {
    let name = said.agent.as_deref().unwrap_or_default();
    match said.by {
        By::Bot => model.style.bot_name.clone().into(),
        By::Agent => Text::new(TextKey::Own, name),
        By::App => Text::new(TextKey::App, name),
        By::Visitor => TextKey::You.into(),
    }
}

/// A file: what it shows, or its name.
fn shared(file: &File, name: &str) -> El<UserAction> {
    let link = link(&file.path, Text::new(TextKey::Own, if file.is_image { "" } else { name }));
    let picture = file.is_image.then(|| el("img").attr("src", &file.path).attr("alt", name));
    link.attr("data-file", name).maybe(picture)
}

fn agent_avatar(model: &Model) -> Option<El<UserAction>> {
    let agent = model.conversation.as_ref()?.state.agent.as_ref()?;
    Some(avatar(&agent.name, agent.picture.as_deref()))
}

/// The delivery state of the visitor's message.
fn status(model: &Model, said: &Bubble, last: bool) -> Option<El<UserAction>> {
    let conversation = model.conversation.as_ref()?;
    if let Some((key, reason)) = &said.refused {
        let remove = button(
            "button|type=button|class=text",
            TextKey::Remove,
            UserAction::Remove(key.clone()),
        );
        return Some(
            el("p|class=status bad")
                .translated(TextKey::NotSent)
                .text(" ")
                .push_text(reason.clone())
                .kid(remove),
        );
    }
    if said.by != By::Visitor {
        return None;
    }
    let (spec, key) = match said.confirmed {
        None => ("p|class=status late", TextKey::Sending),
        Some(_) if !last || !matches!(conversation.state.phase, Phase::Live { .. }) => return None,
        Some((_, seq)) if seq <= conversation.seen_by_agent => ("p|class=status", TextKey::Seen),
        Some(_) => ("p|class=status", TextKey::Sent),
    };
    Some(el(spec).translated(key))
}

/// The text with its web addresses, e-mail addresses and phone numbers as links.
pub(super) fn linked(text: &str) -> Vec<Node<UserAction>> {
    let mut nodes = Vec::new();
    let mut rest = text;
    while let Some(found) = next_link(rest) {
        nodes.push(Node::Text(Text::new(TextKey::Own, found.before)));
        nodes.push(link(&found.href(), Text::new(TextKey::Own, found.shown)).into());
        rest = found.after;
    }
    nodes.push(Node::Text(Text::new(TextKey::Own, rest)));
    nodes
}
