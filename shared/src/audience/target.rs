//! The audience of a dialogue, and the trigger of a conversational flow.

use super::attribute::{Attribute, AttributeSource, VisitorData};
use super::criterion::{Criterion, Measured, Verdict};
use super::url::matches_any;
use crate::event::string_enum;
use crate::person::Field;
use crate::prelude::*;
use serde::{Deserialize, Serialize};

string_enum!(
    /// Which visitors see a dialogue, by whether their e-mail address is known.
    #[derive(Default)]
    Visitors {
        #[default]
        Everyone = "everyone",
        /// Visitors with a known e-mail address.
        Identified = "identified",
        /// Visitors without a known e-mail address.
        Anonymous = "anonymous",
    }
);

/// The visitors and pages that a dialogue is for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Audience {
    /// URL patterns of pages that show it, like `https://*.site.com/folder/*`; all pages if empty.
    pub pages: Vec<String>,
    /// URL patterns of pages that don't show it.
    pub not_pages: Vec<String>,
    pub visitors: Visitors,
    /// A further criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Criterion>,
}

impl Audience {
    /// Whether a visitor on a page belongs to the audience.
    pub fn verdict(&self, visitor_data: &VisitorData<'_>, measured: &Measured) -> Verdict {
        let is_identified = !visitor_data.value(&Attribute::Field(Field::Email)).is_empty();
        let fits = match self.visitors {
            Visitors::Everyone => true,
            Visitors::Identified => is_identified,
            Visitors::Anonymous => !is_identified,
        };
        if !fits || !matches_any(&self.pages, &self.not_pages, &visitor_data.page.url) {
            return Verdict::No;
        }
        self.when.as_ref().map_or(Verdict::Yes, |when| when.verdict(visitor_data, measured))
    }
}

/// The trigger of a conversational flow. A page can also start a flow by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum Trigger {
    /// A click on an element.
    Click {
        /// A CSS selector that the element or one of its ancestors matches.
        selector: String,
    },
    /// A form is submitted.
    Submit {
        /// A CSS selector that the form matches.
        selector: String,
    },
    /// The page is loaded.
    Load,
    /// The visitor has looked at the page for this long.
    Time { seconds: u32 },
    /// The visitor has scrolled this far, on this view of the page.
    Scroll { percent: u32 },
    /// Only a call from the page's script.
    Call,
}
