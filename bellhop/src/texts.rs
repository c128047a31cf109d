//! `bellhop texts`: the texts of a dialogue in other languages, as a table for translators.

use crate::command::PackageOption;
use crate::{Error, Outcome, Terminal, files};
use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use shared::language::Language;
use shared::stream::{Stream, TextId};
use shared::text::{File, Table, canonical, table};
use std::path::{Path, PathBuf};

/// Most texts that are listed.
const LISTED: usize = 10;

/// What to do with the texts of a dialogue.
#[derive(Debug, Subcommand)]
pub enum Texts {
    /// Write a CSV table with each text, and a column for each language
    Export {
        /// The file with the dialogue
        #[arg(value_name = "DIALOGUE")]
        dialogue: PathBuf,
        /// The table to write
        #[arg(value_name = "CSV")]
        table: PathBuf,
        /// A language to add, such as de or pt-BR; can be repeated
        #[arg(long = "language", value_name = "TAG", value_parser = language())]
        languages: Vec<Language>,
        /// The package of the site
        #[command(flatten)]
        package: PackageOption,
    },
    /// Put the texts of a CSV table into a dialogue
    Import {
        /// The file with the dialogue, which is rewritten
        #[arg(value_name = "DIALOGUE")]
        dialogue: PathBuf,
        /// The table, as translators filled it in
        #[arg(value_name = "CSV")]
        table: PathBuf,
        /// The package of the site
        #[command(flatten)]
        package: PackageOption,
    },
}

fn language() -> impl TypedValueParser<Value = Language> {
    let tags = Language::ALL.iter().map(|language| language.as_str());
    PossibleValuesParser::new(tags)
        .map(|tag| Language::from_name(&tag).unwrap_or(Language::English))
}

impl Texts {
    pub(crate) fn run(&self, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
        match self {
            Self::Export { dialogue, table: path, languages, package } => {
                let file = read(dialogue)?;
                let Some(stream) = stream(dialogue, &file, package, terminal)? else {
                    return Ok(Outcome::Findings);
                };
                let draft = &file.draft;
                let csv = table(&stream, draft.language, &draft.translations, languages);
                files::write(path, csv.text())?;
                terminal.line(format!("{}: written", path.display()))?;
                Ok(Outcome::Good)
            }
            Self::Import { dialogue, table: path, package } => {
                let file = read(dialogue)?;
                let Some(stream) = stream(dialogue, &file, package, terminal)? else {
                    return Ok(Outcome::Findings);
                };
                let unfit = |reason| Error::UnfitTable { path: path.clone(), reason };
                let read = Table::read(&files::text(path)?).map_err(unfit)?;
                import(dialogue, file, &stream, &read, terminal)
            }
        }
    }
}

fn read(path: &Path) -> Result<File, Error> {
    let file = files::read(path)?;
    if file.bare { Err(Error::BareStream { path: path.to_owned() }) } else { Ok(file) }
}

/// The stream, if it has no errors; else they are printed.
fn stream(
    path: &Path,
    file: &File,
    package: &PackageOption,
    terminal: &mut Terminal<'_>,
) -> Result<Option<Stream>, Error> {
    let checked = shared::stream::check_document(&file.draft.stream, package.package);
    if checked.stream.is_none() {
        for finding in checked.findings.iter().filter(|finding| finding.blocks_publishing()) {
            crate::check::say(path, finding, terminal)?;
        }
    }
    Ok(checked.stream)
}

fn import(
    path: &Path,
    file: File,
    stream: &Stream,
    read: &Table,
    terminal: &mut Terminal<'_>,
) -> Result<Outcome, Error> {
    let mut translations = file.draft.translations.clone();
    let taken = read.put_into(&mut translations, stream);
    let mut document = file.document;
    if let Some(fields) = document.as_object_mut() {
        let written = serde_json::to_value(&translations).map_err(std::io::Error::from)?;
        fields.insert("translations".to_owned(), written);
    }
    if taken.changed > 0 {
        files::write(path, &canonical(&document))?;
    }
    terminal.line(format!("{} texts are different now", taken.changed))?;
    if !read.ignored.is_empty() {
        terminal.line(format!("columns that are no language: {}", read.ignored.join(", ")))?;
    }
    list("texts that the dialogue doesn't have", &taken.unknown, terminal)?;
    list("texts that read differently when they were exported", &taken.outdated, terminal)?;
    for language in translations.languages() {
        let missing = translations.missing(language, stream).len();
        if missing > 0 {
            terminal.line(format!("{}: {missing} texts are missing", language.as_str()))?;
        }
    }
    Ok(Outcome::Good)
}

fn list(what: &str, ids: &[TextId], terminal: &mut Terminal<'_>) -> std::io::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = ids.iter().take(LISTED).map(TextId::as_str).collect();
    let more = ids.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    terminal.line(format!("{what}: {}{more}", names.join(", ")))
}
