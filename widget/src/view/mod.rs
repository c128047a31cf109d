//! Draws the model. Pure: the same model is the same tree.

mod banner;
mod bubble;
mod capture;
mod card;
mod composer;
mod ended;
mod header;
mod icon;
mod thread;
mod waiting;

use crate::model::Model;
use crate::shown::{Prompt, Shown};
use crate::texts;
use crate::ui::node::{El, Node, On, el};
use crate::update::Msg;

/// The panel.
pub(crate) fn view(model: &Model) -> Node<Msg> {
    let mut shown = model.talk.as_ref().map(Shown::of).unwrap_or_default();
    let more = shown.reveal(model.revealed);
    let body = match (&model.talk, &shown.prompt) {
        (None, _) => vec![note(texts::NOTHING)],
        (_, Prompt::Loading) => vec![skeleton()],
        _ => vec![thread::view(model, &shown.lines, more), reply(model, &shown.prompt).into()],
    };
    el("div")
        .class("panel")
        .kid(header::view(model))
        .maybe(banner::view(model))
        .kid(
            el("div")
                .class("scroll")
                .attr("id", "scroll")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", texts::THREAD)
                .kids(body),
        )
        .maybe(model.stage.news_below.then(news))
        .maybe(composer::view(model, &shown.prompt))
        .maybe(privacy(model))
        .into()
}

/// What the visitor can do now, below what was said.
fn reply(model: &Model, prompt: &Prompt<'_>) -> El<Msg> {
    let reply = el("div").class("reply");
    match prompt {
        Prompt::Choose(card, responses) => reply.kid(card::choices(card, responses)),
        Prompt::Ask(card, field) => reply.kid(capture::view(model, card, field)),
        Prompt::Start => {
            reply.kid(button("main", texts::START, Msg::Start).attr("data-act", "start"))
        }
        Prompt::Wait { ring, leaving } => reply.kid(waiting::view(model, *ring, *leaving)),
        Prompt::Over(over) => reply.kid(ended::view(model, over)),
        Prompt::Loading | Prompt::Nothing | Prompt::Chat { .. } => reply,
    }
}

/// Something new lies below.
fn news() -> El<Msg> {
    button("news", texts::NEWS, Msg::ToBottom).kid(icon::view(icon::DOWN))
}

fn note(text: &str) -> Node<Msg> {
    el("p").class("note").text(text).into()
}

/// Where the conversation will be.
fn skeleton() -> Node<Msg> {
    let bone = |class| el("i").class(class).into();
    el("div")
        .class("bones")
        .attr("role", "status")
        .attr("aria-label", texts::LOADING)
        .kids(["a", "b", "c"].map(bone))
        .into()
}

fn privacy(model: &Model) -> Option<El<Msg>> {
    let url = model.style.privacy_url.as_deref().filter(|url| is_web(url))?;
    Some(el("footer").kid(link(url, texts::PRIVACY)))
}

/// Whether an address leads to a page, and nowhere else.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A link that opens beside the chat and can't reach back into it.
fn link(url: &str, text: &str) -> El<Msg> {
    el("a")
        .attr("href", url.to_owned())
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer nofollow")
        .text(text)
}

fn button(class: &'static str, text: &str, message: Msg) -> El<Msg> {
    el("button").class(class).attr("type", "button").on(On::Click(message)).text(text)
}

/// A button that is an icon, with its name for those who don't see it.
fn icon_button(name: &'static str, path: &'static str, message: Msg) -> El<Msg> {
    el("button")
        .class("icon")
        .attr("type", "button")
        .attr("aria-label", name)
        .attr("title", name)
        .on(On::Click(message))
        .kid(icon::view(path))
}

/// Somebody's picture, or their initial.
fn face(name: &str, picture: Option<&str>) -> El<Msg> {
    let face = el("span").class("face").attr("aria-hidden", "true");
    match picture {
        Some(picture) => face.kid(el("img").attr("src", picture.to_owned()).attr("alt", "")),
        None => face.text(name.chars().next().map(String::from).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests;
