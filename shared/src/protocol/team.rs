//! The team of a site: invitations, references to agents and teams, and current availability.

use crate::id::{AgentId, InvitationId, SiteId};
use crate::permission::{Permission, RoleId};
use crate::person::Attributes;
use crate::stream::Route;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /v1/sites/{site}/invitations`: invites a new agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewInvitation {
    /// The e-mail address that they will sign in with. No mail is sent.
    pub email: String,
    /// Their role when they have joined.
    pub role: RoleId,
}

/// An open invitation. One row of `GET /v1/sites/{site}/invitations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvitationRow {
    pub id: InvitationId,
    /// The e-mail address that they will sign in with.
    pub email: String,
    /// Their role when they have joined.
    pub role: RoleId,
    /// Who invited them, with their name at that time.
    pub by: String,
    pub created_at: Timestamp,
    /// When the invitation expires.
    pub expires: Timestamp,
}

/// The answer to [`NewInvitation`], which is the only one that contains the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedInvitation {
    /// Its row in the list.
    #[serde(flatten)]
    pub row: InvitationRow,
    /// The token for joining; it works once.
    pub token: String,
    /// Whether the link is also sent by mail.
    #[serde(default)]
    pub mailed: bool,
}

/// `GET /v1/sites/{site}/join?invitation=…`: the content of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invited {
    pub site: SiteId,
    pub site_name: String,
    /// The e-mail address that they will sign in with.
    pub email: String,
    /// Their role when they have joined.
    pub role: RoleId,
    pub role_name: String,
    /// The permissions of that role now.
    pub permissions: Vec<Permission>,
    /// The name of the agent who invited them.
    pub by: String,
    /// When the invitation expires.
    pub expires: Timestamp,
}

/// `POST /v1/sites/{site}/join`: accepts an invitation and signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Join {
    /// The token of the invitation.
    pub invitation: String,
    /// Display name, which visitors see.
    pub name: String,
    pub password: String,
}

/// A role. One row of `GET /v1/sites/{site}/roles`: first the four that every site has, then the
/// site's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleRow {
    pub id: RoleId,
    pub name: String,
    pub permissions: Vec<Permission>,
    /// Number of agents who have it.
    pub agents: usize,
    /// Number of open invitations to it.
    pub invitations: usize,
}

/// `PUT /v1/sites/{site}/roles/{role}`: a role of the site's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewRole {
    /// Its name, which no other role of the site has.
    pub name: String,
    /// Its permissions. Those to see what others change are added.
    pub permissions: Vec<Permission>,
}

/// Where an agent or team is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UsedIn {
    /// A live chat card of a dialogue's draft.
    Draft,
    /// A live chat card of a published dialogue.
    Published,
    /// A routing rule.
    Rule,
    Team,
    /// An account, which the agent owns.
    Account,
}

/// Something that refers to an agent or a team. One row of `GET …/agents/{agent}/references` and
/// `GET …/teams/{team}/references`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reference {
    pub used_in: UsedIn,
    /// Its id; for an account the domain.
    pub id: String,
    pub name: String,
}

/// `GET /v1/sites/{site}/availability`: the current status of all agents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AvailabilityOverview {
    pub agents: Vec<AvailabilityRow>,
    /// Number of visitors who wait for an answer.
    pub waiting: usize,
    /// Number of running chats.
    pub live: usize,
}

/// The current status of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AvailabilityRow {
    pub agent: AgentId,
    /// Whether they are available by toggle or schedule.
    pub available: bool,
    /// Whether a browser of theirs is connected.
    pub online: bool,
    /// Number of chats and offers they have.
    pub chats: usize,
    /// How many chats and offers they can have at once.
    pub max_chats: u32,
    /// Why no chat can be offered to them now; `null` if it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable_reason: Option<String>,
}

/// `POST /v1/sites/{site}/routing/try`: a made-up visitor and route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TryRouting {
    /// The route of the live chat card.
    pub route: Route,
    /// The visitor's attributes.
    #[serde(default)]
    pub attributes: Attributes,
    /// The page that the visitor is on.
    #[serde(default)]
    pub page_url: String,
    /// The address that the visitor came from, as the browser gives it.
    #[serde(default)]
    pub referrer: String,
    /// The country that the edge would derive.
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub city: String,
}
