//! A visitor: answers, leaves an e-mail address, waits, talks, gives up, comes back.

use crate::sleep::Sleeper;
use crate::turn::Fate;
use crate::view::View;
use crate::world::{Client, Happening, World};
use fastrand::Rng;
use shared::audience::{Attribute, Condition, NowAttribute, Operator, Test, now_value};
use shared::client::ConnectionInput;
use shared::conversation::{
    ConversationMeta, FallbackFormSettings, Input, Limits, Phase, VisitorAct,
};
use shared::dialogue::Position;
use shared::event::{Location, Page, Rating};
use shared::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, ResponseId, Seq, SiteId, TeamId,
    Version, VisitId, VisitorId,
};
use shared::person::{Attributes, Field};
use shared::protocol::{ClientFrame, ServerFrame};
use shared::stream::{
    Branch, CaptureCard, CaptureField, Card, ConditionCard, LiveChatCard, Otherwise, QuestionCard,
    Response, Route, Stream,
};
use shared::time::Millis;

/// The condition that asks whether somebody is available.
pub(crate) const ASKS_NOW: &str = "now";

/// A visitor and their browser.
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent")]
pub(crate) struct Visitor {
    /// The metadata of their conversation.
    pub(crate) meta: ConversationMeta,
    /// How likely they are to give up or to end the chat at each step, in thousandths.
    gives_up: u32,
    ends: u32,
    lines_to_say: u32,
    /// The route of their live chat card.
    pub(crate) route: Route,
    /// How likely they are to close the page, in thousandths.
    vanishes: u32,
    /// How likely their machine is to fall asleep, in thousandths.
    sleeps: u32,
    /// Whether their page is closed.
    pub(crate) out: bool,
    /// Whether they never open it again.
    pub(crate) for_good: bool,
    /// Whether they have decided whether to leave a message.
    decided: bool,
    /// Whether the edge has their first response.
    pub(crate) begun: bool,
    /// Their browser's copy of the log, and its pending frames.
    pub(crate) view: View,
    keys: u32,
}

fn id<T>(parsed: Result<T, shared::id::IdError>) -> T {
    match parsed {
        Ok(id) => id,
        Err(error) => unreachable!("names made here are names: {error}"),
    }
}

fn card(name: &str) -> CardId {
    id(CardId::parse(name))
}

/// The metadata of a conversation. Every third one belongs to the visitor before, in the same visit.
fn meta(number: usize, route: &Route) -> ConversationMeta {
    let person = if number % 3 == 2 { number - 1 } else { number };
    ConversationMeta {
        id: id(ConversationId::parse(format!("conv_{number}"))),
        site: id(SiteId::parse("site_1")),
        visitor: id(VisitorId::parse(format!("visitor_{person}"))),
        verified: false,
        visit: id(VisitId::parse("visit_1")),
        dialogue: id(DialogueId::parse("dialogue_1")),
        version: Version(1),
        stream: stream(route, number.is_multiple_of(4)),
        page: Page::default(),
        location: Location::default(),
        page_attributes: Attributes::default(),
        device: shared::people::Device::default(),
        webhooks: Vec::new(),
        language: None,
        limits: Limits {
            hours: None,
            fallback: "Nobody is free.".into(),
            fallback_form: FallbackFormSettings {
                offered: number.is_multiple_of(2),
                ..Default::default()
            },
            rating: !number.is_multiple_of(3),
            request: Millis::minutes(10),
            idle: Millis::minutes(10),
            gone: Millis::minutes(5),
            blocked: Vec::new(),
            blocked_emails: Vec::new(),
        },
    }
}

/// `asks_now`: whether the dialogue asks whether somebody is available before it requests a chat.
fn stream(route: &Route, asks_now: bool) -> Stream {
    let response = |name: &str, next: Option<CardId>| Response {
        id: id(ResponseId::parse(name)),
        label: name.into(),
        value: None,
        next,
    };
    let question = QuestionCard {
        id: card("ask"),
        text: "?".into(),
        store: None,
        responses: vec![response("yes", Some(card("who"))), response("no", None)],
    };
    let field = CaptureField {
        field: Field::Email,
        label: "E-mail".into(),
        required: true,
        kind: None,
        options: None,
        values: None,
        skip_if_set: false,
    };
    let capture = CaptureCard {
        id: card("who"),
        text: "?".into(),
        fields: vec![field],
        next: Some(card(if asks_now { ASKS_NOW } else { "chat" })),
    };
    let chat = LiveChatCard {
        id: card("chat"),
        text: String::new(),
        route: route.clone(),
        fallback_form: None,
    };
    let mut cards = vec![Card::Question(question), Card::Capture(capture), Card::LiveChat(chat)];
    if asks_now {
        cards.push(Card::Condition(condition(route)));
    }
    Stream { first: card("ask"), cards }
}

