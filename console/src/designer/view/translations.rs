//! The Languages tab: the texts of the dialogue in other languages, beside the ones that were written, and
//! the table for translators.

use super::choices::Select;
use super::studio::Studio;
use crate::browser::{file, page};
use crate::designer::{Edit, TextKind, TextRow, text_rows};
use crate::texts::t;
use crate::ui::icon::{CLOSE, DOWNLOAD, UPLOAD, icon};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::language::Language;
use shared::stream::{Stream, TextId, Translations};
use shared::text::{Table, Unfit, table};

/// What the tab shows. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
struct Pane {
    studio: Studio,
    /// The stream, if it has no errors.
    stream: Memo<Option<Stream>>,
    all: Memo<Translations>,
    /// The language that is edited.
    chosen: Memo<Option<Language>>,
    picked: RwSignal<Option<Language>>,
    only_missing: RwSignal<bool>,
    /// What became of a table.
    result: RwSignal<Option<ImportResult>>,
}

/// What is said of a table that was taken, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ImportResult {
    Taken(String),
    Refused(String),
}

impl Pane {
    fn open(studio: Studio) -> Self {
        let all = studio.part(|model| model.draft.translations().unwrap_or_default());
        let picked = RwSignal::new(None::<Language>);
        let chosen = Memo::new(move |_| {
            let is_there = |one: &Language| all.with(|all| all.texts(*one).is_some());
            picked.get().filter(is_there).or_else(|| all.with(|all| all.languages().next()))
        });
        Self {
            studio,
            stream: Memo::new(move |_| studio.checked.with(|checked| checked.stream.clone())),
            all,
            chosen,
            picked,
            only_missing: RwSignal::new(false),
            result: RwSignal::new(None),
        }
    }

    /// Changes the texts. Typing in the same text is one step of undo.
    fn change(self, text: Option<String>, change: impl FnOnce(&mut Translations)) {
        let now = self.studio.model.with_untracked(|model| model.draft.translations());
        let Some(mut all) = now else { return };
        change(&mut all);
        self.studio.apply(Edit::Translations(Box::new(all), text));
    }

    fn missing(self, language: Language) -> usize {
        let of = |stream: &Stream| self.all.with(|all| all.missing(language, stream).len());
        self.stream.with(|stream| stream.as_ref().map_or(0, of))
    }
}

#[component]
pub(super) fn LanguagesPane() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let pane = Pane::open(studio);
    let readable = studio.part(|model| model.draft.translations().is_some());
    let known = Memo::new(move |_| pane.stream.with(Option::is_some));
    let rows = move || match (known.get(), pane.chosen.get()) {
        (false, _) => view! { <p class="warning">{t!("translations-errors-first")}</p> }.into_any(),
        (true, None) => ().into_any(),
        (true, Some(language)) => view! { <Rows pane language/> }.into_any(),
    };
    view! {
        <section class="audience-pane page scroll" aria-label=t!("translations-languages") data-part="languages-pane">
            <p class="audience-of">{t!("translations-about")}</p>
            <Show when=move || readable.get()
                fallback=|| view! { <p class="warning" role="alert">{t!("translations-unreadable")}</p> }>
                <Languages pane/>
                {rows}
            </Show>
        </section>
    }
}

