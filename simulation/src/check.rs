//! What must hold, at every moment and at the end (`docs/rules.md` §3, §5, §7).

use crate::visitor::key_of;
use crate::world::{BEGIN, Client, World};
use shared::availability::Word;
use shared::conversation::{Conversation, Phase};
use shared::desk::{AgentDesk, Decision, Desk, DeskEffect, Record, Stage, Wish};
use shared::event::{Author, Event, Logged};
use shared::id::{AgentId, ClientKey, Seq};
use shared::protocol::{ClosedAs, DeskFrame};
use shared::quota::Totals;
use shared::stream::Route;
use shared::time::{Millis, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The longest a wish may stay open: the conversation's own limit, an alarm that comes a minute
/// late, a clock that jumps, and the tries of a turn that crashes.
const LONGEST_WISH: Millis = Millis::minutes(13);

/// What the witness remembers.
#[derive(Default)]
pub(crate) struct Witness {
    /// Rings of two agents since both could take every chat: how far apart, least and most.
    pairs: BTreeMap<(usize, usize), (i64, i64, i64)>,
    /// How many rings there were.
    pub(crate) rings: u64,
    /// The latest that a clock showed the desk, for clocks jump.
    pub(crate) latest: Timestamp,
}

impl World {
    /// At every ring: the decision says who is rung at and replays to the same, the bell rings at
    /// somebody who could be rung at, and turns are fair.
    pub(crate) fn check_rings(
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
            }
            let DeskEffect::Agent(agent, frame) = effect else { continue };
            // One turn can end a ring and begin another at the same agent.
            if let (true, Some(load)) = (frees(frame), present.get_mut(agent)) {
                *load = load.saturating_sub(1);
            }
            let DeskFrame::Offer { offer, .. } = frame else { continue };
            let free = present.get_mut(agent).filter(|load| **load < 10);
            let Some(load) = free else {
                unreachable!("{offer:?} rang at {agent:?}, who was not free");
            };
            *load += 1;
            assert!(self.is_on_duty(now, agent), "{offer:?} rang at {agent:?}, who was off duty");
            let decision = decided.take().filter(|known| known.chosen.as_ref() == Some(agent));
            let Some(looked) = decision.and_then(|decision| decision.looked.last()) else {
                unreachable!("{offer:?} rang without a decision");
            };
            self.witness.rings += 1;
            let could = looked.agents.iter().filter(|agent| agent.skipped.is_none());
            let could: Vec<&AgentId> = could.map(|agent| &agent.agent).collect();
            self.note_turn(agent, &could);
        }
    }

    /// What the rules say of an agent's hours, worked out anew from what is kept of them. Their
    /// boundary may lie between two readings of a clock that jumped back: what has passed has passed.
    fn is_on_duty(&self, now: Timestamp, agent: &AgentId) -> bool {
        let said = |agent: &AgentDesk, at| {
            Word::of(at, agent.schedule.as_ref(), agent.toggle.as_ref()).available()
        };
        let known = self.desk.desk.iter().flat_map(Desk::agents).find(|known| known.id() == agent);
        known.is_some_and(|known| [now, self.witness.latest].into_iter().any(|at| said(known, at)))
    }

    /// Over any window, agents who could have taken the same chats differ by at most one.
    fn note_turn(&mut self, rung: &AgentId, could: &[&AgentId]) {
        let could = |agent: &AgentId| could.contains(&agent);
        for (n, a) in self.agents.iter().map(|agent| &agent.id).enumerate() {
            for (m, b) in self.agents.iter().map(|agent| &agent.id).enumerate().skip(n + 1) {
                let pair = self.witness.pairs.entry((n, m)).or_default();
                match (could(a), could(b)) {
                    (true, true) => {
                        pair.0 += i64::from(a == rung) - i64::from(b == rung);
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
        let kept = self.desk.records.get("settings");
        match kept {
            Some(Record::Settings(settings)) => *settings,
            _ => shared::desk::DeskSettings::default(),
        }
    }

    fn wishes(&self) -> impl Iterator<Item = &Wish> {
        // Records are kept by name: those of wishes lie behind all others.
        let wishes = self.desk.records.range("wish/".to_owned()..);
        wishes.filter_map(|(_, record)| match record {
            Record::Wish(wish) => Some(wish),
            _ => None,
        })
    }

    /// Who can be rung at but for their load and their hours, and how much they have.
    pub(crate) fn reachable(&self, now: Timestamp) -> BTreeMap<AgentId, usize> {
        let settings = self.desk_settings();
        let is_present = |agent: &&AgentDesk| {
            let gone = agent.gone_since.is_some_and(|since| now.since(since) >= settings.grace);
            agent.live_chat && (!gone || agent.push)
        };
        self.desk
            .desk
            .iter()
            .flat_map(Desk::agents)
            .filter(is_present)
            .map(|agent| (agent.id().clone(), agent.load()))
            .collect()
    }

    /// After every turn of the desk: never over ten, and memory is what is kept.
    pub(crate) fn check_desk(&self) {
        let Some(desk) = &self.desk.desk else { return };
        for agent in desk.agents() {
            assert!(agent.load() <= 10, "{:?} has {}", agent.id(), agent.load());
        }
        let settings = self.desk_settings();
        let deserts = desk.agents().filter_map(|agent| agent.desertion(&settings));
        let of_agents = deserts.chain(desk.agents().filter_map(AgentDesk::boundary));
        let due = self.wishes().filter_map(Wish::deadline).chain(of_agents).min();
        assert_eq!(desk.deadline(), due, "an alarm is due exactly when something needs one");
    }

    /// After every word of the ledger: never one too many.
    pub(crate) fn check_ledger(&self) {
        let Totals { used, reserved } = self.site.ledger.figures();
        if let Some(limit) = self.site.limit {
            assert!(used + reserved <= limit, "over the limit of {limit}");
        }
    }

    /// When all is quiet.
    pub(crate) fn check_end(&self) {
        for n in 0..self.visitors.len() {
            self.check_log(n);
            self.check_wishes_ended(n);
            self.check_visitor(n);
        }
        for agent in &self.agents {
            for (talk, chat) in &agent.chats {
                let log = &self.talks[*talk].log;
                assert_eq!(chat.view.log(), *log, "{:?} and the log of {talk} differ", agent.id);
                check_acks(log, &chat.acked);
                assert!(
                    chat.unacked.is_empty(),
                    "{:?} was not told of {:?}",
                    agent.id,
                    chat.unacked
                );
            }
        }
        self.check_shown();
        self.check_quota();
        self.check_nothing_left();
    }

    /// Every tab shows what the desk goes by.
    fn check_shown(&self) {
        let Some(desk) = &self.desk.desk else { return };
        for (n, agent) in self.agents.iter().enumerate() {
            let known = desk.agents().find(|known| *known.id() == agent.id);
            let up = (0..agent.tabs).filter(|tab| self.is_up(Client::Tab(n, *tab)));
            for tab in up {
                let shown = agent.shown.get(&tab).copied();
                let is = known.map(AgentDesk::available);
                assert_eq!(shown, is, "tab {tab} of {:?} shows something else", agent.id);
            }
        }
    }

    fn check_log(&self, n: usize) {
        let log = &self.talks[n].log;
        for (place, logged) in (1..).zip(log) {
            assert_eq!(logged.seq, Seq(place), "conversation {n} has a gap");
        }
        let mut said = BTreeSet::new();
        for logged in log {
            if let Event::Said { by, text, .. } = &logged.event {
                assert!(said.insert((by.clone(), text.clone())), "{text} was said twice in {n}");
            }
        }
        check_hands(n, log);
        let again = Conversation::restore(self.visitors[n].charter.clone(), log);
        let left = self.visitors[n].out && again.state.phase == Phase::Scripted;
        let over = left || matches!(again.state.phase, Phase::Over(_));
        assert!(over || log.is_empty(), "conversation {n} did not end: {:?}", again.state.phase);
    }

    fn check_wishes_ended(&self, n: usize) {
        let log = &self.talks[n].log;
        let team = matches!(self.visitors[n].route, Route::Team { .. });
        let most = if self.plan.prime && team { 2 } else { 1 };
        let (mut open, mut ringing, mut rings) = (None, false, 0);
        let mut connected = false;
        for logged in log {
            match &logged.event {
                Event::Requested { .. } => {
                    assert!(open.is_none(), "two wishes at once in {n}");
                    open = Some(logged.at);
                }
                Event::Offered { .. } => {
                    assert!(!ringing && open.is_some(), "two rings at once in {n}");
                    ringing = true;
                    rings += 1;
                    assert!(rings <= most, "the bell rang {rings} times in {n}");
                }
                Event::OfferClosed { .. } => ringing = false,
                // A chat that changes hands ends no wish.
                Event::Connected { .. } if connected => {}
                Event::Connected { .. } | Event::FellBack { .. } | Event::Withdrawn { .. } => {
                    connected = matches!(logged.event, Event::Connected { .. });
                    ringing = false;
                    let since = open.take();
                    assert!(since.is_some(), "a wish of {n} ended twice");
                    let took = since.map(|since| logged.at.since(since)).unwrap_or_default();
                    assert!(took < LONGEST_WISH, "a wish of {n} took {took:?}");
                }
                _ => {}
            }
        }
        assert!(open.is_none(), "a wish of {n} never ended");
    }

    fn check_visitor(&self, n: usize) {
        let visitor = &self.visitors[n];
        let log = &self.talks[n].log;
        check_acks(log, &visitor.acked);
        if visitor.out {
            assert!(log.starts_with(visitor.view.log()), "visitor {n} saw another story");
            return; // they never heard the end
        }
        assert_eq!(visitor.view.log(), *log, "visitor {n} and the log differ");
        let open: Vec<_> = visitor.unacked.iter().filter_map(key_of).collect();
        assert!(open.is_empty(), "visitor {n} was never told of {open:?}");
    }

    /// The ledger counts exactly the visits that had an agent.
    fn check_quota(&self) {
        let mut visits = BTreeSet::new();
        for (n, talk) in self.talks.iter().enumerate() {
            if self.desk_connected(&talk.log) {
                let charter = &self.visitors[n].charter;
                visits.insert((&charter.visitor, &charter.visit));
            }
        }
        let Totals { used, reserved } = self.site.ledger.figures();
        assert!(
            used >= visits.len() as u64,
            "{} visits had an agent, {used} were counted",
            visits.len()
        );
        assert_eq!(reserved, 0, "something is still held");
    }

    fn desk_connected(&self, log: &[Logged]) -> bool {
        let _ = self;
        log.iter().any(|logged| matches!(logged.event, Event::Connected { .. }))
    }

    fn check_nothing_left(&self) {
        let left: Vec<&Wish> = self.wishes().collect();
        let waiting = left.iter().filter(|w| !matches!(w.stage, Stage::Connected { .. })).count();
        assert_eq!(waiting, 0, "a wish waits at the desk for ever");
        assert!(left.is_empty(), "an agent was never freed of {left:?}");
        assert!(self.desk.post.is_empty() && self.site.post.is_empty(), "letters are left");
        assert!(self.talks.iter().all(|talk| talk.post.is_empty()), "letters are left");
        assert!(self.now >= BEGIN, "time goes on");
    }
}

/// Whether an agent who is told this has one chat or ring less.
fn frees(frame: &DeskFrame) -> bool {
    match frame {
        // A ring that was accepted goes on as a chat.
        DeskFrame::OfferClosed { reason, .. } => *reason != ClosedAs::Accepted,
        DeskFrame::Released { .. } => true,
        _ => false,
    }
}

/// Only whoever has the chat writes in it, and it changes hands only to somebody else, or to
/// somebody who was gone.
fn check_hands(n: usize, log: &[Logged]) {
    let (mut has, mut gone) = (None, false);
    for logged in log {
        match &logged.event {
            Event::Connected { agent, .. } => {
                assert!(gone || has != Some(&agent.id), "{agent:?} joined {n} twice");
                (has, gone) = (Some(&agent.id), false);
            }
            Event::AgentGone { agent } => {
                assert!(
                    !gone && has == Some(agent),
                    "{agent:?} is gone from {n}, but was not there"
                );
                gone = true;
            }
            Event::Said { by: Author::Agent(by), .. } => {
                assert_eq!(has, Some(by), "somebody else wrote in {n}");
            }
            _ => {}
        }
    }
}

/// What was acknowledged is in the log, once, at that place.
fn check_acks(log: &[Logged], acked: &[(ClientKey, Seq)]) {
    for (key, seq) in acked {
        let places: Vec<Seq> =
            log.iter().filter(|logged| logged.id.as_ref() == Some(key)).map(|l| l.seq).collect();
        let is_end = log.last().is_some_and(|last| last.seq == *seq);
        assert!(
            places == [*seq] || (places.is_empty() && is_end),
            "{key} was acked at {seq:?}, is at {places:?}"
        );
    }
}
