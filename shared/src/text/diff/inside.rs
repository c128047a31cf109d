//! Differences of a card that exists in both versions.

use super::super::describe;
use super::Changes;
use super::cards::kind;
use crate::audience::Condition;
use crate::id::CardId;
use crate::person::Field;
use crate::stream::{Branch, CaptureField, Card, ConditionCard, QuestionCard, Response};

pub(super) fn compare(before: &Card, after: &Card, changes: &mut Changes<'_>) {
    if std::mem::discriminant(before) != std::mem::discriminant(after) {
        let (old, new) = (kind(before, changes), kind(after, changes));
        changes.seen("kind", "It is a {0} now, not a {1}.", &[&new, &old]);
        return;
    }
    if before.text() != after.text() {
        let (old, new) = (changes.quoted(before.text()), changes.quoted(after.text()));
        changes.seen("says", "It says {0} now, not {1}.", &[&new, &old]);
    }
    match (before, after) {
        (Card::Message(before), Card::Message(after)) => {
            on(before.next.as_ref(), after.next.as_ref(), changes);
        }
        (Card::Question(before), Card::Question(after)) => question(before, after, changes),
        (Card::Capture(before), Card::Capture(after)) => {
            fields(&before.fields, &after.fields, changes);
            on(before.next.as_ref(), after.next.as_ref(), changes);
        }
        (Card::Condition(before), Card::Condition(after)) => condition(before, after, changes),
        (Card::Goal(before), Card::Goal(after)) => {
            if before.goal != after.goal {
                let goal = changes.quoted(&after.goal);
                changes.unseen("goal-is", "The goal is {0} now.", &[&goal]);
            }
            on(before.next.as_ref(), after.next.as_ref(), changes);
        }
        (Card::Action(before), Card::Action(after)) => {
            if (&before.attribute, &before.value) != (&after.attribute, &after.value) {
                let (field, value) = (after.attribute.as_str(), changes.quoted(&after.value));
                changes.unseen("sets", "It sets {0} to {1} now.", &[field, &value]);
            }
            on(before.next.as_ref(), after.next.as_ref(), changes);
        }
        (Card::Document(before), Card::Document(after)) => {
            if before.title != after.title {
                let (old, new) = (changes.quoted(&before.title), changes.quoted(&after.title));
                changes.seen("document-title", "The document is {0} now, not {1}.", &[&new, &old]);
            }
            if before.address != after.address {
                changes.seen("document-other", "It offers another file now.", &[]);
            }
            match (before.must_open, after.must_open) {
                (false, true) => {
                    changes.seen("document-must", "It must be opened to go on now.", &[]);
                }
                (true, false) => {
                    changes.seen("document-may", "It need not be opened to go on any more.", &[]);
                }
                _ => {}
            }
            on(before.next.as_ref(), after.next.as_ref(), changes);
        }
        (Card::LiveChat(before), Card::LiveChat(after)) if before.route != after.route => {
            let old = describe::route(&before.route, changes.say);
            let new = describe::route(&after.route, changes.say);
            changes.seen("requests", "It requests {0} now, not {1}.", &[&new, &old]);
        }
        _ => {}
    }
}

fn on(before: Option<&CardId>, after: Option<&CardId>, changes: &mut Changes<'_>) {
    if before != after {
        let (old, new) = (changes.leads(before), changes.leads(after));
        changes.seen("leads", "It leads to {0} now, not to {1}.", &[&new, &old]);
    }
}

fn question(before: &QuestionCard, after: &QuestionCard, changes: &mut Changes<'_>) {
    if before.store != after.store {
        match after.store.as_ref().map(Field::as_str) {
            Some(field) => {
                changes.unseen("store", "The field of the answer is now: {0}.", &[field]);
            }
            None => changes.unseen("no-store", "The field of the answer is now: none.", &[]),
        }
    }
    let old = |response: &Response| before.responses.iter().find(|old| old.id == response.id);
    for response in &after.responses {
        let label = changes.quoted(&response.label);
        match old(response) {
            None => {
                let next = changes.leads(response.next.as_ref());
                changes.seen(
                    "response-new",
                    "There is a new response {0}, which leads to {1}.",
                    &[&label, &next],
                );
            }
            Some(old) => self::response(old, response, changes),
        }
    }
    let is_left = |old: &&Response| after.responses.iter().any(|response| response.id == old.id);
    for gone in before.responses.iter().filter(|old| !is_left(old)) {
        let label = changes.quoted(&gone.label);
        changes.seen("response-gone", "The response {0} is gone.", &[&label]);
    }
    let ids = |responses: &[Response], among: &[Response]| -> Vec<String> {
        let both = |one: &&Response| among.iter().any(|other| other.id == one.id);
        responses.iter().filter(both).map(|response| response.id.to_string()).collect()
    };
    if ids(&before.responses, &after.responses) != ids(&after.responses, &before.responses) {
        let labels = changes.list(after.responses.iter().map(|response| response.label.as_str()));
        changes.seen("responses-order", "Its responses are in another order: {0}.", &[&labels]);
    }
}

fn response(before: &Response, after: &Response, changes: &mut Changes<'_>) {
    if before.label != after.label {
        let (old, new) = (changes.quoted(&before.label), changes.quoted(&after.label));
        changes.seen("response-reads", "The response {0} reads {1} now.", &[&old, &new]);
    }
    let label = changes.quoted(&after.label);
    if before.next != after.next {
        let (old, new) = (changes.leads(before.next.as_ref()), changes.leads(after.next.as_ref()));
        changes.seen(
            "response-leads",
            "The response {0} leads to {1} now, not to {2}.",
            &[&label, &new, &old],
        );
    }
    if before.value != after.value {
        let value = changes.quoted(after.stored());
        changes.unseen(
            "response-stored",
            "The response {0} is stored as {1} now.",
            &[&label, &value],
        );
    }
}

