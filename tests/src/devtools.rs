//! A browser's developer tools, for what a page can't do: permissions, pushes, the service worker.

use crate::socket::{Endpoint, Socket};
use crate::wait::{eventually, within};
use serde_json::{Value, json};
use std::path::Path;

/// The developer tools of one browser.
pub struct Devtools {
    socket: Socket,
    last: u64,
    /// The events received so far.
    events: Vec<Value>,
}

impl Devtools {
    /// Connects to the browser with that profile.
    pub async fn connect(profile: &Path) -> Self {
        let note = profile.join("DevToolsActivePort");
        let read = async || std::fs::read_to_string(&note).unwrap_or_default();
        let text = eventually("DevTools", read, |text| text.lines().count() >= 2).await;
        let (port, path) = text.trim().split_once('\n').unwrap();
        let endpoint =
            Endpoint { url: format!("ws://127.0.0.1:{port}{path}"), headers: Vec::new() };
        Self { socket: endpoint.open_without_pings().await.unwrap(), last: 0, events: Vec::new() }
    }

    /// Sets an origin's permission for notifications: `granted`, `denied` or `prompt`.
    pub async fn permit_notices(&mut self, origin: &str, setting: &str) {
        let permission = json!({ "name": "notifications" });
        let set = json!({ "permission": permission, "setting": setting, "origin": origin });
        self.command("Browser.setPermission", set, None).await;
    }

    /// Runs a script in every page loaded from now on, before the page's own scripts, as long as
    /// this connection is open.
    pub async fn before_every_page(&mut self, script: &str) {
        let page = self.attach("page", "").await;
        self.command("Page.enable", json!({}), Some(&page)).await;
        let source = json!({ "source": script });
        self.command("Page.addScriptToEvaluateOnNewDocument", source, Some(&page)).await;
    }

    /// Builds an authenticator into the browser's machine, whose user is always there and verified, as
    /// long as this connection is open.
    pub async fn add_authenticator(&mut self) {
        let page = self.attach("page", "").await;
        self.command("WebAuthn.enable", json!({}), Some(&page)).await;
        let options = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true,
        });
        let add = json!({ "options": options });
        self.command("WebAuthn.addVirtualAuthenticator", add, Some(&page)).await;
    }

    /// Delivers a push to the service worker of that scope, as a push service does.
    pub async fn push(&mut self, origin: &str, scope: &str, data: &Value) {
        let page = self.attach("page", "/console").await;
        self.command("ServiceWorker.enable", json!({}), Some(&page)).await;
        let scope = format!("{origin}{scope}");
        let registration = loop {
            let found = self.events.iter().find_map(|event| registration(event, &scope));
            match found {
                Some(found) => break found,
                None => self.receive().await,
            }
        };
        let data = data.to_string();
        let push = json!({ "origin": origin, "registrationId": registration, "data": data });
        self.command("ServiceWorker.deliverPushMessage", push, Some(&page)).await;
    }

    /// Runs a script in the service worker.
    pub async fn in_worker(&mut self, script: &str) -> Value {
        let worker = self.attach("service_worker", "/sw.js").await;
        let run = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        let ran = self.command("Runtime.evaluate", run, Some(&worker)).await;
        assert!(ran.get("exceptionDetails").is_none(), "{script}: {ran:#}");
        ran["result"]["value"].clone()
    }

    async fn attach(&mut self, kind: &str, path: &str) -> String {
        let targets = self.command("Target.getTargets", json!({}), None).await;
        let targets = targets["targetInfos"].as_array().unwrap();
        let is = |target: &&Value| {
            target["type"] == kind && target["url"].as_str().is_some_and(|url| url.contains(path))
        };
        let Some(target) = targets.iter().find(is) else { panic!("no {kind}: {targets:#?}") };
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.command("Target.attachToTarget", attach, None).await;
        attached["sessionId"].as_str().unwrap().to_owned()
    }

    async fn command(&mut self, method: &str, params: Value, session: Option<&str>) -> Value {
        self.last += 1;
        let id = self.last;
        let mut command = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            command["sessionId"] = json!(session);
        }
        self.socket.send(command.to_string()).await;
        loop {
            let answer = self.events.iter().position(|event| event["id"] == id);
            if let Some(at) = answer {
                let answer = self.events.remove(at);
                assert!(answer.get("error").is_none(), "{method}: {answer:#}");
                return answer["result"].clone();
            }
            self.receive().await;
        }
    }

    async fn receive(&mut self) {
        let text = within("a DevTools message", self.socket.next()).await;
        let text = text.unwrap_or_else(|| panic!("DevTools is closed: {:?}", self.socket.over));
        self.events.push(serde_json::from_str(&text).unwrap());
    }
}

fn registration(event: &Value, scope: &str) -> Option<String> {
    let all = event["params"]["registrations"].as_array()?;
    let one = all.iter().find(|one| one["scopeURL"] == scope)?;
    one["registrationId"].as_str().map(str::to_owned)
}
