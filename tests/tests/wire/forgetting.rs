//! Forgetting: after an erasure no byte of the storage holds what was erased, also after a crash, a
//! shutdown and a restart (PEOPLE-20).

use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::markers::Markers;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::eventually;
use serde_json::json;
use shared::conversation::{Draft, EmailFingerprint};
use shared::event::{Event, Page};
use shared::person::{Attributes, Field};
use shared::protocol::{
    BlockState, Blocked, ClientFrame, ConversationBegun, ConversationRow, Erasure, Listing,
    PersonRow, SearchHit,
};
use shared::quota::Package;
use std::collections::BTreeSet;
use std::time::Duration;

/// Somebody of whom everything that a site can keep is a marker.
pub(crate) struct Known {
    pub(crate) markers: Markers,
    pub(crate) name: String,
    email: String,
    pub(crate) visitor: Visitor,
    pub(crate) chats: Vec<ConversationClient>,
}

impl Known {
    pub(crate) async fn of(site: &Site) -> Self {
        let mut markers = Markers::default();
        let name = markers.add("name");
        let email = format!("{}@{}.example", markers.add("e-mail"), markers.add("e-mail's domain"));
        Self { markers, name, email, visitor: site.visitor().await, chats: Vec::new() }
    }

    /// They chat twice, and leave only the first chat. The search knows of them then.
    pub(crate) async fn chats_twice(
        &mut self,
        site: &Site,
        agent: &Agent,
        socket: &mut AgentSocket,
    ) {
        self.chats(site, agent, socket).await;
        let first = self.chats.last_mut().unwrap();
        first.leave().await;
        first.synced().await;
        self.chats(site, agent, socket).await;
        found(&site.admin, &self.name).await;
    }

    /// They chat with the agent, and both leave behind all that they can.
    pub(crate) async fn chats(&mut self, site: &Site, agent: &Agent, socket: &mut AgentSocket) {
        let markers = &mut self.markers;
        let mut beginning = self.visitor.beginning(&site.dialogue, site.version);
        beginning.page = page(&markers.add("first page"), &markers.add("title of a page"));
        beginning.page_attributes.insert(Field::Company, markers.add("value from the page"));
        let begun: ConversationBegun = self.visitor.begin(&beginning).done().await.json();
        let mut chat = self.visitor.chat(&begun.conversation).connected().await;
        let fields = [(Field::FirstName, &self.name), (Field::Email, &self.email)];
        let fields: Attributes = fields.into_iter().map(|(f, v)| (f, v.clone())).collect();
        chat.capture(stream::CAPTURE, fields).await;
        let offer = socket.offer_of(&chat.id).await;
        assert_eq!(socket.accept(&offer.id).await, Ok(()));
        let mut theirs = agent.chat(&chat.id).connected().await;
        chat.event("an agent", |event| matches!(event, Event::Connected { .. })).await;
        let key = chat.say(&format!("I am {}", markers.add("visitor's message"))).await;
        chat.ack(&key).await;
        let key = theirs.say(&format!("Hello {}", markers.add("agent's message"))).await;
        theirs.ack(&key).await;
        let text = format!("A note: {}", markers.add("private note"));
        let key = theirs.send(|id| ClientFrame::Note { id, text }).await;
        theirs.ack(&key).await;
        let draft = Draft { text: markers.add("draft"), note: markers.add("draft of a note") };
        let key = theirs.send(|id| ClientFrame::Draft { id, draft }).await;
        theirs.ack(&key).await;
        let page = page(&markers.add("page visited"), "A page");
        chat.send_frame(&ClientFrame::Page { page }).await;
        chat.synced().await;
        let content = format!("plain text {}\n", markers.add("file's content")).repeat(40_000);
        let name = markers.add("file's name");
        let path = format!("/v1/conversations/{}/files?key=f1&name={name}.txt", chat.id);
        let file = site.http.request(Method::POST, &path).bearer(&self.visitor.token).body(content);
        file.done().await;
        let path = format!("conversations/{}/visitor", chat.id);
        let fields = json!({ "fields": { "job_title": markers.add("override") } });
        agent.request(Method::PUT, &path).json(&fields).done().await;
        self.chats.push(chat);
        drop(theirs);
    }

    /// The agent ends their last chat by blocking them.
    async fn is_blocked(&mut self, agent: &Agent) {
        let chat = self.chats.last_mut().unwrap();
        let path = format!("conversations/{}/blocked", chat.id);
        let reason = json!({ "reason": format!("Because {}", self.markers.add("block reason")) });
        agent.request(Method::PUT, &path).json(&reason).done().await;
        chat.event("the end", |event| matches!(event, Event::Ended { .. })).await;
        let poll = async || agent.request(Method::GET, &path).done().await.json::<BlockState>();
        eventually("the block at the site", poll, |state| state.blocked.is_some()).await;
    }
}

