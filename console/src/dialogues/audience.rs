//! The audience of a dialogue in the editor, and the preview of who sees what.

use crate::conditions::Group;
use crate::texts::t;
use serde_json::{Value, json};
use shared::audience::{
    Audience, Candidate, Criterion, Measured, NowAttribute, NowFacts, Reason, Trigger, Visitor,
    VisitorData, Visitors, explain, matches, trigger,
};
use shared::event::{Location, Page};
use shared::id::DialogueId;
use shared::person::{Attributes, Field};
use shared::protocol::Target;

/// An audience, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Edited {
    /// Addresses it is shown on, one per line.
    pub(crate) pages: String,
    /// Addresses it is not shown on, one per line.
    pub(crate) not_pages: String,
    /// Which visitors: the value of `visitors` in the document.
    pub(crate) visitors: String,
    /// The conditions; `None` if the document has some that the editor can't show.
    pub(crate) when: Option<Group>,
    /// The kind of the flow's trigger; `None` for a dialogue.
    pub(crate) trigger: Option<String>,
    /// The CSS selector of a click or submit trigger.
    pub(crate) selector: String,
    /// The seconds or percent of a time or scroll trigger.
    pub(crate) amount: String,
    /// The lowest number wins.
    pub(crate) priority: String,
}

/// The kinds of triggers, with their labels.
pub(crate) fn trigger_labels() -> [(&'static str, &'static str); 6] {
    [
        ("click", t!("dialogues-trigger-click")),
        ("load", t!("dialogues-trigger-load")),
        ("time", t!("dialogues-trigger-time")),
        ("scroll", t!("dialogues-trigger-scroll")),
        ("submit", t!("dialogues-trigger-submit")),
        ("call", t!("dialogues-trigger-call")),
    ]
}

/// Reads the audience of a document.
pub(crate) fn read(document: &Value) -> Edited {
    let lines = |key: &str| {
        let lines = document[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        lines.collect::<Vec<_>>().join("\n")
    };
    let written = document.get("trigger").filter(|written| !written.is_null());
    let of = |key: &str| written.map(|written| &written[key]);
    let text = |key: &str| of(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let amount = of("seconds").and_then(Value::as_u64).or(of("percent").and_then(Value::as_u64));
    let when = match document.get("when") {
        None | Some(Value::Null) => Some(Group::default()),
        Some(when) => serde_json::from_value::<Criterion>(when.clone())
            .ok()
            .map(|criterion| Group::from_criterion(&criterion)),
    };
    Edited {
        pages: lines("pages"),
        not_pages: lines("not_pages"),
        visitors: document["visitors"].as_str().unwrap_or("everyone").to_owned(),
        when,
        trigger: written.map(|_| text("on")),
        selector: text("selector"),
        amount: amount.map(|amount| amount.to_string()).unwrap_or_default(),
        priority: document["priority"].as_u64().unwrap_or_default().to_string(),
    }
}

/// Writes an audience into a document and leaves everything else in it unchanged. An error says
/// what the author must fix first.
pub(crate) fn write(edited: &Edited, document: &mut Value) -> Result<(), String> {
    let priority: u32 =
        edited.priority.trim().parse().map_err(|_| t!("dialogues-priority-wrong").to_owned())?;
    let trigger = edited.written_trigger()?;
    let when = edited.edited_when()?;
    let Some(fields) = document.as_object_mut() else {
        return Err(t!("dialogues-unreadable").to_owned());
    };
    fields.insert("pages".to_owned(), json!(lines(&edited.pages)));
    fields.insert("not_pages".to_owned(), json!(lines(&edited.not_pages)));
    fields.insert("visitors".to_owned(), json!(edited.visitors));
    fields.insert("priority".to_owned(), json!(priority));
    match when {
        WhenEdit::Nothing => drop(fields.remove("when")),
        WhenEdit::Criterion(when) => drop(fields.insert("when".to_owned(), when)),
        WhenEdit::Unchanged => {}
    }
    match trigger {
        Some(trigger) => drop(fields.insert("trigger".to_owned(), trigger)),
        None => drop(fields.remove("trigger")),
    }
    Ok(())
}

/// What to do with the document's conditions.
enum WhenEdit {
    Nothing,
    Criterion(Value),
    Unchanged,
}

impl Edited {
    fn edited_when(&self) -> Result<WhenEdit, String> {
        let Some(group) = &self.when else { return Ok(WhenEdit::Unchanged) };
        if group.is_empty() {
            return Ok(WhenEdit::Nothing);
        }
        let wrong = |wrong: Vec<crate::conditions::Wrong>| {
            let first = wrong.into_iter().next().map(|first| first.text).unwrap_or_default();
            t!("dialogues-incomplete", first = first)
        };
        let criterion = group.criterion().map_err(wrong)?;
        Ok(WhenEdit::Criterion(serde_json::to_value(criterion).unwrap_or_default()))
    }

    fn written_trigger(&self) -> Result<Option<Value>, String> {
        let Some(on) = &self.trigger else { return Ok(None) };
        let amount = || self.amount.trim().parse::<u64>().unwrap_or_default();
        let written = match on.as_str() {
            "click" | "submit" => json!({ "on": on, "selector": self.selector.trim() }),
            "time" => json!({ "on": on, "seconds": amount() }),
            "scroll" => json!({ "on": on, "percent": amount() }),
            on => json!({ "on": on }),
        };
        let mut mistakes = Vec::new();
        match trigger(&written, &mut mistakes) {
            Some(_) => Ok(Some(written)),
            None => Err(mistakes.first().map(ToString::to_string).unwrap_or_default()),
        }
    }
}

/// Returns the non-empty lines of a text, trimmed.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Returns whether an address matches, and a sentence that says why.
pub(crate) fn address(pages: &str, not_pages: &str, address: &str) -> (bool, String) {
    let fits = |patterns: &str| lines(patterns).into_iter().find(|one| matches(one, address));
    if let Some(pattern) = fits(not_pages) {
        return (false, t!("dialogues-excludes", pattern = pattern));
    }
    match (lines(pages).is_empty(), fits(pages)) {
        (true, _) => (true, t!("dialogues-every").to_owned()),
        (false, Some(pattern)) => (true, t!("dialogues-matches", pattern = pattern)),
        (false, None) => (false, t!("dialogues-matches-none").to_owned()),
    }
}

/// A visitor on a page, as described in the preview.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Described {
    /// The page's address.
    pub(crate) address: String,
    /// Whether their e-mail address is known.
    pub(crate) identified: bool,
    /// The country that the edge would derive from the request.
    pub(crate) country: String,
    /// Further attributes, one `company = Acme` per line.
    pub(crate) more: String,
    /// Seconds on the page.
    pub(crate) seconds: u32,
    /// The scroll depth, in percent.
    pub(crate) scrolled: u32,
    /// Whether the site is closed by its hours.
    pub(crate) closed: bool,
}

/// A dialogue as it is published, or would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) id: DialogueId,
    pub(crate) name: String,
    /// The lowest number wins.
    pub(crate) priority: u32,
    audience: Audience,
    /// The trigger, for a flow.
    trigger: Option<Trigger>,
}

