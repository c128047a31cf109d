//! Single sign-on: with a real OpenID provider, and with one that forges.

use crate::second_factor::turn_on;
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::authenticator::Authenticator;
use bellhop_tests::http::{Answer, Http, Method};
use bellhop_tests::oidc::{Forger, RealProvider, parameters};
use bellhop_tests::proxy::Proxy;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::account::oidc::REDIRECT_PATH;
use shared::api::{
    BeginProviderSignIn, CheckSignInProvider, CreateKey, DeleteSingleSignOn, GetMe, GetSignInOffer,
    GetSingleSignOn, PutAgent, PutRole, PutSingleSignOn, SignInWithProvider,
};
use shared::id::{AgentId, CustomRoleId};
use shared::permission::{Permission, Role, RoleId};
use shared::protocol::{
    AuditKind, AuditRow, CheckProvider, CreatedKey, Listing, Me, NewSignInProvider,
    ProviderAddress, ProviderAnswer, ProviderChecked, SignInOffer, SignInProvider, SingleSignOn,
};
use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) fn settings(issuer: &str, client: &str) -> NewSignInProvider {
    NewSignInProvider {
        provider: SignInProvider {
            issuer: issuer.to_owned(),
            client_id: client.to_owned(),
            label: "Sign in with Acme".to_owned(),
            only: false,
        },
        client_secret: Some(RealProvider::secret(client)),
    }
}

async fn try_set(agent: &Agent, new: &NewSignInProvider) -> Answer {
    agent.route(&PutSingleSignOn { site: agent.site.clone() }).json(new).send().await
}

pub(crate) async fn set(site: &Site, new: &NewSignInProvider) {
    let answer = try_set(&site.admin, new).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
}

/// A sign-in that was begun in a browser.
struct Begun {
    address: String,
    cookie: String,
}

impl Begun {
    fn state(&self) -> String {
        parameters(&self.address)["state"].clone()
    }

    /// The answer that the provider sends back with this code.
    fn answered(&self, code: &str) -> ProviderAnswer {
        let code = Some(code.to_owned());
        ProviderAnswer { state: self.state(), code, ..ProviderAnswer::default() }
    }
}

pub(crate) async fn try_begin(site: &Site) -> Answer {
    let request = site.http.route(&BeginProviderSignIn { site: site.id.clone() });
    request.header("Origin", site.http.origin()).send().await
}

async fn begin(site: &Site) -> Begun {
    let answer = try_begin(site).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    let set = answer.header("Set-Cookie").unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    let cookie = set.split(';').next().unwrap().to_owned();
    Begun { address: answer.json::<ProviderAddress>().address, cookie }
}

async fn answer(site: &Site, cookie: &str, answer: &ProviderAnswer) -> Answer {
    let request = site.http.route(&SignInWithProvider { site: site.id.clone() }).json(answer);
    request.header("Origin", site.http.origin()).header("Cookie", cookie).send().await
}

/// What the console reads from the address that the provider sends a browser back to.
fn read_back(http: &Http, address: &str) -> ProviderAnswer {
    assert!(address.starts_with(&format!("{}{REDIRECT_PATH}?", http.origin())), "{address}");
    let sent = parameters(address);
    let read = |name: &str| sent.get(name).cloned();
    ProviderAnswer {
        state: read("state").unwrap_or_default(),
        code: read("code"),
        error: read("error"),
        iss: read("iss"),
        second_factor: None,
    }
}

/// Signs in at the real provider, and comes back.
async fn go(site: &Site, provider: &RealProvider, email: &str) -> Answer {
    let begun = begin(site).await;
    let back = provider.sign_in(&begun.address, email).await;
    answer(site, &begun.cookie, &read_back(&site.http, &back)).await
}

/// Sets a provider, signs an agent in with it, and removes it.
pub(crate) async fn come_and_go(site: &Site, agent: &Agent) {
    let forger = Forger::start("k").await;
    set(site, &settings(&forger.issuer, "bellhop")).await;
    let begun = begin(site).await;
    forger.gives(&Forger::sign("k", "k", &claims(&forger, &begun, agent)));
    let answer = answer(site, &begun.cookie, &begun.answered("c")).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    site.admin.route(&DeleteSingleSignOn { site: site.id.clone() }).done().await;
}

fn detail(answer: &Answer, status: u16, code: &str) -> String {
    answer.problem(status, code)["detail"].as_str().unwrap().to_owned()
}

async fn logged(site: &Site) -> Vec<AuditRow> {
    site.admin.request(Method::GET, "audit").done().await.json::<Listing<AuditRow>>().items
}

