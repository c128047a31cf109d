//! Replays a conversation, running or ended.

mod agent;
mod controls;
mod visitor;

use crate::browser::page;
use crate::context::Overlays;
use crate::inbox::display_name;
use crate::inbox::view::routing::Routing;
use crate::inbox::view::store::Store;
use crate::replay::{Frame, Timeline};
use crate::texts::t;
use crate::ui::icon::{CLOSE, HISTORY, icon};
use controls::Controls;
use leptos::prelude::*;
use shared::id::ConversationId;

/// The button that opens the replay, if the conversation has events.
#[component]
pub(crate) fn ReplayButton(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let key = id.clone();
    let there = store.part(move |inbox| {
        inbox.chats.get(&key).is_some_and(|chat| chat.stream.is_some() && !chat.log.is_empty())
    });
    view! {
        <Show when=move || there.get()>
            <button class="button quiet square no-phone" data-part="replay" aria-label=t!("replay-name") title=t!("replay-name-key")
                on:click={
                    let id = id.clone();
                    move |_| open.replay.set(Some(id.clone()))
                }>{icon(HISTORY)}</button>
        </Show>
    }
}

/// Covers the console while it is open.
#[component]
pub(crate) fn Replay() -> impl IntoView {
    let open = expect_context::<Overlays>();
    move || open.replay.get().map(|id| view! { <Theatre id/> })
}

#[component]
fn Theatre(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let key = id.clone();
    let timeline = store.part(move |inbox| {
        let chat = inbox.chats.get(&key)?;
        Timeline::new(chat.stream.as_ref()?, &chat.log)
    });
    let visitor_name =
        store.peek(|inbox| inbox.chats.get(&id).map(|chat| display_name(&chat.attributes())));
    let step = RwSignal::new(1_usize);
    let frame = Memo::new(move |_| {
        timeline.with(|timeline| timeline.as_ref().map(|timeline| timeline.frame(step.get())))
    });
    let at = Signal::derive(move || {
        frame.with(|now| now.as_ref().map(|now| now.at).unwrap_or_default())
    });
    let shut = move || {
        open.replay.set(None);
        page::focus("[data-part=replay]");
    };
    page::focus("[data-part=replay-slider]");
    let part = move |read: fn(Frame) -> AnyView| move || frame.get().map(read);
    view! {
        <div class="replay" role="dialog" aria-modal="true" aria-label=t!("replay-name") data-part="replay-view"
            on:keydown=move |event| {
                // Shortcuts of the chat underneath must not fire; those of an offer (with Alt)
                // must.
                if !event.alt_key() {
                    event.stop_propagation();
                }
                if event.key() == "Escape" {
                    shut();
                }
            }>
            <header class="bar">
                <div class="title"><h2>{t!("replay-heading")} {visitor_name}</h2></div>
                <button class="button quiet square" aria-label=t!("replay-close") data-part="close-replay"
                    on:click=move |_| shut()>{icon(CLOSE)}</button>
            </header>
            <div class="replay-panes">
                <section class="replay-pane" aria-label=t!("replay-visitor-pane") data-part="replay-visitor" tabindex="0">
                    <h3>{t!("replay-visitor-saw")}</h3>
                    {part(|frame| view! { <visitor::Screen frame/> }.into_any())}
                </section>
                <section class="replay-pane" aria-label=t!("replay-agent-pane") data-part="replay-agent" tabindex="0">
                    <h3>{t!("replay-agent-saw")}</h3>
                    {part(|frame| view! { <agent::Screen frame/> }.into_any())}
                </section>
                <section class="replay-pane" aria-label=t!("replay-routing") data-part="replay-routing" tabindex="0">
                    <h3>{t!("replay-routing")}</h3>
                    <Routing id until=at/>
                </section>
            </div>
            <Controls timeline frame step/>
        </div>
    }
}
