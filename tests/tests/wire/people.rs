//! People: beside a chat, in lists and search, exported, erased, and deleted after the retention.

use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::conversation::Draft;
use shared::event::{Event, Page};
use shared::permission::Role;
use shared::person::{Attributes, Field};
use shared::protocol::{
    AgentDraft, Blocked, ClientFrame, ConversationRow, Erasure, Export, ExportedConversation,
    Filters, Listing, PersonPage, PersonRow, SearchHit, ServerFrame, Shared, VisitorProfile,
};

type Rows = Listing<ConversationRow>;

/// A visitor with that name and address chats with an agent, to the end.
async fn chatted(
    site: &Site,
    agent: &Agent,
    socket: &mut AgentSocket,
    visitor: &Visitor,
    (name, email): (&str, &str),
    about: &str,
) -> ConversationClient {
    let mut chat = visitor.begun(&site.dialogue, site.version).await;
    let fields = [(Field::FirstName, name), (Field::Email, email)];
    let fields: Attributes = fields.into_iter().map(|(f, v)| (f, v.to_owned())).collect();
    chat.capture(stream::CAPTURE, fields).await;
    let offer = socket.offer_of(&chat.id).await;
    assert_eq!(socket.accept(&offer.id).await, Ok(()));
    let mut theirs = agent.chat(&chat.id).connected().await;
    chat.event("an agent", |event| matches!(event, Event::Connected { .. })).await;
    let key = chat.say(about).await;
    chat.ack(&key).await;
    let key = theirs.end().await;
    theirs.ack(&key).await;
    chat
}

async fn get<T: serde::de::DeserializeOwned>(agent: &Agent, path: &str) -> T {
    agent.request(Method::GET, path).done().await.json()
}

/// Waits until a list has this many rows.
async fn listed(agent: &Agent, path: &str, count: usize) -> Rows {
    let description = format!("{count} rows of {path}");
    eventually(
        &description,
        async || get::<Rows>(agent, path).await,
        |rows| rows.items.len() == count,
    )
    .await
}

fn ids(rows: &Rows) -> Vec<String> {
    rows.items.iter().map(|row| row.id.to_string()).collect()
}

/// Waits until a search has this many hits.
async fn found(agent: &Agent, path: &str, count: usize) -> Vec<SearchHit> {
    let description = format!("{count} matches of {path}");
    let poll = async || get::<Listing<SearchHit>>(agent, path).await.items;
    eventually(&description, poll, |found| found.len() == count).await
}

#[tokio::test]
async fn an_agent_sees_pages_and_earlier_conversations_and_overrides_attributes() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let visitor = site.visitor().await;
    let ada = ("Ada", "Ada@Example.com");
    let mut other = linus.connect_available().await;
    let first = chatted(&site, &linus, &mut other, &visitor, ada, "About hats").await;
    other.available(false).await;
    let mut socket = grace.connect_available().await;
    let second = chatted(&site, &grace, &mut socket, &visitor, ada, "About scarves").await;
    let (_, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;

    // The visitor's page is sent once, kept for agents who connect later, and not logged.
    let head = chat.head();
    let page = |path: &str| Page {
        url: format!("https://shop.example{path}"),
        title: "A page".to_owned(),
        ..Page::default()
    };
    for path in ["/pricing", "/hats", "/hats"] {
        chat.send_frame(&ClientFrame::Page { page: page(path) }).await;
    }
    let is_at = |frame: &ServerFrame, path: &str| {
        let ServerFrame::Visit { pages, .. } = frame else { return false };
        pages.current().is_some_and(|seen| seen.page.url.ends_with(path))
    };
    theirs.until("the visitor's page", |end| end.frames.iter().any(|f| is_at(f, "/hats"))).await;
    let seen = theirs.frames.iter().filter(|frame| is_at(frame, "/hats")).count();
    assert_eq!((seen, chat.head()), (1, head), "{}", theirs.dump());
    theirs.send_frame(&ClientFrame::Page { page: page("/forged") }).await;
    theirs.error("not_allowed").await;

    let path = format!("conversations/{}/visitor", second.id);
    let profile: VisitorProfile = eventually(
        "Ada's profile",
        async || get(&grace, &path).await,
        |profile: &VisitorProfile| profile.activity.len() == 2,
    )
    .await;
    assert!(profile.person.is_some() && profile.fields[&Field::FirstName] == "Ada");
    // The visitor of the third chat is the same person, in another browser.
    let readable: Vec<_> = profile.activity.iter().map(|row| (&row.id, row.readable)).collect();
    assert_eq!(readable, [(&chat.id, true), (&first.id, false)]);
    assert_eq!(profile.activity[1].agent.as_ref().unwrap().name, "Linus");
    assert_eq!(profile.activity[1].dialogue, "Hello");
    let transcript = format!("conversations/{}/transcript", first.id);
    grace.request(Method::GET, &transcript).send().await.problem(404, "not_found");

    // An agent's override wins over the visitor's answer; an invalid value is refused.
    let note = |fields: Value| grace.request(Method::PUT, &path).json(&json!({ "fields": fields }));
    let profile: VisitorProfile =
        note(json!({"job_title": " CTO ", "first_name": "Augusta"})).done().await.json();
    assert_eq!(
        (&*profile.fields[&Field::JobTitle], &*profile.fields[&Field::FirstName]),
        ("CTO", "Augusta")
    );
    let live: VisitorProfile = get(&grace, &format!("conversations/{}/visitor", chat.id)).await;
    assert_eq!(live.fields[&Field::JobTitle], "CTO", "it belongs to the person, not to one chat");
    assert_eq!(live.pages.all().len(), 2, "{:?}", live.pages);
    let reverted: VisitorProfile = note(json!({"first_name": ""})).done().await.json();
    assert_eq!(reverted.fields[&Field::FirstName], "Ada");
    note(json!({"phone": "call me"})).send().await.problem(422, "invalid");
    note(json!({"email": "eve@example.com"})).send().await.problem(422, "invalid");
    let linus_path = linus.request(Method::GET, &format!("conversations/{}/visitor", chat.id));
    linus_path.send().await.problem(404, "not_found");
}

