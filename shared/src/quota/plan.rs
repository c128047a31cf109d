//! A site's plan, which the operator sets: the package and the limit.

use super::ledger::Totals;
use crate::problem::ProblemCode;
use serde::{Deserialize, Serialize};

/// The package that a site has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Package {
    /// A limited number of engagements in the lifetime of the site.
    #[default]
    Select,
    /// Engagements without a limit.
    Prime,
}

/// The default limit of a Select site.
const SELECT: u64 = 100;

/// A site's package with its limit. This is the only place that says how far a site may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Plan {
    package: Package,
    /// The limit under Select; kept while the site has Prime.
    #[serde(default = "select")]
    select_limit: u64,
}

const fn select() -> u64 {
    SELECT
}

/// Why a package or limit is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefusal {
    /// Prime was given a limit.
    #[error("Prime has no limit. Leave `limit` out, or set the package to select.")]
    LimitOnPrime,
    /// The site has used or reserved more than the limit.
    #[error(
        "A limit of {limit} is too low: this site has used {used} engagements and has reserved \
         {reserved} more for open chat requests. Set a limit of {} or more, or choose the package prime.",
        used.saturating_add(*reserved)
    )]
    LimitBelowUse {
        /// The new limit, or the one that the site had before.
        limit: u64,
        /// How many engagements the site has used.
        used: u64,
        /// Engagements reserved for open chat requests.
        reserved: u64,
    },
}

/// What happens to a visitor who asks for a person when the limit is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AtLimit {
    /// They get the fallback message. Running chats and scripted dialogues go on.
    FallBack,
    /// There is no limit.
    NoLimit,
}

/// The figures of the usage page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usage {
    /// The site's package.
    pub package: Package,
    /// How many engagements the site has used.
    pub used: u64,
    /// Engagements reserved for open chat requests.
    pub reserved: u64,
    /// Most engagements; `None` if there is no limit.
    pub limit: Option<u64>,
    /// Whether the console warns that the limit is near.
    pub notice: bool,
    /// What happens at the limit.
    pub at_limit: AtLimit,
}

impl Default for Plan {
    fn default() -> Self {
        Self { package: Package::default(), select_limit: SELECT }
    }
}

impl Plan {
    pub const fn package(&self) -> Package {
        self.package
    }

    /// Most engagements in the lifetime of the site; `None` if there is no limit.
    pub const fn limit(&self) -> Option<u64> {
        match self.package {
            Package::Select => Some(self.select_limit),
            Package::Prime => None,
        }
    }

    /// The plan after the operator's change. Without a new limit, the previous one stays.
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
            // Reserved engagements may still count, and the limit must never be exceeded.
            Some(limit) if limit < used.saturating_add(reserved) => {
                Err(PlanRefusal::LimitBelowUse { limit, used, reserved })
            }
            _ => Ok(changed),
        }
    }

    /// Whether the limit is reached. Reserved engagements don't count, because they may be released
    /// a moment later.
    pub fn is_exhausted(&self, used: u64) -> bool {
        self.limit().is_some_and(|limit| used >= limit)
    }

    /// Whether at least 90 % of the limit is used. Reserved engagements don't count here either.
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
    /// The problem that answers the request.
    pub const fn problem(&self) -> ProblemCode {
        match self {
            Self::LimitOnPrime => ProblemCode::LimitOnPrime,
            Self::LimitBelowUse { .. } => ProblemCode::LimitBelowUse,
        }
    }
}
