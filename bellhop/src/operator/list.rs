//! `bellhop site list`.

use crate::site::{Deployment, Origin};
use crate::{Error, Outcome, Terminal};
use clap::Args;
use shared::api;
use shared::protocol::{Listing, SiteRow};
use std::path::PathBuf;

/// The deployment whose sites are listed.
#[derive(Debug, Args)]
pub struct ListSites {
    /// Where the deployment is, such as `https://chat.example.com`
    #[arg(long, value_name = "URL", value_parser = Origin::parse)]
    address: Origin,
    /// The file that holds the operator's token; without it, the token is in `BELLHOP_OPERATOR_TOKEN`
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

pub(super) fn run(list: &ListSites, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let deployment = Deployment::as_operator(list.address.clone(), list.token_file.as_deref())?;
    let mut cursor: Option<String> = None;
    loop {
        let page = deployment.call_at(&api::ListSites {}, cursor.as_deref())?;
        let page: Listing<SiteRow> = page.read()?;
        for row in page.items {
            let note =
                if row.deleting { "  being deleted: repeat `bellhop site delete`" } else { "" };
            terminal.line(format_args!("{}{note}", row.site))?;
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(Outcome::Good),
        }
    }
}
