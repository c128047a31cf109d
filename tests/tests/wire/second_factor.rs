//! Two-factor sign-in: set up, asked for, required, lost.

use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::Answer;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use data_encoding::BASE32_NOPAD;
use serde_json::json;
use shared::account::totp::{code_at, step_at};
use shared::api::{
    BeginSecondFactor, CreateKey, CreateReset, CreateSession, GetMe, GetSecondFactor, ListAgents,
    ListSessions, PutSignInPolicy, ResetPassword, ResetSecondFactor, TurnOffSecondFactor,
    TurnOnSecondFactor,
};
use shared::permission::{Permission, Role};
use shared::protocol::{
    AgentRow, CreatedKey, CreatedReset, Listing, Me, ProveCode, RecoveryCodes, ResetByLink,
    SecondFactorSetup, SecondFactorState, SignIn, SignInPolicy, TurnOff,
};
use shared::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// The app on an agent's phone. A code works once, so each is of the step after the last one: one
/// step before and ahead of the server's clock is accepted, so this waits only if several are needed
/// at once.
pub(crate) struct App {
    secret: Vec<u8>,
    used: u64,
}

impl App {
    fn new(secret: &str) -> Self {
        Self { secret: BASE32_NOPAD.decode(secret.as_bytes()).unwrap(), used: 0 }
    }

    /// How long a code may be on its way, in ms.
    const UNDER_WAY: u64 = 10_000;

    /// The step now, and the one in a while.
    fn steps() -> (u64, u64) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let now: u64 = now.try_into().unwrap();
        (step_at(Timestamp(now)), step_at(Timestamp(now + Self::UNDER_WAY)))
    }

    /// A code that was not used yet.
    pub(crate) async fn code(&mut self) -> String {
        // The step before is accepted, unless it is over too soon for the request.
        let step = (self.used + 1).max(Self::steps().1 - 1);
        let there = async || Self::steps().0;
        bellhop_tests::wait::eventually("the step of the next code", there, |now| now + 1 >= step)
            .await;
        self.used = step;
        code_at(&self.secret, step)
    }

    /// The last code once more.
    fn last(&self) -> String {
        code_at(&self.secret, self.used)
    }
}

async fn begin(agent: &Agent) -> App {
    let route = BeginSecondFactor { site: agent.site.clone() };
    let setup: SecondFactorSetup = agent.route(&route).done().await.json();
    let named = |uri: &str| uri.starts_with("otpauth://totp/") && uri.contains("%20shop:agent_");
    assert!(named(&setup.uri), "{}", setup.uri);
    assert!(setup.uri.contains(&format!("secret={}", setup.secret)));
    App::new(&setup.secret)
}

async fn prove(agent: &Agent, code: &str) -> Answer {
    let body = ProveCode { code: code.to_owned() };
    agent.route(&TurnOnSecondFactor { site: agent.site.clone() }).json(&body).send().await
}

/// Turns it on, and returns the app and the recovery codes.
pub(crate) async fn turn_on(agent: &Agent) -> (App, Vec<String>) {
    let mut app = begin(agent).await;
    let answer = prove(agent, &app.code().await).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    (app, answer.json::<RecoveryCodes>().codes)
}

pub(crate) async fn sign_in(
    site: &Site,
    agent: &Agent,
    password: &str,
    code: Option<&str>,
) -> Answer {
    let code = code.map(str::to_owned);
    let body = SignIn { email: email(&agent.id), password: password.to_owned(), code };
    let request = site.http.route(&CreateSession { site: site.id.clone() }).json(&body);
    request.header("Origin", site.http.origin()).send().await
}

async fn state(agent: &Agent) -> SecondFactorState {
    agent.route(&GetSecondFactor { site: agent.site.clone() }).done().await.json()
}

#[tokio::test]
async fn the_password_alone_gives_no_session_and_each_code_works_once() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut app = begin(&grace).await;
    // Begun is not turned on: the password is enough, and a new beginning has another secret.
    assert_eq!(sign_in(&site, &grace, Agent::PASSWORD, None).await.status, 200);
    prove(&grace, "12345").await.problem(403, "wrong_code");
    let code = app.code().await;
    let answer = prove(&grace, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    let codes = answer.json::<RecoveryCodes>().codes;
    assert_eq!(codes.len(), 10);
    let now = state(&grace).await;
    assert!(now.on_since.is_some() && now.recovery_codes == 10 && !now.required);
    let again = BeginSecondFactor { site: site.id.clone() };
    grace.route(&again).send().await.problem(409, "taken");

    let needed = sign_in(&site, &grace, Agent::PASSWORD, None).await;
    needed.problem(401, "code_needed");
    assert_eq!(needed.header("Set-Cookie"), None);
    sign_in(&site, &grace, "wrong horse battery", Some(&app.code().await))
        .await
        .problem(401, "wrong_sign_in");
    // That code was not used, because the password was wrong.
    let code = app.last();
    let answer = sign_in(&site, &grace, Agent::PASSWORD, Some(&code)).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    let replayed = sign_in(&site, &grace, Agent::PASSWORD, Some(&code)).await;
    replayed.problem(403, "wrong_code");
    assert_eq!(replayed.header("Set-Cookie"), None);

    let recovery = codes[3].to_uppercase();
    assert_eq!(sign_in(&site, &grace, Agent::PASSWORD, Some(&recovery)).await.status, 200);
    let twice = sign_in(&site, &grace, Agent::PASSWORD, Some(&recovery)).await;
    twice.problem(403, "wrong_code");
    assert_eq!(state(&grace).await.recovery_codes, 9);
}