#[tokio::test]
async fn an_address_set_by_an_agent_makes_a_visitor_a_person() {
    let server = Server::shared().await;
    let site = Site::create(&server, shared::quota::Package::Prime, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (_, chat) = site.begun().await;
    let offer = socket.offer_of(&chat.id).await;
    socket.accept(&offer.id).await.unwrap();
    let path = format!("conversations/{}/visitor", chat.id);
    let profile: VisitorProfile = eventually(
        "the chat to be Grace's",
        async || {
            let answer = grace.request(Method::GET, &path).send().await;
            (answer.status == 200).then(|| answer.json::<VisitorProfile>())
        },
        Option::is_some,
    )
    .await
    .unwrap();
    assert_eq!(profile.person, None);
    let fields = json!({ "fields": {"email": "Bob@example.com", "company": "Acme"} });
    let profile: VisitorProfile =
        grace.request(Method::PUT, &path).json(&fields).done().await.json();
    let person = profile.person.expect("Bob is a person now");
    let people = |query: &str| format!("people?q={query}");
    let found: Listing<PersonRow> = get(&site.admin, &people("bob")).await;
    assert_eq!(found.items.iter().map(|row| &row.id).collect::<Vec<_>>(), [&person]);
    let path = format!("people/{person}");
    let page = eventually(
        "the chat in Bob's history",
        async || get::<PersonPage>(&site.admin, &path).await,
        |page| page.row.conversations == 1,
    )
    .await;
    assert_eq!(page.history.items.len(), 1);
    let none: Listing<PersonRow> = get(&site.admin, &people("nobody")).await;
    assert_eq!(none.items, []);
}

#[tokio::test]
async fn lists_and_search_show_agents_only_what_they_may_read() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let chief = site.agent_of("Chief", Role::SalesAdmin).await;
    let (ada, bob) = (site.visitor().await, site.visitor().await);
    let mut socket = grace.connect_available().await;
    let about = "Where are the purple elephants?";
    let hers = chatted(&site, &grace, &mut socket, &ada, ("Ada", "ada@example.com"), about).await;
    socket.available(false).await;
    let mut socket = linus.connect_available().await;
    let his =
        chatted(&site, &linus, &mut socket, &bob, ("Bób", "bob@example.com"), "Green tigers").await;
    socket.available(false).await;
    let (_, mut missed) = site.requested_chat().await;
    missed.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;

    let all = listed(&chief, "conversations?scope=all", 3).await;
    assert_eq!(ids(&all), [&missed.id, &his.id, &hers.id].map(ToString::to_string));
    assert_eq!(ids(&listed(&grace, "conversations", 1).await), [hers.id.to_string()]);
    for (filter, visible) in [
        ("status=fell_back", vec![&missed.id]),
        ("status=ended_by_agent", vec![&his.id, &hers.id]),
        ("agent=agent_linus", vec![&his.id]),
        ("agent=agent_linus&status=fell_back", vec![]),
        ("dialogue=dialogue_hello", vec![&missed.id, &his.id, &hers.id]),
        ("dialogue=dialogue_other", vec![]),
        ("team=team_x", vec![]),
    ] {
        let path = format!("conversations?scope=all&{filter}");
        let rows = listed(&chief, &path, visible.len()).await;
        let expected: Vec<_> = visible.iter().map(ToString::to_string).collect();
        assert_eq!(ids(&rows), expected, "{filter}");
    }
    // The filter by agent doesn't get around that.
    let own: Rows = get(&grace, "conversations?scope=mine&agent=agent_linus").await;
    assert_eq!(ids(&own), [hers.id.to_string()]);

    // Search ignores case and matches the prefix of the last word.
    let matches = found(&chief, "conversations/search?scope=all&q=Purple%20eleph", 1).await;
    assert_eq!(matches[0].row.id, hers.id);
    let highlighted: Vec<_> =
        matches[0].said.iter().filter(|piece| piece.hit).map(|piece| &*piece.text).collect();
    assert_eq!(highlighted, ["purple", "elephants"]);
    assert_eq!(found(&chief, "conversations/search?scope=all&q=bob", 1).await[0].row.id, his.id);
    let by_mail = found(&chief, "conversations/search?scope=all&q=ada@example", 2).await;
    assert!(by_mail.iter().all(|hit| hit.name.iter().any(|piece| piece.hit)), "{by_mail:?}");
    assert_eq!(found(&grace, "conversations/search?q=elephants", 1).await[0].row.id, hers.id);
    assert_eq!(found(&grace, "conversations/search?q=tigers", 0).await, []);
    assert_eq!(found(&chief, "conversations/search?scope=all&q=%22%20OR%20*", 0).await, []);

    for path in ["conversations?scope=all", "conversations/search?scope=all&q=a", "people"] {
        grace.request(Method::GET, path).send().await.problem(403, "no_permission");
    }
    let filters: Filters = get(&grace, "conversations/filters").await;
    assert_eq!((filters.agents.len(), filters.dialogues.len()), (0, 1));
    let filters: Filters = get(&chief, "conversations/filters").await;
    assert!(filters.agents.iter().any(|agent| agent.name == "Linus"));
}

