//! `cargo xtask icons`: the icons that `console/icons/icons.txt` names, from Lucide, one line each.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::tools;

/// The `<svg>` tag of every icon; the size comes from the style sheet.
const OPENING: &str = "<svg viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" \
    stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">";

/// Writes `console/icons/{name}.svg` for every name, and removes the icons without one.
pub(crate) fn write(project: &Project) -> Result<()> {
    let folder = project.path("console/icons");
    let list = fs::read_to_string(folder.join("icons.txt"))?;
    let names: Vec<&str> = list.lines().map(str::trim).filter(|name| !name.is_empty()).collect();
    let source = tools::install_icons(project)?.join("lucide-static/icons");
    for name in &names {
        let original = fs::read_to_string(source.join(format!("{name}.svg")))
            .with_context(|| format!("Lucide has no icon `{name}`"))?;
        let icon = clean(&original).with_context(|| format!("the icon `{name}` is unusual"))?;
        fs::write(folder.join(format!("{name}.svg")), icon)?;
    }
    for entry in fs::read_dir(&folder)? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        if file.strip_suffix(".svg").is_some_and(|name| !names.contains(&name)) {
            fs::remove_file(folder.join(file))?;
        }
    }
    println!("{} icons in console/icons", names.len());
    Ok(())
}

/// Returns only the shapes of an icon, in our own `<svg>`.
fn clean(original: &str) -> Result<String> {
    let start = original.find("<svg").context("no <svg")?;
    let rest = &original[start..];
    let inside = rest.find('>').map(|end| &rest[end + 1..]).context("no end of <svg")?;
    let Some(inside) = inside.trim_end().strip_suffix("</svg>") else {
        bail!("no </svg> at the end");
    };
    let shapes: String = inside.lines().map(str::trim).collect();
    Ok(format!("{OPENING}{}</svg>\n", shapes.replace(" />", "/>")))
}

#[cfg(test)]
mod tests {
    use super::{OPENING, clean};

    #[test]
    fn an_icon_keeps_its_shapes_and_nothing_else() {
        let original = "<!-- @license -->\n<svg\n  class=\"lucide\"\n  stroke-width=\"2\"\n>\n  \
                        <path d=\"M1 2\" />\n  <circle r=\"3\" />\n</svg>\n";
        let expected = format!("{OPENING}<path d=\"M1 2\"/><circle r=\"3\"/></svg>\n");
        assert_eq!(clean(original).unwrap(), expected);
    }

    #[test]
    fn anything_but_an_icon_is_refused() {
        assert!(clean("<p>").is_err());
        assert!(clean("<svg><path/>").is_err());
    }
}
