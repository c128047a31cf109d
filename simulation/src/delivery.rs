//! Delivery between objects: envelopes and answers that are lost, duplicated and overtaken, and
//! alarms. `shared::outbox` decides what is sent and when again, as at the edge.

use crate::mailbox::{Batch, Mailbox, Message, Object, Received, Report};
use crate::turn::Fate;
use crate::world::{Client, Happening, World};
use shared::conversation::{Conversation, Input};
use shared::desk::{Desk, DeskInput};
use shared::messages::{ConversationMessage, DeskMessage, DeskToSite, SiteMessage, SiteToDesk};
use shared::outbox::{Ack, Outcome, Reception};
use shared::time::{Millis, Timestamp};

impl World {
    pub(crate) fn mailbox(&mut self, object: Object) -> &mut Mailbox {
        match object {
            Object::Site => &mut self.site.mailbox,
            Object::Desk => &mut self.desk.mailbox,
            Object::Conversation(n) => &mut self.conversations[n].mailbox,
        }
    }

    /// Queues a message, in the transaction of a turn.
    pub(crate) fn queue(&mut self, from: Object, to: Object, message: Message) {
        if let Some(seq) = self.mailbox(from).queue(to, message) {
            self.witness.queued.entry((from, to)).or_default().push(seq);
        }
    }

    /// Marks a message as handled, in the transaction of a turn.
    pub(crate) fn record_received(&mut self, object: Object, received: Received) {
        self.mailbox(object).record_received(received);
        let Received { from, seq } = received;
        let handled = self.witness.handled.entry((from, object)).or_default();
        assert!(
            handled.last() < Some(&seq),
            "{object:?} handled {seq} of {from:?} too late or again"
        );
        handled.push(seq);
    }

    // --- the sender's side ---

    /// The batches that the outbox sends now. The alarm is set in the transaction of the turn.
    pub(crate) fn step(&mut self, object: Object) -> Vec<Batch> {
        let now = self.read_clock();
        let deadline = match object {
            Object::Site => None,
            Object::Desk => self.desk.desk.as_ref().and_then(Desk::deadline),
            Object::Conversation(n) => {
                self.conversations[n].machine.as_ref().and_then(Conversation::deadline)
            }
        };
        let mailbox = self.mailbox(object);
        let Ok(step) = mailbox.outbox.step(now, &mailbox.rows);
        mailbox.rows.apply(&step.effects);
        self.set_alarm(object, deadline.into_iter().chain(step.alarm).min());
        step.batches
    }

    /// Sends batches, each with its own delay.
    pub(crate) fn send(&mut self, from: Object, batches: Vec<Batch>) {
        let life = self.mailbox(from).life;
        for batch in batches {
            if self.strikes(self.plan.weather.double) {
                // Perhaps so late that later envelopes overtake it.
                let late = [self.travel() * 3, self.rng.u64(0..60_000)][self.rng.usize(0..2)];
                self.after(late, Happening::Envelope(from, life, batch.clone()));
            }
            if self.strikes(self.plan.weather.lose) {
                self.is_lost(from, life, batch);
            } else {
                let travel = self.travel();
                self.after(travel, Happening::Envelope(from, life, batch));
            }
        }
    }

    /// An envelope or its answer is lost. Mostly the sender learns it; else its lease runs out.
    fn is_lost(&mut self, to: Object, life: u64, batch: Batch) {
        if self.rng.u32(0..4) > 0 {
            let outcome = Outcome::Failed { wait: None };
            self.report_later(Report { to, life, batch, outcome });
        }
    }

    fn report_later(&mut self, report: Report) {
        let travel = self.travel();
        self.after(travel, Happening::Report(report));
    }

    /// The sender of an envelope learns the outcome.
    pub(crate) fn report(&mut self, report: Report) {
        let Report { to: object, life, batch, outcome } = report;
        if self.mailbox(object).life != life {
            return; // the life that waited for it is over
        }
        let fate = self.fate(object);
        if fate == Fate::Before {
            return self.lose_memory(object);
        }
        let now = self.read_clock();
        let mailbox = self.mailbox(object);
        let effects = mailbox.outbox.settled(now, &batch, outcome);
        mailbox.rows.apply(&effects);
        self.keep_turn(object, fate);
    }

    /// The end of every turn: the alarm is stored with it, and what is due is sent.
    pub(crate) fn keep_turn(&mut self, object: Object, fate: Fate) {
        let batches = self.step(object);
        if fate == Fate::After {
            self.lose_memory(object);
        } else {
            self.send(object, batches);
        }
    }

    // --- the receiver's side ---

