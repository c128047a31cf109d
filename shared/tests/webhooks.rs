//! Webhooks: the outbox sends them in order for each conversation, few at once to each endpoint; and
//! the payloads in `docs/webhooks.md` are payloads.

use crate::common::outbox::{NOW, Sender};
use proptest::prelude::*;
use serde_json::Value;
use shared::event::Event;
use shared::id::WebhookId;
use shared::outbox::{Batch, Destination, NewMessage, Outcome};
use shared::time::{Millis, Timestamp};
use shared::webhook::{DAY, Payload, WebhookEvent, sentence};
use std::collections::BTreeMap;

const DOC: &str = include_str!("../../docs/webhooks.md");

fn to(endpoint: u8, conversation: u8) -> Destination {
    let endpoint = WebhookId::parse(format!("webhook_{endpoint}")).unwrap();
    Destination::Webhook(endpoint, format!("conv_{conversation}"))
}

fn queue(sender: &mut Sender, to: Destination, payload: u32, now: Timestamp) {
    let message = NewMessage { expires: Some(now + DAY), ..NewMessage::new(to, payload) };
    sender.rows.add(message, 10);
}

#[test]
fn a_delivery_is_tried_for_a_day_and_then_the_next_one_goes_on() {
    let mut sender = Sender::default();
    queue(&mut sender, to(1, 1), 1, NOW);
    queue(&mut sender, to(1, 1), 2, NOW + Millis::minutes(60));
    let batch = sender.one(NOW);
    sender.close_reservation(NOW, &batch, Outcome::Failed { wait: None });
    let mut pauses = Vec::new();
    let (mut at, mut last) = (NOW, NOW);
    loop {
        let (now, batches) = sender.fire();
        at = at.max(now);
        for batch in batches {
            if batch.messages[0].payload == 2 {
                assert!(at >= NOW + DAY - Millis::minutes(60), "{at:?}");
                assert!(pauses.len() > 20, "{pauses:?}");
                assert_eq!(pauses[..5], [5_000, 10_000, 20_000, 40_000, 80_000]);
                assert_eq!(pauses.iter().max(), Some(&3_600_000));
                return;
            }
            pauses.push(at.since(last).0);
            last = at;
            sender.close_reservation(at, &batch, Outcome::Failed { wait: None });
            sender.step(at).into_iter().for_each(|batch| assert_eq!(batch.messages[0].payload, 2));
            if sender.rows.is_empty() {
                return;
            }
        }
    }
}

/// What happens to endpoints.
#[derive(Debug, Clone)]
enum Happening {
    Queue {
        endpoint: u8,
        conversation: u8,
    },
    /// One of the requests under way ends.
    Answer {
        which: usize,
        works: bool,
    },
    Wait(u64),
    Crash,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        3 => (0..2_u8, 0..3_u8)
            .prop_map(|(endpoint, conversation)| Happening::Queue { endpoint, conversation }),
        4 => (any::<usize>(), any::<bool>())
            .prop_map(|(which, works)| Happening::Answer { which, works }),
        2 => (0..120_000_u64).prop_map(Happening::Wait),
        1 => Just(Happening::Crash),
    ]
}

/// An outbox, what is under way, and what arrived.
struct World {
    now: Timestamp,
    sender: Sender,
    under_way: Vec<Batch<u32>>,
    arrived: BTreeMap<Destination, Vec<u32>>,
}

impl World {
    fn step(&mut self) {
        self.under_way.extend(self.sender.step(self.now));
        for endpoint in 0..2 {
            let group = to(endpoint, 0);
            let theirs = self.under_way.iter().filter(|batch| batch.to.group() == group.group());
            assert!(theirs.count() <= 2, "at most two requests at once");
        }
    }

    fn answer(&mut self, which: usize, works: bool) {
        if self.under_way.is_empty() {
            return;
        }
        let batch = self.under_way.remove(which % self.under_way.len());
        let outcome = if works { Outcome::Delivered } else { Outcome::Failed { wait: None } };
        if works {
            let arrived = self.arrived.entry(batch.to.clone()).or_default();
            arrived.extend(batch.messages.iter().map(|queued| queued.payload));
        }
        self.sender.close_reservation(self.now, &batch, outcome);
    }
}

proptest! {
    #[test]
    fn each_conversation_is_told_in_order_and_an_endpoint_that_works_gets_everything(
        happenings in prop::collection::vec(happening(), 1..80),
    ) {
        let (sender, arrived) = (Sender::default(), BTreeMap::new());
        let mut world = World { now: NOW, sender, under_way: Vec::new(), arrived };
        let mut queued: BTreeMap<Destination, Vec<u32>> = BTreeMap::new();
        for (payload, happening) in (0..).zip(happenings) {
            match happening {
                Happening::Queue { endpoint, conversation } => {
                    queue(&mut world.sender, to(endpoint, conversation), payload, world.now);
                    queued.entry(to(endpoint, conversation)).or_default().push(payload);
                }
                Happening::Answer { which, works } => world.answer(which, works),
                // A request that takes longer than its lease has ended: the shell gives up before.
                Happening::Wait(ms) => {
                    while !world.under_way.is_empty() {
                        world.answer(0, false);
                    }
                    world.now = world.now + Millis(ms);
                }
                Happening::Crash => {
                    world.under_way.clear();
                    world.sender.outbox = shared::outbox::Outbox::default();
                }
            }
            world.step();
        }
        for _ in 0..2_000 {
            if world.sender.rows.is_empty() {
                break;
            }
            world.step();
            if world.under_way.is_empty() {
                world.now = world.now + Millis::minutes(1);
            } else {
                world.answer(0, true);
            }
        }
        prop_assert_eq!(world.arrived, queued);
    }
}

/// The payloads in the document.
fn examples() -> Vec<Value> {
    let blocks = DOC.split("```json\n").skip(1);
    blocks.map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap()).collect()
}

#[test]
fn the_payloads_in_the_document_are_payloads() {
    let examples = examples();
    assert!(examples.len() >= 3);
    for example in examples {
        let payload: Payload = serde_json::from_value(example.clone()).unwrap();
        assert_eq!(serde_json::to_value(&payload).unwrap(), example);
        if let Some(event) = &payload.data.event {
            let event = WebhookEvent::of(event).unwrap();
            assert_eq!(event.as_str(), payload.kind);
        }
        assert!(!sentence(&payload).is_empty());
    }
    for event in WebhookEvent::ALL {
        let row = format!("| `{}` |", event.as_str());
        assert!(DOC.contains(&row), "{row}");
    }
}

#[test]
fn slack_reads_a_sentence_in_which_a_visitor_can_not_mention_anybody() {
    let mut payload: Payload = serde_json::from_value(examples().remove(0)).unwrap();
    assert_eq!(
        sentence(&payload),
        "Ada wrote: “Do you have hats?” (on /pricing) \
         <https://chat.example.com/console?site=site_shop&chat=conv_1|Open the inbox>"
    );
    let Some(Event::Said { text, .. }) = &mut payload.data.event else { panic!("a message") };
    "<!channel> a & b ".repeat(50).clone_into(text);
    let told = sentence(&payload);
    assert!(told.contains("&lt;!channel&gt; a &amp; b") && !told.contains("<!"), "{told}");
    assert!(told.contains("…”"), "{told}");
}
