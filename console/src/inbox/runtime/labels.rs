//! Loads and changes labels.

use super::{AppEvent, Inner};
use crate::client::http::{self, HttpError};
use crate::inbox::{LabelEffect, LabelMsg, Msg};
use shared::api::{
    DeleteConversationLabel, DeleteLabel, GetConversationLabels, ListLabels, PutConversationLabel,
    PutLabel,
};
use shared::id::ConversationId;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Performs an effect about labels.
pub(super) fn run(inner: &Rc<Inner>, effect: LabelEffect) {
    let site = inner.site.clone();
    match effect {
        LabelEffect::LoadList => {
            let listed =
                async move { http::call(&ListLabels { site }).await.map(LabelMsg::Listed) };
            ask(inner, None, listed);
        }
        LabelEffect::Load(conversation) => {
            let id = conversation.clone();
            ask_quietly(inner, async move {
                let route = GetConversationLabels { site, conversation: id };
                http::call(&route).await.map(LabelMsg::Known)
            });
        }
        LabelEffect::Put(conversation, label) => {
            let id = conversation.clone();
            ask(inner, Some(conversation), async move {
                let route = PutConversationLabel { site, conversation: id, label };
                http::call(&route).await.map(LabelMsg::Known)
            });
        }
        LabelEffect::TakeOff(conversation, label) => {
            let id = conversation.clone();
            ask(inner, Some(conversation), async move {
                let route = DeleteConversationLabel { site, conversation: id, label };
                http::call(&route).await.map(LabelMsg::Known)
            });
        }
        LabelEffect::Save(label, new, conversation) => {
            let weak = Rc::downgrade(inner);
            ask(inner, conversation.clone(), async move {
                let route = PutLabel { site, label: label.clone() };
                let list = http::write(&route, &new).await?;
                // A label goes on a conversation once it is there.
                if let (Some(conversation), Some(inner)) = (conversation, weak.upgrade()) {
                    let toggle = LabelMsg::Toggle(conversation, label);
                    (inner.notify)(AppEvent::Msg(Msg::Labels(toggle)));
                }
                Ok(LabelMsg::Listed(list))
            });
        }
        LabelEffect::Delete(label) => ask(inner, None, async move {
            http::call(&DeleteLabel { site, label }).await.map(LabelMsg::Listed)
        }),
    }
}

/// Waits for the edge. What it refuses is said, and the labels of the conversation are read again.
fn ask(
    inner: &Rc<Inner>,
    conversation: Option<ConversationId>,
    answer: impl Future<Output = Result<LabelMsg, HttpError>> + 'static,
) {
    let weak = Rc::downgrade(inner);
    spawn_local(async move {
        let answer = answer.await;
        let Some(inner) = weak.upgrade() else { return };
        (inner.notify)(match answer {
            Ok(msg) => AppEvent::Msg(Msg::Labels(msg)),
            Err(HttpError::NotSignedIn(_)) => AppEvent::SignedOut,
            Err(error) => AppEvent::Msg(Msg::Labels(LabelMsg::Refused(conversation, error.text()))),
        });
    });
}

/// The same for what nobody asked for: an error shows nothing.
fn ask_quietly(
    inner: &Rc<Inner>,
    answer: impl Future<Output = Result<LabelMsg, HttpError>> + 'static,
) {
    let weak = Rc::downgrade(inner);
    spawn_local(async move {
        if let (Ok(msg), Some(inner)) = (answer.await, weak.upgrade()) {
            (inner.notify)(AppEvent::Msg(Msg::Labels(msg)));
        }
    });
}
