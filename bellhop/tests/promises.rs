//! `bellhop test`, through its arguments, its output and its exit code.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may")]

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;

fn run(arguments: &[&str]) -> (i32, String, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_bellhop")).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// Writes a dialogue and its promises into a folder of this test; returns the path of the promises.
fn files(test: &str, promises: &Value) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("promises").join(test);
    std::fs::create_dir_all(&folder).unwrap();
    let dialogue = json!({ "name": "Hello", "stream": { "first": "ask", "cards": [
        { "type": "question", "id": "ask", "text": "A person?", "responses": [
            { "id": "y", "label": "Yes", "next": "which" }, { "id": "n", "label": "No" } ] },
        { "type": "condition", "id": "which", "else": { "next": "who" }, "branches": [
            { "when": { "attribute": "country", "operator": "is", "value": "DE" }, "next": "call" } ] },
        { "type": "capture", "id": "who", "text": "Who are you?", "next": "call", "fields": [
            { "field": "email", "label": "E-mail", "required": true } ] },
        { "type": "live_chat", "id": "call", "text": "One moment.", "route": { "by": "round_robin" } } ] } });
    std::fs::write(folder.join("hello.json"), dialogue.to_string()).unwrap();
    let path = folder.join("hello.promises.json");
    std::fs::write(&path, promises.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn promises_that_hold_exit_with_zero_and_tell_what_examples_cover() {
    let path = files(
        "good",
        &json!({
            "examples": [{ "name": "From Germany", "visitor": { "country": "DE" },
                "does": [{ "answer": "y" }], "sees": ["call"], "ends": "person" }],
            "promises": [{ "promise": { "questions_at_most": 2 } }],
        }),
    );
    let dialogue = path.replace(".promises.json", ".json");
    for path in [&path, &dialogue] {
        let (code, out, err) = run(&["test", path]);
        assert_eq!(code, 0, "{out}{err}");
        for line in [
            "  ok       example: From Germany\n",
            "  ok       promise: nobody is asked more than 2 questions\n",
            "  cards that examples come to: 2 of 3; not who\n",
            "  responses that they choose: 1 of 2; not ask/n\n",
        ] {
            assert!(out.contains(line), "no {line:?} in:\n{out}");
        }
    }
}

#[test]
fn a_broken_promise_is_told_as_a_dialogue_and_written_for_continuous_integration() {
    let path = files(
        "broken",
        &json!({
            "examples": [{ "name": "Nobody", "does": [{ "answer": "n" }], "ends": "person" }],
            "promises": [{ "name": "People <know> whom they meet", "promise": { "person_knows": ["email"] } },
                { "promise": { "reaches": "call" } }],
        }),
    );
    let junit = path.replace("hello.promises.json", "junit.xml");
    let (code, out, _) = run(&["test", &path, "--junit", &junit]);
    assert_eq!(code, 1, "{out}");
    let expected = "  BROKEN   promise: People <know> whom they meet
           | [a visitor: country is “DE”]
           | A person?
           | > Yes
           | One moment.
           | [a person is asked for]
";
    assert!(out.contains(expected), "{out}");
    let expected = "should ask for a person, but the dialogue has ended";
    assert!(out.contains(expected), "{out}");
    let xml = std::fs::read_to_string(&junit).unwrap();
    for part in [
        "<testsuites name=\"bellhop test\" tests=\"4\" failures=\"2\">",
        "<testcase classname=\"promise\" name=\"People &lt;know&gt; whom they meet\" time=\"0\">",
        "&gt; Yes\n",
        "<testcase classname=\"promise\" name=\"somebody comes to “call”\" time=\"0\"/>",
    ] {
        assert!(xml.contains(part), "no {part:?} in:\n{xml}");
    }
    let (_, out, _) = run(&["test", &path, "--json"]);
    let rows: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(rows[0]["proof"]["promises"][0]["result"], "broken");
}

#[test]
fn a_file_that_can_not_be_used_says_why() {
    let path = files("wrong", &json!({ "promises": [{ "promise": { "reaches": "gone" } }] }));
    let (code, out, _) = run(&["test", &path]);
    assert_eq!((code, out.contains("promises[0]: The dialogue has no card “gone”.")), (1, true));
    std::fs::write(&path, "{\n  \"promised\": []\n}").unwrap();
    let (code, _, err) = run(&["test", &path]);
    assert_eq!(code, 2);
    assert!(err.contains("line 2, column 12: unknown field `promised`"), "{err}");
    assert_eq!(run(&["test", "no/such/file.json"]).0, 2);
}
