//! What the operator sets: the package, and how far Select goes for this site.

use super::ledger::Totals;
use crate::problem::ProblemCode;
use serde::{Deserialize, Serialize};

/// What a site has paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Package {
    /// So many engagements in the life of the site.
    #[default]
    Select,
    /// No lifetime limit.
    Prime,
}

/// Engagements in the life of a Select site, where the operator set no other number.
const SELECT: u64 = 100;

/// A site's package with its limit. The one place that says how far a site may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    package: Package,
    /// How far Select goes here; remembered while the site has Prime.
    #[serde(default = "select")]
    select_limit: u64,
}

const fn select() -> u64 {
    SELECT
}

/// Why a site can't have that package or limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// A limit was given with a package that has none.
    #[error("Prime has no limit. Leave `limit` out, or set the package to select.")]
    LimitOnPrime,
    /// More is used or held than the limit would allow.
    #[error(
        "A limit of {limit} is too low: this site has used {used} engagements and holds {reserved} \
         more for chats that ring now. Set a limit of {} or more, or the package to prime.",
        used.saturating_add(*reserved)
    )]
    LimitBelowUse {
        /// What was asked for, or what the site had.
        limit: u64,
        /// Engagements counted.
        used: u64,
        /// Held for chats that ring now.
        reserved: u64,
    },
}

/// What happens to a visitor who asks for a person when the limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AtLimit {
    /// They get the fallback message at once; chats that run go on, and so do scripted dialogues.
    FallBack,
    /// Nothing: there is no limit.
    NoLimit,
}

/// The figures of the usage page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usage {
    /// What was paid for.
    pub package: Package,
    /// Engagements counted.
    pub used: u64,
    /// Held for chats that are offered now.
    pub reserved: u64,
    /// How many there may be; `None` where there is no limit.
    pub limit: Option<u64>,
    /// Whether somebody should be told that the limit is near.
    pub notice: bool,
    /// What happens when it is reached.
    pub at_limit: AtLimit,
}

impl Default for Plan {
    fn default() -> Self {
        Self { package: Package::default(), select_limit: SELECT }
    }
}

impl Plan {
    /// The package.
    pub const fn package(&self) -> Package {
        self.package
    }

    /// Engagements in the life of the site; `None` where there is no limit.
    pub const fn limit(&self) -> Option<u64> {
        match self.package {
            Package::Select => Some(self.select_limit),
            Package::Prime => None,
        }
    }

    /// What the operator's word makes of it. Without a limit, the one set before stays.
    pub const fn changed(
        self,
        package: Package,
        limit: Option<u64>,
        totals: Totals,
    ) -> Result<Self, PlanRefusal> {
        let select_limit = match (package, limit) {
            (Package::Prime, Some(_)) => return Err(PlanRefusal::LimitOnPrime),
            (Package::Select, Some(limit)) => limit,
            (_, None) => self.select_limit,
        };
        let changed = Self { package, select_limit };
        let Totals { used, reserved } = totals;
        match changed.limit() {
            // What rings now may yet count, and the limit is never exceeded.
            Some(limit) if limit < used.saturating_add(reserved) => {
                Err(PlanRefusal::LimitBelowUse { limit, used, reserved })
            }
            _ => Ok(changed),
        }
    }

    /// Whether the limit is reached. What is held doesn't count, for the same reason as below.
    pub fn is_exhausted(&self, used: u64) -> bool {
        self.limit().is_some_and(|limit| used >= limit)
    }

    /// Whether the limit is near: from 90 % of it on. What is held doesn't count, for it may be free
    /// again a moment later.
    pub fn is_near(&self, used: u64) -> bool {
        self.limit().is_some_and(|limit| u128::from(used) * 10 >= u128::from(limit) * 9)
    }

    /// The figures of the usage page.
    pub fn usage(&self, totals: Totals) -> Usage {
        let Totals { used, reserved } = totals;
        let limit = self.limit();
        let at_limit = if limit.is_some() { AtLimit::FallBack } else { AtLimit::NoLimit };
        let notice = self.is_near(used);
        Usage { package: self.package, used, reserved, limit, notice, at_limit }
    }
}

impl PlanRefusal {
    /// What kind of problem it is.
    pub const fn problem(&self) -> ProblemCode {
        match self {
            Self::LimitOnPrime => ProblemCode::LimitOnPrime,
            Self::LimitBelowUse { .. } => ProblemCode::LimitBelowUse,
        }
    }
}
