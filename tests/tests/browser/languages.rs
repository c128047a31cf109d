//! A site's settings for look, language and sound, as a visitor sees them.

use crate::access::Violations;
use crate::harness::Harness;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::server::Server;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::language::Language;
use shared::protocol::Font;

const PRIVACY: &str = "https://hats.example/privacy";

/// Counts the tones played from now on.
const LISTEN: &str = "
    window.notes = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...given) { notes++; return start.apply(this, given); };";

/// Records downloads from now on.
const KEEP: &str = "
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { window.saved = blob.text(); return make(blob); };";

async fn notes(visitor: &Browser) -> Value {
    visitor.run_in(Spot::Panel, "return notes").await
}

/// The text and the style of the launcher.
async fn launcher(visitor: &Browser) -> Value {
    visitor
        .run(
            "const host = document.querySelector('bellhop-widget');
             const launch = host.shadowRoot.querySelector('.launch');
             const { right, bottom } = launch.getBoundingClientRect();
             return [host.lang, launch.ariaLabel, getComputedStyle(launch).fontFamily.split(',')[0],
                     document.documentElement.clientWidth - right, innerHeight - bottom]",
        )
        .await
}

#[tokio::test]
async fn a_chat_follows_the_settings_for_look_language_and_sound() {
    let harness = Harness::set("languages", Server::shared().await).await;
    let (visitor, agent) = (&harness.visitor, &harness.agent);
    harness
        .site
        .settings(|settings| {
            settings.style.privacy_url = Some(PRIVACY.into());
            settings.style.font = Font::Serif;
            settings.style.padding = 48;
        })
        .await;

    // If a language can't be loaded, the chat is in English, and the panel's `lang` says so.
    visitor.blocks("*/de.js").await;
    visitor.visit(&format!("{}/de", harness.website.origin)).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.see_text(Spot::Panel, "footer a", "Privacy").await;
    assert_eq!(visitor.run_in(Spot::Panel, "return document.documentElement.lang").await, "en");

    let complaints = visitor.complaints(&[Spot::Panel]).await;
    assert!(complaints.iter().all(|text| text.contains("/de.js")), "{complaints:#?}");

    visitor.blocks("*/nothing").await;
    visitor.closes_chat().await;
    visitor.reload().await;
    visitor.see(Spot::Launcher, ".launch").await;
    let expected = json!(["de", "Chat öffnen", "ui-serif", 48, 48]);
    let is = |launcher: &Value| *launcher == expected;
    eventually("the launcher in its corner", async || launcher(visitor).await, is).await;
    visitor.opens_chat().await;
    visitor.see_text(Spot::Panel, "header p", "Antwortet in wenigen Minuten").await;
    visitor.see_text(Spot::Panel, "footer a", "Datenschutz").await;
    let panel = "const link = document.querySelector('footer a'), html = document.documentElement;
        return [html.lang, html.dir, getComputedStyle(document.body).fontFamily.split(',')[0],
                link.href, link.target, link.relList.contains('noopener')]";
    let expected = json!(["de", "ltr", "ui-serif", PRIVACY, "_blank", true]);
    assert_eq!(visitor.run_in(Spot::Panel, panel).await, expected);

    visitor.click(Spot::Panel, "[data-response=yes]").await;
    visitor.enter(Spot::Panel, "input[name=first_name]").await;
    visitor.see_text(Spot::Panel, ".wrong", "Bitte füllen Sie dieses Feld aus.").await;
    for (field, value) in [("first_name", "Ada"), ("email", "ada@example.com")] {
        let css = format!("input[name={field}]");
        visitor.write(Spot::Panel, &css, value).await;
        visitor.enter(Spot::Panel, &css).await;
    }
    agent.click(Spot::Page, "[data-part=accept]").await;
    visitor.see_text(Spot::Panel, ".event", "Grace ist jetzt da").await;
    agent.see(Spot::Page, "[data-part=message]").await;
    harness.visitor_says("Line 1: Guten Tag").await;

    // A message that arrives while the panel is closed is counted, and plays a sound.
    visitor.click(Spot::Panel, "[data-part=menu]").await;
    let mut found = Violations::default();
    found.check_a11y(visitor, Spot::Panel, "menu").await;
    assert!(found.is_clear(), "{found:#?}");
    visitor.run_in(Spot::Panel, LISTEN).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.gone(Spot::Launcher, ".panel.open").await;
    harness.agent_says("Line 2: Grüß Gott").await;
    visitor.see(Spot::Launcher, ".launch[aria-label='Chat öffnen, 1 ungelesen']").await;
    eventually("two notes", async || notes(visitor).await, |notes| *notes == 2).await;

    // Unless the visitor turned the sound off.
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-part=menu]").await;
    visitor.click(Spot::Panel, "[data-part=sound][aria-checked=true]").await;
    visitor.see(Spot::Panel, "[data-part=sound][aria-checked=false]").await;
    visitor.run_in(Spot::Panel, KEEP).await;
    visitor.click(Spot::Panel, "[data-part=download]").await;
    let saved = visitor.run_in(Spot::Panel, "return saved").await;
    let head: Vec<_> = saved.as_str().unwrap().lines().take(4).collect();
    assert_eq!(head[..2], ["Assistent", &harness.website.origin]);
    // The day and the time, as Germans write them.
    assert!(head[2].contains(" um ") && head[3].is_empty(), "{head:?}");
    for line in ["Sie: Line 1: Guten Tag\n", "Grace: Line 2: Grüß Gott\n", "Grace ist jetzt da"] {
        assert!(saved.as_str().unwrap().contains(line), "{saved}");
    }
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.gone(Spot::Launcher, ".panel.open").await;
    harness.agent_says("Line 3: Noch da?").await;
    visitor.see_text(Spot::Launcher, ".badge", "1").await;
    // When the next one is there, all that the first one does has been done.
    harness.agent_says("Line 4: Hallo?").await;
    visitor.see_text(Spot::Launcher, ".badge", "2").await;
    assert_eq!(notes(visitor).await, 2);

    // The choice is remembered; the language follows the page.
    visitor.visit(&format!("{}/ar", harness.website.origin)).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.see(Spot::Panel, ".composer textarea[placeholder='اكتبوا رسالة…']").await;
    assert_eq!(visitor.run_in(Spot::Panel, "return document.documentElement.dir").await, "rtl");
    visitor.click(Spot::Panel, "[data-part=menu]").await;
    visitor.see(Spot::Panel, "[data-part=sound][aria-checked=false]").await;
    harness.no_complaints().await;
}

