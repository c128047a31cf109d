//! Roles of a site's own: who may shape them, and what a change gives and ends.

use crate::rights::{closed, resumed};
use bellhop_tests::agent::Agent;
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::{Site, new_agent};
use bellhop_tests::sqlite::in_sites;
use serde_json::json;
use shared::api::{Access, CreateKey, DeleteRole, GetMe, ListRoles, PutAgent, PutRole, ROUTES};
use shared::client::CloseCode;
use shared::id::CustomRoleId;
use shared::permission::{Permission as P, Rights, Role, RoleId};
use shared::protocol::{
    AgentEvent, CreatedInvitation, CreatedKey, Invited, Listing, Me, NewRole, RoleRow,
};

fn id(stem: &str) -> CustomRoleId {
    CustomRoleId::parse(format!("role_{stem}")).unwrap()
}

/// Saves a role as that agent.
pub(crate) async fn put(by: &Agent, stem: &str, name: &str, permissions: &[P]) -> Answer {
    let route = PutRole { site: by.site.clone(), role: id(stem) };
    let new = NewRole { name: name.to_owned(), permissions: permissions.to_vec() };
    by.route(&route).json(&new).send().await
}

async fn remove(by: &Agent, stem: &str, replacement: Option<RoleId>) -> Answer {
    let route = DeleteRole { site: by.site.clone(), role: id(stem) };
    let query = replacement.map(|role| format!("?replacement={role}")).unwrap_or_default();
    let path = format!("roles/{}{query}", route.role);
    by.request(Method::DELETE, &path).send().await
}

async fn rows(by: &Agent) -> Vec<RoleRow> {
    by.route(&ListRoles { site: by.site.clone() }).done().await.json::<Listing<RoleRow>>().items
}

/// The support role: chats and people.
async fn support(site: &Site) -> RoleId {
    let made = put(&site.admin, "support", " Support ", &[P::LiveChat, P::EditPeople]).await;
    assert_eq!(made.status, 201, "{}", made.dump());
    RoleId::Custom(id("support"))
}

async fn become_role(site: &Site, agent: &Agent, role: RoleId) -> Answer {
    let mut body = new_agent(&agent.id, &agent.name, role);
    body.password = None;
    let put = PutAgent { site: site.id.clone(), agent: agent.id.clone() };
    site.admin.route(&put).json(&body).send().await
}

#[tokio::test]
async fn a_site_makes_changes_and_removes_roles_of_its_own() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let role = support(&site).await;
    let grace = site.agent_of("Grace", role.clone()).await;
    let me: Me = grace.route(&GetMe { site: site.id.clone() }).done().await.json();
    assert_eq!(
        (me.role, me.permissions),
        (role.clone(), vec![P::LiveChat, P::ViewPeople, P::EditPeople])
    );
    let listed = rows(&site.admin).await;
    let names: Vec<&str> = listed.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Admin", "Marketing", "Sales admin", "Live agent", "Support"]);
    assert_eq!((listed[0].agents, listed[4].agents, listed[4].invitations), (1, 1, 0));

    // Invitations are to such a role too, and say what it allows.
    let invite = json!({ "email": "eve@shop.example", "role": role });
    let invited = site.admin.request(Method::POST, "invitations").json(&invite).done().await;
    let invited: CreatedInvitation = invited.json();
    let path = format!("/v1/sites/{}/join?invitation={}", site.id, invited.token);
    let visible: Invited = site.http.get(&path).done().await.json();
    assert_eq!((visible.role_name.as_str(), visible.permissions.len()), ("Support", 3));

    // Names are unique, and a role has at least one permission.
    put(&site.admin, "other", "SUPPORT", &[P::LiveChat]).await.problem(409, "taken");
    put(&site.admin, "other", "live agent", &[P::LiveChat]).await.problem(409, "taken");
    put(&site.admin, "other", " ", &[P::LiveChat]).await.problem(422, "invalid");
    put(&site.admin, "other", "Other", &[]).await.problem(422, "invalid");
    let admin = site.admin.request(Method::PUT, "roles/admin");
    let new = NewRole { name: "Admin".to_owned(), permissions: vec![P::LiveChat] };
    assert!(admin.json(&new).send().await.status >= 400, "the admin's role does not change");

    // A role that somebody has goes only with another one for them.
    let problem = remove(&site.admin, "support", None).await.problem(409, "role_in_use");
    assert!(problem["detail"].as_str().unwrap().starts_with("1 agent"), "{problem}");
    remove(&site.admin, "support", Some(role.clone())).await.problem(422, "invalid");
    let unknown = RoleId::Custom(id("nothing"));
    remove(&site.admin, "support", Some(unknown.clone())).await.problem(422, "invalid");
    assert_eq!(remove(&site.admin, "support", Some(Role::LiveAgent.into())).await.status, 204);
    let me: Me = grace.route(&GetMe { site: site.id.clone() }).done().await.json();
    assert_eq!(
        (me.role, me.permissions),
        (Role::LiveAgent.into(), Role::LiveAgent.permissions().to_vec())
    );
    let visible: Invited = site.http.get(&path).done().await.json();
    assert_eq!(visible.role_name, "Live agent");
    remove(&site.admin, "support", None).await.problem(404, "not_found");
    become_role(&site, &grace, unknown).await.problem(422, "invalid");
    assert_eq!(rows(&site.admin).await.len(), 4);
}

