//! What the operator of a deployment sees of it: figures of its objects, and the page of metrics
//! (`GET /v1/operator/metrics`) that is made of them. No visitor, agent or text is in them.

mod desk_counts;
mod page;

pub use desk_counts::{AcceptTimes, DeskCounts};
pub use page::{CONTENT_TYPE, page};

use crate::id::SiteId;
use crate::time::{Millis, Timestamp};
use alloc::collections::BTreeMap;
use serde::{Deserialize, Serialize};

/// The most that an object can store, in bytes. It is the limit of Durable Objects on Cloudflare.
pub const MAX_OBJECT_BYTES: u64 = 10_000_000_000;

/// From how many bytes on the operator is warned about an object.
pub const WARN_OBJECT_BYTES: u64 = 8_000_000_000;

/// How many sites are asked for one answer. Each is two requests to objects, and a request on
/// Cloudflare may make a thousand.
pub const SITES_OF_A_PAGE: usize = 200;

/// For how long the figures of a page of sites hold. Asking wakes two objects of each site.
pub const FIGURES_HOLD: Millis = Millis::seconds(10);

/// For how long an object's number of rows holds. Counting reads all of them.
pub const ROWS_HOLD: Millis = Millis::minutes(60);

/// What an object stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stored {
    pub bytes: u64,
    /// Rows of all tables, as they were counted within the last hour.
    pub rows: u64,
}

impl Stored {
    /// Whether it comes close to [`MAX_OBJECT_BYTES`].
    pub const fn is_nearly_full(&self) -> bool {
        self.bytes >= WARN_OBJECT_BYTES
    }
}

/// The messages that an object has to deliver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Queue {
    pub length: u64,
    /// For how long the oldest has waited; zero if there is none.
    pub oldest: Millis,
}

impl Queue {
    /// A queue whose oldest message was queued then.
    pub const fn new(length: u64, oldest: Option<Timestamp>, now: Timestamp) -> Self {
        let oldest = match oldest {
            Some(queued) => now.since(queued),
            None => Millis(0),
        };
        Self { length, oldest }
    }
}

/// A site's object.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SiteFigures {
    pub stored: Stored,
    pub outbox: Queue,
    /// Conversations in its list, as they were counted within the last hour. Each has an object.
    pub conversations: u64,
    /// Bytes that these conversations store, as each last reported, added up within the last hour.
    pub conversation_bytes: u64,
}

/// A site's desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeskFigures {
    pub stored: Stored,
    pub outbox: Queue,
    /// Open sockets of agents.
    pub agent_sockets: u64,
    /// Agents who can be offered a chat now.
    pub available_agents: u64,
    /// Chat requests that wait for an agent.
    pub waiting: u64,
    /// Chats with an agent.
    pub live: u64,
    pub counts: DeskCounts,
}

/// One site of the deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FiguresOfSite {
    pub id: SiteId,
    /// Its object's; none if it did not answer.
    pub site: Option<SiteFigures>,
    /// Its desk's; none if it did not answer.
    pub desk: Option<DeskFigures>,
}

impl FiguresOfSite {
    /// What the operator should know of this site, as sentences.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let objects = [
            ("site", self.site.as_ref().map(|site| site.stored)),
            ("desk", self.desk.as_ref().map(|desk| desk.stored)),
        ];
        for (kind, stored) in objects {
            match stored {
                None => warnings.push(format!("The {kind} of {} does not answer.", self.id)),
                Some(stored) if stored.is_nearly_full() => warnings.push(format!(
                    "The {kind} of {} has {} of {} GB: on Cloudflare it can store no more than that. \
                     Shorten the site's retention time, or let its admins erase people.",
                    self.id,
                    stored.bytes / 1_000_000_000,
                    MAX_OBJECT_BYTES / 1_000_000_000,
                )),
                Some(_) => {}
            }
        }
        warnings
    }
}

/// Sockets that an isolate has accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SocketCounts {
    pub opened: u64,
    pub closed: u64,
}

impl SocketCounts {
    /// How many are open. On Cloudflare a socket can be closed in another isolate than the one that accepted it.
    pub const fn open(&self) -> u64 {
        self.opened.saturating_sub(self.closed)
    }
}

/// What one isolate of the worker has counted since it began. On one machine there is one, and it
/// begins with the server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IsolateCounts {
    /// Answers, by status code. It is a text, because browsers read no numbers as keys.
    pub answers: BTreeMap<String, u64>,
    /// Answers that were our fault, by the code of the problem.
    pub errors: BTreeMap<String, u64>,
    pub visitor_sockets: SocketCounts,
    /// Of the console: one of a desk, and one for each chat that is looked at.
    pub agent_sockets: SocketCounts,
    /// Messages between objects, or to push services, that were not delivered at the first try.
    pub delayed_deliveries: u64,
    /// Alarms of objects that failed. The runtime tries each again.
    pub failed_alarms: u64,
}

/// The deployment, for its operator.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// When the objects were asked.
    pub at: Timestamp,
    /// The version of the program.
    pub version: String,
    /// How many sites there are.
    pub sites_total: u64,
    /// What the object with the list of sites stores.
    pub deployment: Stored,
    /// Some of the sites, by id.
    pub sites: Vec<FiguresOfSite>,
    /// The `after` with which the next sites are asked for; none if these were the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<SiteId>,
    pub isolate: IsolateCounts,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_is_warned_of_an_object_that_is_nearly_full_or_silent() {
        let mut site = FiguresOfSite {
            id: SiteId::parse("site_a").unwrap(),
            site: Some(SiteFigures::default()),
            desk: Some(DeskFigures::default()),
        };
        assert_eq!(site.warnings(), [] as [&str; 0]);
        site.site = Some(SiteFigures {
            stored: Stored { bytes: WARN_OBJECT_BYTES, rows: 1 },
            ..SiteFigures::default()
        });
        site.desk = None;
        let warnings = site.warnings();
        assert!(warnings[0].contains("8 of 10 GB"), "{warnings:?}");
        assert!(warnings[1].contains("desk of site_a does not answer"), "{warnings:?}");
    }

    #[test]
    fn an_empty_queue_has_no_age() {
        let now = Timestamp(10_000);
        assert_eq!(Queue::new(0, None, now), Queue::default());
        assert_eq!(Queue::new(2, Some(Timestamp(4_000)), now).oldest, Millis(6_000));
    }
}
