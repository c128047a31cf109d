//! The program itself, through its arguments, its standard input and output, and its exit code.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The result of a run.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str], typed: &str) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bellhop"));
    command.args(arguments).env_remove("BELLHOP_KEY");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The process may have read all it needs before all of this is written.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    let done = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
}

/// Writes a file for this test.
fn file(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cli");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn hello() -> Value {
    json!({ "$schema": "../docs/stream.schema.json", "name": "Hello", "stream": {
        "first": "ask", "cards": [
            { "type": "question", "id": "ask", "text": "A person?", "responses": [
                { "id": "y", "label": "Yes", "next": "which" }, { "id": "n", "label": "No" } ] },
            { "type": "condition", "id": "which", "else": { "next": "who" }, "branches": [
                { "when": { "attribute": "country", "operator": "is", "value": "DE" }, "next": "call" } ] },
            { "type": "capture", "id": "who", "text": "Who are you?", "next": "call", "fields": [
                { "field": "email", "label": "E-mail", "required": true, "skip_if_set": true } ] },
            { "type": "live_chat", "id": "call", "text": "One moment.",
              "route": { "by": "agent", "agent": "agent_ada" } } ] } })
}

fn hello_with(name: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut document = hello();
    change(&mut document);
    file(name, &document.to_string())
}

#[test]
fn check_prints_file_card_code_and_remedy_and_exits_with_one() {
    let good = hello_with("good.json", |_| {});
    let bad = hello_with("bad.json", |document| {
        document["stream"]["cards"][0]["responses"][0]["nxt"] = json!("call");
        document["stream"]["cards"][2]["next"] = json!("nowhere");
    });
    let broken = file("broken.json", "{\n  \"name\": \"Hello\",\n  oops\n}");
    let checked = run(&["check", &good], "");
    assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
    assert!(checked.out.contains("advice live_chat_anonymous"), "{}", checked.out);
    let checked = run(&["check", &bad, &broken], "");
    assert_eq!(checked.code, 1);
    for line in [
        "bad.json: who: error dangling_next: The next card is “nowhere”",
        "bad.json: ask: error unknown_field: “responses[0].nxt” is an unknown field",
        "Did you mean “next”?",
        "broken.json: error unreadable: line 3, column 3:",
        "2 files: ",
    ] {
        assert!(checked.out.contains(line), "no {line:?} in:\n{}", checked.out);
    }
    let rows: Value = serde_json::from_str(&run(&["check", "--json", &bad], "").out).unwrap();
    assert_eq!(rows[0]["findings"][0]["card"], "ask");
    assert_eq!(run(&["check", "no/such/file"], "").code, 2);
}

#[test]
fn check_depends_on_the_package() {
    let action = json!({ "first": "a", "cards": [
        { "type": "action", "id": "a", "attribute": "topic", "value": "x", "next": "b" },
        { "type": "message", "id": "b", "text": "Hi" } ] });
    let bare = file("bare.json", &action.to_string());
    assert_eq!(run(&["check", &bare], "").code, 0);
    let select = run(&["check", "--package", "select", &bare], "");
    assert_eq!((select.code, select.out.contains("prime_only")), (1, true));
}

#[test]
fn a_dialogue_is_played_through_a_pipe_to_the_live_chat_card() {
    let path = hello_with("play.json", |_| {});
    let played = run(&["try", &path], "7\n1\nnobody\nada@example.com\n");
    let output = "\
A person?
  1. Yes
  2. No
> 7
! Please type a number from 1 to 2.
> 1
[which: no condition holds]
Who are you?
E-mail
> nobody
! That does not look like an e-mail address. It should look like name@example.com.
> ada@example.com
One moment.
[offered to: agent_ada alone]
";
    assert_eq!((played.out.as_str(), played.code), (output, 0), "{}", played.err);
    assert!(!played.out.contains('\u{1b}'), "no colours in a pipe");
}

