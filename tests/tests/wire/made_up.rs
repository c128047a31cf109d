//! Made-up ids wake no object: each would leave a file in the storage for ever.

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::api::{ROUTES, RouteInfo};
use shared::limit::Limit;

/// The path of a route with ids that nobody has issued.
fn path(route: &RouteInfo, site: &str) -> String {
    let pattern = route.pattern.replace("{site}", site).replace("{version}", "1");
    let mut path = String::new();
    for part in pattern.split('/').skip(1) {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        let prefix = |name| match name {
            "conversation" => "conv",
            "invitation" => "invite",
            "delivery" => "msg",
            other => other,
        };
        path += &name.map_or(format!("/{part}"), |name| format!("/{}_made_up", prefix(name)));
    }
    path
}

fn method(route: &RouteInfo) -> Method {
    Method::from_bytes(route.method.as_str().as_bytes()).unwrap()
}

/// The objects of each class that were ever created.
fn objects(server: &Server) -> [usize; 4] {
    ["deployment", "site", "desk", "conversation"]
        .map(|class| server.objects(&format!("bellhop-{class}")))
}

#[tokio::test]
async fn a_made_up_site_is_refused_by_every_route_and_leaves_no_file() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let before = objects(&server);
    let mut tried = 0;
    for route in ROUTES.iter().filter(|route| route.pattern.starts_with("/v1/sites/")) {
        let path = path(route, &format!("site_{}", route.name.to_lowercase()));
        let answer = site.http.request(method(route), &path).send().await;
        assert_eq!(answer.status, 404, "{}: {}", route.name, answer.dump());
        answer.problem(404, "no_site");
        tried += 1;
    }
    assert!(tried > 70, "{tried}");
    let (allowed, _) = Limit::UnknownSites.allowance();
    let mut refused = 0;
    for number in 0..2 * allowed {
        let path = format!("/v1/sites/site_flood_{number}/bootstrap?url=&done=");
        refused += u32::from(site.http.get(&path).send().await.status == 429);
    }
    assert!(refused > 0, "more than {allowed} made-up sites were looked up");
    assert_eq!(objects(&server), before);
    // A site that is known is served meanwhile.
    let path = format!("/v1/sites/{}/bootstrap?url=&done=", site.id);
    assert_eq!(site.http.get(&path).send().await.status, 200);
}

#[tokio::test]
async fn a_made_up_conversation_is_refused_to_an_agent_and_leaves_no_file() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let (_, chat) = site.begun().await;
    let other = Site::make(&server).await;
    let before = objects(&server);
    let mut tried = 0;
    for route in ROUTES.iter().filter(|route| route.params.contains(&"conversation")) {
        let made_up = path(route, site.id.as_str());
        // Begun at one site, asked for by an agent of another.
        let foreign = path(route, other.id.as_str()).replace("conv_made_up", chat.id.as_str());
        for (admin, path) in [(&site.admin, made_up), (&other.admin, foreign)] {
            let answer = admin.request(method(route), &path).send().await;
            let refused = (400..500).contains(&answer.status);
            let empty = answer.status == 200 && answer.text() == "[]";
            assert!(refused || empty, "{}: {}", route.name, answer.dump());
            tried += 1;
        }
    }
    assert!(tried >= 14, "{tried}");
    for id in ["conv_made_up", chat.id.as_str()] {
        let id = shared::id::ConversationId::parse(id).unwrap();
        let refused = other.admin.chat_endpoint(&id).open().await.err();
        assert!(format!("{refused:?}").contains("not_yours"), "{refused:?}");
    }
    assert_eq!(objects(&server), before);
}