#[tokio::test]
async fn a_person_is_exported_and_erased_with_a_receipt() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let chief = site.agent_of("Chief", Role::SalesAdmin).await;
    let (ada, bob) = (site.visitor().await, site.visitor().await);
    let mut socket = grace.connect_available().await;
    let fields = ("Ada", "ada@example.com");
    let one = chatted(&site, &grace, &mut socket, &ada, fields, "About hats").await;
    let two = chatted(&site, &grace, &mut socket, &ada, fields, "About umbrellas").await;
    let bobs =
        chatted(&site, &grace, &mut socket, &bob, ("Bob", "bob@x.de"), "Umbrellas, too").await;
    found(&chief, "conversations/search?scope=all&q=umbrellas", 2).await;

    let people: Listing<PersonRow> = get(&chief, "people?sort=conversations").await;
    let named: Vec<_> = people
        .items
        .iter()
        .map(|row| (row.fields[&Field::FirstName].as_str(), row.conversations))
        .collect();
    assert_eq!(named, [("Ada", 2), ("Bob", 1)]);
    let by_name: Listing<PersonRow> = get(&chief, "people?sort=name").await;
    assert_eq!(by_name.items[0].fields[&Field::FirstName], "Ada");
    chief.request(Method::GET, "people?sort=age").send().await.problem(422, "invalid");
    let person = &people.items[0].id;

    let export: Export = get(&site.admin, &format!("people/{person}/export")).await;
    let said = |one: &ExportedConversation| {
        one.record.log.iter().any(|logged| matches!(logged.event, Event::Said { .. }))
    };
    assert_eq!(export.conversations.len(), 2);
    assert!(export.conversations.iter().all(said), "{export:?}");
    let events: usize = export.conversations.iter().map(|one| one.record.log.len()).sum();

    let path = format!("people/{person}");
    for (method, path) in
        [(Method::GET, format!("{path}/export").as_str()), (Method::DELETE, path.as_str())]
    {
        chief.request(method, path).send().await.problem(403, "no_permission");
    }
    // A person with a running chat can't be erased.
    let mut live = ada.begun(&site.dialogue, site.version).await;
    live.capture(stream::CAPTURE, bellhop_tests::visitor::ada()).await;
    let offer = socket.offer_of(&live.id).await;
    let waits = format!("conversations?scope=all&person={person}&status=waiting");
    listed(&chief, &waits, 1).await;
    site.admin.request(Method::DELETE, &path).send().await.problem(422, "chatting");
    socket.decline(&offer.id).await.unwrap();
    listed(&chief, &format!("conversations?scope=all&person={person}&status=fell_back"), 1).await;

    let erased: Erasure = site.admin.request(Method::DELETE, &path).done().await.json();
    assert_eq!((erased.removed.people, erased.removed.conversations), (1, 3));
    assert_eq!((erased.removed.entries, erased.removed.visitors), (3, 1));
    let receipt = format!("erasures/{}", erased.id);
    let proof = eventually(
        "every conversation to confirm",
        async || get::<Erasure>(&site.admin, &receipt).await,
        |erasure| erasure.waiting == 0,
    )
    .await;
    assert!(proof.removed.events > events as u64, "{proof:?}");
    assert!(
        !serde_json::to_string(&proof).unwrap().contains("ada@"),
        "a receipt contains no personal data"
    );
    let receipts: Listing<Erasure> = get(&site.admin, "erasures").await;
    assert_eq!(receipts.items, [proof]);

    site.admin.request(Method::GET, &path).send().await.problem(404, "not_found");
    for gone in [&one.id, &two.id, &live.id] {
        let transcript = format!("conversations/{gone}/transcript");
        site.admin.request(Method::GET, &transcript).send().await.problem(404, "not_found");
        let routing = format!("conversations/{gone}/routing");
        eventually(
            "the routing history to be deleted, too",
            async || get::<Listing<Value>>(&site.admin, &routing).await,
            |decisions| decisions.items.is_empty(),
        )
        .await;
    }
    let left: Rows = get(&chief, "conversations?scope=all").await;
    assert_eq!(ids(&left), [bobs.id.to_string()]);
    assert_eq!(
        found(&chief, "conversations/search?scope=all&q=umbrellas", 1).await[0].row.id,
        bobs.id
    );
    // A visitor who returns after that is a new person.
    let again = chatted(&site, &grace, &mut socket, &ada, fields, "Hello again").await;
    let profile: VisitorProfile = eventually(
        "Ada's new profile",
        async || get(&grace, &format!("conversations/{}/visitor", again.id)).await,
        |profile: &VisitorProfile| profile.person.is_some(),
    )
    .await;
    assert!(profile.person.as_ref() != Some(person) && profile.activity.is_empty());
}

