//! The operator lists, shows and deletes sites. After a deletion no byte of the storage holds what was
//! in the site.

use crate::forgetting::{Known, everything_is_kept, nothing_left};
use bellhop_tests::env;
use bellhop_tests::http::{Http, Method, RequestBuilder};
use bellhop_tests::markers::Markers;
use bellhop_tests::server::Server;
use bellhop_tests::serving::printed;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use shared::person::Field;
use shared::protocol::{Listing, SiteContent, SiteDeletion, SiteOverview, SiteRow};
use shared::quota::Package;
use std::io::Write;
use std::process::{Command, Stdio};

fn operator(http: &Http, method: Method, path: &str) -> RequestBuilder {
    http.request(method, &format!("/v1/operator/sites{path}")).bearer(Server::OPERATOR)
}

async fn listed(http: &Http) -> Vec<SiteRow> {
    operator(http, Method::GET, "").done().await.json::<Listing<SiteRow>>().items
}

/// Deletes a site, as often as it takes.
async fn delete(site: &Site) -> SiteDeletion {
    loop {
        let path = format!("/{}", site.id);
        let deletion: SiteDeletion =
            operator(&site.http, Method::DELETE, &path).done().await.json();
        if deletion.waiting == 0 {
            return deletion;
        }
    }
}

#[tokio::test]
async fn a_deleted_site_is_in_no_byte_of_the_storage_and_another_one_goes_on() {
    let server = Server::own().await;
    let other = Site::create(&server, Package::Prime, stream::short()).await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let mut ada = Known::of(&site).await;
    // The second chat goes on while its site is deleted.
    ada.chats_twice(&site, &grace, &mut socket).await;
    everything_is_kept(&ada.markers, &server);
    let shown: SiteOverview =
        operator(&site.http, Method::GET, &format!("/{}", site.id)).done().await.json();
    assert_eq!((shown.name.as_str(), shown.content.conversations), ("A shop", 2));
    assert_eq!(shown.admins, ["agent_admin@shop.example".to_owned()]);
    assert_eq!(listed(&site.http).await.len(), 2);

    let deletion = delete(&site).await;
    let content = SiteContent { agents: 2, dialogues: 1, people: 1, conversations: 2 };
    assert_eq!(deletion, SiteDeletion { removed: content, waiting: 0 });
    assert_eq!(
        listed(&site.http).await.iter().map(|row| &row.site).collect::<Vec<_>>(),
        [&other.id]
    );
    assert!(socket.wait_for("the end", |_| false).await.is_err(), "it is closed");
    nothing_left(&ada.markers, &server, "after the deletion").await;
    site.admin.request(Method::GET, "me").send().await.problem(404, "no_site");
    let path = format!("/{}", site.id);
    operator(&site.http, Method::GET, &path).send().await.problem(404, "no_site");
    operator(&site.http, Method::DELETE, &path).send().await.problem(404, "no_site");
    for moment in ["after SIGKILL", "after the restart"] {
        server.kill().await;
        nothing_left(&ada.markers, &server, moment).await;
        server.start().await;
    }
    other.begun().await;
    // The same id can be used again, and nothing of the old site is there.
    let again = Site::make(&server).await;
    again.requested_chat().await;
}

#[tokio::test]
async fn a_deletion_that_is_killed_at_any_moment_can_be_completed() {
    let server = Server::own().await;
    for delay in [0, 2, 5, 10, 20, 40] {
        let site = Site::create(&server, Package::Prime, stream::counting()).await;
        let mut markers = Markers::default();
        let (_, mut chat) = site.begun().await;
        let (name, email) = (markers.add("name"), format!("a@{}.example", markers.add("e-mail")));
        let fields = [(Field::FirstName, name), (Field::Email, email)].into_iter().collect();
        let key = chat.capture(stream::CAPTURE, fields).await;
        chat.ack(&key).await;
        let path = format!("/{}", site.id);
        let request = operator(&site.http, Method::DELETE, &path);
        let cut = tokio::spawn(async move {
            let _ = request.attempt().await;
        });
        tokio::time::sleep(std::time::Duration::from_millis(delay)).await;
        server.kill().await;
        cut.await.unwrap();
        server.start().await;
        let again = operator(&site.http, Method::DELETE, &path).send().await;
        assert!(matches!(again.status, 200 | 404), "{}", again.dump());
        assert_eq!(listed(&site.http).await, [], "killed after {delay} ms");
        site.admin.request(Method::GET, "me").send().await.problem(404, "no_site");
        nothing_left(&markers, &server, &format!("killed {delay} ms after its begin")).await;
    }
}

/// Runs `bellhop site …`; returns the exit code and all that it printed.
fn bellhop(arguments: &[&str], typed: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env::cli());
    command.arg("site").args(arguments).env("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    printed(&done)
}

#[tokio::test]
async fn the_command_line_makes_shows_and_deletes_a_site() {
    let server = Server::own().await;
    let origin = format!("http://localhost:{}", server.port());
    let site = format!("{origin}/site_new");
    let create = [
        "create",
        "--site",
        &site,
        "--name",
        "New Shop",
        "--admin",
        "Ada",
        "--email",
        "ada@example.com",
    ];
    let (code, said) = bellhop(&create, "");
    assert!(code == Some(0) && said.contains("/console/reset?site=site_new&reset="), "{said}");
    let (code, said) = bellhop(&create, "");
    assert!(code == Some(2) && said.contains("site_new exists already"), "{said}");
    let (code, said) = bellhop(&["list", "--address", &origin], "");
    assert_eq!((code, said.as_str()), (Some(0), "site_new\n"));
    let (_, said) = bellhop(&["show", "--site", &site], "");
    assert!(said.contains("“New Shop”") && said.contains("admins: ada@example.com"), "{said}");
    let (code, said) = bellhop(&["package", "--site", &site, "select", "--limit", "7"], "");
    assert!(code == Some(0) && said.contains("package: select, limit 7"), "{said}");
    let (code, said) = bellhop(&["delete", "--site", &site], "site_other\n");
    assert!(code == Some(2) && said.contains("nothing was deleted"), "{said}");
    let (code, said) = bellhop(&["delete", "--site", &site], "site_new\n");
    assert!(code == Some(0) && said.contains("site_new is deleted: agents: 1"), "{said}");
    let (code, said) = bellhop(&["delete", "--site", &site, "--yes"], "");
    assert!(code == Some(2) && said.contains("There is no site with this id"), "{said}");
    let (_, said) = bellhop(&["list", "--address", &origin], "");
    assert_eq!(said, "");
}
