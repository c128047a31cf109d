//! The section that shows where the inbox doesn't.

use super::designer::Designer;
use super::dialogues::{AudienceOf, DialogueList};
use super::home::HomePage;
use super::hours::HoursPage;
use super::nav::Nav;
use super::reports::Reports;
use super::settings::SettingsPage;
use super::team::TeamPage;
use super::usage_page::UsagePage;
use crate::nav::{Place, Section};
use leptos::prelude::*;
use shared::id::DialogueId;

/// What shows: drawn anew when it is something else, and not for another part of the same.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shown {
    Nothing,
    Dialogues,
    Audience(DialogueId),
    Designer(DialogueId),
    Reports,
    Home,
    Team,
    Hours,
    Usage,
    Settings,
    Soon(Section, Option<String>),
}

impl Shown {
    fn at(place: &Place) -> Self {
        let dialogue = place.first().and_then(|id| DialogueId::parse(id).ok());
        let second = place.rest.get(1).map(String::as_str);
        match (place.section, dialogue, second) {
            (Section::Inbox, ..) => Self::Nothing,
            (Section::Dialogues, None, _) => Self::Dialogues,
            (Section::Dialogues, Some(id), Some("audience")) => Self::Audience(id),
            (Section::Dialogues, Some(id), _) => Self::Designer(id),
            // Reports keep their days from tab to tab.
            (Section::Reports, ..) => Self::Reports,
            (Section::Home, ..) => Self::Home,
            (Section::Team, ..) => Self::Team,
            (Section::Hours, ..) => Self::Hours,
            (Section::Usage, ..) => Self::Usage,
            (Section::Settings, ..) => Self::Settings,
            (other, ..) => Self::Soon(other, place.first().map(str::to_owned)),
        }
    }
}

/// The section that shows.
#[component]
pub(super) fn Page() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let shown = Memo::new(move |_| Shown::at(&nav.place()));
    move || match shown.get() {
        Shown::Nothing => ().into_any(),
        Shown::Dialogues => view! { <DialogueList/> }.into_any(),
        Shown::Audience(id) => view! { <AudienceOf id/> }.into_any(),
        Shown::Designer(dialogue) => view! { <Designer dialogue/> }.into_any(),
        Shown::Reports => view! { <Reports/> }.into_any(),
        Shown::Home => view! { <HomePage/> }.into_any(),
        Shown::Team => view! { <TeamPage/> }.into_any(),
        Shown::Hours => view! { <HoursPage/> }.into_any(),
        Shown::Usage => view! { <UsagePage/> }.into_any(),
        Shown::Settings => view! { <SettingsPage/> }.into_any(),
        Shown::Soon(section, _) => view! { <Soon section/> }.into_any(),
    }
}

#[component]
fn Soon(section: Section) -> impl IntoView {
    view! {
        <main class="page">
            <header class="page-head"><h1>{section.name()}</h1></header>
        </main>
    }
}