    /// An envelope arrives: its messages are handled one by one, each in a turn of its own.
    pub(crate) fn arrive(&mut self, from: Object, life: u64, batch: Batch) {
        let object = Object::at(&batch.to);
        let mut reception = match Reception::open(batch.envelope(from.address())) {
            Ok(reception) => reception,
            Err(wrong) => unreachable!("{wrong}"),
        };
        loop {
            let last = self.mailbox(object).last(from);
            let Some(message) = reception.next(last) else { break };
            let seq = message.seq;
            match self.handle(object, Received { from, seq }, message.body) {
                Fate::Fine => reception.handled(seq),
                // If only the turn failed, the object still answers how far it came.
                Fate::Before if self.rng.bool() => break,
                Fate::Before | Fate::After => return self.is_lost(from, life, batch),
            }
        }
        if self.strikes(self.plan.weather.lose) {
            return self.is_lost(from, life, batch);
        }
        let Ack { up_to } = reception.ack();
        self.report_later(Report { to: from, life, batch, outcome: Outcome::Acked { up_to } });
    }

    /// Handles one message. Messages between objects are never refused.
    fn handle(&mut self, object: Object, received: Received, message: Message) -> Fate {
        let received_by = Some(received);
        match (object, message) {
            (_, Message::Site(SiteMessage::Desk(DeskToSite::Ledger(text)))) => {
                self.site_turn(text, received)
            }
            (_, Message::Site(SiteMessage::Desk(DeskToSite::AskRoster))) => {
                self.site_is_asked_for_roster(received)
            }
            (_, Message::Desk(DeskMessage::Conversation(text))) => {
                self.desk_turn(DeskInput::Conversation(text), received_by).unwrap_or(Fate::Before)
            }
            (_, Message::Desk(DeskMessage::Site(SiteToDesk::Reservation { request, grant }))) => {
                self.desk_turn(DeskInput::Reservation { request, grant }, received_by)
                    .unwrap_or(Fate::Before)
            }
            (
                _,
                Message::Desk(DeskMessage::Site(SiteToDesk::Roster { agents, settings, routing })),
            ) => {
                let inputs =
                    vec![DeskInput::Roster { agents, settings }, DeskInput::RoutingConfig(routing)];
                self.desk_turns(inputs, received_by).unwrap_or(Fate::Before)
            }
            (Object::Conversation(n), Message::Conversation(ConversationMessage::Desk(news))) => {
                let taken = self.conversation_turn(n, vec![Input::Desk(news)], received_by);
                taken.map_or(Fate::Before, |(fate, _)| fate)
            }
            (object, message) => unreachable!("nobody sends {message:?} to {object:?} here"),
        }
    }

    // --- alarms ---

    /// Sets an object's alarm to an earlier time, in the transaction of a turn. An alarm that fires
    /// too early does no harm.
    fn set_alarm(&mut self, object: Object, at: Option<Timestamp>) {
        let kept = self.mailbox(object).alarm;
        let Some(at) = at.filter(|at| kept.is_none_or(|kept| *at < kept)) else { return };
        self.mailbox(object).alarm = Some(at);
        let late =
            if self.strikes(self.plan.weather.late_alarm) { self.rng.u64(0..60_000) } else { 0 };
        let due = at.since(self.shown()).0 + late;
        self.after(due, Happening::Alarm(object));
    }

    /// An alarm fires, unless it was set to another time meanwhile.
    pub(crate) fn alarm(&mut self, object: Object) {
        let Some(at) = self.mailbox(object).alarm else { return };
        if at > self.shown() {
            // The clock was put back meanwhile: the runtime waits until it shows that time.
            if self.clock.moves > 0 {
                self.after(at.since(self.shown()).0, Happening::Alarm(object));
            }
            return;
        }
        self.rings(object);
    }

    /// An object does what its alarm is for.
    pub(crate) fn rings(&mut self, object: Object) {
        self.mailbox(object).alarm = None;
        let ran = match object {
            Object::Site => true,
            Object::Desk => self.desk_turn(DeskInput::Timer, None) != Ok(Fate::Before),
            Object::Conversation(n) => {
                let last_ping = self.last_ping(Client::Visitor(n));
                // Without a connection, the visitor's absence was reported when it broke.
                let seen = last_ping.map(|at| Input::Present(Some(at)));
                let inputs = seen.into_iter().chain([Input::Timer]).collect();
                let turned = self.conversation_turn(n, inputs, None);
                turned.is_ok_and(|(fate, _)| fate != Fate::Before)
            }
        };
        if ran {
            self.keep_turn(object, Fate::Fine);
        } else {
            // An alarm whose turn failed fires again.
            self.set_alarm(object, Some(self.shown() + Millis::seconds(2)));
        }
    }
}
