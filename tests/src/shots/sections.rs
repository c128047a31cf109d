//! What marketers and admins meet.

use crate::album::Album;
use crate::town::Town;
use bellhop_tests::browser::{Browser, ESCAPE, Spot};

/// Address and name of each screen, and what is there once it is whole.
const SCREENS: [(&str, &str, &str); 22] = [
    ("home", "home", "[data-part=first-steps]"),
    ("dialogues", "dialogues", "[data-part=dialogue-row]"),
    ("dialogues/dialogue_hello/audience", "audience", "[data-part=page]"),
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
    ("settings", "settings-look", "[data-part=look-form]"),
    ("settings/chat", "settings-chat", "[data-part=page]"),
    ("settings/domains", "settings-domains", "[data-part=page]"),
    ("settings/keys", "settings-keys", "[data-part=page]"),
    ("settings/identity", "settings-identity", "[data-part=page]"),
    ("settings/installation", "settings-installation", "[data-part=page]"),
    ("people/person_nobody", "people-nobody", "[data-part=page]"),
];

/// What opens on a screen: its address, the button, what is there then, and the name.
const SHEETS: [(&str, &str, &str, &str); 7] = [
    ("dialogues", "new-dialogue", "[data-part=new-sheet]", "dialogue-new"),
    ("dialogues", "dialogue-menu", "[data-part=dialogue-menu-items]", "dialogue-menu"),
    ("team", "invite", "[data-part=invite-sheet]", "team-invite"),
    ("team", "edit-agent", "[data-part=agent-sheet]", "team-agent"),
    ("team", "remove-agent", "[data-part=leaving]", "team-leaving"),
    ("hours", "set-hours", "[data-day='0']", "hours-week"),
    ("reports/dialogues", "show-funnel", ".funnel-card", "reports-funnel"),
];

/// Opens every section, and what each of them opens.
pub(crate) async fn show(town: &Town, album: &Album) {
    let ada = town.at_console("Ada").await;
    Album::desk(&ada).await;
    let _allowed = town.quiet(&ada).await;
    for (path, name, whole) in SCREENS {
        ada.visit(&town.console(path)).await;
        ada.see(Spot::Page, whole).await;
        ada.gone(Spot::Page, ".state[role=status]").await;
        album.take(&ada, name).await;
    }
    for (path, button, there, name) in SHEETS {
        ada.visit(&town.console(path)).await;
        ada.click(Spot::Page, &format!("[data-part={button}]")).await;
        ada.see(Spot::Page, there).await;
        album.take(&ada, name).await;
    }
    designer(town, album, &ada).await;
    person(town, album, &ada).await;
    unreachable(town, album, &ada).await;
}

/// The Stream Designer at work.
async fn designer(town: &Town, album: &Album, ada: &Browser) {
    ada.visit(&town.console("dialogues/dialogue_hello")).await;
    ada.see(Spot::Page, "[data-part=card]").await;
    ada.click(Spot::Page, "[data-part=card]").await;
    ada.see(Spot::Page, "[data-part=side]").await;
    album.take(ada, "designer-card").await;
    for (button, close, name) in [
        ("show-preview", "close-preview", "designer-preview"),
        ("show-versions", "close-versions", "designer-versions"),
        ("publish", "close-publish", "designer-publish"),
    ] {
        ada.click(Spot::Page, &format!("[data-part={button}]")).await;
        album.take(ada, name).await;
        ada.click(Spot::Page, &format!("[data-part={close}]")).await;
    }
}

/// One person, and the replay of a conversation with them.
async fn person(town: &Town, album: &Album, ada: &Browser) {
    ada.visit(&town.console("people")).await;
    ada.click(Spot::Page, "[data-part=person-row] a").await;
    ada.see(Spot::Page, "[data-part=history-row]").await;
    album.take(ada, "person").await;
    ada.click(Spot::Page, "[data-part=erase]").await;
    album.take(ada, "person-erase").await;
    ada.press(ESCAPE).await;
}

/// The server doesn't answer.
async fn unreachable(town: &Town, album: &Album, ada: &Browser) {
    town.server.kill().await;
    ada.click(Spot::Page, "[data-part=go-usage]").await;
    ada.see(Spot::Page, "[data-part=failed]").await;
    album.take(ada, "state-failed").await;
    town.server.start().await;
}