/// The condition that leads to the chat if somebody is available, and else ends the dialogue.
fn condition(route: &Route) -> ConditionCard {
    let attribute = Attribute::Now(NowAttribute::available(route));
    let value = now_value(true).to_owned();
    let when = Condition::Test(Test { attribute, operator: Operator::Is, value });
    let branches = vec![Branch { when, next: Some(card("chat")) }];
    ConditionCard { id: card(ASKS_NOW), branches, otherwise: Otherwise::default() }
}

/// A route, which may name an agent who doesn't exist.
pub(crate) fn random_route(rng: &mut Rng) -> Route {
    let agent = id(AgentId::parse(format!("agent_{}", rng.u32(0..6))));
    match rng.u32(0..8) {
        0 => Route::Agent { agent },
        1 | 2 => Route::Rules,
        3 | 4 => Route::Team { team: id(TeamId::parse(format!("team_{}", rng.u32(0..2)))) },
        _ => Route::RoundRobin,
    }
}

impl Visitor {
    /// A visitor with random habits.
    pub(crate) fn new(number: usize, rng: &mut Rng) -> Self {
        let route = random_route(rng);
        Self {
            meta: meta(number, &route),
            gives_up: rng.u32(0..60),
            ends: rng.u32(0..120),
            lines_to_say: rng.u32(0..12),
            route,
            vanishes: if rng.u32(0..4) == 0 { rng.u32(0..300) } else { 0 },
            sleeps: if rng.u32(0..4) == 0 { rng.u32(0..150) } else { 0 },
            out: false,
            for_good: rng.bool(),
            decided: false,
            begun: false,
            view: View::default(),
            keys: 0,
        }
    }

    fn key(&mut self) -> ClientKey {
        self.keys += 1;
        id(ClientKey::parse(format!("v{}", self.keys)))
    }
}

impl World {
    /// A visitor's first response arrives; it may be a repetition.
    pub(crate) fn begin(&mut self, n: usize) {
        let first = ClientKey::parse("first").ok().zip(ResponseId::parse("yes").ok());
        let Some((key, yes)) = first else { return };
        let answer = VisitorAct::Answer(card("ask"), yes);
        let inputs = vec![Input::Begin, Input::Visitor(key, answer), Input::Present(None)];
        let result = self.conversation_turn(n, inputs, None);
        match result {
            Ok((Fate::Fine, _)) if !self.strikes(self.plan.weather.lose) => {
                self.visitors[n].begun = true;
                self.after(10, Happening::Connect(Client::Visitor(n)));
            }
            _ => self.after(1_500, Happening::Begin(n)),
        }
    }

    /// Tells a conversation when its visitor was last seen on an open socket.
    pub(crate) fn visitor_present(&mut self, n: usize) {
        let last_seen_at = self.last_ping(Client::Visitor(n));
        // Presence is never refused.
        let _ = self.conversation_turn(n, vec![Input::Present(last_seen_at)], None);
    }

    /// A visitor closes the page, or opens it again.
    fn vanishes_or_returns(&mut self, n: usize) {
        let stormy = self.is_stormy();
        let visitor = &self.visitors[n];
        // Most visitors who close the page do so during a chat.
        let live = matches!(visitor.view.state().phase, Phase::Live { .. });
        let vanishes = if live { visitor.vanishes } else { visitor.vanishes / 20 };
        if !visitor.out && stormy && self.rng.u32(0..1_000) < vanishes {
            self.visitors[n].out = true;
            self.connection_input(Client::Visitor(n), ConnectionInput::Disconnect);
        } else if self.visitors[n].out && !visitor.for_good && self.rng.u32(0..20) == 0 || !stormy {
            let stays = self.visitors[n].out && self.visitors[n].for_good;
            self.visitors[n].out = stays;
            self.connect(Client::Visitor(n));
        }
    }

    /// A visitor's next step; schedules the one after.
    pub(crate) fn visitor_acts(&mut self, n: usize) {
        if !self.visitors[n].begun {
            self.after(5, Happening::Begin(n));
            let again = 3_000 + self.rng.u64(0..5_000);
            self.after(again, Happening::Visitor(n));
            return;
        }
        if self.strikes(self.visitors[n].sleeps) {
            return self.falls_asleep(Sleeper::Visitor(n), Happening::Visitor(n));
        }
        self.vanishes_or_returns(n);
        let over = matches!(self.visitors[n].view.state().phase, Phase::Over(_));
        if let Some(frame) = self.visitor_choice(n) {
            self.visitors[n].view.send(&frame);
            let client = Client::Visitor(n);
            // Nothing was to be said any more, so the connection was given up.
            if over {
                self.connect(client);
            }
            self.over(client, true, |line| Happening::FromClient(client, line, frame));
        }
        if over {
            return self.visitor_rates(n);
        }
        let pace = if self.is_stormy() { 8_000 } else { 40_000 };
        let again = 500 + self.rng.u64(0..pace);
        self.after(again, Happening::Visitor(n));
    }

