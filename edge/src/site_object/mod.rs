//! The shell of a site: its agents, dialogues, settings, ledger and list of conversations.

mod access;
mod agents;
mod availability;
mod book;
mod call;
mod caller;
mod counts;
mod devices;
mod dialogues;
mod identity;
mod invitations;
mod keys;
mod ledger;
mod list;
mod making;
mod pictures;
mod pushes;
mod reports;
mod settings;
mod sign_in;
mod store;
mod uses;
mod versions;

pub(crate) use call::{AgentCall, Credentials, Joins, SiteCall, ToSiteLetter, Who};

use crate::address::Address;
use crate::body;
use crate::clock;
use crate::desk_object::ToDeskLetter;
use crate::error::{Answer, Fault, settle};
use crate::outbox::{self, Envelope, Office, Post, Waiting};
use crate::outbox_store;
use crate::snapshot::{self, Snapshot};
use crate::storage::{atomic, has_table};
use shared::counts::{ChatFact, Mark};
use shared::desk::{DeskSettings, RosterAgent};
use shared::id::SiteId;
use shared::permission::Permission;
use shared::protocol::ConversationRow;
use shared::quota::Totals;
use shared::time::{Millis, Timestamp};
use std::cell::Cell;
use std::rc::Rc;
use store::{
    agents as agents_store, conversations, devices as devices_store, dialogues as dialogues_store,
    errands, facts, ledger as ledger_store, schedules,
};
use worker::{Env, Request, Response, SqlStorage, State};

/// A site's object.
pub(crate) struct Shell {
    state: State,
    env: Env,
    post: Post,
    /// Whether the tables were seen to be there.
    open: Cell<bool>,
}

impl Shell {
    pub(crate) fn new(state: State, env: Env) -> Rc<Self> {
        Rc::new(Self { state, env, post: Post::default(), open: Cell::new(false) })
    }

    pub(crate) async fn fetch(self: &Rc<Self>, mut request: Request) -> worker::Result<Response> {
        let answer = match request.path().as_str() {
            "/call" => body::json_of(&mut request).await.and_then(|call| self.call(call)),
            "/letter" => body::json_of(&mut request).await.and_then(|letter| self.letter(&letter)),
            path => Err(Fault::NoRoute { path: path.to_owned() }),
        };
        settle(answer)
    }

    pub(crate) fn alarm(self: &Rc<Self>) -> Result<(), Fault> {
        outbox::rang(&**self);
        if !self.exists()? {
            return Ok(());
        }
        pushes::deliver(self)?;
        let waiting = outbox::deliver(self)?;
        outbox::arm(&**self, waiting)
    }

    fn call(self: &Rc<Self>, call: SiteCall) -> Answer {
        if let SiteCall::Make { name, package, allowed_domains, admin, hash } = call {
            return making::make(self, name, package, allowed_domains, admin, hash);
        }
        if !self.exists()? {
            return Err(Fault::NoSite);
        }
        match call {
            SiteCall::Make { .. } => Err(Fault::NoSite), // handled above
            SiteCall::SetPackage { package, limit } => making::set_package(self, package, limit),
            SiteCall::Snapshot => body::answer(&self.snapshot()?),
            SiteCall::Count(marks) => counts::count(self, marks),
            SiteCall::Version { dialogue, version } => {
                let found = dialogues_store::version(&self.sql(), &dialogue, version)?;
                body::answer(&found.ok_or(Fault::StaleDialogue(dialogue))?)
            }
            SiteCall::Engage { conversation, engagement } => {
                ledger::engage(self, &conversation, engagement)
            }
            SiteCall::Credentials { email } => sign_in::credentials(self, &email),
            SiteCall::Open { session, agent, expires } => {
                sign_in::open(self, &session, &agent, expires)
            }
            SiteCall::Invited { invitation } => invitations::show(self, &invitation),
            SiteCall::Join(joins) => invitations::join(self, joins),
            SiteCall::Picture { agent, hash } => pictures::picture(self, &agent, &hash),
            SiteCall::PicturePath { agent } => pictures::path(self, &agent),
            SiteCall::As { who, act } => access::act(self, &who, act),
        }
    }

    fn letter(self: &Rc<Self>, envelope: &Envelope) -> Answer {
        if !self.exists()? {
            return Err(Fault::NoSite);
        }
        match envelope.read()? {
            ToSiteLetter::Row(row) => self.list(envelope, &row, &[], None),
            ToSiteLetter::Counted { row, marks, chat } => {
                self.list(envelope, &row, &marks, chat.as_ref())
            }
            ToSiteLetter::Push { agent, notice } => pushes::hear(self, envelope, &agent, &notice),
            // The ledger knows a wish by its own name, and answers the same however often asked.
            ToSiteLetter::Desk(word) => ledger::hear(self, envelope, word),
        }
    }

