//! The published schemas match the types, and accept whatever the check accepts.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

#[path = "../../shared/tests/common/streams.rs"]
#[allow(unreachable_pub, reason = "other tests have it in a module of theirs")]
mod streams;

use boon::{Compiler, SchemaIndex, Schemas};
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::quota::Package;
use shared::stream::check_document;
use shared::text::File;

const PUBLISHED: &str = include_str!("../../docs/stream.schema.json");
const SEED: &str = include_str!("../../www/demo/seed/seed.json");

struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn published() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let schema: Value = serde_json::from_str(PUBLISHED).unwrap();
        compiler.add_resource("stream.schema.json", schema).unwrap();
        let index = compiler.compile("stream.schema.json", &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn accepts(&self, document: &Value) -> Result<(), String> {
        self.schemas.validate(document, self.index).map_err(|error| format!("{error:#}"))
    }
}

#[test]
fn the_published_schema_matches_the_types() {
    let now = format!("{:#}\n", shared::schema::document());
    assert!(now == PUBLISHED, "docs/stream.schema.json is out of date: run `cargo xtask schema`");
}

#[test]
fn the_demo_and_the_richest_document_are_accepted() {
    let schema = Schema::published();
    let calls: Value = serde_json::from_str(SEED).unwrap();
    let drafts = calls.as_array().unwrap().iter().filter(|call| call["body"]["stream"].is_object());
    let mut count = 0;
    for draft in drafts {
        assert_eq!(schema.accepts(&draft["body"]), Ok(()));
        count += 1;
    }
    assert!(count > 0, "the seed has no dialogue");
    let rich = json!({ "$schema": "stream.schema.json", "name": "a", "priority": 2, "poke": false,
        "pages": ["https://a.example/*"], "not_pages": [], "visitors": "identified",
        "when": { "any": [{ "event": "time_on_page", "at_least": 3 },
            { "attribute": "page_url", "operator": "contains", "value": "b" }] },
        "trigger": { "on": "scroll", "percent": 40 },
        "stream": { "first": "a", "cards": [{ "type": "live_chat", "id": "a",
            "route": { "by": "team", "team": "team_a" } }] } });
    assert_eq!(schema.accepts(&rich), Ok(()));
    assert_eq!(File::read(&rich.to_string()).unwrap().draft.visitors.as_str(), "identified");
}

#[test]
fn the_published_schema_of_promises_matches_the_types_and_accepts_those_of_the_demo() {
    let published = include_str!("../../docs/promises.schema.json");
    let now = format!("{:#}\n", shared::schema::promises());
    assert!(now == published, "docs/promises.schema.json is out of date: run `cargo xtask schema`");
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema: Value = serde_json::from_str(published).unwrap();
    compiler.add_resource("promises.schema.json", schema).unwrap();
    let index = compiler.compile("promises.schema.json", &mut schemas).unwrap();
    for text in [
        include_str!("../../www/demo/seed/dialogue_hello.promises.json"),
        include_str!("../../www/demo/seed/dialogue_which.promises.json"),
    ] {
        let document: Value = serde_json::from_str(text).unwrap();
        let refused = schemas.validate(&document, index).map_err(|error| format!("{error:#}"));
        assert_eq!(refused, Ok(()));
    }
    for wrong in
        [json!({ "promise": [] }), json!({ "promises": [{ "promise": { "at_most": 1 } }] })]
    {
        assert!(schemas.validate(&wrong, index).is_err(), "{wrong}");
    }
}

#[test]
fn invalid_documents_are_refused() {
    let schema = Schema::published();
    let card = |card: Value| json!({ "name": "a", "stream": { "first": "a", "cards": [card] } });
    for wrong in [
        json!({}),
        json!({ "name": "a" }),
        json!({ "name": "a", "stream": { "cards": [] } }),
        json!({ "name": "a", "priority": -1, "stream": { "first": "a", "cards": [] } }),
        card(json!({ "type": "juggle", "id": "a" })),
        card(json!({ "type": "message", "id": "two words", "text": "a" })),
        card(json!({ "type": "question", "id": "a", "text": "a" })),
        card(json!({ "type": "action", "id": "a", "attribute": "Big Size", "value": "b" })),
        card(
            json!({ "type": "live_chat", "id": "a", "route": { "by": "team", "team": "agent_a" } }),
        ),
    ] {
        assert!(schema.accepts(&wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn every_publishable_document_is_accepted(stream in streams::any_stream()) {
        thread_local! { static SCHEMA: Schema = Schema::published(); }
        if check_document(&stream, Package::Prime).stream.is_some() {
            let document = json!({ "name": "a", "stream": stream });
            let accepted = SCHEMA.with(|schema| schema.accepts(&document));
            prop_assert_eq!(accepted, Ok(()), "{}", document);
        }
    }
}

#[test]
fn the_published_openapi_document_matches_the_routes() {
    let now = format!("{:#}\n", shared::api::openapi::document());
    let published = include_str!("../../docs/openapi.json");
    assert!(now == published, "docs/openapi.json is out of date: run `cargo xtask schema`");
}
