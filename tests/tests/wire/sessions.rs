//! Sessions: listed and ended by their agent, over when idle, and of one site each.

use crate::access_control::{is, refused};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::proxy::Proxy;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use data_encoding::BASE64URL_NOPAD;
use shared::account::{IDLE, LIFETIME};
use shared::api::{CreateSession, EndOtherSessions, EndSession, GetMe, ListSessions};
use shared::protocol::{Listing, SessionRow, SignIn};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn list(agent: &Agent) -> Vec<SessionRow> {
    let answer = agent.route(&ListSessions { site: agent.site.clone() }).done().await;
    answer.json::<Listing<SessionRow>>().items
}

async fn is_signed_in(agent: &Agent) -> bool {
    agent.route(&GetMe { site: agent.site.clone() }).send().await.status == 200
}

async fn with_browser(site: &Site, agent: &Agent, user_agent: &str) -> Agent {
    let body = SignIn { email: email(&agent.id), password: Agent::PASSWORD.to_owned(), code: None };
    let request = site.http.route(&CreateSession { site: site.id.clone() }).json(&body);
    let request = request.header("Origin", site.http.origin()).header("User-Agent", user_agent);
    Agent::signed_in(&site.http, &site.id, &agent.id, &agent.name, &request.done().await)
}

#[tokio::test]
async fn an_agent_sees_their_sessions_and_ends_them() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let firefox = with_browser(&site, &grace, FIREFOX).await;
    let third = with_browser(&site, &grace, "curl/8").await;
    let linus = site.agent("Linus").await;

    let rows = list(&grace).await;
    assert_eq!(rows.len(), 3);
    assert_eq!(rows.iter().filter(|row| row.current).count(), 1);
    let on_firefox =
        |row: &&SessionRow| row.device.line().as_deref() == Some("Firefox 140 on Linux");
    let row = rows.iter().find(on_firefox).unwrap();
    assert!(!row.current && row.signed_in_at <= row.last_used_at);
    assert!(list(&firefox).await.iter().find(on_firefox).unwrap().current);
    // The ids of the list are not those of the cookies.
    let value = firefox.cookie.split_once('=').unwrap().1.split_once('.').unwrap().0;
    let fields = String::from_utf8(BASE64URL_NOPAD.decode(value.as_bytes()).unwrap()).unwrap();
    assert!(rows.iter().all(|row| !fields.contains(row.id.as_str())), "{fields}");

    // Nobody ends somebody else's session.
    let end = |by: &Agent| by.route(&EndSession { site: site.id.clone(), session: row.id.clone() });
    end(&linus).send().await.problem(404, "not_found");
    let mut socket = firefox.connect_available().await;
    end(&grace).done().await;
    assert!(socket.wait_for("the socket to be closed", |_| false).await.is_err());
    assert!(!is_signed_in(&firefox).await);
    assert_eq!(refused(&firefox.desk_endpoint()).await, is(401, "not_signed_in"));
    end(&grace).send().await.problem(404, "not_found");

    assert!(is_signed_in(&third).await);
    let mut socket = third.connect_available().await;
    grace.route(&EndOtherSessions { site: site.id.clone() }).done().await;
    assert!(socket.wait_for("the socket to be closed", |_| false).await.is_err());
    assert!(!is_signed_in(&third).await && is_signed_in(&grace).await);
    assert!(is_signed_in(&linus).await);
    assert_eq!(list(&grace).await.len(), 1);
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_at_the_latest_after_two_weeks() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let idle = with_browser(&site, &grace, FIREFOX).await;
    // As if so much time had passed since the sign-in and since the last use.
    let age = async |signed_in: u64, used: u64| {
        server.kill().await;
        let sql = format!(
            "UPDATE agent_session SET signed_in_at = signed_in_at - {signed_in},
             last_used_at = last_used_at - {used}, expires = expires - {used}"
        );
        in_sites(&server, &sql);
        server.start().await;
    };
    let almost = IDLE.0 - 60_000;
    age(almost, almost).await;
    assert!(is_signed_in(&grace).await, "a use renews it");
    age(almost, almost).await;
    assert!(is_signed_in(&grace).await, "it was used in between");
    assert!(!is_signed_in(&idle).await, "nobody used it for more than a week");
    assert_eq!(list(&grace).await.len(), 1);
    let left = LIFETIME.0 - 2 * almost;
    age(left, left).await;
    assert!(!is_signed_in(&grace).await, "it was used, but two weeks are over");
}

#[tokio::test]
async fn a_session_over_https_has_a_cookie_that_no_plain_connection_can_set() {
    let server = Server::shared().await;
    let proxy = Proxy::before(&server).await;
    let site = Site::make_by(proxy.http()).await;
    assert!(site.admin.cookie.starts_with(&format!("__Host-bellhop_{}=", site.id)));
    // The same signed value under the name that is used over plain HTTP.
    let plain = site.admin.cookie.strip_prefix("__Host-").unwrap().to_owned();
    let mut forged = site.admin.clone();
    forged.cookie = plain;
    assert!(is_signed_in(&site.admin).await && !is_signed_in(&forged).await);
}