    /// Most visitors rate their chat, and some change their mind. They may do it where they can't.
    fn visitor_rates(&mut self, n: usize) {
        let mut rolls = [0, 1].map(|_| self.rng.u8(0..10)).into_iter();
        while let Some(rating) = rolls.next().and_then(Rating::new) {
            let comment = format!("a comment of visitor {n}");
            // A refusal changes nothing, and the checks see whether it was due.
            let _ = self.conversation_turn(n, vec![Input::Rate(rating, comment)], None);
        }
    }

    fn visitor_choice(&mut self, n: usize) -> Option<ClientFrame> {
        let roll = self.rng.u32(0..1_000);
        let stormy = self.is_stormy();
        let visitor = &mut self.visitors[n];
        let in_dialogue =
            matches!(&visitor.view.state().flow.position, Position::At(at) if at.as_str() == "who");
        let answers_app = visitor.view.state().app_wrote && visitor.lines_to_say > 0 && roll < 300;
        match &visitor.view.state().phase {
            Phase::Scripted | Phase::Waiting { .. } if stormy && answers_app => {
                visitor.lines_to_say -= 1;
                let id = visitor.key();
                let text = format!("{id} of visitor {n}");
                Some(ClientFrame::Say { id, text })
            }
            Phase::Scripted if in_dialogue && visitor.view.pending.is_empty() => {
                let values = Attributes::from([(Field::Email, format!("v@company{}.com", n % 4))]);
                Some(ClientFrame::Capture { id: visitor.key(), card: card("who"), values })
            }
            Phase::Waiting { .. } | Phase::Live { .. } if roll >= 980 => {
                let id = visitor.key();
                let values = Attributes::from([(Field::Email, format!("{id}@company.org"))]);
                Some(ClientFrame::CorrectAnswer { id, card: card("who"), values })
            }
            Phase::Waiting { .. } if roll < visitor.gives_up => {
                Some(ClientFrame::Leave { id: visitor.key() })
            }
            Phase::Live { .. } if visitor.lines_to_say > 0 && roll < 700 => {
                visitor.lines_to_say -= 1;
                let id = visitor.key();
                let text = format!("{id} of visitor {n}");
                Some(ClientFrame::Say { id, text })
            }
            Phase::Live { .. } if roll < visitor.ends || !stormy => {
                Some(ClientFrame::Leave { id: visitor.key() })
            }
            Phase::Over(_) if visitor.view.state().form.is_some() && !visitor.decided => {
                visitor.decided = true;
                let id = visitor.key();
                let text = format!("{id} left by visitor {n}");
                let values = Attributes::new();
                (roll < 700).then_some(ClientFrame::LeaveMessage { id, values, text })
            }
            _ => None,
        }
    }

    /// A frame of a visitor arrives at their conversation.
    pub(crate) fn visitor_says(&mut self, n: usize, frame: ClientFrame) {
        let client = Client::Visitor(n);
        let (id, act) = match frame {
            ClientFrame::Resume { after } => return self.resume(n, client, after),
            ClientFrame::Answer { id, card, response } => (id, VisitorAct::Answer(card, response)),
            ClientFrame::Capture { id, card, values } => (id, VisitorAct::Capture(card, values)),
            ClientFrame::CorrectAnswer { id, card, values } => {
                (id, VisitorAct::CorrectAnswer(card, values))
            }
            ClientFrame::LeaveMessage { id, values, text } => {
                (id, VisitorAct::LeaveMessage(values, text))
            }
            ClientFrame::Say { id, text } => (id, VisitorAct::Say(text)),
            ClientFrame::Leave { id } => (id, VisitorAct::Leave),
            _ => return,
        };
        let result = self.conversation_turn(n, vec![Input::Visitor(id.clone(), act)], None);
        self.answer_client(client, id, result.map(|(fate, outcome)| (fate, outcome.ack)));
    }

    /// Answers a frame: an ack, or the error with the reason.
    pub(crate) fn answer_client(
        &mut self,
        client: Client,
        id: ClientKey,
        result: Result<(Fate, Option<Seq>), shared::conversation::Refusal>,
    ) {
        let frame = match result {
            Ok((Fate::Fine, Some(seq))) => ServerFrame::Ack { id, seq },
            Ok(_) => return,
            Err(refusal) => ServerFrame::Error {
                id: Some(id),
                code: refusal.code().into(),
                message: refusal.to_string(),
                reason: Some(refusal.reason().as_str().to_owned()),
                field: refusal.field(),
            },
        };
        self.over(client, false, |line| Happening::ToClient(client, line, frame));
    }
}
