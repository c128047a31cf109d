//! Pages, networks and browsers as they are: the chat survives them, and the page never hears an error
//! of ours.

use crate::harness::{Harness, request_chat, visit};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};

/// A site, its website, and a visitor who has opened it.
struct Visit {
    site: Site,
    website: Website,
    visitor: Browser,
}

impl Visit {
    async fn set(name: &str) -> Self {
        let site = Site::make(&Server::shared().await).await;
        let (website, visitor) = visit(name, &site).await;
        Self { site, website, visitor }
    }

    /// Runs a script before every page from now on, and opens the website again.
    async fn with_script(&self, script: &str) -> bellhop_tests::devtools::Devtools {
        let mut devtools = self.visitor.devtools().await;
        devtools.before_every_page(script).await;
        self.visitor.visit(&self.website.origin).await;
        devtools
    }

    /// The visitor opens the chat, and answers its question.
    async fn answers(&self) {
        self.visitor.opens_chat().await;
        self.visitor.click(Spot::Panel, "[data-response=yes]").await;
        self.visitor.see(Spot::Panel, "input[name=first_name]").await;
    }

    /// Waits until a script in the page returns the value.
    async fn finds(&self, description: &str, script: &str, value: Value) {
        let poll = async || self.visitor.run(script).await;
        eventually(description, poll, |found| *found == value).await;
    }

    /// Asserts that nothing of ours was thrown in the page.
    async fn nothing_was_thrown(&self) {
        let mut complaints = self.visitor.complaints(&[Spot::Page]).await;
        complaints.retain(|text| text.contains("Uncaught") || text.contains("TypeError"));
        assert!(complaints.is_empty(), "{complaints:#?}");
    }
}

#[tokio::test]
async fn a_page_that_is_drawn_anew_keeps_its_open_chat() {
    let visit = Visit::set("wild-body").await;
    visit.answers().await;
    for replace in [
        "document.body.replaceWith(document.createElement('body'))",
        "document.body.innerHTML = '<h1>Another page</h1>'",
        "document.querySelector('bellhop-widget').remove()",
    ] {
        visit.visitor.run(replace).await;
        visit
            .finds(
                "the chat to be back",
                "return !!document.querySelector('bellhop-widget')",
                json!(true),
            )
            .await;
        visit.visitor.see(Spot::Launcher, ".launch[aria-expanded=true]").await;
        visit.visitor.see(Spot::Panel, "input[name=first_name]").await;
    }
    visit.nothing_was_thrown().await;
}

#[tokio::test]
async fn a_pages_styles_do_not_reach_the_chat_and_the_chat_moves_nothing() {
    let visit = Visit::set("wild-css").await;
    visit.visitor.see(Spot::Launcher, ".launch").await;
    let place = "const host = document.querySelector('bellhop-widget');
        for (const animation of host.shadowRoot.getAnimations()) animation.finish();
        const { x, y, width } = host.shadowRoot.querySelector('.launch').getBoundingClientRect();
        const { visibility, filter, opacity } = getComputedStyle(host);
        return [x, y, width, visibility, filter, opacity]";
    let before = visit.visitor.run(place).await;
    visit
        .visitor
        .run(
            "const sheet = new CSSStyleSheet();
            sheet.replaceSync(`:not(:defined) { visibility: hidden !important }
                html > *, body > * { filter: blur(2px) !important; transform: scale(.5) !important;
                    opacity: 0 !important; position: static !important; zoom: 1.5; contain: strict }
                * { all: unset !important }
                html { display: flex; justify-content: space-between }`);
            document.adoptedStyleSheets = [sheet]",
        )
        .await;
    assert_eq!(visit.visitor.run(place).await, before);
    let moved = "const host = document.querySelector('bellhop-widget');
        const where = () => JSON.stringify(document.querySelector('main').getBoundingClientRect());
        const [parent, there] = [host.parentNode, where()];
        host.remove();
        const without = where();
        parent.append(host);
        return there === without";
    assert_eq!(visit.visitor.run(moved).await, true, "the chat moves nothing of the page");
    visit.visitor.prints(true).await;
    let shown = "return getComputedStyle(document.querySelector('bellhop-widget')).display";
    assert_eq!(visit.visitor.run(shown).await, "none", "it is not printed");
    visit.visitor.prints(false).await;
}

#[tokio::test]
async fn a_zoomed_page_and_a_low_screen_show_the_whole_panel() {
    let visit = Visit::set("wild-zoom").await;
    visit.answers().await;
    let fits =
        "const panel = document.querySelector('bellhop-widget').shadowRoot.querySelector('.panel');
        const { top, bottom } = panel.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight + 1";
    for target in ["document.body", "document.documentElement"] {
        visit.visitor.run(&format!("{target}.style.zoom = 1.5")).await;
        visit.finds("the panel to be in sight", fits, json!(true)).await;
        visit.visitor.run(&format!("{target}.style.zoom = ''")).await;
    }
    visit.visitor.measures(844, 390, true).await;
    let fills =
        "const panel = document.querySelector('bellhop-widget').shadowRoot.querySelector('.panel');
        const { top, height, width } = panel.getBoundingClientRect();
        return [top, Math.abs(height - innerHeight) < 2, Math.abs(width - innerWidth) < 2]";
    visit.finds("the panel to be a sheet", fills, json!([0, true, true])).await;
}

