//! `bellhop site show` and `bellhop site package`.

use super::TheSite;
use crate::command::package;
use crate::{Error, Outcome, Terminal};
use clap::Args;
use shared::api::{GetSite, PutPackage};
use shared::protocol::{self, SiteOverview};
use shared::quota::{Package, Usage};

/// The site to show.
#[derive(Debug, Args)]
pub struct ShowSite {
    #[command(flatten)]
    site: TheSite,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

/// A site's new package.
#[derive(Debug, Args)]
pub struct SetPackage {
    #[command(flatten)]
    site: TheSite,
    /// The package of the site
    #[arg(value_name = "PACKAGE", value_parser = package())]
    package: Package,
    /// The most engagements under Select; without it, the limit stays
    #[arg(long, value_name = "ENGAGEMENTS")]
    limit: Option<u64>,
}

pub(super) fn run(show: &ShowSite, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let site = show.site.open()?;
    let shown: SiteOverview = site.call(&GetSite { site: site.id() })?.read()?;
    if show.json {
        let json = serde_json::to_string_pretty(&shown).map_err(std::io::Error::from)?;
        terminal.line(json)?;
        return Ok(Outcome::Good);
    }
    terminal.line(format_args!("{} “{}”", shown.site, shown.name))?;
    terminal.line(describe(&shown.usage))?;
    terminal.line(format_args!("admins: {}", shown.admins.join(", ")))?;
    let content = shown.content;
    terminal.line(format_args!(
        "agents: {}, dialogues: {}, people: {}, conversations: {}",
        content.agents, content.dialogues, content.people, content.conversations
    ))?;
    let megabytes = shown.storage_bytes as f64 / 1e6;
    terminal.line(format_args!("storage: {megabytes:.1} MB, without the conversations"))?;
    Ok(Outcome::Good)
}

pub(super) fn set_package(set: &SetPackage, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let site = set.site.open()?;
    let body = protocol::SetPackage { package: set.package, limit: set.limit };
    let body = serde_json::to_string(&body).map_err(std::io::Error::from)?;
    let usage: Usage = site.write(&PutPackage { site: site.id() }, None, &body)?.read()?;
    terminal.line(describe(&usage))?;
    Ok(Outcome::Good)
}

fn describe(usage: &Usage) -> String {
    let package = match usage.package {
        Package::Prime => "prime",
        Package::Select => "select",
    };
    let limit = usage.limit.map_or_else(|| "no limit".to_owned(), |limit| format!("limit {limit}"));
    format!(
        "package: {package}, {limit}; engagements: {} used, {} reserved",
        usage.used, usage.reserved
    )
}
