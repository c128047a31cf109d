//! `bellhop site …`: what the operator of a deployment does for its sites.

mod anonymous;
mod delete;
mod list;
mod moving;
mod reset;
mod show;

pub use delete::DeleteSite;
pub use list::ListSites;
pub(crate) use moving::rows;
pub use moving::{ExportCommand, ImportCommand};
pub use reset::ResetAdmin;
pub use show::{SetPackage, ShowSite};

use crate::site::Site;
use crate::{Address, Error, Outcome, Terminal};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// A command of the operator.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// Print the sites of a deployment
    List(ListSites),
    /// Print what a site is, and how much it has
    Show(ShowSite),
    /// Make a site with its first admin, and print a link to sign in
    #[cfg(unix)]
    Create(crate::setup::CreateSite),
    /// Set a site's package, and its limit of engagements
    Package(SetPackage),
    /// Write a site with everything in it into one file
    Export(ExportCommand),
    /// Make a site of such a file in another deployment, and compare
    Import(ImportCommand),
    /// Delete a site with everything in it
    Delete(DeleteSite),
    /// Print a link with which an admin who can't sign in sets another password
    ResetAdmin(ResetAdmin),
}

/// The site, and the operator's token.
#[derive(Debug, Args)]
pub(crate) struct TheSite {
    /// The site, such as `https://chat.example.com/site_x`
    #[arg(long = "site", value_name = "URL/SITE", value_parser = Address::parse)]
    address: Address,
    /// The file that holds the operator's token; without it, the token is in `BELLHOP_OPERATOR_TOKEN`
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

impl TheSite {
    /// Reads the token; nothing is sent yet.
    pub(crate) fn open(&self) -> Result<Site, Error> {
        Site::as_operator(self.address.clone(), self.token_file.as_deref())
    }
}

impl OperatorCommand {
    /// Runs the command.
    pub(crate) fn run(self, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
        match self {
            Self::List(list) => list::run(&list, terminal),
            Self::Show(show) => show::run(&show, terminal),
            #[cfg(unix)]
            Self::Create(create) => crate::setup::create(create, terminal),
            Self::Package(package) => show::set_package(&package, terminal),
            Self::Export(export) => moving::export(&export, terminal),
            Self::Import(import) => moving::import(&import, terminal),
            Self::Delete(delete) => delete::run(&delete, terminal),
            Self::ResetAdmin(reset) => reset::reset_admin(&reset, terminal),
        }
    }
}
