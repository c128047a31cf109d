//! The rules that must hold, at every moment and at the end (`docs/rules.md`, ROUTE, QUOTA, WIRE).

use crate::check_log::{
    check_corrections, check_follow_ups, check_left_messages, check_ratings, was_over,
};
use crate::check_queue::{check_nobody_overtakes, check_queue, longest_wait};
use crate::mailbox::Object;
use crate::sleep::Sleeper;
use crate::turn::Seen;
use crate::world::{BEGIN, Client, World};
use shared::availability::AvailabilityState;
use shared::conversation::{Conversation, Phase};
use shared::desk::{
    AgentDesk, ChatRequest, Decision, Desk, DeskEffect, Record, RosterAgent, SkipReason, Stage,
};
use shared::event::{Author, Event, Logged, OfferFailure, OfferOutcome};
use shared::heartbeat::{SILENT_AFTER, is_silent};
use shared::id::{AgentId, ClientKey, OfferId, Seq};
use shared::protocol::AgentEvent;
use shared::quota::Totals;
use shared::stream::Route;
use shared::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The longest that a chat request may stay open: the conversation's own limit, an alarm that is a
/// minute late, a clock that jumps, and the retries of a turn that crashes.
const LONGEST_REQUEST: Millis = Millis::minutes(13);

/// By how much an object's clock may be wrong.
const CLOCK_JUMP: Millis = Millis::seconds(5);

/// What the checks remember between turns.
#[derive(Default)]
pub(crate) struct Witness {
    /// For two agents: how their offers differ since both could take every chat; now, least and
    /// most.
    pairs: BTreeMap<(usize, usize), (i64, i64, i64)>,
    /// Number of offers.
    pub(crate) offers: u64,
    /// The messages from one object to another that were queued, by sequence number.
    pub(crate) queued: BTreeMap<(Object, Object), Vec<u64>>,
    /// The messages that were handled.
    pub(crate) handled: BTreeMap<(Object, Object), Vec<u64>>,
    /// The offers of this turn.
    offered: Vec<(OfferId, AgentId)>,
    /// The latest time that the desk has seen, because clocks jump.
    pub(crate) latest: Timestamp,
}

impl World {
    /// Checks every offer: the decision names the agent and replays to the same one, the agent
    /// could take the chat, and turns are fair.
    pub(crate) fn check_offers(
        &mut self,
        now: Timestamp,
        mut present: BTreeMap<AgentId, usize>,
        effects: &[DeskEffect],
    ) {
        self.witness.latest = self.witness.latest.max(now);
        let mut decided: Option<&Decision> = None;
        for effect in effects {
            if let DeskEffect::Explain(_, decision) = effect {
                let again = decision.replay();
                assert_eq!(again, decision.chosen.as_ref(), "{decision:?} replays differently");
                decided = Some(decision.as_ref());
                self.check_nobody_missed(decision);
            }
            let DeskEffect::Agent(agent, frame) = effect else { continue };
            // One turn can end an offer to an agent and make them another one.
            if let (true, Some(load)) = (frees(frame), present.get_mut(agent)) {
                *load = load.saturating_sub(1);
            }
            let AgentEvent::Offer { offer, .. } = frame else { continue };
            let most = self.max_chats_of(agent);
            let free = present.get_mut(agent).filter(|load| **load < most);
            let Some(load) = free else {
                unreachable!("{offer:?} was offered to {agent:?}, who was not free");
            };
            *load += 1;
            assert!(
                self.is_available(now, agent),
                "{offer:?} was offered to {agent:?}, who was unavailable"
            );
            let decision = decided.take().filter(|entry| entry.chosen.as_ref() == Some(agent));
            let Some(evaluation) = decision.and_then(|decision| decision.pools.last()) else {
                unreachable!("{offer:?} was offered without a decision");
            };
            self.witness.offers += 1;
            self.witness.offered.push((offer.id.clone(), agent.clone()));
            self.check_awake(agent);
            let could = evaluation.agents.iter().filter(|agent| agent.skipped.is_none());
            let could: Vec<&AgentId> = could.map(|agent| &agent.agent).collect();
            self.note_turn(agent, &could);
        }
    }

