//! `bellhop backtest`: a draft, folded over the conversations of a site, or over those in a file that `bellhop site
//! export` wrote.

use crate::command::{PackageOption, SiteOptions, dialogue};
use crate::site::{Address, Site};
use crate::{Error, Outcome, Terminal, files, operator};
use clap::Args;
use serde_json::Value;
use shared::api::BacktestDialogue;
use shared::backtest::{
    Backtest as Counted, BacktestPage, CardFigures, Figures, Folded, MAX_CONVERSATIONS,
    NewBacktest, Range, Record, Tried,
};
use shared::conversation::ConversationMeta;
use shared::event::Event;
use shared::id::{CardId, DialogueId};
use shared::protocol::ExportedRows;
use shared::stream::Stream;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Milliseconds of a day.
const DAY: u64 = 24 * 60 * 60 * 1_000;
/// Most changed conversations that are listed.
const LISTED: usize = 10;

/// The draft, and the conversations.
#[derive(Debug, Args)]
pub struct Backtest {
    /// The file with the draft
    #[arg(value_name = "DRAFT")]
    draft: PathBuf,
    /// The site, such as `https://chat.example.com/site_x`, which folds the draft itself
    #[arg(long, value_name = "URL/SITE", value_parser = Address::parse, conflicts_with = "site_file",
          required_unless_present = "site_file")]
    site: Option<Address>,
    /// The file that holds the API key; without it, the key is in `BELLHOP_KEY`
    #[arg(long, value_name = "FILE", requires = "site")]
    key_file: Option<PathBuf>,
    /// The site with its conversations, as `bellhop site export` writes it
    #[arg(long, value_name = "FILE")]
    site_file: Option<PathBuf>,
    /// The dialogue whose conversations count; without it, the name of the draft's file says it
    #[arg(long, value_name = "DIALOGUE", value_parser = dialogue)]
    dialogue: Option<DialogueId>,
    /// Only conversations of the last days: at a site 30 if it is left out; in a file those before the latest one, or all
    #[arg(long, value_name = "DAYS")]
    days: Option<u64>,
    /// The package of the site
    #[command(flatten)]
    package: PackageOption,
    /// Print JSON, with every conversation that would have ended elsewhere
    #[arg(long)]
    json: bool,
}

/// A conversation in the file.
#[derive(Default)]
struct Found {
    meta: Option<ConversationMeta>,
    /// By sequence number, with their times.
    events: BTreeMap<u64, (u64, Event)>,
}

pub(crate) fn run(command: &Backtest, terminal: &mut Terminal<'_>) -> Result<Outcome, Error> {
    let file = files::read(&command.draft)?;
    let checked = file.check(command.package.package);
    let Some(ready) = checked.ready else {
        for finding in checked.findings.iter().filter(|finding| finding.blocks_publishing()) {
            crate::check::say(&command.draft, finding, terminal)?;
        }
        return Ok(Outcome::Findings);
    };
    let dialogue = match &command.dialogue {
        Some(dialogue) => dialogue.clone(),
        None => named(&command.draft)?,
    };
    let tried = Tried { stream: ready.stream, audience: ready.audience };
    let result = match (&command.site, &command.site_file) {
        (Some(_), _) if file.bare => {
            return Err(Error::BareStream { path: command.draft.clone() });
        }
        (Some(address), _) => {
            let (address, key_file) = (address.clone(), command.key_file.clone());
            let site = Site::open(&SiteOptions { address, key_file })?;
            at_site(&site, &dialogue, file.document, command.days)?
        }
        (None, Some(path)) => in_file(path, &dialogue, &tried, command.days)?,
        (None, None) => Counted::default(),
    };
    if command.json {
        terminal.line(serde_json::to_value(&result).map_err(std::io::Error::from)?)?;
    } else {
        print(&tried.stream, &dialogue, &result, terminal)?;
    }
    Ok(Outcome::Good)
}

/// The conversations of a site, which folds them itself.
fn at_site(
    site: &Site,
    dialogue: &DialogueId,
    document: Value,
    days: Option<u64>,
) -> Result<Counted, Error> {
    let route = BacktestDialogue { site: site.id(), dialogue: dialogue.clone() };
    let days = days.map(|days| u32::try_from(days).unwrap_or(u32::MAX));
    let mut new = NewBacktest { document: Some(document), days, ..NewBacktest::default() };
    let mut result = Counted::default();
    loop {
        let asked = serde_json::to_string(&new).map_err(std::io::Error::from)?;
        let answer = site.write(&route, None, &asked)?.done()?.body;
        let page: BacktestPage = serde_json::from_value(answer).map_err(std::io::Error::from)?;
        page.items.iter().for_each(|folded| result.add(folded));
        new.cursor = page.next;
        if new.cursor.is_none() || result.conversations >= MAX_CONVERSATIONS as u64 {
            result.is_cut = new.cursor.is_some();
            return Ok(result);
        }
    }
}

