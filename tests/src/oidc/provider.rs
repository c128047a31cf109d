//! The npm package `oidc-provider`, run by Node.js, with its own login page.

use crate::child_guard::{ChildGuard, free_port, status, temp_paths};
use crate::env;
use crate::wait::PATIENCE;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, redirect};
use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

const SCRIPT: &str = "tests/src/oidc/provider.mjs";

/// A provider that runs until it is dropped. It knows two clients, one for each kind of signature.
pub struct RealProvider {
    pub issuer: String,
    running: Option<ChildGuard>,
}

impl RealProvider {
    /// Its clients: their ids, by the kind of signature that they get.
    pub const CLIENTS: [&'static str; 2] = ["bellhop-rsa", "bellhop-ec"];

    /// The secret of a client.
    pub fn secret(client: &str) -> String {
        format!("the secret of {client}")
    }

    /// Starts it. It sends people back to this address only.
    pub async fn start(redirect: &str) -> Self {
        let redirect = redirect.to_owned();
        tokio::task::spawn_blocking(move || Self::run(&redirect)).await.unwrap()
    }

    fn run(redirect: &str) -> Self {
        let port = free_port();
        let mut node = Command::new(env::node());
        node.arg(env::root().join(SCRIPT)).arg(env::oidc_provider());
        node.args([&port.to_string(), redirect]);
        let (folder, log) = temp_paths("oidc-provider");
        let running = ChildGuard::run(&folder, &node, &log);
        let deadline = Instant::now() + PATIENCE;
        while status(port, "/.well-known/openid-configuration").ok() != Some(200) {
            let said = || std::fs::read_to_string(&log).unwrap_or_default();
            assert!(Instant::now() < deadline, "the provider never answered:\n{}", said());
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { issuer: format!("http://127.0.0.1:{port}"), running: Some(running) }
    }

    /// Signs in on its pages, as a browser does that was sent to this address; returns the address
    /// that the browser is sent back to.
    pub async fn sign_in(&self, address: &str, email: &str) -> String {
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none());
        let client = client.build().unwrap();
        let mut cookies = BTreeMap::new();
        let (mut method, mut url, mut form) = (Method::GET, address.to_owned(), String::new());
        for _ in 0..20 {
            let jar: Vec<String> =
                cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let request = client.request(method, &url).header(COOKIE, jar.join("; "));
            let request = request.header("Content-Type", "application/x-www-form-urlencoded");
            let response = request.body(form).send().await.unwrap();
            for set in response.headers().get_all(SET_COOKIE) {
                let set = set.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = set.split_once('=').unwrap();
                cookies.insert(name.to_owned(), value.to_owned());
            }
            if let Some(location) = response.headers().get(LOCATION) {
                let here = reqwest::Url::parse(&url).unwrap();
                url = here.join(location.to_str().unwrap()).unwrap().into();
                if !url.starts_with(&self.issuer) {
                    return url;
                }
                (method, form) = (Method::GET, String::new());
                continue;
            }
            let page = response.text().await.unwrap();
            let after = |mark: &str| {
                let rest = page.split_once(mark).unwrap_or_else(|| panic!("no {mark}: {page}")).1;
                rest.split('"').next().unwrap_or_default().to_owned()
            };
            let prompt = after(r#"name="prompt" value=""#);
            form = format!("prompt={prompt}&login={}&password=x", email.replace('@', "%40"));
            (method, url) = (Method::POST, after(r#"action=""#));
        }
        panic!("the provider sent us round and round, last to {url}");
    }
}

impl Drop for RealProvider {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.end();
        }
    }
}
