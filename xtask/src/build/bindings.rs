//! Shortens the names between a wasm module and wasm-bindgen's JavaScript: `wasm-opt` gives each
//! import and export a letter and prints which, and the script gets the same ones.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

/// The name that wasm-opt gives to all modules of imports.
const MODULE: &str = "a";

/// Replaces the names in `{name}_bg.js`, and writes `{name}.js`, which instantiates the module.
pub(super) fn shorten(folder: &Path, name: &str, names: &str) -> Result<()> {
    let names = Names::read(names).context("wasm-opt did not print the names")?;
    let glue = folder.join(format!("{name}_bg.js"));
    let text = names.in_glue(&fs::read_to_string(&glue)?);
    fs::write(&glue, text)?;
    fs::write(folder.join(format!("{name}.js")), names.loader(name)?)?;
    Ok(())
}

/// The names of a module.
struct Names {
    /// The script, its function, and the letter.
    imports: Vec<(String, String, String)>,
    /// The letter of each export.
    exports: HashMap<String, String>,
}

impl Names {
    fn read(json: &str) -> Option<Self> {
        let json: Value = serde_json::from_str(json).ok()?;
        let texts = |row: &Value| -> Option<Vec<String>> {
            row.as_array()?.iter().map(|text| Some(text.as_str()?.to_owned())).collect()
        };
        let rows = |key: &str| -> Option<Vec<Vec<String>>> {
            json.get(key)?.as_array()?.iter().map(texts).collect()
        };
        let import = |row: Vec<String>| {
            row.try_into().ok().map(|[from, name, short]: [_; 3]| (from, name, short))
        };
        let export =
            |row: Vec<String>| row.try_into().ok().map(|[name, short]: [_; 2]| (name, short));
        Some(Self {
            imports: rows("imports")?.into_iter().map(import).collect::<Option<_>>()?,
            exports: rows("exports")?.into_iter().map(export).collect::<Option<_>>()?,
        })
    }

    /// Replaces the exports that wasm-bindgen's script uses: all are properties of its `wasm`.
    fn in_glue(&self, glue: &str) -> String {
        const OBJECT: &str = "wasm.";
        let mut parts = glue.split(OBJECT);
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !is_word(c)).unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            let name = self.exports.get(name).map_or(name, String::as_str);
            text.extend([OBJECT, name, rest]);
        }
        text
    }

    /// The script that instantiates the module, as wasm-bindgen's own for bundlers does.
    fn loader(&self, name: &str) -> Result<String> {
        let start = self.exports.get("__wbindgen_start").context("no __wbindgen_start")?;
        let mut scripts: Vec<&str> = self.imports.iter().map(|(from, ..)| from.as_str()).collect();
        scripts.sort_unstable();
        scripts.dedup();
        let mut text = format!(
            "import {{ __wbg_set_wasm }} from \"./{name}_bg.js\";\n\
             export * from \"./{name}_bg.js\";\n"
        );
        for (number, script) in scripts.iter().enumerate() {
            writeln!(text, "import * as script{number} from \"{script}\";")?;
        }
        text.push_str("const imports = {\n");
        for (from, import, short) in &self.imports {
            let number = scripts.iter().position(|script| script == from).unwrap_or_default();
            writeln!(text, "  {short}: script{number}.{import},")?;
        }
        write!(
            text,
            "}};\n\
             export const instantiate = async (response) => {{\n  \
               const loaded = WebAssembly.instantiateStreaming(response, {{ {MODULE}: imports }});\n  \
               const {{ exports }} = (await loaded).instance;\n  \
               __wbg_set_wasm(exports);\n  \
               exports.{start}();\n\
             }};\n"
        )?;
        Ok(text)
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::Names;

    const PRINTED: &str = r#"{
        "imports": [["./panel_bg.js", "__wbg_post_1f", "a"], ["host", "root", "b"]],
        "exports": [["memory", "c"], ["clicked", "d"], ["__wbindgen_start", "e"]]
    }"#;

    #[test]
    fn the_exports_have_letters_in_the_script() {
        let names = Names::read(PRINTED).unwrap();
        let glue = "export function clicked(at) { wasm.clicked(wasm.memory.buffer, at.clicked); }";
        let short = "export function clicked(at) { wasm.d(wasm.c.buffer, at.clicked); }";
        assert_eq!(names.in_glue(glue), short);
    }

    #[test]
    fn the_loader_passes_each_import_by_its_letter() {
        let loader = Names::read(PRINTED).unwrap().loader("panel").unwrap();
        assert!(loader.contains("a: script0.__wbg_post_1f,\n  b: script1.root,"), "{loader}");
        assert!(loader.contains("import * as script1 from \"host\";"), "{loader}");
        assert!(loader.contains("exports.e();"), "{loader}");
    }

    #[test]
    fn other_output_is_refused() {
        assert!(Names::read("warning: a").is_none());
    }
}