impl Seen {
    /// Parses a target; returns `None` if it couldn't be published.
    pub(crate) fn new(
        id: DialogueId,
        name: String,
        priority: u32,
        target: &Target,
    ) -> Option<Self> {
        let when = target.when.clone().map(serde_json::from_value).transpose().ok()?;
        let trigger = target.trigger.clone().map(serde_json::from_value).transpose().ok()?;
        let (pages, not_pages) = (target.pages.clone(), target.not_pages.clone());
        let audience = Audience { pages, not_pages, visitors: target.visitors, when };
        Some(Self { id, name, priority, audience, trigger })
    }
}

/// Returns for each dialogue, in order of priority, whether that visitor sees it and why.
pub(crate) fn audience_reasons(mut all: Vec<Seen>, described: &Described) -> Vec<(Seen, Reason)> {
    all.sort_by(|a, b| (a.priority, &a.id).cmp(&(b.priority, &b.id)));
    let mut attributes: Attributes = lines(&described.more)
        .iter()
        .filter_map(|line| line.split_once('='))
        .filter_map(|(name, value)| Some((Field::from_name(name.trim())?, value.trim().to_owned())))
        .collect();
    if described.identified && !attributes.contains_key(&Field::Email) {
        attributes.insert(Field::Email, "somebody@example.com".to_owned());
    }
    let page = Page { url: described.address.trim().to_owned(), ..Page::default() };
    let location = Location { country: described.country.trim().to_owned(), ..Location::default() };
    let measured = Measured {
        time_on_page: described.seconds,
        time_on_site: described.seconds,
        scroll_depth: described.scrolled,
    };
    let now = NowFacts::from([(NowAttribute::open(), !described.closed)]);
    let (attributes, location) = (&attributes, &location);
    let visitor_data = VisitorData { attributes, page: &page, location, now: &now };
    let visitor = Visitor { visitor_data, measured: &measured, done: &[] };
    let candidates = all.iter().map(|seen| Candidate {
        id: &seen.id,
        audience: &seen.audience,
        trigger: seen.trigger.as_ref(),
    });
    let reasons: Vec<Reason> =
        explain(candidates, &visitor).into_iter().map(|(_, reason)| reason).collect();
    all.into_iter().zip(reasons).collect()
}