    /// No agent is skipped as gone whose machine is awake and connected.
    fn check_nobody_missed(&self, decision: &Decision) {
        if self.is_confused() {
            return;
        }
        let skipped = decision.pools.iter().flat_map(|evaluation| &evaluation.agents);
        for gone in skipped.filter(|agent| agent.skipped == Some(SkipReason::Gone)) {
            let tabs = self.lines.keys().filter(
                |client| matches!(client, Client::Tab(n, _) if self.agents[*n].id == gone.agent),
            );
            let here = tabs.filter(|tab| self.is_up(**tab) && self.is_wide_awake(**tab)).count();
            assert_eq!(here, 0, "{:?} is there, and was taken for gone", gone.agent);
        }
    }

    /// No chat is offered to an agent whose machine has been asleep for too long, unless a device
    /// shows the offer. If their connections broke meanwhile, the grace period applies as for
    /// everybody.
    fn check_awake(&self, offered: &AgentId) {
        let Some(n) = self.agents.iter().position(|agent| agent.id == *offered) else { return };
        let Some(sleep) = self.asleep.get(&Sleeper::Agent(n)) else { return };
        let connected = self.last_seen(offered).is_some();
        // Their last ping may have been under way when the machine fell asleep.
        let under_way = Millis(self.plan.weather.slow);
        let grace = if connected { Millis(0) } else { self.desk_settings().grace };
        // A crash of the desk breaks lines, and nobody knows any more when their last ping came: they
        // have the grace from then on, unless the desk had found them silent before.
        let tabs = (0..self.agents[n].tabs).filter_map(|tab| self.lines.get(&Client::Tab(n, tab)));
        let broken = tabs.filter(|line| !line.up && !line.found_silent);
        let down_since = broken.map(|line| line.down_since + self.desk_settings().grace).max();
        let silent_at = sleep.since + SILENT_AFTER + grace;
        let gone_at = silent_at.max(down_since.unwrap_or_default()) + under_way + CLOCK_JUMP;
        assert!(
            self.now < gone_at || self.agents[n].has_device(),
            "a chat was offered to {offered:?}, whose machine has slept for {:?}",
            self.now.since(sleep.since)
        );
    }

    /// Whether an agent is available, worked out again from the stored schedule and toggle. A
    /// boundary may be between two readings of a clock that jumped back; then the later reading
    /// counts too.
    fn is_available(&self, now: Timestamp, agent: &AgentId) -> bool {
        let said = |agent: &AgentDesk, at| {
            AvailabilityState::new(at, agent.schedule.as_ref(), agent.toggle.as_ref()).available()
        };
        let entry = self.desk.desk.iter().flat_map(Desk::agents).find(|entry| entry.id() == agent);
        entry.is_some_and(|entry| [now, self.witness.latest].into_iter().any(|at| said(entry, at)))
    }

    /// Over any window, agents who could have taken the same chats differ by at most one offer.
    fn note_turn(&mut self, offered: &AgentId, could: &[&AgentId]) {
        let could = |agent: &AgentId| could.contains(&agent);
        for (n, a) in self.agents.iter().map(|agent| &agent.id).enumerate() {
            for (m, b) in self.agents.iter().map(|agent| &agent.id).enumerate().skip(n + 1) {
                let pair = self.witness.pairs.entry((n, m)).or_default();
                match (could(a), could(b)) {
                    (true, true) => {
                        pair.0 += i64::from(a == offered) - i64::from(b == offered);
                        pair.1 = pair.1.min(pair.0);
                        pair.2 = pair.2.max(pair.0);
                        assert!(pair.2 - pair.1 <= 1, "turns of {a:?} and {b:?} are not fair");
                    }
                    (false, false) => {}
                    _ => *pair = (0, 0, 0),
                }
            }
        }
    }

    fn desk_settings(&self) -> shared::desk::DeskSettings {
        let stored = self.desk.records.get("settings");
        match stored {
            Some(Record::Settings(settings)) => *settings,
            _ => shared::desk::DeskSettings::default(),
        }
    }

    fn requests(&self) -> impl Iterator<Item = &ChatRequest> + Clone {
        // Records are ordered by key, and those of chat requests come last.
        let requests = self.desk.records.range("request/".to_owned()..);
        requests.filter_map(|(_, record)| match record {
            Record::Request(chat_request) => Some(chat_request),
            _ => None,
        })
    }

