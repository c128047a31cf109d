//! Mails of a site. [`queue`] is called in the turn that causes a mail; the outbox sends it, again and
//! again if it must, until the server takes or refuses it or a day is over. The last ones are logged.

pub(crate) mod store;
pub(crate) mod transcripts;

use super::Shell;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::settings::store as site_kv;
use crate::error::ApiError;
use crate::mail::{self, Message};
use crate::messaging::outbox::{self, Payload};
use crate::messaging::outbox_store;
use crate::runtime::storage::atomic;
use crate::runtime::{clock, limits, random};
use serde::{Deserialize, Serialize};
use shared::api::{ListMails, Request, SendTestMail};
use shared::id::{ConversationId, MailId};
use shared::limit::Limit;
use shared::mail::{
    AddressError, ApiMail, BoundMail, Delivery, EmailAddress, Envelope, Mail, MailContent,
    MailRoute, MailSettings, Place, Session, SettingError,
};
use shared::outbox::{Destination, NewMessage, Outcome, Queued};
use shared::protocol::{MailLog, MailRow, MailSetup, MailState};
use shared::time::{Millis, Timestamp};
use std::rc::Rc;

/// How long a mail is tried.
const LIFETIME: Millis = Millis::minutes(24 * 60);

/// A mail in the outbox.
#[derive(Serialize, Deserialize)]
struct QueuedMail {
    to: EmailAddress,
    content: MailContent,
    queued_at: Timestamp,
}

/// Queues a mail, in the transaction that causes it; [`outbox::pump`] must follow in the same turn. Where
/// mail is not set up, nothing is queued: it would come as a surprise later.
pub(super) fn queue(shell: &Shell, mail: Mail) -> Result<Option<MailId>, ApiError> {
    queue_about(shell, mail, None)
}

/// The same for a mail that is deleted with a conversation.
fn queue_about(
    shell: &Shell,
    mail: Mail,
    conversation: Option<ConversationId>,
) -> Result<Option<MailId>, ApiError> {
    if !is_on(shell)? {
        return Ok(None);
    }
    let (sql, now) = (shell.sql(), clock::now());
    let Mail { to, content, expires } = mail;
    let latest = now + LIFETIME;
    let row = MailRow {
        id: random::mail()?,
        to: to.to_string(),
        kind: content.kind(),
        conversation,
        queued_at: now,
        expires: expires.map_or(latest, |expires| expires.min(latest)),
        state: MailState::Waiting,
        attempts: 0,
        tried_at: None,
        answer: None,
    };
    store::add(&sql, &row)?;
    let message = NewMessage {
        to: Destination::Mail(row.id.clone()),
        payload: QueuedMail { to, content, queued_at: now },
        topic: None,
        expires: Some(row.expires),
        withdraws: false,
    };
    outbox_store::add(&sql, &message)?;
    Ok(Some(row.id))
}

/// Whether the deployment can send mail.
pub(super) fn is_on(shell: &Shell) -> Result<bool, ApiError> {
    Ok(matches!(shell.config()?.mail, Ok(Some(_))))
}

/// Makes one attempt to send a mail, and logs how it ended.
pub(super) async fn send(
    shell: &Shell,
    id: &MailId,
    message: &Queued<Payload>,
) -> Result<Outcome, ApiError> {
    let delivery = match shell.config()?.mail {
        Ok(Some(settings)) => attempt(shell, &settings, id, message).await?,
        Ok(None) => Delivery::TryLater("mail is not set up any more".to_owned()),
        Err(wrong) => Delivery::TryLater(wrong.to_string()),
    };
    let (outcome, state, answer) = match delivery {
        Delivery::Taken(answer) => (Outcome::Delivered, MailState::Sent, answer),
        Delivery::TryLater(answer) => (Outcome::Failed { wait: None }, MailState::Waiting, answer),
        Delivery::Refused(answer) => (Outcome::Refused, MailState::Refused, answer),
    };
    if state != MailState::Sent {
        worker::console_warn!("{id} was not sent: {answer}");
    }
    let attempts = message.attempts.saturating_add(1);
    let tried_at = Some(clock::now());
    atomic(&shell.object.state, || {
        store::change(&shell.sql(), id, |row| MailRow {
            state,
            attempts,
            tried_at,
            answer: Some(answer),
            ..row
        })
    })?;
    Ok(outcome)
}

async fn attempt(
    shell: &Shell,
    settings: &MailSettings,
    id: &MailId,
    message: &Queued<Payload>,
) -> Result<Delivery, ApiError> {
    let QueuedMail { to, content, queued_at } = serde_json::from_str(message.payload.get())?;
    let site = site_kv::site_record(&shell.sql())?;
    let text = content.text(Place { site_name: &site.name, origin: &settings.origin });
    let (env, from, reply_to) = (&shell.object.env, &settings.from, content.reply_to());
    match &settings.route {
        MailRoute::Binding => {
            let mail = BoundMail { from, to: &to, reply_to, text: &text };
            Ok(mail::send_bound(env, &mail).await)
        }
        MailRoute::Api(api) => {
            let mail = ApiMail { id: id.as_str(), from, to: &to, reply_to, text: &text };
            Ok(mail::post(env, api, &mail).await)
        }
        MailRoute::Server(server) => {
            let message = Message { id, from, to: &to, reply_to, text: &text, at: queued_at };
            let written = mail::write(&message)?;
            let envelope = Envelope { from: from.address.clone(), to };
            let session = Session::new(server, envelope, &written);
            Ok(mail::send(env, server, session).await)
        }
    }
}

fn log(shell: &Shell) -> Reply<MailLog> {
    let now = clock::now();
    let rows = store::all(&shell.sql())?;
    let items = rows.into_iter().map(|row| row.at(now)).collect();
    reply::json(&MailLog { setup: setup(shell.config()?.mail), items })
}

fn setup(settings: Result<Option<MailSettings>, SettingError>) -> MailSetup {
    let off =
        |problem| MailSetup { is_on: false, from: None, server: None, problem: Some(problem) };
    match settings {
        Ok(Some(MailSettings { route, from, .. })) => MailSetup {
            is_on: true,
            from: Some(from.address.to_string()),
            server: Some(route.name()),
            problem: None,
        },
        Ok(None) => {
            off("BELLHOP_MAIL, BELLHOP_MAIL_FROM and BELLHOP_ORIGIN are not set.".to_owned())
        }
        Err(wrong) => off(wrong.to_string()),
    }
}

/// Sends a mail to the caller, to see whether mail works.
fn send_test(shell: &Rc<Shell>, me: &Principal) -> Reply<MailRow> {
    limits::take(Limit::TestMailsOfSite, shell.id()?.as_str())?;
    let to = address(&me.agent.email)?;
    let content = MailContent::Test { by: me.agent.name.clone() };
    let queued = atomic(&shell.object.state, || queue(shell, Mail { to, content, expires: None }))?;
    outbox::pump(shell)?;
    let id = queued.ok_or(ApiError::NoMail)?;
    reply::created(&store::find(&shell.sql(), &id)?.ok_or(ApiError::NotFound("mail"))?)
}

/// An address of ours as one that mail can be sent to.
pub(super) fn address(email: &str) -> Result<EmailAddress, ApiError> {
    EmailAddress::parse(email).map_err(|error: AddressError| {
        ApiError::Invalid(format!("No mail can be sent to {email}: {error}."))
    })
}

impl Handler for ListMails {
    fn handle(shell: &Rc<Shell>, _: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        log(shell)
    }
}

impl Handler for SendTestMail {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        send_test(shell, me)
    }
}
