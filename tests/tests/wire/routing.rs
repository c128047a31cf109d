//! Routing by each option of the live chat card, and its explanation.

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use serde_json::{Value, json};
use shared::desk::{Decision, RoutingComparison, RoutingConfig, RoutingReason, SkipReason};
use shared::event::{Event, FallbackReason};
use shared::id::ConversationId;
use shared::permission::Role;
use shared::protocol::{AvailabilityOverview, Listing};
use shared::quota::Package;

/// The example stream with another route.
fn routed(route: Value) -> Value {
    let mut stream = stream::advised();
    for card in stream["cards"].as_array_mut().unwrap() {
        if card["type"] == "live_chat" {
            card["route"] = route.clone();
        }
    }
    stream
}

async fn set_routing(site: &Site, routing: Value) {
    site.admin.request(Method::PUT, "routing").json(&routing).done().await;
}

async fn decisions(site: &Site, id: &ConversationId) -> Vec<Decision> {
    let path = format!("conversations/{id}/routing");
    let all: Listing<Decision> = site.admin.request(Method::GET, &path).done().await.json();
    all.items
}

fn fell_back(event: &Event) -> bool {
    matches!(event, Event::FellBack { .. })
}

#[tokio::test]
async fn a_card_that_names_an_agent_is_offered_to_nobody_else() {
    let server = Server::shared().await;
    let route = json!({ "by": "agent", "agent": "agent_linus" });
    let mut site = Site::create(&server, Package::Select, stream::advised()).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    site.version = site.publish(&draft(&site.dialogue, routed(route))).await;
    let mut first = grace.connect_available().await;
    let (_, mut chat) = site.requested_chat().await;
    chat.event("the fallback, because Linus is away", fell_back).await;
    let mut second = linus.connect_available().await;
    let (_, chat) = site.requested_chat().await;
    second.offer_of(&chat.id).await;
    first.up_to_date().await;
    assert!(first.all_offers().is_empty(), "{}", first.dump());
}

#[tokio::test]
async fn the_first_matching_rule_wins_and_no_match_falls_back() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, routed(json!({ "by": "rules" }))).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (mut first, mut second) =
        (grace.connect_available().await, linus.connect_available().await);
    let (_, mut chat) = site.requested_chat().await;
    chat.event("the fallback, because there is no rule", fell_back).await;

    let when =
        |operator, value| json!({ "attribute": "email", "operator": operator, "value": value });
    set_routing(&site, json!({ "rules": [
        { "id": "rule_b", "name": "Everybody", "priority": 2, "when": when("is_not_empty", ""), "agents": ["agent_grace"] },
        { "id": "rule_a", "name": "Addresses", "priority": 1, "when": when("contains", "@"), "agents": ["agent_linus"] },
    ]}))
    .await;
    let (_, chat) = site.requested_chat().await;
    second.offer_of(&chat.id).await;
    first.up_to_date().await;
    assert!(first.all_offers().is_empty(), "{}", first.dump());
}

