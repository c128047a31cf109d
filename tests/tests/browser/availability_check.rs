//! A dialogue that asks whether somebody is available: what the visitor reads, and how it is written.

use crate::access::Violations;
use crate::harness::{enter, visit};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use serde_json::json;
use shared::permission::RoleId;
use shared::quota::Package;

const FRAME: &str = "[data-part=preview-frame]";

/// Chooses an option of a select by its text.
async fn choose(browser: &Browser, css: &str, text: &str) {
    browser.see(Spot::Page, css).await;
    let script = format!(
        "const pick = document.querySelector('{css}'); \
         pick.value = [...pick.options].find((option) => option.text == '{text}').value; \
         pick.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    browser.run(&script).await;
}

/// The text of the chosen option of a select.
async fn chosen(browser: &Browser, css: &str) -> String {
    browser.see(Spot::Page, css).await;
    let script = format!("return document.querySelector('{css}').selectedOptions[0].text");
    browser.run(&script).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_visitor_at_night_reads_when_people_are_back_in_their_own_words() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::asking_now()).await;
    // Closed today and for the next days, whatever the day is; then open without a pause.
    let first = 86_400_000 * (now_in_days() + 2);
    let closed: Vec<String> = (0..2).map(|n| day(first - 86_400_000 * (n + 1))).collect();
    let whole = json!([{ "from": "00:00", "to": "24:00" }]);
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let week: serde_json::Map<_, _> =
        days.iter().map(|day| ((*day).to_owned(), whole.clone())).collect();
    let hours = json!({ "zone": "UTC", "week": week, "closed": closed });
    site.settings(|settings| settings.hours = Some(serde_json::from_value(hours).unwrap())).await;

    let (website, visitor) = visit("availability_check", &site).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.see_text(Spot::Panel, ".msg[data-by=bot]", "promised.").await;
    // As the visitor's own browser writes that moment.
    let write = format!(
        "return new Intl.DateTimeFormat(navigator.language, {{ hour: 'numeric', minute: '2-digit' }}) \
         .format({first})"
    );
    let clock = visitor.run_in(Spot::Panel, &write).await;
    visitor.see_text(Spot::Panel, ".msg[data-by=bot]", clock.as_str().unwrap()).await;
    let texts = visitor.texts(Spot::Panel, ".msg[data-by=bot]").await.unwrap();
    assert!(texts.iter().all(|text| !text.contains(['\u{2063}', '{'])), "{texts:?}");
    visitor.shot("availability-check-night").await;
    visitor.reload().await;
    visitor.see_text(Spot::Panel, ".msg[data-by=bot]", clock.as_str().unwrap()).await;
    let complaints = visitor.complaints(&[Spot::Page, Spot::Panel]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    drop(website);
}

fn now_in_days() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    since.as_secs() / 86_400
}

/// The date of an instant in UTC.
fn day(millis: u64) -> String {
    shared::counts::Day::from_timestamp(shared::time::Timestamp(millis)).to_string()
}

