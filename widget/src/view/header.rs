//! Who is there.

use shared::conversation::{Over, Phase};
use shared::event::AgentFace;
use shared::prelude::*;

use super::{face, icon, icon_button};
use crate::model::Model;
use crate::texts;
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
        texts::END,
        icon::LEAVE,
        Did::Confirm(true),
    );
    el("header")
        .kid(face(name, picture))
        .kid(
            el("div|class=who")
                .kid(el("h1").text(name))
                .kid(el("p|aria-live=polite").text(&below(model, agent))),
        )
        .maybe(live.then_some(end))
        .kid(icon_button(
            "button|type=button|class=icon|data-act=close",
            texts::CLOSE,
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

fn below(model: &Model, agent: Option<&AgentFace>) -> String {
    let types = model.talk.as_ref().is_some_and(|talk| talk.agent_types_until.is_some());
    let live = model.talk.as_ref().is_some_and(crate::model::Talk::is_live);
    match agent {
        Some(agent) if types => texts::is_typing(&agent.name),
        Some(_) if live => texts::HERE.to_owned(),
        Some(_) => texts::ENDED.to_owned(),
        None => model.style.tagline.clone(),
    }
}
