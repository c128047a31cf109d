//! The operator lets in an admin whom nobody else can let in again.

use crate::passwords::use_link;
use crate::second_factor::{sign_in, turn_on};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::env;
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::api::{GetMe, RecoverAgent};
use shared::permission::Role;
use shared::protocol::{Actor, AuditKind, AuditRow, CreatedReset, Listing, Recovery};
use tokio::process::Command;

const NEW: &str = "another horse battery";

async fn recover(site: &Site, token: &str, email: &str, remove_second_factor: bool) -> Answer {
    let body = Recovery { email: email.to_owned(), remove_second_factor };
    let request = site.http.route(&RecoverAgent { site: site.id.clone() }).json(&body);
    request.bearer(token).send().await
}

/// The only admin, as their e-mail address names them: they were created with the site.
fn admins_email(site: &Site) -> String {
    let id = shared::id::AgentId::parse("agent_admin").unwrap();
    assert_ne!(id, site.admin.id);
    email(&id)
}

async fn by_operator(site: &Site, agent: &Agent) -> Vec<AuditKind> {
    let rows = agent.request(Method::GET, "audit?who=operator").done().await;
    let rows = rows.json::<Listing<AuditRow>>().items;
    assert!(rows.iter().all(|row| row.by == Actor::Operator), "{}", site.id);
    rows.iter().map(|row| row.event.kind()).collect()
}

/// PEOPLE-17
#[tokio::test]
async fn the_only_admin_who_lost_password_and_second_factor_is_let_in_by_the_operator() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let email = admins_email(&site);
    turn_on(&site.admin).await;
    let mut socket = site.admin.connect().await;

    for token in ["", "wrong", Server::SECRET] {
        recover(&site, token, &email, true).await.problem(401, "not_operator");
    }
    let nobody = recover(&site, Server::OPERATOR, "nobody@shop.example", true).await;
    nobody.problem(404, "not_found");
    site.admin.route(&GetMe { site: site.id.clone() }).done().await;

    // Without the request to remove it, the link does not get round the second factor.
    let kept = recover(&site, Server::OPERATOR, &email, false).await;
    assert_eq!(kept.status, 201, "{}", kept.dump());
    let kept: CreatedReset = kept.json();
    use_link(&site, &kept.token, NEW).await.problem(401, "code_needed");
    site.admin.route(&GetMe { site: site.id.clone() }).done().await;

    let link = recover(&site, Server::OPERATOR, &email.to_uppercase(), true).await;
    let link: CreatedReset = link.json();
    assert!(socket.wait_for("the socket to be closed", |_| false).await.is_err());
    site.admin.route(&GetMe { site: site.id.clone() }).send().await.problem(401, "not_signed_in");
    use_link(&site, &kept.token, NEW).await.problem(410, "no_reset");
    let answer = use_link(&site, &link.token, NEW).await;
    assert_eq!(answer.status, 200, "{}", answer.dump());
    use_link(&site, &link.token, NEW).await.problem(410, "no_reset");
    let now = Agent::signed_in(&site.http, &site.id, &site.admin.id, "Admin", &answer);
    let expected = [
        AuditKind::ResetLinkMade,
        AuditKind::SecondFactorReset,
        AuditKind::ResetLinkMade,
        AuditKind::SiteMade,
    ];
    assert_eq!(by_operator(&site, &now).await, expected);
}

#[tokio::test]
async fn the_command_line_prints_the_link_to_open() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent_of("Grace", Role::SalesAdmin).await;
    turn_on(&grace).await;
    let origin = format!("http://localhost:{}", server.port());
    let run = async |token: Option<&str>, email: &str| {
        let mut command = Command::new(env::cli());
        command.args(["site", "reset-admin", "--remove-second-factor", "--email", email]);
        command.args(["--site", &format!("{origin}/{}", site.id)]);
        for unset in
            ["BELLHOP_OPERATOR_TOKEN", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"]
        {
            command.env_remove(unset);
        }
        if let Some(token) = token {
            command.env("BELLHOP_OPERATOR_TOKEN", token);
        }
        let done = command.output().await.unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (done.status.code().unwrap(), text(&done.stdout), text(&done.stderr))
    };
    let (code, _, error) = run(None, &email(&grace.id)).await;
    assert!(code == 2 && error.contains("BELLHOP_OPERATOR_TOKEN"), "{error}");
    let (code, _, error) = run(Some("wrong"), &email(&grace.id)).await;
    assert!(code == 2 && error.contains("operator") && error.contains("(401)"), "{error}");
    let (code, _, error) = run(Some(Server::OPERATOR), "nobody@shop.example").await;
    assert!(code == 2 && error.contains("No agent of this site signs in"), "{error}");

    let (code, link, error) = run(Some(Server::OPERATOR), &email(&grace.id)).await;
    assert_eq!(code, 0, "{error}");
    let token =
        link.trim().strip_prefix(&format!("{origin}/console/reset?site={}&reset=", site.id));
    assert_eq!(use_link(&site, token.unwrap(), NEW).await.status, 200, "{link}");
    assert_eq!(sign_in(&site, &grace, NEW, None).await.status, 200);
}