#[test]
fn attributes_from_the_command_line_set_the_flow_context() {
    let path = hello_with("scene.json", |_| {});
    let german = run(&["try", &path, "--country", "DE"], "1\n");
    assert!(german.out.contains("[which: country is “DE”]\nOne moment."), "{}", german.out);
    let output = run(&["try", &path, "--attribute", "email=ada@example.com"], "1\n");
    assert!(output.out.contains("[who: all fields are known]\nOne moment."), "{}", output.out);
    let left = run(&["try", &path], "1\n:back\n:quit\n");
    assert!(left.out.ends_with("> :quit\n") && left.code == 0, "{}", left.out);
    assert_eq!(run(&["try", &path], "").code, 0, "a pipe that ends is a visitor who leaves");
    let broken = hello_with("unplayable.json", |document| document["stream"]["first"] = json!("x"));
    let refused = run(&["try", &broken], "");
    assert_eq!((refused.code, refused.out.contains("first_missing")), (1, true));
}

#[test]
fn diff_prints_what_changes_for_a_visitor_or_that_nothing_does() {
    let before = hello_with("before.json", |_| {});
    let after = hello_with("after.json", |document| {
        document["stream"]["cards"][0]["responses"][1]["label"] = json!("Not now");
        document["visitors"] = json!("identified");
    });
    let output = run(&["diff", &before, &after], "");
    let expected = "It is for visitors whose e-mail address is known now, not for everybody.\n\
        ask: The response “No” reads “Not now” now.\n";
    assert_eq!((output.out.as_str(), output.code), (expected, 0));
    let renamed = hello_with("renamed.json", |document| document["name"] = json!("Hi"));
    let output = run(&["diff", &before, &renamed], "");
    assert!(output.out.starts_with("Nothing changes for a visitor.\nWhat visitors don't see:\n"));
    assert_eq!(run(&["diff", &before, &before], "").out, "Nothing changes for a visitor.\n");
    let rows: Value =
        serde_json::from_str(&run(&["diff", "--json", &before, &after], "").out).unwrap();
    assert_eq!(rows[1]["card"], "ask");
}

#[test]
fn format_writes_the_canonical_form_and_then_nothing() {
    let path = hello_with("format.json", |_| {});
    assert!(run(&["format", &path], "").out.ends_with("format.json: written\n"));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("{\n  \"$schema\": ") && text.ends_with("}\n"));
    assert_eq!(run(&["format", &path], "").out, "");
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), hello());
}

#[test]
fn wrong_usage_exits_with_two_and_a_hint() {
    for (line, says) in [
        (vec![], "Usage: bellhop <COMMAND>"),
        (vec!["fly"], "unrecognized subcommand 'fly'"),
        (vec!["chekc", "a"], "similar subcommands exist: 'schema', 'check'"),
        (vec!["check"], "<FILE>..."),
        (
            vec!["pull", "--site", "http://shop.example/site_a", "--dialogue", "dialogue_a"],
            "https://",
        ),
        (
            vec!["pull", "--site", "https://shop.example/site_a", "--dialogue", "dialogue_a"],
            "BELLHOP_KEY",
        ),
        (
            vec![
                "push",
                "--site",
                "https://shop.example/site_a",
                "--dialogue",
                "dialogue_a",
                "a",
                "b",
            ],
            "one file",
        ),
        (vec!["try", "no/such/file"], "error: no/such/file: "),
    ] {
        let refused = run(&line, "");
        assert_eq!(refused.code, 2, "{line:?}");
        assert!(refused.err.contains(says) && refused.out.is_empty(), "{}", refused.err);
    }
    for line in [vec!["help"], vec!["--help"], vec!["help", "push"], vec!["pull", "--help"]] {
        let help = run(&line, "");
        assert!(help.code == 0 && help.out.contains("Usage: bellhop"), "{line:?}: {}", help.out);
    }
}