#[tokio::test]
async fn guessing_codes_is_slowed_from_wherever_it_comes() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (_, codes) = turn_on(&grace).await;
    for guess in 0..5 {
        let guess = format!("00000{guess}");
        sign_in(&site, &grace, Agent::PASSWORD, Some(&guess)).await.problem(403, "wrong_code");
    }
    let answer = sign_in(&site, &grace, Agent::PASSWORD, Some(&codes[0])).await;
    answer.problem(429, "too_many_codes");
    let seconds: u64 = answer.header("Retry-After").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    // Sessions that exist already go on. Nothing that a person could read is stored.
    assert!(state(&grace).await.on_since.is_some());
    server.kill().await;
    let plain = codes[0].replace('-', "");
    in_sites(
        &server,
        &format!(
            "CREATE TABLE found AS SELECT 1 / (count(*) = 0) AS ok FROM second_factor
         WHERE lower(body) LIKE '%{plain}%' OR body LIKE '%{}%'",
            codes[0]
        ),
    );
    in_sites(
        &server,
        "CREATE TABLE proof (ok INTEGER NOT NULL); INSERT INTO proof SELECT ok FROM found",
    );
    server.start().await;
}

#[tokio::test]
async fn it_is_turned_off_with_password_and_code() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let (_, codes) = turn_on(&grace).await;
    let off = async |password: &str, code: &str| {
        let body = TurnOff { password: password.to_owned(), code: code.to_owned() };
        grace.route(&TurnOffSecondFactor { site: site.id.clone() }).json(&body).send().await
    };
    off("wrong horse battery", &codes[0]).await.problem(403, "wrong_password");
    off(Agent::PASSWORD, "000000").await.problem(403, "wrong_code");
    assert_eq!(off(Agent::PASSWORD, &codes[0]).await.status, 204);
    assert_eq!(state(&grace).await.on_since, None);
    assert_eq!(sign_in(&site, &grace, Agent::PASSWORD, None).await.status, 200);
}

#[tokio::test]
async fn a_site_can_require_it_and_then_whoever_has_none_can_only_set_it_up() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let key = json!({ "name": "settings", "permissions": Permission::ALL });
    let make = site.admin.route(&CreateKey { site: site.id.clone() });
    let key: CreatedKey = make.json(&key).done().await.json();
    let put = PutSignInPolicy { site: site.id.clone() };
    let required = SignInPolicy { second_factor_required: true };
    let by_key = site.http.route(&put).json(&required).bearer(&key.key);
    by_key.send().await.problem(403, "not_for_keys");
    site.admin.route(&put).json(&required).send().await.problem(422, "invalid");

    let (_, admins) = turn_on(&site.admin).await;
    site.admin.route(&put).json(&required).done().await;
    assert!(socket.wait_for("the socket to be closed", |_| false).await.is_err());
    let me = GetMe { site: site.id.clone() };
    grace.route(&me).send().await.problem(401, "not_signed_in");

    let answer = sign_in(&site, &grace, Agent::PASSWORD, None).await;
    assert!(answer.json::<Me>().second_factor_missing);
    let grace = Agent::signed_in(&site.http, &site.id, &grace.id, "Grace", &answer);
    let sessions = ListSessions { site: site.id.clone() };
    grace.route(&sessions).send().await.problem(403, "second_factor_required");
    assert!(crate::access_control::refused(&grace.desk_endpoint()).await.0 >= 400);
    assert!(grace.route(&me).done().await.json::<Me>().second_factor_missing);
    turn_on(&grace).await;
    assert!(!grace.route(&me).done().await.json::<Me>().second_factor_missing);
    grace.route(&sessions).done().await;
    grace.connect_available().await;

    // Nobody gets round it by turning it off.
    let body = TurnOff { password: Agent::PASSWORD.to_owned(), code: admins[0].clone() };
    let off = site.admin.route(&TurnOffSecondFactor { site: site.id.clone() }).json(&body);
    off.send().await.problem(422, "invalid");
    // Programs go on.
    let rows = site.http.route(&ListAgents { site: site.id.clone() }).bearer(&key.key);
    let rows: Listing<AgentRow> = rows.done().await.json();
    assert!(rows.items.iter().all(|row| row.second_factor));
}

#[tokio::test]
async fn a_lost_one_is_reset_by_a_higher_role_and_a_reset_link_does_not_get_round_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let sam = site.agent_of("Sam", Role::SalesAdmin).await;
    let (_, codes) = turn_on(&grace).await;

    let link = CreateReset { site: site.id.clone(), agent: grace.id.clone() };
    let link: CreatedReset = sam.route(&link).send().await.json();
    let by_link = async |code: Option<&str>| {
        let body = ResetByLink {
            reset: link.token.clone(),
            password: "another horse battery".to_owned(),
            code: code.map(str::to_owned),
        };
        let request = site.http.route(&ResetPassword { site: site.id.clone() }).json(&body);
        request.header("Origin", site.http.origin()).send().await
    };
    by_link(None).await.problem(401, "code_needed");
    by_link(Some("000000")).await.problem(403, "wrong_code");
    grace.route(&GetMe { site: site.id.clone() }).done().await;
    assert_eq!(by_link(Some(&codes[1])).await.status, 200, "the link was not used up");

    let reset = |by: &Agent, of: &Agent| {
        by.route(&ResetSecondFactor { site: site.id.clone(), agent: of.id.clone() })
    };
    reset(&sam, &site.admin).send().await.problem(403, "role_too_high");
    reset(&sam, &sam).send().await.problem(403, "role_too_high");
    reset(&grace, &sam).send().await.problem(401, "not_signed_in");
    reset(&sam, &grace).done().await;
    let answer = sign_in(&site, &grace, "another horse battery", None).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
}
