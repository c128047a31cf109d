//! Signed identities: a signed visitor is the same everywhere, and nobody can impersonate them.

use bellhop_tests::agent::Agent;
use bellhop_tests::http::{Answer, Method, RequestBuilder};
use bellhop_tests::random::random_string;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::socket::NoSocket;
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::eventually;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use shared::id::VisitId;
use shared::permission::Role;
use shared::person::{Attributes, Field};
use shared::protocol::{
    ConversationRow, IdentitySettings, Listing, PersonRow, VisitorNamed, VisitorProfile,
};

fn sign(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

fn identify(site: &Site, identity: &Value) -> RequestBuilder {
    let path = format!("/v1/sites/{}/visitors", site.id);
    site.http.post(&path, &json!({ "identity": identity }))
}

fn signed(secret: &str, id: &str) -> Value {
    json!({ "id": id, "signature": sign(secret, id) })
}

async fn named(site: &Site, identity: &Value) -> VisitorNamed {
    identify(site, identity).done().await.json()
}

async fn rotate(site: &Site) -> IdentitySettings {
    site.admin.request(Method::POST, "identity/rotate").done().await.json()
}

async fn secret(site: &Site) -> String {
    rotate(site).await.secret.unwrap()
}

#[test]
fn the_example_of_the_documentation_is_right() {
    let documentation = include_str!("../../../docs/identity.md");
    let signature = sign("an example secret", "user-17");
    assert!(documentation.contains(&signature), "{signature}");
}

/// A browser of that visitor.
fn browser(site: &Site, named: VisitorNamed) -> Visitor {
    Visitor {
        id: named.greeting.visitor,
        token: named.greeting.token,
        site: site.id.clone(),
        visit: VisitId::parse(format!("visit_{}", random_string())).unwrap(),
        http: site.http.clone(),
    }
}

#[tokio::test]
async fn the_same_person_on_two_devices_is_the_same_visitor() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let secret = secret(&site).await;
    let user = signed(&secret, "user-17");
    let (one, two) = tokio::join!(named(&site, &user), named(&site, &user));
    assert!(one.verified && two.verified);
    assert_eq!(one.greeting.visitor, two.greeting.visitor);

    // A conversation begun on one device continues on the other.
    let (phone, desk) = (browser(&site, one), browser(&site, two));
    let chat = phone.begun(&site.dialogue, site.version).await;
    let there = desk.chat(&chat.id).connected().await;
    assert_eq!(there.log, chat.log);

    let grace = named(&site, &signed(&secret, "user-18")).await;
    assert_ne!(grace.greeting.visitor, desk.id);
    let upper = sign(&secret, "ada@example.com").to_uppercase();
    let email = named(&site, &json!({ "email": " Ada@Example.com ", "signature": upper })).await;
    let small =
        json!({ "email": "ada@example.com", "signature": sign(&secret, "ada@example.com") });
    assert_eq!(email.greeting.visitor, named(&site, &small).await.greeting.visitor);

    // The same id signed for another site is a different visitor there.
    let other = Site::make(&server).await;
    let others = rotate(&other).await.secret.unwrap();
    assert_ne!(named(&other, &signed(&others, "user-17")).await.greeting.visitor, desk.id);
    identify(&other, &signed(&secret, "user-17")).send().await.problem(403, "bad_signature");
}

#[tokio::test]
async fn nobody_is_impersonated_without_a_signature() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let secret = secret(&site).await;
    let ada = browser(&site, named(&site, &signed(&secret, "user-17")).await);
    let chat = ada.begun(&site.dialogue, site.version).await;

    let wrong =
        |signature: &str| identify(&site, &json!({ "id": "user-17", "signature": signature }));
    for signature in [sign("a guess", "user-17"), sign(&secret, "user-18"), String::new()] {
        let problem = wrong(&signature).send().await.problem(403, "bad_signature");
        assert!(problem["detail"].as_str().unwrap().contains("docs/identity.md"), "{problem}");
    }
    // Without a signature, the visitor is anonymous.
    let unsigned = named(&site, &json!({ "id": "user-17" })).await;
    assert!(!unsigned.verified);
    assert_ne!(unsigned.greeting.visitor, ada.id);
    let stranger = browser(&site, unsigned);
    match stranger.endpoint(&chat.id, &stranger.token).open().await {
        Err(NoSocket::Refused(403, body)) => assert!(body.contains("not_yours"), "{body}"),
        other => panic!("a stranger was not refused: {:?}", other.map(|_| "let in")),
    }
    // A visitor's id is no secret, and proves nothing.
    let (hers, theirs) =
        (ada.token.split_once('.').unwrap(), stranger.token.split_once('.').unwrap());
    let forged = format!("{}.{}", hers.0, theirs.1);
    assert!(stranger.endpoint(&chat.id, &forged).open().await.is_err());
}

#[tokio::test]
async fn a_replaced_secret_is_valid_for_a_day_and_older_ones_are_not() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let first = rotate(&site).await;
    assert_eq!(first.previous_until, None);
    let (created_at, first) = (first.created_at.unwrap(), first.secret.unwrap());
    assert!(first.len() == 64 && first.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let before = named(&site, &signed(&first, "user-17")).await;

    let second = rotate(&site).await;
    let until = second.previous_until.unwrap();
    assert!(until.since(created_at).0 >= 24 * 60 * 60 * 1_000, "{second:?}");
    let second = second.secret.unwrap();
    for secret in [&first, &second] {
        let after = named(&site, &signed(secret, "user-17")).await;
        assert_eq!(after.greeting.visitor, before.greeting.visitor, "the visitor keeps their id");
    }
    let third = secret(&site).await;
    identify(&site, &signed(&first, "user-17")).send().await.problem(403, "bad_signature");
    for secret in [&second, &third] {
        named(&site, &signed(secret, "user-17")).await;
    }
    let stored: IdentitySettings = site.admin.request(Method::GET, "identity").done().await.json();
    assert_eq!(stored.secret.as_ref(), Some(&third));
}

