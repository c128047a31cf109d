//! Plain HTTP to our own servers on this machine.

use std::time::Duration;

use anyhow::{Context, Result};
use ureq::Agent;

/// A request to a server of ours or to a registry.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    /// Names and values.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// May be empty.
    pub(crate) body: &'a [u8],
    /// How long to wait for the answer, in seconds.
    pub(crate) seconds: u64,
}

/// What the server answered.
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The body, where it is text.
    pub(crate) text: String,
    /// The `name=value` of a cookie that was set.
    pub(crate) cookie: Option<String>,
}

impl Request<'_> {
    /// Sends the request, and reads the whole response.
    pub(crate) fn send(&self) -> Result<Answer> {
        let limit = Some(Duration::from_secs(self.seconds));
        let config = Agent::config_builder().http_status_as_error(false).proxy(None);
        let agent = Agent::from(config.timeout_global(limit).build());
        let mut request = ureq::http::Request::builder().method(self.method).uri(self.url);
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        let answered = match self.body {
            [] => agent.run(request.body(())?),
            body => agent.run(request.body(body)?),
        };
        let mut answer = answered.with_context(|| format!("{} {}", self.method, self.url))?;
        let cookie = answer.headers().get("set-cookie").and_then(|line| line.to_str().ok());
        let cookie = cookie.and_then(|line| line.split(';').next()).map(str::to_owned);
        let status = answer.status().as_u16();
        Ok(Answer { status, text: answer.body_mut().read_to_string()?, cookie })
    }
}

/// Whether a server answers, and not with a server error (5xx).
pub(crate) fn is_well(url: &str) -> bool {
    let request = Request { method: "GET", url, headers: &[], body: &[], seconds: 3 };
    request.send().is_ok_and(|answer| answer.status < 500)
}
