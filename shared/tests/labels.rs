//! Labels of conversations (INBOX-26).

use proptest::prelude::*;
use shared::id::{ConversationId, LabelId};
use shared::label::{
    ConversationLabels, Label, LabelChange, LabelColour, LabelRefusal, MAX_LABEL_CHARS, MAX_LABELS,
    NewLabel, check, matching,
};
use shared::protocol::AgentEvent;

fn id(name: &str) -> LabelId {
    LabelId::parse(format!("label_{name}")).unwrap()
}

fn label(key: &str, name: &str) -> Label {
    Label { id: id(key), name: name.to_owned(), colour: LabelColour::Blue }
}

fn new(name: &str) -> NewLabel {
    NewLabel { name: name.to_owned(), colour: LabelColour::Red }
}

#[test]
fn a_label_has_a_name_of_its_own_however_it_is_written() {
    let list = [label("a", "VIP"), label("b", "Billing")];
    let made = check(&list, id("c"), &new(" Straße\n42 ")).unwrap();
    assert_eq!((made.name.as_str(), made.colour), ("Straße 42", LabelColour::Red));
    let taken = LabelRefusal::Taken { name: "VIP".into() };
    assert_eq!(check(&list, id("c"), &new("vip ")), Err(taken));
    assert!(check(&list, id("a"), &new("vip")).is_ok(), "it is itself");
    for bad in ["", "  ", &"x".repeat(MAX_LABEL_CHARS + 1)] {
        assert!(
            matches!(check(&list, id("c"), &new(bad)), Err(LabelRefusal::Name { .. })),
            "{bad}"
        );
    }
}

#[test]
fn a_full_list_takes_no_label_more_and_those_that_are_there_can_change() {
    let one = |index: usize| label(&index.to_string(), &format!("Label {index}"));
    let full: Vec<_> = (0..MAX_LABELS).map(one).collect();
    assert_eq!(check(&full, id("new"), &new("new")), Err(LabelRefusal::TooMany));
    assert!(check(&full, id("3"), &new("new")).is_ok());
    assert!(check(&full[1..], id("new"), &new("new")).is_ok());
}

#[test]
fn what_begins_as_it_was_typed_comes_first() {
    let list = [label("a", "Big order"), label("b", "Order"), label("c", "VIP")];
    let found = |typed| -> Vec<_> {
        matching(&list, typed).into_iter().map(|label| label.name.as_str()).collect()
    };
    assert_eq!(found("ORD"), ["Order", "Big order"]);
    assert_eq!(found(" "), ["Big order", "Order", "VIP"]);
    assert_eq!(found("x"), [""; 0]);
}

#[test]
fn agents_hear_of_labels_without_their_names() {
    assert_eq!(AgentEvent::from(LabelChange::List), AgentEvent::LabelsChanged);
    let conversation = ConversationId::parse("conv_a").unwrap();
    let labels = vec![id("a")];
    let change = ConversationLabels { conversation: conversation.clone(), labels: labels.clone() };
    let event = AgentEvent::from(LabelChange::Conversation(change));
    assert_eq!(event, AgentEvent::Labelled { conversation, labels });
}

proptest! {
    /// Whatever is made in whatever order: the list stays within its bounds, and no name is there twice.
    #[test]
    fn a_list_keeps_its_bounds(names in prop::collection::vec("[ a-cA-C]{0,3}|\\PC{38,42}", 0..120)) {
        let mut list: Vec<Label> = Vec::new();
        for (index, name) in names.iter().enumerate() {
            if let Ok(label) = check(&list, id(&index.to_string()), &new(name)) {
                list.push(label);
            }
        }
        prop_assert!(list.len() <= MAX_LABELS);
        let mut names: Vec<_> = list.iter().map(|label| label.name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), list.len());
        for label in &list {
            prop_assert!((1..=MAX_LABEL_CHARS).contains(&label.name.chars().count()));
            prop_assert_eq!(label.name.trim(), &label.name);
        }
    }
}
