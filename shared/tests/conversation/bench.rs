//! A conversation in tests: its log, and all its messages to the desk.

use serde_json::json;
use shared::conversation::{
    AgentAct, Conversation, ConversationMeta, ConversationToDesk, DeskToConversation,
    FallbackFormSettings, Input, Limits, Outcome, Presence, Refusal, VisitorAct,
};
use shared::event::{AgentProfile, Event, Location, Logged, Page};
use shared::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, RequestId, ResponseId, Seq, SiteId,
    Version, VisitId, VisitorId,
};
use shared::person::{Attributes, Field};
use shared::quota::Package;
use shared::stream::{Stream, check_document};
use shared::time::{Millis, Timestamp};

pub(crate) const NOW: Timestamp = Timestamp(1_795_000_000_000);
pub(crate) fn key(text: &str) -> ClientKey {
    ClientKey::parse(text).unwrap()
}

pub(crate) fn grace() -> AgentId {
    AgentId::parse("agent_grace").unwrap()
}

pub(crate) fn profile() -> AgentProfile {
    AgentProfile { id: grace(), name: "Grace".into(), picture: None }
}

pub(crate) fn linus() -> AgentProfile {
    AgentProfile { id: AgentId::parse("agent_linus").unwrap(), name: "Linus".into(), picture: None }
}

pub(crate) fn meta() -> ConversationMeta {
    let document = json!({"first": "ask", "cards": [
        {"type": "question", "id": "ask", "text": "A person?", "responses": [
            {"id": "yes", "label": "Yes", "next": "who"}, {"id": "no", "label": "No"}]},
        {"type": "capture", "id": "who", "text": "You?", "fields": [
            {"field": "email", "label": "E-mail", "required": true}], "next": "chat"},
        {"type": "live_chat", "id": "chat", "route": {"by": "round_robin"}},
    ]});
    ConversationMeta {
        id: ConversationId::parse("conv_1").unwrap(),
        site: SiteId::parse("site_1").unwrap(),
        visitor: VisitorId::parse("visitor_1").unwrap(),
        verified: false,
        visit: VisitId::parse("visit_1").unwrap(),
        dialogue: DialogueId::parse("dialogue_1").unwrap(),
        version: Version(1),
        stream: check_document(&document, Package::Prime).stream.unwrap(),
        page: Page { url: "https://example.com/".into(), ..Page::default() },
        location: Location::default(),
        page_attributes: Attributes::default(),
        device: shared::people::Device::default(),
        webhooks: Vec::new(),
        language: None,
        limits: Limits {
            hours: None,
            gone: Millis::minutes(5),
            fallback: "Nobody is free.".into(),
            fallback_form: FallbackFormSettings::default(),
            rating: true,
            request: Millis::minutes(10),
            idle: Millis::minutes(10),
            blocked: Vec::new(),
            blocked_emails: Vec::new(),
        },
    }
}

/// A conversation with its log and all its messages to the desk.
pub(crate) struct Bench {
    pub(crate) conversation: Conversation,
    pub(crate) now: Timestamp,
    pub(crate) log: Vec<Logged>,
    pub(crate) to_desk: Vec<ConversationToDesk>,
}

impl Bench {
    pub(crate) fn begun() -> Self {
        Self::of(meta().stream)
    }

    /// The same with another stream.
    pub(crate) fn of(stream: Stream) -> Self {
        let conversation = Conversation::restore(ConversationMeta { stream, ..meta() }, &[]);
        let mut bench = Self { conversation, now: NOW, log: Vec::new(), to_desk: Vec::new() };
        bench.handle(Input::Begin).unwrap();
        // Their browser is connected; no test needs its first ping.
        bench.conversation.visitor = Presence::Here;
        bench
    }

    pub(crate) fn waiting() -> Self {
        let mut bench = Self::begun();
        bench.visitor("c1", answer("yes")).unwrap();
        bench.visitor("c2", email("ada@example.com")).unwrap();
        bench
    }

    pub(crate) fn live() -> Self {
        let mut bench = Self::waiting();
        let request = bench.request();
        bench
            .handle(Input::Desk(DeskToConversation::Connected { request, agent: profile() }))
            .unwrap();
        bench
    }

    pub(crate) fn handle(&mut self, input: Input) -> Result<Outcome, Refusal> {
        let outcome = self.conversation.handle(self.now, input)?;
        self.log.extend(self.conversation.apply(self.now, outcome.events.clone()));
        self.to_desk.extend(outcome.to_desk.clone());
        self.conversation.apply_beside_log(&outcome);
        Ok(outcome)
    }

    pub(crate) fn visitor(&mut self, id: &str, act: VisitorAct) -> Result<Outcome, Refusal> {
        self.handle(Input::Visitor(key(id), act))
    }

    pub(crate) fn agent(&mut self, id: &str, act: AgentAct) -> Result<Outcome, Refusal> {
        self.handle(Input::Agent(grace(), key(id), act))
    }

    pub(crate) fn request(&self) -> RequestId {
        RequestId::derive(&self.conversation.meta.id, self.request_seq())
    }

    pub(crate) fn request_seq(&self) -> Seq {
        let is_request = |logged: &&Logged| matches!(logged.event, Event::Requested { .. });
        self.log.iter().find(is_request).map(|logged| logged.seq).unwrap_or_default()
    }

    pub(crate) fn last(&self) -> &Event {
        &self.log.last().unwrap().event
    }
}

pub(crate) fn answer(response: &str) -> VisitorAct {
    VisitorAct::Answer(CardId::parse("ask").unwrap(), ResponseId::parse(response).unwrap())
}

pub(crate) fn email(value: &str) -> VisitorAct {
    let values = Attributes::from([(Field::Email, value.to_owned())]);
    VisitorAct::Capture(CardId::parse("who").unwrap(), values)
}

pub(crate) fn say(text: &str) -> VisitorAct {
    VisitorAct::Say(text.into())
}
