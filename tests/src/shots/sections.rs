//! Screenshots of the sections of marketers and admins.

use crate::demo_site::DemoSite;
use crate::screenshots::Screenshots;
use bellhop_tests::browser::{Browser, ESCAPE, Spot};

/// Address and name of each screen, and the selector that shows that it has loaded.
const SCREENS: [(&str, &str, &str); 28] = [
    ("home", "home", "[data-part=first-steps]"),
    ("dialogues", "dialogues", "[data-part=dialogue-row]"),
    ("dialogues/dialogue_hello/audience", "audience", "[data-part=audience-pane]"),
    ("dialogues/dialogue_hello", "designer", "[data-part=card]"),
    ("reports", "reports", "[data-part=page]"),
    ("reports/dialogues", "reports-dialogues", "[data-part=page]"),
    ("reports/chats", "reports-chats", "[data-part=page]"),
    ("people", "people", "[data-part=person-row]"),
    ("team", "team", "[data-part=page]"),
    ("team/teams", "teams", "[data-part=page]"),
    ("team/rules", "rules", "[data-part=page]"),
    ("team/rules/new", "rule-new", "[data-part=page]"),
    ("team/fallback", "fallback", "[data-part=page]"),
    ("hours", "hours", "[data-part=page]"),
    ("usage", "usage", "[data-part=page]"),
    ("settings", "settings-appearance", "[data-part=appearance-form]"),
    ("settings/chat", "settings-chat", "[data-part=page]"),
    ("settings/hours", "settings-hours", "[data-part=page]"),
    ("settings/notifications", "settings-notifications", "[data-part=page]"),
    ("settings/webhooks", "settings-webhooks", "[data-part=page]"),
    ("settings/mail", "settings-mail", "[data-part=page]"),
    ("account", "account", "[data-part=page]"),
    ("settings/domains", "settings-domains", "[data-part=page]"),
    ("settings/keys", "settings-keys", "[data-part=page]"),
    ("settings/identity", "settings-identity", "[data-part=page]"),
    ("settings/audit", "settings-audit", "[data-part=audit-row]"),
    ("settings/installation", "settings-installation", "[data-part=page]"),
    ("people/person_nobody", "people-nobody", "[data-part=page]"),
];

/// Each sheet: the address of its screen, its button, its selector, and the name.
const SHEETS: [(&str, &str, &str, &str); 8] = [
    ("dialogues", "new-dialogue", "[data-part=new-sheet]", "dialogue-new"),
    ("dialogues", "dialogue-menu", "[data-part=dialogue-menu-items]", "dialogue-menu"),
    ("team", "invite", "[data-part=invite-sheet]", "team-invite"),
    ("team", "edit-agent", "[data-part=agent-sheet]", "team-agent"),
    ("team", "remove-agent", "[data-part=leaving]", "team-leaving"),
    ("hours", "set-hours", "[data-day='0']", "hours-week"),
    ("team/rules/new", "add-group", "[data-part=conditions] .nested", "conditions"),
    ("reports/dialogues", "show-funnel", ".funnel-card", "reports-funnel"),
];

/// Opens every section, and its sheets.
pub(crate) async fn show(demo: &DemoSite, screenshots: &Screenshots) {
    let ada = demo.at_console("Ada").await;
    Screenshots::desk(&ada).await;
    let _allowed = demo.quiet(&ada).await;
    for (path, name, whole) in SCREENS {
        ada.visit(&demo.console(path)).await;
        ada.see(Spot::Page, whole).await;
        ada.gone(Spot::Page, ".state[role=status]").await;
        screenshots.capture(&ada, name).await;
    }
    for (path, button, there, name) in SHEETS {
        ada.visit(&demo.console(path)).await;
        ada.click(Spot::Page, &format!("[data-part={button}]")).await;
        ada.see(Spot::Page, there).await;
        screenshots.capture(&ada, name).await;
    }
    ada.visit(&demo.console("inbox")).await;
    ada.click(Spot::Page, "[data-part=menu]").await;
    ada.click(Spot::Page, "[data-part=show-labels]").await;
    screenshots.capture(&ada, "inbox-labels").await;
    ada.press(ESCAPE).await;
    designer(demo, screenshots, &ada).await;
    person(demo, screenshots, &ada).await;
    german(demo, screenshots, &ada).await;
    unreachable(demo, screenshots, &ada).await;
}

