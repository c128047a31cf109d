//! The demo shop and its chat, both served by `cargo xtask shots`, and their people.

use bellhop_tests::agent::Agent;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::devtools::Devtools;
use bellhop_tests::http::Http;
use bellhop_tests::server::Server;
use serde_json::Value;
use shared::id::{AgentId, SiteId};
use std::time::Duration;
use tokio::time::sleep;

/// The demo shop and its chat.
pub(crate) struct DemoSite {
    /// The shop's origin.
    pub(crate) shop: String,
    /// The chat's server.
    pub(crate) server: Server,
    pub(crate) http: Http,
    /// The shop's site.
    pub(crate) site: SiteId,
    people: Vec<Value>,
}

impl DemoSite {
    /// Reads what `cargo xtask shots` has set up.
    pub(crate) async fn from_env() -> Self {
        let env = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name}?"));
        let port = env("BELLHOP_CHAT_PORT").parse().unwrap();
        let demo = Self {
            server: Server::on(port).await,
            shop: env("BELLHOP_DEMO_ORIGIN"),
            http: Http::new(port),
            site: SiteId::parse("site_demo").unwrap(),
            people: serde_json::from_str(&env("BELLHOP_PEOPLE")).unwrap(),
        };
        demo.seeded().await;
        demo
    }

    /// Waits until the demo site exists: `cargo xtask shots` creates it once the server answers.
    async fn seeded(&self) {
        let sign = std::path::PathBuf::from(std::env::var_os("BELLHOP_SEEDED").unwrap());
        while !sign.exists() {
            sleep(Duration::from_millis(100)).await;
        }
    }

    fn person(&self, name: &str) -> (&str, &str) {
        let is = |person: &&Value| person["name"].as_str().is_some_and(|it| it.starts_with(name));
        let person = self.people.iter().find(is).unwrap_or_else(|| panic!("who is {name}?"));
        (person["email"].as_str().unwrap(), person["password"].as_str().unwrap())
    }

    /// Signs an agent in without a browser.
    pub(crate) async fn agent(&self, name: &str) -> Agent {
        let (email, password) = self.person(name);
        let answer = Agent::try_sign_in(&self.http, &self.site, email, password).await;
        assert_eq!(answer.status, 200, "{}", answer.dump());
        let me: Value = answer.json();
        let id = AgentId::parse(me["agent"]["id"].as_str().unwrap()).unwrap();
        Agent::signed_in(&self.http, &self.site, &id, name, &answer)
    }

    /// The address of a page of the console.
    pub(crate) fn console(&self, path: &str) -> String {
        format!("{}/console/{path}?site={}", self.http.origin(), self.site)
    }

    /// Signs an agent in at the console.
    pub(crate) async fn at_console(&self, name: &str) -> Browser {
        let (email, password) = self.person(name);
        let browser = Browser::open(&format!("shots-{name}")).await;
        browser.visit(&self.console("inbox")).await;
        browser.write(Spot::Page, "[data-part=email]", email).await;
        browser.write(Spot::Page, "[data-part=password]", password).await;
        browser.click(Spot::Page, "[data-part=submit]").await;
        browser.see(Spot::Page, "[data-part=availability-label]").await;
        browser
    }

    /// Allows notifications while the returned `Devtools` is kept, so that the strip that asks for
    /// them is in no screenshot.
    pub(crate) async fn quiet(&self, browser: &Browser) -> Devtools {
        let mut devtools = browser.devtools().await;
        devtools.permit_notices(self.http.origin(), "granted").await;
        browser.run("localStorage.setItem('bellhop.push.read', 'yes')").await;
        browser.reload().await;
        browser.see(Spot::Page, "[data-part=availability-label]").await;
        devtools
    }

    /// A visitor on a page of the shop.
    pub(crate) async fn visitor(&self, path: &str) -> Browser {
        let browser = Browser::open("shots-visitor").await;
        browser.visit(&format!("{}{path}", self.shop)).await;
        browser
    }
}
