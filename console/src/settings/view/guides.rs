//! How the snippet gets into the usual website builders, and an e-mail to whoever does it.

use super::installation::Code;
use crate::browser::page;
use crate::settings::{mail_to_developer, script_snippet, snippet};
use leptos::prelude::*;
use shared::id::SiteId;

/// A website builder, and what to do there.
struct Guide {
    name: &'static str,
    steps: &'static [&'static str],
    /// Whether the builder takes a script instead of a tag with attributes.
    by_script: bool,
}

const GUIDES: [Guide; 8] = [
    Guide {
        name: "HTML",
        steps: &[
            "Open the template that all your pages share.",
            "Paste the snippet right before </body>.",
            "Publish the page.",
        ],
        by_script: false,
    },
    Guide {
        name: "WordPress",
        steps: &[
            "Install a plugin for header and footer code, such as WPCode, and activate it.",
            "Open its page “Header & Footer”.",
            "Paste the snippet into the field for the footer and save.",
            "If you use a caching plugin, clear its cache.",
        ],
        by_script: false,
    },
    Guide {
        name: "Shopify",
        steps: &[
            "In the admin, open Online Store, Themes.",
            "Next to your theme, choose “Edit code” from the menu.",
            "Open layout/theme.liquid and paste the snippet right before </body>.",
            "Save.",
        ],
        by_script: false,
    },
    Guide {
        name: "Wix",
        steps: &[
            "In the dashboard, open Settings, Custom Code. Your site needs its own domain for it.",
            "Choose “Add Custom Code” and paste the snippet.",
            "Choose “All pages” and “Body - end”, and apply.",
        ],
        by_script: false,
    },
    Guide {
        name: "Webflow",
        steps: &[
            "Open Site settings, Custom code.",
            "Paste the snippet into “Footer code” and save.",
            "Publish the site.",
        ],
        by_script: false,
    },
    Guide {
        name: "Squarespace",
        steps: &[
            "Open Settings, Developer Tools, Code Injection.",
            "Paste the snippet into “Footer” and save.",
        ],
        by_script: false,
    },
    Guide {
        name: "Google Tag Manager",
        steps: &[
            "Create a tag of the type “Custom HTML”.",
            "Paste the code below, because Tag Manager drops the attributes of a script tag.",
            "Choose the trigger “All Pages” and publish the container.",
        ],
        by_script: true,
    },
    Guide {
        name: "React, Next.js, Vue",
        steps: &[
            "Put the snippet into the HTML that your app is loaded by: index.html, or app/layout in Next.js.",
            "Put it there once, not into a component: the chat follows the pages of your app by itself.",
        ],
        by_script: false,
    },
];

#[component]
pub(super) fn Guides(site: SiteId) -> impl IntoView {
    let origin = page::origin();
    let mail = mail_to_developer(&snippet(&origin, &site));
    let script = StoredValue::new(script_snippet(&origin, &site));
    let guide = move |guide: Guide| {
        let steps = guide.steps.iter().map(|step| view! { <li>{*step}</li> }).collect_view();
        let code = guide.by_script.then(|| {
            view! { <Code text=script.get_value() part="script-snippet" name="The code"/> }
        });
        view! {
            <details class="guide" data-part="guide">
                <summary>{guide.name}</summary>
                <ol>{steps}</ol>
                {code}
            </details>
        }
    };
    view! {
        <p class="fine">
            "Somebody else looks after your website? "
            <a class="link" href=mail data-part="mail-developer">"Send them the snippet by e-mail"</a>
        </p>
        <h3>"Step by step"</h3>
        <div class="guides">{GUIDES.map(guide)}</div>
    }
}
