//! Guessing passwords: who is slowed down by it, and who is not.

use crate::passwords::{change, reset_link, use_link};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::http::{Answer, Http};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use shared::account::{OF_SENDER, OF_STRANGERS};
use shared::api::{CreateSession, EndOtherSessions, GetMe};
use shared::protocol::SignIn;

const OWNERS: &str = "198.51.100.1";
const GUESSERS: &str = "203.0.113.7";
/// Another password than that of all tests.
const NEW: &str = "another horse battery";

/// A server behind a proxy that tells the client's address.
async fn server() -> Server {
    Server::with_settings(&[
        ("BELLHOP_SECRET", Server::SECRET),
        ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR),
        ("BELLHOP_ADDRESS_HEADER", "X-Forwarded-For"),
    ])
    .await
}

/// A browser at an address, with the cookie by which agents know it.
struct Browser<'a> {
    site: &'a Site,
    address: String,
    cookie: Option<String>,
}

impl<'a> Browser<'a> {
    fn new(site: &'a Site, address: &str) -> Self {
        Self { site, address: address.to_owned(), cookie: None }
    }

    async fn try_password(&mut self, agent: &Agent, password: &str) -> Answer {
        let (email, password) = (email(&agent.id), password.to_owned());
        let http: &Http = &self.site.http;
        let body = SignIn { email, password, code: None };
        let mut request = http.route(&CreateSession { site: self.site.id.clone() }).json(&body);
        request = request.header("Origin", http.origin()).header("X-Forwarded-For", &self.address);
        if let Some(cookie) = &self.cookie {
            request = request.header("Cookie", cookie);
        }
        let answer = request.send().await;
        if answer.status == 200 {
            self.cookie = Some(known_by(&answer));
        }
        answer
    }

    async fn signs_in(&mut self, agent: &Agent) {
        let answer = self.try_password(agent, Agent::PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.dump());
    }
}

/// The cookie by which the browser is known, as it sends it back.
fn known_by(answer: &Answer) -> String {
    let cookies = answer.headers.get_all("Set-Cookie").iter();
    let mut cookies = cookies.map(|set| set.to_str().unwrap());
    let set = cookies.find(|set| set.contains("bellhop_browser_")).unwrap();
    assert!(set.contains("HttpOnly; SameSite=Lax; Path=/; Max-Age="), "{set}");
    set.split(';').next().unwrap().to_owned()
}

/// Uses up the budget of one address.
async fn guess(site: &Site, agent: &Agent, address: &str) {
    let mut guesser = Browser::new(site, address);
    for _ in 0..OF_SENDER.most {
        guesser.try_password(agent, "wrong horse").await.problem(401, "wrong_sign_in");
    }
    guesser.try_password(agent, Agent::PASSWORD).await.problem(429, "too_many_sign_ins");
}

/// PEOPLE-22
#[tokio::test]
async fn fifty_wrong_guesses_lock_out_neither_a_known_browser_nor_a_new_one_elsewhere() {
    let server = server().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut laptop = Browser::new(&site, OWNERS);
    laptop.signs_in(&grace).await;
    // From ten addresses; one of them is the one that the owner's laptop is at now.
    for address in 0..10 {
        let mut guesser = Browser::new(&site, &format!("203.0.113.{address}"));
        for _ in 0..OF_SENDER.most {
            guesser.try_password(&grace, "wrong horse").await.problem(401, "wrong_sign_in");
        }
    }
    GUESSERS.clone_into(&mut laptop.address);
    laptop.signs_in(&grace).await;
    Browser::new(&site, "192.0.2.9").signs_in(&grace).await;
    // The guessers are not let in because the owner was.
    let mut guesser = Browser::new(&site, GUESSERS);
    guesser.try_password(&grace, Agent::PASSWORD).await.problem(429, "too_many_sign_ins");
    // That it is known opens nothing.
    let me = site.http.route(&GetMe { site: site.id.clone() });
    let me = me.header("Cookie", laptop.cookie.as_deref().unwrap());
    me.send().await.problem(401, "not_signed_in");
}

