//! The answers to the questions of a dialogue, one version at a time.

use super::table::{Download, csv_of};
use crate::designer::readable;
use crate::reports::{Cell, percent};
use crate::texts::{number, t};
use leptos::prelude::*;
use shared::counts::{QuestionAnswers, VersionAnswers};

fn columns() -> [&'static str; 6] {
    [
        t!("reports-version-column"),
        t!("reports-card"),
        t!("designer-kind-question"),
        t!("reports-response"),
        t!("reports-visitors"),
        t!("reports-share-seen"),
    ]
}

/// The answers, latest version first; the reader chooses among several versions.
#[component]
pub(super) fn Answers(answers: Vec<VersionAnswers>) -> impl IntoView {
    let answers: Vec<_> = answers.into_iter().filter(|one| !one.questions.is_empty()).collect();
    let csv = csv_of(&columns(), &answers.iter().flat_map(rows).collect::<Vec<_>>());
    let versions: Vec<u32> = answers.iter().map(|one| one.version.0).collect();
    let chosen = RwSignal::new(versions.first().copied().unwrap_or_default());
    let is_empty = answers.is_empty();
    let answers = StoredValue::new(answers);
    let questions = move || {
        let version = chosen.get();
        let found =
            answers.with_value(|all| all.iter().find(|one| one.version.0 == version).cloned());
        let questions = found.map(|one| one.questions).unwrap_or_default();
        questions.into_iter().map(|question| view! { <Question question/> }).collect_view()
    };
    view! {
        <section class="report-part card" data-part="answers" aria-label=t!("reports-answers")>
            <header class="report-head">
                <div>
                    <h2>{t!("reports-answers")}</h2>
                    <p class="fine">{t!("reports-answers-about")}</p>
                </div>
                <div class="report-actions">
                    {match versions.as_slice() {
                        [] => ().into_any(),
                        [only] => view! { <span class="pill">{t!("reports-version", version = only)}</span> }.into_any(),
                        _ => view! { <Versions versions=versions.clone() chosen/> }.into_any(),
                    }}
                    <Download csv name=t!("reports-answers")/>
                </div>
            </header>
            {is_empty.then(|| view! { <p class="fine">{t!("reports-answers-none")}</p> })}
            <div class="answer-questions">{questions}</div>
        </section>
    }
}

#[component]
fn Versions(versions: Vec<u32>, chosen: RwSignal<u32>) -> impl IntoView {
    let option = move |version: u32| {
        let here = chosen.get_untracked() == version;
        view! { <option value=version.to_string() selected=here>{t!("reports-version", version = version)}</option> }
    };
    view! {
        <select class="input small" aria-label=t!("reports-version-column") data-part="answers-version"
            on:change=move |event| {
                if let Ok(version) = event_target_value(&event).parse() {
                    chosen.set(version);
                }
            }>{versions.into_iter().map(option).collect_view()}</select>
    }
}

#[component]
fn Question(question: QuestionAnswers) -> impl IntoView {
    let asked = question.asked;
    let row = move |label: String, count: u64, part: &'static str| {
        let width = format!("{}%", (count * 100).checked_div(asked).unwrap_or_default().min(100));
        view! {
            <tr data-part=part>
                <th scope="row">
                    <span>{label}</span>
                    <span class="funnel-bar" aria-hidden="true"><span class="funnel-fill" style:width=width></span></span>
                </th>
                <td class="number"><strong>{number(count)}</strong></td>
                <td class="number">{percent(count, asked)}</td>
            </tr>
        }
    };
    let responses = question.responses.into_iter();
    let responses =
        responses.map(move |one| row(one.label, one.chosen, "answer-row")).collect_view();
    let text = if question.text.trim().is_empty() {
        t!("designer-kind-question").to_owned()
    } else {
        readable(&question.text)
    };
    view! {
        <table class="answers" data-part="question-answers" data-card=question.card.to_string()>
            <caption>{text}<span class="fine">{seen(asked)}</span></caption>
            <thead class="hidden">
                <tr><th scope="col">{t!("reports-response")}</th><th scope="col">{t!("reports-visitors")}</th><th scope="col">{t!("reports-share")}</th></tr>
            </thead>
            <tbody>
                {responses}
                {row(t!("reports-no-answer").to_owned(), question.unanswered, "no-answer")}
            </tbody>
        </table>
    }
}

fn seen(asked: u64) -> String {
    t!("reports-seen-by", asked = asked)
}

/// The rows of one version in the file.
fn rows(answers: &VersionAnswers) -> Vec<Vec<Cell>> {
    let version = u64::from(answers.version.0);
    let of = |question: &QuestionAnswers| {
        let responses = question.responses.iter().map(|one| (one.label.as_str(), one.chosen));
        let all = responses.chain([(t!("reports-no-answer"), question.unanswered)]);
        let row = |(label, count): (&str, u64)| {
            vec![
                Cell::Count(version),
                question.card.as_str().into(),
                Cell::Text(readable(&question.text)),
                label.into(),
                Cell::Count(count),
                Cell::Share(count, question.asked),
            ]
        };
        all.map(row).collect::<Vec<_>>()
    };
    answers.questions.iter().flat_map(of).collect()
}
