//! Who works on a site: invitations, where agents are named, and how the desk sees them now.

use crate::id::{AgentId, InvitationId, SiteId};
use crate::permission::Role;
use crate::person::Attributes;
use crate::stream::Route;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /v1/sites/{site}/invitations`: somebody may join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewInvitation {
    /// The e-mail address they will sign in with. Nothing is sent there.
    pub email: String,
    /// What they will be.
    pub role: Role,
}

/// One row of `GET /v1/sites/{site}/invitations`: somebody who may join and has not yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvitationRow {
    pub id: InvitationId,
    /// The e-mail address they will sign in with.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// Who invited them, with their name as it was then.
    pub by: String,
    pub created_at: Timestamp,
    /// Until when they may join.
    pub expires: Timestamp,
}

/// The answer to [`NewInvitation`]: the only time the token is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedInvitation {
    /// As the list has it from now on.
    #[serde(flatten)]
    pub row: InvitationRow,
    /// What lets somebody join, once.
    pub token: String,
}

/// `GET /v1/sites/{site}/join?invitation=…`: what somebody was invited to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invited {
    pub site: SiteId,
    pub site_name: String,
    /// The e-mail address they will sign in with.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// Who invited them.
    pub by: String,
    /// Until when they may join.
    pub expires: Timestamp,
}

/// `POST /v1/sites/{site}/join`: somebody invited joins, and is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Join {
    /// The token of the invitation.
    pub invitation: String,
    /// Their name, as visitors see it.
    pub name: String,
    pub password: String,
}

/// What names an agent or a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UsedIn {
    /// A live chat card of a dialogue's draft.
    Draft,
    /// A live chat card that visitors see.
    Published,
    /// A custom rule.
    Rule,
    /// A team.
    Team,
    /// An account.
    Account,
}

/// One row of `GET …/agents/{agent}/references` and `GET …/teams/{team}/references`: something that names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reference {
    pub used_in: UsedIn,
    /// Its id, or an account's domain.
    pub id: String,
    pub name: String,
}

/// `GET /v1/sites/{site}/availability`: how the desk sees everybody now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AvailabilityOverview {
    pub agents: Vec<AvailabilityRow>,
    /// Visitors who wait for somebody to answer.
    pub waiting: usize,
    /// Chats that run.
    pub live: usize,
    /// How many chats one agent can have.
    pub max_chats: u32,
}

/// An agent, as the desk sees them now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AvailabilityRow {
    pub agent: AgentId,
    /// Whether they are said to be available, by hand or by schedule.
    pub available: bool,
    /// Whether a browser of theirs is connected.
    pub online: bool,
    /// How many chats they have, offers counted.
    pub chats: usize,
    /// Why no chat can be offered to them now; none: it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable_reason: Option<String>,
}

/// `POST /v1/sites/{site}/routing/try`: a visitor who is made up, and the way they would come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TryRouting {
    /// What the card would say.
    pub route: Route,
    /// What would be known of the visitor.
    #[serde(default)]
    pub attributes: Attributes,
    /// The page they would be on.
    #[serde(default)]
    pub page_url: String,
    /// Where they would have come from.
    #[serde(default)]
    pub referrer: String,
    /// The country the edge would infer.
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub city: String,
}