    /// A conversation's line in the list, what it counts as, and how its live chat goes.
    fn list(
        &self,
        envelope: &Envelope,
        row: &ConversationRow,
        marks: &[Mark],
        chat: Option<&ChatFact>,
    ) -> Answer {
        let sql = self.sql();
        if !outbox_store::has_come(&sql, &envelope.from, envelope.seq)? {
            atomic(&self.state, || {
                outbox_store::mark(&sql, &envelope.from, envelope.seq)?;
                conversations::keep(&sql, row)?;
                chat.map_or(Ok(()), |chat| reports::keep(&sql, clock::now(), chat))?;
                counts::hear(&sql, clock::now(), marks)
            })?;
        }
        outbox::received()
    }

    /// Whether the operator has made it. Asking writes nothing.
    fn exists(self: &Rc<Self>) -> Result<bool, Fault> {
        if !self.open.get() && has_table(&self.sql(), "fact")? {
            store::make(&self.sql())?;
            self.open.set(true);
            outbox::woke(self)?;
        }
        Ok(self.open.get())
    }

    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    fn id(&self) -> Result<SiteId, Fault> {
        Ok(SiteId::parse(self.state.id().name().unwrap_or_default())?)
    }

    /// What pages see.
    fn snapshot(&self) -> Result<Snapshot, Fault> {
        let sql = self.sql();
        let mut dialogues = dialogues_store::live(&sql)?;
        dialogues.sort_by(|a, b| (a.priority, &a.published.id).cmp(&(b.priority, &b.published.id)));
        let (site, settings) = (self.id()?, facts::settings(&sql)?);
        let plan = facts::known_deed(&sql)?.plan;
        let flows_run = !plan.is_spent(ledger_store::totals(&sql)?.used);
        let (revision, identity) = (facts::revision(&sql)?, facts::identity_keys(&sql)?);
        Ok(Snapshot { site, revision, settings, identity, flows_run, dialogues })
    }

    /// The figures of the ledger may have changed: at the limit, conversational flows stop.
    fn flows_may_have_changed(&self, before: Totals) -> Result<(), Fault> {
        let sql = self.sql();
        let now = ledger_store::totals(&sql)?;
        if now.used == before.used {
            return Ok(()); // as after most words: nothing more is read
        }
        let plan = facts::known_deed(&sql)?.plan;
        if plan.is_spent(before.used) == plan.is_spent(now.used) {
            return Ok(());
        }
        facts::next_revision(&sql)?;
        self.republish()
    }

    /// What pages see has changed: in this isolate they see it at once.
    fn republish(&self) -> Result<(), Fault> {
        snapshot::remember(clock::now(), &self.id()?, Some(self.snapshot()?));
        Ok(())
    }

    /// The letter that tells the desk of the agents and settings as they are now.
    fn write_roster(&self, sql: &SqlStorage) -> Result<(), Fault> {
        let site = self.id()?;
        let mut schedules = schedules::all(sql)?;
        pushes::forget_what_nobody_gets(sql, clock::now())?;
        let reached = devices_store::agents(sql)?;
        let seat = |agent: &agents_store::Agent| RosterAgent {
            face: agent.face(&site),
            live_chat: agent.role.may(Permission::LiveChat),
            schedule: schedules.remove(&agent.id),
            push: reached.contains(&agent.id),
        };
        let agents = agents_store::all(sql)?.iter().map(seat).collect();
        let settings = facts::settings(sql)?;
        let settings = DeskSettings {
            offer: Millis::seconds(settings.offer_seconds),
            desertion: Millis::minutes(settings.agent_gone_minutes),
            when_gone: settings.when_agent_gone,
            ..DeskSettings::default()
        };
        let book = facts::book(sql)?;
        self.write_to_desk(sql, &ToDeskLetter::Roster { agents, settings, book })
    }

    fn write_to_desk(&self, sql: &SqlStorage, letter: &ToDeskLetter) -> Result<(), Fault> {
        let to = Address::Desk(self.id()?);
        outbox_store::put(sql, &to, serde_json::to_string(letter)?)
    }

    /// A letter was written in this turn: it is on its way, and tried again after a crash.
    fn send_letters(self: &Rc<Self>) -> Result<(), Fault> {
        outbox::arm(&**self, Waiting::Fresh)?;
        outbox::deliver(self)?;
        Ok(())
    }
}

impl Office for Shell {
    fn state(&self) -> &State {
        &self.state
    }

    fn env(&self) -> &Env {
        &self.env
    }

    fn post(&self) -> &Post {
        &self.post
    }

    fn address(&self) -> Result<Address, Fault> {
        Ok(Address::Site(self.id()?))
    }

    fn deadline(&self) -> Option<Timestamp> {
        // Asked only where the tables are there; a read that fails is rung for by what failed.
        errands::next_due(&self.sql()).ok().flatten()
    }
}
