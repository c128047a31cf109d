//! Draws the model. Pure: the same model is the same tree.

mod banner;
mod bubble;
mod capture;
mod card;
mod composer;
mod ended;
mod header;
mod icon;
mod markup;
mod thread;
mod waiting;

use crate::model::Model;
use crate::shown::{Prompt, Shown};
use crate::texts;
use crate::ui::node::{El, Node, On, el};
use crate::update::Did;
use shared::prelude::*;

/// The panel.
pub(crate) fn view(model: &Model) -> Node<Did> {
    let mut shown = model.talk.as_ref().map(Shown::of).unwrap_or_default();
    let more = shown.reveal(model.revealed);
    let scroll =
        el("div|class=scroll|id=scroll|tabindex=0|role=region").attr("aria-label", texts::THREAD);
    let scroll = match (&model.talk, &shown.prompt) {
        (None, _) => scroll.kid(el("p|class=note").text(texts::NOTHING)),
        (_, Prompt::Loading) => scroll.kid(skeleton()),
        _ => scroll.kid(thread::view(model, &shown.lines, more)).kid(reply(model, &shown.prompt)),
    };
    el("div|class=panel")
        .kid(header::view(model))
        .maybe(banner::view(model))
        .kid(scroll)
        .maybe(model.stage.news_below.then(news))
        .maybe(composer::view(model, &shown.prompt))
        .maybe(privacy(model))
        .into()
}

/// What the visitor can do now, below what was said.
fn reply(model: &Model, prompt: &Prompt<'_>) -> El<Did> {
    let reply = el("div|class=reply|id=reply|tabindex=-1");
    match prompt {
        Prompt::Choose(card, responses) => reply.kid(card::choices(card, responses)),
        Prompt::Ask(card, field) => reply.kid(capture::view(model, card, field)),
        Prompt::Start => reply.kid(button(
            "button|type=button|class=main|data-act=start",
            texts::START,
            Did::Start,
        )),
        Prompt::Wait { ring, leaving } => reply.kid(waiting::view(model, *ring, *leaving)),
        Prompt::Over { completed } => reply.kid(ended::view(model, *completed)),
        Prompt::Loading | Prompt::Nothing | Prompt::Chat { .. } => reply,
    }
}

/// Something new lies below.
fn news() -> El<Did> {
    button("button|type=button|class=news", texts::NEWS, Did::ToBottom).kid(icon::view(icon::DOWN))
}

/// Where the conversation will be.
fn skeleton() -> El<Did> {
    el("div|class=bones|role=status")
        .attr("aria-label", texts::LOADING)
        .kid(el("i|class=a"))
        .kid(el("i|class=b"))
        .kid(el("i|class=c"))
}

fn privacy(model: &Model) -> Option<El<Did>> {
    let url = model.style.privacy_url.as_deref().filter(|url| is_web(url))?;
    Some(el("footer").kid(link(url, texts::PRIVACY)))
}

/// Whether an address leads to a page, and nowhere else.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A link that opens beside the chat and can't reach back into it.
fn link(url: &str, text: &str) -> El<Did> {
    el("a|target=_blank|rel=noopener noreferrer nofollow").own("href", url.to_owned()).text(text)
}

const CHOICE: &str = "button|type=button|class=choice";
const QUIET: &str = "button|type=button|class=quiet";
const AGAIN: &str = "button|type=button|class=quiet|data-act=again";

fn button(spec: &'static str, text: &str, message: Did) -> El<Did> {
    el(spec).on(On::Click(message)).text(text)
}

/// A button that is an icon, with its name for those who don't see it.
fn icon_button(
    spec: &'static str,
    name: &'static str,
    path: &'static str,
    message: Did,
) -> El<Did> {
    el(spec)
        .attr("aria-label", name)
        .attr("title", name)
        .on(On::Click(message))
        .kid(icon::view(path))
}

/// Somebody's picture, or their initial.
fn face(name: &str, picture: Option<&str>) -> El<Did> {
    let face = el("span|class=face|aria-hidden=true");
    match picture {
        Some(picture) => face.kid(el("img|alt=").own("src", picture.to_owned())),
        None => {
            face.text(name.get(..name.chars().next().map_or(0, char::len_utf8)).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests;
