//! The table that translators get: each text of a stream in a row, each language in a column.

use crate::csv::Csv;
use crate::language::Language;
use crate::stream::{Stream, TextId, Translations, texts};
use std::collections::{BTreeMap, BTreeSet};

/// The name of the column with the names of the texts.
const NAMES: &str = "text";
/// The name of the column with the texts as they were written, where nobody said in which language.
const WRITTEN: &str = "original";

/// The table of a stream: the languages that it has, and those that are asked for besides.
pub fn table(
    stream: &Stream,
    written_in: Option<Language>,
    translations: &Translations,
    more: &[Language],
) -> Csv {
    let languages: BTreeSet<Language> =
        translations.languages().chain(more.iter().copied()).collect();
    let written = written_in.map_or(WRITTEN, Language::as_str);
    let tags = languages.iter().map(|language| language.as_str());
    let mut csv = Csv::new(&[NAMES, written].into_iter().chain(tags).collect::<Vec<_>>());
    for (id, text) in texts(stream) {
        let translated = languages.iter().map(|language| {
            translations
                .texts(*language)
                .and_then(|texts| texts.get(&id))
                .map_or("", String::as_str)
        });
        let row: Vec<&str> = [id.as_str(), &text].into_iter().chain(translated).collect();
        csv.row(&row);
    }
    csv
}

/// A table that came back from translators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The languages of its columns, in their order.
    pub languages: Vec<Language>,
    /// The columns that are no language.
    pub ignored: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    id: TextId,
    /// The text that was translated.
    written: Option<String>,
    /// In the order of the languages.
    texts: Vec<String>,
}

/// Why a file is no table of texts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The file is no table.
    #[error("This is not a table with commas or semicolons: {0}. Save it as CSV (UTF-8).")]
    Unreadable(String),
    /// The column that names the texts is missing.
    #[error(
        "The first row has no column “text”. Keep the first row and the first column as they were exported."
    )]
    NoNames,
    /// There is no column with a language.
    #[error(
        "No column is named by a language, such as “de” or “pt-BR”. Keep the first row as it was exported."
    )]
    NoLanguage,
}

/// What became of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// How many texts are different now.
    pub changed: usize,
    /// Texts that the stream doesn't have.
    pub unknown: Vec<TextId>,
    /// Texts that read differently when they were exported: their translations may be old.
    pub outdated: Vec<TextId>,
}

impl Table {
    /// Reads a file.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let mut rows =
            Csv::read(text).map_err(|error| Unfit::Unreadable(error.to_string()))?.into_iter();
        let head: Vec<String> =
            rows.next().unwrap_or_default().iter().map(|name| name.trim().to_owned()).collect();
        let names = head.iter().position(|name| name == NAMES).ok_or(Unfit::NoNames)?;
        // The column beside the names has what was translated, whatever it is called.
        let written = (names + 1 < head.len()).then_some(names + 1);
        let others = (0..head.len()).filter(|at| *at != names && Some(*at) != written);
        let (columns, ignored): (Vec<usize>, Vec<usize>) =
            others.partition(|at| Language::from_name(&head[*at]).is_some());
        if columns.is_empty() {
            return Err(Unfit::NoLanguage);
        }
        let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
        let rows = rows.map(|row| Row {
            id: TextId::named(cell(&row, names).trim()),
            written: written.map(|at| cell(&row, at)),
            texts: columns.iter().map(|at| cell(&row, *at)).collect(),
        });
        Ok(Self {
            languages: columns.iter().filter_map(|at| Language::from_name(&head[*at])).collect(),
            ignored: ignored.into_iter().map(|at| head[at].clone()).collect(),
            rows: rows.collect(),
        })
    }

    /// Writes its texts into the translations of a stream. An empty cell changes nothing.
    pub fn put_into(&self, translations: &mut Translations, stream: &Stream) -> Taken {
        let own: BTreeMap<TextId, String> = texts(stream).into_iter().collect();
        let mut taken = Taken::default();
        for row in &self.rows {
            let Some(now) = own.get(&row.id) else {
                taken.unknown.push(row.id.clone());
                continue;
            };
            let mut is_new = false;
            for (language, text) in self.languages.iter().zip(&row.texts) {
                let known = translations.texts(*language).and_then(|texts| texts.get(&row.id));
                if !text.trim().is_empty() && known != Some(text) {
                    translations.set(*language, row.id.clone(), text);
                    taken.changed += 1;
                    is_new = true;
                }
            }
            if is_new && row.written.as_ref().is_some_and(|written| written != now) {
                taken.outdated.push(row.id.clone());
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn stream(hello: &str) -> Stream {
        serde_json::from_value(json!({ "first": "hi", "cards": [
            { "type": "question", "id": "hi", "text": hello, "responses": [
                { "id": "yes", "label": "Yes, please" }] } ]}))
        .unwrap()
    }

    fn german(text: &str) -> Translations {
        let mut all = Translations::default();
        all.set(Language::German, TextId::named("hi/text"), text);
        all
    }

    #[test]
    fn a_table_comes_back_as_it_went() {
        let stream = stream("Hello; \"you\",\n=there");
        let csv = table(&stream, Some(Language::English), &german("Hallo"), &[Language::Arabic]);
        assert!(csv.text().starts_with("\u{feff}text,en,de,ar\r\n"), "{}", csv.text());
        let read = Table::read(csv.text()).unwrap();
        assert_eq!(read.languages, [Language::German, Language::Arabic]);
        let mut all = german("Hallo");
        assert_eq!(read.put_into(&mut all, &stream), Taken::default());
        assert_eq!(all, german("Hallo"));
    }

    #[test]
    fn what_translators_wrote_is_taken_and_the_rest_is_told() {
        let file = "text,original,de,note\nhi/text,Hi,Hallo,x\nhi/responses/yes,\"Yes, please\",Ja gern,\n\
                    old/text,Bye,Tschüs,\n";
        let read = Table::read(file).unwrap();
        assert_eq!(read.ignored, ["note"]);
        let mut all = german("Servus");
        let taken = read.put_into(&mut all, &stream("Hello"));
        assert_eq!(taken.changed, 2);
        assert_eq!(taken.unknown, [TextId::named("old/text")]);
        assert_eq!(taken.outdated, [TextId::named("hi/text")]);
        let texts = all.texts(Language::German).unwrap();
        assert_eq!(texts[&TextId::named("hi/responses/yes")], "Ja gern");
        assert_eq!(texts[&TextId::named("hi/text")], "Hallo");
    }

    #[test]
    fn other_files_are_refused() {
        for (file, why) in [
            ("", Unfit::NoNames),
            ("name,de\nx,y\n", Unfit::NoNames),
            ("text,original\nhi/text,Hi\n", Unfit::NoLanguage),
            ("text,original,Deutsch\nhi/text,Hi,Hallo\n", Unfit::NoLanguage),
        ] {
            assert_eq!(Table::read(file).unwrap_err(), why, "{file}");
        }
        assert!(matches!(Table::read("text,de\nx\n").unwrap_err(), Unfit::Unreadable(_)));
    }
}
