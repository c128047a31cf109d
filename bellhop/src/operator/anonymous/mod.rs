//! A copy of a site for staging (`bellhop site export --anonymous`): whoever works with it learns nothing
//! about anybody. Names, addresses, what people wrote and what was asked of them are replaced by made-up
//! values; ids, times and the site's own texts stay, so that it works like the site.
//!
//! Rows are read as the types that the edge writes, so that a new event or field has to be thought of here.
//! A table that is not listed here stops the export.

mod made_up;

use crate::Error;
use made_up::MadeUp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::conversation::{ConversationMeta, LastWords, Missed, PrivateNote, VisitorCard};
use shared::desk::{Decision, Record};
use shared::event::{AgentProfile, Event, Page};
use shared::people::{Pages, Profile, Seen, name_key};
use shared::person::{Attributes, Field};
use shared::protocol::{Blocked, By, ConversationRow, ExportedRows};
use std::collections::BTreeMap;
use std::io;

/// A hash that no password has.
const NO_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA\
                           $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The values of a site that are neither secrets of others nor about anybody.
const KEPT_VALUES: [&str; 6] =
    ["site", "settings", "routing_config", "revision", "pruned_at", "sign_in_policy"];

/// What becomes of the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Treatment {
    Kept,
    LeftOut,
    Replaced,
}

/// Tables of ids, numbers, times, and what the site itself has written.
const KEPT: &[&str] = &[
    "inbox",
    "site.agent_language",
    "site.schedule",
    "site.dialogue",
    "site.document",
    "site.document_part",
    "site.rank",
    "site.version",
    "site.ab_test",
    "site.ab_test_count",
    "site.role",
    "site.ledger",
    "site.daily_count",
    "site.chat",
    "site.visited",
    "site.person_change",
    "site.talked",
    "site.label",
    "site.labelled",
    "site.unread_answer",
    "conversation.seen",
    "conversation.visitor",
    "conversation.restarted",
    "conversation.typed",
    "conversation.transcript_mail",
];

/// Tables of keys and what opens an account, of what tells the real receivers something, of what people are in
/// everywhere, and of what is made again. Messages that are on their way may say anything.
const LEFT_OUT: &[&str] = &[
    "outbox",
    "site.key",
    "site.invitation",
    "site.second_factor",
    "site.passkey",
    "site.provider_account",
    "site.webhook",
    "site.webhook_delivery",
    "site.mail",
    "site.notification",
    "site.audit",
    "site.erasure",
    "site.forgotten",
    "site.forgotten_browsers",
    "site.picture",
    "site.indexed",
    "site.conversation_search",
    "site.person_search",
    "site.figures",
    "desk.figures",
    "conversation.draft",
];

/// Tables in which people are replaced.
const REPLACED: &[&str] = &[
    "site.site_kv",
    "site.agent",
    "site.person",
    "site.visitor",
    "site.blocked",
    "site.missed",
    "site.conversation",
    "site.reply",
    "site.draft_writer",
    "site.version_text",
    "site.version_note",
    "site.history",
    "desk.record",
    "desk.decision",
    "conversation.conversation_meta",
    "conversation.event",
    "conversation.pages",
    "conversation.note",
    "conversation.file",
    "conversation.file_part",
];

/// What becomes of a table; `None` if nobody has thought of it yet. Every object has an outbox and an inbox.
fn treatment(kind: &str, table: &str) -> Option<Treatment> {
    let name = format!("{kind}.{table}");
    let has = |list: &[&str]| list.contains(&name.as_str()) || list.contains(&table);
    let lists =
        [(KEPT, Treatment::Kept), (LEFT_OUT, Treatment::LeftOut), (REPLACED, Treatment::Replaced)];
    lists.into_iter().find(|(list, _)| has(list)).map(|(_, treatment)| treatment)
}

