//! What the files of words must be, and what the widget says in English.

use super::*;
use shared::language::Language;
use std::collections::BTreeMap;

/// The words of a language: `panel` are this crate's, `person` those of `widget/person`.
type Words = BTreeMap<String, BTreeMap<String, String>>;

fn words(language: &str) -> Words {
    let path = format!("{}/words/{language}.json", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A text in English, as the browser would write it.
pub(crate) fn english(text: &Text) -> String {
    let Some(nth) = (text.word as usize).checked_sub(1) else { return text.with.clone() };
    let word = words("en")["panel"][KEYS[nth]].clone();
    match (word.split_once('{'), word.split_once('}')) {
        (Some((before, _)), Some((_, after))) => [before, &text.with, after].concat(),
        _ => word,
    }
}

/// The blanks of a word.
fn blanks(word: &str) -> Vec<&str> {
    word.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
}

#[test]
fn a_word_has_the_number_of_its_name_in_the_files() {
    let panel = &words("en")["panel"];
    assert_eq!(panel.keys().collect::<Vec<_>>(), KEYS.iter().collect::<Vec<_>>());
    // One blank at most: there is one thing to put into it.
    assert!(panel.values().all(|word| blanks(word).len() <= 1));
}

#[test]
fn every_language_has_every_word_with_the_same_blanks() {
    let english = words("en");
    for language in Language::ALL {
        let own = words(language.as_str());
        assert_eq!(own.keys().collect::<Vec<_>>(), ["panel", "person"]);
        for (group, expected) in &english {
            let own = &own[group];
            let names = |words: &BTreeMap<_, _>| words.keys().cloned().collect::<Vec<String>>();
            assert_eq!(names(own), names(expected), "{language:?}");
            for (name, word) in own {
                let said = format!("{language:?}, {group}, {name}: “{word}”");
                assert!(word.trim() == word && !word.is_empty(), "{said}");
                assert_eq!(blanks(word), blanks(&expected[name]), "{said}");
            }
        }
    }
}

#[test]
fn there_is_no_file_of_a_language_that_cannot_be_chosen() {
    let folder = std::fs::read_dir(format!("{}/words", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut files: Vec<_> =
        folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let mut known: Vec<_> =
        Language::ALL.iter().map(|language| format!("{}.json", language.as_str())).collect();
    files.sort();
    known.sort();
    assert_eq!(files, known);
}

#[test]
fn what_is_wrong_with_a_value_is_said_as_elsewhere() {
    for error in [
        ValueError::Missing,
        ValueError::TooLong,
        ValueError::Email,
        ValueError::Phone,
        ValueError::NotListed,
    ] {
        assert_eq!(english(&wrong(error).into()), error.sentence());
    }
}

#[test]
fn a_number_is_its_digits() {
    for n in [0, 7, 10, 4_000, u64::MAX] {
        assert_eq!(number(n), n.to_string());
    }
}

#[test]
fn the_limit_is_told_before_it_is_reached() {
    let told = |written| left(written, 4_000).map(|text| english(&text));
    assert_eq!(told(10), None);
    assert_eq!(told(3_900).as_deref(), Some("100 characters left"));
    assert_eq!(told(4_002).as_deref(), Some("2 characters too many"));
}

#[test]
fn what_was_told_is_refused_in_our_words_and_all_else_in_the_edges() {
    let why = |code| english(&refused(code, "Why not".into()));
    let ours = "This can’t be used here. Please give another answer.";
    assert_eq!(why("invalid_value"), ours);
    assert_eq!(why("/docs/problems#invalid_value"), ours);
    assert_eq!(why("over"), "Why not");
}
