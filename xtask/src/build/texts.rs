//! The words of the panel in each language, from `widget/texts`: as short as the panel takes them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// The one that is built in.
const ENGLISH: &str = "en";

/// The two groups of a file, `panel` and `person`, with the words by their names. A map has them in the
/// order of these, in which the wasm counts them (`widget/src/texts.rs`).
type File = BTreeMap<String, BTreeMap<String, String>>;

/// The words of a language, as JSON.
pub(super) struct PanelTexts {
    /// Its two letters.
    pub(super) language: String,
    /// The panel's, without their names.
    pub(super) panel: String,
    /// Those of `widget/panel/person`, by name.
    pub(super) person: String,
}

impl PanelTexts {
    /// English, and the others.
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
        Ok(Self { language, panel: serde_json::to_string(&panel)?, person })
    }

    /// As the panel imports it.
    pub(super) fn module(&self) -> String {
        format!("export default {};export const person={};\n", self.panel, self.person)
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
            r#"{ "panel": { "b": "Zwei", "a": "“Eins”" }, "person": { "c": "Drei" } }"#,
        )
        .unwrap();
        let texts = PanelTexts::new("de".into(), &file).unwrap();
        assert_eq!(
            texts.module(),
            "export default [\"“Eins”\",\"Zwei\"];export const person={\"c\":\"Drei\"};\n"
        );
    }
}