/// Replaces what is about people in the rows of a site.
pub(super) struct Anonymizer {
    made_up: MadeUp,
    /// How many rows of which table were changed, and how many are not in the file.
    replaced: BTreeMap<String, u64>,
    left_out: BTreeMap<String, u64>,
    /// The made-up addresses of the admins.
    admins: Vec<String>,
}

impl Anonymizer {
    /// The same key makes the same of the same value.
    pub(super) fn new(key: [u8; 32]) -> Self {
        Self {
            made_up: MadeUp::new(key),
            replaced: BTreeMap::new(),
            left_out: BTreeMap::new(),
            admins: Vec::new(),
        }
    }

    /// The rows for the file; `None` if none of them is in it.
    pub(super) fn rows(&mut self, mut rows: ExportedRows) -> Result<Option<ExportedRows>, Error> {
        let kind = kind(&rows.object);
        let name = format!("{kind}.{}", rows.table);
        let count = rows.rows.len() as u64;
        let unknown = || Error::NotAnonymous { table: name.clone() };
        match treatment(kind, &rows.table).ok_or_else(unknown)? {
            Treatment::Kept => Ok(Some(rows)),
            Treatment::LeftOut => {
                *self.left_out.entry(name).or_default() += count;
                Ok(None)
            }
            Treatment::Replaced => {
                let (columns, all) = (rows.columns.clone(), core::mem::take(&mut rows.rows));
                for values in all {
                    let mut row = Row { columns: &columns, values, table: &name };
                    if self.row(kind, &rows.table, &mut row)? {
                        if name == "site.agent" && row.text("role")? == "admin" {
                            self.admins.push(row.text("email")?.clone());
                        }
                        rows.rows.push(row.values);
                        *self.replaced.entry(name.clone()).or_default() += 1;
                    } else {
                        *self.left_out.entry(name.clone()).or_default() += 1;
                    }
                }
                Ok((!rows.rows.is_empty()).then_some(rows))
            }
        }
    }

    /// The made-up addresses of the admins, of whom one has to set a password first.
    pub(super) fn admins(&self) -> &[String] {
        &self.admins
    }

    /// What was replaced and left out, for the receipt.
    pub(super) fn receipt(&self) -> Vec<String> {
        let lines = |rows: &BTreeMap<String, u64>, done: &str| -> Vec<_> {
            rows.iter().map(|(table, count)| format!("{table}: {count} rows {done}")).collect()
        };
        let mut all = lines(&self.replaced, "with made-up people");
        all.extend(lines(&self.left_out, "left out"));
        all
    }

