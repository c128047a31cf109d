//! To whom a dialogue is shown, and where; and what sets a conversational flow off.

use super::attribute::{Attribute, AttributeSource, VisitorData};
use super::criterion::{Criterion, Measured, Verdict};
use super::url::matches_any;
use crate::event::string_enum;
use crate::person::Field;
use crate::prelude::*;
use serde::{Deserialize, Serialize};

string_enum!(
    /// Which visitors, by what is known of them.
    #[derive(Default)]
    Visitors {
        /// All.
        #[default]
        Everyone = "everyone",
        /// Those whose e-mail address is known.
        Identified = "identified",
        /// Those whose e-mail address is not known.
        Anonymous = "anonymous",
    }
);

/// To whom, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Audience {
    /// Addresses it is shown on, like `https://*.site.com/folder/*`; none: everywhere.
    pub pages: Vec<String>,
    /// Addresses it is not shown on.
    pub not_pages: Vec<String>,
    pub visitors: Visitors,
    /// What is asked of them beside that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Criterion>,
}

impl Audience {
    /// Whether a visitor belongs to it.
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

/// What sets a conversational flow off. A page can always do it by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum Trigger {
    /// A click on an element.
    Click {
        /// A CSS selector that it, or something around it, fits.
        selector: String,
    },
    /// A form that is sent.
    Submit {
        /// A CSS selector that the form fits.
        selector: String,
    },
    /// The page is there.
    Load,
    /// The page was looked at for so long.
    Time { seconds: u32 },
    /// The page was looked at so far down, on this visit to it.
    Scroll { percent: u32 },
    /// Nothing but the page's own call.
    Call,
}
