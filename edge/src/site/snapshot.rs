//! Snapshots: the published state of a site in the isolate's memory, so that in steady state a page
//! view wakes no object.

use super::SiteRequest;
use crate::auth::identity::Keys;
use crate::error::ApiError;
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::clock;
use crate::runtime::config;
use serde::{Deserialize, Serialize};
use shared::ab_test::{AbTest, Variant};
use shared::audience::{
    Audience, Candidate, Criterion, NowAttribute, NowFacts, Trigger, Visitor, VisitorData, choose,
};
use shared::colour::Palettes;
use shared::dialogue::{FlowContext, poke};
use shared::event::Location;
use shared::id::{ConversationId, DialogueId, SiteId, Version, VisitId, VisitorId};
use shared::language::Language;
use shared::person::{Attributes, Field, from_page};
use shared::protocol::{
    Blocked, Bootstrap, BootstrapRequest, FlowHere, PageBoot, PublishedDialogue, Settings,
    SignInOffer, Waiting,
};
use shared::stream::Translations;
use shared::time::{Millis, Timestamp};
use shared::webhook::WebhookEvent;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use worker::{Context, Env};

/// How long a snapshot counts as fresh.
const FRESH: Millis = Millis::seconds(10);
/// How long a snapshot is served while a newer one is being fetched.
const STALE: Millis = Millis::seconds(60);
/// The longest list of earlier conversations that is looked at; a browser remembers ten.
const MAX_EARLIER_BYTES: usize = 4_000;
/// Most sites whose snapshots an isolate holds.
const MOST: usize = 1_000;

/// Everything that pages may need of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) site: SiteId,
    /// Increases with every change, so that a late answer never replaces a newer snapshot.
    pub(crate) revision: u64,
    pub(crate) settings: Settings,
    /// The identity secrets; never sent to a page.
    #[serde(default)]
    pub(crate) identity: Keys,
    /// Whether conversational flows may be triggered; not if the site's limit is reached.
    #[serde(default = "yes")]
    pub(crate) flows_run: bool,
    /// Whether a page with the snippet was seen.
    #[serde(default)]
    pub(crate) page_seen: bool,
    /// Visitors whose conversations are refused; never sent to a page.
    #[serde(default)]
    pub(crate) blocked: Vec<Blocked>,
    /// What the sign-in page of the console offers.
    #[serde(default)]
    pub(crate) sign_in: SignInOffer,
    /// The published dialogues, by priority.
    pub(crate) dialogues: Vec<LiveDialogue>,
    /// What some of their visitors meet instead.
    #[serde(default)]
    pub(crate) tried: Vec<TriedDialogue>,
    /// The events that conversations report for webhooks; never sent to a page.
    #[serde(default)]
    pub(crate) webhooks: Vec<WebhookEvent>,
    /// The conversations that were answered after their end, and whose visitor has not seen it. A page
    /// hears of those that its browser names.
    #[serde(default)]
    pub(crate) answered: Vec<ConversationId>,
}

/// A published dialogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LiveDialogue {
    pub(crate) priority: u32,
    #[serde(flatten)]
    pub(crate) audience: Audience,
    /// The trigger, if it is a conversational flow.
    #[serde(default)]
    pub(crate) trigger: Option<Trigger>,
    /// The stream's texts in other languages.
    #[serde(default, skip_serializing_if = "Translations::is_empty")]
    pub(crate) translations: Translations,
    pub(crate) published: PublishedDialogue,
}

/// The version that a running test tries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TriedDialogue {
    pub(crate) test: AbTest,
    pub(crate) b: LiveDialogue,
}

const fn yes() -> bool {
    true
}

impl LiveDialogue {
    /// The dialogue in a visitor's language: what nobody translated, as it was written.
    pub(crate) fn published_in(&self, language: Language) -> PublishedDialogue {
        let dialogue = self.published.clone();
        match self.translations.stream_in(language, &self.published.stream) {
            Some(stream) => PublishedDialogue { stream, ..dialogue },
            None => dialogue,
        }
    }

    /// Whether it has triggers or conditions that pages must measure.
    fn waits(&self) -> bool {
        self.trigger.is_some() || self.audience.when.as_ref().is_some_and(Criterion::waits)
    }
}

