//! Screenshots from right to left: a visitor's chat in Arabic, the same chat in the inbox, and a dialogue in Hebrew in
//! the designer.

use crate::demo_site::DemoSite;
use crate::screenshots::Screenshots;
use bellhop_tests::browser::Spot;
use bellhop_tests::http::Method;
use serde_json::{Value, json};

const ARABIC: &str = "dialogue_arabic";
const HEBREW: &str = "dialogue_hebrew";

/// Shows all of it, and leaves the demo site as it was.
pub(crate) async fn show(demo: &DemoSite, screenshots: &Screenshots) {
    let ada = demo.agent("Ada").await;
    let settings: Value = ada.request(Method::GET, "settings").done().await.json();
    let mut arabic = settings.clone();
    arabic["language"] = "ar".into();
    arabic["fallback_form"] = json!({ "offered": true });
    ada.request(Method::PUT, "settings").json(&arabic).done().await;
    for (id, draft) in [(ARABIC, arabic_dialogue()), (HEBREW, hebrew_dialogue())] {
        ada.request(Method::PUT, &format!("dialogues/{id}")).json(&draft).done().await;
    }
    let publish = format!("dialogues/{ARABIC}/publish");
    ada.request(Method::POST, &publish).done().await;
    chat(demo, screenshots).await;
    designer(demo, screenshots).await;
    ada.request(Method::POST, &format!("dialogues/{ARABIC}/unpublish")).done().await;
    for id in [ARABIC, HEBREW] {
        ada.request(Method::DELETE, &format!("dialogues/{id}")).done().await;
    }
    ada.request(Method::PUT, "settings").json(&settings).done().await;
}

/// Both sides of a chat in Arabic, with a link, a number and Latin letters in it.
async fn chat(demo: &DemoSite, screenshots: &Screenshots) {
    let grace = demo.at_console("Grace").await;
    Screenshots::desk(&grace).await;
    let _allowed = demo.quiet(&grace).await;
    grace.click(Spot::Page, "[data-part=availability-switch]").await;
    grace.see_text(Spot::Page, "[data-part=availability-label]", "Available").await;
    let visitor = demo.visitor("/about.html").await;
    Screenshots::desk(&visitor).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.see(Spot::Panel, "[data-response=oven]").await;
    screenshots.capture(&visitor, "rtl-question").await;
    visitor.click(Spot::Panel, "[data-response=oven]").await;
    for (name, value) in [("first_name", "ليلى الحداد"), ("email", "layla@makhbaz.example")]
    {
        let css = format!("input[name={name}]");
        visitor.write(Spot::Panel, &css, value).await;
        visitor.enter(Spot::Panel, &css).await;
    }
    grace.see(Spot::Page, "[data-part=accept]").await;
    screenshots.capture(&grace, "rtl-inbox-offer").await;
    grace.click(Spot::Page, "[data-part=accept]").await;
    visitor
        .write(Spot::Panel, ".composer textarea", "نخبز 600 رغيف في اليوم، هل يكفي فرن “Deck 2”؟")
        .await;
    visitor.enter(Spot::Panel, ".composer textarea").await;
    grace.see_text(Spot::Page, "[data-part=bubble]", "600").await;
    let answer = "صباح الخير! نعم، وهذا هو المخطط: https://crumb-and-peel.example/deck";
    grace.write(Spot::Page, "[data-part=message]", answer).await;
    grace.click(Spot::Page, "[data-part=send]").await;
    visitor.see_text(Spot::Panel, ".msg[data-by=agent] .said", "deck").await;
    screenshots.capture(&visitor, "rtl-chat").await;
    grace.write(Spot::Page, "[data-part=message]", "هل أتصل بك غدا؟").await;
    screenshots.capture(&grace, "rtl-inbox").await;
    grace.click(Spot::Page, "[data-part=end]").await;
    visitor.see(Spot::Panel, ".event").await;
    screenshots.capture(&visitor, "rtl-ended").await;
    grace.click(Spot::Page, "[data-part=availability-switch]").await;
    nobody(demo, screenshots).await;
}

