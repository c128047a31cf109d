//! The section that shows where the inbox doesn't.

use super::designer::Designer;
use super::dialogues::{AudienceOf, DialogueList};
use super::home::HomePage;
use super::hours::HoursPage;
use super::icon::{LOCK, icon};
use super::nav::Nav;
use super::people::People;
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
    /// Not for them.
    Closed(Section),
    Dialogues,
    Audience(DialogueId),
    Designer(DialogueId),
    People,
    Reports,
    Home,
    Team,
    Hours,
    Usage,
    Settings,
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
            // The list and each person are told apart within.
            (Section::People, ..) => Self::People,
            // Reports keep their days from tab to tab.
            (Section::Reports, ..) => Self::Reports,
            (Section::Home, ..) => Self::Home,
            (Section::Team, ..) => Self::Team,
            (Section::Hours, ..) => Self::Hours,
            (Section::Usage, ..) => Self::Usage,
            (Section::Settings, ..) => Self::Settings,
        }
    }
}

/// The section that shows.
#[component]
pub(super) fn Page() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let shown = Memo::new(move |_| {
        let place = nav.place();
        if nav.may(place.section) { Shown::at(&place) } else { Shown::Closed(place.section) }
    });
    move || match shown.get() {
        Shown::Nothing => ().into_any(),
        Shown::Closed(section) => view! { <Closed section/> }.into_any(),
        Shown::Dialogues => view! { <DialogueList/> }.into_any(),
        Shown::Audience(id) => view! { <AudienceOf id/> }.into_any(),
        Shown::Designer(dialogue) => view! { <Designer dialogue/> }.into_any(),
        Shown::People => view! { <People/> }.into_any(),
        Shown::Reports => view! { <Reports/> }.into_any(),
        Shown::Home => view! { <HomePage/> }.into_any(),
        Shown::Team => view! { <TeamPage/> }.into_any(),
        Shown::Hours => view! { <HoursPage/> }.into_any(),
        Shown::Usage => view! { <UsagePage/> }.into_any(),
        Shown::Settings => view! { <SettingsPage/> }.into_any(),
    }
}

/// A section that somebody has the address of and not the permission for.
#[component]
fn Closed(section: Section) -> impl IntoView {
    let nav = expect_context::<Nav>();
    view! {
        <main class="page scroll" aria-label=section.name() data-part="page">
            <div class="empty large" data-part="not-for-you">
                {icon(LOCK)}
                <h1>{format!("No access to {}", section.name())}</h1>
                <p>"It isn’t part of your role. Who manages the team can change that."</p>
                <button class="button primary" data-part="to-inbox"
                    on:click=move |_| nav.instead(Place::of(Section::Inbox))>"To the inbox"</button>
            </div>
        </main>
    }
}