impl Snapshot {
    /// The answer for a page: the first matching dialogue by priority that is not done, or the flow
    /// that was triggered, and the dialogues that may replace it.
    pub(crate) fn boot(
        &self,
        now: Timestamp,
        request: BootstrapRequest,
        location: Location,
    ) -> PageBoot {
        let BootstrapRequest {
            page,
            done,
            page_attributes,
            identity,
            measured,
            flow,
            languages,
            earlier,
            visit,
        } = request;
        let visit = visit.and_then(|visit| VisitId::parse(visit).ok());
        let earlier = earlier.filter(|earlier| earlier.len() <= MAX_EARLIER_BYTES);
        let is_earlier = |id: &&ConversationId| {
            earlier.as_ref().is_some_and(|earlier| earlier.contains(id.as_str()))
        };
        let answered = self.answered.iter().find(is_earlier).cloned();
        let preferred = languages.iter().map(String::as_str);
        let language = Language::choose(self.settings.language, preferred);
        // If the identity is invalid, the visitor is treated as anonymous.
        let verified = (!identity.is_empty()).then(|| self.identity.verify(now, &identity));
        let refused = verified.and_then(Result::err).map(|refused| refused.to_string());
        let page_attributes =
            if refused.is_some() { Attributes::new() } else { from_page(&page_attributes) };
        let context = FlowContext { page, location, page_attributes };
        let visitor_data = VisitorData {
            attributes: &context.page_attributes,
            page: &context.page,
            location: &context.location,
            now: &self.now_facts(now),
        };
        let done: Vec<DialogueId> =
            done.into_iter().filter_map(|id| DialogueId::parse(id).ok()).collect();
        let visitor = Visitor { visitor_data, measured: &measured, done: &done };
        let choice = choose(self.candidates(), &visitor);
        let flow =
            choice.flows.iter().map(|(id, _)| *id).find(|id| flow.as_deref() == Some(id.as_str()));
        let again = choice.again.filter(|_| flow.is_none());
        let visible = flow.or(choice.show).or(again).and_then(|id| self.met(id, visit.as_ref()));
        let visible = visible.map(|dialogue| dialogue.published_in(language));
        let quiet = flow.is_some() || again.is_some();
        let poked = visible.as_ref().filter(|dialogue| dialogue.poke && !quiet);
        PageBoot {
            language,
            texts: language.launcher(),
            font: self.settings.style.font.stack().map(str::to_owned),
            colours: Palettes::from_brand(&self.settings.style.brand),
            // What tells of an answer is beside what measures.
            measure: answered.is_some() || self.dialogues.iter().any(LiveDialogue::waits),
            answered,
            refused,
            visit: None, // the worker hands it out
            flow: flow.is_some(),
            again: again.is_some(),
            waiting: choice
                .waiting
                .into_iter()
                .map(|(dialogue, until)| Waiting { dialogue: dialogue.clone(), until })
                .collect(),
            flows: choice
                .flows
                .iter()
                .map(|(id, trigger)| FlowHere {
                    dialogue: (*id).clone(),
                    trigger: (*trigger).clone(),
                })
                .collect(),
            boot: Bootstrap {
                site: self.site.clone(),
                enabled: self.settings.enabled,
                style: self.settings.style_in(language),
                poke: poked.and_then(|dialogue| poke(&dialogue.stream, context.clone())),
                dialogue: visible,
                location: context.location,
                page_attributes: context.page_attributes,
            },
        }
    }

    /// What the worker knows of now without waking an object.
    fn now_facts(&self, now: Timestamp) -> NowFacts {
        let open = self.settings.hours.as_ref().is_none_or(|hours| hours.holds(now));
        NowFacts::from([(NowAttribute::open(), open)])
    }