#[tokio::test]
async fn an_author_asks_whether_somebody_is_available_and_pretends_the_answer() {
    let server = Server::shared().await;
    let site = Site::create(&server, Package::Prime, stream::asking_now()).await;
    site.settings(|settings| settings.fallback_form.offered = true).await;
    let team = json!({ "teams": [{ "id": "team_sales", "name": "Sales", "members": [] }] });
    site.admin.request(bellhop_tests::http::Method::PUT, "routing").json(&team).done().await;
    let author = Browser::open("availability_check-author").await;
    enter(&author, &site, "agent_admin@shop.example").await;
    let (origin, dialogue) = (site.http.origin(), &site.dialogue);
    author.visit(&format!("{origin}/console/dialogues/{dialogue}?site={}", site.id)).await;
    author.click(Spot::Page, "[data-card=now]").await;

    let attribute = "[data-part=branch] [data-part=attribute]";
    assert_eq!(chosen(&author, attribute).await, "An agent is available");
    assert_eq!(chosen(&author, "[data-part=test-now]").await, "Yes");
    author.gone(Spot::Page, "[data-part=branch] [data-part=operator]").await;
    choose(&author, attribute, "Somebody in Sales is available").await;
    author.see_text(Spot::Page, "[data-part=saved]", "Saved").await;
    // Nobody is in that team yet, which is said where it is asked.
    author.see_text(Spot::Page, "[data-part=findings-count]", "2").await;
    choose(&author, attribute, "Country").await;
    author.see(Spot::Page, "[data-part=branch] [data-part=operator]").await;
    choose(&author, attribute, "An agent is available").await;
    let mut found = Violations::default();
    found.check_a11y(&author, Spot::Page, "a condition on what is so now").await;
    author.shot("availability-check-designer").await;

    author.click(Spot::Page, "[data-part=show-preview]").await;
    author.in_frame(FRAME, "[data-response=yes]", "Yes, please").await;
    author.click_in_frame(FRAME, "[data-response=yes]").await;
    author.click(Spot::Page, "[data-part=preview-nobody]").await;
    author.in_frame(FRAME, "form[data-act=leave] label[for=leave-0]", "message").await;
    author.shot("availability-check-preview-form").await;
    leaves_a_message(&author, "ada@shop.example", "Do you have hats?").await;
    author.in_frame(FRAME, ".msg[data-by=visitor]", "Do you have hats?").await;
    author.in_frame(FRAME, ".event", "ada@shop.example").await;
    author.click(Spot::Page, "[data-part=preview-again]").await;
    for (pretended, text) in [
        (None, "One moment, please."),
        (Some("Nobody is available"), "All are busy."),
        (Some("It is outside the site’s hours"), "Back soon, promised."),
    ] {
        if let Some(pretended) = pretended {
            choose(&author, "[data-part=preview-pretend]", pretended).await;
        }
        author.in_frame(FRAME, "[data-response=yes]", "Yes, please").await;
        author.click_in_frame(FRAME, "[data-response=yes]").await;
        author.in_frame(FRAME, ".msg[data-by=bot]", text).await;
    }
    author.shot("availability-check-preview").await;

    // Who may not see the settings previews the site's own words and form, too.
    let fallback = "Back at nine, promised.";
    site.settings(|settings| settings.fallback = fallback.to_owned()).await;
    let role = json!({ "name": "Author", "permissions": ["live_chat", "edit_dialogues"] });
    let put = site.admin.request(bellhop_tests::http::Method::PUT, "roles/role_author");
    put.json(&role).done().await;
    site.agent_of("Author", RoleId::parse("role_author").unwrap()).await;
    let author = Browser::open("availability_check-no_settings").await;
    enter(&author, &site, "agent_author@shop.example").await;
    author.visit(&format!("{origin}/console/dialogues/{dialogue}?site={}", site.id)).await;
    author.click(Spot::Page, "[data-part=show-preview]").await;
    author.in_frame(FRAME, "[data-response=yes]", "Yes, please").await;
    author.click_in_frame(FRAME, "[data-response=yes]").await;
    author.click(Spot::Page, "[data-part=preview-nobody]").await;
    author.in_frame(FRAME, ".msg[data-by=bot]", fallback).await;
    author.in_frame(FRAME, "form[data-act=leave] label[for=leave-0]", "message").await;
    assert!(found.is_clear(), "{found:#?}");
}

/// Fills in the form of the fallback in the preview, and sends it.
async fn leaves_a_message(author: &Browser, email: &str, text: &str) {
    let script = format!(
        "const page = document.querySelector('{FRAME}').contentDocument; \
         const form = page.querySelector('form[data-act=leave]'); \
         const type = (field, value) => {{ field.value = value; \
             field.dispatchEvent(new Event('input', {{ bubbles: true }})); }}; \
         type(form.querySelector('[name=email]'), '{email}'); \
         type(form.querySelector('textarea'), '{text}'); \
         form.requestSubmit()"
    );
    author.run(&script).await;
}

#[tokio::test]
async fn hours_take_closed_days_and_times_as_people_write_them() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let admin = Browser::open("closed_days").await;
    enter(&admin, &site, "agent_admin@shop.example").await;
    let origin = site.http.origin();
    admin.visit(&format!("{origin}/console/settings/hours?site={}", site.id)).await;
    admin.click(Spot::Page, "[data-part=set-site-hours]").await;
    admin.write(Spot::Page, "[data-part=from][data-at='0-0']", "8am").await;
    admin.click(Spot::Page, "[data-part=add-closed-day]").await;
    let typed = "const day = document.querySelector('[data-part=closed-day]'); \
                 day.value = '2030-12-25'; day.dispatchEvent(new Event('input', { bubbles: true }))";
    admin.see(Spot::Page, "[data-part=closed-day]").await;
    admin.run(typed).await;
    let mut found = Violations::default();
    found.check_a11y(&admin, Spot::Page, "closed days").await;
    admin.shot("closed-days").await;
    admin.click(Spot::Page, "[data-part=save-changes]").await;
    admin.see_text(Spot::Page, "[data-part=toast]", "aved").await;
    admin.reload().await;
    admin.see(Spot::Page, "[data-part=closed-day]").await;
    let read = "return [document.querySelector('[data-part=closed-day]').value, \
                document.querySelector(\"[data-part=from][data-at='0-0']\").value]";
    assert_eq!(admin.run(read).await, json!(["2030-12-25", "08:00"]));
    assert!(found.is_clear(), "{found:#?}");
}
