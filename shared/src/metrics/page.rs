//! The page of metrics, in the text format of Prometheus.

use super::{AcceptTimes, DeskFigures, Figures, FiguresOfSite, IsolateCounts, Queue, Stored};
use crate::time::Millis;
use core::fmt::Write as _;

/// The type of the page.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What a metric is to Prometheus.
#[derive(Clone, Copy)]
enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// A page that is being written.
#[derive(Default)]
struct Page(String);

impl Page {
    /// Begins a metric. All its samples follow.
    fn metric(&mut self, name: &str, kind: Kind, help: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {}", kind.as_str());
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl core::fmt::Display) {
        self.0.push_str(name);
        for (place, (label, text)) in labels.iter().enumerate() {
            let _ = write!(self.0, "{}{label}=\"", if place == 0 { '{' } else { ',' });
            for c in text.chars() {
                match c {
                    '\\' => self.0.push_str("\\\\"),
                    '"' => self.0.push_str("\\\""),
                    '\n' => self.0.push_str("\\n"),
                    c => self.0.push(c),
                }
            }
            self.0.push('"');
        }
        let _ = writeln!(self.0, "{} {value}", if labels.is_empty() { "" } else { "}" });
    }

    /// A metric with one sample for each site that has a value.
    fn of_sites(
        &mut self,
        (name, kind, help): (&str, Kind, &str),
        sites: &[FiguresOfSite],
        value: impl Fn(&FiguresOfSite) -> Option<u64>,
    ) {
        self.metric(name, kind, help);
        for site in sites {
            if let Some(value) = value(site) {
                self.sample(name, &[("site", site.id.as_str())], value);
            }
        }
    }
}

/// Writes the page.
pub fn page(figures: &Figures) -> String {
    let mut page = Page::default();
    let Figures { version, sites_total, .. } = figures;
    page.metric("bellhop_build_info", Kind::Gauge, "The version that runs.");
    page.sample("bellhop_build_info", &[("version", version)], 1);
    page.metric("bellhop_sites", Kind::Gauge, "Sites of the deployment.");
    page.sample("bellhop_sites", &[], sites_total);
    page.metric("bellhop_sites_not_listed", Kind::Gauge, "Sites that this page has no figures of.");
    page.sample(
        "bellhop_sites_not_listed",
        &[],
        sites_total.saturating_sub(figures.sites.len() as u64),
    );
    desks(&mut page, &figures.sites);
    objects(&mut page, figures);
    isolate(&mut page, figures);
    page.0
}

fn desks(page: &mut Page, sites: &[FiguresOfSite]) {
    let desk = |of: fn(&DeskFigures) -> u64| move |site: &FiguresOfSite| site.desk.as_ref().map(of);
    let waiting = ("bellhop_chat_requests_waiting", Kind::Gauge, "Visitors who wait for an agent.");
    page.of_sites(waiting, sites, desk(|desk| desk.waiting));
    let live = ("bellhop_chats_live", Kind::Gauge, "Chats with an agent.");
    page.of_sites(live, sites, desk(|desk| desk.live));
    let available =
        ("bellhop_agents_available", Kind::Gauge, "Agents who can be offered a chat now.");
    page.of_sites(available, sites, desk(|desk| desk.available_agents));
    let sockets = ("bellhop_agent_sockets", Kind::Gauge, "Open tabs of the console.");
    page.of_sites(sockets, sites, desk(|desk| desk.agent_sockets));

    let name = "bellhop_chat_requests_total";
    page.metric(
        name,
        Kind::Counter,
        "Chat requests that were answered or got the fallback message.",
    );
    for (site, desk) in with_desk(sites) {
        page.sample(name, &[("site", site), ("outcome", "answered")], desk.counts.answered);
        for (reason, count) in &desk.counts.fallbacks {
            page.sample(name, &[("site", site), ("outcome", reason)], count);
        }
    }
    let name = "bellhop_offers_total";
    page.metric(name, Kind::Counter, "Offers to an agent, by how they ended.");
    for (site, desk) in with_desk(sites) {
        for (outcome, count) in &desk.counts.offers {
            page.sample(name, &[("site", site), ("outcome", outcome)], count);
        }
    }
    let name = "bellhop_offer_accept_seconds";
    page.metric(name, Kind::Histogram, "Time from an offer to its acceptance.");
    for (site, desk) in with_desk(sites) {
        let AcceptTimes { buckets, count, sum } = &desk.counts.accept_times;
        let mut up_to = 0;
        for (bound, bucket) in AcceptTimes::SECONDS.iter().zip(buckets) {
            up_to += bucket;
            let labels = [("site", site), ("le", &*bound.to_string())];
            page.sample("bellhop_offer_accept_seconds_bucket", &labels, up_to);
        }
        let labels = [("site", site), ("le", "+Inf")];
        page.sample("bellhop_offer_accept_seconds_bucket", &labels, count);
        page.sample("bellhop_offer_accept_seconds_sum", &[("site", site)], seconds(*sum));
        page.sample("bellhop_offer_accept_seconds_count", &[("site", site)], count);
    }
}

