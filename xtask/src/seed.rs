//! Fills a new server with the demo site, through the public API.
//!
//! `www/demo/seed/seed.json` is a list of entries, executed in order. An entry is a sign-in,
//!
//!     {"sign_in": {"site": "site_demo", "email": "…", "password": "…"}}
//!
//! which creates the session for the following `"as": "admin"` calls, or a call:
//!
//!     {"method": "PUT", "path": "/v1/…", "as": "operator" | "admin" | "none",
//!      "body": {…} | "file": "beside seed.json", "content_type": "image/png"}
//!
//! `{{demo_origin}}` and `{{chat_origin}}` are replaced anywhere in the file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::http::{Answer, Request};

/// The timeout of one call, in seconds: hashing a password is slow on purpose.
const LIMIT_SECONDS: u64 = 30;

/// The parsed list of calls.
pub(crate) struct Seed {
    folder: PathBuf,
    entries: Vec<Value>,
}

/// A person who can sign in on the seeded site.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SignIn {
    pub(crate) role: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password: String,
}

/// Where the calls go, and with which credentials.
struct Planter<'a> {
    origin: &'a str,
    operator_token: &'a str,
    cookie: Option<String>,
}

impl Seed {
    /// Reads `seed.json` from the folder, for a chat and a demo site at these origins.
    pub(crate) fn read(folder: &Path, chat: &str, demo: &str) -> Result<Self> {
        let file = folder.join("seed.json");
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let text = text.replace("{{chat_origin}}", chat).replace("{{demo_origin}}", demo);
        let entries = serde_json::from_str(&text).context("seed.json is not a list")?;
        Ok(Self { folder: folder.to_path_buf(), entries })
    }

    /// Makes every call; stops at the first that is refused.
    pub(crate) fn plant(&self, origin: &str, operator_token: &str) -> Result<()> {
        let mut planter = Planter { origin, operator_token, cookie: None };
        for (number, entry) in self.entries.iter().enumerate() {
            let result = if entry.get("sign_in").is_some() {
                planter.sign_in(&entry["sign_in"])
            } else {
                planter.request(entry, &self.folder)
            };
            result.with_context(|| format!("entry {} of seed.json", number + 1))?;
        }
        Ok(())
    }

    /// Everyone to whom the seed gives a password.
    pub(crate) fn sign_ins(&self) -> Vec<SignIn> {
        self.entries.iter().filter_map(person).collect()
    }
}

/// The agent that an entry creates, if it does.
fn person(entry: &Value) -> Option<SignIn> {
    let body = entry.get("body")?;
    let (person, role) = match body.get("admin") {
        Some(admin) => (admin, "admin"),
        None => (body, body.get("role").and_then(Value::as_str).unwrap_or("agent")),
    };
    let field = |name: &str| person.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(SignIn {
        role: role.to_owned(),
        name: field("name")?,
        email: field("email")?,
        password: field("password")?,
    })
}

impl Planter<'_> {
    fn sign_in(&mut self, account: &Value) -> Result<()> {
        let path = format!("/v1/sites/{}/session", text(account, "site")?);
        let body = serde_json::json!({
            "email": text(account, "email")?,
            "password": text(account, "password")?,
        });
        let json = [("content-type", "application/json")];
        let answer = self.send("POST", &path, &json, body.to_string().as_bytes())?;
        self.cookie = Some(answer.cookie.context("the session set no cookie")?);
        Ok(())
    }

    fn request(&self, entry: &Value, folder: &Path) -> Result<()> {
        let (method, path) = (text(entry, "method")?, text(entry, "path")?);
        let body = match (entry.get("body"), entry.get("file").and_then(Value::as_str)) {
            (Some(body), None) => body.to_string().into_bytes(),
            (None, Some(file)) => fs::read(folder.join(file)).with_context(|| file.to_owned())?,
            (None, None) => Vec::new(),
            (Some(_), Some(_)) => bail!("both a body and a file"),
        };
        let kind = entry.get("content_type").and_then(Value::as_str);
        let bearer = format!("Bearer {}", self.operator_token);
        let mut headers = vec![("content-type", kind.unwrap_or("application/json"))];
        match text(entry, "as")? {
            "operator" => headers.push(("authorization", &bearer)),
            "admin" => {
                let cookie = self.cookie.as_deref().context("nobody signed in")?;
                headers.push(("cookie", cookie));
            }
            "none" => {}
            other => bail!("nobody is called `{other}`: operator, admin or none"),
        }
        self.send(method, path, &headers, &body).map(|_| ())
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer> {
        let url = format!("{}{path}", self.origin);
        let headers = [headers, &[("origin", self.origin)]].concat();
        let request =
            Request { method, url: &url, headers: &headers, body, seconds: LIMIT_SECONDS };
        let answer = request.send()?;
        let (status, text) = (answer.status, &answer.text);
        ensure!((200..300).contains(&status), "{method} {path} was answered {status}: {text}");
        Ok(answer)
    }
}

fn text<'a>(entry: &'a Value, name: &str) -> Result<&'a str> {
    entry.get(name).and_then(Value::as_str).with_context(|| format!("no `{name}`"))
}

#[cfg(test)]
mod tests {
    use super::{SignIn, person};
    use serde_json::json;

    #[test]
    fn people_are_found_where_they_are_made() {
        let person_of = |body| person(&json!({ "method": "PUT", "path": "/", "body": body }));
        let ada = json!({ "name": "Ada", "email": "ada@example.com", "password": "p" });
        let found = |role: &str| SignIn {
            role: role.into(),
            name: "Ada".into(),
            email: "ada@example.com".into(),
            password: "p".into(),
        };
        assert_eq!(person_of(json!({ "name": "Demo", "admin": ada })), Some(found("admin")));
        assert_eq!(person_of(ada), Some(found("agent")));
        assert_eq!(person_of(json!({ "name": "Settings" })), None);
    }
}
