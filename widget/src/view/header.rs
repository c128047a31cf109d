//! The header of the panel.

use shared::conversation::{Over, Phase};
use shared::event::AgentProfile;

use super::{avatar, icon, icon_button};
use crate::model::Model;
use crate::texts::{Text, TextKey};
use crate::ui::node::{El, el};
use crate::update::UserAction;

/// The agent's picture and name, and the buttons.
pub(super) fn view(model: &Model) -> El<UserAction> {
    let agent = agent(model);
    let style = &model.style;
    let (name, picture) = match agent {
        Some(agent) => (&agent.name, agent.picture.as_deref()),
        None => (&style.bot_name, style.bot_picture.as_deref()),
    };
    let live = model.conversation.as_ref().is_some_and(crate::model::ConversationView::is_live);
    let end = icon_button(
        "button|type=button|class=icon|data-act=end",
        TextKey::End,
        icon::LEAVE,
        UserAction::Confirm(true),
    );
    el("header")
        .kid(avatar(name, picture))
        .kid(
            el("div|class=identity")
                .kid(el("h1").text(name))
                .kid(el("p|aria-live=polite").push_text(below(model, agent))),
        )
        .maybe(live.then_some(end))
        // Furnished by what is loaded when a person has joined (`widget/panel/person`).
        .maybe(is_furnished(model).then(|| el("div|class=menu")))
        .kid(icon_button(
            "button|type=button|class=icon|data-act=close",
            TextKey::Close,
            icon::CLOSE,
            UserAction::Close,
        ))
}

/// Whether there is a menu: with an agent, and once there is a whole chat to download.
fn is_furnished(model: &Model) -> bool {
    let over = model.conversation.as_ref().is_some_and(|conversation| conversation.state.is_over());
    agent(model).is_some() || over
}

/// The agent of the chat, or the last one if it has ended.
fn agent(model: &Model) -> Option<&AgentProfile> {
    let state = &model.conversation.as_ref()?.state;
    match &state.phase {
        Phase::Live { .. } | Phase::Over(Over::Ended(_)) => state.agent.as_ref(),
        _ => None,
    }
}

fn below(model: &Model, agent: Option<&AgentProfile>) -> Text {
    let types = model
        .conversation
        .as_ref()
        .is_some_and(|conversation| conversation.agent_types_until.is_some());
    let live = model.conversation.as_ref().is_some_and(crate::model::ConversationView::is_live);
    match agent {
        Some(agent) if types => Text::new(TextKey::IsTyping, &agent.name),
        Some(_) if live => TextKey::Here.into(),
        Some(_) => TextKey::Ended.into(),
        None => model.style.tagline.clone().into(),
    }
}