    /// The dialogues that may be shown, by priority.
    fn candidates(&self) -> impl Iterator<Item = Candidate<'_>> {
        let runs = |live: &&LiveDialogue| {
            self.settings.enabled && (live.trigger.is_none() || self.flows_run)
        };
        self.dialogues.iter().filter(runs).map(|live| Candidate {
            id: &live.published.id,
            audience: &live.audience,
            trigger: live.trigger.as_ref(),
        })
    }

    /// Whether the site has blocked this visitor.
    pub(crate) fn is_blocked(&self, visitor: &VisitorId, page_attributes: &Attributes) -> bool {
        let email = page_attributes.get(&Field::Email).map(String::as_str);
        self.blocked.iter().any(|blocked| blocked.is(visitor, email))
    }

    /// The version of a published dialogue that a visit meets: that of its variant while a test runs
    /// (ABTEST-02).
    fn met(&self, id: &DialogueId, visit: Option<&VisitId>) -> Option<&LiveDialogue> {
        let tried = self.tried.iter().find(|tried| tried.test.dialogue == *id);
        let tried = tried.filter(|TriedDialogue { test, .. }| {
            visit.is_some_and(|visit| test.variant(visit) == Variant::B)
        });
        let live = self.dialogues.iter().find(|live| live.published.id == *id)?;
        Some(tried.map_or(live, |tried| &tried.b))
    }

    /// A version that visitors meet now.
    pub(crate) fn visible(&self, id: &DialogueId, version: Version) -> Option<&LiveDialogue> {
        let tried = self.tried.iter().map(|tried| &tried.b);
        let is =
            |live: &&LiveDialogue| live.published.id == *id && live.published.version == version;
        self.dialogues.iter().chain(tried).find(is)
    }
}

/// Where a snapshot came from, for the header `Server-Timing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Memory,
    Stale,
    Site,
}

impl Source {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Stale => "stale",
            Self::Site => "site",
        }
    }
}

struct Remembered {
    at: Timestamp,
    /// `None` if the site does not exist.
    snapshot: Option<Rc<Snapshot>>,
    /// Since when a newer one is being fetched.
    refreshing_since: Option<Timestamp>,
}

thread_local! {
    static MEMORY: RefCell<BTreeMap<SiteId, Remembered>> = const { RefCell::new(BTreeMap::new()) };
}

/// The snapshot of a site, from memory or from the site's object.
pub(crate) async fn load(
    env: &Env,
    context: &Context,
    site: &SiteId,
) -> Result<(Rc<Snapshot>, Source), ApiError> {
    let (found, source) = match recall(clock::now(), site) {
        Recalled::Fresh(snapshot) => (snapshot, Source::Memory),
        Recalled::Stale(snapshot) => (snapshot, Source::Stale),
        Recalled::Refresh(snapshot) => {
            let (env, site) = (env.clone(), site.clone());
            context.wait_until(async move {
                if let Err(error) = fetch(&env, &site).await {
                    worker::console_warn!("no newer snapshot of {site}: {error}");
                }
            });
            (snapshot, Source::Stale)
        }
        Recalled::Nothing => (fetch(env, site).await?, Source::Site),
    };
    Ok((found.ok_or(ApiError::NoSite)?, source))
}

/// The snapshot in memory, however old, or none. Fails if the site was found not to exist a moment
/// ago.
pub(crate) fn in_memory(now: Timestamp, site: &SiteId) -> Result<Option<Rc<Snapshot>>, ApiError> {
    MEMORY.with_borrow(|memory| match memory.get(site) {
        Some(Remembered { at, snapshot: None, .. }) if now.since(*at) < FRESH => {
            Err(ApiError::NoSite)
        }
        entry => Ok(entry.and_then(|entry| entry.snapshot.clone())),
    })
}

/// Stores a snapshot that the site sent or has just changed.
pub(crate) fn remember(now: Timestamp, site: &SiteId, snapshot: Option<Snapshot>) {
    MEMORY.with_borrow_mut(|memory| {
        let entry = memory.get(site).and_then(|entry| entry.snapshot.as_ref());
        let revision = |snapshot: &Snapshot| snapshot.revision;
        if entry.map(|entry| entry.revision) > snapshot.as_ref().map(revision) {
            return;
        }
        if memory.len() >= MOST && !memory.contains_key(site) {
            let oldest = memory.iter().min_by_key(|(_, entry)| entry.at).map(|(id, _)| id.clone());
            oldest.and_then(|oldest| memory.remove(&oldest));
        }
        let snapshot = snapshot.map(Rc::new);
        memory.insert(site.clone(), Remembered { at: now, snapshot, refreshing_since: None });
    });
}

