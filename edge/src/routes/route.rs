//! Every address of the worker, and what may be done there. Pure: from a method and a path to a
//! value, or to what is wrong with them.

use crate::error::ApiError;
use crate::site::ReplyScope;
use shared::id::{
    AgentId, ConversationId, DeviceId, DialogueId, ErasureId, FileId, InvitationId, KeyId,
    PersonId, ReplyId, SiteId, TeamId, Version, VisitorId,
};
use worker::Method;

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    Health,
    Bootstrap(SiteId),
    Visitors(SiteId),
    /// A browser tells what it saw.
    Count(SiteId),
    Begin(SiteId),
    Panel(SiteId),
    SignIn(SiteId),
    SignOut(SiteId),
    Me(SiteId),
    Agents(SiteId),
    PutAgent(SiteId, AgentId),
    RemoveAgent(SiteId, AgentId),
    AgentReferences(SiteId, AgentId),
    TeamReferences(SiteId, TeamId),
    Invitations(SiteId),
    Invite(SiteId),
    RevokeInvitation(SiteId, InvitationId),
    /// Somebody follows an invitation.
    Invited(SiteId),
    Join(SiteId),
    AvailabilityOverview(SiteId),
    CheckPage(SiteId),
    TryRouting(SiteId),
    Availability(SiteId, AgentId),
    PutAvailability(SiteId, AgentId),
    OwnPicture(SiteId, AgentId),
    PutPicture(SiteId, AgentId),
    Picture(SiteId, AgentId, String),
    Devices(SiteId),
    PutDevice(SiteId),
    DeleteDevice(SiteId, DeviceId),
    TryDevice(SiteId, DeviceId),
    Settings(SiteId),
    PutSettings(SiteId),
    Identity(SiteId),
    RequireSignature(SiteId),
    RotateIdentity(SiteId),
    RoutingConfig(SiteId),
    PutRoutingConfig(SiteId),
    Dialogues(SiteId),
    OrderDialogues(SiteId),
    Dialogue(SiteId, DialogueId),
    PutDialogue(SiteId, DialogueId),
    DeleteDialogue(SiteId, DialogueId),
    Publish(SiteId, DialogueId),
    Unpublish(SiteId, DialogueId),
    Versions(SiteId, DialogueId),
    VersionText(SiteId, DialogueId, Version),
    RollBack(SiteId, DialogueId, Version),
    History(SiteId, DialogueId),
    Keys(SiteId),
    MakeKey(SiteId),
    RevokeKey(SiteId, KeyId),
    Replies(SiteId),
    /// The site's own where it is nobody's.
    PutReply(SiteId, ReplyScope, ReplyId),
    DeleteReply(SiteId, ReplyScope, ReplyId),
    Usage(SiteId),
    DialogueReport(SiteId),
    Funnel(SiteId, DialogueId),
    ChatReport(SiteId),
    Conversations(SiteId),
    Search(SiteId),
    Filters(SiteId),
    /// Whom a conversation is with, to read or to note something.
    Visitor(SiteId, ConversationId),
    People(SiteId),
    Person(SiteId, PersonId),
    PutPerson(SiteId, PersonId),
    ErasePerson(SiteId, PersonId),
    ExportPerson(SiteId, PersonId),
    Erasures(SiteId),
    Erasure(SiteId, ErasureId),
    Routing(SiteId, ConversationId),
    Transcript(SiteId, ConversationId),
    Blocked(SiteId),
    UnblockOne(SiteId, VisitorId),
    BlockState(SiteId, ConversationId),
    Block(SiteId, ConversationId),
    Unblock(SiteId, ConversationId),
    Desk(SiteId),
    TransferTargets(SiteId),
    Socket(ConversationId),
    Share(ConversationId),
    File(ConversationId, FileId),
    PutSite(SiteId),
    PutPackage(SiteId),
    /// A page asks whether it may ask.
    Preflight,
    Static,
}

