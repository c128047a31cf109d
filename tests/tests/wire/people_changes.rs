//! People whom another system writes by their e-mail address, and the changes that it reads
//! (PEOPLE-26, PEOPLE-27).

use bellhop_tests::http::{Answer, Method};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::wait::eventually;
use serde_json::{Value, json};
use shared::id::PersonId;
use shared::person::Field;
use shared::protocol::{PeopleChanges, PersonRow};
use std::collections::BTreeSet;

async fn put(site: &Site, email: &str, fields: Value) -> Answer {
    let path = format!("people?email={email}");
    site.admin.request(Method::PUT, &path).json(&json!({ "fields": fields })).send().await
}

async fn changes(site: &Site, after: Option<&str>) -> PeopleChanges {
    let after = after.map(|after| format!("?after={after}")).unwrap_or_default();
    site.admin.request(Method::GET, &format!("people/changes{after}")).done().await.json()
}

/// Whoever has changed, page by page, and the last cursor.
async fn all(site: &Site, from: Option<&str>) -> (Vec<PersonId>, String) {
    let (mut ids, mut after) = (Vec::new(), from.map(str::to_owned));
    loop {
        let page = changes(site, after.as_deref()).await;
        ids.extend(page.items.into_iter().map(|change| change.id));
        if !page.more {
            return (ids, page.next);
        }
        after = Some(page.next);
    }
}

#[tokio::test]
async fn a_person_is_written_by_their_address_once_and_merged() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let first = put(&site, "Ada@Example.com", json!({ "first_name": "Ada", "plan": "gold" })).await;
    assert_eq!(first.status, 201, "{}", first.dump());
    let first: PersonRow = first.json();
    assert_eq!(first.fields[&Field::Email], "ada@example.com");
    let (ids, cursor) = all(&site, None).await;
    assert_eq!(ids, std::slice::from_ref(&first.id));

    let fields = json!({ "email": "ada@example.com", "first_name": "Ada", "plan": "gold" });
    let again = put(&site, "ada@example.com", fields).await;
    assert_eq!(again.status, 200, "{}", again.dump());
    assert_eq!(again.json::<PersonRow>().id, first.id);
    assert!(changes(&site, Some(&cursor)).await.items.is_empty(), "the same again is no change");

    let merged: PersonRow = put(&site, "ada@example.com", json!({ "plan": "" })).await.json();
    assert_eq!(merged.fields.get(&Field::FirstName).map(String::as_str), Some("Ada"));
    assert!(!merged.fields.keys().any(|field| field.as_str() == "plan"));
    let changed = changes(&site, Some(&cursor)).await;
    assert_eq!(changed.items[0].person.as_ref(), Some(&merged));

    put(&site, "nobody", json!({})).await.problem(422, "invalid");
    put(&site, "", json!({})).await.problem(422, "invalid");
    put(&site, "ada@example.com", json!({ "email": "eve@example.com" }))
        .await
        .problem(422, "invalid");
}

#[tokio::test]
async fn who_becomes_known_in_a_chat_is_a_change_and_keeps_what_was_written() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let written: PersonRow = put(&site, "ada@example.com", json!({ "plan": "gold" })).await.json();
    let (_, cursor) = all(&site, None).await;
    let (_visitor, _chat) = site.requested_chat().await;
    let poll = async || changes(&site, Some(&cursor)).await.items;
    let known = eventually("Ada’s name", poll, |items| !items.is_empty()).await.remove(0);
    let known = known.person.unwrap();
    assert_eq!(known.id, written.id);
    assert!(known.fields.iter().any(|(field, value)| field.as_str() == "plan" && value == "gold"));
    assert!(known.fields.contains_key(&Field::FirstName));
}

#[tokio::test]
async fn a_reader_of_changes_gets_everybody_once_over_all_pages_and_who_was_erased() {
    let server = Server::shared().await;
    let site = Site::make(&server).await;
    let mut everybody = Vec::new();
    for number in 0..120 {
        let row = put(&site, &format!("p{number}@example.com"), json!({})).await;
        everybody.push(row.json::<PersonRow>().id);
    }
    let first = changes(&site, None).await;
    assert!(first.more && first.items.len() < everybody.len());
    // While the reader is between two pages, somebody of the first page changes, somebody of the last
    // one too, and somebody is erased.
    put(&site, "p0@example.com", json!({ "plan": "gold" })).await;
    put(&site, "p119@example.com", json!({ "plan": "gold" })).await;
    let erased = &everybody[1];
    site.admin.request(Method::DELETE, &format!("people/{erased}")).done().await;
    let (rest, cursor) = all(&site, Some(&first.next)).await;
    let unique: BTreeSet<_> = rest.iter().collect();
    assert_eq!(unique.len(), rest.len(), "each once");
    let read: BTreeSet<_> = first.items.iter().map(|change| &change.id).chain(&rest).collect();
    assert_eq!(read, everybody.iter().collect::<BTreeSet<_>>());
    assert_eq!(rest[rest.len() - 3..], [&everybody[0], &everybody[119], erased].map(Clone::clone));

    let again = changes(&site, Some(&first.next)).await;
    assert!(
        again.items.iter().all(|change| change.person.is_some()),
        "the last page has who is gone"
    );
    let (none, next) = all(&site, Some(&cursor)).await;
    assert_eq!((none.len(), next), (0, cursor));
    let tail = all_changes_of(&site, erased).await;
    assert!(tail.person.is_none());
    site.admin.request(Method::GET, "people/changes?after=x").send().await.problem(422, "invalid");
}

async fn all_changes_of(site: &Site, id: &PersonId) -> shared::protocol::PersonChange {
    let mut after = None;
    loop {
        let page = changes(site, after.as_deref()).await;
        if let Some(found) = page.items.into_iter().find(|change| change.id == *id) {
            return found;
        }
        assert!(page.more, "{id} is no change");
        after = Some(page.next);
    }
}
