//! Labels of conversations: the site's list, and which conversation has which (INBOX-26).

pub(crate) mod store;

use super::Shell;
use super::audit;
use super::erasure::store as erasures;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::storage::atomic;
use shared::api::{DeleteLabel, ListLabels, PutLabel, Request};
use shared::id::{ConversationId, LabelId};
use shared::label::{
    ConversationLabels, Label, LabelChange, LabelList, LabelRefusal, LabelRow, Labelled, check,
};
use shared::messages::SiteToDesk;
use shared::permission::Permission;
use shared::protocol::AuditEvent;
use std::rc::Rc;

/// What a caller does with the labels of a conversation that they may read.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) enum LabelAct {
    Show,
    Put(LabelId),
    TakeOff(LabelId),
}

fn all(shell: &Shell, me: &Principal) -> Reply<LabelList> {
    let sql = shell.sql();
    let sees_all =
        me.rights.may(Permission::ViewAllConversations) || me.rights.may(Permission::EditReplies);
    let counted = |label: Option<&LabelId>| {
        let all = sees_all.then(|| store::count_all(&sql, label)).transpose()?;
        Ok::<_, ApiError>(Labelled { own: store::count_own(&sql, &me.agent.id, label)?, all })
    };
    let row = |label: Label| {
        let conversations = counted(Some(&label.id))?;
        Ok(LabelRow { label, conversations })
    };
    let items = store::list(&sql)?.into_iter().map(row).collect::<Result<_, ApiError>>()?;
    reply::json(&LabelList { items, needs_answer: counted(None)? })
}

impl Handler for ListLabels {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        all(shell, me)
    }
}

impl Handler for PutLabel {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let sql = shell.sql();
        let (labels, id) = (store::list(&sql)?, request.route.label);
        let before = labels.iter().find(|label| label.id == id);
        let label = check(&labels, id, &request.body).map_err(|refusal| match refusal {
            LabelRefusal::Taken { .. } => ApiError::Taken(refusal.to_string()),
            _ => ApiError::Invalid(refusal.to_string()),
        })?;
        if before == Some(&label) {
            return all(shell, me);
        }
        let (id, name) = (label.id.clone(), label.name.clone());
        let event = match before {
            Some(_) => AuditEvent::LabelChanged { label: id, name },
            None => AuditEvent::LabelMade { label: id, name },
        };
        atomic(&shell.object.state, || {
            store::save(&sql, &label)?;
            audit::log(&sql, me.by().into(), event)?;
            shell.write_to_desk(&sql, SiteToDesk::Labels(LabelChange::List))
        })?;
        outbox::pump(shell)?;
        all(shell, me)
    }
}

impl Handler for DeleteLabel {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        let (sql, id) = (shell.sql(), request.route.label);
        let label = store::list(&sql)?.into_iter().find(|label| label.id == id);
        let label = label.ok_or(ApiError::NotFound("label"))?;
        atomic(&shell.object.state, || {
            store::delete(&sql, &id)?;
            let event = AuditEvent::LabelDeleted { label: id.clone(), name: label.name };
            audit::log(&sql, me.by().into(), event)?;
            shell.write_to_desk(&sql, SiteToDesk::Labels(LabelChange::List))
        })?;
        outbox::pump(shell)?;
        all(shell, me)
    }
}

/// Does something with the labels of a conversation. The conversation has said that the caller may
/// read it.
pub(super) fn act(shell: &Rc<Shell>, conversation: ConversationId, act: &LabelAct) -> Answer {
    let sql = shell.sql();
    let labels = match act {
        LabelAct::Show => store::of(&sql, &conversation)?,
        LabelAct::Put(label) | LabelAct::TakeOff(label) => {
            if !store::list(&sql)?.iter().any(|known| known.id == *label) {
                return Err(ApiError::NotFound("label"));
            }
            if erasures::is_going(&sql, &conversation)? {
                return Err(ApiError::NotFound("conversation"));
            }
            let before = store::of(&sql, &conversation)?;
            let labels = atomic(&shell.object.state, || {
                match act {
                    LabelAct::Put(_) => store::put(&sql, &conversation, label)?,
                    _ => store::take_off(&sql, &conversation, label)?,
                }
                let labels = store::of(&sql, &conversation)?;
                if labels != before {
                    let change = ConversationLabels {
                        conversation: conversation.clone(),
                        labels: labels.clone(),
                    };
                    let change = LabelChange::Conversation(change);
                    shell.write_to_desk(&sql, SiteToDesk::Labels(change))?;
                }
                Ok(labels)
            })?;
            outbox::pump(shell)?;
            labels
        }
    };
    body::answer(&ConversationLabels { conversation, labels })
}
