//! The A/B test of a dialogue, in the sheet of its versions: begin one, see what it has found, end it.

use super::studio::Studio;
use crate::client::http;
use crate::designer::{BAR_WIDTH, Interval, interval, measure_text, rate_text, verdict_text};
use crate::format;
use crate::texts::t;
use crate::ui::confirm::{Confirm, Question};
use crate::ui::kit::{Choose, Fetch, fetched};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ab_test::{
    AbTest, AbTestReport, EndAbTest, Measure, MeasureResult, NewAbTest, Rate, Variant,
    VariantFigures,
};
use shared::api::{BeginAbTest, FinishAbTest, ListAbTests};
use shared::id::Version;
use shared::permission::Permission;
use shared::protocol::Listing;

/// What can be chosen, in percent.
const SHARES: [u32; 7] = [5, 10, 20, 30, 50, 70, 90];

/// The tests of the dialogue, for who may see reports.
#[derive(Clone, Copy)]
pub(super) struct Tests(Option<Fetch<Listing<AbTestReport>>>);

impl Tests {
    pub(super) fn load(studio: Studio) -> Self {
        let (site, dialogue) = (studio.site.get_value(), studio.dialogue.get_value());
        let route = ListAbTests { site, dialogue };
        let begin = || {
            Fetch::begin(move || {
                let route = route.clone();
                async move { http::call(&route).await }
            })
        };
        Self(studio.nav.has(Permission::ViewReports).then(begin))
    }

    /// The test that is running, if it is known.
    pub(super) fn running(self) -> Option<AbTest> {
        let found = self.0?.state.get();
        let last = found.here()?.items.first()?;
        last.test.is_running().then(|| last.test.clone())
    }

    /// Whether another test can begin.
    pub(super) fn may_begin(self, studio: Studio) -> bool {
        let is_here = self.0.is_some_and(|fetch| fetch.state.with(|state| state.here().is_some()));
        is_here && self.running().is_none() && studio.nav.has(Permission::PublishDialogues)
    }

    pub(super) fn again(self) {
        if let Some(fetch) = self.0 {
            fetch.again();
        }
    }
}

/// The last test, and a line for each earlier one.
#[component]
pub(super) fn AbTests(tests: Tests, changed: Callback<()>) -> impl IntoView {
    let Tests(fetch) = tests;
    fetch.map(|fetch| {
        fetched(fetch, move |found: Listing<AbTestReport>| {
            let mut reports = found.items.into_iter();
            let last = reports.next()?;
            let earlier =
                reports.map(|report| view! { <li class="fine">{about(&report.test)}</li> });
            let earlier = earlier.collect_view();
            let none = earlier.is_empty();
            Some(view! {
                <section class="ab-test card" aria-label=t!("ab-test-title") data-part="ab-test">
                    <Found report=last changed/>
                    {(!none).then(|| view! { <ul class="ab-test-earlier">{earlier}</ul> })}
                </section>
            })
        })
    })
}

/// When a test was, of which versions, and how it ended.
fn about(test: &AbTest) -> String {
    let (a, b, share) = (test.a.0, test.b.0, test.share);
    let began = format::date(test.started_at);
    let Some(end) = &test.end else {
        return t!("ab-test-since", date = began, a = a, b = b, share = share);
    };
    let ended = format::date(end.at);
    let was = t!("ab-test-over", began = began, ended = ended, a = a, b = b, share = share);
    let kept = end.kept.map(|kept| t!("ab-test-kept", version = test.version(kept).0));
    format!("{was} {}", kept.unwrap_or_else(|| t!("ab-test-stopped").to_owned()))
}

#[component]
fn Found(report: AbTestReport, changed: Callback<()>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let AbTestReport { test, figures, results, verdict } = report;
    let result = |result: &MeasureResult| measured(result, &test, &figures);
    let results = results.iter().map(result).collect_view();
    let may_end = test.is_running() && studio.nav.has(Permission::PublishDialogues);
    let keep = |variant| view! { <Keep variant version=test.version(variant) changed/> };
    let buttons = may_end.then(|| {
        view! { <div class="card-end">{keep(Variant::A)}{keep(Variant::B)}</div> }
    });
    view! {
        <h3>{t!("ab-test-title")}</h3>
        <p class="fine" data-part="ab-test-about">{about(&test)}</p>
        <p><strong data-part="ab-test-verdict">{verdict_text(verdict)}</strong></p>
        {results}
        <p class="fine">{t!("ab-test-interval")}</p>
        {buttons}
    }
}

