//! The shell of a site: agents, dialogues, settings, ledger and list of conversations.

pub(crate) mod snapshot;

mod ab_tests;
mod agents;
mod audit;
mod availability;
mod backtest;
mod blocked;
mod counts;
mod days;
mod deletion;
mod devices;
mod dialogues;
mod dispatch;
mod documents;
mod email_changes;
mod erasure;
mod figures;
mod identity;
mod installation;
mod invitations;
mod keys;
mod labels;
mod ledger;
mod list;
mod mails;
mod missed;
mod moving;
mod notices;
mod passkeys;
mod passwords;
mod people;
mod pictures;
mod principal;
mod projections;
mod provisioning;
mod pushes;
mod references;
mod replies;
mod reply;
mod reports;
mod request;
mod roles;
mod routing;
mod second_factor;
mod settings;
mod sign_in;
mod single_sign_on;
mod site_request;
mod socket_rights;
mod store;
mod versions;
mod webhooks;

pub(crate) use backtest::BacktestPlan;
pub(crate) use deletion::{DeletionStep, NextStep};
pub(crate) use email_changes::open_token as open_confirmation;
pub(crate) use invitations::open_token as open_invitation;
pub(crate) use labels::LabelAct;
pub(crate) use moving::Moving;
pub(crate) use passkeys::sign_in_challenge as passkey_challenge;
pub(crate) use passwords::open_token as open_reset;
pub(crate) use people::PersonToExport;
pub(crate) use request::{Input, RouteRequest, query};
pub(crate) use settings::store::StoredProvider;
pub(crate) use site_request::{
    Credential, Credentials, Joins, NewSession, Proven, Resets, Sender, SiteRequest,
};

use self::agents::store as agents_store;
use self::availability::store as schedules;
use self::blocked::store as blocked_store;
use self::devices::store as devices_store;
use self::dialogues::store as dialogues_store;
use self::ledger::store as ledger_store;
use self::settings::store as site_kv;
use self::snapshot::Snapshot;
use crate::error::{Answer, ApiError, into_response};
use crate::http::body;
use crate::messaging::outbox::{self, Object, OutboxHost, Payload, Received};
use crate::messaging::outbox_store;
use crate::runtime::clock;
use crate::runtime::scrub_store as scrub;
use crate::runtime::storage::{atomic, has_table};
use shared::desk::{DeskSettings, RosterAgent};
use shared::id::{DeviceId, MailId, SiteId, WebhookId};
use shared::messages::{ConversationToSite, DeskMessage, DeskToSite, SiteMessage, SiteToDesk};
use shared::outbox::{Address, Outcome, Queued};
use shared::permission::Permission;
use shared::protocol::Blocked;
use shared::quota::Totals;
use shared::time::{Millis, Timestamp};
use std::cell::Cell;
use std::rc::Rc;
use worker::{Env, Request, Response, SqlStorage, State};

pub(crate) struct Shell {
    object: Object,
    /// Whether the tables were seen to be there.
    open: Cell<bool>,
}

impl Shell {
    pub(crate) fn new(state: State, env: Env) -> Rc<Self> {
        Rc::new(Self { object: Object::new(state, env), open: Cell::new(false) })
    }

    pub(crate) async fn fetch(self: &Rc<Self>, mut request: Request) -> worker::Result<Response> {
        let answer = match request.path().as_str() {
            "/request" => {
                body::request_json(&mut request).await.and_then(|request| self.handle(request))
            }
            "/messages" => self.messages(&mut request).await,
            "/dump" => {
                body::request_json(&mut request).await.and_then(|step| moving::dump(self, step))
            }
            "/load" => {
                body::request_json(&mut request).await.and_then(|rows| moving::load(self, &rows))
            }
            "/document" => documents::store_upload(self, &mut request).await,
            "/wake" => self.exists().and_then(|_| body::done()),
            "/delete" => match body::request_json(&mut request).await {
                Ok(step) => deletion::step(self, step).await,
                Err(error) => Err(error),
            },
            path => Err(ApiError::NoRoute { path: path.to_owned() }),
        };
        into_response(answer)
    }

