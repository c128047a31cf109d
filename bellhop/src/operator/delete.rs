//! `bellhop site delete`.

use super::TheSite;
use crate::{Error, Outcome, Terminal};
use clap::Args;
use shared::api::{self, GetSite};
use shared::protocol::{SiteDeletion, SiteOverview};

/// The site to delete.
#[derive(Debug, Args)]
pub struct DeleteSite {
    #[command(flatten)]
    site: TheSite,
    /// Don't ask for the site's id first
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(delete: &DeleteSite, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let site = delete.site.open()?;
    let id = site.id();
    if !delete.yes {
        let shown = site.call(&GetSite { site: id.clone() })?;
        // A site that is being deleted already can't be shown any more.
        let name = shown.read::<SiteOverview>().map_or_else(
            |_| String::new(),
            |shown| {
                let chats = shown.content.conversations;
                format!(" “{}” with {chats} conversations", shown.name)
            },
        );
        terminal.line(format_args!("This deletes {id}{name}, for ever."))?;
        let typed = terminal.prompt("Type the id of the site to go on: ")?;
        let typed = typed.ok_or(Error::Unanswered { option: "--yes" })?;
        if typed.trim() != id.as_str() {
            return Err(Error::NotDeleted);
        }
    }
    let removed = loop {
        let deletion: SiteDeletion = site.call(&api::DeleteSite { site: id.clone() })?.read()?;
        if deletion.waiting == 0 {
            break deletion.removed;
        }
        terminal.aside(format_args!("{} conversations to go", deletion.waiting))?;
    };
    terminal.line(format_args!(
        "{id} is deleted: agents: {}, dialogues: {}, people: {}, conversations: {}. \
         Backups that were taken before still have it.",
        removed.agents, removed.dialogues, removed.people, removed.conversations
    ))?;
    Ok(Outcome::Good)
}
