//! `bellhop pull` and `bellhop push`: drafts of a site to files, and files to drafts.

use crate::command::{SiteOptions, dialogue, version};
use crate::site::{Answer, Site};
use crate::{Error, Outcome, Terminal, compare, files};
use clap::Args;
use serde_json::Value;
use shared::api::{GetDialogue, GetVersion, ListDialogues, PublishDialogue, PutDialogue};
use shared::id::{DialogueId, Version};
use shared::text::{File, canonical, diff};
use std::path::{Path, PathBuf};

/// What is pulled, and from where.
#[derive(Debug, Args)]
pub struct Pull {
    #[command(flatten)]
    site: SiteOptions,
    #[command(flatten)]
    selection: Selection,
    /// The version to download instead of the draft
    #[arg(long, value_name = "N", value_parser = version, conflicts_with = "all")]
    version: Option<Version>,
    /// The file to write; without it, the dialogue is printed
    #[arg(conflicts_with = "all")]
    file: Option<PathBuf>,
}

/// What is pulled: exactly one of these.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Selection {
    /// The dialogue to download
    #[arg(long, value_name = "DIALOGUE", value_parser = dialogue)]
    dialogue: Option<DialogueId>,
    /// Download every draft into this folder, as `dialogue_x.json`
    #[arg(long, value_name = "FOLDER")]
    all: Option<PathBuf>,
}

/// What is pushed, and where.
#[derive(Debug, Args)]
pub struct Push {
    #[command(flatten)]
    site: SiteOptions,
    /// The dialogue that the file becomes, if its name does not say so
    #[arg(long, value_name = "DIALOGUE", value_parser = dialogue)]
    dialogue: Option<DialogueId>,
    /// Dialogues, named `dialogue_x.json`
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Publish them too, or print every finding
    #[arg(long)]
    publish: bool,
}

pub(crate) fn pull(pull: &Pull, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let site = Site::open(&pull.site)?;
    if let Some(folder) = &pull.selection.all {
        pull_all(&site, folder, terminal)?;
    }
    if let Some(dialogue) = pull.selection.dialogue.clone() {
        let answer = match pull.version {
            Some(version) => site.call(&GetVersion { site: site.id(), dialogue, version })?,
            None => site.call(&GetDialogue { site: site.id(), dialogue })?,
        };
        let text = canonical(&answer.done()?.body);
        match &pull.file {
            Some(file) => write(file, &text, terminal)?,
            None => write!(terminal.output, "{text}")?,
        }
    }
    Ok(Outcome::Good)
}

fn pull_all(site: &Site, folder: &Path, terminal: &mut Terminal<'_>) -> Result<(), Error> {
    std::fs::create_dir_all(folder)
        .map_err(|reason| Error::File { path: folder.to_owned(), reason })?;
    let listed = site.call(&ListDialogues { site: site.id() })?.done()?.body;
    let rows = listed.get("items").and_then(Value::as_array);
    for row in rows.into_iter().flatten() {
        let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
        // It becomes a file's name: it must be what ids are.
        let Ok(id) = DialogueId::parse(id) else { continue };
        let route = GetDialogue { site: site.id(), dialogue: id.clone() };
        let text = canonical(&site.call(&route)?.done()?.body);
        write(&folder.join(format!("{id}.json")), &text, terminal)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str, terminal: &mut Terminal<'_>) -> Result<(), Error> {
    let hint = if files::write(path, text)? { "written" } else { "unchanged" };
    Ok(terminal.line(format!("{}: {hint}", path.display()))?)
}

pub(crate) fn push(push: &Push, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    if push.dialogue.is_some() && push.files.len() > 1 {
        return Err(Error::OneDialogue);
    }
    // Everything is read before anything is sent.
    let mut drafts = Vec::new();
    for path in &push.files {
        let file = files::read(path)?;
        if file.bare {
            return Err(Error::BareStream { path: path.clone() });
        }
        let id = push.dialogue.clone().map_or_else(|| named(path), Ok)?;
        drafts.push((path, id, file));
    }
    let site = Site::open(&push.site)?;
    let mut outcome = Outcome::Good;
    for (path, id, file) in drafts {
        send(&site, &id, &file, terminal)?;
        if push.publish && publish(&site, &id, path, terminal)? == Outcome::Findings {
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

/// The dialogue that a file is named after.
fn named(path: &Path) -> Result<DialogueId, Error> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    DialogueId::parse(stem).map_err(|_| Error::NamesNoDialogue { path: path.to_owned() })
}

/// Replaces a draft and prints the differences. If somebody else changes the draft between reading
/// and writing, the site refuses the write, so no change is lost.
fn send(
    site: &Site,
    id: &DialogueId,
    file: &File,
    terminal: &mut Terminal<'_>,
) -> Result<(), Error> {
    let there = site.call(&GetDialogue { site: site.id(), dialogue: id.clone() })?;
    let before = match there.status {
        404 => None,
        _ => Some(there.done()?),
    };
    if before.as_ref().is_some_and(|before| before.body == file.document) {
        return Ok(terminal.line(format!("{id}: unchanged"))?);
    }
    let tag = before.as_ref().and_then(|before| before.tag.as_deref());
    let put = PutDialogue { site: site.id(), dialogue: id.clone() };
    site.write(&put, tag, &canonical(&file.document))?.done()?;
    let Some(before) = before else { return Ok(terminal.line(format!("{id}: new"))?) };
    terminal.line(format!("{id}: written"))?;
    // The previous draft may be invalid.
    if let Ok(before) = File::read(&before.body.to_string()) {
        compare::say(&diff(&before, file), terminal)?;
    }
    Ok(())
}

fn publish(
    site: &Site,
    id: &DialogueId,
    path: &Path,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let answer = site.call(&PublishDialogue { site: site.id(), dialogue: id.clone() })?;
    if answer.status == 422 {
        say(&answer, "findings", path, terminal)?;
        terminal.line(format!("{id}: not published"))?;
        return Ok(Outcome::Findings);
    }
    let answer = answer.done()?;
    say(&answer, "advice", path, terminal)?;
    terminal.line(format!("{id}: published as version {}", answer.body["version"]))?;
    Ok(Outcome::Good)
}

/// Prints the site's findings in the format of `check`.
fn say(
    answer: &Answer,
    list: &str,
    path: &Path,
    terminal: &mut Terminal<'_>,
) -> std::io::Result<()> {
    for finding in answer.body[list].as_array().into_iter().flatten() {
        let text = |key: &str| finding[key].as_str().unwrap_or_default();
        let card = match text("card") {
            "" => String::new(),
            card => format!(" {card}:"),
        };
        let (severity, code, message) = (text("severity"), text("code"), text("message"));
        terminal.line(format!("{}:{card} {severity} {code}: {message}", path.display()))?;
    }
    Ok(())
}