    /// The agents who could be offered a chat but for their load and their hours, with their load,
    /// after the desk has read the pings and a roster that comes in the same turn.
    pub(crate) fn reachable(
        &self,
        now: Timestamp,
        seen: &Seen,
        roster: &[RosterAgent],
    ) -> BTreeMap<AgentId, usize> {
        let settings = self.desk_settings();
        let is_present = |agent: &&AgentDesk| {
            let gone_since = match seen.get(agent.id()) {
                Some(Some(at)) if !is_silent(now, *at) => None,
                Some(Some(at)) => agent.gone_since.or(Some(*at)),
                Some(None) => agent.gone_since.or(Some(now)),
                None => agent.gone_since,
            };
            let gone = gone_since.is_some_and(|since| now.since(since) >= settings.grace);
            let listed = roster.iter().find(|listed| listed.profile.id == *agent.id());
            let may_chat = listed.map_or(agent.live_chat, |listed| listed.live_chat);
            may_chat && (!gone || listed.map_or(agent.push, |listed| listed.push))
        };
        let known = self.desk.desk.iter().flat_map(Desk::agents).filter(is_present);
        let mut reachable: BTreeMap<_, _> =
            known.map(|agent| (agent.id().clone(), agent.load())).collect();
        // An agent who is added may still have chats from before they were removed.
        let is_known = |id: &AgentId| {
            self.desk.desk.iter().flat_map(Desk::agents).any(|agent| agent.id() == id)
        };
        for added in roster.iter().filter(|agent| agent.live_chat && !is_known(&agent.profile.id)) {
            let id = &added.profile.id;
            let has = self.requests().filter(|request| request.holders().any(|has| has == id));
            reachable.insert(id.clone(), has.count());
        }
        reachable
    }

    /// After every turn of the desk, once it is stored: nobody was overtaken in the queue.
    pub(crate) fn check_overtaking(&mut self) {
        for (offer, agent) in core::mem::take(&mut self.witness.offered) {
            check_nobody_overtakes(self.requests(), &offer, &agent);
        }
    }

    /// After every turn of the desk: no agent has more chats than they can have, and memory equals storage.
    pub(crate) fn check_desk(&self) {
        let Some(desk) = &self.desk.desk else { return };
        for agent in desk.agents() {
            let most = self.max_chats_of(agent.id());
            assert!(agent.load() <= most, "{:?} has {}", agent.id(), agent.load());
        }
        let settings = self.desk_settings();
        let timeouts = desk.agents().filter_map(|agent| agent.disconnect_timeout(&settings));
        let silent = desk.agents().filter_map(|agent| agent.silent_at(&settings));
        let of_agents = timeouts.chain(silent).chain(desk.agents().filter_map(AgentDesk::boundary));
        let due = self.requests().filter_map(ChatRequest::deadline).chain(of_agents).min();
        assert_eq!(desk.deadline(), due, "an alarm is due exactly when something needs one");
    }

    /// How many chats an agent can have at once.
    fn max_chats_of(&self, agent: &AgentId) -> usize {
        let is_first = self.agents.first().is_some_and(|first| first.id == *agent);
        let (site, first) = self.plan.max_chats;
        if is_first { first as usize } else { site as usize }
    }

    /// After every turn of the ledger: the limit is not exceeded.
    pub(crate) fn check_ledger(&self) {
        let Totals { used, reserved } = self.site.ledger.figures();
        if let Some(limit) = self.site.limit {
            assert!(used + reserved <= limit, "over the limit of {limit}");
        }
    }

    /// The checks at the end of the world.
    pub(crate) fn check_end(&self) {
        for n in 0..self.visitors.len() {
            self.check_log(n);
            self.check_requests_ended(n);
            self.check_availability_checks(n);
            self.check_app(n);
            self.check_visitor(n);
        }
        for agent in &self.agents {
            for (conversation, chat) in &agent.chats {
                let log = &self.conversations[*conversation].log;
                assert_eq!(
                    while_it_ran(chat.view.log()),
                    while_it_ran(log),
                    "{:?} and the log of {conversation} differ",
                    agent.id
                );
                check_acks(log, &chat.view.acked);
                let open = chat.view.pending.frames();
                assert!(open.is_empty(), "{:?} was not told of {open:?}", agent.id);
            }
        }
        assert_eq!(self.witness.handled, self.witness.queued, "each message once, and in order");
        self.check_toggles();
        self.check_quota();
        self.check_nothing_left();
    }

