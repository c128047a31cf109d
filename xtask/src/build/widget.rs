//! The visitor's panel, built for the smallest size.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use super::texts::PanelTexts;
use super::wasm::Module;
use super::{Workshop, bundle, tokens};

/// The inputs of the panel.
pub(super) const SOURCES: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "shared",
    "widget/Cargo.toml",
    "widget/src",
    "widget/panel",
    "widget/texts",
    "console/css/tokens.css",
];

const MODULE: Module = Module {
    package: "bellhop-widget",
    artifact: "bellhop_widget.wasm",
    profile: "widget",
    // Inlining costs bytes: with hardly any, the module is 0.9 KB smaller after brotli.
    rustflags: "-Cllvm-args=-inline-threshold=5",
    out_name: "panel",
    optimise: &[
        "-Oz",
        // The branches of a function are found anew, without what the compiler left of its own.
        "--flatten",
        "--rereloop",
        "-Oz",
        "-Oz",
        // A larger function with a single caller is not inlined: that would be shorter, but compress worse.
        "--one-caller-inline-max-function-size=30",
        "--always-inline-max-function-size=6",
        // An offset folds into a load: below the first 1,024 bytes is only the end of the stack.
        "--low-memory-unused",
        // What does the same for different types has the same name: beside each other, it compresses better.
        "--reorder-functions-by-name",
        "--strip-producers",
        "--strip-target-features",
    ],
};

/// Builds `www/dist/panel.html` and `www/dist/w/{hash}/panel.{js,css}`, `panel_bg.wasm`, the
/// scripts that load later, and a file for each language but English, which is part of the panel.
pub(super) fn build(shop: &Workshop) -> Result<()> {
    let output = MODULE.build_short(shop)?;
    let ready = shop.project.path("target/bellhop/panel-ready");
    fs::create_dir_all(&ready)?;
    let (english, others) = PanelTexts::read(&shop.project.path("widget/texts"))?;
    let (wasm, host) = (output.join("panel.js"), shop.project.path("widget/panel/host.js"));
    let aliases: [(&str, &Path); 2] = [("wasm", &wasm), ("host", &host)];
    for (file, json) in [
        ("panel.js", &english.panel),
        ("person.js", &english.person),
        ("document.js", &english.document),
    ] {
        let from = shop.project.path("widget/panel").join(file);
        bundle::module_with(shop, &from, &ready.join(file), ("ENGLISH", json), &aliases)?;
    }
    for texts in others {
        fs::write(ready.join(format!("{}.js", texts.language)), texts.module())?;
    }
    fs::copy(output.join("panel_bg.wasm"), ready.join("panel_bg.wasm"))?;
    bundle::style(shop, &shop.project.path("widget/panel/panel.css"), &ready.join("panel.css"))?;
    write_tokens_out(&ready)?;

    let dist = shop.project.dist();
    let hash = bundle::publish(&ready, &dist.join("w"))?;
    let template = shop.project.path("widget/panel/panel.html");
    bundle::page(&template, &dist.join("panel.html"), &format!("/w/{hash}"))
}

/// Inlines the tokens of the panel's sheet that never change; what loads later must not use those.
fn write_tokens_out(ready: &Path) -> Result<()> {
    let path = ready.join("panel.css");
    let sheet = tokens::written_out(&fs::read_to_string(&path)?);
    for later in ["person.js", "document.js"] {
        let script = fs::read_to_string(ready.join(later))?;
        for token in tokens::used(&script) {
            ensure!(tokens::is_set(token, &sheet), "{later} uses {token}, which is written out");
        }
    }
    fs::write(path, sheet)?;
    Ok(())
}
