//! The edge in these tests: the real conversation, without storage and network.

use shared::conversation::{
    AgentAct, Conversation, ConversationMeta, ConversationToDesk, DeskToConversation,
    FallbackFormSettings, Input, Limits, NewEvent, VisitorAct,
};
use shared::event::{AgentProfile, FallbackReason, Logged};
use shared::id::{AgentId, ClientKey, ConversationId, RequestId, Seq};
use shared::protocol::{
    BeginConversation, ClientFrame, FirstResponse, PublishedDialogue, ServerFrame,
};
use shared::time::Millis;
use std::cell::RefCell;

use super::{NOW, dialogue};

/// Handles frames like the edge, without its storage.
pub(crate) struct Edge {
    pub(super) conversation: RefCell<Conversation>,
    log: RefCell<Vec<Logged>>,
    pending_request: RefCell<Option<RequestId>>,
}

impl Edge {
    pub(super) fn begun(body: &str) -> Self {
        Self::begun_with(body, dialogue())
    }

    pub(super) fn begun_with(body: &str, dialogue: PublishedDialogue) -> Self {
        let begin: BeginConversation = serde_json::from_str(body).unwrap();
        let PublishedDialogue { id, version, stream, .. } = dialogue;
        let meta = ConversationMeta {
            id: ConversationId::parse("conv_a").unwrap(),
            site: shared::id::SiteId::parse("site_a").unwrap(),
            visitor: shared::id::VisitorId::parse("visitor_a").unwrap(),
            verified: false,
            visit: begin.visit,
            dialogue: id,
            version,
            stream,
            page: begin.page,
            location: shared::event::Location::default(),
            page_attributes: shared::person::Attributes::default(),
            device: shared::people::Device::default(),
            webhooks: Vec::new(),
            language: None,
            limits: Limits {
                hours: None,
                gone: Millis::minutes(5),
                fallback: "Nobody is here".into(),
                fallback_form: FallbackFormSettings::default(),
                rating: true,
                request: Millis::minutes(3),
                idle: Millis::minutes(10),
                blocked: Vec::new(),
                blocked_emails: Vec::new(),
            },
        };
        let edge = Self {
            conversation: RefCell::new(Conversation::restore(meta, &[])),
            log: RefCell::default(),
            pending_request: RefCell::default(),
        };
        edge.handle(Input::Begin);
        let (key, act) = match begin.first {
            FirstResponse::Answer { id, card, response } => {
                (id, VisitorAct::Answer(card, response))
            }
            FirstResponse::Capture { id, card, values } => (id, VisitorAct::Capture(card, values)),
            FirstResponse::Open { id } => (id, VisitorAct::Open),
        };
        edge.handle(Input::Visitor(key, act));
        edge
    }

    pub(super) fn handle(&self, input: Input) -> Vec<ServerFrame> {
        let mut conversation = self.conversation.borrow_mut();
        let outcome = conversation.handle(NOW, input).unwrap();
        for message in outcome.to_desk {
            if let ConversationToDesk::Request { request, .. } = message {
                *self.pending_request.borrow_mut() = Some(request);
            }
        }
        let events: Vec<NewEvent> = outcome.events;
        let logged = conversation.apply(NOW, events);
        self.log.borrow_mut().extend(logged.clone());
        logged.into_iter().map(ServerFrame::Event).collect()
    }

    pub(super) fn frame(&self, text: &str) -> Vec<ServerFrame> {
        let (key, act) = match serde_json::from_str(text).unwrap() {
            ClientFrame::Resume { after } => return self.resume(after),
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
            ClientFrame::Typing { .. }
            | ClientFrame::Seen { .. }
            | ClientFrame::Note { .. }
            | ClientFrame::Draft { .. }
            | ClientFrame::Page { .. }
            | ClientFrame::FollowUp { .. }
            | ClientFrame::End { .. } => {
                return Vec::new();
            }
        };
        let seq = self.conversation.borrow().handle(NOW, Input::Visitor(key.clone(), act.clone()));
        let mut frames = self.handle(Input::Visitor(key.clone(), act));
        frames.push(ServerFrame::Ack { id: key, seq: seq.unwrap().ack.unwrap() });
        frames
    }

    pub(super) fn resume(&self, after: Seq) -> Vec<ServerFrame> {
        let conversation = self.conversation.borrow();
        let meta = &conversation.meta;
        let welcome = ServerFrame::Welcome {
            head: conversation.state.head,
            through: conversation.state.head,
            now: NOW,
            dialogue: meta.dialogue.clone(),
            version: meta.version,
            stream: (after == Seq(0)).then(|| meta.stream.clone()),
            seen_by_visitor: Seq(0),
            seen_by_agent: Seq(0),
            here: false,
        };
        let log = self.log.borrow();
        let missed = log.iter().filter(|logged| logged.seq > after).cloned();
        core::iter::once(welcome).chain(missed.map(ServerFrame::Event)).collect()
    }

    pub(super) fn grace() -> AgentProfile {
        let id = AgentId::parse("agent_grace").unwrap();
        AgentProfile { id, name: "Grace".into(), picture: None }
    }

    pub(super) fn connect(&self) -> Vec<ServerFrame> {
        let request = self.pending_request.borrow().clone().unwrap();
        self.handle(Input::Desk(DeskToConversation::Connected { request, agent: Self::grace() }))
    }

    pub(super) fn falls_back(&self, reason: FallbackReason) -> Vec<ServerFrame> {
        let request = self.pending_request.borrow().clone().unwrap();
        self.handle(Input::Desk(DeskToConversation::FellBack { request, reason, back_at: None }))
    }

    pub(super) fn says(&self, key: &str, text: &str) -> Vec<ServerFrame> {
        let key = ClientKey::parse(key).unwrap();
        self.handle(Input::Agent(Self::grace().id, key, AgentAct::Say(text.into())))
    }
}
