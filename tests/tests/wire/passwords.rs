//! Passwords: one's own with the current one, another agent's only by a reset link.

use crate::access_control::{is, refused};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, new_agent};
use serde_json::json;
use shared::api::Endpoint as _;
use shared::api::{
    CreateKey, CreateReset, DeleteSession, GetMe, GetReset, PutAgent, PutPassword, ResetPassword,
    ResetQuery,
};
use shared::permission::{Permission, Role};
use shared::protocol::{ChangePassword, CreatedKey, CreatedReset, Me, PasswordReset, ResetByLink};

const NEW: &str = "another horse battery";

pub(crate) async fn change(agent: &Agent, old: &str, new: &str) -> Answer {
    let body = ChangePassword { old: old.to_owned(), new: new.to_owned() };
    agent.route(&PutPassword { site: agent.site.clone() }).json(&body).send().await
}

async fn sign_in(site: &Site, agent: &Agent, password: &str) -> Answer {
    Agent::try_sign_in(&site.http, &site.id, &email(&agent.id), password).await
}

async fn second_browser(site: &Site, agent: &Agent) -> Agent {
    Agent::sign_in(&site.http, &site.id, &agent.id, &agent.name, &email(&agent.id)).await
}

pub(crate) async fn reset_link(by: &Agent, of: &Agent) -> CreatedReset {
    let route = CreateReset { site: by.site.clone(), agent: of.id.clone() };
    let answer = by.route(&route).send().await;
    assert_eq!(answer.status, 201, "{}", answer.dump());
    answer.json()
}

pub(crate) async fn use_link(site: &Site, token: &str, password: &str) -> Answer {
    let body = ResetByLink { reset: token.to_owned(), password: password.to_owned(), code: None };
    let request = site.http.route(&ResetPassword { site: site.id.clone() }).json(&body);
    request.header("Origin", site.http.origin()).send().await
}

#[tokio::test]
async fn an_agent_changes_their_own_password_and_only_this_session_stays() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let other = second_browser(&site, &grace).await;
    let mut elsewhere = other.connect_available().await;
    let mut here = grace.connect_available().await;

    change(&grace, "wrong horse battery", NEW).await.problem(403, "wrong_password");
    let short = change(&grace, Agent::PASSWORD, "short").await.problem(422, "invalid");
    assert!(short["detail"].as_str().unwrap().contains("10 characters"));
    other.route(&GetMe { site: site.id.clone() }).done().await;

    assert_eq!(change(&grace, Agent::PASSWORD, NEW).await.status, 204);
    let hung_up = elsewhere.wait_for("the other tab's socket to be closed", |_| false).await;
    assert!(hung_up.is_err());
    other.request(Method::GET, "me").send().await.problem(401, "not_signed_in");
    assert_eq!(refused(&other.desk_endpoint()).await, is(401, "not_signed_in"));
    grace.route(&GetMe { site: site.id.clone() }).done().await;
    here.available(false).await;

    sign_in(&site, &grace, Agent::PASSWORD).await.problem(401, "wrong_sign_in");
    assert_eq!(sign_in(&site, &grace, NEW).await.status, 200);
}

#[tokio::test]
async fn guessing_the_current_password_is_counted_like_failed_sign_ins() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    for _ in 0..5 {
        change(&grace, "wrong horse battery", NEW).await.problem(403, "wrong_password");
    }
    let answer = change(&grace, Agent::PASSWORD, NEW).await;
    answer.problem(429, "too_many_sign_ins");
    assert!(answer.header("Retry-After").is_some());
    sign_in(&site, &grace, Agent::PASSWORD).await.problem(429, "too_many_sign_ins");
}

#[tokio::test]
async fn nobody_sets_the_password_of_an_existing_agent_and_no_key_changes_any() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let put = PutAgent { site: site.id.clone(), agent: grace.id.clone() };
    let body = new_agent(&grace.id, "Grace", Role::LiveAgent);
    let refused = site.admin.route(&put).json(&body).send().await.problem(422, "invalid");
    assert!(refused["detail"].as_str().unwrap().contains("reset link"), "{refused}");
    // Everything else of an agent is changed as before, and their sessions stay.
    let body = json!({ "name": "Grace H.", "email": email(&grace.id), "role": "live_agent" });
    site.admin.route(&put).json(&body).done().await;
    let me: Me = grace.route(&GetMe { site: site.id.clone() }).done().await.json();
    assert_eq!(me.agent.name, "Grace H.");

    let make = site.admin.route(&CreateKey { site: site.id.clone() });
    let body = json!({ "name": "all", "permissions": Permission::ALL });
    let key: CreatedKey = make.json(&body).done().await.json();
    let own = ChangePassword { old: Agent::PASSWORD.to_owned(), new: NEW.to_owned() };
    let own = site.http.route(&PutPassword { site: site.id.clone() }).json(&own);
    own.bearer(&key.key).send().await.problem(403, "not_for_keys");
    let link = CreateReset { site: site.id.clone(), agent: grace.id.clone() };
    site.http.route(&link).bearer(&key.key).send().await.problem(403, "not_for_keys");
    let out = site.http.route(&DeleteSession { site: site.id.clone() });
    let out = out.header("Origin", site.http.origin()).bearer(&key.key).send().await;
    out.problem(403, "not_for_keys");
}

