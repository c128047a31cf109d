//! Compares the texts of all languages with each other and with the code.

use super::catalogue::{ENGLISH, separated};
use super::{Catalogue, Piece, install, pieces, t};
use crate::templates::TEMPLATES;
use fluent_bundle::FluentResource;
use shared::protocol::ConsoleLanguage;
use shared::quota::Package;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What reads the same in every language.
const SAME: &[&str] = &[
    "menu-labels",
    "account-passkey",
    "account-passkeys",
    "account-session-browser",
    "alerts-help-android",
    "alerts-help-linux",
    "alerts-help-macos",
    "alerts-help-windows",
    "designer-document-file",
    "audit-csv",
    "backtest-range",
    "common-code",
    "common-name",
    "common-prime",
    "common-select",
    "conditions-region",
    "dialogues-filter",
    "dialogues-version",
    "inbox-by-agent",
    "inbox-emoji",
    "inbox-filter-agent",
    "inbox-filter",
    "inbox-filter-status",
    "inbox-filter-team",
    "inbox-label",
    "inbox-label-key",
    "inbox-labels-list",
    "inbox-orange",
    "inbox-reply-text",
    "inbox-status-live",
    "menu-theme-system",
    "operator-chats",
    "people-person",
    "replay-agent",
    "replay-bot",
    "reports-chats",
    "reports-text",
    "reports-version",
    "reports-version-column",
    "section-team",
    "settings-mail-kind-test",
    "settings-tab-chat",
    "settings-tab-webhooks",
    "team-agent",
    "translations-kind-text",
    "team-domain",
    "team-link",
    "team-state-offline",
    "team-team",
    "team-teams",
    "team-try-team",
];

/// The folders and files whose texts are all in the catalogue. Texts of people are written nowhere else in them. The
/// list only grows.
const CONVERTED: &[&str] = &[
    "account",
    "app",
    "audit",
    "conditions",
    "designer",
    "dialogues",
    "format.rs",
    "home",
    "hours",
    "inbox",
    "nav.rs",
    "notifications",
    "notify",
    "operator",
    "people",
    "replay",
    "reports",
    "settings",
    "team",
    "ui",
    "usage",
];

/// What looks like a text of people in their code and is none: names of keys, classes and products.
const NO_TEXT: &[&str] = &[
    ".ask .choices button",
    ".ask .quiet",
    ".sign-in input",
    "Alt",
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "ArrowUp ArrowDown Home End",
    "Backspace",
    "Ctrl",
    "Delete",
    "End",
    "Enter",
    "Esc",
    "Escape",
    "Google Tag Manager",
    "Home",
    "Insert",
    "KeyA",
    "KeyD",
    "KeyN",
    "M{x} {y}V{above}Q{x} {turn} {near} {turn}H{far}Q{end} {turn} {end} {below}V{bottom}",
    "M{} {}V{bottom}",
    "M{} {}h1v1h-1z",
    "M{} {}h{width}v{height}h-{width}z",
    "React, Next.js, Vue",
    "Shift",
    "Shopify",
    "Squarespace",
    "Tab",
    "Webflow",
    "Wix",
    "WordPress",
    "button primary",
    "tick off",
    "translate({x:.2}px, {y:.2}px) scale({scale:.4})",
    "translate({}px, {}px)",
    "unknown desk frame: {text}",
    "unknown frame: {text}",
];

/// The variables of each text.
type Texts = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The files of a language by name, without the one whose English is elsewhere.
fn files(language: ConsoleLanguage) -> BTreeMap<String, String> {
    let mut files = all_files(language);
    files.remove(SERVED);
    files
}

/// The file of texts whose English is in `shared` or comes from the server.
const SERVED: &str = "served";

/// The ids of the texts in that file.
pub(super) fn served(language: ConsoleLanguage) -> Vec<String> {
    let file = all_files(language).remove(SERVED).unwrap_or_default();
    FluentResource::try_new(file.clone()).unwrap();
    entries(&file).into_iter().map(|(id, _)| id).collect()
}

fn all_files(language: ConsoleLanguage) -> BTreeMap<String, String> {
    let folder = root().join("texts").join(language.as_str());
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    fs::read_dir(folder).unwrap().map(file).collect()
}

/// The texts of a file as written, by id.
fn entries(file: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in file.lines().filter(|line| !line.starts_with('#')) {
        match line.split_once(" =") {
            Some((id, text)) if line.starts_with(|first: char| first.is_ascii_lowercase()) => {
                entries.push((id.to_owned(), text.trim().to_owned()));
            }
            _ => {
                if let Some((_, text)) = entries.last_mut() {
                    text.push_str(line);
                }
            }
        }
    }
    entries
}

