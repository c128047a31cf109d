//! Texts whose English is elsewhere: in `shared`, where documents take it from, or in what the server says. Other
//! languages have them in `served.ftl`.

use super::Value;
use shared::desk::SkipReason;
use shared::permission::{Area, Permission, Role, RoleId};
use shared::stream::Finding;
use shared::webhook::WebhookEvent;

/// What a permission allows, as one sentence.
pub(crate) fn permission(one: Permission) -> String {
    translated(&format!("permission-{}", one.as_str()), one.about())
}

/// What a permission allows, as it follows “may”.
pub(crate) fn may(one: Permission) -> String {
    translated(&format!("may-{}", one.as_str()), one.may())
}

/// The heading of an area of permissions.
pub(crate) fn area(area: Area) -> String {
    translated(&area_id(area), area.title())
}

fn area_id(area: Area) -> String {
    format!("area-{}", format!("{area:?}").to_lowercase())
}

/// The name of one of the four roles that every site has.
pub(crate) fn role(role: Role) -> String {
    translated(&format!("role-{}", role.as_str()), role.title())
}

/// The name of a role, which the server has named in English.
pub(crate) fn role_named(id: &RoleId, name: &str) -> String {
    match Role::ALL.iter().find(|role| *id == **role) {
        Some(builtin) => role(*builtin),
        None => name.to_owned(),
    }
}

/// What a webhook tells of, as it follows “when”.
pub(crate) fn webhook_event(event: WebhookEvent) -> String {
    translated(&event_id(event), event.when())
}

fn event_id(event: WebhookEvent) -> String {
    format!("event-{}", event.as_str().replace('.', "_"))
}

/// A problem in the page's language: by its code, or else as the server has said it. Where the code alone
/// says too little, the sentence quotes that.
pub(crate) fn problem(code: &str, said: String) -> String {
    let id = format!("problem-{code}");
    let written = {
        let values = [("said", Value::from(said.as_str()))];
        super::with_catalogue(|catalogue| catalogue.write(&id, &values))
    };
    written.unwrap_or(said)
}

/// A sentence about what changed between two versions of a dialogue; `id` and `english` are those of `shared`.
pub(crate) fn change(id: &'static str, english: &str, values: &[&str]) -> String {
    let value = |index: usize| Value::from(*values.get(index).unwrap_or(&""));
    let named = [("a", value(0)), ("b", value(1)), ("c", value(2))];
    super::with_catalogue(|catalogue| catalogue.write(&format!("diff-{id}"), &named))
        .unwrap_or_else(|| shared::text::english(id, english, values))
}

/// A sentence about an example or a promise; `id` and `english` are those of `shared`.
pub(crate) fn proof(id: &'static str, english: &str, values: &[&str]) -> String {
    let value = |index: usize| Value::from(*values.get(index).unwrap_or(&""));
    let named = [("a", value(0)), ("b", value(1)), ("c", value(2))];
    super::with_catalogue(|catalogue| catalogue.write(&format!("proof-{id}"), &named))
        .unwrap_or_else(|| shared::wording::english(id, english, values))
}

/// A text of a template for new dialogues.
pub(crate) fn template(english: &str) -> String {
    translated(&template_id(english), english)
}

/// The id of a template's text: its words.
fn template_id(english: &str) -> String {
    let words = english.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    format!("template-{}", words.collect::<Vec<_>>().join("-").to_ascii_lowercase())
}

/// The reasons why an agent is offered no chat, which the server says as sentences.
const UNAVAILABLE: [(SkipReason, &str); 7] = [
    (SkipReason::NoPermission, "unavailable-permission"),
    (SkipReason::Away, "unavailable-away"),
    (SkipReason::OffSchedule, "unavailable-schedule"),
    (SkipReason::Gone, "unavailable-offline"),
    (SkipReason::Full, "unavailable-full"),
    (SkipReason::Tried, "unavailable-tried"),
    (SkipReason::NotAnAgent, "unavailable-not-agent"),
];

/// Why an agent is offered no chat.
pub(crate) fn unavailable(said: String) -> String {
    let known = UNAVAILABLE.iter().find(|(reason, _)| reason.sentence() == said);
    known.and_then(|(_, id)| own(id)).unwrap_or(said)
}

/// A finding about a dialogue.
pub(crate) fn finding(found: &Finding) -> String {
    sentence_of(found.code, &found.values, &found.message)
}

fn sentence_of(code: &str, values: &[String], english: &str) -> String {
    // Of a mistake in an audience or a trigger the first value is its name, of one in another language the second.
    let (id, values) = match (code, values) {
        ("bad_audience" | "bad_trigger", [mistake, rest @ ..]) => {
            (format!("mistake-{mistake}"), rest.to_vec())
        }
        ("translated", [language, inner, rest @ ..]) => {
            let english = english.split_once(": ").map_or(english, |(_, inner)| inner);
            let inner = sentence_of(inner, rest, english);
            ("finding-translated".to_owned(), vec![language.clone(), inner])
        }
        _ => (format!("finding-{code}"), values.to_vec()),
    };
    let value = |index: usize| Value::from(values.get(index).map_or("", String::as_str));
    let values = [("a", value(0)), ("b", value(1)), ("c", value(2))];
    super::with_catalogue(|catalogue| catalogue.write(&id, &values))
        .unwrap_or_else(|| english.to_owned())
}

fn translated(id: &str, english: &str) -> String {
    own(id).unwrap_or_else(|| english.to_owned())
}

fn own(id: &str) -> Option<String> {
    super::with_catalogue(|catalogue| catalogue.write(id, &[]))
}

#[cfg(test)]
mod tests {
    use super::{UNAVAILABLE, area_id, event_id};
    use crate::texts::tests::served;
    use shared::permission::{Area, Permission, Role};
    use shared::problem::ProblemCode;
    use shared::protocol::ConsoleLanguage;
    use shared::webhook::WebhookEvent;
    use std::collections::BTreeSet;

