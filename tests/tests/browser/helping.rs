//! An agent's tools in a chat: canned replies, notes, emoji, files, undoing the end, and blocking.

use crate::access::Violations;
use crate::harness::{AGENTS_THREAD, Harness, VISITORS_THREAD, said};
use bellhop_tests::browser::{Browser, ESCAPE, Spot};
use bellhop_tests::server::Server;

/// A red pixel as a PNG.
pub(crate) const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0x0c, 0x49, 0x44, 0x41, 0x54, 8,
    0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3, 1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, 0x49, 0x45,
    0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];
const MESSAGE: &str = "[data-part=message]";

async fn add_reply(agent: &Browser) {
    agent.click(Spot::Page, "[data-part=menu]").await;
    agent.click(Spot::Page, "[data-part=show-replies]").await;
    agent.click(Spot::Page, "[data-part=add-reply]").await;
    agent.write(Spot::Page, "[data-part=reply-name]", "hello").await;
    let text = "Line 1: hi {{person.first_name|there}}, how can I help?";
    agent.write(Spot::Page, "[data-part=reply-text]", text).await;
    agent.click(Spot::Page, "[data-part=save-changes]").await;
    agent.see_text(Spot::Page, "[data-part=reply]", "/hello").await;
}

/// Gives the visitor's field a file, by a paste or drop event.
async fn give(visitor: &Browser, event: &str, name: &str) {
    let script = format!(
        "const data = new DataTransfer();
         data.items.add(new File(['small'], '{name}', {{ type: 'text/plain' }}));
         const how = {{ clipboardData: data, dataTransfer: data, bubbles: true, cancelable: true }};
         document.querySelector('.composer textarea').dispatchEvent(new {event}, how))"
    );
    visitor.run_in(Spot::Panel, &script).await;
}

#[tokio::test]
async fn an_agent_uses_replies_notes_emoji_and_files() {
    let harness = Harness::set("helping", Server::shared().await).await;
    let (visitor, agent) = (&harness.visitor, &harness.agent);
    let mut found = Violations::default();
    harness.chat().await;

    add_reply(agent).await;
    found.check_a11y(agent, Spot::Page, "canned replies").await;
    agent.shot("replies").await;
    agent.click(Spot::Page, "[data-part=close-replies]").await;
    agent.write(Spot::Page, MESSAGE, "/hel").await;
    agent.see_text(Spot::Page, "[data-part=suggestion]", "/hello").await;
    found.check_a11y(agent, Spot::Page, "suggestions").await;
    agent.shot("suggestions").await;
    agent.enter(Spot::Page, MESSAGE).await;
    let filled = "Line 1: hi Ada, how can I help?";
    assert_eq!(agent.value(Spot::Page, MESSAGE).await, filled);
    agent.click(Spot::Page, "[data-part=emoji]").await;
    agent.write(Spot::Page, "[data-part=emoji-search]", "wave").await;
    agent.see(Spot::Page, "[data-part=emoji-sign]").await;
    found.check_a11y(agent, Spot::Page, "emoji").await;
    agent.shot("emoji").await;
    agent.enter(Spot::Page, "[data-part=emoji-search]").await;
    agent.click(Spot::Page, "[data-part=send]").await;
    harness.both_read(&["Line 1: hi Ada, how can I help?👋"]).await;

    agent.click(Spot::Page, "[data-part=mode-note]").await;
    agent.write(Spot::Page, MESSAGE, "Asked before, be kind").await;
    found.check_a11y(agent, Spot::Page, "writing a note").await;
    agent.shot("note").await;
    agent.click(Spot::Page, "[data-part=send]").await;
    agent.see_text(Spot::Page, "[data-part=private]", "Asked before, be kind").await;
    agent.see_text(Spot::Page, "[data-part=notes]", "1").await;

    let folder = std::env::temp_dir().join(format!("bellhop-helping-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (picture, table) = (folder.join("oven.png"), folder.join("sizes.csv"));
    std::fs::write(&picture, PNG).unwrap();
    std::fs::write(&table, "size;price\n1;2\n").unwrap();
    agent.choose(Spot::Page, "[data-part=attach]", &picture).await;
    agent.see(Spot::Page, "[data-part=file] [data-part=picture]").await;
    visitor.see(Spot::Panel, ".msg[data-by=agent] .said a img[alt='oven.png']").await;
    visitor.choose(Spot::Panel, ".attach input", &table).await;
    visitor.see_text(Spot::Panel, ".msg[data-by=visitor] .said a", "sizes.csv").await;
    agent.see_text(Spot::Page, "[data-part=file]", "sizes.csv").await;
    for (event, name) in
        [("ClipboardEvent('paste'", "pasted.txt"), ("DragEvent('drop'", "dropped.txt")]
    {
        give(visitor, event, name).await;
        agent.see_text(Spot::Page, "[data-part=file]", name).await;
    }
    let program = folder.join("setup.exe");
    std::fs::write(&program, b"MZ\x90\0\x03\0").unwrap();
    visitor.choose(Spot::Panel, ".attach input", &program).await;
    visitor.see_text(Spot::Panel, ".files", "can’t be sent").await;
    found.check_a11y(visitor, Spot::Panel, "files").await;
    found.check_a11y(agent, Spot::Page, "files").await;
    visitor.shot("visitor").await;
    agent.shot("files").await;
    let read = visitor.texts(Spot::Panel, VISITORS_THREAD).await.unwrap();
    assert!(!read.iter().any(|text| text.contains("be kind")), "{read:?}");

    agent.click(Spot::Page, "[data-part=end]").await;
    agent.see(Spot::Page, "[data-part=ending]").await;
    agent.shot("ending").await;
    agent.click(Spot::Page, "[data-part=undo-end]").await;
    agent.gone(Spot::Page, "[data-part=ending]").await;
    harness.visitor_says("Line 2: still there?").await;
    let both = |texts: &[String]| (said(texts).len() == 2).then_some(());
    agent.until(Spot::Page, AGENTS_THREAD, "the visitor's message", both).await;

    agent.click(Spot::Page, "[data-part=save]").await;
    agent.click(Spot::Page, "[data-part=block]").await;
    agent.see(Spot::Page, "[data-part=confirm-block]").await;
    found.check_a11y(agent, Spot::Page, "block").await;
    agent.shot("block").await;
    agent.write(Spot::Page, "[data-part=block-reason]", "Insults").await;
    agent.click(Spot::Page, "[data-part=confirm-block]").await;
    agent.see_text(Spot::Page, "[data-part=closed]", "ended").await;
    agent.see_text(Spot::Page, "[data-part=private]", "be kind").await;
    visitor.see_text(Spot::Panel, ".event", "Grace ended the chat").await;
    agent.click(Spot::Page, "[data-part=save]").await;
    agent.click(Spot::Page, "[data-part=block]").await;
    agent.see_text(Spot::Page, "[data-part=is-blocked]", "is blocked by Grace").await;
    agent.press(ESCAPE).await;
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(found.is_clear(), "{found:#?}");
}
