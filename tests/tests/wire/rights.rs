//! Rights that end: whatever was opened with them closes. The cells are those of `shared::rights`.

use crate::passwords;
use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, new_agent};
use bellhop_tests::socket::{Endpoint, NoSocket, Socket};
use bellhop_tests::stream;
use bellhop_tests::visitor::{Visitor, ada};
use bellhop_tests::wait::{eventually, within};
use shared::api::{DeleteAgent, DeleteSession, PutAgent};
use shared::client::CloseCode;
use shared::conversation::Draft;
use shared::event::{Event, Page};
use shared::id::{AgentId, CardId, ClientKey, ResponseId, Seq};
use shared::permission::Role;
use shared::person::Attributes;
use shared::protocol::{
    AgentEvent, Blocked, ClientFrame, Listing, PersonRow, ServerFrame, TransferTo,
};
use shared::rights::{CHECK_AGAIN_AFTER, Change, ClientFrameKind, Holder, ServerFrameKind};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// A conversation with one kind of holder connected to it.
struct Scene {
    site: Site,
    grace: Agent,
    desk: AgentSocket,
    /// Another agent, who is available.
    linus: Agent,
    linus_desk: AgentSocket,
    visitor: Visitor,
    chat: ConversationClient,
    /// The agent who is the holder, unless it is the visitor.
    member: Agent,
    endpoint: Endpoint,
    socket: Socket,
}