    /// The ids of all findings, as their source has the codes.
    fn finding_ids() -> Vec<String> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/src/stream/finding.rs");
        let source = std::fs::read_to_string(path).unwrap();
        let names =
            source.split_once("const fn name(").unwrap().1.split_once("const fn ").unwrap().0;
        let code = |arm: &str| Some(format!("finding-{}", arm.split('"').nth(1)?));
        names.lines().filter_map(code).collect()
    }

    /// The ids of the sentences about changes, as their sources have them.
    fn change_ids() -> BTreeSet<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/src/text/");
        let files =
            ["describe.rs", "diff/mod.rs", "diff/audience.rs", "diff/cards.rs", "diff/inside.rs"];
        let mut ids = BTreeSet::new();
        for file in files {
            let source = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
            for before in ["say(", "say)(", "seen(", " => ("] {
                let begins = source
                    .split(before)
                    .skip(1)
                    .filter_map(|rest| rest.trim_start().strip_prefix('"'));
                ids.extend(
                    begins.filter_map(|rest| Some(format!("diff-{}", rest.split_once('"')?.0))),
                );
            }
        }
        ids.remove("diff-attribute");
        ids
    }

    /// The ids of the sentences about examples and promises, as their sources have them.
    fn proof_ids() -> BTreeSet<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/src/promise/");
        let mut ids = BTreeSet::new();
        for file in ["mod.rs", "example.rs", "story.rs"] {
            let source = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
            let said = source.split("say(").skip(1);
            let quoted = said.filter_map(|rest| rest.trim_start().strip_prefix('"'));
            ids.extend(
                quoted.filter_map(|rest| Some(format!("proof-{}", rest.split_once('"')?.0))),
            );
        }
        ids.remove("proof-attribute");
        ids.remove("proof-card");
        ids
    }

    #[test]
    fn every_sentence_about_promises_is_translated() {
        let ids = proof_ids();
        assert!(ids.len() > 30, "{ids:?}");
        for language in &ConsoleLanguage::ALL[1..] {
            let own = served(*language).into_iter().filter(|id| id.starts_with("proof-"));
            assert_eq!(own.collect::<BTreeSet<_>>(), ids);
        }
    }

    #[test]
    fn every_sentence_about_changes_is_translated() {
        let ids = change_ids();
        assert!(ids.len() > 80, "{ids:?}");
        for language in &ConsoleLanguage::ALL[1..] {
            let own = served(*language).into_iter().filter(|id| id.starts_with("diff-"));
            assert_eq!(own.collect::<BTreeSet<_>>(), ids);
        }
    }

    /// The ids of all mistakes in audiences and triggers.
    fn mistake_ids() -> Vec<String> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/src/audience/read.rs");
        let source = std::fs::read_to_string(path).unwrap();
        let names = source.split_once("let (name, values)").unwrap().1.split_once("};").unwrap().0;
        let name = |arm: &str| Some(format!("mistake-{}", arm.split('"').nth(1)?));
        names.lines().filter_map(name).collect()
    }

    #[test]
    fn findings_are_translated_and_those_about_an_audience_by_their_mistake() {
        let (ids, mistakes) = (finding_ids(), mistake_ids());
        assert!(ids.len() > 40 && mistakes.len() > 10, "{ids:?} {mistakes:?}");
        for language in &ConsoleLanguage::ALL[1..] {
            let own = served(*language);
            let missing: Vec<_> =
                ids.iter().chain(&mistakes).filter(|id| !own.contains(*id)).collect();
            assert_eq!(missing, ["finding-bad_audience", "finding-bad_trigger"]);
        }
    }

    #[test]
    fn problems_are_translated_but_those_that_say_what_the_site_has_written() {
        for language in &ConsoleLanguage::ALL[1..] {
            let own = served(*language);
            let codes = ProblemCode::ALL.iter().map(|code| code.as_str());
            let missing = codes.filter(|code| !own.contains(&format!("problem-{code}")));
            assert_eq!(missing.collect::<Vec<_>>(), ["nobody_available", "quota_exhausted"]);
        }
    }

    #[test]
    fn other_languages_have_what_shared_says_in_english() {
        let permissions = Permission::ALL
            .iter()
            .flat_map(|one| ["may", "permission"].map(|kind| format!("{kind}-{}", one.as_str())));
        let areas = Area::ALL.iter().map(|area| area_id(*area));
        let roles = Role::ALL.iter().map(|role| format!("role-{}", role.as_str()));
        let events = WebhookEvent::ALL.iter().map(|event| event_id(*event));
        let reasons = UNAVAILABLE.iter().map(|(_, id)| (*id).to_owned());
        let needed: BTreeSet<String> =
            permissions.chain(areas).chain(roles).chain(events).chain(reasons).collect();
        let problems = ProblemCode::ALL.iter().map(|code| format!("problem-{}", code.as_str()));
        let codes: BTreeSet<String> = problems
            .chain(finding_ids())
            .chain(mistake_ids())
            .chain(change_ids())
            .chain(proof_ids())
            .collect();
        for language in &ConsoleLanguage::ALL[1..] {
            let own: BTreeSet<String> = served(*language).into_iter().collect();
            let missing: Vec<_> = needed.difference(&own).collect();
            assert!(missing.is_empty(), "{} lacks {missing:?}", language.as_str());
            let odd: Vec<_> = own
                .iter()
                .filter(|id| !id.starts_with("template-"))
                .filter(|id| !needed.contains(*id) && !codes.contains(*id))
                .collect();
            assert!(odd.is_empty(), "{} has {odd:?}", language.as_str());
        }
    }
}