    /// Every tab shows the availability that the desk has.
    fn check_toggles(&self) {
        let Some(desk) = &self.desk.desk else { return };
        for (n, agent) in self.agents.iter().enumerate().filter(|(_, agent)| !agent.removed) {
            let entry = desk.agents().find(|entry| *entry.id() == agent.id);
            let up = (0..agent.tabs).filter(|tab| self.is_up(Client::Tab(n, *tab)));
            for tab in up {
                let toggles = agent.toggles.get(&tab).copied();
                let is = entry.map(AgentDesk::available);
                assert_eq!(toggles, is, "tab {tab} of {:?} shows something else", agent.id);
            }
        }
    }

    fn check_log(&self, n: usize) {
        let log = &self.conversations[n].log;
        for (seq, logged) in (1..).zip(log) {
            assert_eq!(logged.seq, Seq(seq), "conversation {n} has a gap");
        }
        let mut said = BTreeSet::new();
        for logged in log {
            if let Event::Said { by, text, .. } = &logged.event {
                assert!(said.insert((by.clone(), text.clone())), "{text} was said twice in {n}");
            }
        }
        check_left_messages(n, log, &self.visitors[n].meta);
        check_ratings(n, log, &self.visitors[n].meta);
        check_corrections(n, log);
        check_queue(n, log, &self.plan);
        check_transfers(n, log);
        check_follow_ups(n, log);
        let again = Conversation::restore(self.visitors[n].meta.clone(), log);
        let left = self.visitors[n].out && again.state.phase == Phase::Scripted;
        let over = left || matches!(again.state.phase, Phase::Over(_));
        assert!(over || log.is_empty(), "conversation {n} did not end: {:?}", again.state.phase);
    }

    fn check_requests_ended(&self, n: usize) {
        let log = &self.conversations[n].log;
        let mut most = 0;
        let (mut open, mut offered, mut offers) = (None, false, 0_u32);
        let mut connected = false;
        // Each time that the clock is put back, the conversation restarts its wait.
        let longest = LONGEST_REQUEST.0 + longest_wait(&self.plan).0;
        let longest = Millis(longest * u64::from(1 + self.clock.moves));
        for (logged, at) in log.iter().zip(&self.conversations[n].logged_at) {
            match &logged.event {
                Event::Requested { handed_over, .. } => {
                    let asked = handed_over.as_ref().map(|asked| &asked.route);
                    let route = asked.unwrap_or(&self.visitors[n].route);
                    let team = matches!(route, Route::Team { .. });
                    let second_try = self.plan.second_try_everywhere || (self.plan.prime && team);
                    most = if second_try { 2 } else { 1 };
                    assert!(open.is_none(), "two requests at once in {n}");
                    open = Some(*at);
                }
                Event::Offered { .. } => {
                    assert!(!offered && open.is_some(), "two offers at once in {n}");
                    offered = true;
                    offers += 1;
                    assert!(offers <= most, "{n} was offered {offers} times");
                }
                Event::OfferClosed { reason, .. } => {
                    offered = false;
                    // An agent who was gone before they could answer doesn't count.
                    offers -= u32::from(*reason == OfferFailure::AgentGone);
                }
                // A transferred chat ends no chat request.
                Event::Connected { .. } | Event::FellBack { .. } if connected => {}
                Event::Connected { .. } | Event::FellBack { .. } | Event::Withdrawn { .. } => {
                    connected = matches!(logged.event, Event::Connected { .. });
                    offered = false;
                    let since = open.take();
                    assert!(since.is_some(), "a request of {n} ended twice");
                    let duration = since.map(|since| at.since(since)).unwrap_or_default();
                    assert!(duration < longest, "a request of {n} took {duration:?}");
                }
                _ => {}
            }
        }
        assert!(open.is_none(), "a request of {n} never ended");
    }

    fn check_visitor(&self, n: usize) {
        let visitor = &self.visitors[n];
        let log = &self.conversations[n].log;
        check_acks(log, &visitor.view.acked);
        if visitor.out {
            assert!(log.starts_with(visitor.view.log()), "visitor {n} saw another log");
            return; // they never received the end
        }
        let seen = before_ratings(visitor.view.log());
        assert_eq!(seen, before_ratings(log), "visitor {n} and the log differ");
        let open = visitor.view.pending.frames();
        assert!(open.is_empty(), "visitor {n} was never told of {open:?}");
    }

    /// The ledger counts exactly the visits that had an agent.
    fn check_quota(&self) {
        let mut visits = BTreeSet::new();
        for (n, conversation) in self.conversations.iter().enumerate() {
            if self.desk_connected(&conversation.log) {
                let meta = &self.visitors[n].meta;
                visits.insert((&meta.visitor, &meta.visit));
            }
        }
        let Totals { used, reserved } = self.site.ledger.figures();
        let had_agent = visits.len() as u64;
        assert_eq!(used, had_agent, "{used} visits were counted, {had_agent} had an agent");
        assert_eq!(reserved, 0, "something is still held");
    }