#[tokio::test]
async fn storage_that_throws_is_null_or_holds_nonsense_is_no_harm() {
    for (name, script) in [
        (
            "throws",
            "for (const name of ['localStorage', 'sessionStorage'])
                Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } })",
        ),
        (
            "null",
            "for (const name of ['localStorage', 'sessionStorage'])
                Object.defineProperty(window, name, { value: null })",
        ),
    ] {
        let visit = Visit::set(&format!("wild-storage-{name}")).await;
        let _devtools = visit.with_script(script).await;
        visit.answers().await;
    }
    for nonsense in ["nonsense", "null", "[1]", "{\"id\":5,\"email\":{}}", "\"x\"", "7 7"] {
        let visit = Visit::set("wild-storage-nonsense").await;
        visit.visitor.see(Spot::Launcher, ".launch").await;
        let script = format!(
            "for (const name of ['identity', 'page_attributes', 'done', 'visit', 'site', 'scroll', 'about',
                'counted', 'earlier', 'unread', 'token'])
                localStorage['bellhop:{0}:' + name] = sessionStorage['bellhop:{0}:' + name] = `{nonsense}`;
            sessionStorage['bellhop:{0}:typed'] = `{nonsense}`",
            visit.site.id
        );
        visit.visitor.run(&script).await;
        visit.visitor.reload().await;
        visit.answers().await;
        visit.nothing_was_thrown().await;
    }
}

#[tokio::test]
async fn a_bootstrap_that_fails_is_tried_again_and_the_page_hears_no_error() {
    let visit = Visit::set("wild-boot").await;
    visit.visitor.blocks("*/bootstrap").await;
    visit.visitor.reload().await;
    let tries = "return performance.getEntriesByType('resource').filter(({ name }) => name.includes('/bootstrap')).length > 1";
    visit.finds("another try", tries, json!(true)).await;
    visit.visitor.blocks("*/nothing").await;
    visit.answers().await;
    visit.nothing_was_thrown().await;
}

#[tokio::test]
async fn a_chat_that_cannot_be_loaded_says_so_and_can_be_tried_again_or_closed() {
    let visit = Visit::set("wild-load").await;
    let visitor = &visit.visitor;
    visitor.measures(390, 844, true).await;
    for (file, notice) in [
        ("*/chat.mjs*", ".failed"),
        ("*/panel_bg.wasm", ".cover.bad"),
        ("*/panel.js", ".cover.bad"),
        ("*/panel", ".cover.bad"),
    ] {
        visitor.blocks(file).await;
        visitor.run("sessionStorage.clear()").await;
        visitor.visit(&visit.website.origin).await;
        visitor.click(Spot::Launcher, ".launch").await;
        if notice == ".failed" {
            visitor.see_text(Spot::Launcher, ".failed .text", "could not be loaded").await;
            visitor.blocks("*/nothing").await;
            visitor.click(Spot::Launcher, ".failed .text").await;
        } else {
            // It can be closed while it waits, and when it has given up.
            visitor.click(Spot::Launcher, ".cover [aria-label='Close chat']").await;
            visitor.click(Spot::Launcher, ".launch[aria-expanded=false]").await;
            visitor.see_text(Spot::Launcher, ".cover.bad", "could not be loaded").await;
            visitor.click(Spot::Launcher, ".cover.bad [aria-label='Close chat']").await;
            visitor.click(Spot::Launcher, ".launch[aria-expanded=false]").await;
            visitor.blocks("*/nothing").await;
            visitor.click(Spot::Launcher, ".cover.bad button:not([aria-label])").await;
        }
        visitor.see(Spot::Panel, "[data-response=yes]").await;
        visit.nothing_was_thrown().await;
    }
}

#[tokio::test]
async fn a_style_sheet_that_fails_is_asked_for_again() {
    let visit = Visit::set("wild-style").await;
    visit.visitor.blocks("*/panel.css*").await;
    visit.answers().await;
    let asked = "return performance.getEntriesByType('resource').filter(({ name }) => name.includes('.css?')).length";
    let style = "return getComputedStyle(document.querySelector('header')).display";
    let poll = async |script| visit.visitor.run_in(Spot::Panel, script).await;
    eventually("another try", async || poll(asked).await, |times| times.as_u64() > Some(0)).await;
    assert_eq!(poll(style).await, "block");
    visit.visitor.blocks("*/nothing").await;
    eventually("the style", async || poll(style).await, |display| *display == "flex").await;
}

