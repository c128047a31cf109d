//! The Promises tab: what must hold for every visitor, and examples of single ones.

use super::choices::{Chips, Select, Typed};
use super::conditions_of::WhenEditor;
use super::examples::Examples;
use super::prover::Proven;
use super::studio::Studio;
use super::verdict::{Mark, VerdictView};
use crate::designer::{
    Edit, RuleKind, card_choices, card_name, end_choices, failing, field_choices,
};
use crate::texts::t;
use crate::ui::icon::{ADD, CLOSE, icon, spinner};
use leptos::prelude::*;
use shared::audience::Condition;
use shared::id::CardId;
use shared::person::Field;
use shared::promise::{Order, Promise, Promises, Proof, Rule, Verdict};

impl Studio {
    /// Changes the examples and promises. Typing in the same field is one step of undo.
    pub(super) fn promise(self, field: Option<String>, change: impl FnOnce(&mut Promises)) {
        let now = self.model.with_untracked(|model| model.draft.promises());
        let Some(mut promises) = now else { return };
        change(&mut promises);
        self.apply(Edit::Promises(Box::new(promises), field));
    }

    /// Changes one promise.
    fn change_promise(self, index: usize, field: Option<&str>, change: impl FnOnce(&mut Promise)) {
        let field = field.map(|field| format!("promise-{index}-{field}"));
        self.promise(field, |all| {
            if let Some(promise) = all.promises.get_mut(index) {
                change(promise);
            }
        });
    }
}

#[component]
pub(super) fn PromisesPane() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let readable = studio.part(|model| model.draft.promises().is_some());
    view! {
        <section class="audience-pane page scroll" aria-label=t!("promises-promises") data-part="promises-pane">
            <p class="audience-of">{t!("promises-about")}</p>
            <Show when=move || readable.get()
                fallback=|| view! { <p class="warning" role="alert">{t!("promises-unreadable")}</p> }>
                <Summary/>
                <List/>
                <Examples/>
            </Show>
        </section>
    }
}

/// How many are true, and what the examples cover.
#[component]
fn Summary() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let said = move || match studio.proven.get() {
        Proven::Nothing => None,
        Proven::Errors => {
            Some(view! { <p class="warning">{t!("promises-errors-first")}</p> }.into_any())
        }
        Proven::Here { more: true, .. } => {
            Some(view! { <p class="fine">{spinner()}{t!("promises-checking")}</p> }.into_any())
        }
        Proven::Here { proof, more: false } => Some(done(studio, &proof).into_any()),
    };
    view! { <div class="promises-summary" role="status" data-part="promises-summary">{said}</div> }
}

fn done(studio: Studio, proof: &Proof) -> impl IntoView {
    let failing = failing(proof);
    let all = proof.examples.len() + proof.promises.len();
    let text = if failing == 0 {
        t!("promises-all-true", all = all)
    } else {
        t!("promises-some-failing", failing = failing, all = all)
    };
    let coverage = &proof.coverage;
    let covered = (!proof.examples.is_empty()).then(|| {
        let names = |ids: &[CardId]| {
            let name =
                |id: &CardId| studio.model.with_untracked(|model| card_name(&model.draft, id));
            ids.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        let seen = coverage.cards - coverage.cards_without.len();
        let chosen = coverage.responses - coverage.responses_without.len();
        let missing = names(&coverage.cards_without);
        let unreachable = names(&coverage.unreachable);
        view! {
            <p class="fine" data-part="coverage">
                {t!("promises-coverage", seen = seen, cards = coverage.cards, chosen = chosen,
                    responses = coverage.responses)}
                {(!missing.is_empty()).then(|| t!("promises-not-covered", cards = missing))}
                {(!unreachable.is_empty()).then(|| t!("promises-unreachable", cards = unreachable))}
            </p>
        }
    });
    view! {
        <p data-part="promises-result" data-failing=failing>
            <Mark good={failing == 0}/><strong>{text}</strong>
        </p>
        {covered}
    }
}

/// The promises, and the button for another one.
#[component]
fn List() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let count = studio.part(|model| model.draft.promises().map_or(0, |all| all.promises.len()));
    let add = move |_| {
        let rule = studio.model.with_untracked(|model| RuleKind::PersonKnows.begin(&model.draft));
        let Some(promise) = rule else { return };
        studio.promise(None, |all| all.promises.push(Promise { name: None, promise, when: None }));
    };
    view! {
        <section class="card">
            <h2>{t!("promises-promises")}</h2>
            <p class="fine">{t!("promises-promises-about")}</p>
            <ul class="promises">
                {move || (0..count.get()).map(|index| view! { <Row index/> }).collect_view()}
            </ul>
            <button class="button small" type="button" data-part="add-promise" on:click=add>
                {icon(ADD)}{t!("promises-add")}
            </button>
        </section>
    }
}

