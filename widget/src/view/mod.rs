//! Renders the model. Pure: the same model gives the same tree.

mod banner;
mod bubble;
mod capture;
mod card;
mod composer;
mod ended;
mod header;
mod icon;
mod leave;
mod markup;
mod thread;
mod waiting;

use crate::model::Model;
use crate::texts::{Text, TextKey};
use crate::thread_view::{Prompt, ThreadView};
use crate::ui::node::{El, Node, On, el};
use crate::update::UserAction;
use shared::prelude::*;
use shared::wording::is_web;

pub(crate) fn view(model: &Model) -> Node<UserAction> {
    let mut view = model.conversation.as_ref().map(ThreadView::new).unwrap_or_default();
    let more = view.reveal(model.revealed);
    let scroll = el("div|class=scroll|id=scroll|tabindex=0|role=region").label(TextKey::Thread);
    let scroll = match (&model.conversation, &view.prompt) {
        (None, _) => scroll.kid(el("p|class=note").translated(TextKey::Nothing)),
        (_, Prompt::Loading) => scroll.kid(skeleton()),
        _ => scroll.kid(thread::view(model, &view.lines, more)).kid(reply(model, &view.prompt)),
    };
    el("div|class=panel")
        .kid(header::view(model))
        .maybe(banner::view(model))
        .kid(scroll)
        .maybe(model.stage.news_below.then(news))
        .maybe(composer::view(model, &view.prompt))
        .maybe(privacy(model))
        .into()
}

/// The visitor's current input, below the thread.
fn reply(model: &Model, prompt: &Prompt<'_>) -> El<UserAction> {
    let reply = el("div|class=reply|id=reply|tabindex=-1");
    match prompt {
        Prompt::Choose(card, responses) => reply.kid(card::choices(card, responses)),
        Prompt::Field { card, spec, corrects } => {
            reply.kid(capture::view(model, card, spec, *corrects))
        }
        Prompt::Start => reply.kid(button(
            "button|type=button|class=main|data-act=start",
            TextKey::Start,
            UserAction::Start,
        )),
        Prompt::Wait { open_offer, place, leaving } => {
            reply.kid(waiting::view(model, *open_offer, *place, *leaving))
        }
        Prompt::Leave(form) => reply.kid(leave::view(model, form)).kid(ended::view(model, false)),
        Prompt::Over { completed } => reply.kid(ended::view(model, *completed)),
        Prompt::Chat { leaving: false } => reply.maybe(still_there(model)),
        Prompt::Loading | Prompt::Nothing | Prompt::Chat { .. } => reply,
    }
}

/// The question whether the visitor is still there, before a silent chat ends.
fn still_there(model: &Model) -> Option<El<UserAction>> {
    model.conversation.as_ref()?.ends_at?;
    let question = el("p").translated(TextKey::StillThere);
    let yes = button(
        "button|type=button|class=quiet|data-act=here",
        TextKey::StillHere,
        UserAction::StillHere,
    );
    Some(el("div|class=ended|role=alert").key("idle".to_owned()).kid(question).kid(yes))
}

/// A button to scroll to new messages below.
fn news() -> El<UserAction> {
    button("button|type=button|class=news", TextKey::News, UserAction::ToBottom)
        .kid(icon::view(icon::DOWN))
}

/// The placeholder while a conversation loads.
fn skeleton() -> El<UserAction> {
    el("div|class=bones|role=status")
        .label(TextKey::Loading)
        .kid(el("i|class=a"))
        .kid(el("i|class=b"))
        .kid(el("i|class=c"))
}

fn privacy(model: &Model) -> Option<El<UserAction>> {
    let url = model.style.privacy_url.as_deref().filter(|url| is_web(url))?;
    Some(el("footer").kid(link(url, TextKey::Privacy.into())))
}

/// A link that opens in a new tab, without access to the chat (`noopener`).
fn link(url: &str, text: Text) -> El<UserAction> {
    el("a|target=_blank|rel=noopener noreferrer nofollow").attr("href", url).push_text(text)
}

const QUIET: &str = "button|type=button|class=quiet";
const AGAIN: &str = "button|type=button|class=quiet|data-act=again";

fn button(spec: &'static str, key: TextKey, message: UserAction) -> El<UserAction> {
    el(spec).on(On::Click(message)).translated(key)
}

/// A choice with the site's text.
fn choice(text: &str, message: UserAction) -> El<UserAction> {
    el("button|type=button|class=choice").on(On::Click(message)).text(text)
}

/// A button with an icon, labelled for screen readers.
fn icon_button(
    spec: &'static str,
    name: TextKey,
    path: &'static str,
    message: UserAction,
) -> El<UserAction> {
    iconic(el(spec), name, path).on(On::Click(message))
}

/// Adds an icon to a button, and its label for screen readers.
fn iconic(button: El<UserAction>, name: TextKey, path: &'static str) -> El<UserAction> {
    button.label(name).named("title", name).kid(icon::view(path))
}

/// An agent's picture, or their initial.
fn avatar(name: &str, picture: Option<&str>) -> El<UserAction> {
    let avatar = el("span|class=avatar|aria-hidden=true");
    match picture {
        Some(picture) => avatar.kid(el("img|alt=").attr("src", picture)),
        None => avatar.text(initial(name)),
    }
}

/// The first letter of a name; the whole name if it has none, because an emoji may be several
/// characters.
fn initial(name: &str) -> &str {
    // Without the tables of Unicode: blocks of letters, which have no emoji.
    let is_letter = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '\u{c0}'..='\u{1fff}' | '\u{2c00}'..='\u{fe0e}' | '\u{fe10}'..='\u{ffff}')
    };
    let letter = name.char_indices().find(|(_, c)| is_letter(*c));
    letter.and_then(|(at, c)| name.get(at..at + c.len_utf8())).unwrap_or(name)
}

#[cfg(test)]
mod tests;