#[tokio::test]
async fn nobody_gives_what_they_lack_or_changes_a_higher_role_or_their_own() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let chief = [P::ManageRoles, P::ManageAgents, P::LiveChat, P::ViewPeople];
    assert_eq!(put(&site.admin, "chief", "Chief", &chief).await.status, 201);
    assert_eq!(put(&site.admin, "audit", "Auditor", &[P::ViewAudit]).await.status, 201);
    let (own, higher) = (RoleId::Custom(id("chief")), RoleId::Custom(id("audit")));
    let olga = site.agent_of("Olga", own.clone()).await;

    put(&olga, "new", "New", &[P::LiveChat, P::ViewReports]).await.problem(403, "role_too_high");
    assert_eq!(put(&olga, "new", "New", &[P::LiveChat]).await.status, 201);
    put(&olga, "audit", "Auditor", &[P::LiveChat]).await.problem(403, "role_too_high");
    remove(&olga, "audit", None).await.problem(403, "role_too_high");
    put(&olga, "chief", "Chief", &chief[..3]).await.problem(403, "own_role");
    remove(&olga, "chief", Some(Role::LiveAgent.into())).await.problem(403, "own_role");

    // Nor by appointing: neither others to a higher role, nor themselves to any other.
    let as_olga = async |agent: &Agent, role: RoleId| {
        let mut body = new_agent(&agent.id, &agent.name, role);
        body.password = None;
        let put = PutAgent { site: site.id.clone(), agent: agent.id.clone() };
        olga.route(&put).json(&body).send().await
    };
    let grace = site.agent_of("Grace", RoleId::Custom(id("new"))).await;
    as_olga(&grace, higher).await.problem(403, "role_too_high");
    as_olga(&olga, RoleId::Custom(id("new"))).await.problem(403, "own_role");
    assert_eq!(as_olga(&olga, own).await.status, 200, "the same role is no change");
    let lesser = [P::LiveChat, P::ViewPeople];
    assert_eq!(put(&olga, "new", "New", &lesser).await.status, 200);
    // A replacement is an appointment as well.
    remove(&olga, "new", Some(Role::SalesAdmin.into())).await.problem(403, "role_too_high");
    become_role(&site, &site.admin, Role::LiveAgent.into()).await.problem(403, "own_role");

    // Without the permission to manage roles, nobody does.
    let sales = site.agent_of("Sam", Role::SalesAdmin).await;
    put(&sales, "new", "New", &[P::LiveChat]).await.problem(403, "no_permission");
    remove(&sales, "new", None).await.problem(403, "no_permission");
}

#[tokio::test]
async fn a_role_that_loses_live_chat_closes_conversations_and_gives_chats_to_others() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let role = support(&site).await;
    let grace = site.agent_of("Grace", role).await;
    let mut desk = grace.connect_available().await;
    let (_, chat, _hers) = site.chatting(&grace, &mut desk).await;
    let mut hers = resumed(&grace.chat_endpoint(&chat.id)).await;
    let linus = site.agent("Linus").await;
    let mut linus_desk = linus.connect_available().await;

    let changed = put(&site.admin, "support", "Support", &[P::ViewPeople]).await;
    assert_eq!(changed.status, 200, "{}", changed.dump());
    let over = closed(&mut hers).await;
    assert!(over.contains(&CloseCode::NotAllowed.code().to_string()), "{over}");
    let refused = crate::access_control::refused(&grace.chat_endpoint(&chat.id)).await;
    assert_eq!(refused, crate::access_control::is(403, "not_yours"));
    let unable = |frame: &AgentEvent| matches!(frame, AgentEvent::Snapshot { live_chat: false, chats, .. } if chats.is_empty());
    desk.until("a desk without chats", |desk| desk.frames.iter().any(unable)).await;
    let offer = linus_desk.offer_of(&chat.id).await;
    assert_eq!(offer.from.map(|from| from.id), Some(grace.id.clone()));

    // She still sees people, and chats again once the role allows it.
    grace.request(Method::GET, "people").done().await;
    put(&site.admin, "support", "Support", &[P::LiveChat]).await;
    grace.request(Method::GET, "people").send().await.problem(403, "no_permission");
    let able = |frame: &AgentEvent| matches!(frame, AgentEvent::Snapshot { live_chat: true, .. });
    desk.until("a desk with live chat", |desk| desk.frames.last().is_some_and(able)).await;
}