/// Signs in with both kinds of signature, and is refused with reasons.
async fn story(site: &Site) {
    let grace = site.agent("Grace").await;
    let provider = RealProvider::start(&format!("{}{REDIRECT_PATH}", site.http.origin())).await;
    for client in RealProvider::CLIENTS {
        set(site, &settings(&provider.issuer, client)).await;
        // The provider keeps the address in its letters.
        let answer = go(site, &provider, &email(&grace.id).to_uppercase()).await;
        assert_eq!(answer.status, 200, "{}", answer.dump());
        assert_eq!(answer.json::<Me>().agent.id, grace.id);
        let now = Agent::signed_in(&site.http, &site.id, &grace.id, "Grace", &answer);
        now.route(&GetMe { site: site.id.clone() }).done().await;
    }
    let by = logged(site).await;
    let by = by.iter().filter(|row| row.event.kind() == AuditKind::SignedInByProvider);
    assert!(by.clone().count() == 2 && by.clone().all(|row| row.by.who() == grace.id.as_str()));

    let refused = go(site, &provider, "nobody@shop.example").await;
    let sentence = detail(&refused, 403, "single_sign_on_failed");
    assert!(
        sentence.contains("no agent of this site has the e-mail address nobody@"),
        "{sentence}"
    );
    assert_eq!(refused.header("Set-Cookie"), None);
    let refused = go(site, &provider, "unverified@shop.example").await;
    let sentence = detail(&refused, 403, "single_sign_on_failed");
    assert!(sentence.contains("does not confirm that unverified@"), "{sentence}");
    // Another account of the provider with the same address, which it writes differently.
    let refused = go(site, &provider, &email(&grace.id)).await;
    let sentence = detail(&refused, 403, "single_sign_on_failed");
    assert!(sentence.contains("another account of the provider"), "{sentence}");
    let failed = logged(site).await;
    let failed = failed.iter().filter(|row| row.event.kind() == AuditKind::SignInFailed);
    assert_eq!(failed.map(|row| row.times).sum::<u64>(), 3);

    // A wrong client secret is the admins' to mend.
    let mut wrong = settings(&provider.issuer, RealProvider::CLIENTS[0]);
    wrong.client_secret = Some("another secret".to_owned());
    set(site, &wrong).await;
    let refused = go(site, &provider, &email(&grace.id)).await;
    assert!(detail(&refused, 403, "single_sign_on_failed").contains("client id and secret"));
    // The person says no at the provider.
    let begun = begin(site).await;
    let mut no = begun.answered("");
    (no.code, no.error, no.iss) =
        (None, Some("access_denied".to_owned()), Some(provider.issuer.clone()));
    let refused = answer(site, &begun.cookie, &no).await;
    assert!(detail(&refused, 403, "single_sign_on_failed").contains("refused: access_denied"));
}

/// PEOPLE-24
#[tokio::test]
async fn an_agent_signs_in_at_a_real_provider() {
    let server = Server::shared_with_local_network().await;
    story(&Site::make(&server).await).await;
}

