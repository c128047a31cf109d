//! Bootstrap: what the loader on a page asks, and the answer. The panel reads only the
//! [`Bootstrap`] in it.

use super::identity::Identity;
use super::visit::Bootstrap;
use crate::audience::{Measured, Trigger, Wait};
use crate::colour::Palettes;
use crate::event::Page;
use crate::id::{ConversationId, DialogueId, VisitId};
use crate::language::{Language, LauncherTexts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `POST /v1/sites/{site}/bootstrap`: a page asks what to show to its visitor. A page view wakes no
/// Durable Object.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct BootstrapRequest {
    /// The visit's id from an earlier answer, or one that the browser made up. A string, because an
    /// invalid one must not keep the page from its answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<String>,
    /// The page that the visitor is on.
    pub page: Page,
    /// Dialogues that they have finished.
    pub done: Vec<String>,
    /// The conversations that the browser remembers, as it stores them; only their ids matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<String>,
    /// Attributes that the page passes, by field; invalid ones are ignored.
    pub page_attributes: Map<String, Value>,
    /// The visitor's identity, if the page knows it.
    pub identity: Identity,
    /// The languages of page and browser, the preferred one first, like `de-AT`.
    pub languages: Vec<String>,
    /// What the page has measured of this visit, for triggers.
    pub measured: Measured,
    /// The conversational flow whose trigger has fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
}

/// The answer to [`BootstrapRequest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageBoot {
    /// What the panel needs.
    #[serde(flatten)]
    pub boot: Bootstrap,
    /// The language of the widget's texts.
    pub language: Language,
    /// The texts of the launcher in this language.
    pub texts: LauncherTexts,
    /// The site's colour, adjusted for contrast.
    pub colours: Palettes,
    /// The font as a CSS list; `null` uses the font of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
    /// The id under which the visit is counted: what the page reports counts for no other. `null` if the
    /// page named no visit, or too many visits begin at its network address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<VisitId>,
    /// Why the identity was refused. The visitor is treated as anonymous then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Whether this site has triggers that need measurements.
    #[serde(default)]
    pub measure: bool,
    /// The earlier conversation that an agent has answered since, unless the visitor has seen it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<ConversationId>,
    /// Whether the dialogue in `boot` is the flow that the page asked for.
    #[serde(default)]
    pub flow: bool,
    /// Whether the visitor has finished the dialogue in `boot` before. They can start it again, but
    /// the page neither shows it by itself nor counts it as shown.
    #[serde(default)]
    pub again: bool,
    /// Dialogues with a higher priority whose trigger has not fired. When it fires, the page asks
    /// again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Waiting>,
    /// Flows that can be triggered on this page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<FlowHere>,
}

/// A dialogue that waits for its trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Waiting {
    pub dialogue: DialogueId,
    pub until: Wait,
}

/// A flow that can be triggered on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowHere {
    pub dialogue: DialogueId,
    pub trigger: Trigger,
}
