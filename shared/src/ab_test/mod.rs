//! A/B tests: two versions of a dialogue share its visitors, and are counted apart
//! (`docs/rules.md`, ABTEST-01 to ABTEST-05; `docs/ab-tests.md`).
//!
//! Which version a visitor meets follows from the id of their visit alone, so nothing is stored for
//! it. The counts are those of [`crate::counts`], for visits that met the dialogue during the test.

mod bucket;
mod enrolment;
mod interval;
mod result;

pub use bucket::{BUCKETS, Bucket};
pub use enrolment::{Enrolment, VariantCount};
pub use interval::{Difference, Rate};
pub use result::{AbTestReport, LEAST_VISITS, MeasureResult, VariantFigures, Verdict};

use crate::event::string_enum;
use crate::id::{DialogueId, Version, VisitId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The least and the most visitors who meet B, in percent.
pub const MIN_SHARE: u32 = 1;
/// See [`MIN_SHARE`].
pub const MAX_SHARE: u32 = 99;

string_enum!(
    /// One of the two versions of a test.
    Variant {
        /// The version that was live before.
        A = "a",
        /// The version that is tried.
        B = "b",
    }
);

string_enum!(
    /// What a test compares. Each is a share of the visits that were shown the dialogue.
    Measure {
        /// The visitor responded.
        Engaged = "engaged",
        /// The visitor reached the end of a branch.
        Completed = "completed",
        /// The visitor left an e-mail address.
        Acquired = "acquired",
        /// The visitor reached a goal.
        Converted = "converted",
    }
);

/// A test of a dialogue, running or over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AbTest {
    pub dialogue: DialogueId,
    /// The first test of a dialogue is 1.
    pub number: u32,
    /// The version that was live when it began, and stays it.
    pub a: Version,
    /// The version that is tried.
    pub b: Version,
    /// How many visitors meet B, in percent.
    #[cfg_attr(feature = "schema", schemars(range(min = MIN_SHARE, max = MAX_SHARE)))]
    pub share: u32,
    /// What decides, chosen before there are figures.
    pub measure: Measure,
    pub started_at: Timestamp,
    /// How it ended; nothing while it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<AbTestEnd>,
}

/// How a test ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AbTestEnd {
    pub at: Timestamp,
    /// What visitors meet from then on; nothing if the dialogue was unpublished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Variant>,
}

/// `POST /v1/sites/{site}/dialogues/{dialogue}/ab_tests`: what is to be tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewAbTest {
    /// The version to try against the live one.
    pub version: Version,
    /// How many visitors meet it, in percent.
    #[serde(default = "half")]
    #[cfg_attr(feature = "schema", schemars(range(min = MIN_SHARE, max = MAX_SHARE)))]
    pub share: u32,
    /// The share by which A and B are compared; the others are shown besides.
    #[serde(default = "response")]
    pub measure: Measure,
}

const fn half() -> u32 {
    50
}

const fn response() -> Measure {
    Measure::Engaged
}

/// `POST /v1/sites/{site}/dialogues/{dialogue}/ab_tests/end`: what all visitors meet from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndAbTest {
    pub keep: Variant,
}

/// Why a test can't begin, or can't end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AbTestError {
    /// There is nothing to compare with.
    #[error(
        "Visitors don’t see this dialogue. Publish it first, then another version can be tested against it."
    )]
    NotPublished,
    /// B is A.
    #[error("Version {} is what visitors see already. Choose another version to test against it.", .0.0)]
    SameVersion(Version),
    /// The share is out of bounds.
    #[error(
        "{MIN_SHARE} to {MAX_SHARE} percent of the visitors can meet the new version, not {0}."
    )]
    Share(u32),
    /// The versions are not for the same visitors.
    #[error(
        "Version {} is for other pages or visitors than the live one, or starts by another trigger. A test compares only \
         what they say: give both the same audience.", .0.0
    )]
    OtherAudience(Version),
    /// Another test of the dialogue runs.
    #[error("A test of this dialogue is running. End it first: keep A or B.")]
    Running,
    /// No test of the dialogue runs.
    #[error("No test of this dialogue is running.")]
    NotRunning,
}

impl AbTestError {
    /// Whether the request is right, and only comes at a wrong time.
    pub const fn is_conflict(self) -> bool {
        matches!(self, Self::Running | Self::NotRunning)
    }
}

impl NewAbTest {
    /// The test that begins, with the number after `last`, which is the dialogue's test before this
    /// one. `live` is the version that visitors see (ABTEST-01).
    pub fn begin(
        &self,
        dialogue: &DialogueId,
        live: Option<Version>,
        last: Option<&AbTest>,
        now: Timestamp,
    ) -> Result<AbTest, AbTestError> {
        if last.is_some_and(AbTest::is_running) {
            return Err(AbTestError::Running);
        }
        let a = live.ok_or(AbTestError::NotPublished)?;
        if a == self.version {
            return Err(AbTestError::SameVersion(a));
        }
        if !(MIN_SHARE..=MAX_SHARE).contains(&self.share) {
            return Err(AbTestError::Share(self.share));
        }
        Ok(AbTest {
            dialogue: dialogue.clone(),
            number: last.map_or(0, |last| last.number) + 1,
            a,
            b: self.version,
            share: self.share,
            measure: self.measure,
            started_at: now,
            end: None,
        })
    }
}

impl AbTest {
    pub const fn is_running(&self) -> bool {
        self.end.is_none()
    }

    /// The test, ended.
    pub fn ended(self, now: Timestamp, kept: Option<Variant>) -> Result<Self, AbTestError> {
        if !self.is_running() {
            return Err(AbTestError::NotRunning);
        }
        Ok(Self { end: Some(AbTestEnd { at: now, kept }), ..self })
    }

    pub const fn version(&self, variant: Variant) -> Version {
        match variant {
            Variant::A => self.a,
            Variant::B => self.b,
        }
    }

    /// Which of its two versions this is.
    pub fn variant_with(&self, version: Version) -> Option<Variant> {
        [Variant::A, Variant::B].into_iter().find(|variant| self.version(*variant) == version)
    }

    /// What a visit meets: always the same, as long as the test runs (ABTEST-02).
    pub fn variant(&self, visit: &VisitId) -> Variant {
        let seed = bucket::hash(&format!("{} {}", self.dialogue, self.number));
        if Bucket::new(visit).place(seed) < self.share { Variant::B } else { Variant::A }
    }
}
