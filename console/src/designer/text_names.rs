//! The names of texts in a draft: a choice is named by what it says, and a field by what it asks for. Who rewords one
//! keeps its translations. Pure.

use super::draft::{Draft, Key, id_of};
use super::{list, text};
use serde_json::Value;
use shared::stream::TextId;
use std::collections::BTreeSet;

impl Draft {
    /// Names the translations of a card's texts as they are called now. An edit that adds, removes or moves texts
    /// renames none.
    pub(super) fn rename_translations(&mut self, before: &Self, key: Key) {
        let (Some(old), Some(new)) = (before.card(key), self.card(key)) else { return };
        let renamed = renamed(&names(old), &names(new));
        let Some(mut all) = self.translations().filter(|_| !renamed.is_empty()) else { return };
        for language in all.languages().collect::<Vec<_>>() {
            for (old, new) in &renamed {
                let texts = all.texts(language);
                let Some(translated) = texts.and_then(|texts| texts.get(old)).cloned() else {
                    continue;
                };
                all.set(language, old.clone(), "");
                all.set(language, new.clone(), &translated);
            }
        }
        self.set_translations(&all);
    }
}

/// The names that changed, where each text kept its place.
fn renamed(before: &[String], after: &[String]) -> Vec<(TextId, TextId)> {
    if before.len() != after.len() {
        return Vec::new();
    }
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (before.iter().collect(), after.iter().collect());
    let pairs = before.iter().zip(after);
    pairs
        .filter(|(before, after)| !new.contains(before) && !old.contains(after))
        .map(|(before, after)| (TextId::named(before), TextId::named(after)))
        .collect()
}

/// The names of a card's texts, in their places; a card that is half written has them, too.
fn names(card: &Value) -> Vec<String> {
    let id = id_of(card);
    let mut names = vec![format!("{id}/text"), format!("{id}/title")];
    names.extend(
        list(card, "responses").iter().map(|one| format!("{id}/responses/{}", text(one, "id"))),
    );
    for field in list(card, "fields") {
        let name = format!("{id}/fields/{}", text(field, "field"));
        let options = list(field, "options").iter().filter_map(Value::as_str);
        names.extend(options.map(|option| format!("{name}/options/{}", option.trim())));
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::{Designer, Edit, steps};
    use serde_json::json;

    fn designer() -> (Designer, Key) {
        let document = json!({ "name": "Hello", "stream": { "first": "who", "cards": [
            { "type": "capture", "id": "who", "text": "Who?", "fields": [
                { "field": "size", "label": "Size", "options": ["Small", "Large"] },
                { "field": "email", "label": "E-mail" } ] } ] },
            "translations": { "de": { "who/text": "Wer?", "who/fields/size": "Größe",
                "who/fields/size/options/Small": "Klein", "who/fields/size/options/Large": "Groß" },
                "fr": { "who/fields/size/options/Large": "Grand" } } });
        let draft = Draft::open(&document.to_string()).unwrap();
        let key = draft.by_id("who").unwrap();
        (Designer::open(draft), key)
    }

    fn german(designer: &Designer) -> Value {
        designer.draft.document()["translations"]["de"].clone()
    }

    #[test]
    fn a_choice_that_is_reworded_keeps_its_translations() {
        let (mut designer, key) = designer();
        let path = || steps!["fields", 0, "options"];
        // As it is typed: a letter goes at a time, and the line is empty in between.
        for line in ["Larg", "L", "", "H", "Huge "] {
            designer.apply(Edit::Set(key, path(), Some(json!(["Small", line])))).unwrap();
        }
        assert_eq!(german(&designer)["who/fields/size/options/Huge"], "Groß");
        assert_eq!(german(&designer)["who/fields/size/options/Small"], "Klein");
        let french = designer.draft.document()["translations"]["fr"].clone();
        assert_eq!(french, json!({ "who/fields/size/options/Huge": "Grand" }));
        designer.undo();
        assert!(!german(&designer).to_string().contains("Huge"), "one undo takes both back");
    }

    #[test]
    fn a_field_that_asks_for_something_else_keeps_its_translations() {
        let (mut designer, key) = designer();
        let path = steps!["fields", 0, "field"];
        designer.apply(Edit::Set(key, path, Some("measure".into()))).unwrap();
        assert_eq!(
            german(&designer),
            json!({ "who/text": "Wer?", "who/fields/measure": "Größe",
                "who/fields/measure/options/Small": "Klein", "who/fields/measure/options/Large": "Groß" })
        );
    }

    #[test]
    fn what_moves_comes_or_goes_renames_nothing() {
        let (designer, key) = designer();
        let before = german(&designer);
        for edit in [
            Edit::Shift(key, steps!["fields"], 0, 1),
            Edit::Set(key, steps!["fields", 0, "options"], Some(json!(["Large", "Small"]))),
            Edit::Set(
                key,
                steps!["fields", 0, "options"],
                Some(json!(["Small", "Medium", "Large"])),
            ),
            Edit::RemoveItem(key, steps!["fields"], 1),
        ] {
            let mut designer = designer.clone();
            designer.apply(edit).unwrap();
            assert_eq!(german(&designer), before);
        }
    }
}