#[tokio::test]
async fn single_sign_on_works_behind_a_proxy_that_speaks_tls() {
    let server = Server::shared_with_local_network().await;
    let proxy = Proxy::before(&server).await;
    story(&Site::make_by(proxy.http()).await).await;
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The claims of a token that is right.
fn claims(forger: &Forger, begun: &Begun, agent: &Agent) -> Value {
    json!({
        "iss": forger.issuer, "aud": "bellhop", "sub": "subject of Grace",
        "nonce": parameters(&begun.address)["nonce"], "iat": seconds(), "exp": seconds() + 300,
        "email": email(&agent.id), "email_verified": true,
    })
}

#[tokio::test]
async fn forged_foreign_and_stale_tokens_are_refused() {
    type Make = Box<dyn Fn(&Value) -> String>;
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let forger = Forger::start("k").await;
    set(&site, &settings(&forger.issuer, "bellhop")).await;
    let with = |name: &'static str, value: Value| {
        Box::new(move |claims: &Value| {
            let mut claims = claims.clone();
            claims[name] = value.clone();
            Forger::sign("k", "k", &claims)
        })
    };
    let rows: Vec<(&str, Make)> = vec![
        ("signature", Box::new(|claims| Forger::sign("evil", "k", claims))),
        ("does not publish", Box::new(|claims| Forger::sign("evil", "evil", claims))),
        ("“none”", Box::new(Forger::unsigned)),
        ("“HS256”", Box::new(|claims| Forger::sign_with_public_key("k", claims))),
        ("malformed", Box::new(|_| "no.token".to_owned())),
        ("another application", with("aud", json!("other"))),
        ("another application", with("azp", json!("other"))),
        ("another provider", with("iss", json!("https://evil.example"))),
        ("expired", with("exp", json!(seconds() - 61))),
        ("from the future", with("iat", json!(seconds() + 120))),
        ("another sign-in", with("nonce", json!("of before"))),
        ("does not confirm", with("email_verified", json!(false))),
        ("e-mail address", with("email", Value::Null)),
    ];
    for (reason, make) in rows {
        let begun = begin(&site).await;
        forger.gives(&make(&claims(&forger, &begun, &grace)));
        let refused = answer(&site, &begun.cookie, &begun.answered("c")).await;
        let sentence = detail(&refused, 403, "single_sign_on_failed");
        assert!(sentence.contains(reason), "{reason}: {sentence}");
        assert_eq!(refused.header("Set-Cookie"), None);
    }
    // Answers that are none.
    let long = format!("{{\"id_token\":\"{}\"}}", "x".repeat(300 * 1024));
    for (status, body, reason) in [
        (200, "{}", "can’t be read"),
        (200, long.as_str(), "can’t be read"),
        (302, "", "status 302"),
        (400, r#"{"error":"invalid_grant"}"#, "invalid_grant"),
        (500, "", "status 500"),
    ] {
        let begun = begin(&site).await;
        forger.answers(status, body);
        let refused = answer(&site, &begun.cookie, &begun.answered("c")).await;
        let sentence = detail(&refused, 403, "single_sign_on_failed");
        assert!(sentence.contains(reason), "{reason}: {sentence}");
    }
}

#[tokio::test]
async fn an_answer_counts_once_in_the_browser_that_began() {
    let server = Server::shared_with_local_network().await;
    let (site, other) = (Site::make(&server).await, Site::make(&server).await);
    let grace = site.agent("Grace").await;
    let forger = Forger::start("k").await;
    for site in [&site, &other] {
        set(site, &settings(&forger.issuer, "bellhop")).await;
    }
    let give = |begun: &Begun| {
        forger.gives(&Forger::sign("k", "k", &claims(&forger, begun, &grace)));
    };
    let stale = |answer: Answer| detail(&answer, 403, "stale_provider_sign_in");
    let begun = begin(&site).await;
    give(&begun);
    let answered = begun.answered("c");
    stale(answer(&site, "", &answered).await);
    stale(answer(&site, &begin(&site).await.cookie, &answered).await);
    stale(answer(&other, &begun.cookie, &answered).await);
    let moved = begun.cookie.replace(site.id.as_str(), other.id.as_str());
    stale(answer(&other, &moved, &answered).await);
    let made_up = ProviderAnswer { state: "x".to_owned(), ..answered.clone() };
    stale(answer(&site, &begun.cookie, &made_up).await);
    // A code of a second factor proves nothing alone.
    let alone = ProviderAnswer { second_factor: Some("123456".to_owned()), ..answered.clone() };
    stale(answer(&site, &begun.cookie, &alone).await);
    let foreign =
        ProviderAnswer { iss: Some("https://evil.example".to_owned()), ..answered.clone() };
    let refused = answer(&site, &begun.cookie, &foreign).await;
    assert!(detail(&refused, 403, "single_sign_on_failed").contains("another provider"));

    let done = answer(&site, &begun.cookie, &answered).await;
    assert_eq!(done.status, 200, "{}", done.dump());
    stale(answer(&site, &begun.cookie, &answered).await);
    // The site has another provider by now.
    let begun = begin(&site).await;
    give(&begun);
    set(&site, &settings(&forger.issuer, "another client")).await;
    stale(answer(&site, &begun.cookie, &begun.answered("c")).await);
    // A page of another origin begins nothing, and ends nothing.
    let request = site.http.route(&BeginProviderSignIn { site: site.id.clone() });
    request.header("Origin", "https://evil.example").send().await.problem(403, "foreign_origin");
}

#[tokio::test]
async fn keys_are_remembered_and_a_new_one_is_asked_for_once() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let forger = Forger::start("first").await;
    set(&site, &settings(&forger.issuer, "bellhop")).await;
    let enter = async |key| {
        let begun = begin(&site).await;
        forger.gives(&Forger::sign(key, key, &claims(&forger, &begun, &grace)));
        answer(&site, &begun.cookie, &begun.answered("c")).await.status
    };
    assert_eq!((enter("first").await, enter("first").await), (200, 200));
    assert_eq!(forger.keys_asked(), 1);
    forger.publish(&["second"]);
    assert_eq!((enter("second").await, forger.keys_asked()), (200, 2));
    assert_eq!((enter("first").await, forger.keys_asked()), (403, 3), "it was withdrawn");
    assert_eq!((enter("second").await, forger.keys_asked()), (200, 3));
}

