//! Strategies for any value of the wire format.

use crate::audience::{Attribute, Condition, NowAttribute, NowFacts, Operator, Test};
use crate::event::{
    AgentProfile, AppName, Author, EndedBy, Event, FallbackForm, FallbackReason, HandedOver,
    Location, Logged, OfferFailure, Page, SharedFile,
};
use crate::id::{AgentId, CardId, ClientKey, IdError, Seq, Version};
use crate::person::{Attributes, Field, Kind};
use crate::protocol::{
    BeginConversation, Bootstrap, ClientFrame, FirstResponse, PublishedDialogue, ServerFrame, Side,
    Style,
};
use crate::stream::{
    ActionCard, Branch, CaptureCard, CaptureField, Card, ConditionCard, DocumentCard, GoalCard,
    LiveChatCard, MessageCard, Otherwise, QuestionCard, Response, Route, Stream,
};
use crate::time::{Millis, Timestamp};
use proptest::prelude::*;
use proptest::{collection, option, sample};

pub(super) fn id<T>(prefix: &'static str) -> impl Strategy<Value = T>
where
    T: TryFrom<String, Error = IdError> + std::fmt::Debug,
{
    "[a-zA-Z0-9_-]{1,12}".prop_map(move |rest| T::try_from(format!("{prefix}{rest}")).unwrap())
}

fn card_id() -> impl Strategy<Value = CardId> {
    id("")
}

fn key() -> impl Strategy<Value = ClientKey> {
    id("")
}

/// Any text, with a bias to characters that must be escaped.
pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\"\\\\\n\t\u{0}-\u{1f}a/é😀]{0,8}"]
}

fn seq() -> impl Strategy<Value = Seq> {
    (0..1_u64 << 53).prop_map(Seq)
}

pub(super) fn at() -> impl Strategy<Value = Timestamp> {
    (0..1_u64 << 53).prop_map(Timestamp)
}

fn version() -> impl Strategy<Value = Version> {
    any::<u32>().prop_map(Version)
}

fn field() -> impl Strategy<Value = Field> {
    let custom = "[a-z][a-z0-9_]{0,39}".prop_filter_map("taken", |name| Field::from_name(&name));
    prop_oneof![sample::select(Field::STANDARD), custom]
}

fn values() -> impl Strategy<Value = Attributes> {
    collection::btree_map(field(), text(), 0..4)
}

pub(super) fn location() -> impl Strategy<Value = Location> {
    (text(), text(), text()).prop_map(|(country, region, city)| Location { country, region, city })
}

fn condition() -> impl Strategy<Value = Condition> {
    let attribute = prop_oneof![
        field().prop_map(Attribute::Field),
        sample::select(vec![
            Attribute::PageUrl,
            Attribute::Referrer,
            Attribute::Country,
            Attribute::Region,
            Attribute::City,
            Attribute::Now(NowAttribute::open()),
            Attribute::Now(NowAttribute::available(&Route::Rules)),
        ]),
    ];
    let test = (attribute, sample::select(Operator::ALL), text()).prop_map(
        |(attribute, operator, value)| Condition::Test(Test { attribute, operator, value }),
    );
    test.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..3).prop_map(|all| Condition::All { all }),
            collection::vec(inner, 0..3).prop_map(|any| Condition::Any { any }),
        ]
    })
}

fn page() -> impl Strategy<Value = Page> {
    (text(), text(), text()).prop_map(|(url, title, referrer)| Page { url, title, referrer })
}

fn profile() -> impl Strategy<Value = AgentProfile> {
    (id("agent_"), text(), option::of(text())).prop_map(|(id, name, picture)| AgentProfile {
        id,
        name,
        picture,
    })
}

fn file() -> impl Strategy<Value = SharedFile> {
    (id("file_"), text(), 0..1_u64 << 53).prop_map(|(id, kind, size)| SharedFile { id, kind, size })
}

fn app() -> impl Strategy<Value = AppName> {
    "[A-Za-z ’]{0,12}x".prop_filter_map("a name", |name| AppName::new(&name))
}

fn handed_over() -> impl Strategy<Value = HandedOver> {
    (app(), route()).prop_map(|(by, route)| HandedOver { by, route })
}

