//! The audit log in the console.

use crate::access::Violations;
use crate::harness::enter;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::json;

const PAGE: Spot = Spot::Page;

#[tokio::test]
async fn an_admin_reads_filters_and_downloads_the_audit_log() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let layla = site.agent("Layla").await;
    let named =
        json!({ "name": "ليلى الزهراء", "email": "layla@shop.example", "role": "sales_admin" });
    let path = format!("agents/{}", layla.id);
    site.admin.request(Method::PUT, &path).json(&named).done().await;
    let invite = json!({ "email": "eve@shop.example", "role": "live_agent" });
    layla.request(Method::POST, "invitations").json(&invite).done().await;
    for n in 0..3 {
        let body =
            json!({ "email": "mallory@elsewhere.example", "password": format!("guess {n}") });
        let request = site.http.post(&format!("/v1/sites/{}/session", site.id), &body);
        request.header("Origin", site.http.origin()).send().await.problem(401, "wrong_sign_in");
    }
    let admin = Browser::open("audit").await;
    enter(&admin, &site, "agent_admin@shop.example").await;
    let mut found = Violations::default();
    admin.click(PAGE, "[data-part=go-settings]").await;
    admin.click(PAGE, "[href='/console/settings/audit']").await;
    let log = |text: &'static str| admin.see_text(PAGE, "[data-part=audit]", text);
    log("ليلى الزهراء: name, e-mail address, role, now Sales admin").await;
    log("eve@shop.example, Live agent").await;
    log("Sign-in failed (3 times)").await;
    log("mallory@elsewhere.example").await;
    found.check_a11y(&admin, PAGE, "audit log").await;
    admin.shot("audit-desktop").await;
    admin.prefers("dark").await;
    admin.measures(390, 844, true).await;
    admin.shot("audit-phone-dark").await;
    let wide = admin
        .run("return document.documentElement.scrollWidth > document.documentElement.clientWidth")
        .await;
    assert_eq!(wide, json!(false), "on a phone nothing is wider than the screen");
    admin.measures(1440, 900, false).await;
    admin.prefers("light").await;

    // The list is limited by who and what; the file has the same rows.
    let choose = "const pick = (part, value) => {
            const field = document.querySelector(`[data-part=${part}]`);
            field.value = value;
            field.dispatchEvent(new Event('change'));
        };";
    admin.run(&format!("{choose} pick('audit-who', '{}')", layla.id)).await;
    admin
        .see_all(
            PAGE,
            "[data-part=audit-row] strong",
            &["Invitation created", "Signed in"].map(str::to_owned),
        )
        .await;
    admin.run(&format!("{choose} pick('audit-what', 'invitation_made')")).await;
    admin.see_all(PAGE, "[data-part=audit-row] strong", &["Invitation created".to_owned()]).await;
    admin
        .run("HTMLElement.prototype.click = function () { window.file = [this.download, decodeURIComponent(this.href)] }")
        .await;
    admin.see(PAGE, "[data-part=audit-csv]").await;
    admin.run("document.querySelector('[data-part=audit-csv]').dispatchEvent(new MouseEvent('click', { bubbles: true }))").await;
    let made = async || admin.run("return window.file ?? null").await;
    let file = eventually("the file", made, |file| !file.is_null()).await;
    assert_eq!(file[0], "audit-log.csv");
    let text = file[1].as_str().unwrap();
    assert!(text.contains(",ليلى الزهراء,agent_layla,Invitation created,"), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
    admin.run(&format!("{choose} pick('audit-what', 'site_made')")).await;
    admin.see_text(PAGE, "[data-part=nothing]", "Nothing found").await;
    assert!(found.is_clear(), "{found:#?}");
}
