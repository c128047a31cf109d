//! The team of a site: invitations, removal, availability, and the routing tester.

use bellhop_tests::agent::Agent;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::desk::Decision;
use shared::permission::Role;
use shared::protocol::{
    AgentRow, AvailabilityOverview, CreatedInvitation, InvitationRow, Invited, Listing, Me,
    Reference,
};

async fn invite(agent: &Agent, email: &str, role: Role) -> CreatedInvitation {
    let body = json!({ "email": email, "role": role });
    agent.request(Method::POST, "invitations").json(&body).done().await.json()
}

async fn join(site: &Site, token: &str, password: &str) -> bellhop_tests::http::Answer {
    let body = json!({ "invitation": token, "name": "Eve", "password": password });
    let request = site.http.post(&format!("/v1/sites/{}/join", site.id), &body);
    request.header("Origin", site.http.origin()).send().await
}

async fn rows(site: &Site) -> Vec<AgentRow> {
    site.admin.request(Method::GET, "agents").done().await.json::<Listing<AgentRow>>().items
}

#[tokio::test]
async fn an_invitation_works_once_and_grants_no_more_than_its_creator_has() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let sales = site.agent_of("Sam", Role::SalesAdmin).await;
    let body = json!({ "email": "x@shop.example", "role": "admin" });
    sales
        .request(Method::POST, "invitations")
        .json(&body)
        .send()
        .await
        .problem(403, "role_too_high");

    let created = invite(&sales, " Eve@Shop.Example ", Role::LiveAgent).await;
    assert_eq!((created.row.email.as_str(), created.row.by.as_str()), ("eve@shop.example", "Sam"));
    let listed = sales.request(Method::GET, "invitations").done().await;
    assert!(!listed.text().contains(&created.token), "a list never shows a token");
    let path = format!("/v1/sites/{}/join?invitation={}", site.id, created.token);
    let visible: Invited = site.http.get(&path).done().await.json();
    assert_eq!((visible.site_name.as_str(), visible.role), ("A shop", Role::LiveAgent.into()));

    let short = join(&site, &created.token, "short").await.problem(422, "invalid");
    assert!(short["detail"].as_str().unwrap().contains("10 characters"));
    let joined = join(&site, &created.token, Agent::PASSWORD).await;
    assert_eq!(joined.status, 200, "{}", joined.dump());
    let me: Me = joined.json();
    assert_eq!((me.role, me.email.as_str()), (Role::LiveAgent.into(), "eve@shop.example"));
    let eve = Agent::sign_in(&site.http, &site.id, &me.agent.id, "Eve", &me.email).await;
    eve.request(Method::GET, "me").done().await;

    join(&site, &created.token, Agent::PASSWORD).await.problem(410, "no_invitation");
    for odd in ["", "x", "a.b", &created.token[1..]] {
        join(&site, odd, Agent::PASSWORD).await.problem(410, "no_invitation");
    }
    let known_email = json!({ "email": "eve@shop.example", "role": "live_agent" });
    sales
        .request(Method::POST, "invitations")
        .json(&known_email)
        .send()
        .await
        .problem(409, "taken");
}

#[tokio::test]
async fn an_invitation_is_invalid_once_revoked_or_its_creator_lost_the_permission() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let created = invite(&site.admin, "a@shop.example", Role::LiveAgent).await;
    let path = format!("invitations/{}", created.row.id);
    site.admin.request(Method::DELETE, &path).done().await;
    join(&site, &created.token, Agent::PASSWORD).await.problem(410, "no_invitation");

    let first = invite(&site.admin, "b@shop.example", Role::LiveAgent).await;
    let second = invite(&site.admin, "b@shop.example", Role::LiveAgent).await;
    join(&site, &first.token, Agent::PASSWORD).await.problem(410, "no_invitation");
    let listed: Listing<InvitationRow> =
        site.admin.request(Method::GET, "invitations").done().await.json();
    assert_eq!(listed.items, [second.row]);

    let sales = site.agent_of("Sam", Role::SalesAdmin).await;
    let created = invite(&sales, "c@shop.example", Role::LiveAgent).await;
    site.admin.request(Method::DELETE, &format!("agents/{}", sales.id)).done().await;
    join(&site, &created.token, Agent::PASSWORD).await.problem(410, "no_invitation");
}

#[tokio::test]
async fn a_removed_agent_is_signed_out_and_removed_from_rules_and_the_last_admin_stays() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let routing = json!({
        "teams": [{ "id": "team_a", "name": "Sales", "members": [grace.id] }],
        "rules": [{ "id": "rule_a", "name": "All", "priority": 1, "when": { "all": [] },
            "agents": [grace.id, site.admin.id] }],
        "accounts": [{ "domain": "acme.example", "owner": grace.id }],
    });
    site.admin.request(Method::PUT, "routing").json(&routing).done().await;
    let path = format!("agents/{}/references", grace.id);
    let references: Listing<Reference> = site.admin.request(Method::GET, &path).done().await.json();
    let names: Vec<_> = references.items.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["All", "Sales", "acme.example"]);

    let remove =
        |agent: &Agent| site.admin.request(Method::DELETE, &format!("agents/{}", agent.id));
    grace
        .request(Method::DELETE, &format!("agents/{}", site.admin.id))
        .send()
        .await
        .problem(403, "no_permission");
    remove(&grace).done().await;
    grace.request(Method::GET, "me").send().await.problem(401, "not_signed_in");
    let routing: Value = site.admin.request(Method::GET, "routing").done().await.json();
    assert_eq!(routing["teams"][0]["members"], json!([]));
    assert_eq!(routing["rules"][0]["agents"], json!([site.admin.id]));
    assert_eq!(routing["accounts"], json!([]));

    remove(&site.admin).send().await.problem(422, "invalid");
    let other = site.agent_of("Olga", Role::Admin).await;
    let sales = site.agent_of("Sam", Role::SalesAdmin).await;
    let path = format!("agents/{}", other.id);
    sales.request(Method::DELETE, &path).send().await.problem(403, "role_too_high");
    remove(&other).done().await;
    assert_eq!(rows(&site).await.len(), 2);
}

#[tokio::test]
async fn the_desk_reports_availability_and_tests_routing() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let routing = json!({ "rules": [{ "id": "rule_de", "name": "Germany", "priority": 1,
        "when": { "attribute": "country", "operator": "is", "value": "DE" },
        "agents": [grace.id] }] });
    site.admin.request(Method::PUT, "routing").json(&routing).done().await;
    let _socket = grace.connect_available().await;
    let poll = async || {
        let availability: AvailabilityOverview =
            site.admin.request(Method::GET, "availability").done().await.json();
        let one = availability.agents.into_iter().find(|one| one.agent == grace.id);
        one.is_some_and(|one| one.online && one.available && one.unavailable_reason.is_none())
    };
    bellhop_tests::wait::eventually("Grace to be available", poll, |is| *is).await;
    let go = async |country: &str| -> Decision {
        let body = json!({ "route": { "by": "rules" }, "country": country });
        site.admin.request(Method::POST, "routing/try").json(&body).done().await.json()
    };
    assert_eq!(go("de").await.chosen, Some(grace.id.clone()));
    assert_eq!(go("FR").await.chosen, None);
    let availability: AvailabilityOverview =
        site.admin.request(Method::GET, "availability").done().await.json();
    assert_eq!((availability.waiting, availability.live), (0, 0), "nothing was offered");
    grace.request(Method::GET, "availability").send().await.problem(403, "no_permission");
}
