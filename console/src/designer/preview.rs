//! The messages for the panel that shows a draft: the same as a website's loader sends, with the
//! draft in place of the published dialogue.

use serde::Serialize;
use shared::dialogue::{FlowContext, poke};
use shared::event::Page;
use shared::id::{DialogueId, Version};
use shared::person::Attributes;
use shared::protocol::{Bootstrap, ColourScheme, PageBoot, PublishedDialogue};
use shared::stream::Stream;

/// The first message to the panel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct First {
    #[serde(flatten)]
    offer: Offer,
    /// Not a real visit: nothing begins at the edge, so nothing counts.
    visit: &'static str,
    greeting: &'static str,
    open: bool,
    theme: &'static str,
    css: String,
}

/// The message after each change of the draft.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Offer {
    bootstrap: Bootstrap,
    page: Page,
}

/// Wraps the draft as a bootstrap. It has no version, because the panel begins no conversation with
/// it.
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

/// Builds the first message.
pub(crate) fn first(boot: &PageBoot, offer: Offer, dark: bool) -> First {
    let (theme, css) = theme(boot, dark);
    First { offer, visit: "visit_preview", greeting: "{}", open: true, theme, css }
}

/// `dark` is what the console looks like, which decides if the site leaves it to the page.
fn theme(boot: &PageBoot, dark: bool) -> (&'static str, String) {
    let dark = match boot.boot.style.colour_scheme {
        ColourScheme::Auto => dark,
        scheme => scheme == ColourScheme::Dark,
    };
    let palette = if dark { &boot.colours.dark } else { &boot.colours.light };
    let [brand, on, link] = palette;
    let font = boot.font.as_deref().map(|font| format!(";--font:{font}")).unwrap_or_default();
    let css = format!("--brand:{brand};--on-brand:{on};--link:{link}{font}");
    (if dark { "dark" } else { "light" }, css)
}
