//! Who works on a site: invitations, leaving, how everybody stands, and where a visitor would go.

use bellhop_tests::agent::Agent;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::desk::Decision;
use shared::permission::Role;
use shared::protocol::{AgentRow, Duty, InvitationRow, Invited, Listing, MadeInvitation, Me, Use};

async fn invite(agent: &Agent, email: &str, role: Role) -> MadeInvitation {
    let body = json!({ "email": email, "role": role });
    agent.call(Method::POST, "invitations").json(&body).done().await.json()
}

async fn join(site: &Site, token: &str, password: &str) -> bellhop_tests::http::Answer {
    let body = json!({ "invitation": token, "name": "Eve", "password": password });
    let call = site.http.post(&format!("/v1/sites/{}/join", site.id), &body);
    call.header("Origin", site.http.origin()).send().await
}

async fn rows(site: &Site) -> Vec<AgentRow> {
    site.admin.call(Method::GET, "agents").done().await.json::<Listing<AgentRow>>().items
}

#[tokio::test]
async fn an_invitation_lets_one_person_in_once_and_never_further_than_who_made_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let sales = site.agent_of("Sam", Role::SalesAdmin).await;
    let body = json!({ "email": "x@shop.example", "role": "admin" });
    sales.call(Method::POST, "invitations").json(&body).send().await.problem(403, "role_too_high");

    let made = invite(&sales, " Eve@Shop.Example ", Role::LiveAgent).await;
    assert_eq!((made.row.email.as_str(), made.row.by.as_str()), ("eve@shop.example", "Sam"));
    let listed = sales.call(Method::GET, "invitations").done().await;
    assert!(!listed.text().contains(&made.token), "a list never shows a token");
    let path = format!("/v1/sites/{}/join?invitation={}", site.id, made.token);
    let shown: Invited = site.http.get(&path).done().await.json();
    assert_eq!((shown.site_name.as_str(), shown.role), ("A shop", Role::LiveAgent));

    let short = join(&site, &made.token, "short").await.problem(422, "invalid");
    assert!(short["detail"].as_str().unwrap().contains("10 characters"));
    let joined = join(&site, &made.token, Agent::PASSWORD).await;
    assert_eq!(joined.status, 200, "{}", joined.story());
    let me: Me = joined.json();
    assert_eq!((me.role, me.email.as_str()), (Role::LiveAgent, "eve@shop.example"));
    let eve = Agent::sign_in(&site.http, &site.id, &me.agent.id, "Eve", &me.email).await;
    eve.call(Method::GET, "me").done().await;

    join(&site, &made.token, Agent::PASSWORD).await.problem(410, "no_invitation");
    for odd in ["", "x", "a.b", &made.token[1..]] {
        join(&site, odd, Agent::PASSWORD).await.problem(410, "no_invitation");
    }
    let taken = json!({ "email": "eve@shop.example", "role": "live_agent" });
    sales.call(Method::POST, "invitations").json(&taken).send().await.problem(409, "taken");
}

#[tokio::test]
async fn an_invitation_is_worth_nothing_once_it_is_taken_back_or_its_maker_may_no_more() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let made = invite(&site.admin, "a@shop.example", Role::LiveAgent).await;
    let path = format!("invitations/{}", made.row.id);
    site.admin.call(Method::DELETE, &path).done().await;
    join(&site, &made.token, Agent::PASSWORD).await.problem(410, "no_invitation");

    let first = invite(&site.admin, "b@shop.example", Role::LiveAgent).await;
    let second = invite(&site.admin, "b@shop.example", Role::LiveAgent).await;
    join(&site, &first.token, Agent::PASSWORD).await.problem(410, "no_invitation");
    let listed: Listing<InvitationRow> =
        site.admin.call(Method::GET, "invitations").done().await.json();
    assert_eq!(listed.items, [second.row]);

    let sales = site.agent_of("Sam", Role::SalesAdmin).await;
    let made = invite(&sales, "c@shop.example", Role::LiveAgent).await;
    site.admin.call(Method::DELETE, &format!("agents/{}", sales.id)).done().await;
    join(&site, &made.token, Agent::PASSWORD).await.problem(410, "no_invitation");
}

#[tokio::test]
async fn who_leaves_is_signed_out_and_forgotten_by_rules_and_the_last_admin_stays() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let book = json!({
        "teams": [{ "id": "team_a", "name": "Sales", "members": [grace.id] }],
        "rules": [{ "id": "rule_a", "name": "All", "priority": 1, "when": { "all": [] },
            "agents": [grace.id, site.admin.id] }],
        "accounts": [{ "domain": "acme.example", "owner": grace.id }],
    });
    site.admin.call(Method::PUT, "routing").json(&book).done().await;
    let path = format!("agents/{}/uses", grace.id);
    let uses: Listing<Use> = site.admin.call(Method::GET, &path).done().await.json();
    let names: Vec<_> = uses.items.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["All", "Sales", "acme.example"]);

    let remove = |agent: &Agent| site.admin.call(Method::DELETE, &format!("agents/{}", agent.id));
    grace
        .call(Method::DELETE, &format!("agents/{}", site.admin.id))
        .send()
        .await
        .problem(403, "no_permission");
    remove(&grace).done().await;
    grace.call(Method::GET, "me").send().await.problem(401, "not_signed_in");
    let book: Value = site.admin.call(Method::GET, "routing").done().await.json();
    assert_eq!(book["teams"][0]["members"], json!([]));
    assert_eq!(book["rules"][0]["agents"], json!([site.admin.id]));
    assert_eq!(book["accounts"], json!([]));

    remove(&site.admin).send().await.problem(422, "invalid");
    let other = site.agent_of("Olga", Role::Admin).await;
    let sales = site.agent_of("Sam", Role::SalesAdmin).await;
    let path = format!("agents/{}", other.id);
    sales.call(Method::DELETE, &path).send().await.problem(403, "role_too_high");
    remove(&other).done().await;
    assert_eq!(rows(&site).await.len(), 2);
}

#[tokio::test]
async fn the_desk_says_how_everybody_stands_and_where_a_visitor_would_go() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let book = json!({ "rules": [{ "id": "rule_de", "name": "Germany", "priority": 1,
        "when": { "attribute": "country", "operator": "is", "value": "DE" },
        "agents": [grace.id] }] });
    site.admin.call(Method::PUT, "routing").json(&book).done().await;
    let _bell = grace.on_duty().await;
    let standing = async || {
        let duty: Duty = site.admin.call(Method::GET, "duty").done().await.json();
        let one = duty.agents.into_iter().find(|one| one.agent == grace.id);
        one.is_some_and(|one| one.online && one.available && one.why_not.is_none())
    };
    bellhop_tests::wait::eventually("Grace to be available", standing, |is| *is).await;
    let go = async |country: &str| -> Decision {
        let body = json!({ "route": { "by": "rules" }, "country": country });
        site.admin.call(Method::POST, "routing/try").json(&body).done().await.json()
    };
    assert_eq!(go("de").await.chosen, Some(grace.id.clone()));
    assert_eq!(go("FR").await.chosen, None);
    let duty: Duty = site.admin.call(Method::GET, "duty").done().await.json();
    assert_eq!((duty.waiting, duty.live), (0, 0), "nothing rang");
    grace.call(Method::GET, "duty").send().await.problem(403, "no_permission");
}
