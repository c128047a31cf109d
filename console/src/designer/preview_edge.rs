//! The edge that a preview's panel talks to: the machine of a conversation itself, in this browser. The desk is what
//! is pretended, so nobody is asked and nothing is kept (STREAM-23). Pure.

use super::preview::{Offer, Pretended};
use serde::Serialize;
use serde_json::json;
use shared::conversation::{
    Conversation, ConversationMeta, ConversationToDesk, DeskToConversation, Input, Limits, Phase,
    Refusal, VisitorAct,
};
use shared::event::{AgentProfile, FallbackReason, Logged};
use shared::id::{ClientKey, ConversationId, RequestId, Seq, VisitId, VisitorId};
use shared::people::Device;
use shared::protocol::{
    BeginConversation, Bootstrap, ClientFrame, FirstResponse, PublishedDialogue, ServerFrame,
};
use shared::time::Timestamp;

/// The conversation's name in a preview; it has one at a time.
const CONVERSATION: &str = "conv_preview";

/// The answer to a request: its status and its body.
type Answered = (u16, String);

/// What the panel of one preview talks to.
#[derive(Debug, Clone, Default)]
pub(crate) struct PreviewEdge {
    /// What the panel was offered last.
    offered: Option<Bootstrap>,
    limits: Option<Limits>,
    pretended: Pretended,
    conversation: Option<Conversation>,
    log: Vec<Logged>,
    seen: Seq,
}

impl PreviewEdge {
    /// What is offered from now on; a conversation with an earlier offer is over.
    pub(crate) fn offer(&mut self, offer: &Offer, limits: Limits, pretended: Pretended) {
        self.offered = Some(offer.bootstrap().clone());
        self.limits = Some(limits);
        self.pretended = pretended;
        self.conversation = None;
    }

    /// Answers a request of the panel. What a preview has no use for isn't there.
    pub(crate) fn answer(&mut self, now: Timestamp, path: &str, body: &str) -> Answered {
        if path.ends_with("/visitors") {
            return (200, json!({ "token": "preview" }).to_string());
        }
        if path.ends_with("/conversations") {
            return match self.begin(now, body) {
                Ok(Ok(())) => (201, json!({ "conversation": CONVERSATION }).to_string()),
                Ok(Err(refusal)) => {
                    let (reason, detail) = (refusal.reason().as_str(), refusal.to_string());
                    (409, json!({ "reason": reason, "detail": detail }).to_string())
                }
                Err(Unreadable) => (400, json!({}).to_string()),
            };
        }
        (404, json!({}).to_string())
    }

    /// Answers a frame of the panel.
    pub(crate) fn receive(&mut self, now: Timestamp, text: &str) -> Vec<String> {
        if text == "ping" {
            return vec!["pong".to_owned()];
        }
        let Ok(frame) = serde_json::from_str::<ClientFrame>(text) else { return Vec::new() };
        let key = frame.key().cloned();
        let act = match frame {
            ClientFrame::Resume { after } => return self.resume(now, after),
            ClientFrame::Seen { seq } => {
                self.seen = self.seen.max(seq);
                return Vec::new();
            }
            ClientFrame::Answer { card, response, .. } => VisitorAct::Answer(card, response),
            ClientFrame::Capture { card, values, .. } => VisitorAct::Capture(card, values),
            ClientFrame::CorrectAnswer { card, values, .. } => {
                VisitorAct::CorrectAnswer(card, values)
            }
            ClientFrame::LeaveMessage { values, text, .. } => {
                VisitorAct::LeaveMessage(values, text)
            }
            ClientFrame::Say { text, .. } => VisitorAct::Say(text),
            ClientFrame::Leave { .. } => VisitorAct::Leave,
            _ => return Vec::new(),
        };
        let Some(id) = key else { return Vec::new() };
        match self.turn(now, Input::Visitor(id.clone(), act)) {
            Ok((ack, events)) => {
                let ack = ServerFrame::Ack { id, seq: ack.unwrap_or_default() };
                events.into_iter().map(ServerFrame::Event).chain([ack]).map(write).collect()
            }
            Err(refusal) => vec![write(ServerFrame::Error {
                id: Some(id),
                code: refusal.code().to_owned(),
                message: refusal.to_string(),
                reason: Some(refusal.reason().as_str().to_owned()),
                field: refusal.field(),
            })],
        }
    }

    /// Nobody answers the visitor who waits.
    pub(crate) fn leave_unanswered(&mut self, now: Timestamp) -> Vec<String> {
        self.end_wait(now, |request| {
            let (reason, back_at) = (FallbackReason::TimedOut, None);
            DeskToConversation::FellBack { request, reason, back_at }
        })
    }

    /// This agent answers the visitor who waits.
    pub(crate) fn connect(&mut self, now: Timestamp, agent: AgentProfile) -> Vec<String> {
        self.end_wait(now, |request| DeskToConversation::Connected { request, agent })
    }

