//! The menu of a conversation: downloads and blocking; on a phone also the actions that don't fit
//! in the header.

use super::block::BlockSheet;
use super::mail_transcript::MailTranscript;
use super::store::Store;
use crate::browser::page;
use crate::context::Overlays;
use crate::inbox::ConversationView;
use crate::texts::t;
use crate::ui::icon::{BAN, DOWNLOAD, HISTORY, MENU, TRANSFER, icon};
use leptos::prelude::*;
use shared::api::{Endpoint, GetTranscript, TranscriptFormat, TranscriptQuery};
use shared::id::ConversationId;
use shared::permission::Permission;

fn as_text() -> TranscriptQuery {
    TranscriptQuery { zone: Some(crate::browser::time::zone()), ..TranscriptQuery::default() }
}

fn as_log() -> TranscriptQuery {
    TranscriptQuery { format: Some(TranscriptFormat::Json), ..TranscriptQuery::default() }
}

/// The button and its menu.
#[component]
pub(crate) fn Save(id: ConversationId) -> impl IntoView {
    let store = expect_context::<Store>();
    let open = expect_context::<Overlays>();
    let has = |permission| store.peek(|inbox| inbox.me.permissions.contains(&permission));
    let exports = has(Permission::ExportConversations);
    let blocks = has(Permission::BlockVisitors) || has(Permission::UnblockVisitors);
    let site = store.peek(|inbox| inbox.me.site.clone());
    let chat_id = id.clone();
    let live =
        store.part(move |inbox| inbox.chats.get(&chat_id).is_some_and(ConversationView::is_live));
    let replayed = StoredValue::new(id.clone());
    let mailed = StoredValue::new(id.clone());
    let route = StoredValue::new(GetTranscript { site, conversation: id.clone() });
    let shut = move |_| open.saving.set(false);
    let link = move |query: TranscriptQuery, name: &'static str, about: &'static str| {
        view! {
            <a class="item" data-part="save-as" download href=route.with_value(|route| route.url(&query))
                on:click=shut>
                {icon(DOWNLOAD)}<span class="grow">{name}</span><span class="item-state">{about}</span>
            </a>
        }
    };
    view! {
        <div class="menu-anchor">
            <button class="button quiet square" data-part="save" aria-label=t!("app-more")
                title=t!("inbox-more-title") aria-haspopup="true"
                aria-expanded=move || open.saving.get().to_string()
                on:click=move |_| open.saving.update(|open| *open = !*open)>{icon(MENU)}</button>
            <Show when=move || open.saving.get()>
                <div class="cover" on:click=shut></div>
                <div class="menu" data-part="save-items">
                    // These have their own buttons on larger screens.
                    <Show when=move || live.get()>
                        <button class="item only-phone" data-part="transfer-small"
                            on:click=move |_| { open.saving.set(false); page::press("[data-part=transfer]"); }>
                            {icon(TRANSFER)}<span class="grow">{t!("inbox-transfer")}</span>
                        </button>
                    </Show>
                    <button class="item only-phone" data-part="replay-small"
                        on:click=move |_| { open.saving.set(false); open.replay.set(Some(replayed.get_value())); }>
                        {icon(HISTORY)}<span class="grow">{t!("replay-name")}</span>
                    </button>
                    {exports.then(|| view! {
                        {link(as_text(), t!("inbox-download-text"), ".txt")}
                        {link(as_log(), t!("inbox-download-log"), ".json")}
                    })}
                    <MailTranscript id=mailed.get_value()/>
                    {blocks.then(|| view! {
                        <button class="item" data-part="block"
                            on:click=move |_| { open.saving.set(false); open.blocking.set(true); }>
                            {icon(BAN)}<span class="grow">{t!("inbox-block-title")}</span>
                        </button>
                    })}
                </div>
            </Show>
            <BlockSheet id/>
        </div>
    }
}
