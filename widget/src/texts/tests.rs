//! Tests of the language files, and of the texts in English.

use super::*;
use shared::language::Language;
use std::collections::BTreeMap;

/// The words of a language: `panel` are this crate's, `person` those of `widget/panel/person`, `document`
/// those of `widget/panel/document.js`.
type Texts = BTreeMap<String, BTreeMap<String, String>>;

fn texts(language: &str) -> Texts {
    let path = format!("{}/texts/{language}.json", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Formats a text in English, as the browser would.
pub(crate) fn english(text: &Text) -> String {
    let Some(index) = (text.key as usize).checked_sub(1) else { return text.with.clone() };
    let template = texts("en")["panel"][KEYS[index]].clone();
    match (template.split_once('{'), template.split_once('}')) {
        (Some((before, _)), Some((_, after))) => [before, &text.with, after].concat(),
        _ => template,
    }
}

/// The placeholders of a text.
fn blanks(text: &str) -> Vec<&str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect()
}

#[test]
fn a_text_key_is_its_index_in_the_files() {
    let panel = &texts("en")["panel"];
    assert_eq!(panel.keys().collect::<Vec<_>>(), KEYS.iter().collect::<Vec<_>>());
    // At most one placeholder, because there is only one value for it.
    assert!(panel.values().all(|text| blanks(text).len() <= 1));
}

#[test]
fn every_language_has_every_text_with_the_same_placeholders() {
    let english = texts("en");
    for language in Language::ALL {
        let own = texts(language.as_str());
        assert_eq!(own.keys().collect::<Vec<_>>(), ["document", "panel", "person"]);
        for (group, expected) in &english {
            let own = &own[group];
            let names = |texts: &BTreeMap<_, _>| texts.keys().cloned().collect::<Vec<String>>();
            assert_eq!(names(own), names(expected), "{language:?}");
            for (name, text) in own {
                let said = format!("{language:?}, {group}, {name}: “{text}”");
                assert!(text.trim() == text && !text.is_empty(), "{said}");
                assert_eq!(blanks(text), blanks(&expected[name]), "{said}");
            }
        }
    }
}

#[test]
fn every_file_is_of_a_supported_language() {
    let folder = std::fs::read_dir(format!("{}/texts", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut files: Vec<_> =
        folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let mut listed: Vec<_> =
        Language::ALL.iter().map(|language| format!("{}.json", language.as_str())).collect();
    files.sort();
    listed.sort();
    assert_eq!(files, listed);
}

#[test]
fn validation_errors_have_the_same_text_as_at_the_edge() {
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
fn numbers_are_formatted_in_digits() {
    for n in [0, 7, 10, 4_000, u64::MAX] {
        assert_eq!(number(n), n.to_string());
    }
}

#[test]
fn the_limit_is_shown_before_it_is_reached() {
    let notice = |written| left(written, 4_000).map(|text| english(&text));
    assert_eq!(notice(10), None);
    assert_eq!(notice(3_900).as_deref(), Some("100 characters left"));
    assert_eq!(notice(4_002).as_deref(), Some("2 characters too many"));
}

#[test]
fn each_reason_of_a_refusal_has_a_text_of_its_own() {
    let general = english(&TextKey::NotSaved.into());
    for reason in RefusalReason::ALL {
        let text = english(&refused(reason.as_str()));
        // These are said where files are sent and chats are rated.
        let elsewhere = matches!(
            reason,
            RefusalReason::TooManyFiles | RefusalReason::NotRatable | RefusalReason::LongComment
        );
        assert_eq!(text == general, elsewhere, "{reason:?}: {text}");
    }
    assert_eq!(english(&refused("of a later version")), general);
    assert!(english(&refused("slow_down")).contains("Please try again"));
}
