//! Renders the markup of texts that visitors read, as the widget does.

use leptos::prelude::*;
use shared::wording::{Block, Span, parse};

/// A text with markup. Its tokens are already replaced.
#[component]
pub(crate) fn Markup(text: String) -> impl IntoView {
    let block = |block: Block| match block {
        Block::Line(spans) => {
            view! { <p>{spans.into_iter().map(span).collect_view()}</p> }.into_any()
        }
        Block::Item(number, spans) => {
            let spans = spans.into_iter().map(span).collect_view();
            let mark = if number.is_empty() { "•".to_owned() } else { number + "." };
            view! { <p class="listed" data-mark=mark>{spans}</p> }.into_any()
        }
    };
    view! { <div class="markup">{parse(&text).into_iter().map(block).collect_view()}</div> }
}

fn span(span: Span) -> AnyView {
    let Span { text, bold, italic, link } = span;
    let content = match link {
        Some(href) => {
            view! { <a href=href target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
        }
        None => text.into_any(),
    };
    let content = if italic { view! { <em>{content}</em> }.into_any() } else { content };
    if bold { view! { <strong>{content}</strong> }.into_any() } else { content }
}
