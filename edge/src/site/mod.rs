//! The shell of a site: its agents, dialogues, settings, ledger and list of conversations.

pub(crate) mod snapshot;

mod agents;
mod availability;
mod blocked;
mod counts;
mod devices;
mod dialogues;
mod dispatch;
mod erasure;
mod identity;
mod invitations;
mod keys;
mod ledger;
mod list;
mod people;
mod pictures;
mod principal;
mod projections;
mod provisioning;
mod pushes;
mod references;
mod replies;
mod reports;
mod routing;
mod settings;
mod sign_in;
mod site_request;
mod store;
mod versions;

pub(crate) use list::ConversationFilter;

pub(crate) use site_request::{
    AgentRequest, Credential, Credentials, Joins, ReplyScope, SiteRequest, ToSite,
};

use self::agents::store as agents_store;
use self::availability::store as schedules;
use self::blocked::store as blocked_store;
use self::devices::store as devices_store;
use self::dialogues::store as dialogues_store;
use self::ledger::store as ledger_store;
use self::pushes::store as push_deliveries;
use self::settings::store as site_kv;
use self::snapshot::Snapshot;
use crate::desk::SiteToDesk;
use crate::error::{Answer, ApiError, into_response};
use crate::http::body;
use crate::messaging::address::Address;
use crate::messaging::outbox::{self, Envelope, Outbox, OutboxHost, Waiting};
use crate::messaging::outbox_store::{self, OutboxMessage};
use crate::runtime::clock;
use crate::runtime::storage::has_table;
use shared::desk::{DeskSettings, RosterAgent};
use shared::id::SiteId;
use shared::permission::Permission;
use shared::quota::Totals;
use shared::time::{Millis, Timestamp};
use std::cell::Cell;
use std::rc::Rc;
use worker::{Env, Request, Response, SqlStorage, State};

/// A site's object.
pub(crate) struct Shell {
    state: State,
    env: Env,
    outbox: Outbox,
    /// Whether the tables were seen to be there.
    open: Cell<bool>,
}

impl Shell {
    pub(crate) fn new(state: State, env: Env) -> Rc<Self> {
        Rc::new(Self { state, env, outbox: Outbox::default(), open: Cell::new(false) })
    }

    pub(crate) async fn fetch(self: &Rc<Self>, mut request: Request) -> worker::Result<Response> {
        let answer = match request.path().as_str() {
            "/request" => {
                body::request_json(&mut request).await.and_then(|request| self.handle(request))
            }
            "/message" => {
                body::request_json(&mut request).await.and_then(|envelope| self.receive(&envelope))
            }
            path => Err(ApiError::NoRoute { path: path.to_owned() }),
        };
        into_response(answer)
    }

    pub(crate) fn alarm(self: &Rc<Self>) -> Result<(), ApiError> {
        outbox::alarm_fired(&**self);
        if !self.exists()? {
            return Ok(());
        }
        pushes::deliver(self)?;
        erasure::prune(self)?;
        let waiting = outbox::deliver(self)?;
        outbox::arm(&**self, waiting)
    }

    fn handle(self: &Rc<Self>, request: SiteRequest) -> Answer {
        if let SiteRequest::Make { name, package, allowed_domains, admin, hash } = request {
            return provisioning::make(self, name, package, allowed_domains, admin, hash);
        }
        if !self.exists()? {
            return Err(ApiError::NoSite);
        }
        match request {
            SiteRequest::Make { .. } => Err(ApiError::NoSite), // handled above
            SiteRequest::SetPackage { package, limit } => {
                provisioning::set_package(self, package, limit)
            }
            SiteRequest::Snapshot => body::answer(&self.snapshot()?),
            SiteRequest::Count(events) => counts::count(self, events),
            SiteRequest::Version { dialogue, version } => {
                let found = dialogues_store::version(&self.sql(), &dialogue, version)?;
                body::answer(&found.ok_or(ApiError::StaleDialogue(dialogue))?)
            }
            SiteRequest::Engage { conversation, engagement } => {
                ledger::engage(self, &conversation, engagement)
            }
            SiteRequest::Credentials { email } => sign_in::credentials(self, &email),
            SiteRequest::Open { session, agent, expires } => {
                sign_in::open(self, &session, &agent, expires)
            }
            SiteRequest::Invited { invitation } => invitations::show(self, &invitation),
            SiteRequest::Join(joins) => invitations::join(self, joins),
            SiteRequest::Picture { agent, hash } => pictures::picture(self, &agent, &hash),
            SiteRequest::PicturePath { agent } => pictures::path(self, &agent),
            SiteRequest::As { credential, act } => dispatch::act(self, &credential, act),
        }
    }

