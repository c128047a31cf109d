//! The router: any method and path.

use crate::text;
use shared::api::{Endpoint, Found, Route, RouteInfo, find};

/// A method, a space, and a path.
pub(crate) fn run(bytes: &[u8]) {
    let (method, path) = text(bytes).split_once(' ').unwrap_or_default();
    let Ok(Found::Route(route)) = find(method, path) else { return };
    let info: &RouteInfo = route.info();
    assert_eq!(info.method.as_str(), method);
    // As many segments as the pattern, and each literal one as it is there.
    let (pattern, actual): (Vec<_>, Vec<_>) =
        (info.pattern.split('/').collect(), path.split('/').collect());
    assert_eq!(pattern.len(), actual.len(), "{} for {path}", info.pattern);
    for (expected, actual) in pattern.iter().zip(&actual) {
        assert!(expected.starts_with('{') || expected == actual, "{} for {path}", info.pattern);
    }
    // The address that a client writes for it leads to the same route.
    let again = find(method, &path_of(&route));
    assert_eq!(again.as_ref(), Ok(&Found::Route(route)), "{path}");
}

macro_rules! paths {
    ($($location:ident $name:ident;)+) => {
        fn path_of(route: &Route) -> String {
            match route {
                $(Route::$name(route) => route.path(),)+
            }
        }
    };
}

shared::all_routes!(paths);
