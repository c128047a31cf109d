//! Proves the draft's promises while the author works: a moment after each change, one walk at a time, so
//! that the page can draw between them.

use super::studio::Studio;
use crate::designer::{names, say};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use shared::promise::{Promises, Proof, Proving};
use shared::stream::Stream;

/// How long after a change the promises are proven, in milliseconds.
const PROVE_AFTER: u32 = 600;
/// Most steps of one walk in the browser. `bellhop test` walks more.
const MOST_STEPS: usize = 20_000;

/// What is known of the draft's promises.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Proven {
    /// There are none, or nothing was proven yet.
    #[default]
    Nothing,
    /// The draft has errors.
    Errors,
    /// What was proven so far, and whether there is more to come.
    Here { proof: Proof, more: bool },
}

impl Proven {
    /// The proof, as far as it goes.
    pub(super) const fn proof(&self) -> Option<&Proof> {
        match self {
            Self::Here { proof, .. } => Some(proof),
            Self::Nothing | Self::Errors => None,
        }
    }

    /// Whether it is still being proven.
    pub(super) const fn is_going(&self) -> bool {
        matches!(self, Self::Here { more: true, .. })
    }
}

/// What is proven: a stream without errors, and what it promises.
type Subject = Option<(Stream, Promises)>;

/// Proves whenever the draft changes.
pub(super) fn watch(studio: Studio) {
    let promises = studio.part(|model| model.draft.promises().unwrap_or_default());
    let stream = Memo::new(move |_| studio.checked.with(|checked| checked.stream.clone()));
    let run = StoredValue::new(0_u64);
    Effect::new(move || {
        let promises = promises.get();
        let now: Subject = stream.get().map(|stream| (stream, promises.clone()));
        run.update_value(|run| *run += 1);
        let own = run.get_value();
        let state = match (&now, promises.is_empty()) {
            (_, true) => Proven::Nothing,
            (None, false) => Proven::Errors,
            (Some(_), false) => {
                let known = studio.proven.with_untracked(|known| known.proof().cloned());
                Proven::Here { proof: known.unwrap_or_default(), more: true }
            }
        };
        studio.proven.set(state);
        if let Some((stream, promises)) = now.filter(|(_, promises)| !promises.is_empty()) {
            let begin = move || go_on(studio, run, own, Proving::new(stream, promises, MOST_STEPS));
            Timeout::new(PROVE_AFTER, begin).forget();
        }
    });
}

/// One step, and the next one after the page has drawn. A newer run ends this one.
fn go_on(studio: Studio, run: StoredValue<u64>, own: u64, mut proving: Proving) {
    if run.try_get_value() != Some(own) {
        return;
    }
    let Some(names) = studio.model.try_with_untracked(|model| names(&model.draft)) else { return };
    let more = proving.step(&|id, english, values| say(&names, id, english, values));
    if !more {
        studio.proven.try_set(Proven::Here { proof: proving.proof().clone(), more });
        return;
    }
    Timeout::new(0, move || go_on(studio, run, own, proving)).forget();
}
