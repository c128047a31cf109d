//! `cargo xtask shots`: screenshots of every screen and state of the demo site on the real worker,
//! in `target/bellhop/shots`.

use std::net::TcpListener;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::build::{self, Part};
use crate::dev::DemoServer;
use crate::http;
use crate::process;
use crate::project::Project;
use crate::seed::Seed;
use crate::tools::{Browser, NodeTools};

/// The operator's token of the tests' worker.
const OPERATOR: &str = "the operator of the tests";

/// How long building the screenshot program and starting the worker may take.
const PATIENCE: Duration = Duration::from_mins(10);

/// Takes the screenshots of the named parts, or all.
pub(crate) fn run(project: &Project, arguments: &[String]) -> Result<()> {
    let parts = ["visitor", "inbox", "sections", "rtl"];
    if let Some(unknown) = arguments.iter().find(|name| !parts.contains(&name.as_str())) {
        bail!("there are no pictures of `{unknown}`: visitor, inbox, sections or rtl");
    }
    build::build(project, &Part::ALL)?;
    let (node, browser) = (NodeTools::ready(project)?, Browser::ready()?);
    let (chat_port, demo_port) = (free_port()?, free_port()?);
    let chat = format!("http://localhost:{chat_port}");
    let shop = format!("http://127.0.0.1:{demo_port}");
    let demo = project.path("www/demo");
    let seed = Seed::read(&demo.join("seed"), &chat, &shop)?;
    let people: Vec<_> = seed
        .sign_ins()
        .iter()
        .map(|one| json!({ "name": one.name, "email": one.email, "password": one.password }))
        .collect();
    let folder = project.path("target/bellhop/shots");
    std::fs::create_dir_all(&folder)?;
    let seeded = folder.join("seeded");
    let _ = std::fs::remove_file(&seeded);
    DemoServer::new(&demo, &chat).start(demo_port)?;

    let mut photographer = project.command("cargo");
    photographer
        .args(["run", "--quiet", "--package", "bellhop-tests"])
        .args(["--example", "bellhop-shots", "--"])
        .args(arguments)
        .env("BELLHOP_ROOT", project.root())
        .env("BELLHOP_WORKERD", node.workerd())
        .env("BELLHOP_CHROMIUM", browser.chromium)
        .env("BELLHOP_CHROMEDRIVER", browser.driver)
        .env("BELLHOP_CHAT_PORT", chat_port.to_string())
        .env("BELLHOP_DEMO_ORIGIN", &shop)
        .env("BELLHOP_PEOPLE", json!(people).to_string())
        .env("BELLHOP_SEEDED", &seeded)
        .env("BELLHOP_SHOTS", &folder);
    let mut taking = photographer.spawn().context("cargo did not start")?;
    wait_for(&mut taking, &format!("{chat}/v1/health"))?;
    seed.plant(&chat, OPERATOR).context("the demo site could not be seeded")?;
    std::fs::write(&seeded, "")?;
    let status = taking.wait()?;
    if !status.success() {
        bail!("the pictures could not all be taken ({status})");
    }
    println!("in {}", folder.display());
    Ok(())
}

fn wait_for(taking: &mut std::process::Child, health: &str) -> Result<()> {
    let started = std::time::Instant::now();
    while !http::is_well(health) {
        if process::wait_within(taking, Duration::from_millis(200))?.is_some() {
            bail!("the photographer ended before the worker answered");
        }
        if started.elapsed() > PATIENCE {
            bail!("the worker does not answer");
        }
    }
    Ok(())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