/// The languages, what each lacks, and the table for translators.
#[component]
fn Languages(pane: Pane) -> impl IntoView {
    let Pane { studio, all, chosen, picked, result, .. } = pane;
    let written = studio.part(|model| model.draft.written_in());
    let named = |language: Language| (language.as_str().to_owned(), language.name().to_owned());
    let every = Signal::derive(move || {
        let nobody_said = (String::new(), t!("translations-not-said").to_owned());
        [nobody_said].into_iter().chain(Language::ALL.iter().map(|one| named(*one))).collect()
    });
    let others = Signal::derive(move || {
        let free = |one: &&Language| {
            Some(**one) != written.get() && all.with(|all| all.texts(**one).is_none())
        };
        let first = (String::new(), t!("translations-choose").to_owned());
        [first]
            .into_iter()
            .chain(Language::ALL.iter().filter(free).map(|one| named(*one)))
            .collect()
    });
    let value = Signal::derive(move || written.get().map_or("", Language::as_str).to_owned());
    let write = Callback::new(move |tag: String| {
        studio.apply(Edit::WrittenIn(Language::from_name(&tag)));
    });
    let add = Callback::new(move |tag: String| {
        if let Some(language) = Language::from_name(&tag) {
            pane.change(None, |all| all.add(language));
            picked.set(Some(language));
        }
    });
    let tab = move |language: Language| {
        let missing = Memo::new(move |_| pane.missing(language));
        let lacks = move || match missing.get() {
            0 => t!("translations-complete").to_owned(),
            count => t!("translations-missing", count = count),
        };
        let remove = move |_| {
            pane.change(None, |all| all.remove(language));
            page::focus("[data-part=add-language]");
        };
        view! {
            <li class="language" data-part="language" data-language=language.as_str()>
                <button class="language-name" type="button" data-part="edit-language"
                    aria-pressed=move || (chosen.get() == Some(language)).to_string()
                    on:click=move |_| picked.set(Some(language))>
                    <strong lang=language.as_str()>{language.name()}</strong>
                    <span class="fine" data-missing=move || missing.get()>{lacks}</span>
                </button>
                <button class="button quiet square small" type="button" data-part="remove-language"
                    aria-label=t!("translations-remove", language = language.name()) title=t!("common-remove")
                    on:click=remove>{icon(CLOSE)}</button>
            </li>
        }
    };
    let languages = Memo::new(move |_| all.with(|all| all.languages().collect::<Vec<_>>()));
    view! {
        <section class="card">
            <div class="language-choices">
                <Select label=t!("translations-written-in") part="written-in" choices=every value changed=write/>
                <Select label=t!("translations-add") part="add-language" choices=others
                    value=Signal::derive(String::new) changed=add/>
            </div>
            <ul class="dialogue-languages">{move || languages.get().into_iter().map(tab).collect_view()}</ul>
            <Show when=move || chosen.get().is_some()><ForTranslators pane/></Show>
            {move || result.get().map(|result| match result {
                ImportResult::Taken(text) => view! { <p role="status" data-part="table-taken">{text}</p> }.into_any(),
                ImportResult::Refused(text) => view! { <p class="wrong" role="alert" data-part="table-refused">{text}</p> }.into_any(),
            })}
        </section>
    }
}

/// The table for translators: downloaded, and taken back.
#[component]
fn ForTranslators(pane: Pane) -> impl IntoView {
    let studio = pane.studio;
    let export = move |_| {
        let Some(stream) = pane.stream.get_untracked() else { return };
        let (written, name) = studio
            .model
            .with_untracked(|model| (model.draft.written_in(), model.draft.name().to_owned()));
        let csv = pane.all.with_untracked(|all| table(&stream, written, all, &[]));
        page::download(&format!("{name}.csv"), &csv.address());
    };
    let import = move |event| {
        let Some(chosen) = file::chosen(&event) else { return };
        file::forget(&event);
        spawn_local(async move {
            let Some(text) = file::text(&chosen).await else { return };
            let result = match Table::read(&text) {
                Ok(table) => ImportResult::Taken(take(pane, &table)),
                Err(reason) => ImportResult::Refused(unfit(&reason)),
            };
            pane.result.try_set(Some(result));
        });
    };
    view! {
        <div class="language-table">
            <span class="label">{t!("translations-for-translators")}</span>
            <button class="button small" type="button" data-part="export-texts" on:click=export>
                {icon(DOWNLOAD)}{t!("translations-export")}
            </button>
            <label class="button small">
                {icon(UPLOAD)}{t!("translations-import")}
                <input class="hidden" type="file" data-part="import-texts" accept=".csv,text/csv" on:change=import/>
            </label>
            <span class="hint">{t!("translations-table-hint")}</span>
        </div>
    }
}