/// The Stream Designer.
async fn designer(demo: &DemoSite, screenshots: &Screenshots, ada: &Browser) {
    ada.visit(&demo.console("dialogues/dialogue_hello")).await;
    ada.see(Spot::Page, "[data-part=card]").await;
    ada.click(Spot::Page, "[data-part=card]").await;
    ada.see(Spot::Page, "[data-part=side]").await;
    screenshots.capture(ada, "designer-card").await;
    for (button, close, name) in [
        ("show-preview", "close-preview", "designer-preview"),
        ("show-versions", "close-versions", "designer-versions"),
        ("publish", "close-publish", "designer-publish"),
    ] {
        ada.click(Spot::Page, &format!("[data-part={button}]")).await;
        screenshots.capture(ada, name).await;
        ada.click(Spot::Page, &format!("[data-part={close}]")).await;
    }
}

/// A person, and the replay of their conversation.
async fn person(demo: &DemoSite, screenshots: &Screenshots, ada: &Browser) {
    ada.visit(&demo.console("people")).await;
    ada.click(Spot::Page, "[data-part=person-row] a").await;
    ada.see(Spot::Page, "[data-part=history-row]").await;
    screenshots.capture(ada, "person").await;
    ada.click(Spot::Page, "[data-part=erase]").await;
    screenshots.capture(ada, "person-erase").await;
    ada.press(ESCAPE).await;
}

/// Every section in German, where words are longer.
async fn german(demo: &DemoSite, screenshots: &Screenshots, ada: &Browser) {
    ada.run("localStorage.setItem('bellhop.language', 'de')").await;
    for (path, name, whole) in SCREENS {
        ada.visit(&demo.console(path)).await;
        ada.see(Spot::Page, whole).await;
        ada.gone(Spot::Page, ".state[role=status]").await;
        screenshots.in_light(ada, &format!("german-{name}")).await;
    }
    for (path, button, there, name) in SHEETS {
        ada.visit(&demo.console(path)).await;
        ada.click(Spot::Page, &format!("[data-part={button}]")).await;
        ada.see(Spot::Page, there).await;
        screenshots.in_light(ada, &format!("german-{name}")).await;
    }
    ada.visit(&demo.console("dialogues/dialogue_hello")).await;
    ada.click(Spot::Page, "[data-part=card]").await;
    screenshots.in_light(ada, "german-designer-card").await;
    ada.click(Spot::Page, "[data-part=publish]").await;
    screenshots.in_light(ada, "german-designer-publish").await;
    ada.visit(&demo.console("inbox")).await;
    for (tab, name) in [("tab-missed", "inbox-missed"), ("tab-all", "inbox-all")] {
        ada.click(Spot::Page, &format!("[data-part={tab}]")).await;
        ada.click(Spot::Page, "[data-part=history] .row").await;
        ada.see(Spot::Page, "[data-part=thread]").await;
        screenshots.in_light(ada, &format!("german-{name}")).await;
    }
    ada.run("localStorage.setItem('bellhop.language', 'en')").await;
}

/// The server is down.
async fn unreachable(demo: &DemoSite, screenshots: &Screenshots, ada: &Browser) {
    demo.server.kill().await;
    ada.click(Spot::Page, "[data-part=go-usage]").await;
    ada.see(Spot::Page, "[data-part=failed]").await;
    screenshots.capture(ada, "state-failed").await;
    demo.server.start().await;
}
