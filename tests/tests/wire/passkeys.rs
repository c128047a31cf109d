//! Passkeys: registered, signed in with, removed, and everything that is not accepted.

use crate::second_factor::{sign_in, turn_on};
use bellhop_tests::agent::Agent;
use bellhop_tests::authenticator::Authenticator;
use bellhop_tests::http::{Answer, Http};
use bellhop_tests::proxy::Proxy;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::account::user_handle;
use shared::api::{
    AddPasskey, BeginPasskey, BeginPasskeySignIn, GetMe, ListPasskeys, PutSignInPolicy,
    RemovePasskey, ResetSecondFactor, SignInWithPasskey,
};
use shared::id::SiteId;
use shared::protocol::{
    Listing, Me, NewPasskey, PasskeyChallenge, PasskeyOptions, PasskeyRow, PasskeySignIn,
    ProvePassword, SignInPolicy,
};

async fn options(agent: &Agent) -> PasskeyOptions {
    begin(agent, Agent::PASSWORD).await.json()
}

async fn begin(agent: &Agent, password: &str) -> Answer {
    let body = ProvePassword { password: password.to_owned() };
    agent.route(&BeginPasskey { site: agent.site.clone() }).json(&body).send().await
}

async fn try_add(agent: &Agent, new: &NewPasskey) -> Answer {
    agent.route(&AddPasskey { site: agent.site.clone() }).json(new).send().await
}

/// Registers a passkey of an agent.
pub(crate) async fn add(agent: &Agent, passkey: &Authenticator, name: &str) -> PasskeyRow {
    let new = passkey.register(name, &options(agent).await.challenge);
    let answer = try_add(agent, &new).await;
    assert_eq!(answer.status, 201, "{}", answer.dump());
    answer.json()
}

/// Removes a passkey of an agent.
pub(crate) async fn remove(agent: &Agent, row: &PasskeyRow) {
    let route = RemovePasskey { site: agent.site.clone(), passkey: row.id.clone() };
    agent.route(&route).done().await;
}

async fn list(agent: &Agent) -> Vec<PasskeyRow> {
    let rows = agent.route(&ListPasskeys { site: agent.site.clone() }).done().await;
    rows.json::<Listing<PasskeyRow>>().items
}

async fn challenge(http: &Http, site: &SiteId) -> String {
    let request = http.route(&BeginPasskeySignIn { site: site.clone() });
    let answer = request.header("Origin", http.origin()).done().await;
    answer.json::<PasskeyChallenge>().challenge
}

async fn send(http: &Http, site: &SiteId, body: &PasskeySignIn) -> Answer {
    let request = http.route(&SignInWithPasskey { site: site.clone() }).json(body);
    request.header("Origin", http.origin()).send().await
}

pub(crate) async fn enter(site: &Site, passkey: &mut Authenticator) -> Answer {
    let body = passkey.sign_in(&challenge(&site.http, &site.id).await);
    send(&site.http, &site.id, &body).await
}

/// Registers a passkey, signs in with it, and removes it.
async fn story(site: &Site) {
    let grace = site.agent("Grace").await;
    turn_on(&grace).await;
    let mut laptop = Authenticator::new(site.http.origin());
    let row = add(&grace, &laptop, " My\u{202e} laptop ").await;
    assert_eq!((row.name.as_str(), row.last_used_at), ("My laptop", None));
    let known = options(&grace).await;
    assert_eq!(known.registered, [laptop.credential()]);
    assert_eq!(known.user, user_handle(&site.id, &grace.id));

    // No code is asked for, though the agent uses two-factor sign-in.
    let answer = enter(site, &mut laptop).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    let now = Agent::signed_in(&site.http, &site.id, &grace.id, "Grace", &answer);
    let rows = list(&now).await;
    assert!(rows.len() == 1 && rows[0].last_used_at >= Some(row.created_at), "{rows:?}");
    sign_in(site, &grace, Agent::PASSWORD, None).await.problem(401, "code_needed");

    // Nobody removes somebody else's.
    let linus = site.agent("Linus").await;
    let route = RemovePasskey { site: site.id.clone(), passkey: row.id.clone() };
    linus.route(&route).send().await.problem(404, "not_found");
    remove(&now, &row).await;
    assert!(list(&now).await.is_empty());
    enter(site, &mut laptop).await.problem(403, "wrong_passkey");
    now.route(&GetMe { site: site.id.clone() }).done().await;
}

/// PEOPLE-23
#[tokio::test]
async fn a_passkey_signs_in_without_password_and_code_until_it_is_removed() {
    let server = Server::shared().await;
    story(&Site::make(&server).await).await;
}

#[tokio::test]
async fn a_passkey_works_behind_a_proxy_that_speaks_tls() {
    let server = Server::shared().await;
    let proxy = Proxy::before(&server).await;
    story(&Site::make_by(proxy.http()).await).await;
}

