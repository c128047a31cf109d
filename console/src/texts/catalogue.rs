//! The texts of one language.

use super::Value;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use shared::protocol::ConsoleLanguage;

/// The English files, one for each section.
pub(super) const ENGLISH: &[(&str, &str)] = &[
    ("ab_tests", include_str!("../../texts/en/ab_tests.ftl")),
    ("account", include_str!("../../texts/en/account.ftl")),
    ("app", include_str!("../../texts/en/app.ftl")),
    ("audit", include_str!("../../texts/en/audit.ftl")),
    ("backtest", include_str!("../../texts/en/backtest.ftl")),
    ("common", include_str!("../../texts/en/common.ftl")),
    ("conditions", include_str!("../../texts/en/conditions.ftl")),
    ("designer", include_str!("../../texts/en/designer.ftl")),
    ("dialogues", include_str!("../../texts/en/dialogues.ftl")),
    ("home", include_str!("../../texts/en/home.ftl")),
    ("hours", include_str!("../../texts/en/hours.ftl")),
    ("inbox", include_str!("../../texts/en/inbox.ftl")),
    ("notifications", include_str!("../../texts/en/notifications.ftl")),
    ("operator", include_str!("../../texts/en/operator.ftl")),
    ("people", include_str!("../../texts/en/people.ftl")),
    ("promises", include_str!("../../texts/en/promises.ftl")),
    ("replay", include_str!("../../texts/en/replay.ftl")),
    ("reports", include_str!("../../texts/en/reports.ftl")),
    ("settings", include_str!("../../texts/en/settings.ftl")),
    ("team", include_str!("../../texts/en/team.ftl")),
    ("translations", include_str!("../../texts/en/translations.ftl")),
    ("usage", include_str!("../../texts/en/usage.ftl")),
];

pub(crate) struct Catalogue {
    pub(super) language: ConsoleLanguage,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The built-in texts.
    pub(super) fn english() -> Self {
        Self::new(ConsoleLanguage::English, ENGLISH.iter().map(|(_, text)| *text))
    }

    /// Reads a language's files. What cannot be read is left out: a test reads every file.
    pub(crate) fn new<'a>(
        language: ConsoleLanguage,
        files: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let tags = language.as_str().parse().into_iter().collect();
        let mut bundle = FluentBundle::new(tags);
        // Names are isolated where they are drawn, by `<bdi>`.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            ConsoleLanguage::English => |value, _| formatted(value, ConsoleLanguage::English),
            ConsoleLanguage::German => |value, _| formatted(value, ConsoleLanguage::German),
        }));
        for file in files {
            let file = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(file, _)| file);
            bundle.add_resource_overriding(file);
        }
        Self { language, bundle }
    }

    /// Writes a text; `None` if there is none.
    pub(super) fn write(&self, id: &str, values: &[(&'static str, Value)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let values: FluentArgs =
            values.iter().map(|(name, value)| (*name, value.clone())).collect();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut Vec::new());
        Some(text.into_owned())
    }
}

/// A number in a text.
fn formatted(value: &Value, language: ConsoleLanguage) -> Option<String> {
    match value {
        Value::Number(number) => Some(separated(&number.as_string(), language)),
        _ => None,
    }
}

/// A plain number with the separators of a language. Four digits stay together, so that years do, too.
pub(super) fn separated(plain: &str, language: ConsoleLanguage) -> String {
    let (thousands, decimal) = match language {
        ConsoleLanguage::English => (',', '.'),
        ConsoleLanguage::German => ('.', ','),
    };
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let length = whole.len();
    let mut text = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if length > 4 && index > 0 && (length - index) % 3 == 0 {
            text.push(thousands);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(decimal);
        text.push_str(fraction);
    }
    text
}