fn page(path: &str, title: &str) -> Page {
    let url = format!("https://shop.example/{path}");
    Page { url, title: title.to_owned(), ..Page::default() }
}

async fn get<T: serde::de::DeserializeOwned>(agent: &Agent, path: &str) -> T {
    agent.request(Method::GET, path).done().await.json()
}

/// Waits until the search finds a text.
pub(crate) async fn found(agent: &Agent, text: &str) {
    let path = format!("conversations/search?scope=all&q={text}");
    let poll = async || get::<Listing<SearchHit>>(agent, &path).await.items.len();
    eventually("the text in the search", poll, |found| *found > 0).await;
}

/// Erases a person, and waits until every conversation has confirmed.
async fn erase(site: &Site, name: &str) -> Erasure {
    let people: Listing<PersonRow> = get(&site.admin, &format!("people?q={name}")).await;
    let path = format!("people/{}", people.items[0].id);
    let erased: Erasure = site.admin.request(Method::DELETE, &path).done().await.json();
    let receipt = format!("erasures/{}", erased.id);
    let poll = async || get::<Erasure>(&site.admin, &receipt).await;
    eventually("every conversation to confirm", poll, |erasure| erasure.waiting == 0).await
}

/// Somebody chats twice, is blocked, and is found by the search.
async fn everything_happens(site: &Site, grace: &Agent, socket: &mut AgentSocket, ada: &mut Known) {
    ada.chats(site, grace, socket).await;
    ada.chats.last_mut().unwrap().leave().await;
    ada.chats.last_mut().unwrap().synced().await;
    ada.chats(site, grace, socket).await;
    ada.is_blocked(grace).await;
    found(&site.admin, &ada.name).await;
}

/// Each kind of marker is in some file, so that the scans after it can fail.
pub(crate) fn everything_is_kept(markers: &Markers, server: &Server) {
    let kinds: BTreeSet<_> =
        markers.find(server, "before").into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds.len(), markers.count(), "everything is kept first: {kinds:?}");
}

/// Waits until no file of these objects holds a marker.
pub(crate) async fn nothing_left(markers: &Markers, server: &Server, moment: &str) {
    let poll = async || markers.find(server, moment);
    eventually(&format!("no marker in any file {moment}"), poll, Vec::is_empty).await;
}

#[tokio::test]
async fn what_was_erased_is_in_no_byte_of_the_storage() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let mut ada = Known::of(&site).await;
    everything_happens(&site, &grace, &mut socket, &mut ada).await;
    everything_is_kept(&ada.markers, &server);

    let erased = erase(&site, &ada.name).await;
    assert_eq!(erased.removed.blocks, 1);
    nothing_left(&ada.markers, &server, "after the erasure").await;
    server.kill().await;
    nothing_left(&ada.markers, &server, "after SIGKILL").await;
    server.start().await;
    nothing_left(&ada.markers, &server, "after the restart").await;
    drop((socket, std::mem::take(&mut ada.chats)));
    server.terminate().await;
    nothing_left(&ada.markers, &server, "after SIGTERM").await;
    server.start().await;
    nothing_left(&ada.markers, &server, "after the second restart").await;
    is_blocked_without_a_name(&site, &ada).await;
}

#[tokio::test]
async fn what_the_retention_time_erased_is_in_no_byte_of_the_storage() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let mut ada = Known::of(&site).await;
    everything_happens(&site, &grace, &mut socket, &mut ada).await;
    drop((socket, std::mem::take(&mut ada.chats)));
    server.kill().await;
    everything_is_kept(&ada.markers, &server);
    // A conversation that has still something to say when the server is killed is seen again by its
    // site, so it may take more than one time.
    let list =
        async || get::<Listing<ConversationRow>>(&site.admin, "conversations?scope=all").await;
    for _ in 0..5 {
        in_sites(
            &server,
            "UPDATE conversation SET last = 1000; UPDATE talked SET last = 1000;
             UPDATE person SET last = 1000, body = json_set(body, '$.last', 1000);
             UPDATE visitor SET last = 1000, body = json_set(body, '$.last', 1000);",
        );
        server.start().await;
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        while !list().await.items.is_empty() && tokio::time::Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if list().await.items.is_empty() {
            break;
        }
        server.kill().await;
    }
    assert_eq!(list().await.items, []);
    nothing_left(&ada.markers, &server, "after the retention time").await;
    server.kill().await;
    nothing_left(&ada.markers, &server, "after SIGKILL").await;
    server.start().await;
    let receipts: Listing<Erasure> = get(&site.admin, "erasures").await;
    assert_eq!(receipts.items, [], "nobody erased anybody");
    server.terminate().await;
    nothing_left(&ada.markers, &server, "after SIGTERM").await;
    server.start().await;
    nothing_left(&ada.markers, &server, "after the restart").await;
    is_blocked_without_a_name(&site, &ada).await;
}

