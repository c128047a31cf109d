//! `bellhop backtest`, on a file as `bellhop site export` writes it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

fn dialogue(responses: &Value) -> Value {
    json!({ "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "A person?", "responses": responses },
        { "type": "capture", "id": "who", "text": "Who are you?", "next": "call", "fields": [
            { "field": "email", "label": "E-mail", "required": true } ] },
        { "type": "live_chat", "id": "call", "text": "One moment.", "route": { "by": "round_robin" } } ] })
}

fn live() -> Value {
    dialogue(&json!([{ "id": "y", "label": "Yes", "next": "who" }, { "id": "n", "label": "No" }]))
}

/// The lines of a conversation in an export.
fn conversation(id: &str, dialogue: &str, at: u64, events: &[Value]) -> String {
    let meta = json!({ "id": id, "site": "site_a", "visitor": "visitor_a", "visit": "visit_a",
        "dialogue": dialogue, "version": 1, "stream": live(), "page": { "url": "https://a.example/" },
        "limits": { "fallback": "", "request": 1, "idle": 1, "gone": 1 } });
    let first = json!({ "type": "started", "dialogue": dialogue, "version": 1, "page": { "url": "https://a.example/" } });
    let rows: Vec<Value> = [first]
        .iter()
        .chain(events)
        .enumerate()
        .map(|(index, event)| json!([index + 1, at, null, event.to_string()]))
        .collect();
    let mut lines = String::new();
    let meta = json!({ "object": id, "table": "conversation_meta", "columns": ["one", "body"], "rows": [[1, meta.to_string()]] });
    let log = json!({ "object": id, "table": "event", "columns": ["seq", "at", "key", "body"], "rows": rows });
    let _ = writeln!(lines, "{meta}\n{log}");
    lines
}

fn answered(response: &str) -> Value {
    json!({ "type": "answered", "card": "ask", "response": response })
}

fn shown(card: &str) -> Value {
    json!({ "type": "shown", "card": card })
}

fn export() -> String {
    const DAY: u64 = 86_400_000;
    let typed =
        json!({ "type": "captured", "card": "who", "values": { "email": "ada@example.com" } });
    let end = |card: &str| json!({ "type": "completed", "card": card });
    let all = [
        conversation(
            "conv_a",
            "dialogue_hello",
            40 * DAY,
            &[shown("ask"), answered("y"), shown("who"), typed, shown("call"), end("call")],
        ),
        conversation(
            "conv_b",
            "dialogue_hello",
            39 * DAY,
            &[shown("ask"), answered("n"), end("ask")],
        ),
        conversation("conv_c", "dialogue_hello", DAY, &[shown("ask"), answered("n"), end("ask")]),
        conversation(
            "conv_d",
            "dialogue_other",
            40 * DAY,
            &[shown("ask"), answered("n"), end("ask")],
        ),
    ];
    let rows = all.iter().flat_map(|lines| lines.lines()).map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["rows"].as_array().unwrap().len()
    });
    let head = json!({ "format": 1, "bellhop": env!("CARGO_PKG_VERSION"), "site": "site_a", "secret": "x" });
    let end = json!({ "end": rows.sum::<usize>() });
    format!("{head}\n{}{end}\n", all.concat())
}

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("backtest");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn run(name: &str, stream: &Value, more: &[&str]) -> (i32, String, String) {
    let folder = folder().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let (draft, file) = (folder.join("dialogue_hello.json"), folder.join("site.jsonl"));
    std::fs::write(&draft, json!({ "name": "Hello", "stream": stream }).to_string()).unwrap();
    std::fs::write(&file, export()).unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_bellhop"))
        .args(["backtest".as_ref(), draft.as_os_str(), "--site-file".as_ref(), file.as_os_str()])
        .args(more)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[test]
fn a_draft_is_counted_beside_what_happened() {
    let (code, out, err) = run("same", &live(), &[]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.starts_with("3 conversations of dialogue_hello\n"), "{out}");
    assert!(out.contains("\n0 would have ended elsewhere"), "{out}");
    // Who said no is asked for an address, too; nobody knows what they would have typed.
    let draft = dialogue(&json!([{ "id": "y", "label": "Yes", "next": "who" },
        { "id": "n", "label": "No", "next": "who" }]));
    let (_, out, _) = run("all", &draft, &["--days", "30"]);
    for row in [
        "2 conversations",
        "asked for a person                                  1                2",
        "\n1 would have ended elsewhere, or could have\n  conv_b\n",
    ] {
        assert!(out.contains(row), "no {row:?} in:\n{out}");
    }
    let (_, out, _) = run("json", &draft, &["--json"]);
    let result: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(result["after"]["people"], json!({ "least": 3, "most": 3 }));
    assert_eq!(result["changed"][0]["before"], json!({ "end": "completed", "card": "ask" }));
    assert!(!out.contains("ada@example.com"), "{out}");
}

#[test]
fn what_can_not_be_read_is_said() {
    let (code, _, err) = run("other", &live(), &["--dialogue", "hello"]);
    assert_eq!((code, err.contains("dialogue_")), (2, true), "{err}");
    let mut broken = live();
    broken["cards"][1]["next"] = json!("nowhere");
    let (code, out, _) = run("broken", &broken, &[]);
    assert_eq!((code, out.contains("dangling_next")), (1, true), "{out}");
}
