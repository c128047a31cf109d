//! Authentication and authorization: tokens, cookies, origins.

use bellhop_tests::chat::ConversationClient;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::socket::{Endpoint, NoSocket};
use bellhop_tests::visitor::Visitor;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use shared::api::{
    Access, AnswerKind, CreateKey, PutSettings, ROUTES, RouteInfo, StartConversation,
};
use shared::id::CustomRoleId;
use shared::permission::{Permission, Rights, Role, RoleId, completed};
use shared::protocol::{ClientFrame, CreatedKey, Settings};

/// Signs a visitor token with a secret, as the worker does; it expires at `expires` (ms).
fn token(secret: &str, visitor: &Visitor, expires: u64) -> String {
    let fields = format!("{}\n{}\n{expires}", visitor.site, visitor.id);
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("visitor\0{fields}").as_bytes());
    format!(
        "{}.{}",
        BASE64URL_NOPAD.encode(fields.as_bytes()),
        BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
    )
}

/// Returns the status and code of a refused WebSocket.
pub(crate) async fn refused(endpoint: &Endpoint) -> (u16, String) {
    match endpoint.open().await {
        Err(NoSocket::Refused(status, body)) => {
            let problem: Value = serde_json::from_str(&body).unwrap_or_default();
            let kind = problem["type"].as_str().unwrap_or(&body);
            (status, kind.trim_start_matches("/docs/problems#").to_owned())
        }
        Err(other) => panic!("{} was not refused but {other:?}", endpoint.url),
        Ok(_) => panic!("{} let us in", endpoint.url),
    }
}

pub(crate) fn is(status: u16, name: &str) -> (u16, String) {
    (status, name.to_owned())
}

const FAR: u64 = 4_000_000_000_000;

#[tokio::test]
async fn a_token_that_is_bad_forged_expired_or_foreign_is_refused_before_any_object_is_woken() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let (visitor, chat) = site.begun().await;
    let own = |token: &str| visitor.endpoint(&chat.id, token);
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let begin = |token: &str| {
        let visitor = Visitor { token: token.to_owned(), ..visitor.clone() };
        visitor.begin(&beginning)
    };
    // The same code makes a valid token, so the refusals below are for the one thing that is wrong.
    let good = token(Server::SECRET, &visitor, FAR);
    let mut accepted =
        ConversationClient::new("the visitor", chat.id.clone(), own(&good)).connected().await;
    accepted.send_frame(&ClientFrame::Typing { on: false }).await;

    let woken = server.objects("bellhop-conversation");
    let bad = token("another secret of thirty-two bytes or more", &visitor, FAR);
    let old = token(Server::SECRET, &visitor, 1_000_000_000_000);
    for (token, name) in [("nonsense", "bad_token"), (&bad, "bad_token"), (&old, "expired_token")] {
        assert_eq!(refused(&own(token)).await, is(401, name), "{token}");
        begin(token).send().await.problem(401, name);
    }
    let stranger = site.visitor().await;
    assert_eq!(refused(&own(&stranger.token)).await, is(403, "not_yours"));
    let other_site = Site::make(&server).await;
    let foreign = other_site.visitor().await;
    assert_eq!(refused(&own(&foreign.token)).await, is(403, "not_yours"));
    begin(&foreign.token).send().await.problem(401, "bad_token");

    let mut none = own(&good);
    none.headers.clear();
    assert_eq!(refused(&none).await, is(401, "no_token"));
    let unnamed = shared::id::ConversationId::parse("conv_nobody").unwrap();
    assert_eq!(refused(&visitor.endpoint(&unnamed, &good)).await, is(403, "not_yours"));
    let start = site.http.route(&StartConversation { site: site.id.clone() });
    start.json(&beginning).send().await.problem(401, "no_token");
    assert_eq!(server.objects("bellhop-conversation"), woken, "an object was woken");
}

#[tokio::test]
async fn an_agents_sockets_need_their_cookie_and_our_own_origin() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (_, chat) = site.begun().await;
    for endpoint in [grace.desk_endpoint(), grace.chat_endpoint(&chat.id)] {
        let with = |cookie: &str, origin: Option<&str>| {
            let mut headers = vec![("Cookie".into(), cookie.to_owned())];
            headers.extend(origin.map(|origin| ("Origin".into(), origin.to_owned())));
            Endpoint { url: endpoint.url.clone(), headers }
        };
        let own = Some(site.http.origin());
        let foreign = Some("https://evil.example");
        assert_eq!(refused(&with(&grace.cookie, foreign)).await, is(403, "foreign_origin"));
        assert_eq!(refused(&with(&grace.cookie, None)).await, is(403, "foreign_origin"));
        let name = format!("bellhop_{}", site.id);
        for cookie in [String::new(), format!("{name}="), format!("{name}=YQ.YQ")] {
            assert_eq!(refused(&with(&cookie, own)).await, is(401, "not_signed_in"), "{cookie}");
        }
        // The cookie of another site does not sign in, under its own name or under this one's.
        let other = Site::make(&server).await.admin;
        assert_eq!(refused(&with(&other.cookie, own)).await, is(401, "not_signed_in"));
        let value = other.cookie.split_once('=').unwrap().1;
        let renamed = format!("{name}={value}");
        assert_eq!(refused(&with(&renamed, own)).await, is(401, "not_signed_in"));
    }
}

