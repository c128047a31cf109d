//! Plain HTTP to our own servers on this machine.

use anyhow::{Context, Result};
use minreq::Method;

/// A request.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    /// Names and values.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// May be empty.
    pub(crate) body: &'a [u8],
    /// The timeout.
    pub(crate) seconds: u64,
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: i32,
    /// The body as text.
    pub(crate) text: String,
    /// The `name=value` of a cookie that was set.
    pub(crate) cookie: Option<String>,
}

impl Request<'_> {
    /// Sends the request, and reads the whole response.
    pub(crate) fn send(&self) -> Result<Answer> {
        let mut request = minreq::Request::new(method(self.method), self.url)
            .with_timeout(self.seconds)
            .with_body(self.body);
        for (name, value) in self.headers {
            request = request.with_header(*name, *value);
        }
        let response = request.send().with_context(|| format!("{} {}", self.method, self.url))?;
        let cookie = response.headers.get("set-cookie").and_then(|line| line.split(';').next());
        Ok(Answer {
            status: response.status_code,
            text: String::from_utf8_lossy(response.as_bytes()).into_owned(),
            cookie: cookie.map(str::to_owned),
        })
    }
}

/// Whether a server answers, and not with a server error (5xx).
pub(crate) fn is_well(url: &str) -> bool {
    let request = Request { method: "GET", url, headers: &[], body: &[], seconds: 3 };
    request.send().is_ok_and(|answer| answer.status < 500)
}

fn method(name: &str) -> Method {
    match name {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        other => Method::Custom(other.to_owned()),
    }
}
