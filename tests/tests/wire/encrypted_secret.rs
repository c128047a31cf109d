//! The client secret of single sign-on, encrypted in the storage (`docs/rules.md`, PEOPLE-33).

use crate::single_sign_on::{set, settings, try_begin};
use bellhop_tests::markers::Markers;
use bellhop_tests::oidc::Forger;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::sqlite::in_sites;
use bellhop_tests::wait::eventually;
use shared::protocol::NewSignInProvider;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_encrypted_secret_is_in_no_file_and_outlives_the_deployments_secret() {
    let server = Server::own_with_local_network().await;
    let site = Site::make(&server).await;
    let forger = Forger::start("k").await;
    let mut markers = Markers::default();
    let secret = markers.add("client secret");
    let new = NewSignInProvider {
        client_secret: Some(secret.clone()),
        ..settings(&forger.issuer, "bellhop")
    };
    set(&site, &new).await;
    assert_eq!(markers.find(&server, "while it runs"), []);
    let begins = async || try_begin(&site).await;
    assert_eq!(begins().await.status, 200);

    // As an earlier version has stored it.
    server.terminate().await;
    assert_eq!(markers.find(&server, "after a shutdown"), []);
    let plain = format!(
        "UPDATE site_kv SET body = json_set(body, '$.client_secret', '{secret}')
         WHERE name = 'sign_in_provider'"
    );
    in_sites(&server, &plain);
    assert_ne!(markers.find(&server, "stored plain"), []);
    server.start().await;
    assert_eq!(begins().await.status, 200);
    let poll = async || markers.find(&server, "once it is encrypted");
    eventually("the plain secret to be overwritten", poll, Vec::is_empty).await;

    let replaced = "another secret of the tests, of thirty-two bytes and more";
    let [current, retired] = ["BELLHOP_SECRET", "BELLHOP_SECRET_RETIRED"];
    server.restart_with(&[(current, replaced), (retired, Server::SECRET)]).await;
    assert_eq!(begins().await.status, 200);
    // It is encrypted with the new one since.
    server.restart_with(&[(current, replaced)]).await;
    assert_eq!(begins().await.status, 200);
    server.restart_with(&[(current, Server::SECRET)]).await;
    let lost = begins().await.problem(503, "not_configured");
    assert!(lost["detail"].as_str().unwrap().contains("enter the client secret again"), "{lost}");
}
