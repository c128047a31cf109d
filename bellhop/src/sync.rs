//! `bellhop pull` and `bellhop push`: drafts of a site to files, and files to drafts.

use crate::site::{Address, Answer, Site};
use crate::{Error, Outcome, Terminal, command, compare, files};
use serde_json::Value;
use shared::api::{GetDialogue, GetVersion, ListDialogues, PublishDialogue, PutDialogue};
use shared::id::{DialogueId, Version};
use shared::text::{File, canonical, diff};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where the API key comes from. It is never an argument, because everybody on the machine could
/// read it.
pub struct Key {
    file: Option<PathBuf>,
}

impl From<Option<PathBuf>> for Key {
    fn from(file: Option<PathBuf>) -> Self {
        Self { file }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    fn read(&self) -> Result<String, Error> {
        let key = match &self.file {
            Some(path) => files::text(path)?,
            None => std::env::var("BELLHOP_KEY").unwrap_or_default(),
        };
        let key = key.trim().to_owned();
        if key.is_empty() { Err(Error::NoKey) } else { Ok(key) }
    }
}

/// What to pull, and from where.
#[derive(Debug)]
pub struct Pull {
    pub(crate) site: Address,
    pub(crate) key: Key,
    pub(crate) selection: Selection,
}

/// The dialogues to pull.
#[derive(Debug)]
pub(crate) enum Selection {
    /// A draft or a version, to a file or to standard output.
    One { dialogue: DialogueId, version: Option<Version>, file: Option<PathBuf> },
    /// Every draft, to files in this folder.
    All(PathBuf),
}

/// What to push, and where.
#[derive(Debug)]
pub struct Push {
    pub(crate) site: Address,
    pub(crate) key: Key,
    pub(crate) dialogue: Option<DialogueId>,
    pub(crate) files: Vec<PathBuf>,
    pub(crate) publish: bool,
}

pub(crate) fn pull(pull: &Pull, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let site = Site::new(pull.site.clone(), pull.key.read()?);
    match &pull.selection {
        Selection::One { dialogue, version, file } => {
            let (id, dialogue) = (site.id(), dialogue.clone());
            let answer = match *version {
                Some(version) => site.call(&GetVersion { site: id, dialogue, version })?,
                None => site.call(&GetDialogue { site: id, dialogue })?,
            };
            let text = canonical(&answer.done()?.body);
            match file {
                Some(file) => write(file, &text, terminal)?,
                None => write!(terminal.output, "{text}")?,
            }
        }
        Selection::All(folder) => {
            std::fs::create_dir_all(folder)
                .map_err(|reason| Error::File { path: folder.clone(), reason })?;
            let listed = site.call(&ListDialogues { site: site.id() })?.done()?.body;
            let rows = listed.get("items").and_then(Value::as_array);
            for row in rows.into_iter().flatten() {
                let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
                // The id becomes a file name, so it must be a valid id.
                let Ok(id) = DialogueId::parse(id) else { continue };
                let route = GetDialogue { site: site.id(), dialogue: id.clone() };
                let text = canonical(&site.call(&route)?.done()?.body);
                write(&folder.join(format!("{id}.json")), &text, terminal)?;
            }
        }
    }
    Ok(Outcome::Good)
}

fn write(path: &Path, text: &str, terminal: &mut Terminal<'_>) -> Result<(), Error> {
    let hint = if files::write(path, text)? { "written" } else { "unchanged" };
    Ok(terminal.line(format!("{}: {hint}", path.display()))?)
}

pub(crate) fn push(push: &Push, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    // All files are read before anything is sent.
    let mut drafts = Vec::new();
    for path in &push.files {
        let file = files::read(path)?;
        if file.bare {
            let reason =
                "is a bare stream: a dialogue of a site needs a “name”, and its stream in “stream”";
            return Err(command::usage(format!("{} {reason}", path.display())));
        }
        let id = push.dialogue.clone().map_or_else(|| named(path), Ok)?;
        drafts.push((path, id, file));
    }
    let site = Site::new(push.site.clone(), push.key.read()?);
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
    DialogueId::parse(stem).map_err(|_| {
        let path = path.display();
        command::usage(format!(
            "{path} is not named after a dialogue: name it dialogue_x.json, or use --dialogue"
        ))
    })
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