#[tokio::test]
async fn all_strangers_together_have_a_budget_that_a_known_browser_does_not_pay() {
    let server = server().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut laptop = Browser::new(&site, OWNERS);
    laptop.signs_in(&grace).await;
    // As if that many addresses had guessed.
    server.kill().await;
    let now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";
    let most = OF_STRANGERS.most;
    let email = email(&grace.id);
    in_sites(
        &server,
        &format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})
             INSERT INTO attempt (email, sender, known, at)
             SELECT '{email}', '2001:db8::' || i, 0, {now} FROM n"
        ),
    );
    server.start().await;
    let mut stranger = Browser::new(&site, "192.0.2.9");
    let refused = stranger.try_password(&grace, Agent::PASSWORD).await;
    refused.problem(429, "too_many_sign_ins");
    let seconds: u64 = refused.header("Retry-After").unwrap().parse().unwrap();
    assert!(seconds <= OF_STRANGERS.window.0 / 1_000, "{seconds}");
    laptop.signs_in(&grace).await;
}

#[tokio::test]
async fn a_known_browser_has_a_budget_of_its_own_and_only_for_its_agent() {
    let server = server().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut laptop = Browser::new(&site, OWNERS);
    laptop.signs_in(&grace).await;
    for _ in 0..OF_SENDER.most {
        laptop.try_password(&grace, "wrong horse").await.problem(401, "wrong_sign_in");
    }
    laptop.try_password(&grace, Agent::PASSWORD).await.problem(429, "too_many_sign_ins");
    Browser::new(&site, OWNERS).signs_in(&grace).await;

    // To another agent it is a stranger like all others at its address.
    let mut shared = Browser::new(&site, GUESSERS);
    shared.signs_in(&linus).await;
    guess(&site, &grace, GUESSERS).await;
    shared.try_password(&grace, Agent::PASSWORD).await.problem(429, "too_many_sign_ins");
    // Nor is it known at another site, or if its cookie is made up.
    let other = Site::make(&server).await;
    let foreign = other.agent("Grace").await;
    let address = "203.0.113.8";
    guess(&other, &foreign, address).await;
    let moved = shared.cookie.as_deref().unwrap().replace(site.id.as_str(), other.id.as_str());
    for cookie in [moved, format!("bellhop_browser_{}=a.b", other.id)] {
        let (site, address, cookie) = (&other, address.to_owned(), Some(cookie));
        let mut forger = Browser { site, address, cookie };
        forger.try_password(&foreign, Agent::PASSWORD).await.problem(429, "too_many_sign_ins");
    }
}

#[tokio::test]
async fn another_password_and_the_end_of_all_sessions_make_a_browser_unknown() {
    let server = server().await;
    let site = Site::make(&server).await;
    let is_known = async |laptop: &mut Browser<'_>, agent: &Agent, password: &str| {
        let answer = laptop.try_password(agent, password).await;
        assert!(matches!(answer.status, 200 | 429), "{}", answer.dump());
        answer.status == 200
    };
    let at = async |agent: &Agent, address: &str| {
        let mut laptop = Browser::new(&site, address);
        laptop.signs_in(agent).await;
        guess(&site, agent, address).await;
        assert!(is_known(&mut laptop, agent, Agent::PASSWORD).await);
        laptop
    };
    let ada = site.agent("Ada").await;
    let mut laptop = at(&ada, "203.0.113.1").await;
    ada.route(&EndOtherSessions { site: site.id.clone() }).done().await;
    assert!(!is_known(&mut laptop, &ada, Agent::PASSWORD).await);

    // Another password forgets earlier guesses, so there are new ones.
    let grace = site.agent("Grace").await;
    let mut laptop = at(&grace, "203.0.113.2").await;
    assert_eq!(change(&grace, Agent::PASSWORD, NEW).await.status, 204);
    "203.0.113.3".clone_into(&mut laptop.address);
    guess(&site, &grace, &laptop.address).await;
    assert!(!is_known(&mut laptop, &grace, NEW).await);

    let linus = site.agent("Linus").await;
    let mut laptop = at(&linus, "203.0.113.4").await;
    let link = reset_link(&site.admin, &linus).await;
    let answer = use_link(&site, &link.token, NEW).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    "203.0.113.5".clone_into(&mut laptop.address);
    guess(&site, &linus, &laptop.address).await;
    assert!(!is_known(&mut laptop, &linus, NEW).await);
    // The browser in which the link was used is known.
    laptop.cookie = Some(known_by(&answer));
    assert!(is_known(&mut laptop, &linus, NEW).await);
}
