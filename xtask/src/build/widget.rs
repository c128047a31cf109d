//! The visitor's panel: as few bytes as can be had.

use std::fs;

use anyhow::Result;

use super::wasm::Module;
use super::{Workshop, bundle};

/// What the panel is made from.
pub(super) const SOURCES: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "shared",
    "widget",
    "www/css/tokens.css",
    "www/css/panel.css",
    "www/css/panel",
    "www/icons",
    "www/panel.html",
];

const MODULE: Module = Module {
    package: "bellhop-widget",
    artifact: "bellhop_widget.wasm",
    profile: "widget",
    // Inlining costs bytes: with hardly any, the module is 0.9 KB smaller after brotli.
    rustflags: "-Cstrip=symbols -Cllvm-args=-inline-threshold=5",
    out_name: "panel",
    // What is called once is left where it is: inlined it is shorter, and compresses worse.
    optimise: &[
        "-Oz",
        "-Oz",
        "--one-caller-inline-max-function-size=0",
        "--strip-producers",
        "--strip-target-features",
    ],
};

/// Builds `www/dist/panel.html` and `www/dist/w/{hash}/panel.{js,css}`, `files.js` and
/// `panel_bg.wasm`.
pub(super) fn build(shop: &Workshop) -> Result<()> {
    let made = MODULE.build_alone(shop)?;
    let ready = shop.project.path("target/bellhop/panel-ready");
    fs::create_dir_all(&ready)?;
    bundle::module(shop, &shop.project.path("widget/panel.js"), &ready.join("panel.js"))?;
    bundle::module(shop, &shop.project.path("widget/files.js"), &ready.join("files.js"))?;
    fs::copy(made.join("panel_bg.wasm"), ready.join("panel_bg.wasm"))?;
    bundle::style(shop, &shop.project.path("www/css/panel.css"), &ready.join("panel.css"))?;

    let dist = shop.project.dist();
    let hash = bundle::publish(&ready, &dist.join("w"))?;
    let template = shop.project.path("www/panel.html");
    bundle::page(&template, &dist.join("panel.html"), &format!("/w/{hash}"))
}
