//! Bodies of the HTTP interface.

use crate::event::{AgentFace, Page};
use crate::id::{
    AgentId, CardId, ClientKey, ConversationId, DialogueId, ResponseId, SiteId, Version, VisitId,
    VisitorId,
};
use crate::permission::{Permission, Role};
use crate::person::Values;
use crate::quota::Package;
use crate::stream::Stream;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `GET /v1/sites/{site}/bootstrap`: what a page needs to greet its visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// Whose chat it is.
    pub site: SiteId,
    /// Off: the page shows nothing.
    pub enabled: bool,
    /// How it looks.
    pub style: Style,
    /// The dialogue this page shows to this visitor, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialogue: Option<PublishedDialogue>,
}

/// A dialogue as a visitor's browser gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedDialogue {
    /// Which.
    pub id: DialogueId,
    /// Its name, for the page's own events.
    pub name: String,
    /// Which publication.
    pub version: Version,
    /// Whether the first card's text shows beside the closed launcher.
    pub poke: bool,
    /// Its cards.
    pub stream: Stream,
}

/// How the widget looks and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    /// The site's colour, `#rrggbb`; the colour of text on it is chosen for contrast.
    pub brand: String,
    /// The corner of the page it sits in.
    pub corner: Corner,
    /// What the dialogue calls itself.
    pub bot_name: String,
    /// Path or https address of the dialogue's picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_picture: Option<String>,
    /// Under the name: how soon people answer.
    pub tagline: String,
    /// Link to the privacy policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_url: Option<String>,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            brand: "#2f5bea".into(),
            corner: Corner::Right,
            bot_name: "Assistant".into(),
            bot_picture: None,
            tagline: "Replies in a few minutes".into(),
            privacy_url: None,
        }
    }
}

/// A corner at the bottom of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// Where the line ends: right, or left in a right-to-left page.
    #[default]
    Right,
    /// Where the line begins.
    Left,
}

/// `POST /v1/sites/{site}/visitors`: a name for a browser, and the token that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorGreeting {
    /// Who this browser is from now on.
    pub visitor: VisitorId,
    /// Proves it; the page keeps it in its own storage.
    pub token: String,
    /// Until when.
    pub expires: Timestamp,
}

/// `POST /v1/sites/{site}/conversations`: the first response makes the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginConversation {
    /// The browser's own key: sent again, the same conversation is answered.
    pub key: ClientKey,
    /// The visit.
    pub visit: VisitId,
    /// The dialogue the visitor sees.
    pub dialogue: DialogueId,
    /// The publication they see.
    pub version: Version,
    /// Where they are.
    pub page: Page,
    /// What they did.
    pub first: FirstResponse,
}

/// A visitor's first response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FirstResponse {
    /// They chose a response of a question.
    Answer {
        /// The frame's key.
        id: ClientKey,
        /// The question.
        card: CardId,
        /// The choice.
        response: ResponseId,
    },
    /// They filled in fields.
    Capture {
        /// The frame's key.
        id: ClientKey,
        /// The capture card.
        card: CardId,
        /// The values.
        values: Values,
    },
    /// The stream begins with its live chat card, and they asked for a person.
    Open {
        /// The frame's key.
        id: ClientKey,
    },
}

/// The answer to [`BeginConversation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationBegun {
    /// Its id; the socket is at `/v1/conversations/{id}/socket`.
    pub conversation: ConversationId,
}

/// `POST /v1/sites/{site}/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The agent's e-mail.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// `GET /v1/sites/{site}/me` and the answer to [`SignIn`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The site they are signed in to.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// Who they are.
    pub agent: AgentFace,
    /// Their e-mail.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// What they may do.
    pub permissions: Vec<Permission>,
}

/// `PUT /v1/operator/sites/{site}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeSite {
    /// The site's name.
    pub name: String,
    /// Its package.
    pub package: Package,
    /// Origins whose pages may show its chat, like `https://example.com`; none: any.
    #[serde(default)]
    pub allowed_domains: Vec<String>,
    /// Its first admin; only read when the site is made.
    pub admin: NewAgent,
}

/// Somebody who may sign in. `PUT /v1/sites/{site}/agents/{agent}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAgent {
    /// Their name, as visitors see it.
    pub name: String,
    /// Their e-mail; they sign in with it.
    pub email: String,
    /// Their password; may be left out for somebody who has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// What they may do.
    #[serde(default)]
    pub role: Role,
}

/// An agent, as admins see them. `GET /v1/sites/{site}/agents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentRow {
    /// Who.
    pub id: AgentId,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Their role.
    pub role: Role,
    /// Path of their picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

/// `GET` and `PUT /v1/sites/{site}/settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// One switch off for everything.
    pub enabled: bool,
    /// How the widget looks.
    pub style: Style,
    /// What a visitor is told when nobody can be reached.
    pub fallback: String,
    /// How long a ring lasts, in seconds: 10 to 300.
    pub offer_seconds: u64,
    /// How long a chat may be silent before it ends, in minutes: 1 to 120.
    pub idle_minutes: u64,
    /// Origins whose pages may show the chat; none: any.
    pub allowed_domains: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            enabled: true,
            style: Style::default(),
            fallback: "Sorry, nobody is free to chat right now. Leave us a note by e-mail and we \
                       will get back to you."
                .into(),
            offer_seconds: 45,
            idle_minutes: 10,
            allowed_domains: Vec::new(),
        }
    }
}

/// A dialogue's draft, as its author writes it. `PUT /v1/sites/{site}/dialogues/{dialogue}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DialogueDraft {
    /// Its name.
    pub name: String,
    /// The lowest number wins where several qualify.
    #[serde(default)]
    pub priority: u32,
    /// Addresses it is shown on, like `https://*.site.com/folder/*`; none: everywhere.
    #[serde(default)]
    pub pages: Vec<String>,
    /// Addresses it is not shown on.
    #[serde(default)]
    pub not_pages: Vec<String>,
    /// Whether the first card's text shows beside the closed launcher.
    #[serde(default = "yes")]
    pub poke: bool,
    /// The stream, as written; only publishing checks it.
    pub stream: serde_json::Value,
}

const fn yes() -> bool {
    true
}

/// The answer to `POST /v1/sites/{site}/dialogues/{dialogue}/publish`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Published {
    /// The publication made, or the one that was there with the same content.
    pub version: Version,
    /// Advice: the stream was published, but visitors would be better served.
    pub advice: Vec<crate::stream::Finding>,
}

/// One row of `GET /v1/sites/{site}/conversations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRow {
    /// Which.
    pub id: ConversationId,
    /// What the visitor told.
    pub told: Values,
    /// Where it began.
    pub page: Page,
    /// When it began.
    pub started: Timestamp,
    /// When something last happened.
    pub last: Timestamp,
    /// Who talked to the visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentFace>,
    /// Where it stands: `scripted`, `waiting`, `live`, or how it ended.
    pub standing: String,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Pass it as `cursor` for the rows after these; none: there are no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
