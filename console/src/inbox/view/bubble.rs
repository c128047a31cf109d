//! The lines of a thread.

use super::bot::Bot;
use super::store::Store;
use crate::format;
use crate::inbox::{Bubble, DeliveryState, FileLine, Line, Msg, Note, NoteLine, Side};
use crate::texts::t;
use crate::ui::icon::{ALERT, CLOCK, FILE, LOCK, RETRY, SEEN, icon, spinner};
use leptos::prelude::*;
use shared::event::{EndedBy, FallbackReason, OfferFailure};
use shared::id::{ClientKey, ConversationId};
use shared::time::Timestamp;
use shared::wording::next_link;

#[component]
pub(crate) fn LineView(id: ConversationId, line: Line) -> impl IntoView {
    match line {
        Line::Bot(count) => view! { <Bot id count/> }.into_any(),
        Line::Day(at) => view! { <Day at/> }.into_any(),
        Line::Bubble(bubble) => view! { <BubbleView id bubble/> }.into_any(),
        Line::New => view! {
            <p class="thread-day new" role="separator" data-part="new"><span>{t!("inbox-new")}</span></p>
        }
        .into_any(),
        Line::Private(note) => view! { <PrivateView id note/> }.into_any(),
        Line::Note(_, at, note) => view! { <NoteView at note/> }.into_any(),
    }
}

#[component]
fn Day(at: Timestamp) -> impl IntoView {
    let store = expect_context::<Store>();
    view! { <p class="thread-day" role="separator"><span>{move || format::day(at, store.minute())}</span></p> }
}

#[component]
fn BubbleView(id: ConversationId, bubble: Bubble) -> impl IntoView {
    let side = if bubble.side == Side::Ours { "ours" } else { "theirs" };
    let speaker = match (&bubble.agent_name, side) {
        (Some(name), _) => format!("{name}: "),
        (None, "ours") => t!("inbox-by-agent").to_owned(),
        _ => t!("inbox-by-visitor").to_owned(),
    };
    let state = match &bubble.delivery {
        DeliveryState::Saved | DeliveryState::Seen => "saved",
        DeliveryState::Sending | DeliveryState::Waiting | DeliveryState::Carrying(_) => "sending",
        DeliveryState::Refused(..) | DeliveryState::Impossible(..) => "refused",
    };
    // Within a group only a refusal gets a footer; other states would come and go and move the
    // lines.
    let shows_foot = bubble.last || state == "refused";
    let agent_name = bubble.agent_name.clone().filter(|_| bubble.first);
    let is_file = bubble.file.is_some();
    view! {
        {agent_name.map(|name| view! { <p class="agent-name" aria-hidden="true">{name}</p> })}
        <div class="bubble-line" data-side=side data-first=bubble.first.to_string()
            data-last=bubble.last.to_string() data-state=state data-part="message-line">
            <p class="bubble" data-part="bubble" title=format::date(bubble.at)
                data-file=is_file.to_string()>
                <span class="hidden">{speaker}</span>
                {match bubble.file {
                    Some(file) => view! { <FileView name=bubble.text.clone() file/> }.into_any(),
                    None => linked(&bubble.text).into_any(),
                }}
            </p>
            {shows_foot
                .then(|| view! { <Foot id at=bubble.at delivery=bubble.delivery by_mail=bubble.by_mail/> })}
        </div>
    }
}

/// A private note.
#[component]
fn PrivateView(id: ConversationId, note: NoteLine) -> impl IntoView {
    let by = note.by.clone().unwrap_or_else(|| t!("inbox-you").to_owned());
    view! {
        <div class="private" data-part="private">
            <p class="by">{icon(LOCK)}<strong>{by}</strong><span>{t!("inbox-private-note")}</span></p>
            <p class="note-text" title=format::date(note.at)>
                {linked(&note.text)}
            </p>
            <Foot id at=note.at delivery=note.delivery/>
        </div>
    }
}

/// A picture, or a file with its name and size.
#[component]
fn FileView(name: String, file: FileLine) -> impl IntoView {
    let FileLine { href, picture, size } = file;
    let saves = picture.is_none().then(|| name.clone());
    let inside = match picture {
        Some(picture) => {
            view! { <img class="shot" src=picture alt=name data-part="picture"/> }.into_any()
        }
        None => view! {
            {icon(FILE)}
            <span class="file-name">{name}</span>
            <span class="file-size">{shared::file::size(size)}</span>
        }
        .into_any(),
    };
    match href {
        Some(href) => view! {
            <a class="file" data-part="file" href=href target="_blank" rel="noopener" download=saves>{inside}</a>
        }
        .into_any(),
        None => view! { <span class="file">{inside}</span> }.into_any(),
    }
}

/// A message, with its addresses and phone numbers as links.
fn linked(text: &str) -> Vec<AnyView> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(link) = next_link(rest) {
        let (before, shown, href) = (link.before.to_owned(), link.shown.to_owned(), link.href());
        parts.push(
            view! {
                {before}
                <a href=href target="_blank" rel="noopener noreferrer nofollow">{shown}</a>
            }
            .into_any(),
        );
        rest = link.after;
    }
    parts.push(rest.to_owned().into_any());
    parts
}

