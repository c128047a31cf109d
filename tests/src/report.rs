//! Reports about dialogues, and the beacons of browsers.

use crate::agent::Agent;
use crate::http::{Answer, Method, RequestBuilder};
use crate::site::Site;
use crate::visitor::Visitor;
use crate::wait::eventually;
use serde_json::{Value, json};
use shared::api::RecordAnalytics;
use shared::counts::{Figures, Report, Seen};
use shared::id::DialogueId;

impl Visitor {
    /// A beacon of this visit, not sent yet: plain text, as `navigator.sendBeacon` sends it.
    pub fn beacon(&self, dialogue: &DialogueId, seen: &[Seen]) -> RequestBuilder {
        let event = |seen: &Seen| json!({ "dialogue": dialogue, "count": seen });
        let events: Vec<Value> = seen.iter().map(event).collect();
        self.raw_beacon(&json!({ "visit": self.visit, "events": events }))
    }

    /// A beacon with any body.
    pub fn raw_beacon(&self, body: &Value) -> RequestBuilder {
        let request = self.http.route(&RecordAnalytics { site: self.site.clone() });
        let text = serde_json::to_vec(body).unwrap();
        request.header("Content-Type", "text/plain;charset=UTF-8").body(text)
    }
}

/// The size of the batch in which that beacon's events were stored.
#[track_caller]
pub fn batch(answer: &Answer) -> usize {
    assert_eq!(answer.status, 204, "{}", answer.dump());
    let timing = answer.header("Server-Timing").unwrap_or_else(|| panic!("{}", answer.dump()));
    let count = timing.strip_prefix("batch;desc=\"").and_then(|rest| rest.strip_suffix('"'));
    count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("{}", answer.dump()))
}

impl Site {
    /// The report of the last 30 days.
    pub async fn report(&self) -> Report {
        self.report_of("").send().await.json()
    }

    /// A report with a query, not sent yet.
    pub fn report_of(&self, query: &str) -> RequestBuilder {
        report_for(&self.admin, query)
    }

    /// The figures of a dialogue in the last 30 days.
    pub async fn figures(&self, dialogue: &DialogueId) -> Figures {
        let report = self.report().await;
        let item = report.items.into_iter().find(|item| item.dialogue == *dialogue);
        item.unwrap_or_else(|| panic!("{dialogue} is not in the report")).total
    }

    /// Waits until the site's dialogue has exactly these figures.
    pub async fn comes_to(&self, expected: &Figures) {
        let poll = async || self.figures(&self.dialogue).await;
        eventually("the figures of the report", poll, |figures| figures == expected).await;
    }
}

/// An agent's request for a report.
pub fn report_for(agent: &Agent, query: &str) -> RequestBuilder {
    agent.request(Method::GET, &format!("reports/dialogues{query}"))
}