#[tokio::test]
async fn the_own_second_factor_is_still_asked_for() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (_, codes) = turn_on(&grace).await;
    let forger = Forger::start("k").await;
    set(&site, &settings(&forger.issuer, "bellhop")).await;
    let begun = begin(&site).await;
    forger.gives(&Forger::sign("k", "k", &claims(&forger, &begun, &grace)));
    let asks = answer(&site, &begun.cookie, &begun.answered("c")).await;
    asks.problem(401, "code_needed");
    let set_cookies = asks.headers.get_all("Set-Cookie");
    let proven: Vec<&str> =
        set_cookies.iter().map(|set| set.to_str().unwrap().split(';').next().unwrap()).collect();
    assert!(proven.len() == 1 && proven[0].contains("provider_proven"), "{proven:?}");
    let with = |code: &str| {
        let second_factor = Some(code.to_owned());
        ProviderAnswer { state: begun.state(), second_factor, ..ProviderAnswer::default() }
    };
    answer(&site, &begun.cookie, &with(&codes[0])).await.problem(403, "stale_provider_sign_in");
    answer(&site, proven[0], &with("000000")).await.problem(403, "wrong_code");
    let done = answer(&site, proven[0], &with(&codes[0])).await;
    assert_eq!(done.status, 200, "{}", done.dump());
    answer(&site, proven[0], &with(&codes[0])).await.problem(403, "wrong_code");
}

#[tokio::test]
async fn only_single_sign_on_lets_admins_pass_by_and_nobody_else() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut laptop = Authenticator::new(site.http.origin());
    crate::passkeys::add(&grace, &laptop, "Laptop").await;
    let link = crate::passwords::reset_link(&site.admin, &grace).await;
    let forger = Forger::start("k").await;
    let mut only = settings(&forger.issuer, "bellhop");
    only.provider.only = true;
    set(&site, &only).await;
    // Sessions that were opened otherwise end.
    grace.route(&GetMe { site: site.id.clone() }).send().await.problem(401, "not_signed_in");
    let enter = async |id: &AgentId| {
        Agent::try_sign_in(&site.http, &site.id, &email(id), Agent::PASSWORD).await
    };
    let sentence = detail(&enter(&grace.id).await, 403, "only_single_sign_on");
    assert!(sentence.contains("Sign in with Acme"), "{sentence}");
    // Without the password nobody learns that.
    let wrong = Agent::try_sign_in(&site.http, &site.id, &email(&grace.id), "a wrong one").await;
    wrong.problem(401, "wrong_sign_in");
    crate::passkeys::enter(&site, &mut laptop).await.problem(403, "only_single_sign_on");
    let reset = crate::passwords::use_link(&site, &link.token, Agent::PASSWORD).await;
    reset.problem(403, "only_single_sign_on");
    let admin = AgentId::parse("agent_admin").unwrap();
    assert_eq!(enter(&admin).await.status, 200);
    let begun = begin(&site).await;
    forger.gives(&Forger::sign("k", "k", &claims(&forger, &begun, &grace)));
    let answered = answer(&site, &begun.cookie, &begun.answered("c")).await;
    assert_eq!(answered.status, 200);
    // Where only the provider says who somebody is, it says their address, too.
    let grace = Agent::signed_in(&site.http, &site.id, &grace.id, "Grace", &answered);
    let new = json!({ "email": "new@example.com", "password": Agent::PASSWORD });
    let refused = grace.request(Method::PUT, "me/email").json(&new).send().await;
    let sentence = detail(&refused, 403, "only_single_sign_on");
    assert!(sentence.contains("Change it there"), "{sentence}");
    site.admin.route(&DeleteSingleSignOn { site: site.id.clone() }).done().await;
    assert_eq!(enter(&grace.id).await.status, 200);
    try_begin(&site).await.problem(404, "no_single_sign_on");
}

