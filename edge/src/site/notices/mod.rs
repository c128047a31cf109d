//! Notifications of agents: what they and the site choose, and what follows. `shared::notify` decides by
//! which channels an event reaches whom; the channels are called from here.

pub(crate) mod store;

use self::store::Notification;
use super::agents::store::{self as agents_store, Agent};
use super::devices::store as devices_store;
use super::erasure::store as erasures;
use super::ledger::store as ledger_store;
use super::principal::Principal;
use super::reply::{self, Reply};
use super::request::Handler;
use super::roles::store as roles;
use super::settings::store as site_kv;
use super::{Shell, mails, pushes};
use crate::error::ApiError;
use crate::messaging::outbox::{self, Received};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::storage::atomic;
use shared::api::{GetNotifications, PutNotifications, Request};
use shared::conversation::UnheardReply;
use shared::id::{AgentId, ConversationId};
use shared::mail::{EmailAddress, Mail, MailContent};
use shared::notify::{Channel, Choices, Digest, Gathered, NotifiedEvent, Recipient, carries};
use shared::protocol::NotificationSettings;
use shared::push::Notice;
use shared::quota::Totals;
use shared::time::Timestamp;
use std::collections::BTreeSet;
use std::rc::Rc;
use worker::SqlStorage;

/// A site's choices, and its agents.
struct Reach<'s> {
    sql: &'s SqlStorage,
    site: Choices,
}

impl<'s> Reach<'s> {
    fn of(sql: &'s SqlStorage) -> Result<Self, ApiError> {
        Ok(Self { sql, site: site_kv::settings(sql)?.notifications })
    }

    fn carries(
        &self,
        event: NotifiedEvent,
        channel: Channel,
        agent: &Agent,
        own: &Choices,
    ) -> Result<bool, ApiError> {
        let permissions = roles::permissions(self.sql, &agent.role)?;
        Ok(carries(event, channel, Recipient { permissions: &permissions, own }, &self.site))
    }
}

/// The agents whom a push reaches with an offer: they have a device, and want that.
pub(super) fn pushed_offers(sql: &SqlStorage) -> Result<BTreeSet<AgentId>, ApiError> {
    let (reach, mut agents) = (Reach::of(sql)?, BTreeSet::new());
    for id in devices_store::agents(sql)? {
        let Some(agent) = agents_store::find(sql, &id)? else { continue };
        let own = store::find(sql, &id)?.own;
        if reach.carries(NotifiedEvent::Offer, Channel::Push, &agent, &own)? {
            agents.insert(id);
        }
    }
    Ok(agents)
}

/// A conversation was missed, or its visitor left a message, in the transaction that writes it down.
pub(super) fn missed(
    shell: &Shell,
    sql: &SqlStorage,
    event: NotifiedEvent,
    conversation: &ConversationId,
) -> Result<(), ApiError> {
    if !mails::is_on(shell)? {
        return Ok(());
    }
    let reach = Reach::of(sql)?;
    for agent in agents_store::all(sql)? {
        let mut stored = store::find(sql, &agent.id)?;
        if reach.carries(event, Channel::Mail, &agent, &stored.own)? {
            stored.digest.add(event, conversation);
            send_digest(shell, sql, &agent, stored)?;
        }
    }
    Ok(())
}

/// A visitor wrote in a chat, and no browser of its agent was there.
pub(super) fn on_unheard(
    shell: &Shell,
    received: &Received,
    conversation: &ConversationId,
    reply: &UnheardReply,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        if erasures::is_going(&sql, conversation)? {
            return Ok(());
        }
        replied(shell, &sql, conversation, reply)
    })
}

/// A visitor wrote to an agent, in a chat or after its end.
pub(super) fn replied(
    shell: &Shell,
    sql: &SqlStorage,
    conversation: &ConversationId,
    reply: &UnheardReply,
) -> Result<(), ApiError> {
    let notice = Notice::reply(conversation.clone(), &reply.name, &reply.text);
    tell_one(shell, sql, NotifiedEvent::Reply, &reply.agent, conversation, Some(&notice))
}

/// A colleague transfers a chat to an agent. The offer rings, and is pushed, by itself.
pub(super) fn on_transferred(
    shell: &Shell,
    received: &Received,
    agent: &AgentId,
    conversation: &ConversationId,
) -> Result<(), ApiError> {
    let sql = shell.sql();
    atomic(&shell.object.state, || {
        outbox_store::record_received(&sql, received)?;
        tell_one(shell, &sql, NotifiedEvent::Transferred, agent, conversation, None)
    })
}

/// Whether an agent wants this push of the desk: a chat that a colleague transfers is an event of its own.
pub(super) fn is_pushed(
    sql: &SqlStorage,
    agent: &AgentId,
    notice: &Notice,
) -> Result<bool, ApiError> {
    if !matches!(notice, Notice::Offer { from: Some(_), .. }) {
        return Ok(true);
    }
    let Some(agent) = agents_store::find(sql, agent)? else { return Ok(false) };
    let own = store::find(sql, &agent.id)?.own;
    Reach::of(sql)?.carries(NotifiedEvent::Transferred, Channel::Push, &agent, &own)
}