/// Finds what a request is for.
pub(crate) fn find(method: &Method, path: &str) -> Result<Route, ApiError> {
    let Some(rest) = path.strip_prefix("/v1/") else {
        return match method {
            Method::Get | Method::Head => Ok(Route::Static),
            _ => Err(ApiError::Method { allow: "GET, HEAD" }),
        };
    };
    let parts: Vec<&str> = rest.split('/').collect();
    match parts.as_slice() {
        ["health"] => get(method, Route::Health),
        ["conversations", id, "socket"] => get(method, Route::Socket(ConversationId::parse(*id)?)),
        ["conversations", id, "files"] => post(method, Route::Share(ConversationId::parse(*id)?)),
        ["conversations", id, "files", file] => {
            get(method, Route::File(ConversationId::parse(*id)?, FileId::parse(*file)?))
        }
        ["operator", "sites", site] => put(method, Route::PutSite(SiteId::parse(*site)?)),
        ["operator", "sites", site, "package"] => {
            put(method, Route::PutPackage(SiteId::parse(*site)?))
        }
        ["sites", site, rest @ ..] => match site_route(method, SiteId::parse(*site)?, rest) {
            Err(ApiError::NoRoute { .. }) => Err(ApiError::NoRoute { path: path.to_owned() }),
            found => found,
        },
        _ => Err(ApiError::NoRoute { path: path.to_owned() }),
    }
}

fn site_route(method: &Method, site: SiteId, rest: &[&str]) -> Result<Route, ApiError> {
    match rest {
        ["bootstrap" | "visitors" | "counts" | "conversations"] if *method == Method::Options => {
            Ok(Route::Preflight)
        }
        ["bootstrap"] => match method {
            Method::Get | Method::Post => Ok(Route::Bootstrap(site)),
            _ => Err(ApiError::Method { allow: "GET, POST" }),
        },
        ["visitors"] => post(method, Route::Visitors(site)),
        ["counts"] => post(method, Route::Count(site)),
        ["panel"] => get(method, Route::Panel(site)),
        ["me"] => get(method, Route::Me(site)),
        ["me", "push", rest @ ..] => device_route(method, site, rest),
        ["replies"] => get(method, Route::Replies(site)),
        ["replies", id] => reply_route(method, site, ReplyScope::Site, id),
        ["me", "replies", id] => reply_route(method, site, ReplyScope::Own, id),
        ["usage"] => get(method, Route::Usage(site)),
        ["reports", "dialogues"] => get(method, Route::DialogueReport(site)),
        ["reports", "dialogues", id, "funnel"] => {
            get(method, Route::Funnel(site, DialogueId::parse(*id)?))
        }
        ["reports", "chats"] => get(method, Route::ChatReport(site)),
        ["transfer-targets"] => get(method, Route::TransferTargets(site)),
        ["desk"] => get(method, Route::Desk(site)),
        ["conversations"] => match method {
            Method::Post => Ok(Route::Begin(site)),
            Method::Get => Ok(Route::Conversations(site)),
            _ => Err(ApiError::Method { allow: "GET, POST" }),
        },
        ["session"] => match method {
            Method::Post => Ok(Route::SignIn(site)),
            Method::Delete => Ok(Route::SignOut(site)),
            _ => Err(ApiError::Method { allow: "POST, DELETE" }),
        },
        ["settings"] => {
            get_or_put(method, || (Route::Settings(site.clone()), Route::PutSettings(site)))
        }
        ["identity"] => {
            get_or_put(method, || (Route::Identity(site.clone()), Route::RequireSignature(site)))
        }
        ["identity", "rotate"] => post(method, Route::RotateIdentity(site)),
        ["routing", "try"] => post(method, Route::TryRouting(site)),
        ["installation", "check"] => post(method, Route::CheckPage(site)),
        ["availability"] => get(method, Route::AvailabilityOverview(site)),
        ["teams", team, "references"] => {
            get(method, Route::TeamReferences(site, TeamId::parse(*team)?))
        }
        ["invitations"] => match method {
            Method::Get => Ok(Route::Invitations(site)),
            Method::Post => Ok(Route::Invite(site)),
            _ => Err(ApiError::Method { allow: "GET, POST" }),
        },
        ["invitations", id] => match method {
            Method::Delete => Ok(Route::RevokeInvitation(site, InvitationId::parse(*id)?)),
            _ => Err(ApiError::Method { allow: "DELETE" }),
        },
        ["join"] => match method {
            Method::Get => Ok(Route::Invited(site)),
            Method::Post => Ok(Route::Join(site)),
            _ => Err(ApiError::Method { allow: "GET, POST" }),
        },
        ["routing"] => get_or_put(method, || {
            (Route::RoutingConfig(site.clone()), Route::PutRoutingConfig(site))
        }),
        ["conversations", "search"] => get(method, Route::Search(site)),
        ["conversations", "filters"] => get(method, Route::Filters(site)),
        ["conversations", id, "visitor"] => {
            let id = ConversationId::parse(*id)?;
            get_or_put(method, || {
                (Route::Visitor(site.clone(), id.clone()), Route::Visitor(site, id))
            })
        }
        ["people", rest @ ..] => person_route(method, site, rest),
        ["erasures"] => get(method, Route::Erasures(site)),
        ["erasures", id] => get(method, Route::Erasure(site, ErasureId::parse(*id)?)),
        ["conversations", id, "routing"] => {
            get(method, Route::Routing(site, ConversationId::parse(*id)?))
        }
        ["blocked"] => get(method, Route::Blocked(site)),
        ["blocked", visitor] => match method {
            Method::Delete => Ok(Route::UnblockOne(site, VisitorId::parse(*visitor)?)),
            _ => Err(ApiError::Method { allow: "DELETE" }),
        },
        ["conversations", id, "blocked"] => {
            let id = ConversationId::parse(*id)?;
            match method {
                Method::Get => Ok(Route::BlockState(site, id)),
                Method::Put => Ok(Route::Block(site, id)),
                Method::Delete => Ok(Route::Unblock(site, id)),
                _ => Err(ApiError::Method { allow: "GET, PUT, DELETE" }),
            }
        }
        ["conversations", id, "transcript"] => {
            get(method, Route::Transcript(site, ConversationId::parse(*id)?))
        }
        ["agents", rest @ ..] => agent_route(method, site, rest),
        ["pictures", agent, hash] => {
            get(method, Route::Picture(site, AgentId::parse(*agent)?, (*hash).to_owned()))
        }
        ["dialogues", rest @ ..] => dialogue_route(method, site, rest),
        ["keys"] => match method {
            Method::Get => Ok(Route::Keys(site)),
            Method::Post => Ok(Route::MakeKey(site)),
            _ => Err(ApiError::Method { allow: "GET, POST" }),
        },
        ["keys", id] => match method {
            Method::Delete => Ok(Route::RevokeKey(site, KeyId::parse(*id)?)),
            _ => Err(ApiError::Method { allow: "DELETE" }),
        },
        _ => Err(nothing()),
    }
}