    /// Replaces what is in a row; returns whether it is in the file.
    fn row(&self, kind: &str, table: &str, row: &mut Row<'_>) -> Result<bool, Error> {
        let made_up = &self.made_up;
        match (kind, table) {
            ("site", "site_kv") => return Ok(KEPT_VALUES.contains(&row.text("name")?.as_str())),
            ("site", "reply") => return Ok(!row.text("owner")?.starts_with("agent_")),
            ("site", "agent") => {
                let id = row.text("id")?.clone();
                *row.text("name")? = made_up.agent(&id);
                let email = made_up.email(row.text("email")?);
                *row.text("email")? = email;
                NO_PASSWORD.clone_into(row.text("password")?);
                *row.value("picture")? = Value::Null;
            }
            ("site", "person") => {
                let email = made_up.email(row.text("email")?);
                *row.text("email")? = email;
                let mut name = String::new();
                row.body("body", |profile: &mut Profile| {
                    self.profile(profile);
                    name = name_key(&profile.fields());
                })?;
                *row.text("name")? = name;
            }
            ("site", "visitor") => row.body("body", |profile| self.profile(profile))?,
            ("site", "blocked") => row.body("body", |blocked| self.blocked(blocked))?,
            ("site", "missed") => row.body("body", |missed| self.missed(missed))?,
            ("site", "conversation") => row.body("body", |one| self.conversation_row(one))?,
            ("site", "version_note") => {
                let note = made_up.words(row.text("note")?);
                *row.text("note")? = note;
            }
            ("site", _) => row.body("by", |by| self.by(by))?,
            ("desk", "record") => row.body("body", |record| self.record(record))?,
            ("desk", _) => {
                row.body("body", |decision: &mut Decision| self.card(&mut decision.visitor))?;
            }
            (_, "conversation_meta") => row.body("body", |meta: &mut ConversationMeta| {
                self.page(&mut meta.page);
                self.attributes(&mut meta.page_attributes);
                meta.limits.blocked_emails.clear();
            })?,
            (_, "event") => row.body("body", |event| self.event(event))?,
            (_, "pages") => row.body("body", |pages: &mut Pages| {
                let replaced = |seen: &Seen| {
                    let mut page = seen.page.clone();
                    self.page(&mut page);
                    Seen { page, at: seen.at }
                };
                *pages = Pages::restore(pages.all().iter().map(replaced).collect());
            })?,
            (_, "note") => row.body("body", |note: &mut PrivateNote| {
                self.agent(&mut note.by);
                note.text = made_up.words(&note.text);
            })?,
            // What browsers are told of it names the file.
            (_, "file") => {
                let disposition = row.text("disposition")?;
                let end = disposition.find(';').unwrap_or(disposition.len());
                disposition.truncate(end);
            }
            (_, _) => {
                let unreadable = row.unreadable("bytes");
                let bytes = row.value("body")?.get("base64").and_then(Value::as_str);
                let empty: String = bytes
                    .ok_or(unreadable)?
                    .chars()
                    .map(|digit| if digit == '=' { '=' } else { 'A' })
                    .collect();
                *row.value("body")? = serde_json::json!({ "base64": empty });
            }
        }
        Ok(true)
    }

    fn agent(&self, profile: &mut AgentProfile) {
        profile.name = self.made_up.agent(profile.id.as_str());
        profile.picture = None;
    }

    fn by(&self, by: &mut By) {
        match by {
            By::Agent { agent, name } => *name = self.made_up.agent(agent.as_str()),
            By::Key { key, name } => *name = self.made_up.thing("Program", key.as_str()),
        }
    }

    fn page(&self, page: &mut Page) {
        page.url = self.made_up.address(&page.url);
        page.title = self.made_up.thing_unless_empty("Page", &page.title);
        page.referrer = self.made_up.address(&page.referrer);
    }

    fn attribute(&self, field: &Field, value: &str) -> String {
        if value.is_empty() {
            return String::new();
        }
        match field {
            Field::FirstName => self.made_up.first_name(value),
            Field::LastName => self.made_up.last_name(value),
            Field::Email => self.made_up.email(value),
            Field::Phone => self.made_up.phone(value),
            Field::Company => self.made_up.thing("Company", value),
            Field::JobTitle => self.made_up.thing("Job", value),
            Field::Custom(_) => self.made_up.words(value),
        }
    }

    fn attributes(&self, attributes: &mut Attributes) {
        for (field, value) in attributes {
            *value = self.attribute(field, value);
        }
    }

    fn profile(&self, profile: &mut Profile) {
        self.attributes(&mut profile.attributes);
        self.attributes(&mut profile.overrides);
    }

    fn card(&self, card: &mut VisitorCard) {
        self.attributes(&mut card.attributes);
        self.page(&mut card.page);
    }

    fn blocked(&self, blocked: &mut Blocked) {
        blocked.name = self.made_up.person_unless_empty(&blocked.name);
        blocked.email = blocked.email.as_ref().map(|email| self.made_up.email(email));
        // Somebody could try addresses until one fits.
        blocked.email_fingerprint = None;
        blocked.reason = self.made_up.words(&blocked.reason);
        self.agent(&mut blocked.by);
        if let Some(key) = &mut blocked.key {
            self.by(key);
        }
    }

    fn missed(&self, missed: &mut Missed) {
        missed.words = self.made_up.words(&missed.words);
        let claims = [&mut missed.taken, &mut missed.handled, &mut missed.answer];
        for claim in claims.into_iter().flatten() {
            self.agent(&mut claim.by);
        }
    }