#[tokio::test]
async fn a_write_with_a_cookie_must_come_from_our_own_origin() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let body = serde_json::to_vec(&Settings::default()).unwrap();
    let put = PutSettings { site: site.id.clone() };
    let write = || site.http.route(&put).header("Cookie", &site.admin.cookie);
    write().body(body.clone()).send().await.problem(403, "foreign_origin");
    for origin in ["https://evil.example", "null", "http://127.0.0.1"] {
        let request = write().header("Origin", origin).body(body.clone());
        request.send().await.problem(403, "foreign_origin");
    }
    write().header("Origin", site.http.origin()).body(body).done().await;
}

#[tokio::test]
async fn signing_out_closes_every_tabs_socket() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    grace.request(Method::DELETE, "session").done().await;
    let hung_up = socket.wait_for("the agent socket to be closed", |_| false).await;
    assert!(hung_up.is_err());
    grace.request(Method::GET, "me").send().await.problem(401, "not_signed_in");
    assert_eq!(refused(&grace.desk_endpoint()).await, is(401, "not_signed_in"));
}

#[tokio::test]
async fn another_agents_conversation_is_forbidden() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut socket = grace.connect_available().await;
    let (_, chat, _theirs) = site.chatting(&grace, &mut socket).await;
    assert_eq!(refused(&linus.chat_endpoint(&chat.id)).await, is(403, "not_yours"));
    let foreign = Site::make(&server).await.admin;
    assert_eq!(refused(&foreign.chat_endpoint(&chat.id)).await, is(403, "not_yours"));

    // An admin may read along, but not write.
    let mut reader = site.admin.chat(&chat.id).connected().await;
    assert_eq!(reader.log, chat.log);
    let key = reader.say("Let me help you.").await;
    assert_eq!(reader.error("not_yours").await.0, Some(key));
}

#[tokio::test]
async fn an_agent_can_open_a_chat_right_after_accepting() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    for _ in 0..9 {
        let (_, chat) = site.requested_chat().await;
        let offer = socket.offer_of(&chat.id).await;
        assert_eq!(socket.accept(&offer.id).await, Ok(()));
        grace.chat(&chat.id).connected().await;
    }
}

/// The path of a route, with ids of things that don't exist.
fn example(route: &RouteInfo, site: &Site) -> String {
    let name = |parameter: &str| match parameter {
        "site" => site.id.to_string(),
        "agent" => "agent_nobody".to_owned(),
        "conversation" => "conv_nobody".to_owned(),
        "invitation" => "invite_nobody".to_owned(),
        "delivery" => "msg_nobody".to_owned(),
        "version" | "hash" => "1".to_owned(),
        other => format!("{other}_nobody"),
    };
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(parameter) => name(parameter),
        None => part.to_owned(),
    };
    route.pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// A valid body for each route that reads one.
fn body(route: &RouteInfo) -> Value {
    match route.name {
        "PutDevice" => json!({ "endpoint": "", "keys": { "p256dh": "", "auth": "" }, "name": "" }),
        "PutReply" | "PutOwnReply" => json!({ "name": "", "text": "" }),
        "PutLabel" => json!({ "name": "", "colour": "red" }),
        "PutAgent" => json!({ "name": "", "email": "" }),
        "TurnOnSecondFactor" => json!({ "code": "" }),
        "TurnOffSecondFactor" => json!({ "password": "", "code": "" }),
        "BeginPasskey" => json!({ "password": "" }),
        "PutRole" => json!({ "name": "", "permissions": [] }),
        "PutSignInPolicy" => json!({ "second_factor_required": false }),
        "PutSingleSignOn" => json!({ "issuer": "", "client_id": "", "label": "", "only": false }),
        "CheckSignInProvider" => json!({ "issuer": "" }),
        "PutOwnEmail" => json!({ "email": "", "password": "" }),
        "PutPassword" => json!({ "old": "", "new": "" }),
        "AddPasskey" => json!({ "name": "", "client_data": "", "authenticator_data": "" }),
        "PutAvailability" => json!({ "schedule": null }),
        "CreateInvitation" => json!({ "email": "", "role": "admin" }),
        "TestRouting" => json!({ "route": { "by": "round_robin" } }),
        "PutIdentity" => json!({ "required": false }),
        "CheckInstallation" => json!({ "url": "" }),
        "PutMe" | "CreateKey" => json!({ "name": "" }),
        "CreateWebhook" => json!({ "url": "", "events": [] }),
        "SayAsApp" => json!({ "text": "", "key": "one" }),
        "TypeAsApp" => json!({ "on": true }),
        "HandOverToPeople" => json!({ "route": { "by": "round_robin" }, "key": "one" }),
        "AssignConversation" => json!({ "to": { "agent": "agent_nobody" } }),
        "BeginAbTest" => json!({ "version": 1 }),
        "FinishAbTest" => json!({ "keep": "a" }),
        "OrderDialogues" => json!({ "order": [] }),
        "PutDialogue" => json!({ "name": "", "stream": {} }),
        "PutConversationVisitor" | "PutPerson" | "PutPersonByEmail" => json!({ "fields": {} }),
        _ => json!({}),
    }
}