/// Tells one agent of something in a conversation, by the channels that carry it.
fn tell_one(
    shell: &Shell,
    sql: &SqlStorage,
    event: NotifiedEvent,
    agent: &AgentId,
    conversation: &ConversationId,
    notice: Option<&Notice>,
) -> Result<(), ApiError> {
    let Some(agent) = agents_store::find(sql, agent)? else { return Ok(()) };
    let (reach, mut stored) = (Reach::of(sql)?, store::find(sql, &agent.id)?);
    if let Some(notice) = notice
        && reach.carries(event, Channel::Push, &agent, &stored.own)?
    {
        for device in devices_store::list(sql, &agent.id)? {
            pushes::write(shell, &device.id, notice)?;
        }
    }
    if mails::is_on(shell)? && reach.carries(event, Channel::Mail, &agent, &stored.own)? {
        stored.digest.add(event, conversation);
        send_digest(shell, sql, &agent, stored)?;
    }
    Ok(())
}

/// Mails what waits for an agent if the last mail is long enough ago, and stores the rest.
fn send_digest(
    shell: &Shell,
    sql: &SqlStorage,
    agent: &Agent,
    mut stored: Notification,
) -> Result<(), ApiError> {
    if let Some(gathered) = stored.digest.take(clock::now()) {
        let Gathered { missed, left, replies, transferred, conversation } = gathered;
        let chat = conversation.map(|id| format!("&chat={id}")).unwrap_or_default();
        let path = format!("/console?site={}{chat}", shell.id()?);
        let name = agent.name.clone();
        let content = MailContent::Missed { name, missed, left, replies, transferred, path };
        mail(shell, agent, content)?;
    }
    store::save(sql, &agent.id, &stored)
}

/// Mails what has waited long enough. Who must not be told any more gets nothing.
pub(super) fn send_due(shell: &Shell) -> Result<(), ApiError> {
    let sql = shell.sql();
    let due = store::due_at(&sql, clock::now())?;
    if due.is_empty() {
        return Ok(());
    }
    atomic(&shell.object.state, || {
        let reach = Reach::of(&sql)?;
        for id in due {
            let mut stored = store::find(&sql, &id)?;
            let Some(agent) = agents_store::find(&sql, &id)? else {
                store::delete_of(&sql, &id)?;
                continue;
            };
            let mut wanted = false;
            for event in Digest::EVENTS {
                wanted |= reach.carries(event, Channel::Mail, &agent, &stored.own)?;
            }
            if wanted {
                send_digest(shell, &sql, &agent, stored)?;
            } else {
                stored.digest.take(clock::now());
                store::save(&sql, &id, &stored)?;
            }
        }
        Ok(())
    })
}

/// When [`send_due`] has something to do.
pub(super) fn due(sql: &SqlStorage) -> Result<Option<Timestamp>, ApiError> {
    store::next_due(sql)
}

/// Engagements were counted, in the transaction that counts them: nine of ten may be used now.
pub(super) fn counted(shell: &Shell, sql: &SqlStorage, before: Totals) -> Result<(), ApiError> {
    let now = ledger_store::totals(sql)?;
    if now.used == before.used || !mails::is_on(shell)? {
        return Ok(());
    }
    let plan = site_kv::site_record(sql)?.plan;
    let Some(limit) = plan.limit().filter(|_| plan.is_near(now.used) && !plan.is_near(before.used))
    else {
        return Ok(());
    };
    let reach = Reach::of(sql)?;
    for agent in agents_store::all(sql)? {
        let own = store::find(sql, &agent.id)?.own;
        if reach.carries(NotifiedEvent::LimitNear, Channel::Mail, &agent, &own)? {
            let path = format!("/console/usage?site={}", shell.id()?);
            let (name, used) = (agent.name.clone(), now.used);
            mail(shell, &agent, MailContent::LimitNear { name, used, limit, path })?;
        }
    }
    Ok(())
}

fn mail(shell: &Shell, agent: &Agent, content: MailContent) -> Result<(), ApiError> {
    // Nobody can be mailed at an address that no mail server takes.
    if let Ok(to) = EmailAddress::parse(agent.email.as_str()) {
        mails::queue(shell, Mail { to, content, expires: None })?;
    }
    Ok(())
}

fn answer(shell: &Shell, me: &Principal) -> Reply<NotificationSettings> {
    let sql = shell.sql();
    let concerns = |event: &&NotifiedEvent| event.is_for(me.rights.permissions());
    reply::json(&NotificationSettings {
        own: store::find(&sql, &me.agent.id)?.own,
        site: site_kv::settings(&sql)?.notifications,
        events: NotifiedEvent::ALL.iter().filter(concerns).copied().collect(),
        mail: mails::is_on(shell)?,
        push: !devices_store::list(&sql, &me.agent.id)?.is_empty(),
    })
}

impl Handler for GetNotifications {
    fn handle(shell: &Rc<Shell>, me: &Principal, _: Request<Self>) -> Reply<Self::Answer> {
        answer(shell, me)
    }
}

impl Handler for PutNotifications {
    fn handle(shell: &Rc<Shell>, me: &Principal, request: Request<Self>) -> Reply<Self::Answer> {
        request.body.check().map_err(|wrong| ApiError::Invalid(wrong.to_string()))?;
        let sql = shell.sql();
        let stored = store::find(&sql, &me.agent.id)?;
        atomic(&shell.object.state, || {
            let chosen = Notification { own: request.body, ..stored };
            store::save(&sql, &me.agent.id, &chosen)?;
            shell.write_roster(&sql)
        })?;
        outbox::pump(shell)?;
        answer(shell, me)
    }
}