fn author() -> impl Strategy<Value = Author> {
    prop_oneof![
        Just(Author::Visitor),
        id::<AgentId>("agent_").prop_map(Author::Agent),
        app().prop_map(Author::App),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let scripted = prop_oneof![
        (id("dialogue_"), version(), page(), location(), values()).prop_map(
            |(dialogue, version, page, location, page_attributes)| Event::Started {
                dialogue,
                version,
                page,
                location,
                page_attributes
            }
        ),
        (card_id(), field(), text()).prop_map(|(card, attribute, value)| {
            Event::AttributeSet { card, attribute, value }
        }),
        card_id().prop_map(|card| Event::Shown { card }),
        (card_id(), id("")).prop_map(|(card, response)| Event::Answered { card, response }),
        (card_id(), values()).prop_map(|(card, values)| Event::Captured { card, values }),
        (card_id(), values()).prop_map(|(card, values)| Event::AnswerCorrected { card, values }),
        // The codec reads no facts.
        (card_id(), option::of(0..1_u64 << 53)).prop_map(|(card, at)| {
            let back_at = at.map(Timestamp);
            Event::AvailabilityChecked { card, facts: NowFacts::new(), back_at }
        }),
        (card_id(), text()).prop_map(|(card, goal)| Event::GoalReached { card, goal }),
        card_id().prop_map(|card| Event::Completed { card }),
        (author(), text(), option::of(file())).prop_map(|(by, text, file)| Event::Said {
            by,
            text,
            file
        }),
        sample::select(EndedBy::ALL).prop_map(|by| Event::Ended { by }),
    ];
    let of_request = prop_oneof![
        (id("req_"), card_id(), option::of(handed_over())).prop_map(
            |(request, card, handed_over)| Event::Requested { request, card, handed_over },
        ),
        // The widget doesn't read when the wait ends.
        (1_u64..=10).prop_map(|place| Event::Queued { place, until: Timestamp(0) }),
        (id("req_"), id("offer_"), profile(), at()).prop_map(|(request, offer, agent, until)| {
            Event::Offered { request, offer, agent, until }
        }),
        (id("req_"), id("offer_"), id("agent_"), sample::select(OfferFailure::ALL)).prop_map(
            |(request, offer, agent, reason)| Event::OfferClosed { request, offer, agent, reason }
        ),
        (id("req_"), profile()).prop_map(|(request, agent)| Event::Connected { request, agent }),
        (id("req_"), profile()).prop_map(|(request, agent)| Event::FollowedUp { request, agent }),
        (id("req_"), sample::select(FallbackReason::ALL), text(), option::of(form())).prop_map(
            |(request, reason, message, form)| Event::FellBack { request, reason, message, form }
        ),
        (values(), text()).prop_map(|(values, text)| Event::MessageLeft { values, text }),
        id("req_").prop_map(|request| Event::Withdrawn { request }),
        id("agent_").prop_map(|agent| Event::AgentGone { agent }),
    ];
    prop_oneof![scripted, of_request]
}

fn logged() -> impl Strategy<Value = Logged> {
    (seq(), at(), option::of(key()), event()).prop_map(|(seq, at, id, event)| Logged {
        seq,
        at,
        id,
        event,
    })
}

fn next() -> impl Strategy<Value = Option<CardId>> {
    option::of(card_id())
}

fn capture_field() -> impl Strategy<Value = CaptureField> {
    (
        field(),
        text(),
        any::<bool>(),
        option::of(sample::select(Kind::ALL)),
        option::of(collection::vec(text(), 0..3)),
        option::of(collection::vec(text(), 0..3)),
        any::<bool>(),
    )
        .prop_map(|(field, label, required, kind, options, values, skip_if_set)| {
            CaptureField { field, label, required, kind, options, values, skip_if_set }
        })
}

fn form() -> impl Strategy<Value = FallbackForm> {
    (collection::vec(capture_field(), 0..3), option::of(at()))
        .prop_map(|(fields, back_at)| FallbackForm { fields, back_at })
}

fn route() -> impl Strategy<Value = Route> {
    prop_oneof![
        Just(Route::RoundRobin),
        Just(Route::Rules),
        id("team_").prop_map(|team| Route::Team { team }),
        id("agent_").prop_map(|agent| Route::Agent { agent })
    ]
}

fn card() -> impl Strategy<Value = Card> {
    let response = (id(""), text(), option::of(text()), next())
        .prop_map(|(id, label, value, next)| Response { id, label, value, next });
    let branch = (condition(), next()).prop_map(|(when, next)| Branch { when, next });
    prop_oneof![
        (card_id(), text(), next()).prop_map(|(id, text, next)| Card::Message(MessageCard {
            id,
            text,
            next
        })),
        (card_id(), text(), option::of(field()), collection::vec(response, 0..4)).prop_map(
            |(id, text, store, responses)| Card::Question(QuestionCard {
                id,
                text,
                store,
                responses
            })
        ),
        (card_id(), collection::vec(branch, 0..3), next()).prop_map(|(id, branches, next)| {
            Card::Condition(ConditionCard { id, branches, otherwise: Otherwise { next } })
        }),
        (card_id(), field(), text(), next()).prop_map(|(id, attribute, value, next)| {
            Card::Action(ActionCard { id, attribute, value, next })
        }),
        (card_id(), text(), collection::vec(capture_field(), 0..4), next()).prop_map(
            |(id, text, fields, next)| Card::Capture(CaptureCard { id, text, fields, next })
        ),
        (card_id(), text(), text(), text(), 0..1_u64 << 53, any::<bool>(), next()).prop_map(
            |(id, text, title, address, size, must_open, next)| Card::Document(DocumentCard {
                id,
                text,
                title,
                address,
                size,
                must_open,
                next
            })
        ),
        (card_id(), text(), next()).prop_map(|(id, goal, next)| Card::Goal(GoalCard {
            id,
            goal,
            next
        })),
        (card_id(), text(), route(), option::of(any::<bool>())).prop_map(
            |(id, text, route, fallback_form)| Card::LiveChat(LiveChatCard {
                id,
                text,
                route,
                fallback_form
            })
        ),
    ]
}

fn stream() -> impl Strategy<Value = Stream> {
    (card_id(), collection::vec(card(), 0..5)).prop_map(|(first, cards)| Stream { first, cards })
}

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Visitor), Just(Side::Agent)]
}

