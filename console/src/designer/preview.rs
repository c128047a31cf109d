//! What the panel is told so that it shows a draft: everything a website's loader would say, with the
//! draft in place of a publication.

use serde::Serialize;
use shared::dialogue::{FlowContext, poke};
use shared::event::Page;
use shared::id::{DialogueId, Version};
use shared::person::Attributes;
use shared::protocol::{Bootstrap, PageBoot, PublishedDialogue};
use shared::stream::Stream;

/// What the panel is told first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct First {
    #[serde(flatten)]
    offer: Offer,
    /// A visit of nobody's: nothing begins, so nothing counts.
    visit: &'static str,
    greeting: &'static str,
    open: bool,
    dir: &'static str,
    theme: &'static str,
    css: String,
}

/// What it is told when the draft has changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Offer {
    bootstrap: Bootstrap,
    page: Page,
}

/// The draft as something that is offered. It has no version: the panel begins nothing with it.
pub(crate) fn offer(
    boot: &PageBoot,
    id: &DialogueId,
    name: &str,
    stream: &Stream,
    page: Page,
) -> Offer {
    let context = FlowContext { page: page.clone(), ..FlowContext::default() };
    let bootstrap = Bootstrap {
        enabled: true,
        poke: poke(stream, context),
        dialogue: Some(PublishedDialogue {
            id: id.clone(),
            name: name.to_owned(),
            version: Version(0),
            poke: false,
            stream: stream.clone(),
        }),
        page_attributes: Attributes::default(),
        ..boot.boot.clone()
    };
    Offer { bootstrap, page }
}

/// The first word to the panel.
pub(crate) fn first(boot: &PageBoot, offer: Offer, dark: bool) -> First {
    let (theme, css) = theme(boot, dark);
    First { offer, visit: "visit_preview", greeting: "{}", open: true, dir: "ltr", theme, css }
}

fn theme(boot: &PageBoot, dark: bool) -> (&'static str, String) {
    let palette = if dark { &boot.colours.dark } else { &boot.colours.light };
    let [brand, on, link] = palette;
    let font = boot.font.as_deref().map(|font| format!(";--font:{font}")).unwrap_or_default();
    let css = format!("--brand:{brand};--on-brand:{on};--link:{link}{font}");
    (if dark { "dark" } else { "light" }, css)
}
