//! Agents become available and unavailable, by schedule and by toggle.

use bellhop_tests::agent::Agent;
use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::event::Event;
use shared::permission::Role;
use shared::protocol::{AgentAvailability, AgentEvent, Scheduled};
use shared::time::Timestamp;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const MINUTE: u64 = 60_000;

fn path(agent: &Agent) -> String {
    format!("agents/{}/availability", agent.id)
}

/// A schedule with one block on every day.
fn daily(zone: &str, from: &str, to: &str) -> Value {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let block = json!([{ "from": from, "to": to }]);
    let week: Value = days.into_iter().map(|day| (day.to_owned(), block.clone())).collect();
    json!({ "schedule": { "zone": zone, "week": week } })
}

fn always() -> Value {
    daily("Europe/Berlin", "00:00", "24:00")
}

fn never() -> Value {
    json!({ "schedule": { "zone": "Europe/Berlin", "week": {} } })
}

/// An agent with that schedule, connected, who never used the toggle.
async fn scheduled(site: &Site, name: &str, schedule: &Value) -> (Agent, AgentSocket) {
    let agent = site.agent(name).await;
    agent.request(Method::PUT, &path(&agent)).json(schedule).done().await;
    let mut socket = agent.connect().await;
    let has_one = |socket: &AgentSocket| visible(socket).2.is_some();
    socket.until("the desk to know the schedule", has_one).await;
    (agent, socket)
}

/// The state that a tab has: available, until when toggled, and the schedule.
fn visible(socket: &AgentSocket) -> (bool, Option<Timestamp>, Option<Scheduled>) {
    let availability = |frame: &AgentEvent| match frame {
        AgentEvent::Snapshot { available, toggled_until, schedule, .. }
        | AgentEvent::Status { available, toggled_until, schedule } => {
            Some((*available, *toggled_until, *schedule))
        }
        _ => None,
    };
    socket.frames.iter().rev().find_map(availability).unwrap()
}

fn fell_back(event: &Event) -> bool {
    matches!(event, Event::FellBack { .. })
}

#[tokio::test]
async fn a_scheduled_agent_is_offered_chats_without_a_toggle() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (_, mut first) = scheduled(&site, "Grace", &always()).await;
    let (_, mut second) = scheduled(&site, "Linus", &never()).await;
    for _ in 0..2 {
        let (_, chat) = site.requested_chat().await;
        first.offer_of(&chat.id).await;
    }
    second.up_to_date().await;
    assert!(second.all_offers().is_empty(), "{}", second.dump());
}

#[tokio::test]
async fn the_toggle_overrides_the_schedule_until_it_is_changed_back() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (_, mut first) = scheduled(&site, "Grace", &always()).await;
    let (_, mut second) = scheduled(&site, "Linus", &never()).await;
    first.available(false).await;
    second.available(true).await;
    for (socket, available) in [(&first, false), (&second, true)] {
        let (is, until, schedule) = visible(socket);
        assert_eq!(is, available, "{}", socket.dump());
        assert!(until.is_some(), "it ends at midnight at the latest: {}", socket.dump());
        assert_eq!(schedule, Some(Scheduled { available: !available, until: None }));
    }
    let (_, chat) = site.requested_chat().await;
    second.offer_of(&chat.id).await;
    first.available(true).await;
    second.available(false).await;
    assert_eq!((visible(&first).1, visible(&second).1), (None, None));
    let (_, chat) = site.requested_chat().await;
    first.offer_of(&chat.id).await;
}

#[tokio::test]
async fn at_a_schedule_boundary_the_alarm_fires_and_tabs_are_updated() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    // The block ends at the next full minute that leaves enough time for the first part of the
    // test.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let end = (u64::try_from(now).unwrap() + 15_000) / MINUTE * MINUTE + MINUTE;
    let clock = |at: u64| format!("{:02}:{:02}", at / MINUTE / 60 % 24, at / MINUTE % 60);
    let hour = daily("UTC", &clock(end - 60 * MINUTE), &clock(end));
    let (_, mut socket) = scheduled(&site, "Grace", &hour).await;
    let until = Some(Timestamp(end));
    let before = (true, None, Some(Scheduled { available: true, until }));
    assert_eq!(visible(&socket), before, "{}", socket.dump());
    let (_, chat) = site.requested_chat().await;
    let offer = socket.offer_of(&chat.id).await;
    socket.accept(&offer.id).await.unwrap();

    let left = UNIX_EPOCH + Duration::from_millis(end) - Duration::from_secs(5);
    tokio::time::sleep(left.duration_since(SystemTime::now()).unwrap_or_default()).await;
    socket.until("the end of the block", |socket| !visible(socket).0).await;
    let (_, toggled, schedule) = visible(&socket);
    assert_eq!(toggled, None);
    let next = Timestamp(end + 23 * 60 * MINUTE);
    assert_eq!(schedule, Some(Scheduled { available: false, until: Some(next) }));
    assert_eq!(socket.chats.len(), 1, "chats continue: {}", socket.dump());
    let (_, mut other) = site.requested_chat().await;
    other.event("the fallback, because the block is over", fell_back).await;
}

#[tokio::test]
async fn a_schedule_is_written_by_its_agent_or_by_those_who_manage_agents() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let other_case = daily("europe/berlin", "22:00", "06:00");
    let written = grace.request(Method::PUT, &path(&grace)).json(&other_case).done().await;
    assert_eq!(written.json::<Value>()["schedule"]["zone"], "Europe/Berlin");
    let read: AgentAvailability =
        site.admin.request(Method::GET, &path(&grace)).done().await.json();
    assert_eq!(serde_json::to_value(read).unwrap(), written.json::<Value>());

    linus.request(Method::GET, &path(&grace)).send().await.problem(403, "no_permission");
    let put = linus.request(Method::PUT, &path(&grace)).json(&always());
    put.send().await.problem(403, "no_permission");
    let nobody = "agents/agent_nobody/availability";
    site.admin.request(Method::GET, nobody).send().await.problem(404, "not_found");

    let none = json!({ "schedule": null });
    site.admin.request(Method::PUT, &path(&grace)).json(&none).done().await;
    let read = grace.request(Method::GET, &path(&grace)).done().await;
    assert_eq!(read.json::<Value>(), none);
}

#[tokio::test]
async fn all_errors_of_a_schedule_are_reported_at_once() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent_of("Grace", Role::LiveAgent).await;
    let bad = json!({ "schedule": { "zone": "Europe/Berln", "week": {
        "mon": [{ "from": "09:00", "to": "12:00" }, { "from": "11:00", "to": "25:00" }],
        "tue": [{ "from": "09:00", "to": "09:00" }],
        "someday": [],
    } } });
    let answer = grace.request(Method::PUT, &path(&grace)).json(&bad).send().await;
    let problem = answer.problem(422, "bad_schedule");
    let codes: Vec<_> =
        problem["findings"].as_array().unwrap().iter().map(|f| &f["code"]).collect();
    assert_eq!(codes, ["unknown_zone", "bad_time", "unknown_day", "empty_block"]);
    assert!(problem["detail"].as_str().unwrap().contains("Did you mean “Europe/Berlin”?"));
    let incomplete = grace.request(Method::PUT, &path(&grace)).json(&json!({})).send().await;
    incomplete.problem(400, "bad_body");
    let read = grace.request(Method::GET, &path(&grace)).done().await;
    assert_eq!(read.json::<Value>(), json!({ "schedule": null }), "nothing was saved");
}