#[tokio::test]
async fn a_reset_link_works_once_ends_all_sessions_and_signs_in() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let first = reset_link(&site.admin, &grace).await;
    let link = reset_link(&site.admin, &grace).await;
    use_link(&site, &first.token, NEW).await.problem(410, "no_reset");

    let path =
        GetReset { site: site.id.clone() }.url(&ResetQuery { reset: Some(link.token.clone()) });
    let shown: PasswordReset = site.http.get(&path).done().await.json();
    assert_eq!((shown.name.as_str(), shown.email), ("Grace", email(&grace.id)));
    // A link that is only made or looked at changes nothing.
    grace.route(&GetMe { site: site.id.clone() }).done().await;
    use_link(&site, &link.token, "short").await.problem(422, "invalid");

    let answer = use_link(&site, &link.token, NEW).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    let now = Agent::signed_in(&site.http, &site.id, &grace.id, "Grace", &answer);
    now.route(&GetMe { site: site.id.clone() }).done().await;
    assert!(socket.wait_for("the socket to be closed", |_| false).await.is_err());
    grace.request(Method::GET, "me").send().await.problem(401, "not_signed_in");
    sign_in(&site, &grace, Agent::PASSWORD).await.problem(401, "wrong_sign_in");
    assert_eq!(sign_in(&site, &grace, NEW).await.status, 200);

    use_link(&site, &link.token, NEW).await.problem(410, "no_reset");
    for odd in ["", "x", "a.b", &link.token[1..]] {
        use_link(&site, odd, NEW).await.problem(410, "no_reset");
    }
    let foreign = Site::make(&server).await;
    use_link(&foreign, &link.token, NEW).await.problem(410, "no_reset");
    let own = ResetByLink { reset: link.token, password: NEW.to_owned(), code: None };
    let no_origin = site.http.route(&ResetPassword { site: site.id.clone() }).json(&own);
    no_origin.send().await.problem(403, "foreign_origin");
}

#[tokio::test]
async fn a_reset_link_is_only_for_a_lesser_role_and_as_long_as_that_is_so() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let sam = site.agent_of("Sam", Role::SalesAdmin).await;
    let equal = site.agent_of("Sally", Role::SalesAdmin).await;
    let admin = site.agent_of("Olga", Role::Admin).await;
    let try_for = async |by: &Agent, of: &Agent| {
        let route = CreateReset { site: site.id.clone(), agent: of.id.clone() };
        by.route(&route).send().await
    };
    for of in [&equal, &admin, &sam] {
        try_for(&sam, of).await.problem(403, "role_too_high");
    }
    try_for(&site.admin, &admin).await.problem(403, "role_too_high");
    try_for(&grace, &grace).await.problem(403, "no_permission");

    // The role of the agent has grown since.
    let link = reset_link(&sam, &grace).await;
    let put = PutAgent { site: site.id.clone(), agent: grace.id.clone() };
    let role = |role: &str| json!({ "name": "Grace", "email": email(&grace.id), "role": role });
    site.admin.route(&put).json(&role("sales_admin")).done().await;
    use_link(&site, &link.token, NEW).await.problem(410, "no_reset");
    site.admin.route(&put).json(&role("live_agent")).done().await;
    // Who made it is gone.
    site.admin.request(Method::DELETE, &format!("agents/{}", sam.id)).done().await;
    use_link(&site, &link.token, NEW).await.problem(410, "no_reset");
    // The agent has changed their password themselves.
    let link = reset_link(&site.admin, &grace).await;
    assert_eq!(change(&grace, Agent::PASSWORD, NEW).await.status, 204);
    use_link(&site, &link.token, Agent::PASSWORD).await.problem(410, "no_reset");
}