/// Opens a socket, and waits for the welcome.
pub(crate) async fn resumed(endpoint: &Endpoint) -> Socket {
    let mut socket = endpoint.open().await.unwrap();
    let resume = ClientFrame::Resume { after: Seq::default() };
    socket.send(serde_json::to_string(&resume).unwrap()).await;
    assert!(socket.next().await.unwrap().contains(r#""type":"welcome""#));
    socket
}

impl Scene {
    async fn of(server: &Server, holder: Holder) -> Self {
        Self::at(Site::make(server).await, holder).await
    }

    async fn at(site: Site, holder: Holder) -> Self {
        let grace = site.agent("Grace").await;
        let missed = match holder {
            Holder::MissedReader => Some(is_missed(&site).await),
            _ => None,
        };
        let mut desk = grace.connect_available().await;
        let linus = site.agent("Linus").await;
        let (visitor, chat) = if let Some(missed) = missed {
            missed
        } else if holder == Holder::OfferedAgent {
            let (visitor, chat) = site.requested_chat().await;
            desk.offer_of(&chat.id).await;
            (visitor, chat)
        } else {
            let (visitor, chat, _) = site.chatting(&grace, &mut desk).await;
            (visitor, chat)
        };
        let mut linus_desk = linus.connect_available().await;
        let member = match holder {
            Holder::Reader => site.agent_of("Chief", Role::SalesAdmin).await,
            _ => grace.clone(),
        };
        let endpoint = match holder {
            Holder::Visitor => visitor.endpoint(&chat.id, &visitor.token),
            _ => member.chat_endpoint(&chat.id),
        };
        if holder == Holder::EarlierAgent {
            hand_on(&mut desk, &mut linus_desk, &chat).await;
        }
        let socket = resumed(&endpoint).await;
        Self { site, grace, desk, linus, linus_desk, visitor, chat, member, endpoint, socket }
    }

    async fn change(&mut self, change: Change) {
        let (site, agent) = (self.site.id.clone(), self.member.id.clone());
        let put = PutAgent { site: site.clone(), agent: agent.clone() };
        let changed = async |role| {
            let mut body = new_agent(&agent, &self.member.name, role);
            body.password = None;
            self.site.admin.route(&put).json(&body).done().await;
        };
        match change {
            Change::SignOut => {
                self.member.route(&DeleteSession { site }).done().await;
            }
            Change::NewPassword => {
                let link = passwords::reset_link(&self.site.admin, &self.member).await;
                passwords::use_link(&self.site, &link.token, "another battery staple").await;
            }
            Change::Removal => {
                self.site.admin.route(&DeleteAgent { site, agent }).done().await;
            }
            Change::LiveChatLost => changed(Role::Marketing).await,
            Change::ViewAllLost => changed(Role::LiveAgent).await,
            Change::OfferEnded => {
                let offer = self.desk.offer_of(&self.chat.id).await;
                self.desk.decline(&offer.id).await.unwrap();
            }
            Change::HandedOn => hand_on(&mut self.desk, &mut self.linus_desk, &self.chat).await,
            Change::Blocked => {
                let path = format!("conversations/{}/blocked", self.chat.id);
                let blocker = &self.grace;
                let _: Blocked = blocker.request(Method::PUT, &path).done().await.json();
            }
            Change::Erasure => {
                let key = self.chat.leave().await;
                self.chat.ack(&key).await;
                let admin = &self.site.admin;
                let people = async || -> Listing<PersonRow> {
                    admin.request(Method::GET, "people").done().await.json()
                };
                let known = eventually("the person", people, |found| found.items.len() == 1).await;
                let path = format!("people/{}", known.items[0].id);
                let erased = async || admin.request(Method::DELETE, &path).send().await.status;
                eventually("the end of the chat", erased, |status| *status == 200).await;
            }
        }
    }
}

/// A visitor asks for a person, and nobody is there.
async fn is_missed(site: &Site) -> (Visitor, ConversationClient) {
    let (visitor, mut chat) = site.requested_chat().await;
    chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
    (visitor, chat)
}

/// Grace gives the chat to Linus.
async fn hand_on(graces: &mut AgentSocket, linus: &mut AgentSocket, chat: &ConversationClient) {
    let to = TransferTo::Agent(AgentId::parse("agent_linus").unwrap());
    graces.transfer(&chat.id, to).await.unwrap();
    let offer = linus.offer_of(&chat.id).await;
    linus.accept(&offer.id).await.unwrap();
    graces.until("the chat to be gone from her list", |socket| socket.chats.is_empty()).await;
}

/// Waits until the socket is closed, and returns the code.
pub(crate) async fn closed(socket: &mut Socket) -> String {
    within("the socket to close", async { while socket.next().await.is_some() {} }).await;
    socket.over.clone().unwrap_or_default()
}

/// Goes through all cells of a change: who held a socket before, and what became of it.
async fn ends(change: Change) {
    let server = Server::shared().await;
    let held = Holder::ALL.iter().filter(|holder| holder.holds_socket());
    for before in held.copied().filter(|before| change.after(*before) != *before) {
        let mut scene = Scene::of(&server, before).await;
        let after = change.after(before);
        let began = Instant::now();
        scene.change(change).await;
        let Some((code, _)) = after.closes() else {
            // It stays open, with fewer rights.
            let key = ClientKey::parse("late").unwrap();
            let say = ClientFrame::Say { id: key, text: "Still me".to_owned() };
            let refused = async || {
                scene.socket.send(serde_json::to_string(&say).unwrap()).await;
                scene.socket.next().await.is_some_and(|text| text.contains("not_yours"))
            };
            eventually("a refusal", refused, |refused| *refused).await;
            continue;
        };
        let over = closed(&mut scene.socket).await;
        let context = format!("{change:?} of {before:?}: {over}");
        // The desk ends a removed agent's offers, so the end of the right may come first.
        let offer_ended = change == Change::Removal
            && before == Holder::OfferedAgent
            && over.contains(&CloseCode::NotAllowed.code().to_string());
        assert!(over.contains(&code.code().to_string()) || offer_ended, "{context}");
        // Not because a check was due.
        assert!(began.elapsed() < Duration::from_millis(CHECK_AGAIN_AFTER.0), "{context}");
        match scene.endpoint.open().await {
            Err(NoSocket::Refused(401 | 403, _)) => {}
            // Nobody came, so everybody who may chat can read it.
            Ok(_) if change == Change::OfferEnded => {}
            Err(error) => panic!("{context}: {error:?}"),
            Ok(_) => panic!("{context}: it opens again"),
        }
        let desk_closes = after == Holder::SignedOut && before != Holder::Reader;
        if desk_closes {
            let gone = |_: &AgentSocket| false;
            let over = scene.desk.wait_for("the desk to close", gone).await.unwrap_err();
            assert!(over.contains(&CloseCode::SignedOut.code().to_string()), "{context}: {over}");
        }
        if matches!(after, Holder::SignedOut | Holder::OtherAgent) {
            // The others go on.
            let key = scene.chat.leave().await;
            scene.chat.ack(&key).await;
        }
    }
}

#[tokio::test]
async fn signing_out_closes_every_socket() {
    ends(Change::SignOut).await;
}

#[tokio::test]
async fn another_password_closes_the_sockets_of_other_sessions() {
    ends(Change::NewPassword).await;
}

#[tokio::test]
async fn removing_an_agent_closes_their_sockets() {
    ends(Change::Removal).await;
}

#[tokio::test]
async fn losing_the_live_chat_permission_closes_conversations() {
    ends(Change::LiveChatLost).await;
}

#[tokio::test]
async fn losing_the_right_to_view_all_conversations_closes_them() {
    ends(Change::ViewAllLost).await;
}

#[tokio::test]
async fn an_agent_who_declines_an_offer_stops_reading_the_chat() {
    ends(Change::OfferEnded).await;
}

#[tokio::test]
async fn an_agent_who_handed_a_chat_on_only_reads() {
    ends(Change::HandedOn).await;
}

#[tokio::test]
async fn blocking_a_visitor_closes_their_socket() {
    ends(Change::Blocked).await;
}

#[tokio::test]
async fn erasing_a_conversation_closes_every_socket() {
    ends(Change::Erasure).await;
}

#[tokio::test]
async fn blocking_a_visitor_closes_their_other_conversations() {
    let server = Server::shared().await;
    let mut scene = Scene::of(&server, Holder::AgentOfChat).await;
    let other = scene.visitor.begun(&scene.site.dialogue, scene.site.version).await;
    let mut socket = resumed(&scene.visitor.endpoint(&other.id, &scene.visitor.token)).await;
    scene.change(Change::Blocked).await;
    let over = closed(&mut socket).await;
    assert!(over.contains(&CloseCode::NotAllowed.code().to_string()), "{over}");
}

#[tokio::test]
async fn an_agent_who_may_no_longer_chat_loses_their_chats_to_others() {
    let server = Server::shared().await;
    let mut scene = Scene::of(&server, Holder::AgentOfChat).await;
    scene.change(Change::LiveChatLost).await;
    let unable = |frame: &AgentEvent| matches!(frame, AgentEvent::Snapshot { live_chat: false, chats, .. } if chats.is_empty());
    scene.desk.until("a desk without chats", |desk| desk.frames.iter().any(unable)).await;
    let offer = scene.linus_desk.offer_of(&scene.chat.id).await;
    assert_eq!(offer.from.map(|from| from.id), Some(scene.grace.id.clone()));
    scene.linus_desk.accept(&offer.id).await.unwrap();
    let mut his = scene.linus.chat(&scene.chat.id).connected().await;
    his.say("I am here now").await;
    his.synced().await;
}

/// A frame of each kind that can be read.
fn sample(kind: ClientFrameKind, id: ClientKey) -> ClientFrame {
    let card = CardId::parse(stream::QUESTION).unwrap();
    match kind {
        ClientFrameKind::Resume => ClientFrame::Resume { after: Seq::default() },
        ClientFrameKind::Answer => {
            ClientFrame::Answer { id, card, response: ResponseId::parse(stream::YES).unwrap() }
        }
        ClientFrameKind::Capture => ClientFrame::Capture { id, card, values: ada() },
        ClientFrameKind::CorrectAnswer => ClientFrame::CorrectAnswer { id, card, values: ada() },
        ClientFrameKind::LeaveMessage => {
            ClientFrame::LeaveMessage { id, values: Attributes::new(), text: "Hello".to_owned() }
        }
        ClientFrameKind::Say => ClientFrame::Say { id, text: "Hello".to_owned() },
        ClientFrameKind::FollowUp => ClientFrame::FollowUp { id, text: "Hello".to_owned() },
        ClientFrameKind::Typing => ClientFrame::Typing { on: true },
        ClientFrameKind::Seen => ClientFrame::Seen { seq: Seq(1) },
        ClientFrameKind::Page => {
            let url = "https://shop.example/prices".to_owned();
            ClientFrame::Page { page: Page { url, ..Page::default() } }
        }
        ClientFrameKind::Leave => ClientFrame::Leave { id },
        ClientFrameKind::End => ClientFrame::End { id },
        ClientFrameKind::Note => ClientFrame::Note { id, text: "A note".to_owned() },
        ClientFrameKind::Draft => ClientFrame::Draft { id, draft: Draft::default() },
    }
}

#[tokio::test]
async fn each_frame_is_taken_from_those_who_may_send_it_and_from_nobody_else() {
    let server = Server::shared().await;
    for holder in Holder::ALL.iter().copied().filter(|holder| holder.holds_socket()) {
        let mut scene = Scene::of(&server, holder).await;
        // What ends the chat comes last, and after it what makes a reader the agent of the chat.
        let ends = [ClientFrameKind::Leave, ClientFrameKind::End, ClientFrameKind::FollowUp];
        let kinds = ClientFrameKind::ALL.iter().filter(|kind| !ends.contains(kind)).chain(&ends);
        for kind in kinds.copied() {
            let id = ClientKey::parse(format!("cell-{}", kind.as_str())).unwrap();
            let frame = sample(kind, id.clone());
            scene.socket.send(serde_json::to_string(&frame).unwrap()).await;
            let may = holder.may_send(kind);
            let answer = async {
                loop {
                    let text = scene.socket.next().await.unwrap();
                    match serde_json::from_str(&text).unwrap() {
                        ServerFrame::Ack { id: of, .. } if of == id => return None,
                        ServerFrame::Error { id: of, code, .. }
                            if of.as_ref() == Some(&id) || kind == ClientFrameKind::Page =>
                        {
                            return Some(code);
                        }
                        ServerFrame::Welcome { .. } if kind == ClientFrameKind::Resume => {
                            return None;
                        }
                        _ => {}
                    }
                }
            };
            let silent = matches!(kind, ClientFrameKind::Typing | ClientFrameKind::Seen)
                || (kind == ClientFrameKind::Page && may);
            if silent {
                continue; // what they cause is looked at in the next test
            }
            let code = within(&format!("an answer to {kind:?} of {holder:?}"), answer).await;
            let refused = ["not_allowed", "not_yours", "not_live", "over"];
            let refused = code.as_deref().is_some_and(|code| refused.contains(&code));
            assert_eq!(refused, !may, "{kind:?} of {holder:?}: {code:?}");
        }
    }
}

/// A socket, and the kinds of frames that it has heard.
struct Listener {
    holder: Holder,
    socket: Socket,
    heard: BTreeSet<&'static str>,
}

impl Listener {
    async fn of(holder: Holder, endpoint: &Endpoint) -> Self {
        let heard = BTreeSet::from([ServerFrameKind::Welcome.as_str()]);
        Self { holder, socket: resumed(endpoint).await, heard }
    }

    async fn send(&mut self, frame: &ClientFrame) {
        self.socket.send(serde_json::to_string(frame).unwrap()).await;
    }

    /// Listens until a frame like this.
    async fn until(&mut self, description: &str, is: impl Fn(&ServerFrame) -> bool) {
        let listen = async {
            loop {
                let frame = serde_json::from_str(&self.socket.next().await.unwrap()).unwrap();
                self.heard.insert(ServerFrameKind::of(&frame).as_str());
                if is(&frame) {
                    break;
                }
            }
        };
        within(&format!("{description} at {:?}", self.holder), listen).await;
    }

    /// Does everything that its side can do, and waits until that is handled.
    async fn do_all(&mut self) {
        self.socket.send(r#"{"type":"dance"}"#.to_owned()).await;
        let holder = self.holder;
        let kinds = ClientFrameKind::ALL.iter().filter(|kind| {
            use ClientFrameKind as Kind;
            let rests = matches!(kind, Kind::Resume | Kind::Seen | Kind::Leave | Kind::End);
            holder.may_send(**kind) && !rests
        });
        for kind in kinds {
            let id = ClientKey::parse(format!("all-{}", kind.as_str())).unwrap();
            self.send(&sample(*kind, id)).await;
        }
        self.send(&ClientFrame::Seen { seq: Seq(1_000) }).await;
        // The agent's last frame is acked, and the visitor's refused; both are answered.
        let last = ClientKey::parse("last").unwrap();
        let frame = sample(ClientFrameKind::Capture, last.clone());
        self.send(&frame).await;
        let is = |frame: &ServerFrame| matches!(frame, ServerFrame::Error { id: Some(id), .. } if *id == last);
        self.until("the last answer", is).await;
    }

    #[track_caller]
    fn heard_all_and_nothing_else(&self) {
        let may = self.holder.hears().iter().map(|kind| kind.as_str()).collect();
        assert_eq!(self.heard, may, "{:?}", self.holder);
    }
}

#[tokio::test]
async fn each_frame_is_heard_by_those_who_may_hear_it_and_by_nobody_else() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    // A visitor is asked after half of it whether they are still there.
    site.settings(|settings| settings.idle_minutes = 1).await;
    // Linus has the chat, and Grace had it.
    let mut scene = Scene::at(site, Holder::EarlierAgent).await;
    let chief = scene.site.agent_of("Chief", Role::SalesAdmin).await;
    let id = scene.chat.id.clone();
    let theirs = scene.visitor.endpoint(&id, &scene.visitor.token);
    let mut visitor = Listener::of(Holder::Visitor, &theirs).await;
    let mut earlier = Listener::of(Holder::EarlierAgent, &scene.endpoint).await;
    let mut reader = Listener::of(Holder::Reader, &chief.chat_endpoint(&id)).await;
    let his = scene.linus.chat_endpoint(&id);
    let mut agent = Listener::of(Holder::AgentOfChat, &his).await;
    for listener in [&mut reader, &mut earlier, &mut agent, &mut visitor] {
        listener.do_all().await;
    }
    let warned = |frame: &ServerFrame| matches!(frame, ServerFrame::IdleWarning { .. });
    visitor.until("the warning", warned).await;
    let last =
        |frame: &ServerFrame| matches!(frame, ServerFrame::Note(note) if note.text == "The last");
    let id = ClientKey::parse("the-last").unwrap();
    agent.send(&ClientFrame::Note { id: id.clone(), text: "The last".to_owned() }).await;
    for listener in [&mut reader, &mut earlier, &mut agent] {
        listener.until("the last note", last).await;
    }
    let acked = |frame: &ServerFrame| matches!(frame, ServerFrame::Ack { id: of, .. } if *of == id);
    agent.until("the ack", acked).await;
    // A visitor must not hear the note, but hears what the agent says after it.
    let said = ClientFrame::Say { id, text: "Good bye".to_owned() };
    agent.send(&said).await;
    let said = |frame: &ServerFrame| matches!(frame, ServerFrame::Event(logged) if matches!(&logged.event, Event::Said { text, .. } if text == "Good bye"));
    visitor.until("the last message", said).await;
    visitor.heard_all_and_nothing_else();
    reader.heard_all_and_nothing_else();
    earlier.heard_all_and_nothing_else();
    // Both of the visitor's tabs close.
    scene.chat.cut();
    visitor.socket.close().await;
    let gone = |frame: &ServerFrame| matches!(frame, ServerFrame::Presence { here: false, .. });
    agent.until("the visitor to be gone", gone).await;
    agent.heard_all_and_nothing_else();
}

#[tokio::test]
async fn an_agent_who_has_the_offer_hears_what_a_reader_hears() {
    let server = Server::shared().await;
    let scene = Scene::of(&server, Holder::OfferedAgent).await;
    let theirs = scene.visitor.endpoint(&scene.chat.id, &scene.visitor.token);
    let mut visitor = Listener::of(Holder::Visitor, &theirs).await;
    let mut offered = Listener::of(Holder::OfferedAgent, &scene.endpoint).await;
    visitor.do_all().await;
    offered.do_all().await;
    offered.heard_all_and_nothing_else();
}
