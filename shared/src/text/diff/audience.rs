//! Differences of audience, trigger and name.

use super::super::describe;
use super::Changes;
use crate::audience::{criterion, trigger};
use crate::language::Language;
use crate::protocol::DialogueDraft;
use crate::wording::Phrases;
use serde_json::Value;

pub(super) fn compare(before: &DialogueDraft, after: &DialogueDraft, changes: &mut Changes<'_>) {
    if before.name != after.name {
        let name = changes.quoted(&after.name);
        changes.unseen("called", "It is called {0} now.", &[&name]);
    }
    if before.priority != after.priority {
        let (old, new) = (before.priority, after.priority);
        let numbers = [new.to_string(), old.to_string()];
        let numbers = [numbers[0].as_str(), numbers[1].as_str()];
        if new < old {
            changes.seen(
                "sooner",
                "Its priority is {0} now, not {1}: it comes sooner if several dialogues match.",
                &numbers,
            );
        } else {
            changes.seen(
                "later",
                "Its priority is {0} now, not {1}: it comes later if several dialogues match.",
                &numbers,
            );
        }
    }
    pages(&before.pages, &after.pages, changes);
    for page in added(&before.not_pages, &after.not_pages) {
        changes.seen("page-gone", "It is not shown on {0} any more.", &[page]);
    }
    for page in added(&after.not_pages, &before.not_pages) {
        changes.seen("page-back", "It is no longer excluded from {0}.", &[page]);
    }
    if before.visitors != after.visitors {
        let of = |visitors| describe::visitors(visitors, changes.say);
        let (old, new) = (of(before.visitors), of(after.visitors));
        changes.seen("visitors", "It is for {0} now, not for {1}.", &[&new, &old]);
    }
    if before.when != after.when {
        match &after.when {
            Some(when) => {
                let when = criterion_text(when, changes.say);
                changes.seen("when", "Its condition is now: {0}.", &[&when]);
            }
            None => changes.seen("no-when", "It has no condition any more.", &[]),
        }
    }
    if before.trigger != after.trigger {
        match &after.trigger {
            Some(after) => {
                let by = set_off(after, changes.say);
                changes.seen("flow", "It is a conversational flow, triggered by {0} now.", &[&by]);
            }
            None => changes.seen(
                "no-flow",
                "It is no conversational flow any more: it opens at the launcher.",
                &[],
            ),
        }
    }
    if before.promises != after.promises {
        changes.unseen("promises", "What it promises is different.", &[]);
    }
    if before.language != after.language {
        let name = after.language.map_or("–", Language::name);
        changes.unseen("written-in", "It is written in {0}.", &[name]);
    }
    compare_translations(before, after, changes);
    if before.poke != after.poke {
        if after.poke {
            changes.seen("poke", "Its first text shows beside the closed launcher.", &[]);
        } else {
            changes.seen(
                "no-poke",
                "Its first text doesn't show any more beside the closed launcher.",
                &[],
            );
        }
    }
}

fn pages(before: &[String], after: &[String], changes: &mut Changes<'_>) {
    match (before.is_empty(), after.is_empty()) {
        (true, true) => {}
        (false, true) => changes.seen("every-page", "It is shown on every page now.", &[]),
        (true, false) => {
            changes.seen("only-pages", "It is shown only on {0} now.", &[&after.join(", ")]);
        }
        (false, false) => {
            for page in added(before, after) {
                changes.seen("page", "It is shown on {0}, too.", &[page]);
            }
            for page in added(after, before) {
                changes.seen("page-gone", "It is not shown on {0} any more.", &[page]);
            }
        }
    }
}

fn added<'a>(before: &'a [String], after: &'a [String]) -> impl Iterator<Item = &'a String> {
    after.iter().filter(|page| !before.contains(page))
}

fn criterion_text(written: &Value, say: Phrases<'_>) -> String {
    let read = criterion(written, &mut Vec::new());
    read.map_or_else(|| unreadable(say), |read| describe::criterion(&read, say))
}

fn set_off(written: &Value, say: Phrases<'_>) -> String {
    let read = trigger(written, &mut Vec::new());
    read.map_or_else(|| unreadable(say), |read| describe::trigger(&read, say))
}

fn unreadable(say: Phrases<'_>) -> String {
    say("unreadable", "something that can't be read", &[])
}

fn compare_translations(before: &DialogueDraft, after: &DialogueDraft, changes: &mut Changes<'_>) {
    let (before, after) = (&before.translations, &after.translations);
    for language in before.languages().filter(|language| after.texts(*language).is_none()) {
        changes.seen("language-gone", "It can't be read in {0} any more.", &[language.name()]);
    }
    for language in after.languages() {
        let new = after.texts(language).into_iter().flatten();
        let Some(old) = before.texts(language) else {
            changes.seen("language-new", "It can be read in {0} now.", &[language.name()]);
            continue;
        };
        let written = new.filter(|(id, text)| old.get(*id) != Some(*text)).count();
        let gone =
            old.keys().filter(|id| after.texts(language).is_some_and(|new| !new.contains_key(*id)));
        let count = written + gone.count();
        if count > 0 {
            let values = [language.name(), &count.to_string()];
            changes.seen("language-texts", "In {0}, {1} texts are different.", &values);
        }
    }
}