#[tokio::test]
async fn conversations_older_than_the_retention_are_deleted() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (ada, bob) = (site.visitor().await, site.visitor().await);
    let old = chatted(&site, &grace, &mut socket, &ada, ("Ada", "ada@x.de"), "About hats").await;
    let new = chatted(&site, &grace, &mut socket, &bob, ("Bob", "bob@x.de"), "About cats").await;
    listed(&site.admin, "conversations?scope=all", 2).await;
    site.settings(|settings| settings.retention_days = 30).await;
    let refused = site.admin.request(Method::PUT, "settings").json(&json!({"retention_days": 0}));
    refused.send().await.problem(422, "invalid");
    eventually(
        "Bob's message in the search",
        async || found(&site.admin, "conversations/search?scope=all&q=cats", 1).await.len(),
        |found| *found == 1,
    )
    .await;

    drop(socket);
    server.kill().await;
    let month = 31 * 24 * 60 * 60 * 1_000_u64;
    let shift = format!(
        "UPDATE conversation SET last = last - {month} WHERE id = '{id}';
         UPDATE talked SET last = last - {month} WHERE conversation = '{id}';
         UPDATE person SET last = last - {month}, body = json_set(body, '$.last', last - {month})
             WHERE email = 'ada@x.de';
         UPDATE visitor SET last = last - {month}, body = json_set(body, '$.last', last - {month})
             WHERE id = '{visitor}';",
        id = old.id,
        visitor = ada.id
    );
    in_sites(&server, &shift);
    server.start().await;

    let left = listed(&site.admin, "conversations?scope=all", 1).await;
    assert_eq!(ids(&left), [new.id.to_string()]);
    let people = eventually(
        "Ada to be deleted",
        async || get::<Listing<PersonRow>>(&site.admin, "people").await,
        |people| people.items.len() == 1,
    )
    .await;
    assert_eq!(people.items[0].fields[&Field::FirstName], "Bob");
    let transcript = format!("conversations/{}/transcript", old.id);
    eventually(
        "the log to be deleted",
        async || site.admin.request(Method::GET, &transcript).send().await.status,
        |status| *status == 404,
    )
    .await;
    assert_eq!(found(&site.admin, "conversations/search?scope=all&q=hats", 0).await, []);
    let receipts: Listing<Erasure> = get(&site.admin, "erasures").await;
    assert_eq!(receipts.items, [], "nobody erased anybody");
}

