use super::*;
use crate::api::*;
use crate::id::{ConversationId, DialogueId, PersonId, SiteId, Version};
use std::collections::BTreeSet;

fn site() -> SiteId {
    SiteId::parse("site_a").unwrap()
}

fn found(method: &str, path: &str) -> Route {
    match find(method, path) {
        Ok(Found::Route(route)) => route,
        other => panic!("{method} {path}: {other:?}"),
    }
}

#[test]
fn a_method_and_a_path_make_a_route_and_the_route_its_path_again() {
    let site = site();
    let dialogue = DialogueId::parse("dialogue_b").unwrap();
    let publish = PublishVersion { site: site.clone(), dialogue, version: Version(12) };
    let path = "/v1/sites/site_a/dialogues/dialogue_b/versions/12/publish";
    assert_eq!(publish.path(), path);
    assert_eq!(found("POST", path), Route::PublishVersion(publish));
    let person = PersonId::parse("person_e").unwrap();
    let erase = found("DELETE", "/v1/sites/site_a/people/person_e");
    assert_eq!(erase, Route::ErasePerson(ErasePerson { site: site.clone(), person }));
    assert_eq!(found("GET", "/v1/health"), Route::GetHealth(GetHealth {}));
    let start = StartConversation { site };
    assert_eq!(found("POST", &start.path()), Route::StartConversation(start));
}

#[test]
fn a_literal_wins_over_a_parameter() {
    let order = found("PUT", "/v1/sites/site_a/dialogues/order");
    assert_eq!(order, Route::OrderDialogues(OrderDialogues { site: site() }));
    let method = find("GET", "/v1/sites/site_a/dialogues/order");
    assert_eq!(method, Err(RouteError::Method { allow: "PUT".to_owned() }));
}

#[test]
fn a_wrong_method_is_answered_with_the_right_ones() {
    for (method, path, right) in [
        ("POST", "/v1/health", "GET"),
        ("DELETE", "/v1/sites/site_a/settings", "GET, PUT"),
        ("PATCH", "/v1/sites/site_a/conversations", "GET, POST"),
        ("GET", "/v1/sites/site_a/session", "POST, DELETE"),
        ("POST", "/v1/sites/site_a/conversations/conv_a/blocked", "GET, PUT, DELETE"),
        ("OPTIONS", "/v1/sites/site_a/settings", "GET, PUT"),
    ] {
        let error = find(method, path);
        assert_eq!(error, Err(RouteError::Method { allow: right.to_owned() }), "{path}");
    }
}

#[test]
fn a_preflight_request_is_recognised() {
    for last in ["bootstrap", "visitors", "counts", "conversations"] {
        let path = format!("/v1/sites/site_a/{last}");
        assert_eq!(find("OPTIONS", &path), Ok(Found::Preflight), "{path}");
    }
}

#[test]
fn an_unknown_path_is_no_route_and_an_id_of_another_kind_is_named() {
    for path in
        ["/v1/", "/v1/sites", "/v1/sites/site_a", "/v1/sites/site_a/x", "/v1/health/", "/v2/health"]
    {
        assert_eq!(find("GET", path), Err(RouteError::NoRoute), "{path}");
    }
    for path in [
        "/v1/sites/agent_a/bootstrap",
        "/v1/sites/site_%61/bootstrap",
        "/v1/sites/site_a/dialogues/dialogue_b/versions/012",
        "/v1/sites/site_a/dialogues/dialogue_b/versions/null",
    ] {
        assert!(matches!(find("GET", path), Err(RouteError::Id(_))), "{path}");
    }
}

#[test]
fn no_two_routes_have_the_same_method_and_path_or_name() {
    let mut places = BTreeSet::new();
    let mut names = BTreeSet::new();
    for info in ROUTES {
        assert!(places.insert((info.pattern, info.method)), "{info:?}");
        assert!(names.insert(info.name), "{info:?}");
        assert!(info.summary.trim_end().ends_with('.'), "{} has no sentence", info.name);
    }
}

#[test]
fn a_query_is_written_as_it_is_read() {
    let route = ListConversations { site: site() };
    let query = ConversationFilter {
        scope: Some(Scope::All),
        status: Some("a b&c".to_owned()),
        ..ConversationFilter::default()
    };
    let url = route.url(&query);
    assert_eq!(url, "/v1/sites/site_a/conversations?scope=all&status=a%20b%26c");
    let read = ConversationFilter::read(|name| match name {
        "scope" => Some("all".to_owned()),
        "status" => Some("a b&c".to_owned()),
        _ => None,
    });
    assert_eq!(read, Ok(query));
    let wrong = ConversationFilter::read(|name| (name == "scope").then(|| "both".to_owned()));
    let sentence = wrong.unwrap_err().to_string();
    assert_eq!(sentence, "`scope` can't be “both”: use one of mine, all.");
}

#[test]
fn what_is_ones_own_follows_from_the_path_or_the_query() {
    let me = AgentId::parse("agent_me").unwrap();
    let hours = GetAvailability { site: site(), agent: me.clone() };
    assert!(hours.is_own(&(), Some(&me)));
    assert!(!hours.is_own(&(), None), "an API key owns nothing");
    let list = ListConversations { site: site() };
    let all = ConversationFilter { scope: Some(Scope::All), ..ConversationFilter::default() };
    assert!(list.is_own(&ConversationFilter::default(), None));
    assert!(!list.is_own(&all, Some(&me)));
    let conversation = ConversationId::parse("conv_a").unwrap();
    let visitor = GetConversationVisitor { site: site(), conversation };
    assert!(!visitor.is_own(&(), Some(&me)));
}