#[tokio::test]
async fn the_settings_never_tell_the_secret_and_need_every_permission() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let offer = async || -> SignInOffer {
        site.http.route(&GetSignInOffer { site: site.id.clone() }).done().await.json()
    };
    assert_eq!(offer().await, SignInOffer::default());
    let forger = Forger::start("k").await;
    let new = settings(&forger.issuer, "bellhop");
    set(&site, &new).await;
    assert_eq!(offer().await.label.as_deref(), Some("Sign in with Acme"));
    let get = site.admin.route(&GetSingleSignOn { site: site.id.clone() }).done().await;
    assert_eq!(get.json::<SingleSignOn>().provider, Some(new.provider.clone()));
    let rows = site.admin.request(Method::GET, "audit").done().await;
    for answer in [&get, &rows] {
        assert!(!answer.text().contains("the secret of"), "{}", answer.dump());
    }
    // The secret stays with its provider.
    let mut kept = NewSignInProvider { client_secret: None, ..new.clone() };
    "Log in".clone_into(&mut kept.provider.label);
    set(&site, &kept).await;
    kept.provider.issuer = "https://id.example".to_owned();
    try_set(&site.admin, &kept).await.problem(422, "invalid");
    let changes: [&dyn Fn(&mut NewSignInProvider); 6] = [
        &|new| "http://id.example".clone_into(&mut new.provider.issuer),
        &|new| "https://10.0.0.1".clone_into(&mut new.provider.issuer),
        &|new| new.provider.issuer.clear(),
        &|new| " ".clone_into(&mut new.provider.client_id),
        &|new| new.provider.label.clear(),
        &|new| new.client_secret = Some(String::new()),
    ];
    for change in changes {
        let mut bad = new.clone();
        change(&mut bad);
        try_set(&site.admin, &bad).await.problem(422, "invalid");
    }

    let sam = site.agent_of("Sam", Role::SalesAdmin).await;
    try_set(&sam, &new).await.problem(403, "no_permission");
    // Whoever may set how agents sign in, and not everything, could become an admin.
    let role = json!({ "name": "Doors", "permissions": ["view_settings", "manage_sign_in"] });
    let doors = CustomRoleId::parse("role_doors").unwrap();
    let put = PutRole { site: site.id.clone(), role: doors.clone() };
    site.admin.route(&put).json(&role).done().await;
    let dora = site.agent_of("Dora", RoleId::Custom(doors)).await;
    try_set(&dora, &new).await.problem(403, "no_permission");
    let key = json!({ "name": "All", "permissions": Permission::ALL });
    let key: CreatedKey =
        site.admin.route(&CreateKey { site: site.id.clone() }).json(&key).done().await.json();
    let by_key = site.http.route(&PutSingleSignOn { site: site.id.clone() }).json(&new);
    by_key.bearer(&key.key).send().await.problem(403, "not_for_keys");
    // Nor does anybody take over an equal by giving them another address.
    let eve = site.agent_of("Eve", Role::Admin).await;
    let moved = json!({ "name": "Eve", "email": "mallory@shop.example", "role": "admin" });
    let put = PutAgent { site: site.id.clone(), agent: eve.id.clone() };
    site.admin.route(&put).json(&moved).send().await.problem(403, "role_too_high");
    eve.route(&put).json(&moved).done().await;
}

#[tokio::test]
async fn a_check_says_what_is_wrong_with_a_provider() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let forger = Forger::start("k").await;
    let check = async |issuer: &str| -> ProviderChecked {
        let body = CheckProvider { issuer: issuer.to_owned() };
        let route = CheckSignInProvider { site: site.id.clone() };
        site.admin.route(&route).json(&body).done().await.json()
    };
    assert!(check(&forger.issuer).await.usable);
    let with_path = format!("{}/.well-known/openid-configuration", forger.issuer);
    assert!(check(&with_path).await.usable);
    let says = async |issuer: &str, reason: &str| {
        let checked = check(issuer).await;
        assert!(!checked.usable && checked.message.contains(reason), "{checked:?}");
    };
    says("https://10.0.0.1", "not an https address").await;
    says(&format!("{}/tenant", forger.issuer), "status 404").await;
    says("http://127.0.0.1:1", "could not be reached").await;
    forger.publish(&[]);
    says(&forger.issuer, "public key").await;
    forger.describe(|document| document["jwks_uri"] = json!("https://192.168.0.1/keys"));
    says(&forger.issuer, "jwks_uri").await;
    forger.describe(|document| document["issuer"] = json!("https://id.example"));
    says(&forger.issuer, "calls itself “https://id.example”").await;
    forger.describe(|document| *document = json!("nothing"));
    says(&forger.issuer, "can’t be read").await;
    // Without the operator's leave, nothing on this machine is asked.
    let server = Server::own_with_closed_local_network().await;
    let site = Site::make(&server).await;
    let body = CheckProvider { issuer: forger.issuer.clone() };
    let route = CheckSignInProvider { site: site.id.clone() };
    let checked: ProviderChecked = site.admin.route(&route).json(&body).done().await.json();
    assert!(!checked.usable && checked.message.contains("public server"), "{checked:?}");
}
