//! The editor of a text that visitors read: the text field, a menu of tokens, and a preview.

use super::field::At;
use super::studio::Studio;
use crate::browser::page;
use crate::designer::{Key, steps};
use leptos::prelude::*;
use shared::person::Attributes;
use shared::wording::{Block, Span, fill, parse};

/// The tokens that the menu inserts, each with its default.
const TOKENS: [(&str, &str); 6] = [
    ("person.first_name", "there"),
    ("person.last_name", ""),
    ("person.email", ""),
    ("person.job_title", ""),
    ("person.phone", ""),
    ("company.name", "your company"),
];

/// The text field of a card, and its preview.
#[component]
pub(super) fn TextEditor(
    card: Key,
    label: &'static str,
    #[prop(optional)] holder: &'static str,
) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let at = At { studio, card, path: steps!["text"] };
    let (id, text) = (at.id(), at.text());
    let area = id.clone();
    let writing = at.clone();
    let insert = move |token: &str| {
        let (name, default) = token.split_once('|').unwrap_or((token, ""));
        let token = format!("{{{{{name}|{default}}}}}");
        let whole = text.get_untracked();
        let caret = page::caret(&area).unwrap_or(whole.len());
        let caret = whole.char_indices().map(|(at, _)| at).find(|at| *at >= caret);
        let (before, after) = whole.split_at(caret.unwrap_or(whole.len()));
        at.type_in(format!("{before}{token}{after}"), false);
        page::focus_drawn(area.clone());
    };
    let tokens = TOKENS.map(|(name, default)| {
        view! { <option value=format!("{name}|{default}")>{name}</option> }
    });
    view! {
        <div class="field">
            <div class="text-head">
                <label class="label" for=id.clone()>{label}</label>
                <select class="token-pick" aria-label="Insert an attribute of the visitor"
                    data-part="token"
                    on:change=move |event| {
                        let token = event_target_value(&event);
                        if !token.is_empty() {
                            insert(&token);
                        }
                        page::reset_choice(&event);
                    }>
                    <option value="" selected=true>"{{ }} Personalise"</option>
                    {tokens.collect_view()}
                </select>
            </div>
            <textarea class="input area" id=id data-part="text" rows="4" placeholder=holder
                prop:value=move || text.get()
                on:input=move |event| writing.type_in(event_target_value(&event), false)></textarea>
            <span class="hint">"**bold**, *italic*, [words](https://…), lists that begin with “- ”"</span>
        </div>
        <Preview text/>
    }
}

/// Shows how an anonymous visitor sees a text.
#[component]
pub(super) fn Preview(text: Memo<String>) -> impl IntoView {
    let blocks = move || {
        let filled = fill(&text.get(), &Attributes::new());
        blocks(parse(&filled))
    };
    view! {
        <Show when=move || !text.with(|text| text.trim().is_empty())>
            <div class="said" data-part="said" aria-label="Preview" role="group">{blocks}</div>
        </Show>
    }
}

fn blocks(blocks: Vec<Block>) -> Vec<AnyView> {
    let mut all = Vec::new();
    let mut items: Vec<AnyView> = Vec::new();
    let mut numbered = false;
    let shut = |items: &mut Vec<AnyView>, numbered: bool, all: &mut Vec<AnyView>| {
        if items.is_empty() {
            return;
        }
        let items = std::mem::take(items);
        all.push(if numbered {
            view! { <ol>{items}</ol> }.into_any()
        } else {
            view! { <ul>{items}</ul> }.into_any()
        });
    };
    for block in blocks {
        match block {
            Block::Item(number, content) => {
                let of_numbers = !number.is_empty();
                if of_numbers != numbered {
                    shut(&mut items, numbered, &mut all);
                }
                numbered = of_numbers;
                items.push(
                    view! { <li value=of_numbers.then_some(number)>{spans(content)}</li> }
                        .into_any(),
                );
            }
            Block::Line(content) => {
                shut(&mut items, numbered, &mut all);
                all.push(view! { <p>{spans(content)}</p> }.into_any());
            }
        }
    }
    shut(&mut items, numbered, &mut all);
    all
}

fn spans(spans: Vec<Span>) -> Vec<AnyView> {
    let one = |span: Span| {
        let content =
            view! { <span class:bold=span.bold class:italic=span.italic>{span.text}</span> };
        match span.link {
            Some(link) => view! {
                <a href=link target="_blank" rel="noopener noreferrer nofollow">{content}</a>
            }
            .into_any(),
            None => content.into_any(),
        }
    };
    spans.into_iter().map(one).collect()
}
