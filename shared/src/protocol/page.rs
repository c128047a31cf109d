//! What the loader on a page asks, and what it is told. The panel reads only the [`Bootstrap`] in it.

use super::identity::Identity;
use super::visit::Bootstrap;
use crate::audience::{Measured, Trigger, Wait};
use crate::colour::Palettes;
use crate::event::Page;
use crate::id::DialogueId;
use crate::language::{Language, LauncherTexts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `POST /v1/sites/{site}/bootstrap`: a page asks what to greet its visitor with. A page view wakes
/// no object.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct BootstrapRequest {
    /// Where the visitor is.
    pub page: Page,
    /// Dialogues they came to the end of.
    pub done: Vec<String>,
    /// What the page knows of them, by field; what can't be taken is left out.
    pub page_attributes: Map<String, Value>,
    /// Who the page says they are.
    pub identity: Identity,
    /// The languages that page and browser chat request for, the most wanted first, like `de-AT`.
    pub languages: Vec<String>,
    /// How long they have been here.
    pub measured: Measured,
    /// The conversational flow that was set off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
}

/// The answer to [`BootstrapRequest`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageBoot {
    /// What the panel is made from.
    #[serde(flatten)]
    pub boot: Bootstrap,
    /// The language that the chat speaks.
    pub language: Language,
    /// What the launcher says in it.
    pub texts: LauncherTexts,
    /// The site's colour, made readable.
    pub colours: Palettes,
    /// What words are set in, as CSS lists it; none: what the page's are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
    /// Why the page's word for who its visitor is was not taken: nothing is known of them then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Whether this site waits for anything that happens on pages: then they measure it.
    #[serde(default)]
    pub measure: bool,
    /// Whether its dialogue is the flow that was asked for.
    #[serde(default)]
    pub flow: bool,
    /// Dialogues that take the place of what is shown once something has happened: then the page
    /// asks again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Waiting>,
    /// Flows that may be set off on this page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<FlowHere>,
}

/// A dialogue that waits for something to happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Waiting {
    pub dialogue: DialogueId,
    pub until: Wait,
}

/// A flow that may be set off on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FlowHere {
    pub dialogue: DialogueId,
    pub trigger: Trigger,
}
