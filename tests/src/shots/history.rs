//! Past conversations at the shop, for lists, people and reports.

use crate::demo_site::DemoSite;
use bellhop_tests::agent::Agent;
use bellhop_tests::chat::ConversationClient;
use bellhop_tests::visitor::Visitor;
use shared::event::Event;
use shared::id::{CardId, DialogueId, ResponseId, Version};
use shared::person::{Attributes, Field};
use shared::protocol::{ConversationBegun, FirstResponse};

/// A visitor, and the messages of visitor and agent in turn; without messages, nobody answered.
struct Visit {
    name: &'static str,
    email: &'static str,
    page: &'static str,
    said: &'static [&'static str],
}

const VISITS: [Visit; 8] = [
    Visit {
        name: "Ines Marques",
        email: "ines@padaria-marques.example",
        page: "/pricing.html",
        said: &[
            "Good morning. The fan of our proofer hums since Tuesday.",
            "Good morning, Ines. Does it hum all the time or only while it heats?",
            "Only while it heats. It still proofs well.",
            "Then it is the bearing. I can be there on Thursday at nine, with the part.",
            "Thursday is perfect. Thank you, Grace!",
        ],
    },
    Visit {
        name: "Tomasz Zielinski",
        email: "tomasz@chleb.example",
        page: "/",
        said: &[
            "Do you deliver to Leeds?",
            "We do, every second Monday. It costs nothing above £4,000.",
        ],
    },
    Visit {
        name: "Aoife Byrne",
        email: "aoife@crustandcrumb.example",
        page: "/pricing.html",
        said: &[
            "Is the high street oven in stock?",
            "Two of them. Shall I keep one for you until Friday?",
            "Yes please",
        ],
    },
    Visit {
        name: "Kwame Mensah",
        email: "kwame@mensahbakes.example",
        page: "/about.html",
        said: &[],
    },
    Visit {
        name: "Lena Vogt",
        email: "lena@backstube-vogt.example",
        page: "/",
        said: &[
            "The door of our oven doesn’t close any more.",
            "Which oven is it, Lena?",
            "The three-deck, from 2019.",
        ],
    },
    Visit {
        name: "Priya Nair",
        email: "priya@nairsweets.example",
        page: "/pricing.html",
        said: &[
            "Can we pay in three parts?",
            "You can, without interest. I’ll send you the papers.",
        ],
    },
    Visit { name: "Hugo Lefèvre", email: "hugo@boulange.example", page: "/", said: &[] },
    Visit {
        name: "Sanna Koski",
        email: "sanna@pulla.example",
        page: "/about.html",
        said: &[
            "Hello! Could we visit you on Saturday?",
            "With pleasure. We bake from seven, come hungry.",
        ],
    },
];

/// Creates all of them, one after the other.
pub(crate) async fn happen(demo: &DemoSite) {
    let grace = demo.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    for visit in VISITS {
        let (visitor, mut chat) = request_chat(demo, &visit).await;
        let offer = socket.offer_of(&chat.id).await;
        if visit.said.is_empty() {
            socket.decline(&offer.id).await.unwrap();
            chat.event("the fallback", |event| matches!(event, Event::FellBack { .. })).await;
        } else {
            socket.accept(&offer.id).await.unwrap();
            exchange(&grace, &mut chat, visit.said).await;
        }
        drop(visitor);
    }
    socket.available(false).await;
    socket.close().await;
}

/// A visitor chooses a repair and requests a chat.
async fn request_chat(demo: &DemoSite, visit: &Visit) -> (Visitor, ConversationClient) {
    let visitor = Visitor::create(&demo.http, &demo.site).await;
    let dialogue = DialogueId::parse("dialogue_hello").unwrap();
    let mut beginning = visitor.beginning(&dialogue, Version(1));
    beginning.page.url = format!("{}{}", demo.shop, visit.page);
    "Crumb & Peel".clone_into(&mut beginning.page.title);
    if let FirstResponse::Answer { card, response, .. } = &mut beginning.first {
        *card = CardId::parse("hello").unwrap();
        *response = ResponseId::parse("service").unwrap();
    }
    let begun: ConversationBegun = visitor.begin(&beginning).done().await.json();
    let mut chat = visitor.chat(&begun.conversation).connected().await;
    let attributes = [(Field::FirstName, visit.name), (Field::Email, visit.email)];
    for (field, value) in attributes.into_iter().chain([(Field::Phone, "")]) {
        let key = chat.capture("service_who", Attributes::from([(field, value.to_owned())])).await;
        chat.ack(&key).await;
    }
    (visitor, chat)
}

/// Visitor and agent write in turn, the visitor first; the agent ends the chat.
async fn exchange(grace: &Agent, chat: &mut ConversationClient, said: &[&str]) {
    chat.event("an agent", |event| matches!(event, Event::Connected { .. })).await;
    let mut theirs = grace.chat(&chat.id).connected().await;
    for (turn, text) in said.iter().enumerate() {
        let end = if turn % 2 == 0 { &mut *chat } else { &mut theirs };
        let key = end.say(text).await;
        end.ack(&key).await;
    }
    let key = theirs.end().await;
    theirs.ack(&key).await;
    chat.event("the end", |event| matches!(event, Event::Ended { .. })).await;
}

/// A visitor who requests a chat now, and waits.
pub(crate) async fn waits(
    demo: &DemoSite,
    name: &'static str,
    email: &'static str,
) -> (Visitor, ConversationClient) {
    let visit = Visit { name, email, page: "/pricing.html", said: &[] };
    request_chat(demo, &visit).await
}