fn fields(before: &[CaptureField], after: &[CaptureField], changes: &mut Changes<'_>) {
    let old = |spec: &CaptureField| before.iter().find(|old| old.field == spec.field);
    for spec in after {
        match old(spec) {
            None => {
                let label = changes.quoted(&spec.label);
                changes.seen("field-new", "It asks for {0}, too.", &[&label]);
            }
            Some(old) => field(old, spec, changes),
        }
    }
    let is_left = |old: &&CaptureField| after.iter().any(|spec| spec.field == old.field);
    for gone in before.iter().filter(|old| !is_left(old)) {
        let label = changes.quoted(&gone.label);
        changes.seen("field-gone", "It doesn't ask for {0} any more.", &[&label]);
    }
    let names = |fields: &[CaptureField], among: &[CaptureField]| -> Vec<String> {
        let both = |one: &&CaptureField| among.iter().any(|other| other.field == one.field);
        fields.iter().filter(both).map(|spec| spec.field.as_str().to_owned()).collect()
    };
    if names(before, after) != names(after, before) {
        let labels = changes.list(after.iter().map(|spec| spec.label.as_str()));
        changes.seen("fields-order", "Its fields are in another order: {0}.", &[&labels]);
    }
}

fn field(before: &CaptureField, after: &CaptureField, changes: &mut Changes<'_>) {
    let name = after.field.as_str();
    let label = &changes.quoted(&after.label);
    if before.label != after.label {
        let old = changes.quoted(&before.label);
        changes.seen("field-label", "The label of {0} is {1} now, not {2}.", &[name, label, &old]);
    }
    if before.required != after.required {
        if after.required {
            changes.seen("field-required", "{0} must be filled in now.", &[label]);
        } else {
            changes.seen("field-optional", "{0} may be skipped now.", &[label]);
        }
    }
    if before.kind != after.kind {
        let kind = after.kind();
        changes.seen("field-kind", "{0} is checked as {1} now.", &[label, kind.as_str()]);
    }
    if before.options != after.options {
        match &after.options {
            None => changes.seen("field-typed", "{0} is typed now, not chosen.", &[label]),
            Some(options) => {
                let options = changes.list(options.iter().map(String::as_str));
                changes.seen("field-chosen", "{0} is chosen from {1} now.", &[label, &options]);
            }
        }
    }
    if before.values != after.values {
        changes.unseen("field-values", "What is stored for {0} is different.", &[label]);
    }
    if before.skip_if_set != after.skip_if_set {
        if after.skip_if_set {
            changes.seen("field-skipped", "{0} is skipped now if it is known.", &[label]);
        } else {
            changes.seen("field-again", "{0} is asked again now if it is known.", &[label]);
        }
    }
}

fn condition(before: &ConditionCard, after: &ConditionCard, changes: &mut Changes<'_>) {
    let (was, is) = (&before.branches, &after.branches);
    let say = changes.say;
    let whom = |branch: &Branch| describe::condition(&branch.when, say);
    for (at, branch) in is.iter().enumerate() {
        let now = changes.leads(branch.next.as_ref());
        match twin(is, at, was) {
            None => {
                changes.seen("branch-new", "If {0}, it leads to {1} now.", &[&whom(branch), &now]);
            }
            Some(old) if old.next != branch.next => {
                let old = changes.leads(old.next.as_ref());
                changes.seen(
                    "branch-leads",
                    "If {0}, it leads to {1} now, not to {2}.",
                    &[&whom(branch), &now, &old],
                );
            }
            Some(_) => {}
        }
    }
    for (at, gone) in was.iter().enumerate() {
        if twin(was, at, is).is_none() {
            changes.seen("branch-gone", "The branch is gone for: {0}.", &[&whom(gone)]);
        }
    }
    if in_both(was, is) != in_both(is, was) {
        let order: Vec<String> = is.iter().map(whom).collect();
        let order = order.join(&say("then", ", then ", &[]));
        changes.seen("branches-order", "Its branches are in another order: {0}.", &[&order]);
    }
    if before.otherwise != after.otherwise {
        let (old, new) = (before.otherwise.next.as_ref(), after.otherwise.next.as_ref());
        let (old, new) = (changes.leads(old), changes.leads(new));
        changes.seen(
            "else-leads",
            "For all others it leads to {0} now, not to {1}.",
            &[&new, &old],
        );
    }
}

/// The branch of `others` with the same condition. If several have it, the one at the same position
/// among them.
fn twin<'b>(own: &[Branch], at: usize, others: &'b [Branch]) -> Option<&'b Branch> {
    let branch = own.get(at)?;
    let earlier = own.iter().take(at).filter(|other| other.when == branch.when).count();
    others.iter().filter(|other| other.when == branch.when).nth(earlier)
}

/// The conditions of branches that exist in both versions.
fn in_both<'b>(own: &'b [Branch], others: &[Branch]) -> Vec<&'b Condition> {
    let twins = own.iter().enumerate().filter(|(at, _)| twin(own, *at, others).is_some());
    twins.map(|(_, branch)| &branch.when).collect()
}