    fn desk_connected(&self, log: &[Logged]) -> bool {
        let _ = self;
        log.iter().any(|logged| matches!(logged.event, Event::Connected { .. }))
    }

    fn check_nothing_left(&self) {
        let left: Vec<&ChatRequest> = self.requests().collect();
        let waiting = left.iter().filter(|w| !matches!(w.stage, Stage::Connected { .. })).count();
        assert_eq!(waiting, 0, "a request waits at the desk for ever");
        assert!(left.is_empty(), "an agent was never freed of {left:?}");
        let conversations = self.conversations.iter().map(|conversation| &conversation.mailbox);
        let mailboxes = conversations.chain([&self.desk.mailbox, &self.site.mailbox]);
        assert!(mailboxes.into_iter().all(|mailbox| mailbox.rows.is_empty()), "messages are left");
        assert!(self.now >= BEGIN, "time goes on");
    }
}

/// Whether the event frees one of an agent's places for chats.
fn frees(frame: &AgentEvent) -> bool {
    match frame {
        // An offer that was accepted continues as a chat.
        AgentEvent::OfferClosed { reason, .. } => *reason != OfferOutcome::Accepted,
        AgentEvent::Released { .. } => true,
        _ => false,
    }
}

/// Only the chat's agent writes in it. It is transferred only to another agent, or back to one who
/// was gone.
fn check_transfers(n: usize, log: &[Logged]) {
    let (mut has, mut gone) = (None, false);
    for logged in log {
        match &logged.event {
            Event::Connected { agent, .. } => {
                assert!(gone || has != Some(&agent.id), "{agent:?} joined {n} twice");
                (has, gone) = (Some(&agent.id), false);
            }
            Event::FollowedUp { agent, .. } => (has, gone) = (Some(&agent.id), false),
            Event::AgentGone { agent } => {
                assert!(
                    !gone && has == Some(agent),
                    "{agent:?} is gone from {n}, but was not there"
                );
                gone = true;
            }
            Event::FellBack { .. } => {
                assert!(gone || has.is_none(), "{n} fell back although {has:?} was there");
            }
            Event::Said { by: Author::Agent(by), .. } => {
                assert_eq!(has, Some(by), "somebody else wrote in {n}");
            }
            _ => {}
        }
    }
}

/// The log without the ratings at its end: they come by requests, when nobody needs to be connected.
fn before_ratings(log: &[Logged]) -> &[Logged] {
    without_tail(before_follow_up(log), comes_later)
}

/// The log without a message that was left at its end: an agent who was gone has let go of the chat by
/// then.
fn while_it_ran(log: &[Logged]) -> &[Logged] {
    let log = before_follow_up(log);
    without_tail(log, |event| comes_later(event) || matches!(event, Event::MessageLeft { .. }))
}

/// The log without what came after an agent answered in a conversation that was over: whoever had it
/// open has let go of it by then.
fn before_follow_up(log: &[Logged]) -> &[Logged] {
    let is_first = |logged: &Logged| matches!(logged.event, Event::FollowedUp { .. });
    let end = log.iter().position(is_first).unwrap_or(log.len());
    log.get(..end).unwrap_or_default()
}

const fn comes_later(event: &Event) -> bool {
    matches!(event, Event::Rated { .. } | Event::AnswerCorrected { .. })
}

fn without_tail(log: &[Logged], is_later: impl Fn(&Event) -> bool) -> &[Logged] {
    let end = log.iter().rposition(|logged| !is_later(&logged.event));
    log.get(..end.map_or(0, |end| end + 1)).unwrap_or_default()
}

/// Every acked frame is in the log once, at the sequence number of the ack.
fn check_acks(log: &[Logged], acked: &[(ClientKey, Seq)]) {
    for (key, seq) in acked {
        let seqs: Vec<Seq> =
            log.iter().filter(|logged| logged.id.as_ref() == Some(key)).map(|l| l.seq).collect();
        // Who leaves what is over already gets an ack, too.
        let is_end = was_over(log, *seq);
        assert!(
            seqs == [*seq] || (seqs.is_empty() && is_end),
            "{key} was acked at {seq:?}, is at {seqs:?}"
        );
    }
}
