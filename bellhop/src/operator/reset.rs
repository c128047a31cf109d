//! `bellhop site reset-admin`: the way back for an admin whom nobody else can let in again.

use super::TheSite;
use crate::{Error, Outcome, Terminal};
use clap::Args;
use shared::api::RecoverAgent;
use shared::protocol::{CreatedReset, Recovery};

/// Who can't sign in, and where.
#[derive(Debug, Args)]
pub struct ResetAdmin {
    #[command(flatten)]
    site: TheSite,
    /// The e-mail address that the admin signs in with
    #[arg(long)]
    email: String,
    /// Remove their second factor too, and end their sessions
    #[arg(long)]
    remove_second_factor: bool,
}

pub(crate) fn reset_admin(
    reset: &ResetAdmin,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let site = reset.site.open()?;
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