#[tokio::test]
async fn another_routing_is_compared_with_what_was_decided() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, routed(json!({ "by": "rules" }))).await;
    let (grace, _linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut socket = grace.connect_available().await;
    let rule = |agents: &[&str]| {
        let when = json!({ "attribute": "email", "operator": "contains", "value": "@" });
        json!({ "rules": [{ "id": "rule_a", "name": "All", "priority": 1, "when": when, "agents": agents }] })
    };
    set_routing(&site, rule(&["agent_grace", "agent_linus"])).await;
    let (_, chat) = site.requested_chat().await;
    socket.offer_of(&chat.id).await;
    let compare = async |routing: Value| {
        let request = site.admin.request(Method::POST, "routing/compare");
        request.json(&routing).done().await.json::<RoutingComparison>()
    };
    let figures = |found: &RoutingComparison| {
        [found.requests, found.same, found.elsewhere, found.nowhere, found.reached, found.unknown]
    };
    let same = compare(rule(&["agent_grace"])).await;
    assert_eq!((figures(&same), same.items.len()), ([1, 1, 0, 0, 0, 0], 0));
    // Linus was away, so with him alone nobody would have been asked.
    let nowhere = compare(rule(&["agent_linus"])).await;
    assert_eq!(figures(&nowhere), [1, 0, 0, 1, 0, 0]);
    let item = &nowhere.items[0];
    assert_eq!(item.conversation, chat.id);
    assert_eq!(item.before.as_ref().map(ToString::to_string).as_deref(), Some("agent_grace"));
    assert_eq!(item.after, None);
    // The admin is no agent whom the desk looked at.
    let admin = site.admin.id.to_string();
    assert_eq!(figures(&compare(rule(&[&admin])).await), [1, 0, 0, 0, 0, 1]);

    let made_up = site.admin.request(Method::POST, "routing/compare").json(&rule(&["agent_eve"]));
    let refused = made_up.send().await.problem(422, "invalid");
    assert!(refused["detail"].as_str().unwrap().contains("agent_eve"), "{refused}");
    // Nothing has changed.
    let now: RoutingConfig = site.admin.request(Method::GET, "routing").done().await.json();
    assert_eq!(now.rules[0].agents.len(), 2);
}

#[tokio::test]
async fn on_prime_a_team_is_tried_twice_and_the_admin_reads_why() {
    let server = Server::shared().await;
    let route = json!({ "by": "team", "team": "team_ovens" });
    let mut site = Site::create(&server, Package::Prime, stream::advised()).await;
    let names = ["Grace", "Linus", "Mary"];
    let mut sockets = Vec::new();
    for name in names {
        sockets.push(site.agent(name).await.connect_available().await);
    }
    let members = json!(["agent_linus", "agent_mary"]);
    set_routing(
        &site,
        json!({ "teams": [{ "id": "team_ovens", "name": "Ovens", "members": members }] }),
    )
    .await;
    site.version = site.publish(&draft(&site.dialogue, routed(route))).await;
    let (_, mut chat) = site.requested_chat().await;
    let offer = sockets[1].offer_of(&chat.id).await;
    sockets[1].decline(&offer.id).await.unwrap();
    let again = sockets[2].offer_of(&chat.id).await;
    sockets[2].decline(&again.id).await.unwrap();
    let last = chat.event("the fallback after two agents", fell_back).await;
    assert!(matches!(last.event, Event::FellBack { reason: FallbackReason::Declined, .. }));
    sockets[0].up_to_date().await;
    assert!(sockets[0].all_offers().is_empty(), "{}", sockets[0].dump());
    site.used(0, 0).await;

    let decisions = decisions(&site, &chat.id).await;
    assert_eq!(decisions.len(), 2);
    for decision in &decisions {
        assert_eq!(decision.replay(), decision.chosen.as_ref());
    }
    let skipped: Vec<_> = decisions[1].pools[0].agents.iter().map(|a| a.skipped).collect();
    assert_eq!(skipped, [Some(SkipReason::Tried), None]);
}

#[tokio::test]
async fn a_site_may_ask_one_more_agent_on_every_route() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    let mut sockets = Vec::new();
    for name in ["Grace", "Linus", "Mary"] {
        sockets.push(site.agent(name).await.connect_available().await);
    }
    set_routing(&site, json!({ "second_try": "all_routes" })).await;
    let (_, mut chat) = site.begun().await;
    for socket in sockets.iter_mut().take(2) {
        let offer = socket.offer_of(&chat.id).await;
        socket.decline(&offer.id).await.unwrap();
    }
    chat.event("the fallback after two agents", fell_back).await;
    sockets[2].up_to_date().await;
    assert!(sockets[2].all_offers().is_empty(), "{}", sockets[2].dump());
    let reasons: Vec<_> = decisions(&site, &chat.id).await.into_iter().map(|d| d.reason).collect();
    assert_eq!(reasons, [RoutingReason::Requested, RoutingReason::Again]);
}

