//! Attributes of now: what is so at the site at this moment. Only the edge can tell. It looks when a
//! dialogue reaches a condition that asks for one, and logs what it found.

use crate::prelude::*;
#[cfg(feature = "serde")]
use crate::{
    id::{AgentId, TeamId},
    stream::Route,
};
#[cfg(feature = "serde")]
use alloc::collections::BTreeMap;

/// How the names of these attributes begin. No field has a colon in its name.
const PREFIX: &str = "now:";
/// Whether the site is open.
#[cfg(feature = "serde")]
const OPEN: &str = "now:open";
/// Whether somebody can be offered a chat.
#[cfg(feature = "serde")]
const AVAILABLE: &str = "now:available";

/// The name of an attribute of now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct NowAttribute(String);

/// What was so when somebody looked. What nobody looked at is missing.
#[cfg(feature = "serde")]
pub type NowFacts = BTreeMap<NowAttribute, bool>;
/// The widget decides nothing by what is so now, so it downloads nothing to read it.
#[cfg(not(feature = "serde"))]
pub type NowFacts = ();

/// For visitors for whom nobody has looked.
#[cfg(feature = "serde")]
pub static NOTHING_KNOWN: NowFacts = NowFacts::new();
#[cfg(not(feature = "serde"))]
pub static NOTHING_KNOWN: NowFacts = ();

/// What an attribute of now asks. The answer is `yes` or `no`.
#[cfg(feature = "serde")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NowQuestion {
    /// Is the site open, by its own hours?
    Open,
    /// Could a chat on this route be offered to somebody?
    Available(Route),
}

impl NowAttribute {
    /// The attribute with this name, if it asks for something that can be known.
    pub fn parse(name: &str) -> Option<Self> {
        // The widget only must know them from fields; what they ask, the edge finds out.
        #[cfg(feature = "serde")]
        question(name)?;
        name.starts_with(PREFIX).then(|| Self(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "serde")]
impl NowAttribute {
    /// The attribute that asks whether the site is open.
    pub fn open() -> Self {
        Self(OPEN.to_owned())
    }

    /// The attribute that asks whether somebody is available on a route.
    pub fn available(route: &Route) -> Self {
        let of = |whom: &str| format!("{AVAILABLE}:{whom}");
        Self(match route {
            Route::RoundRobin => AVAILABLE.to_owned(),
            Route::Rules => of("rules"),
            Route::Team { team } => of(team.as_str()),
            Route::Agent { agent } => of(agent.as_str()),
        })
    }

    /// What it asks.
    pub fn question(&self) -> NowQuestion {
        question(&self.0).unwrap_or(NowQuestion::Open)
    }

    /// The route whose agents it asks for, if it asks for agents.
    pub fn route(&self) -> Option<Route> {
        match self.question() {
            NowQuestion::Open => None,
            NowQuestion::Available(route) => Some(route),
        }
    }
}

#[cfg(feature = "serde")]
fn question(name: &str) -> Option<NowQuestion> {
    if name == OPEN {
        return Some(NowQuestion::Open);
    }
    let rest = name.strip_prefix(AVAILABLE)?;
    let route = match rest.strip_prefix(':') {
        None if rest.is_empty() => Route::RoundRobin,
        None => return None,
        Some("rules") => Route::Rules,
        Some(id) => match (TeamId::parse(id), AgentId::parse(id)) {
            (Ok(team), _) => Route::Team { team },
            (_, Ok(agent)) => Route::Agent { agent },
            _ => return None,
        },
    };
    Some(NowQuestion::Available(route))
}

/// The value of an attribute of now; empty if nobody looked.
pub(super) fn value_of<'f>(facts: &'f NowFacts, attribute: &NowAttribute) -> &'f str {
    #[cfg(feature = "serde")]
    return facts.get(attribute).map_or("", |answer| now_value(*answer));
    #[cfg(not(feature = "serde"))]
    {
        let _ = (facts, attribute);
        ""
    }
}

/// An answer as the value of the attribute.
pub const fn now_value(answer: bool) -> &'static str {
    if answer { "yes" } else { "no" }
}

#[cfg(feature = "serde")]
impl TryFrom<String> for NowAttribute {
    type Error = crate::person::NameError;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::parse(&name).ok_or(crate::person::NameError::Now(name))
    }
}

#[cfg(feature = "serde")]
impl From<NowAttribute> for String {
    fn from(attribute: NowAttribute) -> Self {
        attribute.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for NowAttribute {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NowAttribute".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let pattern = r"^now:(open|available(:(rules|team_[a-z0-9_]+|agent_[a-z0-9_]+))?)$";
        schemars::json_schema!({ "type": "string", "pattern": pattern })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_asked() {
        let team = Route::Team { team: TeamId::parse("team_sales").unwrap() };
        let agent = Route::Agent { agent: AgentId::parse("agent_ada").unwrap() };
        for (name, route) in [
            ("now:open", None),
            ("now:available", Some(Route::RoundRobin)),
            ("now:available:rules", Some(Route::Rules)),
            ("now:available:team_sales", Some(team)),
            ("now:available:agent_ada", Some(agent)),
        ] {
            let attribute = NowAttribute::parse(name).unwrap();
            assert_eq!((attribute.as_str(), attribute.route()), (name, route.clone()));
            if let Some(route) = route {
                assert_eq!(NowAttribute::available(&route), attribute);
            }
        }
        assert_eq!(NowAttribute::open().as_str(), "now:open");
    }

    #[test]
    fn what_cannot_be_known_is_no_attribute() {
        for name in ["now:", "now:closed", "now:available:", "now:available:moon", "now:availablex"]
        {
            assert_eq!(NowAttribute::parse(name), None, "{name}");
        }
    }
}
