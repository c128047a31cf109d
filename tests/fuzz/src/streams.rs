//! Documents of dialogues, as people write and import them.

use crate::conversation::Logbook;
use crate::text;
use serde_json::Value;
use shared::codec;
use shared::conversation::DocumentUse;
use shared::conversation::{Input, VisitorAct};
use shared::dialogue::{FlowState, Position};
use shared::id::ClientKey;
use shared::person::Attributes;
use shared::quota::Package;
use shared::stream::{Card, Stream};
use shared::text::{File, canonical};
use shared::time::Timestamp;

/// A file with a dialogue, and after a NUL the choices of a visitor, one byte each.
pub(crate) fn run(bytes: &[u8]) {
    let nul = bytes.iter().position(|byte| *byte == 0);
    let (document, choices) = bytes.split_at(nul.unwrap_or(bytes.len()));
    let Ok(file) = File::read(text(document)) else { return };
    let written = canonical(&file.document);
    let again = serde_json::from_str::<Value>(&written).map(|value| canonical(&value));
    assert_eq!(again.ok().as_ref(), Some(&written), "writing it twice changes it");
    let checked = file.check(Package::Prime);
    let Some(ready) = checked.ready else {
        assert!(!checked.findings.is_empty(), "refused without a reason");
        return;
    };
    let sent = serde_json::to_value(&ready.stream).unwrap_or_default();
    let read: Option<Stream> = codec::read(&sent);
    assert_eq!(read.as_ref(), Some(&ready.stream), "the widget reads another stream");
    visit(ready.stream, choices);
}

/// A visitor who answers; whatever they choose, the dialogue waits, ends, or calls a person.
fn visit(stream: Stream, choices: &[u8]) {
    let mut conversation = Logbook::begin(stream.clone());
    for (index, choice) in choices.iter().take(32).enumerate() {
        let Some(act) = act(&stream, conversation.flow(), usize::from(*choice)) else { return };
        let Ok(key) = ClientKey::try_from(format!("k{index}")) else { return };
        conversation.step(Timestamp(2_000), Input::Visitor(key, act));
    }
}

fn act(stream: &Stream, flow: &FlowState, choice: usize) -> Option<VisitorAct> {
    let Position::At(card) = &flow.position else { return None };
    if let Some(field) = flow.current_field(stream) {
        let typed = match &field.options {
            Some(options) => options.get(choice % options.len().max(1))?.clone(),
            None => ["a@b.de", "", " 10 ", "nonsense"].get(choice % 4)?.to_string(),
        };
        let values = Attributes::from([(field.field.clone(), typed)]);
        return Some(VisitorAct::Capture(card.clone(), values));
    }
    if let Some(Card::Document(_)) = stream.card(card) {
        return Some(VisitorAct::UseDocument(card.clone(), DocumentUse::Opened));
    }
    let Some(Card::Question(question)) = stream.card(card) else { panic!("{card} does not wait") };
    let chosen = question.responses.get(choice % question.responses.len().max(1))?;
    Some(VisitorAct::Answer(card.clone(), chosen.id.clone()))
}