#[tokio::test]
async fn an_expired_invitation_is_erased_by_itself() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let mut markers = Markers::default();
    let new = json!({ "email": "eve@shop.example", "role": "live_agent" });
    site.admin.request(Method::POST, "invitations").json(&new).done().await;
    server.kill().await;
    // It expires while the server runs and nobody asks for it. The audit log keeps whom an agent invited,
    // so the invitation gets another address than its row there.
    let soon = "(CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + 4000)";
    let email = format!("{}@shop.example", markers.add("e-mail"));
    let body = format!("json_set(body, '$.email', '{email}')");
    in_sites(&server, &format!("UPDATE invitation SET expires = {soon}, body = {body}"));
    assert!(!markers.find(&server, "before").is_empty());
    server.start().await;
    get::<serde_json::Value>(&site.admin, "me").await; // the site wakes
    nothing_left(&markers, &server, "after an invitation expired").await;
}

/// The block holds on, for the browser and for the e-mail address, and says nothing about anybody
/// (PEOPLE-21).
async fn is_blocked_without_a_name(site: &Site, known: &Known) {
    let blocks: Listing<Blocked> = get(&site.admin, "blocked").await;
    let email_fingerprint = Some(EmailFingerprint::from_email(&known.email));
    let [block] = &blocks.items[..] else { panic!("one block: {blocks:?}") };
    let visitor = known.visitor.id.clone();
    assert_eq!(
        *block,
        Blocked {
            visitor,
            conversation: None,
            name: String::new(),
            email: None,
            email_fingerprint,
            reason: String::new(),
            by: block.by.clone(),
            key: None,
            at: block.at,
        }
    );
    assert_eq!(block.by.name, "Grace");
    let beginning = known.visitor.beginning(&site.dialogue, site.version);
    known.visitor.begin(&beginning).send().await.problem(422, "nobody_available");
    let other = site.visitor().await;
    let mut beginning = other.beginning(&site.dialogue, site.version);
    other.begin(&beginning).done().await;
    beginning = other.beginning(&site.dialogue, site.version);
    beginning.page_attributes.insert(Field::Email, known.email.to_uppercase());
    other.begin(&beginning).send().await.problem(422, "nobody_available");
    let path = format!("blocked/{}", block.visitor);
    site.admin.request(Method::DELETE, &path).done().await;
    other.begin(&beginning).done().await;
}

#[tokio::test]
async fn an_erasure_that_is_killed_at_any_moment_is_completed_and_the_conversation_can_begin_again()
{
    let server = Server::own().await;
    let site = Site::create(&server, Package::Prime, stream::counting()).await;
    for delay in [0, 3, 6, 10, 15, 25, 50] {
        let mut markers = Markers::default();
        let (name, domain) = (markers.add("name"), markers.add("e-mail"));
        let visitor = site.visitor().await;
        let beginning = visitor.beginning(&site.dialogue, site.version);
        let mut events = 0;
        let mut begun = Vec::new();
        for beginning in [&beginning, &visitor.beginning(&site.dialogue, site.version)] {
            let answer = visitor.begin(beginning).done().await;
            let id = answer.json::<ConversationBegun>().conversation;
            let mut chat = visitor.chat(&id).connected().await;
            let fields =
                [(Field::FirstName, &name), (Field::Email, &format!("a@{domain}.example"))];
            let fields = fields.into_iter().map(|(f, v)| (f, v.clone())).collect();
            let key = chat.capture(stream::CAPTURE, fields).await;
            chat.ack(&key).await;
            chat.synced().await;
            events += chat.head().0;
            begun.push(id);
        }
        found(&site.admin, &name).await;
        let people: Listing<PersonRow> = get(&site.admin, &format!("people?q={name}")).await;
        assert_eq!(people.items[0].conversations, 2);
        let path = format!("people/{}", people.items[0].id);
        let erased: Erasure = site.admin.request(Method::DELETE, &path).done().await.json();
        tokio::time::sleep(Duration::from_millis(delay)).await;
        server.kill().await;
        server.start().await;
        let receipt = format!("erasures/{}", erased.id);
        let poll = async || get::<Erasure>(&site.admin, &receipt).await;
        let proof = eventually("every conversation to confirm", poll, |e| e.waiting == 0).await;
        assert_eq!(proof.removed.events, events, "killed after {delay} ms");
        nothing_left(&markers, &server, &format!("after a crash {delay} ms after an erasure"))
            .await;

        // The same browser repeats its request: the conversation begins again, and the site hears
        // its messages, though it remembers the numbers of the first one.
        let again = visitor.begin(&beginning).done().await.json::<ConversationBegun>();
        assert_eq!(again.conversation, begun[0]);
        let poll =
            async || get::<Listing<ConversationRow>>(&site.admin, "conversations?scope=all").await;
        eventually("the new conversation in the list", poll, |rows| {
            rows.items.iter().any(|row| row.id == begun[0])
        })
        .await;
    }
}