/// An agent's session, an API key, or another credential.
struct Credential {
    description: String,
    header: (&'static str, String),
    rights: Rights,
    is_key: bool,
}

/// The codes with which the server refuses a principal without permission.
const CLOSED: [&str; 2] = ["no_permission", "not_for_keys"];

#[tokio::test]
async fn every_agent_route_is_open_only_to_the_principals_in_the_route_table() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mut credentials = Vec::new();
    let own = [Permission::LiveChat, Permission::ViewPeople, Permission::EditRouting];
    crate::roles::put(&site.admin, "support", "Support", &own).await;
    let custom = CustomRoleId::parse("role_support").unwrap();
    let custom = (RoleId::Custom(custom), Rights::new(completed(&own)));
    let standard = Role::ALL.iter().map(|role| ((*role).into(), Rights::from_role(*role)));
    for (role, rights) in standard.chain([custom]) {
        let name = format!("role-{}", role.as_str().replace('_', "-"));
        let agent = site.agent_of(&name, role.clone()).await;
        let header = ("Cookie", agent.cookie);
        let description = format!("a session of {role}");
        credentials.push(Credential { description, header, rights, is_key: false });
    }
    for permission in Permission::ALL {
        let make = site.admin.route(&CreateKey { site: site.id.clone() });
        let name = json!({ "name": permission.as_str(), "permissions": [permission] });
        let key: CreatedKey = make.json(&name).done().await.json();
        let header = ("Authorization", format!("Bearer {}", key.key));
        let rights = Rights::from_role(Role::Admin).limited(&[*permission]);
        let description = format!("a key with {}", permission.as_str());
        credentials.push(Credential { description, header, rights, is_key: true });
    }
    let visitor = site.visitor().await;
    let mut wrong = Vec::new();
    for route in ROUTES {
        let Access::Agents { session, key } = route.access else { continue };
        let path = example(route, &site);
        let request = |header: Option<(&str, &str)>| {
            let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
            let request = site.http.request(method, &path).header("Origin", site.http.origin());
            let request = match header {
                Some((name, value)) => request.header(name, value),
                None => request,
            };
            // A picture is bytes, everything else an object; a route without a body ignores it.
            if route.writes() { request.json(&body(route)).send() } else { request.send() }
        };
        let is_socket = route.answer == AnswerKind::Socket;
        for (description, header) in [
            ("nobody", None),
            ("a visitor", Some(("Authorization", format!("Bearer {}", visitor.token)))),
            ("the operator", Some(("Authorization", format!("Bearer {}", Server::OPERATOR)))),
        ] {
            let header = header.as_ref().map(|(name, value)| (*name, value.as_str()));
            let status = request(header).await.status;
            if status != 401 && !(is_socket && status == 426) {
                wrong.push(format!("{} was not closed to {description}: {status}", route.name));
            }
        }
        for Credential { description, header, rights, is_key } in &credentials {
            let needs = if *is_key { key } else { session };
            // Nothing addressed here belongs to the agent, but a list without an id is their own.
            let own = route.query.iter().any(|parameter| parameter.name == "scope");
            let open = needs.check(rights, own).is_ok();
            let answer = request(Some((header.0, header.1.as_str()))).await;
            let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let kind = problem["type"].as_str().unwrap_or_default();
            let code = kind.trim_start_matches("/docs/problems#");
            let closed = CLOSED.contains(&code) || answer.status == 401;
            if closed == open && !is_socket {
                wrong.push(format!("{} for {description}: {} {code}", route.name, answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn operator_routes_are_closed_to_everybody_else() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    for route in ROUTES.iter().filter(|route| route.access == Access::Operator) {
        let method = Method::from_bytes(route.method.as_str().as_bytes()).unwrap();
        let request = || site.http.request(method.clone(), &example(route, &site)).json(&json!({}));
        request().send().await.problem(401, "not_operator");
        let admin = request().header("Cookie", &site.admin.cookie);
        let admin = admin.header("Origin", site.http.origin()).send().await;
        admin.problem(401, "not_operator");
    }
}

#[tokio::test]
async fn a_browser_that_asks_hears_why_its_socket_is_refused() {
    let site = Site::make(&Server::shared().await).await;
    let (visitor, chat) = site.begun().await;
    let other = site.visitor().await;
    for (token, code) in [("made-up", "4401"), (other.token.as_str(), "4403")] {
        let mut endpoint = visitor.endpoint(&chat.id, token);
        endpoint.headers[0].1.push_str(", closes");
        let mut socket = endpoint.open().await.unwrap();
        assert_eq!(socket.next().await, None);
        assert!(socket.over.as_ref().is_some_and(|over| over.contains(code)), "{:?}", socket.over);
    }
}