#[tokio::test]
async fn an_export_has_everything_that_is_stored_about_a_person() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut graces) = site.chatting(&grace, &mut socket).await;
    let page = Page {
        url: "https://shop.example/hats".to_owned(),
        title: "Hats".to_owned(),
        ..Page::default()
    };
    chat.send_frame(&ClientFrame::Page { page: page.clone() }).await;
    chat.synced().await;
    let draft = Draft { text: "Our hats are".to_owned(), note: "Wants a hat".to_owned() };
    let unsent = draft.clone();
    let key = graces.send(|id| ClientFrame::Draft { id, draft: unsent }).await;
    graces.ack(&key).await;
    let text = "Came back".to_owned();
    let key = graces.send(|id| ClientFrame::Note { id, text }).await;
    graces.ack(&key).await;
    let content = b"the size of my head: 58 cm";
    let path = format!("/v1/conversations/{}/files?key=f1&name=head.txt", chat.id);
    let file = site.http.request(Method::POST, &path).bearer(&visitor.token).body(content.to_vec());
    let shared: Shared = file.done().await.json();
    let path = format!("conversations/{}/blocked", chat.id);
    let reason = json!({ "reason": "Shouts" });
    let block: Blocked = grace.request(Method::PUT, &path).json(&reason).done().await.json();
    chat.event("the end", |event| matches!(event, Event::Ended { .. })).await;
    let path = "conversations?scope=all&status=ended_by_agent";
    let rows = listed(&site.admin, path, 1).await;
    assert_eq!(rows.items[0].id, chat.id);

    let people: Listing<PersonRow> = get(&site.admin, "people").await;
    let path = format!("people/{}/export", people.items[0].id);
    let poll = async || get::<Export>(&site.admin, &path).await;
    let export =
        eventually("the block at the site", poll, |export| !export.blocks.is_empty()).await;
    assert_eq!(export.person.row, people.items[0]);
    assert_eq!(export.person.visitors, std::slice::from_ref(&visitor.id));
    assert_eq!(export.blocks, [block]);
    let [one] = &export.conversations[..] else { panic!("one conversation: {export:?}") };
    assert_eq!(
        (&one.record.conversation, &one.visitor, one.verified),
        (&chat.id, &visitor.id, false)
    );
    let pages: Vec<_> = one.pages.all().iter().map(|seen| seen.page.url.as_str()).collect();
    assert_eq!(pages, ["https://shop.example/pricing", page.url.as_str()]);
    assert_eq!(one.drafts, [AgentDraft { agent: grace.id.clone(), draft }]);
    assert_eq!(one.record.notes[0].text, "Came back");
    let [file] = &one.files[..] else { panic!("one file: {one:?}") };
    assert_eq!(
        (file.name.as_str(), file.seq, &file.file.id),
        ("head.txt", shared.seq, &shared.file)
    );
    let path = file.url.strip_prefix(site.http.origin()).unwrap();
    assert_eq!(site.http.get(path).done().await.body, content);
    let log: Vec<_> = one.record.log.iter().map(|logged| logged.seq.0).collect();
    assert_eq!(log, (1..=log.len() as u64).collect::<Vec<_>>(), "the whole log");
}
