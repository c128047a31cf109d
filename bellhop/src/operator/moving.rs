//! `bellhop site export` and `bellhop site import`: a site as one file, which is compared where it is
//! imported.

use super::TheSite;
use super::anonymous::Anonymizer;
use crate::hex::hex;
use crate::site::Site;
use crate::{Error, Outcome, Terminal};
use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shared::api::{ExportSite, ImportSite};
use shared::id::SiteId;
use shared::protocol::{ExportPage, ExportedRows, ImportStep};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// What the lines of a file look like. Another number is refused.
const FORMAT: u32 = 1;

/// The version of this program, whose tables the rows fit.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How many objects are woken by one request.
const AT_ONCE: usize = 50;

/// The site to export.
#[derive(Debug, Args)]
pub struct ExportCommand {
    #[command(flatten)]
    site: TheSite,
    /// The file to write; nothing may be there yet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Replace names, addresses and what people wrote by made-up values, for a staging copy
    #[arg(long)]
    anonymous: bool,
}

/// The site to import.
#[derive(Debug, Args)]
pub struct ImportCommand {
    #[command(flatten)]
    site: TheSite,
    /// The file that `bellhop site export` wrote
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

/// The first line of a file.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: u32,
    bellhop: String,
    site: SiteId,
    /// Identifies the secret of the deployment.
    secret: String,
    /// Whether people in it are made up.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    anonymous: bool,
}

/// A line of a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Rows(ExportedRows),
    /// The last line, without which the file is not whole.
    End {
        end: u64,
    },
}

/// The number of rows in each table, and a digest of them all.
#[derive(Default)]
struct Receipt(BTreeMap<String, (u64, Sha256)>);

impl Receipt {
    fn add(&mut self, rows: &ExportedRows) -> Result<(), Error> {
        let kind = match rows.object.as_str() {
            "site" | "desk" => rows.object.as_str(),
            _ => "conversation",
        };
        let (count, digest) = self.0.entry(format!("{kind}.{}", rows.table)).or_default();
        for row in &rows.rows {
            *count += 1;
            digest.update(rows.object.as_bytes());
            digest.update(serde_json::to_vec(row).map_err(io::Error::from)?);
        }
        Ok(())
    }

    /// Prints what is equal; returns whether all is.
    fn compare(&self, other: &Self, terminal: &mut Terminal<'_>) -> Result<bool, Error> {
        let kinds: BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
        let mut all = true;
        for kind in kinds {
            let of = |receipt: &Self| {
                let (count, digest) = receipt.0.get(kind).cloned().unwrap_or_default();
                (count, digest.finalize().to_vec())
            };
            let ((count, digest), there) = (of(self), of(other));
            let is_equal = (count, &digest) == (there.0, &there.1);
            let verdict = if is_equal { "equal" } else { "DIFFERENT" };
            all &= is_equal;
            let digest = hex(&digest[..4]);
            terminal.line(format_args!("{kind}: {count} rows, {digest}: {verdict}"))?;
        }
        Ok(all)
    }
}

/// Writes a site into a file.
pub(super) fn export(
    command: &ExportCommand,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let site = command.site.open()?;
    let to = &command.to;
    let fail = |reason| Error::File { path: to.clone(), reason };
    let mut file = None;
    let (mut rows, mut receipt) = (0, Receipt::default());
    let mut anonymizer = command.anonymous.then(|| Anonymizer::new(site.made_up_key()));
    pages(&site, |secret, part| {
        let file = match &mut file {
            Some(file) => file,
            none => {
                let new = create(to).map_err(fail)?;
                let head = Head {
                    format: FORMAT,
                    bellhop: VERSION.to_owned(),
                    site: site.id(),
                    secret: secret.to_owned(),
                    anonymous: command.anonymous,
                };
                let new = none.insert(new);
                write_line(new, &head).map_err(fail)?;
                new
            }
        };
        let part = match &mut anonymizer {
            Some(anonymizer) => anonymizer.rows(part)?,
            None => Some(part),
        };
        let Some(part) = part else { return Ok(()) };
        rows += part.rows.len() as u64;
        receipt.add(&part)?;
        write_line(file, &Line::Rows(part)).map_err(fail)
    })?;
    let mut file = file.ok_or_else(|| Error::SiteGone { site: site.id() })?;
    write_line(&mut file, &Line::End { end: rows }).map_err(fail)?;
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(fail)?;
    let tables = receipt.0.len();
    terminal.line(format_args!("{}: {rows} rows of {tables} tables", to.display()))?;
    let Some(anonymizer) = anonymizer else {
        terminal.line("It holds password hashes and the keys of the site: keep it to yourself.")?;
        return Ok(Outcome::Good);
    };
    for line in anonymizer.receipt() {
        terminal.line(line)?;
    }
    terminal.line(
        "As they are: ids, times, countries and browsers, and what the site has written: dialogues, \
         settings, roles, teams, accounts, labels, canned replies.",
    )?;
    for email in anonymizer.admins() {
        terminal.line(format_args!(
            "Nobody has a password. Where it is imported: bellhop site reset-admin --email {email}"
        ))?;
    }
    Ok(Outcome::Good)
}

