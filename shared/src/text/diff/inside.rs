//! Differences of a card that exists in both versions.

use super::super::describe::{self, describe_condition};
use super::cards::kind;
use super::{Changes, leads, quoted};
use crate::audience::Condition;
use crate::id::CardId;
use crate::person::Field;
use crate::stream::{Branch, CaptureField, Card, ConditionCard, QuestionCard, Response};

pub(super) fn compare(before: &Card, after: &Card, changes: &mut Changes) {
    if kind(before) != kind(after) {
        changes.seen(format!("It is a {} now, not a {}.", kind(after), kind(before)));
        return;
    }
    reworded("It says", before.text(), after.text(), changes);
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
                changes.unseen(format!("The goal is {} now.", quoted(&after.goal)));
            }
            on(before.next.as_ref(), after.next.as_ref(), changes);
        }
        (Card::Action(before), Card::Action(after)) => {
            if (&before.attribute, &before.value) != (&after.attribute, &after.value) {
                let (field, value) = (after.attribute.as_str(), quoted(&after.value));
                changes.unseen(format!("It sets {field} to {value} now."));
            }
            on(before.next.as_ref(), after.next.as_ref(), changes);
        }
        (Card::LiveChat(before), Card::LiveChat(after)) if before.route != after.route => {
            let (old, new) = (describe::route(&before.route), describe::route(&after.route));
            changes.seen(format!("It requests {new} now, not {old}."));
        }
        _ => {}
    }
}

fn reworded(label: &str, before: &str, after: &str, changes: &mut Changes) {
    if before != after {
        changes.seen(format!("{label} {} now, not {}.", quoted(after), quoted(before)));
    }
}

fn on(before: Option<&CardId>, after: Option<&CardId>, changes: &mut Changes) {
    if before != after {
        let (old, new) = (leads(before), leads(after));
        changes.seen(format!("It leads to {new} now, not to {old}."));
    }
}

fn question(before: &QuestionCard, after: &QuestionCard, changes: &mut Changes) {
    if before.store != after.store {
        let field = after.store.as_ref().map_or("none", Field::as_str);
        changes.unseen(format!("The field of the answer is now: {field}."));
    }
    let old = |response: &Response| before.responses.iter().find(|old| old.id == response.id);
    for response in &after.responses {
        let label = quoted(&response.label);
        match old(response) {
            None => changes.seen(format!(
                "There is a new response {label}, which leads to {}.",
                leads(response.next.as_ref())
            )),
            Some(old) => self::response(old, response, changes),
        }
    }
    let is_left = |old: &&Response| after.responses.iter().any(|response| response.id == old.id);
    for gone in before.responses.iter().filter(|old| !is_left(old)) {
        changes.seen(format!("The response {} is gone.", quoted(&gone.label)));
    }
    let ids = |responses: &[Response], among: &[Response]| -> Vec<String> {
        let both = |one: &&Response| among.iter().any(|other| other.id == one.id);
        responses.iter().filter(both).map(|response| response.id.to_string()).collect()
    };
    if ids(&before.responses, &after.responses) != ids(&after.responses, &before.responses) {
        let labels: Vec<String> =
            after.responses.iter().map(|response| quoted(&response.label)).collect();
        changes.seen(format!("Its responses are in another order: {}.", labels.join(", ")));
    }
}

fn response(before: &Response, after: &Response, changes: &mut Changes) {
    if before.label != after.label {
        let (old, new) = (quoted(&before.label), quoted(&after.label));
        changes.seen(format!("The response {old} reads {new} now."));
    }
    let label = quoted(&after.label);
    if before.next != after.next {
        let (old, new) = (leads(before.next.as_ref()), leads(after.next.as_ref()));
        changes.seen(format!("The response {label} leads to {new} now, not to {old}."));
    }
    if before.value != after.value {
        let value = quoted(after.stored());
        changes.unseen(format!("The response {label} is stored as {value} now."));
    }
}

fn fields(before: &[CaptureField], after: &[CaptureField], changes: &mut Changes) {
    let old = |spec: &CaptureField| before.iter().find(|old| old.field == spec.field);
    for spec in after {
        match old(spec) {
            None => changes.seen(format!("It asks for {}, too.", quoted(&spec.label))),
            Some(old) => field(old, spec, changes),
        }
    }
    let is_left = |old: &&CaptureField| after.iter().any(|spec| spec.field == old.field);
    for gone in before.iter().filter(|old| !is_left(old)) {
        changes.seen(format!("It doesn't ask for {} any more.", quoted(&gone.label)));
    }
    let names = |fields: &[CaptureField], among: &[CaptureField]| -> Vec<String> {
        let both = |one: &&CaptureField| among.iter().any(|other| other.field == one.field);
        fields.iter().filter(both).map(|spec| spec.field.as_str().to_owned()).collect()
    };
    if names(before, after) != names(after, before) {
        let labels: Vec<String> = after.iter().map(|spec| quoted(&spec.label)).collect();
        changes.seen(format!("Its fields are in another order: {}.", labels.join(", ")));
    }
}

fn field(before: &CaptureField, after: &CaptureField, changes: &mut Changes) {
    let name = after.field.as_str();
    reworded(&format!("The label of {name} is"), &before.label, &after.label, changes);
    if before.required != after.required {
        let now = if after.required { "must be filled in now" } else { "may be skipped now" };
        changes.seen(format!("{} {now}.", quoted(&after.label)));
    }
    if before.kind != after.kind {
        let kind = after.kind();
        changes.seen(format!("{} is checked as {} now.", quoted(&after.label), kind.as_str()));
    }
    if before.options != after.options {
        let label = quoted(&after.label);
        changes.seen(match &after.options {
            None => format!("{label} is typed now, not chosen."),
            Some(options) => {
                let options: Vec<String> = options.iter().map(|option| quoted(option)).collect();
                format!("{label} is chosen from {} now.", options.join(", "))
            }
        });
    }
    if before.skip_if_set != after.skip_if_set {
        let now = if after.skip_if_set { "is skipped" } else { "is asked again" };
        changes.seen(format!("{} {now} now if it is known.", quoted(&after.label)));
    }
}

fn condition(before: &ConditionCard, after: &ConditionCard, changes: &mut Changes) {
    let (was, is) = (&before.branches, &after.branches);
    let whom = |branch: &Branch| describe_condition(&branch.when);
    for (at, branch) in is.iter().enumerate() {
        let now = leads(branch.next.as_ref());
        match twin(is, at, was) {
            None => changes.seen(format!("If {}, it leads to {now} now.", whom(branch))),
            Some(old) if old.next != branch.next => {
                let old = leads(old.next.as_ref());
                changes.seen(format!("If {}, it leads to {now} now, not to {old}.", whom(branch)));
            }
            Some(_) => {}
        }
    }
    for (at, gone) in was.iter().enumerate() {
        if twin(was, at, is).is_none() {
            changes.seen(format!("The branch is gone for: {}.", whom(gone)));
        }
    }
    if in_both(was, is) != in_both(is, was) {
        let order: Vec<String> = is.iter().map(whom).collect();
        changes.seen(format!("Its branches are in another order: {}.", order.join(", then ")));
    }
    if before.otherwise != after.otherwise {
        let (old, new) = (before.otherwise.next.as_ref(), after.otherwise.next.as_ref());
        changes.seen(format!(
            "For all others it leads to {} now, not to {}.",
            leads(new),
            leads(old)
        ));
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