/// The rates of a measure, as bars.
fn measured(
    result: &MeasureResult,
    test: &AbTest,
    figures: &VariantFigures,
) -> impl IntoView + use<> {
    let row = |(variant, rate): (Variant, Option<Rate>)| {
        let visits = figures.variant(variant).triggered;
        let hits = figures.measured(result.measure, variant);
        let name = t!(
            "ab-test-variant",
            variant = variant.as_str().to_uppercase(),
            version = test.version(variant).0
        );
        let bar = rate.map(|rate| bar(interval(result, rate)));
        let figure = rate.map_or_else(|| t!("ab-test-none").to_owned(), rate_text);
        let of_visits = rate.map(|_| t!("ab-test-count", count = hits, visits = visits));
        view! {
            <li data-part="ab-test-rate" data-variant=variant.as_str()>
                <span>{name}</span>
                {bar}
                <span class="ab-test-figure">{figure}" "<span class="fine">{of_visits}</span></span>
            </li>
        }
    };
    let rows = [(Variant::A, result.a), (Variant::B, result.b)].map(row).collect_view();
    view! {
        <h4>{measure_text(result.measure)}</h4>
        <ul class="ab-test-rates">{rows}</ul>
    }
}

fn bar(Interval { x, width, line }: Interval) -> impl IntoView {
    view! {
        <svg class="ab-test-bar" aria-hidden="true" preserveAspectRatio="none"
            viewBox=format!("0 0 {BAR_WIDTH} 10")>
            <rect class="ab-test-interval" x=x.to_string() y="1" width=width.to_string() height="8"/>
            <rect class="ab-test-line" x=line.saturating_sub(3).to_string() y="0" width="6" height="10"/>
        </svg>
    }
}

#[component]
fn Keep(variant: Variant, version: Version, changed: Callback<()>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let confirm = expect_context::<Confirm>();
    let busy = RwSignal::new(false);
    let (action, part) = match variant {
        Variant::A => (t!("ab-test-keep-a"), "keep-a"),
        Variant::B => (t!("ab-test-keep-b"), "keep-b"),
    };
    let act = Callback::new(move |()| {
        busy.set(true);
        let (site, dialogue) = (studio.site.get_value(), studio.dialogue.get_value());
        spawn_local(async move {
            match http::write(&FinishAbTest { site, dialogue }, &EndAbTest { keep: variant }).await
            {
                Ok(_) => {
                    studio.toast(&t!("ab-test-ended", version = version.0));
                    changed.run(());
                }
                Err(error) => studio.complain(&error.text()),
            }
            busy.try_set(false);
        });
    });
    let ask = move |_| {
        confirm.ask(Question {
            title: t!("ab-test-keep", version = version.0),
            text: t!("ab-test-keep-about").to_owned(),
            action,
            act,
        });
    };
    view! {
        <button class="button small" type="button" data-part=part disabled=move || busy.get() on:click=ask>
            {action}
        </button>
    }
}

/// The form that begins a test of a version.
#[component]
pub(super) fn BeginTest(
    version: Version,
    live: Version,
    open: RwSignal<bool>,
    changed: Callback<()>,
) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let (share, measure) = (RwSignal::new("50".to_owned()), RwSignal::new("engaged".to_owned()));
    let busy = RwSignal::new(false);
    let shares = SHARES.map(|share| (share.to_string(), format!("{share} %")));
    let measures = Measure::ALL
        .iter()
        .map(|measure| (measure.as_str().to_owned(), measure_text(*measure).to_owned()));
    let (shares, measures) = (shares.to_vec(), measures.collect::<Vec<_>>());
    let begin = move |_| {
        let new = NewAbTest {
            version,
            share: share.with_untracked(|share| share.parse().unwrap_or_default()),
            measure: measure
                .with_untracked(|name| Measure::from_name(name))
                .unwrap_or(Measure::Engaged),
        };
        busy.set(true);
        let (site, dialogue) = (studio.site.get_value(), studio.dialogue.get_value());
        spawn_local(async move {
            match http::write(&BeginAbTest { site, dialogue }, &new).await {
                Ok(_) => {
                    studio.toast(&t!("ab-test-started", version = version.0));
                    open.try_set(false);
                    changed.run(());
                }
                Err(error) => studio.complain(&error.text()),
            }
            busy.try_set(false);
        });
    };
    view! {
        <div class="ab-test-form" data-part="ab-test-form">
            <p class="fine">{t!("ab-test-begin-about", version = version.0, live = live.0)}</p>
            <div class="two">
                <Choose label=t!("ab-test-share") value=share part="ab-test-share" choices=Signal::stored(shares)/>
                <Choose label=t!("ab-test-measure") value=measure part="ab-test-measure"
                    choices=Signal::stored(measures) hint=t!("ab-test-measure-hint")/>
            </div>
            <div class="card-end">
                <button class="button small" type="button" on:click=move |_| open.set(false)>{t!("common-cancel")}</button>
                <button class="button small primary" type="button" data-part="start-ab-test"
                    disabled=move || busy.get() on:click=begin>{t!("ab-test-start")}</button>
            </div>
        </div>
    }
}

/// What a version is in a running test, and how many visitors meet it.
pub(super) fn variant_text(test: &AbTest, version: Version) -> Option<String> {
    let variant = test.variant_with(version)?;
    let share = match variant {
        Variant::A => 100 - test.share,
        Variant::B => test.share,
    };
    Some(format!("{} · {share} %", variant.as_str().to_uppercase()))
}