/// Nobody is there, and the visitor can leave a message.
async fn nobody(demo: &DemoSite, screenshots: &Screenshots) {
    let grace = demo.agent("Grace").await;
    grace.connect().await.available(false).await;
    let visitor = demo.visitor("/about.html").await;
    Screenshots::desk(&visitor).await;
    visitor.click(Spot::Launcher, ".launch").await;
    visitor.click(Spot::Panel, "[data-response=oven]").await;
    for (name, value) in [("first_name", "سامي"), ("email", "sami@makhbaz.example")] {
        let css = format!("input[name={name}]");
        visitor.write(Spot::Panel, &css, value).await;
        visitor.enter(Spot::Panel, &css).await;
    }
    visitor.see(Spot::Panel, "form[data-act=leave]").await;
    screenshots.capture(&visitor, "rtl-fallback").await;
}

/// A dialogue in Hebrew on the canvas, with a card's form and the preview.
async fn designer(demo: &DemoSite, screenshots: &Screenshots) {
    let ada = demo.at_console("Ada").await;
    Screenshots::desk(&ada).await;
    let _allowed = demo.quiet(&ada).await;
    ada.visit(&demo.console(&format!("dialogues/{HEBREW}"))).await;
    ada.click(Spot::Page, "[data-card=shalom]").await;
    ada.see(Spot::Page, "[data-part=side]").await;
    screenshots.capture(&ada, "rtl-designer").await;
    ada.click(Spot::Page, "[data-part=show-preview]").await;
    ada.see(Spot::Page, "[data-part=preview-frame]").await;
    ada.see(Spot::Page, "[data-card=shalom] [data-part=previewed]").await;
    screenshots.capture(&ada, "rtl-designer-preview").await;
}

fn arabic_dialogue() -> Value {
    json!({ "name": "ترحيب", "priority": 0, "pages": [], "visitors": "everyone", "poke": true, "stream": {
        "first": "hello", "cards": [
            { "type": "question", "id": "hello", "text": "مرحبا! هل تبحث عن **فرن جديد**؟", "responses": [
                { "id": "oven", "label": "نعم، فرن جديد", "next": "who" },
                { "id": "look", "label": "أتصفح فقط", "next": "bye" },
            ]},
            { "type": "capture", "id": "who", "text": "بكل سرور. من أنت؟", "next": "call", "fields": [
                { "field": "first_name", "label": "الاسم", "required": true },
                { "field": "email", "label": "البريد الإلكتروني", "required": true },
            ]},
            { "type": "live_chat", "id": "call", "text": "لحظة واحدة، {{person.first_name}}.",
              "route": { "by": "round_robin" } },
            { "type": "message", "id": "bye", "text": "أهلا وسهلا بك." },
        ] } })
}

fn hebrew_dialogue() -> Value {
    json!({ "name": "ברוכים הבאים", "priority": 9, "pages": [], "visitors": "everyone", "poke": true, "stream": {
        "first": "shalom", "cards": [
            { "type": "question", "id": "shalom", "text": "שלום! מחפשים **תנור חדש**? יש לנו 3 דגמים.",
              "responses": [
                { "id": "oven", "label": "כן, תנור חדש", "next": "who" },
                { "id": "service", "label": "תיקון", "next": "call" },
                { "id": "look", "label": "רק מסתכלים", "next": "bye" },
            ]},
            { "type": "capture", "id": "who", "text": "נעים מאוד. מי אתם?", "next": "thanks", "fields": [
                { "field": "first_name", "label": "שם פרטי", "required": true },
                { "field": "email", "label": "דואר אלקטרוני", "required": true },
            ]},
            { "type": "message", "id": "thanks",
              "text": "תודה, {{person.first_name|חברים}}! נחזור אליכם [כאן](https://crumb-and-peel.example)." },
            { "type": "live_chat", "id": "call", "text": "רגע אחד בבקשה.", "route": { "by": "round_robin" } },
            { "type": "message", "id": "bye", "text": "תהנו מהביקור." },
        ] } })
}