    /// Whether a visitor waits for an agent.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.waiting().is_some()
    }

    fn waiting(&self) -> Option<&RequestId> {
        match &self.conversation.as_ref()?.state.phase {
            Phase::Waiting { request, .. } => Some(request),
            _ => None,
        }
    }

    fn end_wait(
        &mut self,
        now: Timestamp,
        news: impl FnOnce(RequestId) -> DeskToConversation,
    ) -> Vec<String> {
        let Some(news) = self.waiting().cloned().map(news) else { return Vec::new() };
        let (_, events) = self.turn(now, Input::Desk(news)).unwrap_or_default();
        events.into_iter().map(|logged| write(ServerFrame::Event(logged))).collect()
    }

    /// Begins the conversation of the first response. The same one again changes nothing.
    fn begin(&mut self, now: Timestamp, body: &str) -> Result<Result<(), Refusal>, Unreadable> {
        let begin: BeginConversation = serde_json::from_str(body).map_err(|_| Unreadable)?;
        let meta = self.meta(&begin).ok_or(Unreadable)?;
        self.conversation = Some(Conversation::restore(meta, &[]));
        (self.log, self.seen) = (Vec::new(), Seq::default());
        let (key, act): (ClientKey, VisitorAct) = match begin.first {
            FirstResponse::Answer { id, card, response } => {
                (id, VisitorAct::Answer(card, response))
            }
            FirstResponse::Capture { id, card, values } => (id, VisitorAct::Capture(card, values)),
            FirstResponse::Open { id } => (id, VisitorAct::Open),
        };
        let outcome =
            self.turn(now, Input::Begin).and_then(|_| self.turn(now, Input::Visitor(key, act)));
        if outcome.is_err() {
            self.conversation = None;
        }
        Ok(outcome.map(|_| ()))
    }

    fn meta(&self, begin: &BeginConversation) -> Option<ConversationMeta> {
        let Bootstrap { site, dialogue, location, .. } = self.offered.clone()?;
        let PublishedDialogue { id, version, stream, .. } = dialogue?;
        Some(ConversationMeta {
            id: ConversationId::parse(CONVERSATION).ok()?,
            site,
            visitor: VisitorId::parse("visitor_preview").ok()?,
            verified: false,
            visit: VisitId::parse("visit_preview").ok()?,
            dialogue: id,
            version,
            stream,
            page: begin.page.clone(),
            location,
            page_attributes: begin.page_attributes.clone(),
            device: Device::default(),
            language: None,
            limits: self.limits.clone()?,
            webhooks: Vec::new(),
        })
    }

    /// The whole log is one piece: a preview is short. Who asks for it has come.
    fn resume(&mut self, now: Timestamp, after: Seq) -> Vec<String> {
        let came = self.turn(now, Input::Present(Some(now)));
        let (Ok(_), Some(conversation)) = (came, &self.conversation) else { return Vec::new() };
        let head = conversation.state.head;
        let meta = &conversation.meta;
        let welcome = ServerFrame::Welcome {
            head,
            through: head,
            now,
            dialogue: meta.dialogue.clone(),
            version: meta.version,
            stream: (after == Seq::default()).then(|| meta.stream.clone()),
            seen_by_visitor: self.seen,
            seen_by_agent: Seq::default(),
            here: true,
        };
        let missing = self.log.iter().filter(|logged| logged.seq > after).cloned();
        [welcome].into_iter().chain(missing.map(ServerFrame::Event)).map(write).collect()
    }

    /// One turn of the conversation, with what the pretended desk says to it.
    fn turn(
        &mut self,
        now: Timestamp,
        input: Input,
    ) -> Result<(Option<Seq>, Vec<Logged>), Refusal> {
        let Some(conversation) = &mut self.conversation else { return Err(Refusal::Over) };
        let outcome = conversation.handle(now, input)?;
        conversation.apply_beside_log(&outcome);
        let mut events = conversation.apply(now, outcome.events);
        self.log.extend(events.iter().cloned());
        for message in outcome.to_desk {
            if let Some(news) = self.desk(message) {
                events.extend(self.turn(now, Input::Desk(news))?.1);
            }
        }
        Ok((outcome.ack, events))
    }

    /// What the desk answers at once: that nobody is there (ROUTE-05).
    fn desk(&self, message: ConversationToDesk) -> Option<DeskToConversation> {
        let ConversationToDesk::Request { request, .. } = message else { return None };
        let (reason, back_at) = (FallbackReason::NobodyAvailable, None);
        let fell_back = DeskToConversation::FellBack { request, reason, back_at };
        (self.pretended != Pretended::Available).then_some(fell_back)
    }
}

/// What was sent can't be read, or nothing is offered.
struct Unreadable;

