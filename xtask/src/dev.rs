//! `cargo xtask dev`: the whole product on this machine, with a demo site on another origin.

mod demo_server;
mod options;
mod state;
mod watch;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::build::{self, Part};
use crate::cache::say;
use crate::project::Project;
use crate::seed::Seed;
use crate::tools::NodeTools;
pub(crate) use demo_server::DemoServer;
use options::Options;
use state::State;
use watch::Watch;
use worker::Worker;

/// Builds, starts and seeds, then keeps everything running until Ctrl-C.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let options = Options::parse(arguments)?;
    if options.reset {
        State::wipe(project)?;
    }
    let state = State::open(project)?;
    options.ports_are_free(state.ends_earlier_run())?;
    state.remember_dev()?;
    state.start_log()?;
    build::build(project, &Part::ALL)?;

    let stop = stop_signal()?;
    let node = NodeTools::ready(project)?;
    let mut worker = Worker::start(project, &node, &state, options.port)?;
    let Some(()) = worker.wait_until_ready(&stop)? else { return Ok(()) };
    let chat = options.chat_origin();
    let demo = project.path("www/demo");
    let seed = Seed::read(&demo.join("seed"), &chat, &options.demo_origin())?;
    if !state.is_seeded() {
        say("Seeding the demo site (once)");
        seed.plant(&chat, state.operator_token()).context("the demo site could not be seeded")?;
        state.set_seeded()?;
    }
    let builds = Arc::new(AtomicU64::new(0));
    DemoServer::new(&demo, &chat).reloading(Arc::clone(&builds)).start(options.demo_port)?;
    println!("{}", greeting(&options, &seed));
    let mut watch = Watch::begin(project)?;
    worker.supervise(&stop, || {
        let rebuilt = watch.build_changes();
        if rebuilt.pages {
            builds.fetch_add(1, Ordering::SeqCst);
        }
        rebuilt.edge
    })
}

/// Set on Ctrl-C, or when the process is terminated.
fn stop_signal() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let handler = Arc::clone(&stop);
    ctrlc::set_handler(move || handler.store(true, Ordering::SeqCst))?;
    Ok(stop)
}

/// Waits a little; returns whether it is time to stop.
fn pause(stop: &AtomicBool, length: Duration) -> bool {
    let steps = length.as_millis().div_ceil(50);
    for _ in 0..steps {
        if stop.load(Ordering::SeqCst) {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    stop.load(Ordering::SeqCst)
}

fn greeting(options: &Options, seed: &Seed) -> String {
    let mut lines = vec![
        String::new(),
        format!("  Demo site   {}", options.demo_origin()),
        format!("  Console     {}/console", options.chat_origin()),
    ];
    for person in seed.sign_ins() {
        lines.push(format!(
            "                {} / {}   {}, {}",
            person.email,
            person.password,
            person.name,
            person.role.replace('_', " ")
        ));
    }
    lines.push("  Docs        docs/".to_owned());
    lines.push(format!("  Log         {}", state::LOG));
    lines.push(String::new());
    lines.push(
        "  What you change is built and runs at once; the demo site loads itself again.".to_owned(),
    );
    lines.push("  Ctrl-C stops everything; `cargo xtask dev --reset` starts afresh.".to_owned());
    lines.join("\n")
}
