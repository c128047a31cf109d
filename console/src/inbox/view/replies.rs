//! The sheet where canned replies are edited: the agent's own, and the site's.

use super::store::Store;
use crate::browser::page;
use crate::client::http::{self, HttpError};
use crate::context::Overlays;
use crate::inbox::{Inbox, Msg, Tone};
use crate::texts::t;
use crate::ui::icon::{ADD, EDIT, TRASH, ZAP, icon};
use crate::ui::kit::{Choose, Nothing, SaveButton, TextArea, TextField};
use crate::ui::modal::Modal;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{DeleteOwnReply, DeleteReply, PutOwnReply, PutReply};
use shared::canned::{NewReply, Replies, Reply, check};
use shared::id::{ReplyId, SiteId};

/// A reply that is being edited.
#[derive(Clone)]
struct Edited {
    id: ReplyId,
    own: bool,
    /// The reply before the edit; `None` if it is new.
    before: Option<Reply>,
}

#[component]
pub(crate) fn RepliesSheet() -> impl IntoView {
    let open = expect_context::<Overlays>();
    Effect::new(move || {
        if open.replies.get() {
            page::focus("[data-part=close-replies]");
        }
    });
    view! {
        <Modal open=open.replies name=t!("menu-replies") part="replies" close="close-replies" class="replies">
            <Sheet/>
        </Modal>
    }
}

#[component]
fn Sheet() -> impl IntoView {
    let edited = RwSignal::new(None::<Edited>);
    view! {
        <div class="sheet-body">
            {move || match edited.get() {
                Some(reply) => view! { <Form reply edited/> }.into_any(),
                None => view! { <List edited/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn List(edited: RwSignal<Option<Edited>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let replies = store.part(|inbox| inbox.replies.clone());
    let may = store.peek(Inbox::edits_replies);
    let rows = move || {
        let Replies { own, site } = replies.get();
        let own = own.into_iter().map(|reply| (reply, true));
        own.chain(site.into_iter().map(|reply| (reply, false))).collect::<Vec<_>>()
    };
    let none = move || replies.with(|replies| replies.own.is_empty() && replies.site.is_empty());
    let add = move |_| {
        if let Some(id) = new_id() {
            edited.set(Some(Edited { id, own: true, before: None }));
            page::focus("[data-part=reply-name]");
        }
    };
    view! {
        <Show when=none>
            <Nothing picture=ZAP title=t!("inbox-no-replies")
                about=t!("inbox-no-replies-text")/>
        </Show>
        <ul class="replies-list">
            <For each=rows key=Clone::clone let:row>
                <Row reply=row.0 own=row.1 may edited/>
            </For>
        </ul>
        <button class="button primary" type="button" data-part="add-reply" on:click=add>
            {icon(ADD)} {t!("inbox-new-reply")}
        </button>
    }
}

#[component]
fn Row(reply: Reply, own: bool, may: bool, edited: RwSignal<Option<Edited>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let (changed, gone) = (reply.clone(), reply.id.clone());
    let edit = move |_| {
        let (id, before) = (changed.id.clone(), Some(changed.clone()));
        edited.set(Some(Edited { id, own, before }));
        page::focus("[data-part=reply-name]");
    };
    let delete = move |_| {
        let (site, reply) = (site(store), gone.clone());
        let deleted = async move {
            if own {
                http::call(&DeleteOwnReply { site, reply }).await
            } else {
                http::call(&DeleteReply { site, reply }).await
            }
        };
        take(store, deleted, |_| {});
    };
    let named = |verb: &str| format!("{verb} /{}", reply.name);
    view! {
        <li data-part="reply" data-own=own.to_string()>
            <div class="grow">
                <p><strong>"/"{reply.name.clone()}</strong>
                    <span class="pill">{if own { t!("inbox-only-you") } else { t!("inbox-everybody") }}</span></p>
                <p class="fine">{reply.text.clone()}</p>
            </div>
            {(own || may).then(|| view! {
                <button class="button quiet square small" type="button" data-part="edit-reply"
                    aria-label=named(t!("common-edit")) title=t!("common-edit") on:click=edit>{icon(EDIT)}</button>
                <button class="button quiet square small" type="button" data-part="delete-reply"
                    aria-label=named(t!("common-delete")) title=t!("common-delete") on:click=delete>{icon(TRASH)}</button>
            })}
        </li>
    }
}

#[component]
fn Form(reply: Edited, edited: RwSignal<Option<Edited>>) -> impl IntoView {
    let store = expect_context::<Store>();
    let may = store.peek(Inbox::edits_replies);
    let before = reply.before.clone();
    let (name, text) = before.map_or_else(Default::default, |reply| (reply.name, reply.text));
    let (name, text) = (RwSignal::new(name), RwSignal::new(text));
    let scope = RwSignal::new(if reply.own { "own" } else { "site" }.to_owned());
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let id = reply.id.clone();
    let save = move |()| {
        let new = NewReply { name: name.get_untracked(), text: text.get_untracked() };
        let own = scope.get_untracked() == "own";
        let checked = store.peek(|inbox| {
            let list = if own { &inbox.replies.own } else { &inbox.replies.site };
            check(list, id.clone(), &new).map_err(|refusal| refusal.to_string())
        });
        wrong.set(checked.err());
        if wrong.with_untracked(Option::is_none) {
            busy.set(true);
            let (site, reply) = (site(store), id.clone());
            let stored = async move {
                if own {
                    http::write(&PutOwnReply { site, reply }, &new).await
                } else {
                    http::write(&PutReply { site, reply }, &new).await
                }
            };
            take(store, stored, move |stored| {
                busy.try_set(false);
                if stored {
                    edited.try_set(None);
                }
            });
        }
    };
    let choices = vec![
        ("own".to_owned(), t!("inbox-only-me").to_owned()),
        ("site".to_owned(), t!("inbox-everybody-here").to_owned()),
    ];
    view! {
        <form class="fields" on:submit=move |event| event.prevent_default()>
            <TextField label=t!("common-name") value=name part="reply-name" hint=t!("inbox-reply-name-hint") wrong/>
            <TextArea label=t!("inbox-reply-text") value=text part="reply-text" rows=5
                hint=t!("inbox-reply-text-hint", field = "{{person.first_name|there}}")/>
            {(may && reply.before.is_none()).then(|| view! {
                <Choose label=t!("inbox-reply-who") value=scope part="reply-whose" choices/>
            })}
            <div class="choices">
                <button class="button" type="button" data-part="cancel-reply"
                    on:click=move |_| edited.set(None)>{t!("common-cancel")}</button>
                <SaveButton busy idle=false save=Callback::new(save) label=t!("inbox-reply-save")/>
            </div>
        </form>
    }
}

fn site(store: Store) -> SiteId {
    store.peek(|inbox| inbox.me.site.clone())
}

/// Generates the id of a new reply.
fn new_id() -> Option<ReplyId> {
    ReplyId::parse(format!("{}{}", ReplyId::PREFIX, page::key_stem()?)).ok()
}

/// Waits for the edge, whose response is the new list. Calls `done` with whether it succeeded.
fn take(
    store: Store,
    answer: impl Future<Output = Result<Replies, HttpError>> + 'static,
    done: impl Fn(bool) + 'static,
) {
    spawn_local(async move {
        match answer.await {
            Ok(replies) => {
                store.send(Msg::Replies(replies));
                done(true);
            }
            Err(error) => {
                store.send(Msg::ShowToast(Tone::Bad, error.text()));
                done(false);
            }
        }
    });
}