/// The conversations of a dialogue in a file.
fn in_file(
    path: &Path,
    dialogue: &DialogueId,
    tried: &Tried,
    days: Option<u64>,
) -> Result<Counted, Error> {
    let found = read(path, dialogue)?;
    let began = |found: &Found| found.events.values().next().map_or(0, |(at, _)| *at);
    let latest = found.values().map(began).max().unwrap_or(0);
    let since = days.map_or(0, |days| latest.saturating_sub(days.saturating_mul(DAY)));
    let mut result = Counted::default();
    for one in found.values().filter(|one| began(one) >= since) {
        if let Some(meta) = &one.meta {
            let events = one.events.values().map(|(_, event)| event);
            result.add(&Folded::new(tried, &Record::new(meta, events)));
        }
    }
    Ok(result)
}

fn named(path: &Path) -> Result<DialogueId, Error> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    DialogueId::parse(stem).map_err(|_| Error::NamesNoDialogue { path: path.to_owned() })
}

/// The conversations of a dialogue, by their ids.
fn read(path: &Path, dialogue: &DialogueId) -> Result<BTreeMap<String, Found>, Error> {
    let mut all: BTreeMap<String, Found> = BTreeMap::new();
    // Rows of other dialogues are forgotten at once, if their metadata comes first.
    let mut others = BTreeSet::new();
    operator::rows(path, |rows| {
        if !matches!(rows.table.as_str(), "conversation_meta" | "event")
            || others.contains(&rows.object)
        {
            return Ok(());
        }
        let broken = |reason: String| Error::NoExport { path: path.to_owned(), reason };
        let found = all.entry(rows.object.clone()).or_default();
        fill(found, &rows).map_err(|error| broken(error.to_string()))?;
        if found.meta.as_ref().is_some_and(|meta| meta.dialogue != *dialogue) {
            all.remove(&rows.object);
            others.insert(rows.object);
        }
        Ok(())
    })?;
    all.retain(|_, found| found.meta.is_some());
    Ok(all)
}

fn fill(found: &mut Found, rows: &ExportedRows) -> serde_json::Result<()> {
    let column = |name: &str| rows.columns.iter().position(|column| column == name);
    let (Some(body), seq, at) = (column("body"), column("seq"), column("at")) else {
        return Ok(());
    };
    for row in &rows.rows {
        let text = row.get(body).and_then(Value::as_str).unwrap_or_default();
        let number = |column: Option<usize>| {
            column.and_then(|column| row.get(column)?.as_u64()).unwrap_or_default()
        };
        if rows.table == "event" {
            let event = serde_json::from_str(text)?;
            found.events.insert(number(seq), (number(at), event));
        } else {
            found.meta = Some(serde_json::from_str(text)?);
        }
    }
    Ok(())
}

fn print(
    stream: &Stream,
    dialogue: &DialogueId,
    result: &Counted,
    terminal: &mut Terminal<'_>,
) -> std::io::Result<()> {
    let Counted { conversations, is_cut, outside, uncertain, before, after, changed } = result;
    terminal.line(format!("{conversations} conversations of {dialogue}"))?;
    terminal.line(format!("{:<40} {:>12} {:>16}", "", "happened", "with the draft"))?;
    let mut row = |name: &str, before: Range, after: Range| {
        terminal.line(format!("{name:<40} {:>12} {:>16}", shown(before), shown(after)))
    };
    row("asked for a person", before.people, after.people)?;
    row("came to another end", before.completed, after.completed)?;
    row("left an e-mail address", before.acquired, after.acquired)?;
    let goals: BTreeSet<&String> = before.goals.keys().chain(after.goals.keys()).collect();
    for goal in goals {
        let of = |goals: &BTreeMap<String, Range>| goals.get(goal).copied().unwrap_or_default();
        row(&format!("goal: {goal}"), of(&before.goals), of(&after.goals))?;
    }
    let own = stream.cards.iter().map(shared::stream::Card::id);
    let gone = before.cards.keys().filter(|card| stream.card(card).is_none());
    let cards: Vec<&CardId> = own.chain(gone).collect();
    for card in cards {
        let of = |figures: &Figures| figures.cards.get(card).copied().unwrap_or_default();
        let (was, is) = (of(before), of(after));
        if was == CardFigures::default() && is == CardFigures::default() {
            continue;
        }
        row(&format!("{card}: reached"), was.reached, is.reached)?;
        if was.stopped.most + is.stopped.most > 0 {
            row(&format!("{card}: stopped"), was.stopped, is.stopped)?;
        }
    }
    if *is_cut {
        terminal.line("older conversations of these days were left out")?;
    }
    if *outside > 0 {
        terminal.line(format!("{outside} of them would not have met it: it is not for them"))?;
    }
    if *uncertain > 0 {
        let most = "had more courses than were tried: everything is possible for them";
        terminal.line(format!("{uncertain} of them {most}"))?;
    }
    terminal.line(format!("{} would have ended elsewhere, or could have", changed.len()))?;
    let ids: Vec<_> = changed.iter().filter_map(|one| one.conversation.as_ref()).collect();
    for id in ids.iter().take(LISTED) {
        terminal.line(format!("  {id}"))?;
    }
    if ids.len() > LISTED {
        terminal.line(format!("  and {} more: use --json", ids.len() - LISTED))?;
    }
    Ok(())
}

fn shown(range: Range) -> String {
    if range.least == range.most {
        range.least.to_string()
    } else {
        format!("{}–{}", range.least, range.most)
    }
}