fn with_desk(sites: &[FiguresOfSite]) -> impl Iterator<Item = (&str, &DeskFigures)> {
    sites.iter().filter_map(|site| Some((site.id.as_str(), site.desk.as_ref()?)))
}

/// A site or a desk.
struct Object<'f> {
    site: &'f str,
    kind: &'static str,
    /// What it stores and has to deliver; none if it did not answer.
    found: Option<(Stored, Queue)>,
}

impl<'f> Object<'f> {
    fn both(of: &'f FiguresOfSite) -> [Self; 2] {
        let site = of.site.as_ref().map(|site| (site.stored, site.outbox));
        let desk = of.desk.as_ref().map(|desk| (desk.stored, desk.outbox));
        [("site", site), ("desk", desk)].map(|(kind, found)| Self {
            site: of.id.as_str(),
            kind,
            found,
        })
    }

    fn labels(&self) -> [(&'static str, &'f str); 2] {
        [("site", self.site), ("kind", self.kind)]
    }
}

/// What objects store and have to deliver, by their kind.
fn objects(page: &mut Page, figures: &Figures) {
    let all: Vec<Object<'_>> = figures.sites.iter().flat_map(Object::both).collect();
    let name = "bellhop_object_up";
    page.metric(name, Kind::Gauge, "Whether the object has answered.");
    for object in &all {
        page.sample(name, &object.labels(), u8::from(object.found.is_some()));
    }
    let mut of_objects = |name, help, value: fn(&Stored, &Queue) -> String| {
        page.metric(name, Kind::Gauge, help);
        for object in &all {
            if let Some((stored, queue)) = &object.found {
                page.sample(name, &object.labels(), value(stored, queue));
            }
        }
    };
    let help = "Bytes of an object's file; at most 10 GB on Cloudflare.";
    of_objects("bellhop_object_bytes", help, |stored, _| stored.bytes.to_string());
    let help = "Rows of an object, counted once an hour.";
    of_objects("bellhop_object_rows", help, |stored, _| stored.rows.to_string());
    let help = "Messages that an object has to deliver.";
    of_objects("bellhop_outbox_messages", help, |_, queue| queue.length.to_string());
    let help = "For how long the oldest of these messages has waited.";
    of_objects("bellhop_outbox_oldest_seconds", help, |_, queue| seconds(queue.oldest));
    let conversations =
        ("bellhop_conversations", Kind::Gauge, "Conversations of a site, counted once an hour.");
    page.of_sites(conversations, &figures.sites, |one| Some(one.site.as_ref()?.conversations));
    let help =
        "Bytes of the conversations of a site, as each last reported; added up once an hour.";
    let bytes = ("bellhop_conversation_bytes", Kind::Gauge, help);
    page.of_sites(bytes, &figures.sites, |one| Some(one.site.as_ref()?.conversation_bytes));
    page.metric("bellhop_deployment_bytes", Kind::Gauge, "Bytes of the list of sites.");
    page.sample("bellhop_deployment_bytes", &[], figures.deployment.bytes);
}

/// What one isolate has counted. It begins again at zero, which Prometheus allows for.
fn isolate(page: &mut Page, figures: &Figures) {
    let counts = &figures.isolate;
    let name = "bellhop_answers_total";
    page.metric(name, Kind::Counter, "Answers by status code, of this isolate.");
    for (status, count) in &counts.answers {
        page.sample(name, &[("status", status)], count);
    }
    let name = "bellhop_errors_total";
    page.metric(name, Kind::Counter, "Answers that were the server's fault, of this isolate.");
    for (code, count) in &counts.errors {
        page.sample(name, &[("code", code)], count);
    }
    sockets(page, counts);
    for (name, help, count) in [
        (
            "bellhop_deliveries_delayed_total",
            "Tries to deliver messages that failed.",
            counts.delayed_deliveries,
        ),
        ("bellhop_alarms_failed_total", "Alarms of objects that failed.", counts.failed_alarms),
    ] {
        page.metric(name, Kind::Counter, &format!("{help} Of this isolate."));
        page.sample(name, &[], count);
    }
}

/// Sockets of visitors and agents.
fn sockets(page: &mut Page, counts: &IsolateCounts) {
    let kinds = [("visitor", counts.visitor_sockets), ("agent", counts.agent_sockets)];
    let name = "bellhop_sockets";
    page.metric(name, Kind::Gauge, "Open sockets, of this isolate.");
    for (of, counts) in &kinds {
        page.sample(name, &[("of", of)], counts.open());
    }
    let name = "bellhop_sockets_opened_total";
    page.metric(name, Kind::Counter, "Sockets that were opened, of this isolate.");
    for (of, counts) in &kinds {
        page.sample(name, &[("of", of)], counts.opened);
    }
}

fn seconds(time: Millis) -> String {
    format!("{}.{:03}", time.0 / 1_000, time.0 % 1_000)
}