fn reply_route(
    method: &Method,
    site: SiteId,
    scope: ReplyScope,
    id: &str,
) -> Result<Route, ApiError> {
    let id = ReplyId::parse(id)?;
    match method {
        Method::Put => Ok(Route::PutReply(site, scope, id)),
        Method::Delete => Ok(Route::DeleteReply(site, scope, id)),
        _ => Err(ApiError::Method { allow: "PUT, DELETE" }),
    }
}

fn agent_route(method: &Method, site: SiteId, rest: &[&str]) -> Result<Route, ApiError> {
    match rest {
        [] => get(method, Route::Agents(site)),
        [agent] => match method {
            Method::Put => Ok(Route::PutAgent(site, AgentId::parse(*agent)?)),
            Method::Delete => Ok(Route::RemoveAgent(site, AgentId::parse(*agent)?)),
            _ => Err(ApiError::Method { allow: "PUT, DELETE" }),
        },
        [agent, "references"] => get(method, Route::AgentReferences(site, AgentId::parse(*agent)?)),
        [agent, "availability"] => {
            let agent = AgentId::parse(*agent)?;
            get_or_put(method, || {
                (
                    Route::Availability(site.clone(), agent.clone()),
                    Route::PutAvailability(site, agent),
                )
            })
        }
        [agent, "picture"] => {
            let agent = AgentId::parse(*agent)?;
            get_or_put(method, || {
                (Route::OwnPicture(site.clone(), agent.clone()), Route::PutPicture(site, agent))
            })
        }
        _ => Err(nothing()),
    }
}

