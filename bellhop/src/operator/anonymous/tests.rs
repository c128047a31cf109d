use super::made_up::{MadeUp, file_name};
use super::*;
use serde_json::json;
use shared::event::Author;
use shared::id::ConversationId;

const KEY: [u8; 32] = [7; 32];

fn exported(object: &str, table: &str, columns: &[&str], row: Vec<Value>) -> ExportedRows {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    ExportedRows { object: object.to_owned(), table: table.to_owned(), columns, rows: vec![row] }
}

fn body(object: &str, table: &str, body: &Value) -> Value {
    let row = exported(object, table, &["id", "body"], vec![json!("x"), json!(body.to_string())]);
    let rows = Anonymizer::new(KEY).rows(row).unwrap().unwrap();
    assert_eq!(rows.rows[0][0], "x");
    serde_json::from_str(rows.rows[0][1].as_str().unwrap()).unwrap()
}

#[test]
fn a_value_always_becomes_the_same_and_needs_the_key() {
    let (ours, theirs) = (MadeUp::new(KEY), MadeUp::new([8; 32]));
    assert_eq!(ours.email("Ada@shop.example"), ours.email("ada@shop.example"));
    assert_ne!(ours.email("ada@shop.example"), ours.email("bob@shop.example"));
    assert_ne!(ours.email("ada@shop.example"), theirs.email("ada@shop.example"));
    assert!(ours.email("ada@shop.example").ends_with("@example.com"));
    assert_eq!(ours.words("").len(), 0);
    assert_eq!(ours.words(" one two\nthree ").split(' ').count(), 3);
    assert_eq!(file_name("ada's cv.pdf"), "file.pdf");
    assert_eq!(file_name("ada"), "file");
    assert_eq!(file_name("a.Ada Lovelace"), "file");
    assert_eq!(ours.address("https://shop.example"), "https://shop.example/");
    let page = ours.address("https://ada:secret@shop.example/ada?email=ada");
    assert!(page.starts_with("https://shop.example/") && !page.contains("ada"), "{page}");
}

#[test]
fn a_message_becomes_other_words_and_its_ids_stay() {
    let by = serde_json::to_value(Author::Visitor).unwrap();
    let said = json!({ "type": "said", "by": by, "text": "I am Ada" });
    let replaced = body("conv_a", "event", &said);
    assert_eq!((&replaced["type"], &replaced["by"]), (&said["type"], &said["by"]));
    assert!(!replaced["text"].as_str().unwrap().contains("Ada"), "{replaced}");
    let connected = json!({ "type": "connected", "request": "req_conv_a_3",
        "agent": { "id": "agent_grace", "name": "Grace", "picture": "/v1/x" } });
    let replaced = body("conv_a", "event", &connected);
    assert_eq!(replaced["agent"]["id"], "agent_grace");
    assert_ne!(replaced["agent"]["name"], "Grace");
    assert_eq!(replaced["agent"]["picture"], Value::Null);
}

#[test]
fn the_last_words_in_a_list_become_others() {
    let row = |words: Value| {
        json!({ "id": "conv_a", "attributes": {}, "page": { "url": "https://shop.example/" },
            "started": 1, "last": 2, "status": "idle", "last_words": words })
    };
    let said = row(json!({ "by": "agent_grace", "text": "Hello Ada" }));
    let said = &body("site", "conversation", &said)["last_words"];
    assert!(
        said["by"] == "agent_grace" && !said["text"].as_str().unwrap().contains("Ada"),
        "{said}"
    );
    let sent = row(json!({ "by": "visitor", "text": "ada's cv.pdf", "file": true }));
    assert_eq!(body("site", "conversation", &sent)["last_words"]["text"], "file.pdf");
}

#[test]
fn an_agent_is_somebody_else_without_a_password_everywhere_the_same() {
    let columns = ["id", "name", "email", "role", "password", "picture"];
    let row = ["agent_grace", "Grace", "grace@shop.example", "admin", "a hash", "a picture"];
    let row = exported("site", "agent", &columns, row.map(Value::from).to_vec());
    let rows = Anonymizer::new(KEY).rows(row).unwrap().unwrap();
    let [id, name, email, role, password, picture] = &rows.rows[0][..] else { unreachable!() };
    assert_eq!((id, role, picture), (&json!("agent_grace"), &json!("admin"), &Value::Null));
    assert_eq!(name, &json!(MadeUp::new(KEY).agent("agent_grace")));
    assert_ne!(email, "grace@shop.example");
    assert_eq!(password, NO_PASSWORD);
}

#[test]
fn keys_and_receivers_are_left_out_and_an_unknown_table_stops_the_export() {
    let mut anonymizer = Anonymizer::new(KEY);
    for table in ["key", "webhook", "audit", "person_search"] {
        let row = exported("site", table, &["id"], vec![json!("x")]);
        assert_eq!(anonymizer.rows(row).unwrap(), None, "{table}");
    }
    for (name, is_kept) in [("settings", true), ("identity", false), ("sign_in_provider", false)] {
        let row = exported("site", "site_kv", &["name", "body"], vec![json!(name), json!("{}")]);
        assert_eq!(anonymizer.rows(row).unwrap().is_some(), is_kept, "{name}");
    }
    assert!(anonymizer.receipt().contains(&"site.webhook: 1 rows left out".to_owned()));
    let new = exported("site", "a_new_table", &["id"], vec![json!("x")]);
    let refused = anonymizer.rows(new).unwrap_err().to_string();
    assert!(refused.contains("site.a_new_table"), "{refused}");
}

#[test]
fn the_bytes_of_a_file_are_as_many_and_say_nothing() {
    let id = ConversationId::parse("conv_a").unwrap();
    let columns = ["id", "part", "body"];
    let values = vec![json!("f"), json!(0), json!({ "base64": "aGVsbG8=" })];
    let rows = exported(id.as_str(), "file_part", &columns, values);
    let rows = Anonymizer::new(KEY).rows(rows).unwrap().unwrap();
    assert_eq!(rows.rows[0][2], json!({ "base64": "AAAAAAA=" }));
}