#[tokio::test]
async fn what_a_page_says_wrongly_is_ignored_and_the_same_person_keeps_their_chat() {
    let visit = Visit::set("wild-page").await;
    let visitor = &visit.visitor;
    visitor.see(Spot::Launcher, ".launch").await;
    visitor.run("Array.prototype.toJSON = function () { return 'a list' }").await;
    visitor.run("document.title = 'Half \\ud83d'").await;
    for call in [
        "identify({ first_name: 'Half \\ud83d', email: false, id: null })",
        "identify({ email: 'ada@example.com' })",
        "push(['identify', null], ['nothing', 1])",
    ] {
        visitor.run(&format!("return Bellhop.{call}")).await;
    }
    visit.answers().await;
    visitor.run("return Bellhop.identify({ plan: 'gold' })").await;
    visitor.run("return Bellhop.identify({ id: null })").await;
    visitor.run("return Bellhop.identify({ id: 'u1', email: 'ada@example.com' })").await;
    visitor.see(Spot::Panel, "input[name=first_name]").await;
    let stored = format!("return localStorage['bellhop:{}:identity']", visit.site.id);
    let stored: Value = serde_json::from_str(visitor.run(&stored).await.as_str().unwrap()).unwrap();
    assert_eq!(stored, json!({ "id": "u1", "email": "ada@example.com" }));
    // Somebody else is somebody else.
    visitor.run("return Bellhop.identify({ id: 'u2' })").await;
    visitor.see(Spot::Launcher, ".launch[aria-expanded=false]").await;
    visit.nothing_was_thrown().await;
}

#[tokio::test]
async fn another_query_is_the_same_page_and_another_site_is_named_on_the_console() {
    let visit = Visit::set("wild-query").await;
    let visitor = &visit.visitor;
    visitor.see(Spot::Launcher, ".launch").await;
    let requests = "return performance.getEntriesByType('resource').filter(({ name }) => name.includes('/bootstrap')).length";
    assert_eq!(visitor.run(requests).await, 1);
    let done = "if (!window.zooms) { let n = 0; window.zooms = setInterval(() => history.replaceState(null, '', '?zoom=' + ++n), 300) }
        return location.search > '?zoom=5'";
    visit.finds("the query to change", done, json!(true)).await;
    assert_eq!(visitor.run(requests).await, 1, "one page, one bootstrap");
    visitor.run("history.pushState(null, '', '/about')").await;
    let poll = async || visitor.run(requests).await;
    eventually("another page's bootstrap", poll, |count| *count == 2).await;
}

#[tokio::test]
async fn a_page_that_isolates_itself_has_its_chat() {
    let visit = Visit::set("wild-isolated").await;
    visit.visitor.visit(&format!("{}/isolated", visit.website.origin)).await;
    assert_eq!(visit.visitor.run("return crossOriginIsolated").await, true);
    visit.answers().await;
}

#[tokio::test]
async fn a_modal_dialog_covers_the_chat_unless_the_page_puts_it_in() {
    let visit = Visit::set("wild-modal").await;
    visit.answers().await;
    let open = "const dialog = document.body.appendChild(document.createElement('dialog'));
        dialog.showModal(); dialog.append(document.querySelector('bellhop-widget'))";
    visit.visitor.run(open).await;
    visit.visitor.write(Spot::Panel, "input[name=first_name]", "Ada").await;
    visit.visitor.enter(Spot::Panel, "input[name=first_name]").await;
    visit.visitor.see(Spot::Panel, "input[name=email]").await;
    let close = "document.documentElement.append(document.querySelector('bellhop-widget'));
        document.querySelector('dialog').close()";
    visit.visitor.run(close).await;
    visit.visitor.see(Spot::Panel, "input[name=email]").await;
    visit.nothing_was_thrown().await;
}

#[tokio::test]
async fn two_tabs_are_one_chat() {
    let visit = Visit::set("wild-tabs").await;
    let visitor = &visit.visitor;
    visitor.opens_chat().await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    visitor.tab(&visit.website.origin).await;
    visit.answers().await;
    // The answer is shown before the edge has it.
    let begun = format!("return !!localStorage['bellhop:{}:conversation']", visit.site.id);
    visit.finds("the chat to have begun", &begun, json!(true)).await;
    visitor.back().await;
    visitor.see(Spot::Panel, "input[name=first_name]").await;
}

#[tokio::test]
async fn a_page_that_comes_back_from_the_history_has_the_chat_that_runs() {
    let harness = Harness::set("wild-history", Server::shared().await).await;
    let visitor = &harness.visitor;
    visitor.opens_chat().await;
    visitor.see(Spot::Panel, "[data-response=yes]").await;
    visitor.closes_chat().await;
    visitor.click(Spot::Page, "#other").await;
    visitor.see_text(Spot::Page, "h1", "About us").await;
    request_chat(visitor).await;
    harness.agent.click(Spot::Page, "[data-part=accept]").await;
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;
    visitor.run("history.back()").await;
    visitor.see_text(Spot::Page, "h1", "Hats").await;
    visitor.opens_chat().await;
    visitor.see_text(Spot::Panel, "header h1", "Grace").await;
}
