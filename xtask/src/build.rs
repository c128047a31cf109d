//! `cargo xtask build`, part by part; skips a part whose inputs are unchanged.

mod bindings;
mod bundle;
mod compress;
mod console;
pub(crate) mod digest;
mod edge;
mod inputs;
mod texts;
mod tokens;
mod wasm;
mod widget;
mod www;

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::cache::{self, say};
use crate::project::Project;
use crate::toolchain::WasmToolchain;
use crate::tools::NodeTools;
use inputs::Inputs;
pub(crate) use inputs::files_below;

/// A part that can be built separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The worker and its Durable Objects, for workerd.
    Edge,
    /// The visitor's panel.
    Widget,
    /// The agents' console.
    Console,
    /// What is served as written: the loader, the console's service worker.
    Www,
}

impl Part {
    /// All parts, the slowest first.
    pub(crate) const ALL: [Self; 4] = [Self::Edge, Self::Console, Self::Widget, Self::Www];

    /// Parses the names of parts; no names are all parts.
    pub(crate) fn parse(names: &[String]) -> Result<Vec<Self>> {
        if names.is_empty() {
            return Ok(Self::ALL.to_vec());
        }
        names.iter().map(|name| Self::named(name)).collect()
    }

    fn named(name: &str) -> Result<Self> {
        match Self::ALL.into_iter().find(|part| part.name() == name) {
            Some(part) => Ok(part),
            None => bail!("there is no part `{name}`: edge, widget, console or www"),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Widget => "widget",
            Self::Console => "console",
            Self::Www => "www",
        }
    }

    /// The files and folders that determine the result.
    fn sources(self) -> &'static [&'static str] {
        match self {
            Self::Edge => &["Cargo.toml", "Cargo.lock", "shared", "edge"],
            Self::Widget => widget::SOURCES,
            Self::Console => console::SOURCES,
            Self::Www => www::SOURCES,
        }
    }

    /// The files that exist once the part is built.
    fn outputs(self) -> &'static [&'static str] {
        match self {
            Self::Edge => &["edge/build/index.js", "edge/build/index_bg.wasm"],
            Self::Widget => &["www/dist/panel.html", "www/dist/w"],
            Self::Console => &["www/dist/console.html", "www/dist/console"],
            Self::Www => &[
                "www/dist/widget.js",
                "www/dist/chat.mjs",
                "www/dist/beside.mjs",
                "www/dist/more.mjs",
                "www/dist/sw.js",
            ],
        }
    }

    fn make(self, shop: &Workshop) -> Result<()> {
        match self {
            Self::Edge => edge::build(shop),
            Self::Widget => widget::build(shop),
            Self::Console => console::build(shop),
            Self::Www => www::build(shop),
        }
    }
}

/// The project with the tools that every part needs.
pub(crate) struct Workshop<'a> {
    project: &'a Project,
    toolchain: WasmToolchain,
    node: NodeTools,
}

impl<'a> Workshop<'a> {
    /// Installs missing tools.
    pub(crate) fn open(project: &'a Project) -> Result<Self> {
        let toolchain = WasmToolchain::ready(project)?;
        Ok(Self { project, toolchain, node: NodeTools::ready(project)? })
    }
}

/// Set for the wrangler that we start, so that its build command does nothing.
pub(crate) const DONE: &str = "BELLHOP_BUILD_DONE";

/// Builds all parts, and compresses what is served.
pub(crate) fn everything(project: &Project) -> Result<()> {
    if std::env::var_os(DONE).is_some() {
        return Ok(());
    }
    build(project, &Part::ALL)?;
    compress::all(project)
}

/// Builds the given parts. What is served is then there only plain, until [`everything`] is built.
pub(crate) fn build(project: &Project, parts: &[Part]) -> Result<()> {
    if std::env::var_os(DONE).is_some() {
        return Ok(());
    }
    fs::create_dir_all(project.dist())?;
    // workerd serves from it, also while it is empty.
    fs::create_dir_all(project.compressed())?;
    let shop = Workshop::open(project)?;
    let remaining = Remaining(Mutex::new(parts.to_vec()));
    let build = |part: Part| {
        build_part(&shop, part, &remaining)
            .with_context(|| format!("the {} was not built", part.name()))
    };
    let (edge, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| **part == Part::Edge);
    // The last crate of each is compiled by few threads, and linked by one; the other part uses the other core.
    thread::scope(|scope| {
        let edge = scope.spawn(|| edge.into_iter().try_for_each(build));
        let others = others.into_iter().try_for_each(build);
        edge.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(others)
    })
}

/// The sources of a part.
pub(crate) fn source_files(project: &Project, part: Part) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for source in part.sources() {
        files.extend(inputs::sources_below(project, source)?);
    }
    Ok(files)
}

/// The parts that are not built yet, for whoever waits.
struct Remaining(Mutex<Vec<Part>>);

impl Remaining {
    /// A part is built: says what still is not.
    fn built(&self, part: Part, text: &str) {
        let Ok(mut parts) = self.0.lock() else { return };
        parts.retain(|one| *one != part);
        let names: Vec<_> = parts.iter().map(|part| part.name()).collect();
        match names.as_slice() {
            [] => say(text),
            names => say(&format!("{text}; still to come: {}", names.join(", "))),
        }
    }

    /// A part is as it was.
    fn unchanged(&self, part: Part) {
        if let Ok(mut parts) = self.0.lock() {
            parts.retain(|one| *one != part);
        }
    }
}

/// Builds a part if needed; two builds of the same part take turns.
fn build_part(shop: &Workshop, part: Part, remaining: &Remaining) -> Result<()> {
    let _turn = cache::turn(&shop.project.path("target/bellhop"), part.name())?;
    let inputs = Inputs::read(shop, &[part.sources(), &["xtask/src/build"]].concat())?;
    let stamp = stamp(shop.project, part);
    let built = part.outputs().iter().all(|output| shop.project.path(output).exists());
    if built && fs::read_to_string(&stamp).is_ok_and(|stamped| inputs.are(&stamped)) {
        remaining.unchanged(part);
        return Ok(());
    }
    say(&format!("Building the {}", part.name()));
    let started = Instant::now();
    if part != Part::Edge {
        compress::clear(shop.project)?;
    }
    part.make(shop)?;
    fs::write(stamp, inputs.text())?;
    let seconds = started.elapsed().as_secs();
    remaining.built(part, &format!("Built the {} in {seconds} s", part.name()));
    Ok(())
}

fn stamp(project: &Project, part: Part) -> PathBuf {
    project.path(&format!("target/bellhop/{}.stamp", part.name()))
}
