//! The API keeps to `docs/openapi.json`: Schemathesis sends what the document allows and what it
//! forbids, as an admin, a program and a visitor, and compares every answer with it.

use bellhop_tests::env;
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::json;
use shared::permission::Permission;
use shared::protocol::CreatedKey;
use std::fmt::Write;
use std::process::Stdio;
use tokio::process::Command;

/// Routes that would take the sender's own rights away, so that all later requests only meet a 401.
const ENDS_OWN_RIGHTS: &str =
    "^(DeleteSession|EndSession|EndOtherSessions|PutPassword|TurnOnSecondFactor|PutSignInPolicy)$";

/// What is not compared. Our rules are stricter than a schema can say, so a request that fits it may
/// be refused, with a sentence. serde takes a list of the values of an object's fields for the
/// object, which the document does not promise. And a request without credentials still has the
/// headers of this run; who may call what is a test of its own.
const NOT_COMPARED: &str = "positive_data_acceptance,negative_data_rejection,ignored_auth";

/// Who sends, by the headers of each request.
type Headers = Vec<(&'static str, String)>;

/// Sends a few hundred requests to a site with a conversation in it. The choice of requests is
/// fixed, so that a failure comes back.
async fn keeps_to_the_document(as_whom: impl AsyncFnOnce(&Site) -> Headers) {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let (visitor, chat) = site.requested_chat().await;
    let mut config = format!("base-url = \"http://localhost:{}\"\n[headers]\n", server.port());
    for (name, value) in as_whom(&site).await {
        writeln!(config, "{name} = {}", json!(value)).unwrap();
    }
    let known = [
        ("site", json!(site.id)),
        ("agent", json!(site.admin.id)),
        ("conversation", json!(chat.id)),
        ("visitor", json!(visitor.id)),
        ("dialogue", json!(site.dialogue)),
    ];
    config.push_str("[parameters]\n");
    for (name, values) in known {
        writeln!(config, "\"path.{name}\" = {values}").unwrap();
    }
    let folder = server.storage().join("schemathesis");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("schemathesis.toml");
    std::fs::write(&file, config).unwrap();

    let packages = env::schemathesis();
    let run = Command::new("python3")
        .arg(packages.join("bin/st"))
        .args(["--config-file".as_ref(), file.as_os_str(), "run".as_ref()])
        .arg(env::root().join("docs/openapi.json"))
        .args(["--phases", "coverage,fuzzing", "--max-examples", "5", "--seed", "14"])
        .args(["--exclude-checks", NOT_COMPARED])
        .args(["--exclude-operation-id-regex", ENDS_OWN_RIGHTS, "--warnings", "off"])
        .current_dir(&folder)
        .env("PYTHONPATH", &packages)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    println!("{said}{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "an answer is not what docs/openapi.json says");
    assert!(said.contains("passed"), "nothing was sent");
}

#[tokio::test]
async fn to_an_admin() {
    keeps_to_the_document(async |site: &Site| {
        vec![("Origin", site.http.origin().to_owned()), ("Cookie", site.admin.cookie.clone())]
    })
    .await;
}

#[tokio::test]
async fn to_a_program() {
    keeps_to_the_document(async |site: &Site| {
        let body = json!({ "name": "All", "permissions": Permission::ALL });
        let key: CreatedKey =
            site.admin.request(Method::POST, "keys").json(&body).done().await.json();
        vec![("Authorization", format!("Bearer {}", key.key))]
    })
    .await;
}

#[tokio::test]
async fn to_a_visitor() {
    keeps_to_the_document(async |site: &Site| {
        vec![("Authorization", format!("Bearer {}", site.visitor().await.token))]
    })
    .await;
}