    fn receive(self: &Rc<Self>, envelope: &Envelope) -> Answer {
        if !self.exists()? {
            return Err(ApiError::NoSite);
        }
        match envelope.read()? {
            ToSite::Row(entry) => projections::on_message(self, envelope, &entry, &[], None),
            ToSite::Counted { row, analytics_events, chat } => {
                projections::on_message(self, envelope, &row, &analytics_events, chat.as_ref())
            }
            ToSite::Push { agent, notice } => pushes::on_message(self, envelope, &agent, &notice),
            ToSite::Block(row) => blocked::on_message(self, envelope, &row),
            // The ledger knows a wish by its own name, and answers the same however often asked.
            ToSite::Desk(message) => ledger::on_message(self, envelope, message),
        }
    }

    /// Whether the operator has made it. Asking writes nothing.
    fn exists(self: &Rc<Self>) -> Result<bool, ApiError> {
        if !self.open.get() && has_table(&self.sql(), "site_kv")? {
            store::make(&self.sql())?;
            self.open.set(true);
            outbox::on_wake(self)?;
        }
        Ok(self.open.get())
    }

    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    fn id(&self) -> Result<SiteId, ApiError> {
        Ok(SiteId::parse(self.state.id().name().unwrap_or_default())?)
    }

    /// What pages see.
    fn snapshot(&self) -> Result<Snapshot, ApiError> {
        let sql = self.sql();
        let mut dialogues = dialogues_store::live(&sql)?;
        dialogues.sort_by(|a, b| (a.priority, &a.published.id).cmp(&(b.priority, &b.published.id)));
        let (site, settings) = (self.id()?, site_kv::settings(&sql)?);
        let plan = site_kv::site_record(&sql)?.plan;
        let flows_run = !plan.is_exhausted(ledger_store::totals(&sql)?.used);
        let (revision, identity) = (site_kv::revision(&sql)?, site_kv::identity_keys(&sql)?);
        let blocked = blocked_store::all(&sql)?;
        Ok(Snapshot { site, revision, settings, identity, flows_run, blocked, dialogues })
    }

    /// The figures of the ledger may have changed: at the limit, conversational flows stop.
    fn flows_may_have_changed(&self, before: Totals) -> Result<(), ApiError> {
        let sql = self.sql();
        let now = ledger_store::totals(&sql)?;
        if now.used == before.used {
            return Ok(()); // as after most words: nothing more is read
        }
        let plan = site_kv::site_record(&sql)?.plan;
        if plan.is_exhausted(before.used) == plan.is_exhausted(now.used) {
            return Ok(());
        }
        site_kv::next_revision(&sql)?;
        self.republish()
    }

    /// What pages see has changed: in this isolate they see it at once.
    fn republish(&self) -> Result<(), ApiError> {
        snapshot::remember(clock::now(), &self.id()?, Some(self.snapshot()?));
        Ok(())
    }

    /// The message that tells the desk of the agents and settings as they are now.
    fn write_roster(&self, sql: &SqlStorage) -> Result<(), ApiError> {
        let site = self.id()?;
        let mut schedules = schedules::all(sql)?;
        pushes::delete_undeliverable(sql, clock::now())?;
        let reached = devices_store::agents(sql)?;
        let roster_agent = |agent: &agents_store::Agent| RosterAgent {
            profile: agent.profile(&site),
            live_chat: agent.role.may(Permission::LiveChat),
            schedule: schedules.remove(&agent.id),
            push: reached.contains(&agent.id),
        };
        let agents = agents_store::all(sql)?.iter().map(roster_agent).collect();
        let settings = site_kv::settings(sql)?;
        let settings = DeskSettings {
            offer: Millis::seconds(settings.offer_seconds),
            disconnect_timeout: Millis::minutes(settings.agent_gone_minutes),
            disconnect_policy: settings.agent_disconnect_policy,
            ..DeskSettings::default()
        };
        let routing = site_kv::routing(sql)?;
        self.write_to_desk(sql, &SiteToDesk::Roster { agents, settings, routing })
    }

    fn write_to_desk(&self, sql: &SqlStorage, message: &SiteToDesk) -> Result<(), ApiError> {
        let to = Address::Desk(self.id()?);
        outbox_store::enqueue(sql, &to, serde_json::to_string(message)?)
    }

    /// A message was written in this turn: it is on its way, and tried again after a crash.
    fn send_messages(self: &Rc<Self>) -> Result<(), ApiError> {
        outbox::arm(&**self, Waiting::Fresh)?;
        outbox::deliver(self)?;
        Ok(())
    }
}

impl OutboxHost for Shell {
    fn state(&self) -> &State {
        &self.state
    }

    fn env(&self) -> &Env {
        &self.env
    }

    fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn address(&self) -> Result<Address, ApiError> {
        Ok(Address::Site(self.id()?))
    }

    fn deadline(&self) -> Option<Timestamp> {
        // Asked only where the tables are there; a read that fails is rung for by what failed.
        let sql = self.sql();
        let next = [push_deliveries::next_due(&sql), erasure::due(&sql)];
        next.into_iter().filter_map(Result::ok).flatten().min()
    }

    fn on_delivered(
        self: &Rc<Self>,
        message: &OutboxMessage,
        answer: &str,
    ) -> Result<(), ApiError> {
        erasure::on_delivered(self, message, answer)
    }
}