/// The texts of a language, from its file.
fn texts(language: Language) -> Value {
    let path = format!("{}/../widget/texts/{}.json", env!("CARGO_MANIFEST_DIR"), language.as_str());
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test]
async fn the_chat_speaks_every_language() {
    let harness = Harness::set("every_language", Server::shared().await).await;
    let visitor = &harness.visitor;
    harness.site.settings(|settings| settings.style.privacy_url = Some(PRIVACY.into())).await;
    for language in Language::ALL {
        let tag = language.as_str();
        visitor.visit(&format!("{}/in/{tag}", harness.website.origin)).await;
        let open = language.launcher().open;
        visitor.see(Spot::Launcher, &format!(".launch[aria-label='{open}']")).await;
        visitor.click(Spot::Launcher, ".launch").await;
        let privacy = texts(*language)["panel"]["privacy"].as_str().unwrap().to_owned();
        visitor.see_text(Spot::Panel, "footer a", &privacy).await;
        let html = "const { lang, dir } = document.documentElement; return [lang, dir]";
        let expected = json!([tag, if language.is_right_to_left() { "rtl" } else { "ltr" }]);
        assert_eq!(visitor.run_in(Spot::Panel, html).await, expected);
        visitor.click(Spot::Launcher, ".launch").await;
        visitor.gone(Spot::Launcher, ".panel.open").await;
    }
    harness.no_complaints().await;
}
