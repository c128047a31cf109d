//! How the snippet gets into the usual website builders, and an e-mail to whoever does it.

use super::installation::Code;
use crate::browser::page;
use crate::settings::{mail_to_developer, script_snippet, snippet};
use crate::texts::t;
use leptos::prelude::*;
use shared::id::SiteId;

/// A website builder, and what to do there.
struct Guide {
    name: &'static str,
    steps: Vec<&'static str>,
    /// Whether the builder takes a script instead of a tag with attributes.
    by_script: bool,
}

fn all_guides() -> [Guide; 8] {
    [
        Guide {
            name: "HTML",
            steps: vec![
                t!("settings-guide-html-1"),
                t!("settings-guide-paste-body"),
                t!("settings-guide-publish-page"),
            ],
            by_script: false,
        },
        Guide {
            name: "WordPress",
            steps: vec![
                t!("settings-guide-wordpress-1"),
                t!("settings-guide-wordpress-2"),
                t!("settings-guide-wordpress-3"),
                t!("settings-guide-wordpress-4"),
            ],
            by_script: false,
        },
        Guide {
            name: "Shopify",
            steps: vec![
                t!("settings-guide-shopify-1"),
                t!("settings-guide-shopify-2"),
                t!("settings-guide-shopify-3"),
                t!("settings-guide-save"),
            ],
            by_script: false,
        },
        Guide {
            name: "Wix",
            steps: vec![
                t!("settings-guide-wix-1"),
                t!("settings-guide-wix-2"),
                t!("settings-guide-wix-3"),
            ],
            by_script: false,
        },
        Guide {
            name: "Webflow",
            steps: vec![
                t!("settings-guide-webflow-1"),
                t!("settings-guide-webflow-2"),
                t!("settings-guide-webflow-3"),
            ],
            by_script: false,
        },
        Guide {
            name: "Squarespace",
            steps: vec![t!("settings-guide-squarespace-1"), t!("settings-guide-squarespace-2")],
            by_script: false,
        },
        Guide {
            name: "Google Tag Manager",
            steps: vec![
                t!("settings-guide-gtm-1"),
                t!("settings-guide-gtm-2"),
                t!("settings-guide-gtm-3"),
            ],
            by_script: true,
        },
        Guide {
            name: "React, Next.js, Vue",
            steps: vec![t!("settings-guide-app-1"), t!("settings-guide-app-2")],
            by_script: false,
        },
    ]
}

#[component]
pub(super) fn Guides(site: SiteId) -> impl IntoView {
    let origin = page::origin();
    let mail = mail_to_developer(&snippet(&origin, &site));
    let script = StoredValue::new(script_snippet(&origin, &site));
    let guide = move |guide: Guide| {
        let steps = guide.steps.into_iter().map(|step| view! { <li>{step}</li> }).collect_view();
        let code = guide.by_script.then(|| {
            view! { <Code text=script.get_value() part="script-snippet" name=t!("settings-guide-code")/> }
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
            {t!("settings-guide-somebody")}
            <a class="link" href=mail data-part="mail-developer">{t!("settings-guide-send")}</a>
        </p>
        <h3>{t!("settings-guide-steps")}</h3>
        <div class="guides">{all_guides().map(guide)}</div>
    }
}
