//! What a package allows, and the ledger that never lets it be exceeded.

use crate::id::{RequestId, VisitId, VisitorId};
use crate::time::{Millis, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a site has paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Package {
    /// 100 engagements in the life of the site.
    #[default]
    Select,
    /// No lifetime limit.
    Prime,
}

impl Package {
    /// Engagements in the life of a site; `None` where there is no limit.
    pub const fn limit(self) -> Option<u64> {
        match self {
            Self::Select => Some(100),
            Self::Prime => None,
        }
    }
}

/// How long a visit is remembered after it was counted: longer than any visit lasts.
pub const VISIT_MEMORY: Millis = Millis::minutes(60 * 48);

/// What an engagement is counted by: once per visitor and visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Engagement {
    /// Who.
    pub visitor: VisitorId,
    /// When they were here.
    pub visit: VisitId,
}

/// What has been used of a package, and what is held for chats that ring.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// Engagements counted so far.
    pub used: u64,
    /// Held for a wish that may become a chat.
    holds: BTreeMap<RequestId, Hold>,
    /// Visits counted lately, so that none is counted twice.
    counted: BTreeMap<String, Timestamp>,
    /// Wishes settled lately, so that a late word about one changes nothing.
    settled: BTreeMap<RequestId, Timestamp>,
    /// Wishes refused lately: asked again, they are refused again, for nobody would settle them.
    #[serde(default)]
    refused: BTreeMap<RequestId, Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Hold {
    engagement: Engagement,
    since: Timestamp,
}

/// Whether a wish may ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// It may.
    Granted,
    /// The limit is reached.
    Spent,
}

/// How a wish ended, as the ledger sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// An agent was connected: it counts.
    Engaged,
    /// Nobody answered: what was held is free again.
    Released,
}

/// The figures of the usage page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// What was paid for.
    pub package: Package,
    /// Engagements counted.
    pub used: u64,
    /// Held for chats that ring now.
    pub reserved: u64,
    /// How many there may be; `None` where there is no limit.
    pub limit: Option<u64>,
}

impl Engagement {
    fn key(&self) -> String {
        format!("{}/{}", self.visitor, self.visit)
    }
}

impl Ledger {
    /// Holds one engagement for a wish. Asked again for the same wish, it answers the same.
    pub fn reserve(
        &mut self,
        now: Timestamp,
        limit: Option<u64>,
        request: RequestId,
        engagement: Engagement,
    ) -> Grant {
        self.forget_old(now);
        if self.holds.contains_key(&request) || self.settled.contains_key(&request) {
            return Grant::Granted;
        }
        if self.refused.contains_key(&request) {
            return Grant::Spent;
        }
        let free = self.is_counted(&engagement) || self.is_held(&engagement);
        if !free && limit.is_some_and(|limit| self.used + self.reserved() >= limit) {
            self.refused.insert(request, now);
            return Grant::Spent;
        }
        self.holds.insert(request, Hold { engagement, since: now });
        Grant::Granted
    }

    /// Ends what was held for a wish: it counts, or it is free again. Said twice, it counts once.
    pub fn settle(&mut self, now: Timestamp, request: &RequestId, how: Settlement) {
        self.forget_old(now);
        let Some(hold) = self.holds.remove(request) else { return };
        self.settled.insert(request.clone(), now);
        if how == Settlement::Engaged && self.counted.insert(hold.engagement.key(), now).is_none() {
            self.used += 1;
        }
    }

    /// How many engagements are held: visits, not wishes, and none that was counted already.
    pub fn reserved(&self) -> u64 {
        let held: BTreeSet<&Engagement> = self
            .holds
            .values()
            .map(|hold| &hold.engagement)
            .filter(|engagement| !self.is_counted(engagement))
            .collect();
        held.len() as u64
    }

    /// The figures of the usage page.
    pub fn usage(&self, package: Package, limit: Option<u64>) -> Usage {
        Usage { package, used: self.used, reserved: self.reserved(), limit }
    }

    fn is_counted(&self, engagement: &Engagement) -> bool {
        self.counted.contains_key(&engagement.key())
    }

    fn is_held(&self, engagement: &Engagement) -> bool {
        self.holds.values().any(|hold| hold.engagement == *engagement)
    }

    /// A memory nobody needs would grow. Holds are never forgotten: the desk settles each one, and
    /// a chat that is connected late must find its place still held.
    fn forget_old(&mut self, now: Timestamp) {
        self.counted.retain(|_, at| now.since(*at) < VISIT_MEMORY);
        self.refused.retain(|_, at| now.since(*at) < VISIT_MEMORY);
        self.settled.retain(|_, at| now.since(*at) < VISIT_MEMORY);
    }
}