/// Takes the texts of a table; returns what is said about it.
fn take(pane: Pane, table: &Table) -> String {
    let Some(stream) = pane.stream.get_untracked() else { return String::new() };
    let mut taken = shared::text::Taken::default();
    pane.change(None, |all| taken = table.put_into(all, &stream));
    let mut said = vec![t!("translations-taken", count = taken.changed)];
    if !taken.unknown.is_empty() {
        said.push(t!("translations-unknown", count = taken.unknown.len()));
    }
    if !taken.outdated.is_empty() {
        said.push(t!("translations-outdated", count = taken.outdated.len()));
    }
    if !table.ignored.is_empty() {
        said.push(t!("translations-ignored", columns = table.ignored.join(", ")));
    }
    said.join(" ")
}

fn unfit(reason: &Unfit) -> String {
    match reason {
        Unfit::Unreadable(_) => t!("translations-unfit"),
        Unfit::NoNames => t!("translations-no-names"),
        Unfit::NoLanguage => t!("translations-no-language"),
    }
    .to_owned()
}

/// The texts beside their translations.
#[component]
fn Rows(pane: Pane, language: Language) -> impl IntoView {
    let only = pane.only_missing;
    let rows = Memo::new(move |_| {
        let of = |stream: &Stream| text_rows(stream);
        pane.stream.with(|stream| stream.as_ref().map(of).unwrap_or_default())
    });
    // What is written while the filter is on stays, else the field would vanish under the cursor.
    let lacking = Memo::new(move |_| {
        only.get().then(|| {
            let missing =
                |stream: &Stream| pane.all.with_untracked(|all| all.missing(language, stream));
            pane.stream.with(|stream| stream.as_ref().map(missing).unwrap_or_default())
        })
    });
    let shown = move || {
        let rows = rows.get();
        let lacking = lacking.get();
        let is_shown =
            move |row: &TextRow| lacking.as_ref().is_none_or(|ids| ids.contains(&row.id));
        let shown = rows.into_iter().filter(is_shown);
        shown.map(|row| view! { <Row pane language row/> }).collect_view()
    };
    view! {
        <section class="card" aria-label=language.name() data-part="texts-of" data-language=language.as_str()>
            <label class="promise-pick">
                <input type="checkbox" data-part="only-missing" prop:checked=move || only.get()
                    on:change=move |event| only.set(event_target_checked(&event))/>
                <span>{t!("translations-only-missing")}</span>
            </label>
            <ul class="texts">{shown}</ul>
        </section>
    }
}

#[component]
fn Row(pane: Pane, language: Language, row: TextRow) -> impl IntoView {
    let TextRow { id, kind, written, begins_card } = row;
    let text = {
        let id = id.clone();
        Memo::new(move |_| {
            let of = |all: &Translations| all.texts(language)?.get(&id).cloned();
            pane.all.with(of).unwrap_or_default()
        })
    };
    let label = match kind {
        TextKind::Text => t!("translations-kind-text"),
        TextKind::Response => t!("translations-kind-response"),
        TextKind::Field => t!("translations-kind-field"),
        TextKind::Choice => t!("translations-kind-choice"),
        TextKind::Title => t!("translations-kind-title"),
    };
    let name = format!("{} {id}", language.as_str());
    let changed = move |event| {
        let (id, typed): (TextId, String) = (id.clone(), event_target_value(&event));
        pane.change(Some(name.clone()), |all| all.set(language, id, &typed));
    };
    let direction = if language.is_right_to_left() { "rtl" } else { "auto" };
    let rows = if written.chars().count() > 60 { "3" } else { "1" };
    view! {
        <li class="text-row" data-part="text-row" data-begins-card=begins_card.to_string()>
            <div class="text-written"><span class="label">{label}</span><p dir="auto">{written.clone()}</p></div>
            <textarea class="input area" rows=rows data-part="translation" lang=language.as_str() dir=direction
                aria-label=t!("translations-of", language = language.name(), text = written)
                data-missing=move || text.with(|text| text.trim().is_empty()).to_string()
                prop:value=move || text.get() on:input=changed></textarea>
        </li>
    }
}
