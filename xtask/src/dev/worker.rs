//! The worker under `wrangler dev`, supervised: if it dies, it is restarted with the same storage.

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

/// The interval of health checks.
const CHECK_EVERY: Duration = Duration::from_secs(1);

/// The number of failed checks in a row after which the worker counts as dead; a single one may be
/// a slow moment.
const PATIENCE: u32 = 2;

/// A running `wrangler dev`, which ends when this is dropped.
pub(super) struct Worker<'a> {
    project: &'a Project,
    node: &'a NodeTools,
    state: &'a State,
    port: u16,
    child: Child,
}

impl<'a> Worker<'a> {
    /// Starts it, without waiting until it answers.
    pub(super) fn start(
        project: &'a Project,
        node: &'a NodeTools,
        state: &'a State,
        port: u16,
    ) -> Result<Self> {
        let child = spawn(project, node, state, port)?;
        Ok(Self { project, node, state, port, child })
    }

    /// Waits until it answers; `None` if stopped before that.
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

    /// Restarts it whenever it dies, or its code was built anew, until stopped. `is_new` says so.
    pub(super) fn supervise(
        mut self,
        stop: &AtomicBool,
        mut is_new: impl FnMut() -> bool,
    ) -> Result<()> {
        let mut missed = 0;
        while !pause(stop, CHECK_EVERY) {
            if is_new() {
                process::stop_group(&mut self.child);
                self.child = spawn(self.project, self.node, self.state, self.port)?;
                if self.wait_until_ready(stop)?.is_some() {
                    say("The worker runs with the change");
                }
                missed = 0;
                continue;
            }
            let gone = self.child.try_wait()?.is_some();
            missed = if http::is_well(&self.health()) { 0 } else { missed + 1 };
            if gone || missed >= PATIENCE {
                say("The worker died, restarting it");
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
        // The demo shop is a page of this machine.
        .args(["--var", "BELLHOP_LOCAL_PAGES:yes"])
        // A restart skips the build, so that it is immediate even while files are being edited.
        .env(build::DONE, "1")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .process_group(0);
    let child = wrangler.spawn()?;
    state.remember_group(child.id())?;
    Ok(child)
}
