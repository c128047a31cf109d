//! Canned replies: the site's and each agent's own.

use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::json;
use shared::canned::Replies;
use shared::permission::Role;

fn names(replies: &Replies) -> (Vec<&str>, Vec<&str>) {
    (
        replies.site.iter().map(|reply| reply.name.as_str()).collect(),
        replies.own.iter().map(|reply| reply.name.as_str()).collect(),
    )
}

#[tokio::test]
async fn everybody_has_the_sites_replies_and_their_own() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let chief = site.agent_of("Chief", Role::SalesAdmin).await;
    let hours = json!({"name": "hours", "text": "Hi {{person.first_name|there}}, nine to five."});
    let put = |path: &str| format!("replies/{path}");

    grace
        .request(Method::PUT, &put("reply_a"))
        .json(&hours)
        .send()
        .await
        .problem(403, "no_permission");
    chief.request(Method::PUT, &put("reply_a")).json(&hours).done().await;
    let bye = json!({"name": "bye", "text": "See you."});
    let mine: Replies =
        grace.request(Method::PUT, "me/replies/reply_b").json(&bye).done().await.json();
    assert_eq!(names(&mine), (vec!["hours"], vec!["bye"]));
    let his: Replies = linus.request(Method::GET, "replies").done().await.json();
    assert_eq!(names(&his), (vec!["hours"], vec![]));

    let again = site.admin.request(Method::PUT, &put("reply_c")).json(&hours).send().await;
    again.problem(409, "taken");
    let bad = json!({"name": "new", "text": "Hi {{first name}}"});
    let bad = grace.request(Method::PUT, "me/replies/reply_c").json(&bad).send().await;
    assert!(bad.problem(422, "invalid")["detail"].as_str().unwrap().contains("first name"));
    linus.request(Method::DELETE, "me/replies/reply_b").send().await.problem(404, "not_found");
    grace.request(Method::DELETE, &put("reply_a")).send().await.problem(403, "no_permission");
    let left: Replies = grace.request(Method::DELETE, "me/replies/reply_b").done().await.json();
    assert_eq!(names(&left), (vec!["hours"], vec![]));
    let path = format!("/v1/sites/{}/replies", site.id);
    site.http.get(&path).send().await.problem(401, "not_signed_in");
}
