//! The form of a document card: a PDF that is uploaded, or the address of one.

use super::bubble::TextEditor;
use super::field::{At, Line, Tick};
use super::forms::{Next, at};
use super::studio::Studio;
use crate::browser::file;
use crate::client::http;
use crate::designer::{Key, Slot, steps};
use crate::texts::t;
use crate::ui::icon::{FILE, UPLOAD, icon, spinner};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use shared::api::{DocumentUpload, UploadDocument};
use shared::file::{MAX_FILE_BYTES, size as file_size};
use shared::protocol::StoredDocument;
use shared::stream::MAX_TITLE_CHARS;

#[component]
pub(super) fn DocumentForm(card: Key) -> impl IntoView {
    view! {
        <TextEditor card label=t!("designer-document-says") holder=t!("designer-document-says-holder")/>
        <Line at=at(card, steps!["title"]) label=t!("designer-document-title") part="document-title"
            holder=t!("designer-document-title-holder") most=MAX_TITLE_CHARS/>
        <Upload card/>
        <Line at=at(card, steps!["address"]) label=t!("designer-document-address") part="document-address"
            holder="https://" hint=t!("designer-document-address-hint")/>
        <Tick at=at(card, steps!["must_open"]) label=t!("designer-document-must-open") part="must-open"/>
        <Next card exit=Slot::Next label=t!("designer-next")/>
    }
}

/// A button that uploads a PDF, and what is there.
#[component]
fn Upload(card: Key) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let (title, address, size) =
        (at(card, steps!["title"]), at(card, steps!["address"]), at(card, steps!["size"]));
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let has = address.text();
    let bytes = size.read(|value| value.and_then(Value::as_u64).unwrap_or_default());
    let there =
        move || {
            let size = (bytes.get() > 0).then(|| format!(" · {}", file_size(bytes.get())));
            let path = has.get();
            let is_stored = path.starts_with("/v1/");
            is_stored.then(|| view! {
            <a class="link" href=path target="_blank" rel="noopener" data-part="document-there">
                {icon(FILE)} {format!("PDF{}", size.unwrap_or_default())}
            </a>
        })
        };
    let chosen = move |event| {
        let Some(file) = file::chosen(&event) else { return };
        file::forget(&event);
        #[expect(clippy::cast_precision_loss, reason = "ten million")]
        if file.size() > MAX_FILE_BYTES as f64 {
            return wrong.set(Some(t!("designer-document-too-large").to_owned()));
        }
        let route = UploadDocument { site: studio.site.get_value() };
        let query = DocumentUpload { name: Some(file.name()) };
        let (title, address, size) = (title.clone(), address.clone(), size.clone());
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let sent = http::upload(&route, &query, &file).await;
            busy.try_set(false);
            match sent {
                Ok(stored) => fill_in(&title, &address, &size, &file.name(), stored),
                Err(http::HttpError::Refused(_)) if file.type_() != "application/pdf" => {
                    drop(wrong.try_set(Some(t!("designer-document-not-pdf").to_owned())));
                }
                Err(error) => drop(wrong.try_set(Some(error.text()))),
            }
        });
    };
    view! {
        <div class="field" data-part="document-field">
            <span class="label">{t!("designer-document-file")}</span>
            <div class="document-upload">
                <label class="button" class:busy=move || busy.get()>
                    {move || if busy.get() { spinner().into_any() } else { icon(UPLOAD).into_any() }}
                    {t!("designer-document-choose")}
                    <input class="hidden" type="file" data-part="document-file" accept="application/pdf,.pdf"
                        on:change=chosen/>
                </label>
                {there}
            </div>
            <span class="hint">{t!("designer-document-file-hint")}</span>
            {move || wrong.get().map(|reason| view! { <p class="wrong" role="alert">{reason}</p> })}
        </div>
    }
}

/// Puts the stored document into the card; the name of the chosen file is the title until there is one. What
/// was uploaded before under another name is stored under that one.
fn fill_in(title: &At, address: &At, size: &At, name: &str, stored: StoredDocument) {
    let StoredDocument { path, size: bytes, .. } = stored;
    address.set(Some(Value::from(path)));
    size.set(Some(Value::from(bytes)));
    if title.text().get_untracked().trim().is_empty() {
        let name = name.strip_suffix(".pdf").unwrap_or(name).replace(['_', '-'], " ");
        title.set(Some(Value::from(name)));
    }
}
