//! Single sign-on as people use it: an admin sets the provider, and an agent signs in on its own pages.

use crate::harness::{click, enter, part, write};
use bellhop_tests::agent::{Agent, email};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::oidc::RealProvider;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use shared::account::oidc::REDIRECT_PATH;
use shared::api::PutSingleSignOn;
use shared::id::AgentId;
use shared::protocol::{NewSignInProvider, SignInProvider};

/// Signs in on the provider's pages, and agrees there.
async fn sign_in_there(browser: &Browser, email: &str) {
    browser.write(Spot::Page, "[name=login]", email).await;
    browser.write(Spot::Page, "[name=password]", "what the provider asks for").await;
    browser.click(Spot::Page, "form:has([value=login]) [type=submit]").await;
    browser.click(Spot::Page, "form:has([value=consent]) [type=submit]").await;
}

#[tokio::test]
async fn an_admin_sets_a_provider_and_an_agent_signs_in_on_its_pages() {
    let server = Server::shared_with_local_network().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let client = RealProvider::CLIENTS[0];
    let provider = RealProvider::start(&format!("{}{REDIRECT_PATH}", site.http.origin())).await;
    let mut found = Vec::new();

    let admin = Browser::open("provider-admin").await;
    enter(&admin, &site, &email(&AgentId::parse("agent_admin").unwrap())).await;
    click(&admin, "go-settings").await;
    admin.click(Spot::Page, "[href='/console/settings/sign-in']").await;
    let redirect = admin.see(Spot::Page, "[data-part=redirect-address]").await;
    assert_eq!(redirect, format!("{}{REDIRECT_PATH}", site.http.origin()));
    write(&admin, "issuer", "https://10.0.0.1").await;
    click(&admin, "check-provider").await;
    admin.see_text(Spot::Page, &part("provider-checked"), "public server").await;
    write(&admin, "issuer", &provider.issuer).await;
    click(&admin, "check-provider").await;
    admin.see_text(Spot::Page, &part("provider-checked"), "offers what is needed").await;
    write(&admin, "client-id", client).await;
    write(&admin, "client-secret", &RealProvider::secret(client)).await;
    write(&admin, "provider-label", "Sign in with Acme").await;
    click(&admin, "save-provider").await;
    admin.see_text(Spot::Page, "[data-part=toasts]", "Single sign-on saved").await;
    admin.see(Spot::Page, &part("remove-provider")).await;
    let secret = "return document.querySelector('[data-part=client-secret]').value";
    assert_eq!(admin.run(secret).await, "");
    found.extend(admin.barriers_in_both_schemes(Spot::Page, "settings").await);

    let agent = Browser::open("provider-agent").await;
    let console = format!("{}/console?site={}", site.http.origin(), site.id);
    agent.visit(&console).await;
    agent.see_text(Spot::Page, &part("use-provider"), "Sign in with Acme").await;
    found.extend(agent.barriers_in_both_schemes(Spot::Page, "sign-in").await);
    click(&agent, "use-provider").await;
    sign_in_there(&agent, &email(&grace.id)).await;
    agent.see(Spot::Page, "[data-part=availability-label]").await;
    let address = agent.run("return location.pathname + location.search").await;
    assert_eq!(address, "/console/inbox", "nothing of the answer is left in the address");

    // Somebody who is no agent reads why, and is not stuck.
    let stranger = Browser::open("provider-stranger").await;
    stranger.visit(&console).await;
    click(&stranger, "use-provider").await;
    sign_in_there(&stranger, "nobody@shop.example").await;
    stranger.see_text(Spot::Page, &part("problem"), "no agent of this site").await;
    found.extend(stranger.barriers_in_both_schemes(Spot::Page, "refused").await);
    click(&stranger, "other-way").await;
    stranger.see(Spot::Page, &part("password")).await;

    // Where only single sign-on is allowed, the password is out of the way.
    let provider = SignInProvider {
        issuer: provider.issuer.clone(),
        client_id: client.to_owned(),
        label: "Sign in with Acme".to_owned(),
        only: true,
    };
    let only = NewSignInProvider { provider, client_secret: None };
    site.admin.route(&PutSingleSignOn { site: site.id.clone() }).json(&only).done().await;
    agent.see_text(Spot::Page, "[data-part=sign-in]", "Your session has ended").await;
    agent.gone(Spot::Page, &part("password")).await;
    found.extend(agent.barriers_in_both_schemes(Spot::Page, "only").await);
    click(&agent, "show-others").await;
    write(&agent, "email", &email(&grace.id)).await;
    write(&agent, "password", Agent::PASSWORD).await;
    click(&agent, "submit").await;
    agent.see_text(Spot::Page, &part("problem"), "only admins").await;
    assert!(found.is_empty(), "{found:#?}");
}
