//! The worker under `wrangler dev`, watched: when it dies it is started again on the same
//! storage.

use std::os::unix::process::CommandExt as _;
use std::process::{Child, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::pause;
use super::state::{LOG, State};
use crate::build;
use crate::cache::say;
use crate::http;
use crate::process;
use crate::project::Project;
use crate::tools::NodeTools;

/// How long a start may take on a busy machine.
const START_LIMIT: Duration = Duration::from_mins(2);

/// How often a running worker is asked whether it is well.
const CHECK_EVERY: Duration = Duration::from_secs(1);

/// How many checks in a row it may fail: one is a slow moment, two are an end.
const PATIENCE: u32 = 2;

/// A running `wrangler dev`; it ends when this is dropped.
pub(super) struct Worker<'a> {
    project: &'a Project,
    node: &'a NodeTools,
    state: &'a State,
    port: u16,
    child: Child,
}

impl<'a> Worker<'a> {
    /// Starts it; it takes a moment until it answers.
    pub(super) fn start(
        project: &'a Project,
        node: &'a NodeTools,
        state: &'a State,
        port: u16,
    ) -> Result<Self> {
        let child = spawn(project, node, state, port)?;
        Ok(Self { project, node, state, port, child })
    }

    /// Waits until it answers; `None` when told to stop before that.
    pub(super) fn wait_until_ready(&mut self, stop: &AtomicBool) -> Result<Option<()>> {
        let started = Instant::now();
        while !http::is_well(&self.health()) {
            if let Some(status) = self.child.try_wait()? {
                bail!("the worker ended while starting ({status}); {LOG} says why");
            }
            if started.elapsed() > START_LIMIT {
                bail!("the worker does not answer; {LOG} says why");
            }
            if pause(stop, Duration::from_millis(200)) {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    /// Starts it again whenever it dies, until told to stop.
    pub(super) fn supervise(mut self, stop: &AtomicBool) -> Result<()> {
        let mut missed = 0;
        while !pause(stop, CHECK_EVERY) {
            let gone = self.child.try_wait()?.is_some();
            missed = if http::is_well(&self.health()) { 0 } else { missed + 1 };
            if gone || missed >= PATIENCE {
                say("The worker died: starting it again");
                process::stop_group(&mut self.child);
                self.child = spawn(self.project, self.node, self.state, self.port)?;
                if self.wait_until_ready(stop)?.is_some() {
                    say("The worker is back");
                }
                missed = 0;
            }
        }
        Ok(())
    }

    fn health(&self) -> String {
        format!("http://localhost:{}/v1/health", self.port)
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        process::stop_group(&mut self.child);
    }
}

fn spawn(project: &Project, node: &NodeTools, state: &State, port: u16) -> Result<Child> {
    let log = state.log()?;
    let mut wrangler = node.command(project, "wrangler")?;
    wrangler
        .args(["dev", "--show-interactive-dev-session=false", "--port", &port.to_string()])
        .arg("--persist-to")
        .arg(state.storage())
        .arg("--env-file")
        .arg(state.secrets())
        // It comes back at once after a crash, whatever is being edited.
        .env(build::DONE, "1")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .process_group(0);
    let child = wrangler.spawn()?;
    state.remember_group(child.id())?;
    Ok(child)
}