#[tokio::test]
async fn forged_replayed_and_foreign_sign_ins_are_refused() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let other = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut laptop = Authenticator::new(site.http.origin());
    laptop.counter = Some(0);
    add(&grace, &laptop, "Laptop").await;
    let refused = async |body: &PasskeySignIn| {
        let answer = send(&site.http, &site.id, body).await;
        answer.problem(403, "wrong_passkey");
        assert_eq!(answer.header("Set-Cookie"), None);
    };

    // A replay, and another answer to the same challenge.
    let first = laptop.sign_in(&challenge(&site.http, &site.id).await);
    assert_eq!(send(&site.http, &site.id, &first).await.status, 200);
    refused(&first).await;
    let used = challenge(&site.http, &site.id).await;
    assert_eq!(send(&site.http, &site.id, &laptop.sign_in(&used)).await.status, 200);
    refused(&laptop.sign_in(&used)).await;
    // A copy that has not counted as far.
    let mut copy = laptop.clone();
    copy.counter = Some(0);
    refused(&copy.sign_in(&challenge(&site.http, &site.id).await)).await;

    // Challenges of another site, of a registration, and made up.
    refused(&laptop.sign_in(&challenge(&other.http, &other.id).await)).await;
    refused(&laptop.sign_in(&options(&grace).await.challenge)).await;
    for made_up in ["", "AAAA", "YS5i"] {
        refused(&laptop.sign_in(made_up)).await;
    }
    // Another key, another page, another host, an unverified user.
    let changed = async |change: &dyn Fn(&mut Authenticator)| {
        let mut passkey = laptop.clone();
        passkey.counter = Some(1_000);
        change(&mut passkey);
        refused(&passkey.sign_in(&challenge(&site.http, &site.id).await)).await;
    };
    changed(&|passkey| passkey.origin = "https://evil.example".to_owned()).await;
    changed(&|passkey| passkey.host = "evil.example".to_owned()).await;
    changed(&|passkey| passkey.flags = 0b001).await;
    let mut mallory = Authenticator::new(site.http.origin());
    mallory.counter = Some(2_000);
    let forged = PasskeySignIn {
        credential: laptop.credential(),
        ..mallory.sign_in(&challenge(&site.http, &site.id).await)
    };
    refused(&PasskeySignIn { authenticator_data: "AA".to_owned(), ..forged.clone() }).await;
    refused(&forged).await;
    let foreign_user = Some(user_handle(&other.id, &grace.id));
    let elsewhere = laptop.sign_in(&challenge(&site.http, &site.id).await);
    refused(&PasskeySignIn { user: foreign_user, ..elsewhere }).await;
    // Sites of one deployment share a host, but not their passkeys.
    let there = laptop.sign_in(&challenge(&other.http, &other.id).await);
    send(&other.http, &other.id, &there).await.problem(403, "wrong_passkey");
    // A page of another origin can't even send it.
    let body = laptop.sign_in(&challenge(&site.http, &site.id).await);
    let foreign = site.http.route(&SignInWithPasskey { site: site.id.clone() }).json(&body);
    let foreign = foreign.header("Origin", "https://evil.example").send().await;
    foreign.problem(403, "foreign_origin");
    // After all that, the passkey itself works.
    let mut here = laptop.clone();
    assert_eq!(enter(&site, &mut here).await.status, 200);
}

#[tokio::test]
async fn a_registration_is_answered_once_by_its_agent_on_our_page() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let laptop = Authenticator::new(site.http.origin());
    // A session alone makes no passkey.
    begin(&grace, "a guess").await.problem(403, "wrong_password");
    let asked = options(&grace).await.challenge;
    let new = laptop.register("Laptop", &asked);
    try_add(&linus, &new).await.problem(403, "wrong_passkey");
    assert_eq!(try_add(&grace, &new).await.status, 201);
    let twice = Authenticator::new(site.http.origin()).register("Phone", &asked);
    try_add(&grace, &twice).await.problem(403, "wrong_passkey");
    let again = laptop.register("Laptop", &options(&linus).await.challenge);
    try_add(&linus, &again).await.problem(409, "taken");
    let nameless = Authenticator::new(site.http.origin());
    let nameless = nameless.register("\u{200b} ", &options(&grace).await.challenge);
    try_add(&grace, &nameless).await.problem(422, "invalid");
    let mut unverified = Authenticator::new(site.http.origin());
    unverified.flags = 0b001;
    let unverified = unverified.register("Phone", &options(&grace).await.challenge);
    try_add(&grace, &unverified).await.problem(403, "wrong_passkey");
    let foreign = Authenticator::new("https://evil.example");
    let foreign = foreign.register("Phone", &options(&grace).await.challenge);
    try_add(&grace, &foreign).await.problem(403, "wrong_passkey");
    assert_eq!(list(&grace).await.len(), 1);
    assert!(list(&linus).await.is_empty());
}

#[tokio::test]
async fn a_passkey_is_enough_where_the_site_requires_two_factor_sign_in() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut laptop = Authenticator::new(site.http.origin());
    add(&grace, &laptop, "Laptop").await;
    turn_on(&site.admin).await;
    let put = PutSignInPolicy { site: site.id.clone() };
    let required = SignInPolicy { second_factor_required: true };
    site.admin.route(&put).json(&required).done().await;

    let answer = enter(&site, &mut laptop).await;
    assert!(!answer.json::<Me>().second_factor_missing);
    let by_passkey = Agent::signed_in(&site.http, &site.id, &grace.id, "Grace", &answer);
    assert_eq!(list(&by_passkey).await.len(), 1);
    by_passkey.connect_available().await;
    // The password alone is not, though there is a passkey.
    let answer = sign_in(&site, &grace, Agent::PASSWORD, None).await;
    assert!(answer.json::<Me>().second_factor_missing);
    let by_password = Agent::signed_in(&site.http, &site.id, &grace.id, "Grace", &answer);
    let passkeys = ListPasskeys { site: site.id.clone() };
    by_password.route(&passkeys).send().await.problem(403, "second_factor_required");

    // Whoever has lost the phone may have lost the passkey with it.
    let reset = ResetSecondFactor { site: site.id.clone(), agent: grace.id.clone() };
    site.admin.route(&reset).done().await;
    enter(&site, &mut laptop).await.problem(403, "wrong_passkey");
}
