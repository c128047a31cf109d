//! The software bill of materials of an archive, as `CycloneDX` 1.6 writes it: who supplies what, in which version, and
//! what needs what.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::crates::Crate;
use crate::process;
use crate::project::Project;

/// Everything in an archive.
pub(super) fn document(
    project: &Project,
    version: &str,
    crates: &BTreeMap<&str, &Crate>,
    workerd: Option<&str>,
) -> Value {
    let (ours, others): (Vec<&Crate>, Vec<&Crate>) =
        crates.values().copied().partition(|one| one.checksum.is_none());
    let own = format!("pkg:generic/bellhop@{version}");
    let mut components: Vec<Value> = others.iter().map(|one| library(one)).collect();
    components.push(json!({
        "type": "library", "bom-ref": "pkg:npm/lucide-static", "name": "lucide-static",
        "purl": "pkg:npm/lucide-static", "supplier": { "name": "Lucide Contributors" },
        "licenses": [{ "license": { "id": "ISC" } }],
    }));
    let mut needs: Vec<String> = ours
        .iter()
        .flat_map(|one| &one.needs)
        .filter_map(|id| crates.get(id.as_str()))
        .filter(|one| one.checksum.is_some())
        .map(|one| purl(one))
        .collect();
    needs.push("pkg:npm/lucide-static".to_owned());
    if let Some(version) = workerd {
        let purl = format!("pkg:npm/workerd@{version}");
        components.push(json!({
            "type": "platform", "bom-ref": purl, "name": "workerd", "version": version,
            "purl": purl, "supplier": { "name": "Cloudflare, Inc." },
            "licenses": [{ "license": { "id": "Apache-2.0" } }],
            "externalReferences": [{ "type": "vcs", "url": "https://github.com/cloudflare/workerd" }],
        }));
        needs.push(purl);
    }
    needs.sort();
    needs.dedup();
    let mut dependencies = vec![json!({ "ref": own, "dependsOn": needs })];
    for one in others {
        let needs = one.needs.iter().filter_map(|id| crates.get(id.as_str()));
        let needs: Vec<String> = needs.map(|one| purl(one)).collect();
        dependencies.push(json!({ "ref": purl(one), "dependsOn": needs }));
    }
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": committed(project),
            "lifecycles": [{ "phase": "build" }],
            "authors": [{ "name": "cargo xtask package" }],
            "component": {
                "type": "application", "bom-ref": own, "name": "bellhop", "version": version,
                "purl": own, "supplier": { "name": "Bellhop" },
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": components,
        "dependencies": dependencies,
    })
}

fn purl(one: &Crate) -> String {
    format!("pkg:cargo/{}@{}", one.name, one.version)
}

fn library(one: &Crate) -> Value {
    let supplier = if one.authors.is_empty() {
        one.repository.clone().unwrap_or_else(|| "crates.io".to_owned())
    } else {
        one.authors.join(", ")
    };
    // Older crates write “or” as a stroke.
    let licence = one.licence.replace('/', " OR ").replace("  OR  ", " OR ");
    let mut library = json!({
        "type": "library", "bom-ref": purl(one), "name": one.name, "version": one.version,
        "purl": purl(one), "supplier": { "name": supplier },
        "licenses": [{ "expression": licence }],
        "hashes": [{ "alg": "SHA-256", "content": one.checksum }],
    });
    if let Some(url) = &one.repository {
        library["externalReferences"] = json!([{ "type": "vcs", "url": url }]);
    }
    library
}

/// When the packed state was committed, so that the same state gives the same document.
fn committed(project: &Project) -> String {
    let said = process::quiet(project.command("git").args(["log", "-1", "--format=%cI"]));
    said.map_or_else(|_| "1970-01-01T00:00:00Z".to_owned(), |said| said.trim().to_owned())
}