fn variables(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        rest[..end].to_owned()
    };
    text.split('$').skip(1).map(name).collect()
}

fn texts(language: ConsoleLanguage) -> Texts {
    let mut all = Texts::new();
    for (name, file) in files(language) {
        FluentResource::try_new(file.clone()).unwrap_or_else(|(_, errors)| {
            panic!("{}/{name}.ftl: {errors:?}", language.as_str());
        });
        for (id, text) in entries(&file) {
            assert!(!text.is_empty(), "{id} is empty");
            assert!(all.insert(id.clone(), variables(&text)).is_none(), "{id} is there twice");
        }
    }
    all
}

/// The sources of the console, without tests.
fn sources() -> Vec<(String, String)> {
    fn below(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                below(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let src = root().join("src");
    let mut paths = Vec::new();
    below(&src, &mut paths);
    let source = |path: PathBuf| {
        let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
        (name, code)
    };
    let is_test = |name: &str| name.ends_with("tests.rs");
    let mut sources: Vec<_> = paths.into_iter().map(source).collect();
    sources.retain(|(name, _)| !is_test(name) && !name.contains("/tests/"));
    sources
}

/// The ids that the code uses with `t!` and `rich!`, and the names of the values it gives.
fn used(code: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut used = Vec::new();
    let code = &without_comments(code);
    for (start, _) in code.match_indices("t!(").chain(code.match_indices("rich!(")) {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        if code[..start].ends_with(is_word) {
            continue;
        }
        let rest = &code[start..];
        let rest = rest[rest.find('(').unwrap() + 1..].trim_start();
        let Some(rest) = rest.strip_prefix('"') else { continue };
        let Some((id, rest)) = rest.split_once('"') else { continue };
        used.push((id.to_owned(), given(rest)));
    }
    used
}

fn without_comments(code: &str) -> String {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names before `=` in the arguments of a macro, up to its end.
fn given(code: &str) -> BTreeSet<String> {
    let (mut depth, mut in_text, mut argument) = (0, false, String::new());
    let mut names = BTreeSet::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_text => {
                chars.next();
            }
            '"' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => argument.clear(),
            '=' if depth == 0
                && argument.trim().chars().all(|c| c.is_alphanumeric() || c == '_') =>
            {
                names.insert(argument.trim().to_owned());
                argument.push(c);
            }
            _ if depth == 0 => argument.push(c),
            _ => {}
        }
    }
    names.remove("");
    names
}

#[test]
fn every_language_has_every_text_with_the_same_values() {
    let english = texts(ConsoleLanguage::English);
    for language in ConsoleLanguage::ALL {
        let own = texts(*language);
        for (id, variables) in &english {
            assert_eq!(own.get(id), Some(variables), "{id} in {}", language.as_str());
        }
        let more: Vec<_> = own.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(more.is_empty(), "{} has what English lacks: {more:?}", language.as_str());
        let names: Vec<_> = files(*language).into_keys().collect();
        let built_in: Vec<_> = ENGLISH.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names, built_in, "the files of {}", language.as_str());
    }
}

#[test]
fn every_text_differs_from_the_english_one_where_it_should() {
    let all = |language| -> BTreeMap<String, String> {
        files(language).values().flat_map(|file| entries(file)).collect()
    };
    let english = all(ConsoleLanguage::English);
    for language in &ConsoleLanguage::ALL[1..] {
        let own = all(*language);
        let same = |(id, text): (&String, &String)| (own.get(id) == Some(text)).then(|| id.clone());
        let same: Vec<_> = english.iter().filter_map(same).collect();
        let untranslated: Vec<_> = same.iter().filter(|id| !SAME.contains(&id.as_str())).collect();
        assert!(untranslated.is_empty(), "not translated: {untranslated:?}");
    }
}

/// A backslash ends a line in Rust's texts, and is shown in ours, but in a sign that Fluent names: `{"\u000A"}`.
#[test]
fn no_text_has_a_backslash() {
    for language in ConsoleLanguage::ALL {
        let texts =
            files(*language).into_values().flat_map(|file| entries(&file)).collect::<Vec<_>>();
        let wrong: Vec<_> =
            texts.iter().filter(|(_, text)| text.replace("\\u", "").contains('\\')).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", language.as_str());
    }
}

#[test]
fn the_code_uses_every_text_with_its_values() {
    let english = texts(ConsoleLanguage::English);
    let mut unused: BTreeSet<&String> = english.keys().collect();
    for (name, code) in sources() {
        for (id, given) in used(&code) {
            let Some(variables) = english.get(&id) else { panic!("{name}: there is no text {id}") };
            assert_eq!(&given, variables, "{name}: the values of {id}");
            unused.remove(&id);
        }
    }
    assert!(unused.is_empty(), "nobody uses {unused:?}");
}

