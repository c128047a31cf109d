//! `bellhop serve`: the server of the release on this machine, with its data folder and its secrets.

mod child;
mod data;
mod error;
mod log;
mod release;
mod server;
mod settings;

pub use child::BecomeServer;
pub use error::ServeError;

pub(crate) use child::run as become_server;
pub(crate) use data::{
    DEFAULT as DEFAULT_FOLDER, LOCK, OPERATOR_TOKEN, SECRET, STORAGE, random_hex,
};

use crate::{Error, Outcome, Terminal};
use clap::Args;
use data::DataFolder;
use release::Release;
use server::{Listener, Server};
use settings::Settings;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Where `bellhop serve` listens, unless it is told otherwise.
const DEFAULT_ADDRESS: &str = "127.0.0.1:8080";

/// The same for its clients on this machine.
pub(crate) const DEFAULT_URL: &str = "http://127.0.0.1:8080";

/// Runs the server until it is told to end.
#[derive(Debug, Args)]
pub struct Serve {
    /// The folder of the chats and the secrets, which the first start makes
    #[arg(long, value_name = "FOLDER", default_value = DEFAULT_FOLDER)]
    data: PathBuf,
    /// Where to listen; only the proxy in front may reach it
    #[arg(long, value_name = "ADDRESS:PORT", default_value = DEFAULT_ADDRESS)]
    listen: SocketAddr,
    /// Check the configuration and end: everything but whether the address is free
    #[arg(long)]
    check: bool,
}

/// Starts the server, and waits until it ends.
pub(crate) fn run(serve: &Serve, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let release = Release::beside_this_program()?;
    let texts = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let settings = Settings::read(texts)?;
    let data = DataFolder::open(&serve.data)?;
    if serve.check {
        release.version()?;
        for warning in settings.warnings() {
            terminal.line(format_args!("warning: {warning}"))?;
        }
        terminal.line(format_args!("The configuration is right. {}", data.says_where()))?;
        return Ok(Outcome::Good);
    }
    let lock = data.lock()?;
    let listener = Listener::open(serve.listen)?;
    for warning in settings.warnings() {
        log::warn(warning);
    }
    log::info(&format!("bellhop serve listens at {listener}. {}", data.says_where()));
    Server::start(&release, &data, &settings, &listener, lock)?.wait()?;
    log::info("bellhop serve has ended");
    Ok(Outcome::Good)
}