/// Returns a sentence for a reason; `name` returns a dialogue's name.
pub(crate) fn because(
    reason: &Reason,
    name: impl Fn(&DialogueId) -> String,
    country: &impl Fn(&str) -> Option<String>,
) -> String {
    match reason {
        Reason::Shown => t!("dialogues-why-shown").to_owned(),
        Reason::Later(_) => t!("dialogues-why-later").to_owned(),
        Reason::Behind(first) => t!("dialogues-why-beaten", first = name(first)),
        Reason::MaySetOff => t!("dialogues-why-flow").to_owned(),
        Reason::Done => t!("dialogues-why-done").to_owned(),
        Reason::OtherPage => t!("dialogues-why-page").to_owned(),
        Reason::Excluded(pattern) => t!("dialogues-why-excluded", pattern = pattern),
        Reason::OtherVisitors(Visitors::Identified) => t!("dialogues-why-known").to_owned(),
        Reason::OtherVisitors(_) => t!("dialogues-why-anonymous").to_owned(),
        Reason::Fails(tests) => {
            let rows = tests.iter().cloned().map(Criterion::Test).collect();
            let group = Group::from_criterion(&Criterion::All { all: rows });
            t!("dialogues-why-not-met", group = crate::conditions::describe(&group, country))
        }
        Reason::FlowWaits => t!("dialogues-why-flow-waits").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "name": "Hello", "priority": 7, "pages": ["https://a.example/*"], "visitors": "identified",
            "when": { "any": [{ "event": "time_on_page", "at_least": 5 }] },
            "trigger": { "on": "click", "selector": ".buy" },
            "stream": { "first": "a", "cards": [] }, "ours": { "kept": true },
        })
    }

    #[test]
    fn untouched_fields_stay_unchanged() {
        let mut written = document();
        let edited = read(&written);
        assert_eq!(edited.selector, ".buy");
        write(&edited, &mut written).unwrap();
        let mut expected = document();
        expected["not_pages"] = json!([]);
        assert_eq!(written, expected);
    }

    #[test]
    fn an_audience_replaces_the_earlier_one() {
        let mut written = document();
        let edited = Edited {
            pages: " https://b.example/* \n\n".to_owned(),
            when: Some(Group::default()),
            trigger: None,
            priority: "3".to_owned(),
            ..read(&written)
        };
        write(&edited, &mut written).unwrap();
        assert_eq!(written["pages"], json!(["https://b.example/*"]));
        assert_eq!((written.get("when"), written.get("trigger")), (None, None));
        assert_eq!((&written["priority"], &written["ours"]), (&json!(3), &json!({ "kept": true })));
    }

    #[test]
    fn unreadable_conditions_are_kept_and_mistakes_are_reported() {
        let mut written = document();
        written["when"] = json!({ "moon": "full" });
        let edited = read(&written);
        assert_eq!(edited.when, None);
        write(&edited, &mut written).unwrap();
        assert_eq!(written["when"], json!({ "moon": "full" }));
        let wrong = |edited: Edited| write(&edited, &mut document()).unwrap_err();
        let edited = read(&document());
        assert!(wrong(Edited { priority: "first".into(), ..edited.clone() }).contains("priority"));
        assert!(wrong(Edited { selector: " ".into(), ..edited }).contains("selector"));
    }

    #[test]
    fn the_deciding_pattern_is_named_for_an_address() {
        let said = |url: &str| address("https://a.example/*", "*/cart", url);
        assert_eq!(
            said("https://a.example/x?y"),
            (true, "Yes: it matches https://a.example/*.".into())
        );
        assert_eq!(said("https://a.example/cart"), (false, "No: */cart excludes it.".into()));
        assert!(!said("https://b.example/").0);
        assert!(address("", "", "https://b.example/").0);
    }

    #[test]
    fn the_explanation_says_why_a_dialogue_is_shown_or_not() {
        let seen = |name: &str, priority, target: Value| {
            let id = DialogueId::parse(format!("dialogue_{name}")).unwrap();
            let target: Target = serde_json::from_value(target).unwrap();
            Seen::new(id, name.to_owned(), priority, &target).unwrap()
        };
        let german = json!({ "attribute": "country", "operator": "is", "value": "DE" });
        let all = vec![
            seen("last", 9, json!({})),
            seen("german", 1, json!({ "when": german })),
            seen("second", 2, json!({ "pages": ["https://a.example/*"] })),
            seen(
                "acme",
                0,
                json!({ "when":
                { "attribute": "company", "operator": "is", "value": "Acme" } }),
            ),
        ];
        let described = Described {
            address: "https://a.example/hats".to_owned(),
            country: "FR".to_owned(),
            more: "company = Acme".to_owned(),
            ..Described::default()
        };
        let seen = audience_reasons(all, &described);
        let name = |id: &DialogueId| id.as_str().to_owned();
        let texts: Vec<(String, String)> = seen
            .iter()
            .map(|(seen, reason)| (seen.name.clone(), because(reason, name, &|_| None)))
            .collect();
        assert_eq!(texts[0].0, "acme");
        assert!(texts[0].1.starts_with("Shown"));
        assert!(texts[1].1.contains("Country") && texts[1].1.contains("DE"), "{texts:?}");
        assert!(texts[2].1.contains("dialogue_acme"));
        assert_eq!(texts[3].0, "last");
    }
}