#[tokio::test]
async fn a_site_can_require_signatures() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let unsigned = || identify(&site, &json!({ "id": "user-17" }));
    let require = async |required: bool| -> Answer {
        let request = site.admin.request(Method::PUT, "identity");
        request.json(&json!({ "required": required })).send().await
    };
    require(true).await.problem(422, "no_identity_secret");
    let signed_for_nobody = identify(&site, &signed("a guess", "user-17"));
    let problem = signed_for_nobody.send().await.problem(403, "bad_signature");
    assert!(problem["detail"].as_str().unwrap().contains("rotate"), "{problem}");
    unsigned().done().await;

    let secret = secret(&site).await;
    assert_eq!(require(true).await.status, 200);
    unsigned().send().await.problem(403, "signature_required");
    assert!(named(&site, &signed(&secret, "user-17")).await.verified);
    // Anonymous visitors are still accepted.
    let path = format!("/v1/sites/{}/visitors", site.id);
    for body in ["", "null", "{}", " {\"identity\":null}"] {
        let anybody: VisitorNamed =
            site.http.request(Method::POST, &path).body(body).done().await.json();
        assert!(!anybody.verified, "{body}");
    }
    assert_eq!(require(false).await.status, 200);
    unsigned().done().await;
}

#[tokio::test]
async fn an_invalid_identity_is_refused_and_the_secret_is_for_admins() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    for nobody in [json!({}), json!({ "id": "" }), json!({ "email": "ada" })] {
        identify(&site, &nobody).send().await.problem(422, "bad_identity");
    }
    let path = format!("/v1/sites/{}/visitors", site.id);
    for body in ["[]", "{", "ada", "{\"identity\":7}"] {
        let refused = site.http.request(Method::POST, &path).body(body).send().await;
        refused.problem(400, "bad_body");
    }
    let grace: Agent = site.agent_of("Grace", Role::SalesAdmin).await;
    for (method, path) in [(Method::GET, "identity"), (Method::POST, "identity/rotate")] {
        grace.request(method, path).send().await.problem(403, "no_permission");
    }
    let path = format!("/v1/sites/{}/identity", site.id);
    site.http.get(&path).send().await.problem(401, "not_signed_in");
    let foreign = site.http.request(Method::POST, &format!("{path}/rotate"));
    let foreign =
        foreign.header("Cookie", &site.admin.cookie).header("Origin", "https://evil.example");
    foreign.send().await.problem(403, "foreign_origin");

    // No response to a page contains the secret.
    let secret = secret(&site).await;
    let boot = format!("/v1/sites/{}/bootstrap?url=https://shop.example/", site.id);
    let answer = site.http.get(&boot).done().await;
    assert!(!String::from_utf8_lossy(&answer.body).contains(&secret), "{}", answer.dump());
}

/// A conversation of a visitor who gives this name and address, and its profile as an agent reads it.
async fn introduced(site: &Site, visitor: &Visitor, first: &str, email: &str) -> VisitorProfile {
    let mut chat = visitor.begun(&site.dialogue, site.version).await;
    let values =
        Attributes::from([(Field::FirstName, first.to_owned()), (Field::Email, email.to_owned())]);
    let key = chat.capture(stream::CAPTURE, values).await;
    chat.ack(&key).await;
    let path = format!("conversations/{}/visitor", chat.id);
    let profile =
        async || -> VisitorProfile { site.admin.request(Method::GET, &path).done().await.json() };
    eventually("the person", profile, |profile| profile.person.is_some()).await
}

async fn only_person(site: &Site, conversations: u64) -> PersonRow {
    let people = async || -> Listing<PersonRow> {
        site.admin.request(Method::GET, "people").done().await.json()
    };
    let counted = |people: &Listing<PersonRow>| {
        people.items.len() == 1 && people.items[0].conversations == conversations
    };
    eventually("one person", people, counted).await.items.remove(0)
}

#[tokio::test]
async fn an_address_that_nobody_proved_does_not_change_a_person_that_a_signature_proved() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let secret = secret(&site).await;
    let email = "ada@shop.example";
    let by_email = json!({ "email": email, "signature": sign(&secret, email) });
    let ada = browser(&site, named(&site, &by_email).await);
    let profile = introduced(&site, &ada, "Ada", email).await;
    assert!(profile.verified);
    let person = only_person(&site, 1).await;
    assert_eq!((person.verified, &*person.fields[&Field::FirstName]), (true, "Ada"));
    let noted = json!({ "fields": { "phone": "030 123456" } });
    site.admin.request(Method::PUT, &format!("people/{}", person.id)).json(&noted).done().await;

    // A stranger, and a signed customer whose page claims another one's address.
    let stranger = site.visitor().await;
    let customer = browser(&site, named(&site, &signed(&secret, "user-66")).await);
    for (visitor, conversations) in [(&stranger, 2), (&customer, 3)] {
        let profile = introduced(&site, visitor, "Mallory", email).await;
        assert!(!profile.verified, "{profile:?}");
        assert_eq!(profile.fields[&Field::FirstName], "Mallory", "what they said themselves");
        let person = only_person(&site, conversations).await;
        assert_eq!((person.verified, &*person.fields[&Field::FirstName]), (true, "Ada"));
    }
    let listed = site.admin.request(Method::GET, "conversations?scope=all").done().await;
    let verified: Vec<bool> =
        listed.json::<Listing<ConversationRow>>().items.iter().map(|row| row.verified).collect();
    assert_eq!(verified, [true, false, true], "the latest first; a signed id is verified, too");
}