#[tokio::test]
async fn an_agent_has_as_many_chats_as_the_site_or_their_own_limit_says() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::short()).await;
    let mut grace = site.agent("Grace").await.connect_available().await;
    let mut linus = site.agent("Linus").await.connect_available().await;
    let limits = |site: u32, grace: u32| json!({ "max_chats": site, "max_chats_of_agents": { "agent_grace": grace } });
    let refused = site.admin.request(Method::PUT, "routing").json(&limits(0, 1)).send().await;
    let refused = refused.problem(422, "invalid");
    assert!(refused["detail"].as_str().unwrap().contains("1 to 10"), "{refused}");

    set_routing(&site, limits(2, 1)).await;
    let mut running = Vec::new();
    for socket in [&mut grace, &mut linus] {
        let (_, chat) = site.begun().await;
        let offer = socket.offer_of(&chat.id).await;
        socket.accept(&offer.id).await.unwrap();
        running.push(chat);
    }
    let (_, chat) = site.begun().await;
    linus.offer_of(&chat.id).await;
    let (_, mut one_too_many) = site.begun().await;
    one_too_many.event("the fallback, because both are full", fell_back).await;
    let skipped: Vec<_> = decisions(&site, &one_too_many.id).await[0].pools[0]
        .agents
        .iter()
        .filter(|one| one.skipped == Some(SkipReason::Full))
        .map(|one| one.agent.as_str().to_owned())
        .collect();
    assert_eq!(skipped, ["agent_grace", "agent_linus"]);
    let overview: AvailabilityOverview =
        site.admin.request(Method::GET, "availability").done().await.json();
    let of = |id: &str| overview.agents.iter().find(|row| row.agent.as_str() == id).unwrap();
    assert_eq!((of("agent_grace").chats, of("agent_grace").max_chats), (1, 1));
    assert_eq!((of("agent_linus").chats, of("agent_linus").max_chats), (2, 2));

    // A lower limit moves no chat.
    set_routing(&site, limits(1, 1)).await;
    for chat in &mut running {
        let key = chat.say("Still here?").await;
        chat.ack(&key).await;
    }
}

#[tokio::test]
async fn an_account_reaches_its_owner_before_the_cards_option() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let (mut first, mut second) =
        (grace.connect_available().await, linus.connect_available().await);
    set_routing(
        &site,
        json!({ "accounts": [{ "domain": "example.com", "owner": "agent_linus" }] }),
    )
    .await;
    for _ in 0..2 {
        let (_, chat) = site.requested_chat().await;
        second.offer_of(&chat.id).await;
    }
    first.up_to_date().await;
    assert!(first.all_offers().is_empty(), "{}", first.dump());
}

#[tokio::test]
async fn the_routing_config_is_validated_and_needs_permission() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Select, stream::advised()).await;
    let team = json!({ "teams": [{ "id": "team_a", "name": "A", "members": [] }] });
    site.admin.request(Method::PUT, "routing").json(&team).send().await.problem(422, "invalid");
    let sly = json!({ "package": "prime", "teams": team["teams"] });
    site.admin.request(Method::PUT, "routing").json(&sly).send().await.problem(422, "invalid");
    let nobody = json!({ "rules": [{ "id": "rule_a", "name": "A", "priority": 1,
        "when": { "all": [] }, "agents": ["agent_nobody"] }] });
    let problem = site.admin.request(Method::PUT, "routing").json(&nobody).send().await;
    let problem = problem.problem(422, "invalid");
    assert!(problem["detail"].as_str().unwrap().contains("agent_nobody"), "{problem}");
    let grace = site.agent_of("Grace", Role::LiveAgent).await;
    grace.request(Method::GET, "routing").send().await.problem(403, "no_permission");
    let (_, chat) = site.requested_chat().await;
    let path = format!("conversations/{}/routing", chat.id);
    grace.request(Method::GET, &path).send().await.problem(403, "no_permission");
}