#[tokio::test]
async fn each_route_is_open_to_a_role_before_and_after_a_change_as_the_table_says() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let role = support(&site).await;
    let grace = site.agent_of("Grace", role).await;
    let lists = ROUTES.iter().filter(|route| !route.writes() && route.params == ["site"]);
    let lists: Vec<_> = lists
        .filter_map(|route| match route.access {
            Access::Agents { session, .. } if route.name != "OpenAgentSocket" => {
                Some((route, session))
            }
            _ => None,
        })
        .collect();
    assert!(lists.len() > 15);
    for permissions in [
        &[P::LiveChat][..],
        &[P::ViewPeople, P::ViewReports],
        &[P::ViewTeam, P::ViewRouting],
        &[P::ViewDialogues, P::ViewAudit],
        &[P::ViewSettings, P::ManageSignIn],
        &[P::ErasePeople, P::ViewUsage, P::UnblockVisitors],
    ] {
        let changed = put(&site.admin, "support", "Support", permissions).await;
        let row: RoleRow = changed.json();
        let rights = Rights::new(row.permissions);
        for (route, session) in &lists {
            let own = route.query.iter().any(|parameter| parameter.name == "scope");
            let path = route.pattern.replace("{site}", site.id.as_str());
            let asked = site.http.get(&path).header("Cookie", &grace.cookie).send().await;
            let open = session.check(&rights, own).is_ok();
            assert_eq!(asked.status != 403, open, "{} with {permissions:?}", route.name);
        }
    }
}

#[tokio::test]
async fn marketing_sees_people_and_reports_and_no_conversations() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (_visitor, chat) = site.requested_chat().await;
    let mara = site.agent_of("Mara", Role::Marketing).await;
    let people = async || -> Listing<shared::protocol::PersonRow> {
        mara.request(Method::GET, "people").done().await.json()
    };
    let people = bellhop_tests::wait::eventually("Ada", people, |list| !list.items.is_empty());
    let path = format!("people/{}", people.await.items[0].id);
    let page: shared::protocol::PersonPage = mara.request(Method::GET, &path).done().await.json();
    assert!(page.history.items.iter().all(|row| !row.readable), "{:?}", page.history.items);
    mara.request(Method::GET, "reports/chats").done().await;
    let fields = json!({ "fields": { "company": "Acme" } });
    mara.request(Method::PUT, &path).json(&fields).send().await.problem(403, "no_permission");
    mara.request(Method::GET, &format!("{path}/export")).send().await.problem(403, "no_permission");
    mara.request(Method::DELETE, &path).send().await.problem(403, "no_permission");
    let refused = crate::access_control::refused(&mara.chat_endpoint(&chat.id)).await;
    assert_eq!(refused, crate::access_control::is(403, "not_yours"));
}

#[tokio::test]
async fn what_an_earlier_build_stored_keeps_its_meaning() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let make = async |permissions: &[P]| -> CreatedKey {
        let body = json!({ "name": "Nightly", "permissions": permissions });
        let made = site.admin.route(&CreateKey { site: site.id.clone() }).json(&body);
        made.done().await.json()
    };
    let (old, new) = (make(&[P::LiveChat]).await, make(&[P::EditDialogues]).await);
    let grace = site.agent("Grace").await;
    server.kill().await;
    let written = r#"["edit_dialogues","manage_settings"]"#;
    in_sites(
        &server,
        &format!(
            "UPDATE key SET body = json_remove(json_set(body, '$.permissions', json('{written}')),
                 '$.permission_set') WHERE id = '{}';
             UPDATE agent SET role = 'marketing' WHERE id = '{}'",
            old.row.id, grace.id
        ),
    );
    server.start().await;
    let as_key = async |key: &CreatedKey, path: &str| {
        let path = format!("/v1/sites/{}/{path}", site.id);
        site.http.get(&path).bearer(&key.key).send().await.status
    };
    for path in ["dialogues", "dialogues/dialogue_hello/versions", "settings", "usage", "blocked"] {
        assert_eq!(as_key(&old, path).await, 200, "{path}");
    }
    assert_eq!(as_key(&old, "people").await, 403);
    assert_eq!(as_key(&new, "dialogues").await, 403, "a new key has exactly what it names");
    grace.request(Method::GET, "people").done().await;
}