fn person_route(method: &Method, site: SiteId, rest: &[&str]) -> Result<Route, ApiError> {
    let [id, rest @ ..] = rest else { return get(method, Route::People(site)) };
    let id = PersonId::parse(*id)?;
    match rest {
        [] => match method {
            Method::Get => Ok(Route::Person(site, id)),
            Method::Put => Ok(Route::PutPerson(site, id)),
            Method::Delete => Ok(Route::ErasePerson(site, id)),
            _ => Err(ApiError::Method { allow: "GET, PUT, DELETE" }),
        },
        ["export"] => get(method, Route::ExportPerson(site, id)),
        _ => Err(nothing()),
    }
}

fn device_route(method: &Method, site: SiteId, rest: &[&str]) -> Result<Route, ApiError> {
    match rest {
        [] => get_or_put(method, || (Route::Devices(site.clone()), Route::PutDevice(site))),
        [device] => match method {
            Method::Delete => Ok(Route::DeleteDevice(site, DeviceId::parse(*device)?)),
            _ => Err(ApiError::Method { allow: "DELETE" }),
        },
        [device, "try"] => post(method, Route::TryDevice(site, DeviceId::parse(*device)?)),
        _ => Err(nothing()),
    }
}

fn dialogue_route(method: &Method, site: SiteId, rest: &[&str]) -> Result<Route, ApiError> {
    let [id, rest @ ..] = rest else { return get(method, Route::Dialogues(site)) };
    if let ("order", []) = (*id, rest) {
        return put(method, Route::OrderDialogues(site));
    }
    let id = DialogueId::parse(*id)?;
    match rest {
        [] => match method {
            Method::Get => Ok(Route::Dialogue(site, id)),
            Method::Put => Ok(Route::PutDialogue(site, id)),
            Method::Delete => Ok(Route::DeleteDialogue(site, id)),
            _ => Err(ApiError::Method { allow: "GET, PUT, DELETE" }),
        },
        ["publish"] => post(method, Route::Publish(site, id)),
        ["unpublish"] => post(method, Route::Unpublish(site, id)),
        ["history"] => get(method, Route::History(site, id)),
        ["versions"] => get(method, Route::Versions(site, id)),
        ["versions", index] => get(method, Route::VersionText(site, id, version(index)?)),
        ["versions", index, "publish"] => post(method, Route::RollBack(site, id, version(index)?)),
        _ => Err(nothing()),
    }
}

/// The number of a version as it is written, and in no other way.
fn version(text: &str) -> Result<Version, ApiError> {
    let number = text.parse().ok().filter(|number: &u32| number.to_string() == text);
    number.map(Version).ok_or(nothing())
}

const fn nothing() -> ApiError {
    ApiError::NoRoute { path: String::new() }
}

fn get(method: &Method, route: Route) -> Result<Route, ApiError> {
    match method {
        Method::Get => Ok(route),
        _ => Err(ApiError::Method { allow: "GET" }),
    }
}

fn post(method: &Method, route: Route) -> Result<Route, ApiError> {
    match method {
        Method::Post => Ok(route),
        _ => Err(ApiError::Method { allow: "POST" }),
    }
}

fn put(method: &Method, route: Route) -> Result<Route, ApiError> {
    match method {
        Method::Put => Ok(route),
        _ => Err(ApiError::Method { allow: "PUT" }),
    }
}

