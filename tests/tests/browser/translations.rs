//! The Languages tab of the Stream Designer: a text is translated beside the one that was written, and a visitor
//! reads it in the language of their browser.

use crate::designer::{Author, draft};
use bellhop_tests::browser::Spot;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::json;

#[tokio::test]
async fn a_dialogue_is_translated_beside_its_texts_and_by_a_table() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mut author = Author::sits("languages", &site).await;
    author.opens("dialogue_hello").await;
    author.clicks("[data-part=languages]").await;
    for (part, tag) in [("written-in", "en"), ("add-language", "ar")] {
        author.chooses(part, tag).await;
        author.sees("[data-part=languages-pane]").await;
    }
    author.reads("[data-part=language][data-language=ar]", "8 texts are missing").await;
    author.writes("[data-part=text-row]:nth-of-type(1) textarea", "هل تود التحدث إلى شخص؟").await;
    author.reads("[data-part=language][data-language=ar]", "7 texts are missing").await;
    author.check_a11y("languages").await;

    // What translators send back is taken, and what it doesn’t fit is said.
    let import = "const table = 'text,en,ar,Notes\\nask/responses/yes,Sure,نعم من فضلك,x\\nold/text,Bye,وداعا,\\n'; \
                  const files = new DataTransfer(); files.items.add(new File([table], 'ar.csv')); \
                  const field = document.querySelector('[data-part=import-texts]'); field.files = files.files; \
                  field.dispatchEvent(new Event('change', { bubbles: true }))";
    author.browser.run(import).await;
    author.reads("[data-part=table-taken]", "1 text is new or different.").await;
    author.reads("[data-part=table-taken]", "1 row belongs to a text").await;
    author.reads("[data-part=table-taken]", "Columns that are no language: Notes").await;
    author.reads("[data-part=language][data-language=ar]", "6 texts are missing").await;

    author.saved().await;
    let saved = draft(&site, "dialogue_hello").await;
    let arabic =
        json!({ "ask/text": "هل تود التحدث إلى شخص؟", "ask/responses/yes": "نعم من فضلك" });
    assert_eq!((&saved["language"], &saved["translations"]["ar"]), (&json!("en"), &arabic));

    // The preview speaks it, from right to left, and says in the first language what is not translated.
    author.clicks("[data-part=show-preview]").await;
    let frame = "[data-part=preview-frame]";
    author.browser.in_frame(frame, ".msg[data-by=bot]", "Would you like").await;
    author.chooses("preview-language", "ar").await;
    author.browser.in_frame(frame, ".msg[data-by=bot]", "هل تود").await;
    author.browser.in_frame(frame, "[data-response=yes]", "نعم من فضلك").await;
    let direction = "return document.querySelector('[data-part=preview-frame]').contentDocument.dir || \
                     document.querySelector('[data-part=preview-frame]').contentDocument.body.dir";
    assert_eq!(author.browser.run(direction).await, "rtl");
    author.check_a11y("a preview in Arabic").await;
    author.browser.click_in_frame(frame, "[data-response=yes]").await;
    author.browser.in_frame(frame, ".msg[data-by=visitor]", "نعم من فضلك").await;
    author.chooses("preview-language", "").await;
    author.browser.in_frame(frame, ".msg[data-by=bot]", "Would you like").await;
    let complaints = author.browser.complaints(&[Spot::Page]).await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    assert!(author.found.is_empty(), "{:#?}", author.found);
}
