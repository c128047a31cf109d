//! Differences of audience, trigger and name.

use super::super::describe;
use super::{Changes, quoted};
use crate::audience::{criterion, trigger};
use crate::protocol::DialogueDraft;
use serde_json::Value;

pub(super) fn compare(before: &DialogueDraft, after: &DialogueDraft, changes: &mut Changes) {
    if before.name != after.name {
        changes.unseen(format!("It is called {} now.", quoted(&after.name)));
    }
    if before.priority != after.priority {
        let (old, new) = (before.priority, after.priority);
        let sooner = if new < old { "sooner" } else { "later" };
        changes.seen(format!(
            "Its priority is {new} now, not {old}: it comes {sooner} if several dialogues match."
        ));
    }
    pages(&before.pages, &after.pages, changes);
    for page in added(&before.not_pages, &after.not_pages) {
        changes.seen(format!("It is not shown on {page} any more."));
    }
    for page in added(&after.not_pages, &before.not_pages) {
        changes.seen(format!("It is no longer excluded from {page}."));
    }
    if before.visitors != after.visitors {
        let (old, new) = (describe::visitors(before.visitors), describe::visitors(after.visitors));
        changes.seen(format!("It is for {new} now, not for {old}."));
    }
    if before.when != after.when {
        changes.seen(match &after.when {
            Some(when) => format!("Its condition is now: {}.", criterion_text(when)),
            None => "It has no condition any more.".to_owned(),
        });
    }
    if before.trigger != after.trigger {
        changes.seen(match &after.trigger {
            Some(after) => {
                format!("It is a conversational flow, triggered by {} now.", set_off(after))
            }
            None => "It is no conversational flow any more: it opens at the launcher.".to_owned(),
        });
    }
    if before.poke != after.poke {
        let now = if after.poke { "shows" } else { "doesn't show any more" };
        changes.seen(format!("Its first text {now} beside the closed launcher."));
    }
}

fn pages(before: &[String], after: &[String], changes: &mut Changes) {
    match (before.is_empty(), after.is_empty()) {
        (true, true) => {}
        (false, true) => changes.seen("It is shown on every page now."),
        (true, false) => changes.seen(format!("It is shown only on {} now.", after.join(", "))),
        (false, false) => {
            for page in added(before, after) {
                changes.seen(format!("It is shown on {page}, too."));
            }
            for page in added(after, before) {
                changes.seen(format!("It is not shown on {page} any more."));
            }
        }
    }
}

fn added<'a>(before: &'a [String], after: &'a [String]) -> impl Iterator<Item = &'a String> {
    after.iter().filter(|page| !before.contains(page))
}

fn criterion_text(written: &Value) -> String {
    let read = criterion(written, &mut Vec::new());
    read.map_or_else(
        || "something that can't be read".to_owned(),
        |read| describe::criterion(&read),
    )
}

fn set_off(written: &Value) -> String {
    let read = trigger(written, &mut Vec::new());
    read.map_or_else(|| "something that can't be read".to_owned(), |read| describe::trigger(&read))
}
