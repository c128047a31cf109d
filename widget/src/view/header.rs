//! Who is there.

use shared::conversation::{Over, Phase};
use shared::event::AgentFace;

use super::{face, icon, icon_button};
use crate::model::Model;
use crate::texts::{Text, Word};
use crate::ui::node::{El, el};
use crate::update::Did;

/// The picture and name of whom the visitor talks to, and the ways out.
pub(super) fn view(model: &Model) -> El<Did> {
    let agent = agent(model);
    let style = &model.style;
    let (name, picture) = match agent {
        Some(agent) => (&agent.name, agent.picture.as_deref()),
        None => (&style.bot_name, style.bot_picture.as_deref()),
    };
    let live = model.talk.as_ref().is_some_and(crate::model::Talk::is_live);
    let end = icon_button(
        "button|type=button|class=icon|data-act=end",
        Word::End,
        icon::LEAVE,
        Did::Confirm(true),
    );
    el("header")
        .kid(face(name, picture))
        .kid(
            el("div|class=who")
                .kid(el("h1").text(name))
                .kid(el("p|aria-live=polite").put(below(model, agent))),
        )
        .maybe(live.then_some(end))
        // Furnished by what is loaded when a person has joined (`widget/person`).
        .maybe(agent.map(|_| el("div|class=menu")))
        .kid(icon_button(
            "button|type=button|class=icon|data-act=close",
            Word::Close,
            icon::CLOSE,
            Did::Close,
        ))
}

/// The agent who talks, or did to the end.
fn agent(model: &Model) -> Option<&AgentFace> {
    let state = &model.talk.as_ref()?.state;
    match &state.phase {
        Phase::Live { .. } | Phase::Over(Over::Ended(_)) => state.agent.as_ref(),
        _ => None,
    }
}

fn below(model: &Model, agent: Option<&AgentFace>) -> Text {
    let types = model.talk.as_ref().is_some_and(|talk| talk.agent_types_until.is_some());
    let live = model.talk.as_ref().is_some_and(crate::model::Talk::is_live);
    match agent {
        Some(agent) if types => Text::of(Word::IsTyping, &agent.name),
        Some(_) if live => Word::Here.into(),
        Some(_) => Word::Ended.into(),
        None => model.style.tagline.clone().into(),
    }
}