fn write(frame: impl Serialize) -> String {
    serde_json::to_string(&frame).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use shared::conversation::FallbackFormSettings;
    use shared::language::Language;
    use shared::protocol::Settings;
    use shared::stream::Stream;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn edge(form: Value, pretended: Pretended) -> PreviewEdge {
        let stream: Stream = serde_json::from_value(json!({ "first": "hi", "cards": [
            { "type": "question", "id": "hi", "text": "Hello", "responses": [
                { "id": "yes", "label": "Yes", "next": "call" } ]},
            { "type": "live_chat", "id": "call", "text": "One moment.", "fallback_form": form,
              "route": { "by": "round_robin" } },
        ]}))
        .unwrap();
        let dialogue = PublishedDialogue {
            id: shared::id::DialogueId::parse("dialogue_hello").unwrap(),
            name: "Hello".to_owned(),
            version: shared::id::Version(0),
            poke: false,
            stream,
        };
        let offered =
            json!({ "site": "site_a", "enabled": true, "style": {}, "dialogue": dialogue });
        let fields = json!([{ "field": "company", "label": "Company" }]);
        let settings = Settings {
            fallback: "Nobody is here.".to_owned(),
            fallback_form: FallbackFormSettings {
                offered: true,
                fields: serde_json::from_value(fields).unwrap(),
            },
            ..Settings::default()
        };
        PreviewEdge {
            offered: serde_json::from_value(offered).unwrap(),
            limits: Some(settings.limits(Language::English, Vec::new())),
            pretended,
            ..PreviewEdge::default()
        }
    }

    /// Answers the question, and connects.
    fn ask(edge: &mut PreviewEdge) -> Vec<Value> {
        assert_eq!(edge.answer(NOW, "/v1/sites/site_a/visitors", "{}").0, 200);
        let begin = json!({ "key": "k1", "visit": "visit_preview", "dialogue": "dialogue_hello",
            "version": 0, "page": { "url": "https://shop.example/" },
            "first": { "type": "answer", "id": "a1", "card": "hi", "response": "yes" } });
        let (status, body) = edge.answer(NOW, "/v1/sites/site_a/conversations", &begin.to_string());
        assert_eq!((status, body.as_str()), (201, r#"{"conversation":"conv_preview"}"#));
        read(edge.receive(NOW, r#"{"type":"resume","after":0}"#))
    }

    fn read(frames: Vec<String>) -> Vec<Value> {
        frames.iter().map(|frame| serde_json::from_str(frame).unwrap()).collect()
    }

    #[test]
    fn who_nobody_answers_gets_the_form_of_the_site_and_can_leave_a_message() {
        let mut edge = edge(Value::Null, Pretended::Available);
        let frames = ask(&mut edge);
        assert_eq!(frames[0]["type"], "welcome");
        assert!(frames.iter().all(|frame| !frame.to_string().contains("fell_back")), "{frames:?}");
        assert!(edge.is_waited_for());
        let frames = read(edge.leave_unanswered(NOW));
        assert!(!edge.is_waited_for());
        let text = json!(frames).to_string();
        assert!(text.contains("Nobody is here.") && text.contains("company"), "{text}");
        // What a form refuses, it refuses here, too.
        let leave = |id: &str, email: &str| {
            json!({ "type": "leave_message", "id": id, "values": { "email": email },
                "text": "Call me." })
            .to_string()
        };
        let frames = read(edge.receive(NOW, &leave("m1", "ada")));
        assert_eq!((&frames[0]["type"], &frames[0]["field"]), (&json!("error"), &json!("email")));
        let frames = read(edge.receive(NOW, &leave("m2", "ada@shop.example")));
        assert!(frames[0].to_string().contains("Call me."), "{frames:?}");
        assert_eq!(frames.last().unwrap()["type"], "ack");
    }

    #[test]
    fn where_nobody_is_there_the_fallback_comes_at_once_with_the_form_that_the_card_says() {
        for (form, has_form) in [(json!(true), true), (json!(false), false)] {
            let mut edge = edge(form, Pretended::Busy);
            let text = json!(ask(&mut edge)).to_string();
            assert!(text.contains("Nobody is here."), "{text}");
            assert_eq!(text.contains("company"), has_form, "{text}");
            assert_eq!(edge.connect(NOW, agent()), Vec::<String>::new(), "nobody waits any more");
        }
    }

    #[test]
    fn who_answers_can_be_written_to() {
        let mut edge = edge(Value::Null, Pretended::Available);
        ask(&mut edge);
        assert!(json!(edge.connect(NOW, agent())).to_string().contains("Grace"));
        let frames = read(edge.receive(NOW, r#"{"type":"say","id":"s1","text":"Hi Grace"}"#));
        assert!(frames[0].to_string().contains("Hi Grace"), "{frames:?}");
        // A correction is answered, as the edge does: here nothing was filled in.
        let correct = json!({ "type": "correct_answer", "id": "c1", "card": "hi",
            "values": { "email": "ada@shop.example" } });
        let frames = read(edge.receive(NOW, &correct.to_string()));
        assert_eq!((&frames[0]["type"], &frames[0]["id"]), (&json!("error"), &json!("c1")));
        assert_eq!(edge.receive(NOW, "ping"), ["pong"]);
        assert_eq!(edge.answer(NOW, "/v1/conversations/conv_preview/rating", "").0, 404);
    }

    fn agent() -> AgentProfile {
        let id = shared::id::AgentId::parse("agent_grace").unwrap();
        AgentProfile { id, name: "Grace".to_owned(), picture: None }
    }
}