fn get_or_put(method: &Method, routes: impl FnOnce() -> (Route, Route)) -> Result<Route, ApiError> {
    match method {
        Method::Get => Ok(routes().0),
        Method::Put => Ok(routes().1),
        _ => Err(ApiError::Method { allow: "GET, PUT" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> SiteId {
        SiteId::parse("site_a").unwrap()
    }

    fn found(method: Method, path: &str) -> Route {
        find(&method, path).unwrap()
    }

    #[test]
    fn an_address_and_a_method_make_a_route() {
        assert_eq!(found(Method::Get, "/v1/health"), Route::Health);
        assert_eq!(found(Method::Get, "/v1/sites/site_a/bootstrap"), Route::Bootstrap(site()));
        assert_eq!(found(Method::Options, "/v1/sites/site_a/visitors"), Route::Preflight);
        assert_eq!(found(Method::Post, "/v1/sites/site_a/conversations"), Route::Begin(site()));
        let listed = found(Method::Get, "/v1/sites/site_a/conversations");
        assert_eq!(listed, Route::Conversations(site()));
        assert_eq!(found(Method::Post, "/v1/sites/site_a/counts"), Route::Count(site()));
        let report = found(Method::Get, "/v1/sites/site_a/reports/dialogues");
        assert_eq!(report, Route::DialogueReport(site()));
        let rotate = found(Method::Post, "/v1/sites/site_a/identity/rotate");
        assert_eq!(rotate, Route::RotateIdentity(site()));
        let package = found(Method::Put, "/v1/operator/sites/site_a/package");
        assert_eq!(package, Route::PutPackage(site()));
        let dialogue = DialogueId::parse("dialogue_b").unwrap();
        let publish = found(Method::Post, "/v1/sites/site_a/dialogues/dialogue_b/publish");
        assert_eq!(publish, Route::Publish(site(), dialogue.clone()));
        let back = found(Method::Post, "/v1/sites/site_a/dialogues/dialogue_b/versions/12/publish");
        assert_eq!(back, Route::RollBack(site(), dialogue, Version(12)));
        let agent = AgentId::parse("agent_c").unwrap();
        let availability = found(Method::Get, "/v1/sites/site_a/agents/agent_c/availability");
        assert_eq!(availability, Route::Availability(site(), agent.clone()));
        let device = found(Method::Delete, "/v1/sites/site_a/me/push/device_d");
        assert_eq!(device, Route::DeleteDevice(site(), DeviceId::parse("device_d").unwrap()));
        let erase = found(Method::Delete, "/v1/sites/site_a/people/person_e");
        assert_eq!(erase, Route::ErasePerson(site(), PersonId::parse("person_e").unwrap()));
        let search = found(Method::Get, "/v1/sites/site_a/conversations/search");
        assert_eq!(search, Route::Search(site()));
        let picture = found(Method::Put, "/v1/sites/site_a/agents/agent_c/picture");
        assert_eq!(picture, Route::PutPicture(site(), agent));
    }

    #[test]
    fn a_wrong_method_is_answered_with_the_allowed_ones() {
        for (method, path, right) in [
            (Method::Post, "/v1/health", "GET"),
            (Method::Delete, "/v1/sites/site_a/settings", "GET, PUT"),
            (Method::Patch, "/v1/sites/site_a/conversations", "GET, POST"),
            (Method::Get, "/v1/sites/site_a/counts", "POST"),
            (Method::Put, "/v1/sites/site_a/me/push/device_d", "DELETE"),
            (Method::Post, "/console", "GET, HEAD"),
        ] {
            let error = find(&method, path).unwrap_err();
            assert!(matches!(error, ApiError::Method { allow } if allow == right), "{path}");
        }
    }

    #[test]
    fn an_unknown_address_is_named() {
        for path in ["/v1/", "/v1/sites", "/v1/sites/site_a", "/v1/sites/site_a/x", "/v1/health/"] {
            let error = find(&Method::Get, path).unwrap_err();
            assert!(
                matches!(error, ApiError::NoRoute { path: actual } if actual == path),
                "{path}"
            );
        }
    }

    #[test]
    fn an_id_of_another_kind_is_no_route() {
        let error = find(&Method::Get, "/v1/sites/agent_a/bootstrap").unwrap_err();
        assert!(matches!(error, ApiError::BadId(_)));
    }

    #[test]
    fn everything_else_is_a_file() {
        assert_eq!(found(Method::Get, "/console/inbox"), Route::Static);
        assert_eq!(found(Method::Head, "/widget.js"), Route::Static);
    }
}
