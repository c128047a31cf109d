//! `bellhop site reset-admin`: the way back for an admin whom nobody else can let in again.

use crate::site::Site;
use crate::{Address, Error, Outcome, Terminal};
use clap::Args;
use shared::api::RecoverAgent;
use shared::protocol::{CreatedReset, Recovery};
use std::path::PathBuf;

/// Who can't sign in, and where.
#[derive(Debug, Args)]
pub struct ResetAdmin {
    /// The site, such as `https://chat.example.com/site_x`
    #[arg(long = "site", value_name = "URL/SITE", value_parser = Address::parse)]
    address: Address,
    /// The e-mail address that the admin signs in with
    #[arg(long)]
    email: String,
    /// Remove their second factor too, and end their sessions
    #[arg(long)]
    remove_second_factor: bool,
    /// The file that holds the operator's token; without it, the token is in `BELLHOP_OPERATOR_TOKEN`
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
}

pub(crate) fn reset_admin(
    reset: &ResetAdmin,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let site = Site::as_operator(reset.address.clone(), reset.token_file.as_deref())?;
    let body = serde_json::to_string(&Recovery {
        email: reset.email.clone(),
        remove_second_factor: reset.remove_second_factor,
    })
    .map_err(std::io::Error::from)?;
    let answer = site.write(&RecoverAgent { site: site.id() }, None, &body)?;
    let link: CreatedReset = answer.read()?;
    terminal.line(link.link(site.origin(), &site.id()))?;
    Ok(Outcome::Good)
}