/// The time and delivery state of a message.
#[component]
fn Foot(
    id: ConversationId,
    at: Timestamp,
    delivery: DeliveryState,
    #[prop(default = false)] by_mail: bool,
) -> impl IntoView {
    let fate = match delivery {
        DeliveryState::Saved => ().into_any(),
        DeliveryState::Seen => {
            view! { <span class="seen" data-part="seen">{icon(SEEN)}{t!("inbox-seen")}</span> }.into_any()
        }
        DeliveryState::Sending => {
            view! { <span class="sending" data-part="sending">{spinner()}{t!("inbox-sending")}</span> }
                .into_any()
        }
        DeliveryState::Waiting => view! {
            <span class="sending" data-part="queued">{icon(CLOCK)}{t!("inbox-queued")}</span>
        }
        .into_any(),
        DeliveryState::Carrying(percent) => view! {
            <span data-part="carrying">{spinner()}{t!("inbox-sending-percent", percent = percent)}</span>
        }
        .into_any(),
        DeliveryState::Refused(key, reason) => {
            view! { <Refused id key reason again=true/> }.into_any()
        }
        DeliveryState::Impossible(key, reason) => {
            view! { <Refused id key reason again=false/> }.into_any()
        }
    };
    let by_mail = by_mail.then(|| view! { <span data-part="by-mail">{t!("inbox-by-mail")}</span> });
    view! { <p class="foot"><time>{format::clock(at)}</time>{by_mail}{fate}</p> }
}

#[component]
fn Refused(id: ConversationId, key: ClientKey, reason: String, again: bool) -> impl IntoView {
    let store = expect_context::<Store>();
    let (chat, retried) = (id.clone(), key.clone());
    let retry = again.then(|| {
        view! {
            <button class="link" on:click=move |_| store.send(Msg::Retry(chat.clone(), retried.clone()))>
                {icon(RETRY)}{t!("common-try-again")}
            </button>
        }
    });
    view! {
        <span class="refused" role="alert" data-part="refused">
            {icon(ALERT)}<span>{t!("inbox-not-sent")} {reason}</span>
            {retry}
            <button class="link" on:click=move |_| store.send(Msg::Discard(id.clone(), key.clone()))>
                {t!("common-remove")}
            </button>
        </span>
    }
}

#[component]
fn NoteView(at: Timestamp, note: Note) -> impl IntoView {
    let ends = matches!(note, Note::Ended { .. } | Note::FellBack(..) | Note::Withdrawn);
    let quote = match &note {
        Note::FellBack(_, text) | Note::Rated(_, text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    view! {
        <div class="thread-note" data-part="note" data-ends=ends.to_string()>
            <p title=format::date(at)>{note_text(&note)} " · " <time>{format::clock(at)}</time></p>
            {quote.map(|quote| view! { <p class="quote">{quote}</p> })}
        </div>
    }
}

/// The text of a notice.
fn note_text(note: &Note) -> String {
    match note {
        Note::Requested(None) => t!("inbox-note-requested").to_owned(),
        Note::Requested(Some(app)) => t!("inbox-note-handed-over", app = app),
        Note::OfferEnded(agent_name, OfferFailure::Declined) => {
            t!("inbox-note-declined", agent_name = agent_name)
        }
        Note::OfferEnded(agent_name, OfferFailure::TimedOut) => {
            t!("inbox-note-timed-out", agent_name = agent_name)
        }
        Note::OfferEnded(agent_name, OfferFailure::AgentGone | OfferFailure::Withdrawn) => {
            t!("inbox-note-gone", agent_name = agent_name)
        }
        Note::Answered { me: true, .. } => t!("inbox-note-you-answered").to_owned(),
        Note::Answered { name, .. } => t!("inbox-note-answered", name = name),
        Note::Joined { me: true, .. } => t!("inbox-note-you-joined").to_owned(),
        Note::Joined { name, .. } => t!("inbox-note-joined", name = name),
        Note::FellBack(reason, _) => match reason {
            FallbackReason::NobodyAvailable => {
                t!("inbox-note-nobody")
            }
            FallbackReason::Declined => t!("inbox-note-fell-declined"),
            FallbackReason::TimedOut => {
                t!("inbox-note-fell-timed-out")
            }
            FallbackReason::QuotaExhausted => {
                t!("inbox-note-fell-limit")
            }
            FallbackReason::DeskUnreachable => {
                t!("inbox-note-fell-desk")
            }
            FallbackReason::OtherChat => {
                t!("inbox-note-fell-other")
            }
        }
        .to_owned(),
        Note::Withdrawn => t!("inbox-note-withdrawn").to_owned(),
        Note::Corrected(value) => t!("inbox-note-corrected", value = value),
        Note::Rated(rating, _) => t!("inbox-note-rated", rating = rating),
        Note::Ended { by: EndedBy::Visitor, .. } => t!("inbox-note-visitor-ended").to_owned(),
        Note::Ended { by: EndedBy::Agent, me: true } => t!("inbox-note-you-ended").to_owned(),
        Note::Ended { by: EndedBy::Agent, me: false } => t!("inbox-note-agent-ended").to_owned(),
        Note::Gone(agent_name) => {
            t!("inbox-note-disconnected", agent_name = agent_name)
        }
        Note::Ended { by: EndedBy::VisitorGone, .. } => t!("inbox-note-visitor-left").to_owned(),
        Note::Ended { by: EndedBy::Idle, .. } => t!("inbox-note-idle").to_owned(),
    }
}
