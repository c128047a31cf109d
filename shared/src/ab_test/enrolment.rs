//! Which visits count in a test, and for which variant.

use super::{AbTest, Variant};
use crate::counts::{AnalyticsEvent, Count};
use crate::id::DialogueId;
use serde::{Deserialize, Serialize};

/// A visit that takes part in a test of a dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The number of the test.
    pub test: u32,
    pub variant: Variant,
}

/// A figure of a variant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VariantCount {
    pub dialogue: DialogueId,
    /// The number of the test.
    pub test: u32,
    pub variant: Variant,
    pub count: Count,
}

impl AbTest {
    /// Whether a visit takes part from this event on, which is the first that it reports of the
    /// dialogue (ABTEST-03). What a conversation reports says which version it runs.
    pub fn enrol(&self, event: &AnalyticsEvent) -> Option<Enrolment> {
        let begins = match event.count {
            Count::Triggered | Count::Engaged => true,
            Count::Completed => event.version.is_none(),
            _ => false,
        };
        if !self.is_running() || !begins || event.at.0 < self.started_at.0 {
            return None;
        }
        let variant = match event.version {
            Some(version) => self.variant_with(version)?,
            None => self.variant(&event.visit),
        };
        Some(Enrolment { test: self.number, variant })
    }

    /// Whether an event of a visit that takes part counts: not if its conversation runs another
    /// version.
    pub fn counts(&self, enrolment: Enrolment, event: &AnalyticsEvent) -> bool {
        let own = self.version(enrolment.variant);
        self.is_running()
            && enrolment.test == self.number
            && event.version.is_none_or(|version| version == own)
    }
}

impl Count {
    /// Whether tests count it: figures of a whole dialogue, not of its cards.
    pub(crate) const fn is_compared(&self) -> bool {
        !self.is_card_count()
    }
}
