//! The allowed dependencies of each crate, checked in its `Cargo.toml`.

use super::{Finding, Source};

/// A rule about a crate's dependencies.
enum Rule {
    /// Only these, because the visitor downloads every one of them.
    Only(&'static [&'static str]),
    /// Anything but these.
    Never(&'static [&'static str]),
}

const RULES: [(&str, Rule, &str); 6] = [
    (
        "shared/Cargo.toml",
        Rule::Never(&[
            "async-trait",
            "chrono",
            "futures",
            "futures-util",
            "getrandom",
            "gloo-net",
            "gloo-timers",
            "js-sys",
            "leptos",
            "rand",
            "tokio",
            "uuid",
            "wasm-bindgen",
            "wasm-bindgen-futures",
            "web-sys",
            "worker",
        ]),
        "shared only decides: no JavaScript, clock, randomness or async",
    ),
    (
        "widget/Cargo.toml",
        Rule::Only(&["shared", "wasm-bindgen"]),
        "a visitor downloads every crate of the widget: write the few lines that are needed",
    ),
    (
        "console/Cargo.toml",
        Rule::Never(&["worker", "tokio", "argon2"]),
        "the console shows what the server decided: ask the edge",
    ),
    (
        "edge/Cargo.toml",
        Rule::Never(&["web-sys", "leptos", "gloo-timers", "tokio"]),
        "the edge speaks to its runtime through `worker` alone",
    ),
    (
        "bellhop/Cargo.toml",
        Rule::Never(&["tokio", "reqwest", "worker", "leptos"]),
        "the command line is one small program: one thing after the other, by `ureq`",
    ),
    (
        "xtask/Cargo.toml",
        Rule::Never(&["shared"]),
        "a tool builds the product and is not part of it",
    ),
];

/// Checks that every crate keeps to its list, and that crates here depend on no other but `shared`.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if !source.path.ends_with("/Cargo.toml") {
        return Vec::new();
    }
    let rule = RULES.iter().find(|(path, _, _)| *path == source.path);
    let mut findings = Vec::new();
    for (line, name) in dependencies(&source.text) {
        if name.starts_with("bellhop-") {
            let message = format!("`{name}`: crates here share code through `shared` alone");
            findings.push(source.finding(line, message));
        }
        let Some((_, rule, reason)) = rule else { continue };
        if !rule.allows(name) {
            findings.push(source.finding(line, format!("`{name}` may not be used here: {reason}")));
        }
    }
    findings
}

impl Rule {
    fn allows(&self, name: &str) -> bool {
        match self {
            Self::Only(names) => names.contains(&name),
            Self::Never(names) => !names.contains(&name),
        }
    }
}

/// The numbered names in `[dependencies]` and similar sections; tests may use anything.
fn dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut listing = false;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.trim();
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let at = section.rfind("dependencies").filter(|_| !section.contains("dev-"));
            let name = at.map(|at| &section[at + "dependencies".len()..]);
            listing = name == Some("");
            names
                .extend(name.and_then(|name| name.strip_prefix('.')).map(|name| (index + 1, name)));
        } else if let Some((name, _)) = line.split_once('=').filter(|_| listing) {
            let name = name.trim().trim_end_matches(".workspace");
            // A line of a multi-line list is not a name.
            if name.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)) {
                names.push((index + 1, name));
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{check, dependencies};
    use crate::tidy::tests::source;

    const MANIFEST: &str = "[package]\nname = \"a\"\n[dependencies]\nshared.workspace = true\n\
        js-sys = \"1\"\n[dependencies.web-sys]\nfeatures = [\"Node\"]\n[dev-dependencies]\nb = \"1\"\n";

    #[test]
    fn names_are_read_from_both_kinds_of_section() {
        assert_eq!(dependencies(MANIFEST), [(4, "shared"), (5, "js-sys"), (6, "web-sys")]);
    }

    #[test]
    fn each_crate_has_its_own_rule() {
        let found = |path| check(&source(path, MANIFEST)).len();
        assert_eq!(found("shared/Cargo.toml"), 2);
        assert_eq!(found("widget/Cargo.toml"), 2);
        assert_eq!(found("edge/Cargo.toml"), 1);
        assert_eq!(found("tests/Cargo.toml"), 0);
        for (name, findings) in [("serde", 1), ("wasm-bindgen", 0)] {
            let manifest = format!("[dependencies]\n{name} = \"1\"\n");
            assert_eq!(check(&source("widget/Cargo.toml", &manifest)).len(), findings, "{name}");
        }
    }

    #[test]
    fn only_shared_is_shared() {
        let manifest = "[dependencies]\nbellhop-edge = { path = \"../edge\" }\n";
        assert_eq!(check(&source("tests/Cargo.toml", manifest)).len(), 1);
    }
}
