//! The process that becomes the server: first it has the system kill it when `bellhop serve` is gone, so
//! that no server is left behind that nobody can end in order.

use super::ServeError;
use crate::{Error, Outcome};
use clap::Args;
use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::Command;

/// The command of this program, which only `bellhop serve` calls.
pub(super) const NAME: &str = "become-server";

/// Becomes the server that `bellhop serve` has prepared.
#[derive(Debug, Args)]
pub struct BecomeServer {
    /// The process that must go on running
    parent: i32,
    /// The program of the server
    server: PathBuf,
    /// The arguments of the server
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Becomes the server; comes back only if that fails.
pub(crate) fn run(become_server: &BecomeServer) -> Result<Outcome, Error> {
    let BecomeServer { parent, server, arguments } = become_server;
    if !end_with(*parent)? {
        return Ok(Outcome::Good);
    }
    let reason = Command::new(server).args(arguments).exec();
    Err(ServeError::Start { path: server.clone(), reason }.into())
}

/// Has the system kill this process when its parent ends. False if it has ended already.
#[cfg(target_os = "linux")]
fn end_with(parent: i32) -> Result<bool, ServeError> {
    use nix::sys::{prctl, signal::Signal};
    let failed =
        |error: nix::Error| ServeError::Start { path: PathBuf::from(NAME), reason: error.into() };
    prctl::set_pdeathsig(Signal::SIGKILL).map_err(failed)?;
    Ok(nix::unistd::getppid().as_raw() == parent)
}

/// Other systems can't, and have no release.
#[cfg(not(target_os = "linux"))]
fn end_with(_: i32) -> Result<bool, ServeError> {
    Ok(true)
}