#[test]
fn what_is_converted_has_no_texts_of_its_own() {
    let mut found = Vec::new();
    for (name, code) in sources() {
        let is_in = |path: &&str| name == **path || name.starts_with(&format!("{path}/"));
        if CONVERTED.iter().any(is_in) {
            let texts = literals(&code).into_iter().filter(|(before, text)| {
                is_for_people(before, text) && !NO_TEXT.contains(&text.as_str())
            });
            found.extend(texts.map(|(_, text)| format!("{name}: {text}")));
        }
    }
    assert!(found.is_empty(), "put these into console/texts, or into NO_TEXT: {found:#?}");
}

/// The string literals of a source, each with the line before it.
fn literals(code: &str) -> Vec<(String, String)> {
    let mut literals = Vec::new();
    let code = without_comments(code).replace("'\"'", "' '");
    let mut rest = code.as_str();
    while let Some(start) = rest.find('"') {
        let before = rest[..start].rsplit('\n').next().unwrap_or_default().to_owned();
        let mut end = start + 1;
        while rest.as_bytes()[end] != b'"' {
            end += if rest.as_bytes()[end] == b'\\' { 2 } else { 1 };
        }
        literals.push((before, rest[start + 1..end].to_owned()));
        rest = &rest[end + 1..];
    }
    literals
}

/// The attributes and macros whose text nobody reads.
const MACHINES: &[&str] = &[
    "class=",
    "data-part=",
    "part=",
    "id=",
    "type=",
    "for=",
    "autocomplete=",
    "reason = ",
    "rel=",
];

/// Whether a literal looks like words: it has a space between letters, or begins with a capital letter.
fn is_for_people(before: &str, text: &str) -> bool {
    let before = before.trim_end();
    if MACHINES.iter().any(|name| before.ends_with(name.trim_end()))
        || text.contains(['[', '#', '/'])
    {
        return false;
    }
    // In a pattern, names in braces are the program's.
    let mut words = String::new();
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => words.push(c),
            _ => {}
        }
    }
    let mut chars = words.chars();
    let capital = chars.next().is_some_and(char::is_uppercase) && chars.any(char::is_lowercase);
    let spaced = words.split(' ').filter(|word| word.contains(char::is_alphabetic)).count() > 1;
    capital || spaced
}

#[test]
fn texts_are_written_with_their_values() {
    assert_eq!(t!("common-cancel"), "Cancel");
    assert_eq!(t!("menu-leave-with-chats", chats = 2), "Sign out with 2 chats open?");
    let german = files(ConsoleLanguage::German);
    let german = Catalogue::new(ConsoleLanguage::German, german.values().map(String::as_str));
    assert_eq!(german.write("common-cancel", &[]).as_deref(), Some("Abbrechen"));
    let time = german.write("time-hours", &[("hours", 1.5.into()), ("minutes", 2.into())]);
    assert_eq!(time.as_deref(), Some("1,5 Std. 2 Min."));
    let numbers = ["7", "2026", "12345", "1234567.5"];
    let written = |language| numbers.map(|plain| separated(plain, language)).join(" ");
    assert_eq!(written(ConsoleLanguage::English), "7 2026 12,345 1,234,567.5");
    assert_eq!(written(ConsoleLanguage::German), "7 2026 12.345 1.234.567,5");
}

#[test]
fn a_text_is_cut_where_the_page_draws_a_value() {
    let words = |text: &str| Piece::Words(text.to_owned());
    assert_eq!(
        pieces("join-lead", &["by", "email"]),
        [
            words(""),
            Piece::Drawn(0),
            words(" invited you. You will sign in with "),
            Piece::Drawn(1),
            words(".")
        ]
    );
}

#[test]
fn templates_are_publishable_in_every_language() {
    for language in &ConsoleLanguage::ALL[1..] {
        // A thread has its own catalogue.
        let test = move || {
            let own = all_files(*language);
            install(Catalogue::new(*language, own.values().map(String::as_str)));
            for template in TEMPLATES {
                let checked = template.draft().unwrap().check(Package::Select);
                assert!(checked.ready.is_some(), "{}: {:?}", template.slug, checked.findings);
                assert_eq!(checked.findings, [], "{}", template.slug);
            }
            let written = serde_json::to_string(&TEMPLATES.map(|one| one.value())).unwrap();
            let english = ["Your", "Thank", "Hello", "What", "We can", "Asked"];
            let left: Vec<_> = english.iter().filter(|word| written.contains(**word)).collect();
            assert!(left.is_empty(), "still English: {left:?} in {written}");
        };
        std::thread::spawn(test).join().unwrap();
    }
}