#[component]
fn Row(index: usize) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let promise = studio.part(move |model| model.draft.promises()?.promises.get(index).cloned());
    let rule = Memo::new(move |_| promise.with(|one| one.as_ref().map(|one| one.promise.clone())));
    let kind = Memo::new(move |_| rule.with(|rule| rule.as_ref().map(RuleKind::of)));
    let when = Signal::derive(move || promise.with(|one| one.as_ref()?.when.clone()));
    let verdict = Memo::new(move |_| {
        studio.proven.with(|proven| proven.proof()?.promises.get(index).cloned())
    });
    let kinds = Signal::derive(|| {
        RuleKind::ALL.map(|kind| (kind.as_str().to_owned(), kind.label().to_owned())).to_vec()
    });
    let chosen = Signal::derive(move || kind.get().map_or("", RuleKind::as_str).to_owned());
    let choose = Callback::new(move |value: String| {
        let Some(kind) = RuleKind::ALL.into_iter().find(|kind| kind.as_str() == value) else {
            return;
        };
        let rule = studio.model.with_untracked(|model| kind.begin(&model.draft));
        if let Some(rule) = rule {
            studio.change_promise(index, None, |promise| promise.promise = rule);
        }
    });
    let set_when = Callback::new(move |when: Option<Condition>| {
        studio.change_promise(index, Some("when"), |promise| promise.when = when);
    });
    let remove = move |_| {
        studio.promise(None, |all| {
            if index < all.promises.len() {
                all.promises.remove(index);
            }
        });
    };
    view! {
        <li class="promise" data-part="promise">
            <div class="promise-head">
                <Select label=t!("promises-what") part="promise-kind" choices=kinds value=chosen changed=choose/>
                <button class="button quiet square small" type="button" data-part="remove-promise"
                    aria-label=t!("promises-remove", number = index + 1) title=t!("common-remove")
                    on:click=remove>{icon(CLOSE)}</button>
            </div>
            {move || kind.get().map(|kind| parameters(studio, index, kind, rule))}
            <WhenEditor when set_when/>
            {move || verdict.get().map(|verdict| view! { <Judged verdict/> })}
        </li>
    }
}

/// Whether a promise is kept, and the way that breaks it.
#[component]
fn Judged(verdict: Verdict) -> impl IntoView {
    let has_way = verdict.way.is_some();
    let broken = if has_way { t!("promises-broken") } else { t!("promises-broken-plain") };
    view! { <VerdictView verdict kept=t!("promises-kept") broken/> }
}

