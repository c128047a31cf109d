//! Conversations as a table: who may have it, what the filters let through, and what spreadsheets see
//! (INBOX-28).

use crate::labels::{make, put};
use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::stream;
use bellhop_tests::wait::eventually;
use serde_json::json;
use shared::api::PutRating;
use shared::permission::{Permission, Role};
use shared::person::{Attributes, Field};
use shared::protocol::{
    AuditEvent, AuditRow, ConversationBegun, ConversationLine, ConversationRow, CreatedKey,
    Listing, NewKey,
};

const COLUMNS: &str = "id,started,last,name,email,company,page,dialogue,agent,status,needs_answer,\
     rating,labels";

/// The lines of a table.
fn lines(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.header("Content-Type"), Some("text/csv; charset=utf-8"));
    answer.text().trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn who_may_export_gets_what_the_list_has_as_a_table_that_runs_nothing() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let (grace, linus) = (site.agent("Grace").await, site.agent("Linus").await);
    let mut desk = grace.connect_available().await;
    let (visitor, mut chat, _theirs) = site.chatting(&grace, &mut desk).await;
    make(&site.admin, "label_vip", "VIP, big").await;
    make(&site.admin, "label_b", "Billing").await;
    put(&grace, &chat.id, "label_vip").await;
    put(&grace, &chat.id, "label_b").await;
    let key = chat.leave().await;
    chat.ack(&key).await;
    let rating = site.http.route(&PutRating { conversation: chat.id.clone() });
    rating.json(&json!({ "rating": 4 })).bearer(&visitor.token).done().await;
    desk.available(false).await;
    let (_, mut missed) = site.begun().await;
    let formula = [(Field::FirstName, "=1+1"), (Field::Email, "eve@shop.example")];
    let formula = formula.map(|(field, value)| (field, value.to_owned()));
    let key = missed.capture(stream::CAPTURE, Attributes::from(formula)).await;
    missed.ack(&key).await;
    let get = async |query: &str| -> Listing<ConversationLine> {
        let path = format!("conversations/export?format=json&{query}");
        site.admin.request(Method::GET, &path).done().await.json()
    };
    let all = eventually(
        "both",
        async || get("scope=all").await,
        |list| {
            list.items.iter().any(|line| line.rating == Some(4))
                && list.items.iter().any(|line| line.needs_answer)
        },
    )
    .await;
    assert_eq!((all.items.len(), &all.next), (2, &None));
    let open = get("scope=all&waits_for=answer").await.items;
    assert_eq!(open.iter().map(|line| &line.id).collect::<Vec<_>>(), [&missed.id]);

    // As a table, for the agent who had it: their own, and no other.
    let table = grace.request(Method::GET, "conversations/export").done().await;
    let own = lines(&table);
    assert_eq!((own.len(), own[0].as_str(), table.header("Link")), (2, COLUMNS, None));
    let line = &own[1];
    assert!(line.starts_with(&format!("{},20", chat.id)), "{line}");
    let end = ",Grace,ended_by_visitor,false,4,\"Billing; VIP, big\"";
    assert!(line.ends_with(end) && line.contains(",Ada") && line.contains("ada@"), "{line}");
    let labelled = lines(
        &site
            .admin
            .request(Method::GET, "conversations/export?scope=all&label=label_b")
            .done()
            .await,
    );
    assert_eq!(labelled[1..], *std::slice::from_ref(line));
    let others = linus.request(Method::GET, "conversations/export").done().await;
    assert_eq!(lines(&others), [COLUMNS]);

    // Page by page: the parts are one file.
    let first = format!("conversations/export?scope=all&limit=1&dialogue={}", site.dialogue);
    let first = site.admin.request(Method::GET, &first).done().await;
    let header = first.header("Link").unwrap().to_owned();
    let next = header.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
    let second = site.http.get(next).header("Cookie", &site.admin.cookie).done().await;
    assert_eq!(second.header("Link"), None);
    let parts = [lines(&first), lines(&second)].concat();
    assert_eq!((parts.len(), parts[0].as_str()), (3, COLUMNS));
    assert!(parts[1].contains(",'=1+1,eve@shop.example,") && parts[2] == *line, "{parts:?}");
    let wrong = "conversations/export?cursor=x";
    site.admin.request(Method::GET, wrong).send().await.problem(422, "invalid");
}

#[tokio::test]
async fn a_key_exports_what_it_may_and_the_audit_log_knows_it() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let grace = site.agent("Grace").await;
    let visitor = site.visitor().await;
    let beginning = visitor.beginning(&site.dialogue, site.version);
    let _begun: ConversationBegun = visitor.begin(&beginning).done().await.json();
    let listed = async || -> Listing<ConversationRow> {
        site.admin.request(Method::GET, "conversations?scope=all").done().await.json()
    };
    eventually("it in the list", listed, |list| list.items.len() == 1).await;
    let path = format!("/v1/sites/{}/conversations/export", site.id);
    let key = async |permissions: Vec<Permission>| -> String {
        let new = NewKey { name: "Sheets".into(), permissions };
        let made = site.admin.request(Method::POST, "keys").json(&new).done().await;
        made.json::<CreatedKey>().key
    };
    let narrow = key(vec![Permission::ExportConversations]).await;
    let wide = key(vec![Permission::ExportConversations, Permission::ViewAllConversations]).await;
    let other = key(vec![Permission::ViewAllConversations]).await;
    let all = format!("{path}?scope=all");
    let get = |path: &str, key: &str| site.http.get(path).bearer(key);
    assert_eq!(lines(&get(&path, &narrow).done().await), [COLUMNS]);
    get(&all, &narrow).send().await.problem(403, "no_permission");
    get(&all, &other).send().await.problem(403, "no_permission");
    for _ in 0..2 {
        assert_eq!(lines(&get(&all, &wide).done().await).len(), 2);
    }
    grace
        .request(Method::GET, "conversations/export?scope=all")
        .send()
        .await
        .problem(403, "no_permission");
    let marketing = site.agent_of("Mark", Role::Marketing).await;
    let refused = marketing.request(Method::GET, "conversations/export").send().await;
    refused.problem(403, "no_permission");

    let audit = "audit?what=conversations_exported";
    let audit: Listing<AuditRow> = site.admin.request(Method::GET, audit).done().await.json();
    let rows: Vec<_> = audit.items.iter().map(|row| (row.event.clone(), row.times)).collect();
    let exported = |all| AuditEvent::ConversationsExported { all };
    assert_eq!(rows, [(exported(true), 2), (exported(false), 1)]);
}
