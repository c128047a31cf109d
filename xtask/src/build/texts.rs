//! The panel's texts in each language, from `widget/texts`, in the compact form that the panel
//! loads.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// The built-in language.
const ENGLISH: &str = "en";

/// The groups of a file, `panel`, `document` and `person`, with the texts by key. The map is ordered by
/// key, and the wasm refers to a text by its index in that order (`widget/src/texts.rs`).
type File = BTreeMap<String, BTreeMap<String, String>>;

/// The texts of a language, as JSON.
pub(super) struct PanelTexts {
    /// The two-letter code.
    pub(super) language: String,
    /// The panel's texts, without keys.
    pub(super) panel: String,
    /// Those of `widget/panel/person`, by name.
    pub(super) person: String,
    /// Those of `widget/panel/document.js`, by name.
    pub(super) document: String,
}

impl PanelTexts {
    /// Reads English, and the other languages.
    pub(super) fn read(folder: &Path) -> Result<(Self, Vec<Self>)> {
        let english = file(&folder.join(format!("{ENGLISH}.json")))?;
        let mut others = Vec::new();
        let mut paths: Vec<_> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if name == ENGLISH {
                continue;
            }
            let own = file(&path)?;
            ensure!(
                names(&own) == names(&english),
                "{} must have the texts of {ENGLISH}.json",
                path.display()
            );
            others.push(Self::new(name, &own)?);
        }
        Ok((Self::new(ENGLISH.to_owned(), &english)?, others))
    }

    fn new(language: String, file: &File) -> Result<Self> {
        let group = |name: &str| file.get(name).with_context(|| format!("there is no `{name}`"));
        let panel: Vec<&String> = group("panel")?.values().collect();
        let person = serde_json::to_string(group("person")?)?;
        let document = serde_json::to_string(group("document")?)?;
        Ok(Self { language, panel: serde_json::to_string(&panel)?, person, document })
    }

    /// The JavaScript module that the panel imports.
    pub(super) fn module(&self) -> String {
        let Self { panel, person, document, .. } = self;
        format!(
            "export default {panel};export const person={person};export const document={document};\n"
        )
    }
}

fn names(file: &File) -> Vec<(&String, Vec<&String>)> {
    file.iter().map(|(group, texts)| (group, texts.keys().collect())).collect()
}

fn file(path: &Path) -> Result<File> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| format!("{} is not as en.json is", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{File, PanelTexts};

    #[test]
    fn texts_go_to_the_panel_in_the_order_of_their_keys() {
        let file: File = serde_json::from_str(
            r#"{ "panel": { "b": "Zwei", "a": "“Eins”" }, "person": { "c": "Drei" }, "document": {} }"#,
        )
        .unwrap();
        let texts = PanelTexts::new("de".into(), &file).unwrap();
        assert_eq!(
            texts.module(),
            "export default [\"“Eins”\",\"Zwei\"];export const person={\"c\":\"Drei\"};export const document={};\n"
        );
    }
}