    fn last_words(&self, words: &mut LastWords) {
        words.text = if words.file {
            made_up::file_name(&words.text)
        } else {
            self.made_up.words(&words.text)
        };
    }

    fn conversation_row(&self, row: &mut ConversationRow) {
        self.attributes(&mut row.attributes);
        self.page(&mut row.page);
        if let Some(agent) = &mut row.agent {
            self.agent(agent);
        }
        if let Some(words) = &mut row.last_words {
            self.last_words(words);
        }
        if let Some(missed) = &mut row.missed {
            self.missed(missed);
        }
    }

    fn record(&self, record: &mut Record) {
        match record {
            Record::Agent(agent) => self.agent(&mut agent.profile),
            Record::Request(request) => self.card(&mut request.visitor),
            Record::Settings(_) | Record::RoutingConfig(_) | Record::ClosedOffer(_) => {}
        }
    }

    fn event(&self, event: &mut Event) {
        match event {
            Event::Started { page, page_attributes, .. } => {
                self.page(page);
                self.attributes(page_attributes);
            }
            Event::Captured { values, .. } | Event::AnswerCorrected { values, .. } => {
                self.attributes(values);
            }
            Event::AttributeSet { attribute, value, .. } => {
                *value = self.attribute(attribute, value);
            }
            Event::Offered { agent, .. }
            | Event::Connected { agent, .. }
            | Event::FollowedUp { agent, .. } => self.agent(agent),
            Event::MessageLeft { values, text } => {
                self.attributes(values);
                *text = self.made_up.words(text);
            }
            Event::Said { text, file: Some(_), .. } => *text = made_up::file_name(text),
            Event::Said { text, file: None, .. } => *text = self.made_up.words(text),
            Event::Rated { comment, .. } => *comment = self.made_up.words(comment),
            // The fallback's message and form are the site's.
            Event::FellBack { .. }
            | Event::Shown { .. }
            | Event::Answered { .. }
            | Event::AvailabilityChecked { .. }
            | Event::GoalReached { .. }
            | Event::Completed { .. }
            | Event::DocumentOpened { .. }
            | Event::DocumentDownloaded { .. }
            | Event::DocumentClosed { .. }
            | Event::Requested { .. }
            | Event::Queued { .. }
            | Event::OfferClosed { .. }
            | Event::AgentGone { .. }
            | Event::Withdrawn { .. }
            | Event::Ended { .. } => {}
        }
    }
}

fn kind(object: &str) -> &str {
    if matches!(object, "site" | "desk") { object } else { "conversation" }
}

/// A row of an export.
struct Row<'a> {
    columns: &'a [String],
    values: Vec<Value>,
    table: &'a str,
}

impl Row<'_> {
    fn unreadable(&self, what: &str) -> Error {
        let reason = format!("{} has no {what} that can be read", self.table);
        Error::Terminal(io::Error::other(reason))
    }

    fn value(&mut self, column: &str) -> Result<&mut Value, Error> {
        let at = self.columns.iter().position(|name| name == column);
        let unreadable = self.unreadable(column);
        at.and_then(|at| self.values.get_mut(at)).ok_or(unreadable)
    }

    fn text(&mut self, column: &str) -> Result<&mut String, Error> {
        let unreadable = self.unreadable(column);
        match self.value(column)? {
            Value::String(text) => Ok(text),
            _ => Err(unreadable),
        }
    }

    /// Changes the value that a column holds as JSON.
    fn body<T: DeserializeOwned + Serialize>(
        &mut self,
        column: &str,
        change: impl FnOnce(&mut T),
    ) -> Result<(), Error> {
        let unreadable = self.unreadable(column);
        let text = self.text(column)?;
        let Ok(mut value) = serde_json::from_str(text) else { return Err(unreadable) };
        change(&mut value);
        *text = serde_json::to_string(&value).map_err(io::Error::from)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