/// Drops the snapshot of a site that was deleted.
pub(crate) fn forget(site: &SiteId) {
    MEMORY.with_borrow_mut(|memory| memory.remove(site));
}

async fn fetch(env: &Env, site: &SiteId) -> Result<Option<Rc<Snapshot>>, ApiError> {
    let request = outbox::request("request", &SiteRequest::Snapshot)?;
    let mut answer = config::site(env, site)?.fetch_with_request(request).await?;
    let snapshot: Option<Snapshot> = match answer.status_code() {
        200 => Some(body::response_json(&mut answer).await?),
        404 => None,
        status => return Err(ApiError::Broken(format!("the site answered {status}"))),
    };
    remember(clock::now(), site, snapshot.clone());
    Ok(snapshot.map(Rc::new))
}

enum Recalled {
    Fresh(Option<Rc<Snapshot>>),
    /// A newer one is being fetched already.
    Stale(Option<Rc<Snapshot>>),
    /// Serve this one, and fetch a newer one.
    Refresh(Option<Rc<Snapshot>>),
    Nothing,
}

fn recall(now: Timestamp, site: &SiteId) -> Recalled {
    MEMORY.with_borrow_mut(|memory| {
        let Some(entry) = memory.get_mut(site) else { return Recalled::Nothing };
        if entry.at.is_ahead_of(now) {
            return Recalled::Nothing;
        }
        let age = now.since(entry.at);
        let snapshot = entry.snapshot.clone();
        if age < FRESH {
            return Recalled::Fresh(snapshot);
        }
        if age >= STALE || snapshot.is_none() {
            return Recalled::Nothing;
        }
        // The request that fetches may have been cut off, so after a while another one fetches.
        if entry.refreshing_since.is_some_and(|since| now.since(since) < FRESH) {
            return Recalled::Stale(snapshot);
        }
        entry.refreshing_since = Some(now);
        Recalled::Refresh(snapshot)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(revision: u64) -> Snapshot {
        let site = SiteId::parse("site_a").unwrap();
        let settings = Settings::default();
        Snapshot {
            site,
            revision,
            settings,
            identity: Keys::default(),
            flows_run: true,
            page_seen: false,
            blocked: Vec::new(),
            sign_in: SignInOffer::default(),
            dialogues: Vec::new(),
            tried: Vec::new(),
            webhooks: Vec::new(),
            answered: Vec::new(),
        }
    }

    fn name(recalled: &Recalled) -> &'static str {
        match recalled {
            Recalled::Fresh(_) => "fresh",
            Recalled::Stale(_) => "stale",
            Recalled::Refresh(_) => "refresh",
            Recalled::Nothing => "nothing",
        }
    }

    #[test]
    fn a_snapshot_is_fresh_then_stale_while_refreshing_then_expired() {
        let site = SiteId::parse("site_a").unwrap();
        let names = |at: u64| name(&recall(Timestamp(at), &site));
        assert_eq!(names(0), "nothing");
        remember(Timestamp(0), &site, Some(snapshot(1)));
        assert_eq!([names(9_999), names(10_000), names(10_001)], ["fresh", "refresh", "stale"]);
        assert_eq!([names(20_000), names(60_000)], ["refresh", "nothing"]);
    }

    #[test]
    fn a_late_answer_never_replaces_a_newer_one() {
        let site = SiteId::parse("site_b").unwrap();
        remember(Timestamp(5), &site, Some(snapshot(2)));
        remember(Timestamp(6), &site, Some(snapshot(1)));
        let Recalled::Fresh(Some(cached)) = recall(Timestamp(7), &site) else { unreachable!() };
        assert_eq!(cached.revision, 2);
    }

    #[test]
    fn memory_is_bounded() {
        for number in 0..MOST + 10 {
            let site = SiteId::parse(format!("site_{number}")).unwrap();
            remember(Timestamp(number as u64), &site, None);
        }
        assert_eq!(MEMORY.with_borrow(BTreeMap::len), MOST);
    }
}
