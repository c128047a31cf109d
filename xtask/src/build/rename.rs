//! Short names between a module and its glue.
//!
//! wasm-bindgen gives every import a name with a hash in it, written once in the wasm and once in
//! the JavaScript: 3 KB of what no compression can shorten. wasm-opt renames the wasm's side and
//! says how; here the JavaScript follows.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Tells wasm-opt to rename, and to say how.
pub(super) const OPTION: &str = "--minify-imports-and-exports-and-modules";

/// Gives what the glue names the names that wasm-opt says the wasm has now.
pub(super) fn glue(script: &Path, said: &str) -> Result<()> {
    let names: Value =
        serde_json::from_str(said).context("wasm-opt did not say what it renamed")?;
    let text = fs::read_to_string(script).with_context(|| script.display().to_string())?;
    fs::write(script, follow(&text, &names)?)?;
    Ok(())
}

fn follow(text: &str, names: &Value) -> Result<String> {
    let mut text = text.to_owned();
    for import in rows(names, "imports")? {
        let [Some(module), Some(long), Some(short)] = [0, 1, 2].map(|at| import[at].as_str())
        else {
            anyhow::bail!("wasm-opt names an import in a way that isn't known: {import}");
        };
        ensure!(text.contains(long), "the glue has no {long}");
        text = replace_word(&text, long, short);
        // All modules become one of that name.
        text = text.replace(&format!("\"{module}\": import0"), "a: import0");
    }
    for export in rows(names, "exports")? {
        let [Some(long), Some(short)] = [0, 1].map(|at| export[at].as_str()) else {
            anyhow::bail!("wasm-opt names an export in a way that isn't known: {export}");
        };
        for object in ["wasm", "instance.exports"] {
            let (long, short) = (format!("{object}.{long}"), format!("{object}.{short}"));
            text = replace_word(&text, &long, &short);
        }
    }
    ensure!(text.contains("a: import0"), "the glue does not name its imports as it did");
    Ok(text)
}

fn rows<'n>(names: &'n Value, key: &str) -> Result<&'n Vec<Value>> {
    names[key].as_array().with_context(|| format!("wasm-opt says nothing about {key}"))
}

/// Replaces a name where it stands alone, and not as part of a longer one.
fn replace_word(text: &str, from: &str, to: &str) -> String {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, found) = rest.split_at(at);
        let after = &found[from.len()..];
        let alone = !before.ends_with(part_of_name) && !after.starts_with(part_of_name);
        replaced.push_str(before);
        replaced.push_str(if alone { to } else { from });
        rest = after;
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_glue_follows_the_wasm() {
        let names = json!({
            "imports": [["./panel_bg.js", "__wbg_id_1", "$"]],
            "exports": [["__wbindgen_export", "b"], ["__wbindgen_export2", "c"]],
        });
        let glue = "{ \"./panel_bg.js\": import0, __wbg_id_1: function() {}, __wbg_id_12: 0 }\n\
                    wasm.__wbindgen_export2(wasm.__wbindgen_export);";
        let expected = "{ a: import0, $: function() {}, __wbg_id_12: 0 }\nwasm.c(wasm.b);";
        assert_eq!(follow(glue, &names).unwrap(), expected);
    }

    #[test]
    fn glue_of_another_kind_is_an_error() {
        let names = json!({ "imports": [["m", "gone", "a"]], "exports": [] });
        assert!(follow("nothing of it", &names).is_err());
        assert!(follow("", &json!({})).is_err());
    }
}
