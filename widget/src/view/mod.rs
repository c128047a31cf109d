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
use crate::texts::{Text, Word};
use crate::ui::node::{El, Node, On, el};
use crate::update::Did;

/// The panel.
pub(crate) fn view(model: &Model) -> Node<Did> {
    let mut shown = model.talk.as_ref().map(Shown::of).unwrap_or_default();
    let more = shown.reveal(model.revealed);
    let scroll = el("div|class=scroll|id=scroll|tabindex=0|role=region").label(Word::Thread);
    let scroll = match (&model.talk, &shown.prompt) {
        (None, _) => scroll.kid(el("p|class=note").word(Word::Nothing)),
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
            Word::Start,
            Did::Start,
        )),
        Prompt::Wait { ring, leaving } => reply.kid(waiting::view(model, *ring, *leaving)),
        Prompt::Over { completed } => reply.kid(ended::view(model, *completed)),
        Prompt::Loading | Prompt::Nothing | Prompt::Chat { .. } => reply,
    }
}

/// Something new lies below.
fn news() -> El<Did> {
    button("button|type=button|class=news", Word::News, Did::ToBottom).kid(icon::view(icon::DOWN))
}

/// Where the conversation will be.
fn skeleton() -> El<Did> {
    el("div|class=bones|role=status")
        .label(Word::Loading)
        .kid(el("i|class=a"))
        .kid(el("i|class=b"))
        .kid(el("i|class=c"))
}

fn privacy(model: &Model) -> Option<El<Did>> {
    let url = model.style.privacy_url.as_deref().filter(|url| is_web(url))?;
    Some(el("footer").kid(link(url, Word::Privacy.into())))
}

/// Whether an address leads to a page, and nowhere else.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A link that opens beside the chat and can't reach back into it.
fn link(url: &str, text: Text) -> El<Did> {
    el("a|target=_blank|rel=noopener noreferrer nofollow").attr("href", url).put(text)
}

const QUIET: &str = "button|type=button|class=quiet";
const AGAIN: &str = "button|type=button|class=quiet|data-act=again";

fn button(spec: &'static str, word: Word, message: Did) -> El<Did> {
    el(spec).on(On::Click(message)).word(word)
}

/// Something that can be chosen, in the words of the site.
fn choice(text: &str, message: Did) -> El<Did> {
    el("button|type=button|class=choice").on(On::Click(message)).text(text)
}

/// A button that is an icon, with its name for those who don't see it.
fn icon_button(spec: &'static str, name: Word, path: &'static str, message: Did) -> El<Did> {
    iconic(el(spec), name, path).on(On::Click(message))
}

/// With an icon, and its name for those who don't see it.
fn iconic(button: El<Did>, name: Word, path: &'static str) -> El<Did> {
    button.label(name).named("title", name).kid(icon::view(path))
}

/// Somebody's picture, or their initial.
fn face(name: &str, picture: Option<&str>) -> El<Did> {
    let face = el("span|class=face|aria-hidden=true");
    match picture {
        Some(picture) => face.kid(el("img|alt=").attr("src", picture)),
        None => {
            face.text(name.get(..name.chars().next().map_or(0, char::len_utf8)).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests;
