//! The chat for everybody who reads it: who said something, light and dark, forced colours, scripts from
//! the right, and texts as they were written.

use crate::access::Violations;
use crate::harness::{Harness, visit};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::protocol::ColourScheme;
use shared::quota::Package;

/// Waits until a script at that spot returns the value.
async fn finds(visitor: &Browser, spot: Spot, description: &str, script: &str, value: Value) {
    let poll = async || visitor.run_in(spot, script).await;
    eventually(description, poll, |found| *found == value).await;
}

#[tokio::test]
async fn a_screen_reader_hears_who_said_it() {
    let harness = Harness::set("reading-author", Server::shared().await).await;
    harness.chat().await;
    harness.visitor_says("Line 1").await;
    harness.agent_says("Line 2").await;
    harness.both_read(&["Line 1", "Line 2"]).await;
    let heard = "const log = document.querySelector('[role=log][aria-live=polite]');
        return [...log.querySelectorAll('.msg')].slice(-2).map((message) =>
            [...message.querySelectorAll('.author, .said')].map((part) => part.textContent).join(': '))";
    finds(
        &harness.visitor,
        Spot::Panel,
        "the authors",
        heard,
        json!(["You: Line 1", "Grace: Line 2"]),
    )
    .await;
}

/// How the launcher and the panel look: light or dark.
const LOOKS: &str = "const root = document.querySelector('bellhop-widget').shadowRoot;
    const paper = getComputedStyle(root.querySelector('.panel')).backgroundColor;
    return { 'rgb(255, 255, 255)': 'light', 'rgb(20, 22, 26)': 'dark' }[paper]";

async fn looks(visitor: &Browser, scheme: &str) {
    finds(visitor, Spot::Page, "the launcher's scheme", LOOKS, json!(scheme)).await;
    let panel = "return document.documentElement.dataset.theme";
    finds(visitor, Spot::Panel, "the panel's scheme", panel, json!(scheme)).await;
}

#[tokio::test]
async fn a_chat_is_light_or_dark_as_the_site_then_the_page_then_the_system_says() {
    let site = Site::make(&Server::shared().await).await;
    let (_website, visitor) = visit("reading-scheme", &site).await;
    visitor.prefers("dark").await;
    visitor.opens_chat().await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    looks(&visitor, "dark").await;
    for (scheme, look) in
        [("light", "light"), ("light dark", "dark"), ("only light", "light"), ("", "dark")]
    {
        visitor.run(&format!("document.documentElement.style.colorScheme = '{scheme}'")).await;
        looks(&visitor, look).await;
    }
    // What the page declares in its head, unless its style says something else.
    let declare = "const meta = document.createElement('meta');
        document.head.append(Object.assign(meta, { name: 'color-scheme', content: 'only light' }))";
    visitor.run(declare).await;
    looks(&visitor, "light").await;
    visitor.run("document.documentElement.style.colorScheme = 'dark'").await;
    looks(&visitor, "dark").await;
    visitor.run("document.querySelector('meta[name=color-scheme]').remove()").await;
    visitor.prefers("light").await;
    visitor.run("document.documentElement.style.colorScheme = ''").await;
    looks(&visitor, "light").await;
    visitor.run("document.documentElement.style.colorScheme = 'dark'").await;
    looks(&visitor, "dark").await;
    visitor.shot("scheme-dark").await;

    let site = Site::make(&Server::shared().await).await;
    site.settings(|settings| settings.style.colour_scheme = ColourScheme::Light).await;
    let (_website, visitor) = visit("reading-scheme-light", &site).await;
    visitor.prefers("dark").await;
    visitor.opens_chat().await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    visitor.run("document.documentElement.style.colorScheme = 'dark'").await;
    looks(&visitor, "light").await;
}

#[tokio::test]
async fn where_colours_are_forced_everything_has_an_edge() {
    let harness = Harness::set("reading-forced", Server::shared().await).await;
    let visitor = &harness.visitor;
    harness.chat().await;
    harness.visitor_says("Line 1").await;
    harness.agent_says("Line 2").await;
    harness.both_read(&["Line 1", "Line 2"]).await;
    visitor.forces_colours().await;
    let edges = |selectors: &str, root: &str| {
        format!(
            "return [{selectors}].filter((css) => [...{root}.querySelectorAll(css)].some((element) => {{
                const style = getComputedStyle(element);
                const seen = (kind) => parseFloat(style[kind + 'Width']) > 0 && style[kind + 'Style'] !== 'none'
                    && style[kind + 'Color'] !== 'rgba(0, 0, 0, 0)';
                return !seen('outline') && !seen('borderTop');
            }}))"
        )
    };
    let page = edges("'.launch', '.panel'", "document.querySelector('bellhop-widget').shadowRoot");
    finds(visitor, Spot::Page, "edges on the page", &page, json!([])).await;
    let panel = edges("'.said', '.avatar', '.go', 'textarea'", "document");
    finds(visitor, Spot::Panel, "edges in the panel", &panel, json!([])).await;
    visitor.shot("forced-colours").await;
    visitor.closes_chat().await;
    harness.agent_says("Line 3").await;
    visitor.see(Spot::Launcher, ".preview").await;
    visitor.shot("forced-preview").await;
}

#[tokio::test]
async fn texts_run_as_their_letters_do() {
    let greeting = json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "Would you like to talk?\nשלום, אפשר לעזור?\n24. Dezember geschlossen", "responses": [
            { "id": "yes", "label": "Yes!" },
        ]},
    ]});
    let site = Site::create(&Server::shared().await, Package::Prime, greeting).await;
    let (_website, visitor) = visit("reading-rtl", &site).await;
    visitor.run("document.documentElement.dir = 'rtl'").await;
    visitor.see_text(Spot::Launcher, ".poke .text", "24. Dezember geschlossen").await;
    // Where a mark is, seen from the first letter of its line.
    let marks = "const text = document.querySelector('bellhop-widget').shadowRoot.querySelector('.poke .text').firstChild;
        const at = (index) => { const range = new Range(); range.setStart(text, index); range.setEnd(text, index + 1);
            return range.getBoundingClientRect().x };
        const { data } = text;
        const hebrew = data.indexOf('\\n') + 1;
        return [at(data.indexOf('?')) > at(0), at(data.lastIndexOf('?')) < at(hebrew)]";
    assert_eq!(visitor.run(marks).await, json!([true, true]));
    visitor.shot("rtl-poke").await;
    visitor.opens_chat().await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    // The panel's own words are English.
    assert_eq!(visitor.run_in(Spot::Panel, "return document.documentElement.dir").await, "ltr");
    let item =
        "const item = document.querySelector('.said ol li'); return [item.value, item.textContent]";
    assert_eq!(visitor.run_in(Spot::Panel, item).await, json!([24, "Dezember geschlossen"]));
    visitor.shot("rtl-panel").await;
    let mut found = Violations::default();
    found.check_a11y(&visitor, Spot::Panel, "rtl").await;
    assert!(found.is_clear(), "{found:#?}");
}
