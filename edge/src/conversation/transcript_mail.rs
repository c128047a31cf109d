//! The transcript as a mail to the visitor, who asks for it or whose agent does (MAIL-08).

use super::Shell;
use super::audience::Participant;
use super::store;
use super::transcript_mail_store as sent;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use serde::{Deserialize, Serialize};
use shared::availability::Zone;
use shared::conversation::{ConversationMeta, MAX_TRANSCRIPT_MAILS, TranscriptMailRefusal};
use shared::messages::{ConversationToSite, SiteMessage};
use shared::problem::ProblemCode;
use shared::protocol::{NewTranscriptMail, TranscriptMailState};
use std::rc::Rc;

/// A request of somebody who may read the conversation.
#[derive(Serialize, Deserialize)]
pub(crate) struct TranscriptMailRequest {
    pub(crate) participant: Participant,
    /// What is to be sent; `None` to ask whether it can.
    pub(crate) new: Option<NewTranscriptMail>,
}

pub(super) fn handle(shell: &Rc<Shell>, request: &TranscriptMailRequest) -> Answer {
    if !shell.exists()? {
        return Err(ApiError::NotFound("conversation"));
    }
    let now = clock::now();
    let state = {
        let memory = shell.memory.borrow();
        let memory = memory.as_ref().filter(|memory| request.participant.may_listen(memory));
        let memory = memory.ok_or(ApiError::NotFound("conversation"))?;
        let sql = shell.object.state.storage().sql();
        let mut times = sent::times(&sql)?;
        if let Some(NewTranscriptMail { email, zone }) = &request.new {
            let zone = zone.as_deref().and_then(|zone| Zone::parse(zone).ok());
            let zone = zone.unwrap_or_else(Zone::utc);
            let log = store::log(&sql)?;
            let mail =
                memory.conversation.transcript_mail(now, &times, email.as_deref(), &zone, &log)?;
            let ConversationMeta { id, site, visitor, .. } = &memory.conversation.meta;
            let (conversation, visitor) = (id.clone(), visitor.clone());
            let message = ConversationToSite::MailTranscript { conversation, visitor, mail };
            atomic(&shell.object.state, || {
                sent::add(&sql, now)?;
                let message = SiteMessage::Conversation(message);
                outbox_store::to_site(&sql, site.clone(), &message)
            })?;
            times.push(now);
        }
        TranscriptMailState {
            open: memory.conversation.state.agent.is_some() && times.len() < MAX_TRANSCRIPT_MAILS,
            email: memory.conversation.visitor_email().map(str::to_owned),
        }
    };
    if request.new.is_some() {
        outbox::pump(shell)?;
    }
    body::answer(&state)
}

impl From<TranscriptMailRefusal> for ApiError {
    fn from(refusal: TranscriptMailRefusal) -> Self {
        let sentence = refusal.to_string();
        let code = match refusal {
            TranscriptMailRefusal::NoAgent => ProblemCode::NotLive,
            TranscriptMailRefusal::NoAddress | TranscriptMailRefusal::BadAddress => {
                return Self::Invalid(sentence);
            }
            TranscriptMailRefusal::TooMany { .. } => ProblemCode::TooManyTranscripts,
        };
        Self::Refused { code, sentence }
    }
}