/// The fields that a rule has.
fn parameters(studio: Studio, index: usize, kind: RuleKind, rule: Memo<Option<Rule>>) -> AnyView {
    let set = move |field: Option<&str>, rule: Rule| {
        studio.change_promise(index, field, |promise| promise.promise = rule);
    };
    match kind {
        RuleKind::PersonKnows => {
            let fields = move || match rule.get() {
                Some(Rule::PersonKnows(fields)) => fields,
                _ => Vec::new(),
            };
            let choices = Signal::derive(move || {
                studio.model.with(|model| field_choices(&model.draft, &fields()))
            });
            let chosen = Signal::derive(move || {
                fields().iter().map(|field| field.as_str().to_owned()).collect()
            });
            let toggle = Callback::new(move |names: Vec<String>| {
                let fields = names.iter().filter_map(|name| Field::from_name(name)).collect();
                set(None, Rule::PersonKnows(fields));
            });
            view! { <Chips label=t!("promises-fields") part="promise-fields" choices chosen changed=toggle/> }
                .into_any()
        }
        RuleKind::QuestionsAtMost => {
            let value = Signal::derive(move || match rule.get() {
                Some(Rule::QuestionsAtMost(most)) => most.to_string(),
                _ => String::new(),
            });
            let changed = Callback::new(move |typed: String| {
                if let Ok(most) = typed.trim().parse() {
                    set(Some("most"), Rule::QuestionsAtMost(most));
                }
            });
            view! { <Typed label=t!("promises-most") part="promise-most" kind="number" value changed/> }.into_any()
        }
        RuleKind::NeverAsksKnown => {
            let field = move || match rule.get() {
                Some(Rule::NeverAsksKnown(field)) => Some(field),
                _ => None,
            };
            let choices = Signal::derive(move || {
                let chosen: Vec<Field> = field().into_iter().collect();
                studio.model.with(|model| field_choices(&model.draft, &chosen))
            });
            let value = Signal::derive(move || {
                field().map(|field| field.as_str().to_owned()).unwrap_or_default()
            });
            let changed = Callback::new(move |name: String| {
                if let Some(field) = Field::from_name(&name) {
                    set(None, Rule::NeverAsksKnown(field));
                }
            });
            view! { <Select label=t!("promises-field") part="promise-field" choices value changed/> }.into_any()
        }
        RuleKind::Reaches | RuleKind::NeverReaches => {
            let card = move || match rule.get() {
                Some(Rule::Reaches(card) | Rule::NeverReaches(card)) => Some(card),
                _ => None,
            };
            let changed = Callback::new(move |card: CardId| {
                let is_wanted = kind == RuleKind::Reaches;
                set(None, if is_wanted { Rule::Reaches(card) } else { Rule::NeverReaches(card) });
            });
            card_select(studio, t!("promises-card"), "promise-card", card, changed)
        }
        RuleKind::NeverAfter | RuleKind::OnlyAfter => {
            let order = move || match rule.get() {
                Some(Rule::NeverAfter(order) | Rule::OnlyAfter(order)) => Some(order),
                _ => None,
            };
            let write = move |order: Order| {
                let is_only = kind == RuleKind::OnlyAfter;
                set(None, if is_only { Rule::OnlyAfter(order) } else { Rule::NeverAfter(order) });
            };
            let first = Callback::new(move |card| {
                if let Some(now) = order() {
                    write(Order { card, ..now });
                }
            });
            let second = Callback::new(move |after| {
                if let Some(now) = order() {
                    write(Order { after, ..now });
                }
            });
            let before = if kind == RuleKind::OnlyAfter {
                t!("promises-without")
            } else {
                t!("promises-after")
            };
            let of = move || order().map(|order| order.card);
            let after = move || order().map(|order| order.after);
            view! {
                <div class="promise-pair">
                    {card_select(studio, t!("promises-card"), "promise-card", of, first)}
                    {card_select(studio, before, "promise-after", after, second)}
                </div>
            }
            .into_any()
        }
        RuleKind::EndsAt => {
            let cards = move || match rule.get() {
                Some(Rule::EndsAt(cards)) => cards,
                _ => Vec::new(),
            };
            let choices = Signal::derive(move || {
                studio.model.with(|model| end_choices(&model.draft, &cards()))
            });
            let chosen = Signal::derive(move || cards().iter().map(ToString::to_string).collect());
            let toggle = Callback::new(move |ids: Vec<String>| {
                set(
                    None,
                    Rule::EndsAt(ids.into_iter().filter_map(|id| CardId::parse(id).ok()).collect()),
                );
            });
            view! { <Chips label=t!("promises-ends") part="promise-ends" choices chosen changed=toggle/> }.into_any()
        }
    }
}

/// A menu with the cards.
fn card_select(
    studio: Studio,
    label: &'static str,
    part: &'static str,
    card: impl Fn() -> Option<CardId> + Copy + Send + Sync + 'static,
    set: Callback<CardId>,
) -> AnyView {
    let choices = Signal::derive(move || {
        let chosen: Vec<CardId> = card().into_iter().collect();
        studio.model.with(|model| card_choices(&model.draft, &chosen))
    });
    let value = Signal::derive(move || card().map(|card| card.to_string()).unwrap_or_default());
    let changed = Callback::new(move |id: String| {
        if let Ok(card) = CardId::parse(id) {
            set.run(card);
        }
    });
    view! { <Select label part choices value changed/> }.into_any()
}