/// Sends a file to a deployment that has no such site, reads all of it back, and compares.
pub(super) fn import(
    command: &ImportCommand,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let site = command.site.open()?;
    let from = &command.from;
    let head = whole(from)?;
    let foreign = |reason: String| Error::NoExport { path: from.clone(), reason };
    if head.format != FORMAT || head.bellhop != VERSION {
        let reason = format!(
            "Bellhop {} wrote it, and this is {VERSION}: use the same version at both ends",
            head.bellhop
        );
        return Err(foreign(reason));
    }
    if head.site != site.id() {
        return Err(foreign(format!("it is of {}, and a site keeps its id", head.site)));
    }
    let mut sent = Receipt::default();
    for line in lines(from)?.skip(1) {
        if let Line::Rows(rows) = line? {
            sent.add(&rows)?;
            let step = ImportStep::Rows { secret: head.secret.clone(), rows };
            send(&site, &step)?;
        }
    }
    let (mut there, mut objects) = (Receipt::default(), BTreeSet::new());
    pages(&site, |_, rows| {
        objects.insert(rows.object.clone());
        there.add(&rows)
    })?;
    if sent.compare(&there, terminal)? {
        send(&site, &ImportStep::Finish)?;
        for objects in objects.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
            send(&site, &ImportStep::Wake { objects: objects.to_vec() })?;
        }
        let next = if head.anonymous {
            "Nobody has a password: use bellhop site reset-admin."
        } else {
            "Agents sign in again."
        };
        terminal.line(format_args!("{} is imported. {next}", site.id()))?;
        return Ok(Outcome::Good);
    }
    terminal.line(format_args!(
        "{} is not imported: not all of it is equal. Delete it, and begin again.",
        site.id()
    ))?;
    Ok(Outcome::Findings)
}

fn send(site: &Site, step: &ImportStep) -> Result<(), Error> {
    let body = serde_json::to_string(step).map_err(io::Error::from)?;
    site.write(&ImportSite { site: site.id() }, None, &body)?.accepted()
}

/// Reads all rows of a site, page by page.
fn pages(
    site: &Site,
    mut on_rows: impl FnMut(&str, ExportedRows) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut cursor: Option<String> = None;
    loop {
        let route = ExportSite { site: site.id() };
        let page: ExportPage = site.call_at(&route, cursor.as_deref())?.read()?;
        for rows in page.items {
            on_rows(&page.secret, rows)?;
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

/// Only its owner may read it.
fn create(path: &Path) -> io::Result<BufWriter<File>> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(BufWriter::new(options.open(path)?))
}

fn write_line(file: &mut BufWriter<File>, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *file, line)?;
    file.write_all(b"\n")
}

/// Reads all rows of a file, which must be whole.
pub(crate) fn rows(
    path: &Path,
    mut on_rows: impl FnMut(ExportedRows) -> Result<(), Error>,
) -> Result<(), Error> {
    whole(path)?;
    for line in lines(path)?.skip(1) {
        if let Line::Rows(rows) = line? {
            on_rows(rows)?;
        }
    }
    Ok(())
}

/// Checks that a file is whole before anything of it is sent; returns its head.
fn whole(path: &Path) -> Result<Head, Error> {
    let broken = |reason: String| Error::NoExport { path: path.to_owned(), reason };
    let fail = |reason| Error::File { path: path.to_owned(), reason };
    let mut first = String::new();
    BufReader::new(File::open(path).map_err(fail)?).read_line(&mut first).map_err(fail)?;
    let head = serde_json::from_str(&first).map_err(|error| broken(error.to_string()))?;
    let (mut rows, mut end) = (0, None);
    for line in lines(path)?.skip(1) {
        match line? {
            Line::Rows(part) if end.is_none() => rows += part.rows.len() as u64,
            Line::End { end: count } if end.is_none() => end = Some(count),
            _ => return Err(broken("something follows its end".to_owned())),
        }
    }
    if end == Some(rows) { Ok(head) } else { Err(broken("its end is missing".to_owned())) }
}

/// The lines of a file after another; the head, which is none of them, is skipped by the caller.
fn lines(path: &Path) -> Result<impl Iterator<Item = Result<Line, Error>>, Error> {
    let path = path.to_owned();
    let file = File::open(&path).map_err(|reason| Error::File { path: path.clone(), reason })?;
    Ok(BufReader::new(file).lines().map(move |line| {
        let broken = |reason: String| Error::NoExport { path: path.clone(), reason };
        let line = line.map_err(|error| broken(error.to_string()))?;
        serde_json::from_str(&line).map_err(|error| broken(error.to_string()))
    }))
}
