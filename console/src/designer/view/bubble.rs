//! The editor of a text that visitors read: the text field, its toolbar, and a preview.

use super::field::{At, Limit};
use super::studio::Studio;
use crate::browser::field;
use crate::designer::{Format, Key, format, known_tokens, steps};
use crate::emoji::{self, Emoji};
use crate::texts::t;
use crate::ui::icon::{LINKED, LIST, SMILE, icon};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::person::Attributes;
use shared::stream::MAX_TEXT_CHARS;
use shared::wording::{Block, Span, fill, parse};

/// The emoji of the toolbar; the picker of the inbox has all of them.
const SIGNS: usize = 40;

/// The text field of a card with its toolbar, and a preview.
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
    let press = Callback::new(move |how: Format| {
        let whole = text.get_untracked();
        let selected = field::selection(&area).unwrap_or(whole.len()..whole.len());
        let (after, selected) = format(&whole, &selected, how);
        at.type_in(after, false);
        field::select(area.clone(), selected);
    });
    let shortcut = move |event: KeyboardEvent| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || event.shift_key() {
            return;
        }
        let how = match event.key().as_str() {
            "b" => Format::Bold,
            "i" => Format::Italic,
            "k" => Format::Link,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        press.run(how);
    };
    let note = format!("{id}-note");
    let described = note.clone();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <div class="text-editor">
                <Toolbar press of=id.clone()/>
                <textarea class="input area" id=id data-part="text" rows="5" placeholder=holder
                    aria-describedby=described
                    prop:value=move || text.get()
                    on:keydown=shortcut
                    on:input=move |event| writing.type_in(event_target_value(&event), false)></textarea>
            </div>
            <Limit text most=MAX_TEXT_CHARS id=note/>
        </div>
        <Preview text/>
    }
}

/// The buttons above a text.
#[component]
fn Toolbar(press: Callback<Format>, of: String) -> impl IntoView {
    let picking = RwSignal::new(false);
    let button = move |how: Format, part: &'static str, name: &'static str, face: AnyView| {
        view! {
            <button class="button quiet square small" type="button" data-part=part title=name
                aria-label=name on:click=move |_| press.run(how)>{face}</button>
        }
    };
    let sign = move |one: Emoji| {
        let name = one.keywords.split(' ').next().unwrap_or_default();
        view! {
            <button class="text-sign" type="button" title=name aria-label=name data-part="text-sign"
                on:click=move |_| {
                    picking.set(false);
                    press.run(Format::Sign(one.sign));
                }>{one.sign}</button>
        }
    };
    let chips = known_tokens().map(|(token, label, default)| {
        view! {
            <button class="chip small" type="button" data-part="token" data-token=token
                title=t!("designer-token-hint", default = default)
                on:click=move |_| press.run(Format::Token(token, default))>{label}</button>
        }
    });
    let shut = move |event: KeyboardEvent| {
        if event.key() == "Escape" && picking.get_untracked() {
            event.prevent_default();
            event.stop_propagation();
            picking.set(false);
        }
    };
    view! {
        <div class="text-tools" role="toolbar" aria-label=t!("designer-format") aria-controls=of on:keydown=shut>
            {button(Format::Bold, "bold", t!("designer-bold"), view! { <b class="text-tool">"B"</b> }.into_any())}
            {button(Format::Italic, "italic", t!("designer-italic"), view! { <i class="text-tool">"I"</i> }.into_any())}
            {button(Format::Link, "link", t!("designer-link"), icon(LINKED).into_any())}
            {button(Format::List, "list", t!("designer-list"), icon(LIST).into_any())}
            <button class="button quiet square small" type="button" data-part="text-emoji" title=t!("inbox-emoji")
                aria-label=t!("inbox-emoji") aria-expanded=move || picking.get().to_string()
                on:click=move |_| picking.update(|open| *open = !*open)>{icon(SMILE)}</button>
        </div>
        <Show when=move || picking.get()>
            <div class="text-signs" role="group" aria-label=t!("inbox-emoji")>
                {emoji::search("").into_iter().take(SIGNS).map(sign).collect_view()}
            </div>
        </Show>
        <div class="text-tokens" role="group" aria-label=t!("designer-insert-known")>
            <span class="fine" aria-hidden="true">{t!("designer-insert")}</span>
            {chips.collect_view()}
        </div>
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
            <div class="said" data-part="said" aria-label=t!("common-preview") role="group">{blocks}</div>
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
