//! What pages are promised in `widget/loader/widget.d.ts` is TypeScript, and the examples of
//! `docs/sdk.md` keep to it.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::process;
use crate::project::Project;
use crate::tools::NodeTools;

const OPTIONS: &str = r#"{
  "compilerOptions": {
    "strict": true, "noImplicitAny": false, "allowJs": true, "checkJs": true, "noEmit": true,
    "target": "es2022", "module": "esnext", "moduleDetection": "force",
    "lib": ["es2022", "dom"], "types": []
  },
  "include": ["*.js", "../../../widget/loader/widget.d.ts"]
}"#;

/// Checks the declarations and every example.
pub(super) fn check(project: &Project) -> Result<()> {
    let text = fs::read_to_string(project.path("docs/sdk.md")).context("no docs/sdk.md")?;
    let examples = examples(&text);
    ensure!(!examples.is_empty(), "docs/sdk.md has no examples");
    let folder = project.path("target/bellhop/sdk");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("tsconfig.json"), OPTIONS)?;
    for (number, example) in examples.iter().enumerate() {
        fs::write(folder.join(format!("example-{}.js", number + 1)), example)?;
    }
    let node = NodeTools::ready(project)?;
    let mut tsc = node.command(project, "tsc")?;
    process::run(tsc.arg("--project").arg(folder))
}

/// The examples that run once the chat is ready; the ones before that are only listed.
fn examples(text: &str) -> Vec<&str> {
    let fenced = text.split("\n```js\n").skip(1);
    fenced.filter_map(|rest| rest.split("\n```").next()).collect()
}

#[cfg(test)]
mod tests {
    use super::examples;

    #[test]
    fn examples_are_the_fenced_scripts() {
        let text =
            "a\n```js\none();\ntwo();\n```\n```js early\nno\n```\n```\nno\n```\n```js\nb\n```\n";
        assert_eq!(examples(text), ["one();\ntwo();", "b"]);
    }
}