    pub(crate) fn alarm(self: &Rc<Self>) -> Result<(), ApiError> {
        outbox::alarm_fired(&**self);
        if !self.exists()? {
            return Ok(());
        }
        erasure::prune(self)?;
        notices::send_due(self)?;
        // Messages leave whether or not the scrub works: on a full disk it does not.
        let scrubbed = scrub::step(&self.object.state, store::make);
        outbox::pump(self)?;
        scrubbed
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
            SiteRequest::PageSeen { origin, refused } => installation::note(self, &origin, refused),
            SiteRequest::Figures => figures::answer(self),
            SiteRequest::Sweep => figures::sweep(self),
            SiteRequest::Overview => deletion::overview(self),
            SiteRequest::Recover(recovery) => passwords::recover(self, &recovery),
            SiteRequest::Snapshot => body::answer(&self.snapshot()?),
            SiteRequest::Count(events) => counts::count(self, events),
            SiteRequest::Version { dialogue, version } => {
                let found = dialogues_store::version(&self.sql(), &dialogue, version)?;
                body::answer(&found.ok_or(ApiError::StaleDialogue(dialogue))?)
            }
            SiteRequest::IsBlocked { visitor } => {
                body::answer(&blocked::store::find(&self.sql(), &visitor)?.is_some())
            }
            SiteRequest::Engage { conversation, engagement } => {
                ledger::engage(self, &conversation, engagement)
            }
            SiteRequest::Credentials { email, sender } => {
                sign_in::credentials(self, &email, &sender)
            }
            SiteRequest::Open { session, agent, hash, code, sender } => {
                sign_in::open(self, &session, &agent, &hash, code.as_deref(), &sender)
            }
            SiteRequest::ChangeEmail { credential, old, email, sender } => {
                dispatch::change_email(self, &credential, &old, &email, &sender)
            }
            SiteRequest::ConfirmEmail { confirmation } => {
                email_changes::confirm(self, &confirmation)
            }
            SiteRequest::TurnOffSecondFactor { credential, old, code, sender } => {
                dispatch::turn_off_second_factor(self, &credential, &old, &code, &sender)
            }
            SiteRequest::SignInWithPasskey { answer, origin, session, sender } => {
                passkeys::sign_in(self, &answer, &origin, &session, &sender)
            }
            SiteRequest::Provider => single_sign_on::provider(self),
            SiteRequest::SignInByProvider(proven) => single_sign_on::sign_in(self, &proven),
            SiteRequest::BeginPasskey { credential, old } => {
                dispatch::begin_passkey(self, &credential, &old)
            }
            SiteRequest::AddPasskey { credential, new, origin } => {
                dispatch::add_passkey(self, &credential, &new, &origin)
            }
            SiteRequest::OwnPassword { credential, sender } => {
                dispatch::own_password(self, &credential, &sender)
            }
            SiteRequest::ChangePassword { credential, old, hash } => {
                dispatch::change_password(self, &credential, &old, hash)
            }
            SiteRequest::ForgottenPassword { email } => passwords::forgotten(self, &email),
            SiteRequest::ShowReset { reset } => passwords::show(self, &reset),
            SiteRequest::Reset(resets) => passwords::reset(self, resets),
            SiteRequest::Invited { invitation } => invitations::show(self, &invitation),
            SiteRequest::Join(joins) => invitations::join(self, joins),
            SiteRequest::Picture { agent, hash } => pictures::picture(self, &agent, &hash),
            SiteRequest::PicturePath { agent } => pictures::path(self, &agent),
            SiteRequest::Document { file } => documents::document(self, &file),
            SiteRequest::As { credential, request } => request.answer(self, &credential),
            SiteRequest::Authorize { credential, route } => {
                dispatch::authorize(self, &credential, &route)
            }
            SiteRequest::AsApp { credential, route, hands_over_by } => {
                dispatch::as_app(self, &credential, &route, hands_over_by.as_ref())
            }
            SiteRequest::PutAgent { credential, agent, new, hash } => {
                dispatch::put_agent(self, &credential, agent, new, hash)
            }
            SiteRequest::MakeWebhook { credential, new, origin } => {
                dispatch::make_webhook(self, &credential, new, origin)
            }
            SiteRequest::PutDevice { credential, new, contact } => {
                dispatch::put_device(self, &credential, new, contact)
            }
            SiteRequest::Visitor { credential, subject, fields } => {
                dispatch::visitor(self, &credential, &subject, fields.as_ref())
            }
            SiteRequest::Label { credential, route, conversation, act } => {
                dispatch::label(self, &credential, &route, conversation, &act)
            }
            SiteRequest::BlockState { credential, visitor } => {
                dispatch::block_state(self, &credential, &visitor)
            }
            SiteRequest::MayBlock { credential, visitor } => {
                dispatch::may_block(self, &credential, &visitor)
            }
            SiteRequest::Export { credential, person } => {
                dispatch::export(self, &credential, &person)
            }
            SiteRequest::Backtest { credential, dialogue, new } => {
                dispatch::backtest(self, &credential, &dialogue, &new)
            }
            SiteRequest::SignInFailed { email, address } => {
                audit::sign_in_failed(self, &email, address)
            }
            SiteRequest::Done { credential, route, event } => {
                dispatch::done(self, &credential, &route, event)
            }
            SiteRequest::SignOut { credential } => dispatch::sign_out(self, &credential),
            SiteRequest::SocketRights { sessions, opened } => {
                socket_rights::answer(self, &sessions, opened.as_ref())
            }
        }
    }

    async fn messages(self: &Rc<Self>, request: &mut Request) -> Answer {
        let envelope = body::request_json(request).await?;
        if !self.exists()? {
            let deleted = deletion::store::find(&self.sql())?.is_some();
            return if deleted { outbox::site_deleted() } else { Err(ApiError::NoSite) };
        }
        let handle = async |received, message| self.receive(&received, message);
        let answer = outbox::receive(&self.object.state, envelope, handle).await;
        outbox::pump(self)?; // what the messages are answered with leaves together
        answer
    }

    fn receive(self: &Rc<Self>, received: &Received, message: SiteMessage) -> Result<(), ApiError> {
        match message {
            SiteMessage::Conversation(ConversationToSite::Update {
                entry,
                events,
                chat,
                reported,
            }) => {
                let news = projections::News { analytics_events: &events, reported: &reported };
                projections::on_message(self, received, &entry, &news, chat.as_ref())
            }
            SiteMessage::Conversation(ConversationToSite::Mail { conversation, visitor, mail }) => {
                missed::mails::on_message(self, received, (conversation, visitor), mail)
            }
            SiteMessage::Conversation(ConversationToSite::MailTranscript {
                conversation,
                visitor,
                mail,
            }) => mails::transcripts::on_message(self, received, (conversation, visitor), mail),
            SiteMessage::Conversation(ConversationToSite::Unheard { conversation, reply }) => {
                notices::on_unheard(self, received, &conversation, &reply)
            }
            SiteMessage::Desk(DeskToSite::Transferred { agent, conversation }) => {
                notices::on_transferred(self, received, &agent, &conversation)
            }
            SiteMessage::Conversation(ConversationToSite::Block(row)) => {
                blocked::on_message(self, received, &row)
            }
            SiteMessage::Conversation(ConversationToSite::Managed(managed))
            | SiteMessage::Desk(DeskToSite::Managed(managed)) => {
                audit::on_managed(self, received, managed)
            }
            SiteMessage::Conversation(ConversationToSite::Erased {
                conversation,
                events,
                files,
            }) => erasure::confirmed(self, received, &conversation, (events, files)),
            SiteMessage::Desk(DeskToSite::Ledger(message)) => {
                ledger::on_message(self, received, message)
            }
            SiteMessage::Desk(DeskToSite::AskRoster) => {
                let sql = self.sql();
                atomic(&self.object.state, || {
                    outbox_store::record_received(&sql, received)?;
                    self.write_roster(&sql)
                })
            }
            SiteMessage::Desk(DeskToSite::Push { agent, notice }) => {
                pushes::on_message(self, received, &agent, &notice)
            }
        }
    }

    /// Whether the site exists. Checking writes nothing.
    fn exists(self: &Rc<Self>) -> Result<bool, ApiError> {
        let sql = self.sql();
        if !self.open.get() && has_table(&sql, "site_kv")? && !has_table(&sql, "deletion")? {
            store::open(&sql)?;
            self.open.set(true);
            if let Err(error) = single_sign_on::renew_encryption(self) {
                // Signing in with the provider will say so.
                worker::console_error!(
                    "the client secret of single sign-on is not encrypted: {error}"
                );
            }
            outbox::pump(self)?;
        }
        Ok(self.open.get())
    }

    fn sql(&self) -> SqlStorage {
        self.object.state.storage().sql()
    }

    fn id(&self) -> Result<SiteId, ApiError> {
        Ok(SiteId::parse(self.object.state.id().name().unwrap_or_default())?)
    }

    /// The snapshot for pages.
    fn snapshot(&self) -> Result<Snapshot, ApiError> {
        let sql = self.sql();
        let mut dialogues = dialogues_store::live(&sql)?;
        dialogues.sort_by(|a, b| (a.priority, &a.published.id).cmp(&(b.priority, &b.published.id)));
        let (site, settings) = (self.id()?, site_kv::settings(&sql)?);
        let plan = site_kv::site_record(&sql)?.plan;
        let flows_run = !plan.is_exhausted(ledger_store::totals(&sql)?.used);
        let (revision, identity) = (site_kv::revision(&sql)?, site_kv::identity_keys(&sql)?);
        // Pages need to know whom a block is about, and nothing of why.
        let blocked = blocked_store::all(&sql)?.into_iter().map(Blocked::erased).collect();
        let sign_in = single_sign_on::offer(&sql)?;
        let tried = ab_tests::tried(&sql)?;
        let page_seen = site_kv::first_page(&sql)?.is_some();
        let webhooks = webhooks::wanted_events(&sql)?;
        let answered = missed::answers_store::latest(&sql, clock::now())?;
        Ok(Snapshot {
            site,
            revision,
            settings,
            identity,
            flows_run,
            page_seen,
            blocked,
            sign_in,
            dialogues,
            tried,
            webhooks,
            answered,
        })
    }

    /// The ledger's totals may have changed: at the limit, conversational flows stop.
    fn flows_may_have_changed(&self, before: Totals) -> Result<(), ApiError> {
        let sql = self.sql();
        let now = ledger_store::totals(&sql)?;
        if now.used == before.used {
            return Ok(()); // most messages change nothing, so nothing more is read
        }
        let plan = site_kv::site_record(&sql)?.plan;
        if plan.is_exhausted(before.used) == plan.is_exhausted(now.used) {
            return Ok(());
        }
        site_kv::next_revision(&sql)?;
        self.republish()
    }

    /// Updates the snapshot after a change; in this isolate pages see it at once.
    fn republish(&self) -> Result<(), ApiError> {
        snapshot::remember(clock::now(), &self.id()?, Some(self.snapshot()?));
        Ok(())
    }

    /// Queues the message to the desk with the current agents and settings.
    fn write_roster(&self, sql: &SqlStorage) -> Result<(), ApiError> {
        let site = self.id()?;
        let mut schedules = schedules::all(sql)?;
        devices_store::delete_stale(sql, clock::now())?;
        let reached = notices::pushed_offers(sql)?;
        let chatting = roles::store::with(sql, Permission::LiveChat)?;
        let roster_agent = |agent: &agents_store::Agent| RosterAgent {
            profile: agent.profile(&site),
            live_chat: chatting.contains(&agent.role),
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
        self.write_to_desk(sql, SiteToDesk::Roster { agents, settings, routing })
    }

    fn write_to_desk(&self, sql: &SqlStorage, message: SiteToDesk) -> Result<(), ApiError> {
        outbox_store::to_desk(sql, self.id()?, &DeskMessage::Site(message))
    }
}

impl OutboxHost for Shell {
    fn object(&self) -> &Object {
        &self.object
    }

    fn address(&self) -> Result<Address, ApiError> {
        Ok(Address::Site(self.id()?))
    }

    fn deadline(&self) -> Option<Timestamp> {
        // Only called when the tables exist. A failed read fails again where the value is needed.
        let sql = self.sql();
        let due = [erasure::due(&sql), scrub::due(&sql), notices::due(&sql)];
        due.into_iter().filter_map(|due| due.ok().flatten()).min()
    }

    async fn push(
        &self,
        device: &DeviceId,
        message: &Queued<Payload>,
    ) -> Result<Outcome, ApiError> {
        pushes::send(self, device, message).await
    }

    async fn mail(&self, mail: &MailId, message: &Queued<Payload>) -> Result<Outcome, ApiError> {
        mails::send(self, mail, message).await
    }

    async fn post(
        &self,
        endpoint: &WebhookId,
        message: &Queued<Payload>,
    ) -> Result<Outcome, ApiError> {
        webhooks::send(self, endpoint, message).await
    }

    fn device_gone(self: &Rc<Self>, device: &DeviceId) -> Result<(), ApiError> {
        devices::change(self, || devices_store::delete(&self.sql(), device))
    }
}