#[test]
fn deep_huge_and_odd_files_get_findings() {
    let deep = format!("{{\"name\":\"a\",\"stream\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let cards: Vec<Value> = (0..20_000).map(|n| json!({ "type": "message", "id": n })).collect();
    let huge = json!({ "name": "a", "stream": { "first": "a", "cards": cards } }).to_string();
    let wide: serde_json::Map<String, Value> =
        (0..50_000).map(|n| (format!("k{n}"), json!(n))).collect();
    let wide = json!({ "first": "a", "cards": [wide] }).to_string();
    for (name, text, code) in [
        ("deep.json", deep.as_str(), "recursion limit"),
        ("huge.json", &huge, "too_many_cards"),
        ("wide.json", &wide, "malformed_card"),
        ("empty.json", "", "unreadable"),
        ("list.json", "[1, 2]", "unreadable"),
    ] {
        let path = file(name, text);
        let checked = run(&["check", &path], "");
        assert_eq!(checked.code, 1, "{name}: {}{}", checked.out, checked.err);
        assert!(checked.out.contains(code) && checked.err.is_empty(), "{name}: {}", checked.out);
        assert!(checked.out.len() < 20_000, "{name} is told at length");
    }
    let path = file("bytes.json", "");
    std::fs::write(&path, [0xff, 0xfe, 0x00]).unwrap();
    assert_eq!(run(&["check", &path], "").code, 2);
}

fn any_json() -> impl Strategy<Value = Value> {
    let texts = prop::sample::select(vec![
        "message",
        "question",
        "capture",
        "condition",
        "live_chat",
        "a",
        "email",
        "is",
        "everyone",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i32>().prop_map(Value::from),
        texts.prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 5, |inner| {
        let keys = prop::sample::select(vec![
            "type",
            "id",
            "text",
            "next",
            "nxt",
            "cards",
            "first",
            "stream",
            "name",
            "responses",
            "fields",
            "branches",
            "when",
            "else",
            "all",
            "any",
            "route",
            "by",
            "trigger",
            "on",
            "options",
            "priority",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(keys.prop_map(str::to_owned), inner, 0..7)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn a_hostile_file_gets_an_answer_from_every_command(
        cards in prop::collection::vec(any_json(), 0..5), around in any_json(), cut in 0_usize..400,
    ) {
        let mut document = json!({ "name": "a", "stream": { "first": "a", "cards": cards } });
        document["when"] = around;
        let mut text = document.to_string();
        if cut < 100 {
            text = text.chars().take(text.chars().count() * cut / 100).collect();
        }
        let path = file("hostile.json", &text);
        for (command, most) in [("check", 1), ("try", 2), ("diff", 2), ("format", 2)] {
            let mut line = vec![command, &path];
            if command == "diff" {
                line.push(&path);
            }
            let done = run(&line, "1\n");
            prop_assert!((0..=most).contains(&done.code), "{}: {} {}", command, done.code, done.err);
            prop_assert!(!done.err.contains("panicked"), "{}", done.err);
            prop_assert!(done.code != 1 || !done.out.is_empty());
        }
    }
}

#[test]
fn texts_go_to_translators_and_come_back() {
    let dialogue = hello_with("spoken.json", |document| {
        document["language"] = json!("en");
        document["translations"] = json!({ "de": { "ask/text": "Jemand?" } });
    });
    let table = file("spoken.csv", "");
    let written = run(&["texts", "export", &dialogue, &table, "--language", "fr"], "");
    assert_eq!(written.code, 0, "{}{}", written.out, written.err);
    let text = std::fs::read_to_string(&table).unwrap();
    assert!(text.starts_with("\u{feff}text,en,de,fr\r\nask/text,A person?,Jemand?,\r\n"), "{text}");

    let filled =
        text.replace("ask/text,A person?,Jemand?,", "ask/text,A human?,Jemand?,Quelqu’un ?");
    std::fs::write(&table, filled + "old/text,Bye,Tschüs,\r\n").unwrap();
    let taken = run(&["texts", "import", &dialogue, &table], "");
    assert_eq!(taken.code, 0, "{}{}", taken.out, taken.err);
    for line in [
        "1 texts are different now",
        "texts that the dialogue doesn't have: old/text",
        "texts that read differently when they were exported: ask/text",
        "de: 5 texts are missing",
        "fr: 5 texts are missing",
    ] {
        assert!(taken.out.contains(line), "no {line:?} in:\n{}", taken.out);
    }
    let document: Value =
        serde_json::from_str(&std::fs::read_to_string(&dialogue).unwrap()).unwrap();
    assert_eq!(document["translations"]["fr"], json!({ "ask/text": "Quelqu’un ?" }));

    let refused = run(&["texts", "import", &dialogue, &file("other.csv", "a,b\n1,2\n")], "");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("has no column “text”"), "{}", refused.err);
}