pub(super) fn server_frame() -> impl Strategy<Value = ServerFrame> {
    prop_oneof![
        (
            seq(),
            seq(),
            at(),
            id("dialogue_"),
            version(),
            option::of(stream()),
            (seq(), seq()),
            any::<bool>()
        )
            .prop_map(
                |(head, through, now, dialogue, version, stream, (visitor, agent), here)| {
                    ServerFrame::Welcome {
                        head,
                        through,
                        now,
                        dialogue,
                        version,
                        stream,
                        seen_by_visitor: visitor,
                        seen_by_agent: agent,
                        here,
                    }
                }
            ),
        logged().prop_map(ServerFrame::Event),
        (key(), seq()).prop_map(|(id, seq)| ServerFrame::Ack { id, seq }),
        (side(), any::<bool>()).prop_map(|(by, on)| ServerFrame::Typing { by, on }),
        (side(), seq()).prop_map(|(by, seq)| ServerFrame::Seen { by, seq }),
        (side(), any::<bool>()).prop_map(|(side, here)| ServerFrame::Presence { side, here }),
        at().prop_map(|ends_at| ServerFrame::IdleWarning { ends_at }),
        (option::of(key()), text(), text(), option::of(text()), option::of(field())).prop_map(
            |(id, code, message, reason, field)| ServerFrame::Error {
                id,
                code,
                message,
                reason,
                field
            }
        ),
    ]
}

pub(super) fn client_frame() -> impl Strategy<Value = ClientFrame> {
    prop_oneof![
        seq().prop_map(|after| ClientFrame::Resume { after }),
        (key(), card_id(), id("")).prop_map(|(id, card, response)| ClientFrame::Answer {
            id,
            card,
            response
        }),
        (key(), card_id(), values()).prop_map(|(id, card, values)| ClientFrame::Capture {
            id,
            card,
            values
        }),
        (key(), card_id(), values()).prop_map(|(id, card, values)| ClientFrame::CorrectAnswer {
            id,
            card,
            values
        }),
        (key(), values(), text()).prop_map(|(id, values, text)| ClientFrame::LeaveMessage {
            id,
            values,
            text
        }),
        (key(), text()).prop_map(|(id, text)| ClientFrame::Say { id, text }),
        page().prop_map(|page| ClientFrame::Page { page }),
        any::<bool>().prop_map(|on| ClientFrame::Typing { on }),
        seq().prop_map(|seq| ClientFrame::Seen { seq }),
        key().prop_map(|id| ClientFrame::Leave { id }),
        key().prop_map(|id| ClientFrame::End { id }),
    ]
}

pub(super) fn beginning() -> impl Strategy<Value = BeginConversation> {
    let first = prop_oneof![
        (key(), card_id(), id("")).prop_map(|(id, card, response)| FirstResponse::Answer {
            id,
            card,
            response
        }),
        (key(), card_id(), values()).prop_map(|(id, card, values)| FirstResponse::Capture {
            id,
            card,
            values
        }),
        key().prop_map(|id| FirstResponse::Open { id }),
    ];
    (key(), id("visit_"), id("dialogue_"), version(), page(), values(), first).prop_map(
        |(key, visit, dialogue, version, page, page_attributes, first)| BeginConversation {
            key,
            visit,
            dialogue,
            version,
            page,
            page_attributes,
            first,
        },
    )
}

pub(super) fn bootstrap() -> impl Strategy<Value = Bootstrap> {
    // The fields that the panel shows; it doesn't read the others.
    let texts = (text(), option::of(text()), text(), option::of(text()));
    let style = (texts, 0..1_u64 << 53).prop_map(
        |((bot_name, bot_picture, tagline, privacy_url), delay)| Style {
            bot_name,
            bot_picture,
            tagline,
            privacy_url,
            response_delay: Millis(delay),
            ..Style::default()
        },
    );
    let dialogue = (id("dialogue_"), text(), version(), any::<bool>(), stream()).prop_map(
        |(id, name, version, poke, stream)| PublishedDialogue { id, name, version, poke, stream },
    );
    (
        id("site_"),
        any::<bool>(),
        style,
        option::of(dialogue),
        option::of(text()),
        location(),
        values(),
    )
        .prop_map(|(site, enabled, style, dialogue, poke, location, page_attributes)| {
            Bootstrap { site, enabled, style, dialogue, poke, location, page_attributes }
        })
}
