//! Shows the current section, other than the inbox.

use crate::account::AccountPage;
use crate::context::Nav;
use crate::designer::view::Designer;
use crate::dialogues::view::DialogueList;
use crate::home::view::HomePage;
use crate::hours::view::HoursPage;
use crate::nav::{ConsoleRoute, Section};
use crate::people::view::People;
use crate::reports::view::Reports;
use crate::settings::view::SettingsPage;
use crate::team::view::TeamPage;
use crate::texts::t;
use crate::ui::icon::{LOCK, icon};
use crate::usage::page::UsagePage;
use leptos::prelude::*;
use shared::id::DialogueId;

/// Which section is mounted. It is mounted anew only when this value changes, not for each part of
/// it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SectionView {
    Nothing,
    /// The agent has no permission.
    Closed(Section),
    Dialogues,
    Designer(DialogueId),
    People,
    Reports,
    Home,
    Team,
    Hours,
    Usage,
    Settings,
    Account,
}

impl SectionView {
    fn at(route: &ConsoleRoute) -> Self {
        let dialogue = route.first().and_then(|id| DialogueId::parse(id).ok());
        match (route.section, dialogue) {
            (Section::Inbox, ..) => Self::Nothing,
            (Section::Dialogues, None) => Self::Dialogues,
            // One value for cards and audience, so that the draft stays open.
            (Section::Dialogues, Some(id)) => Self::Designer(id),
            // The section itself distinguishes the list from a person.
            (Section::People, ..) => Self::People,
            // One value for all tabs, so that the chosen period stays.
            (Section::Reports, ..) => Self::Reports,
            (Section::Home, ..) => Self::Home,
            (Section::Team, ..) => Self::Team,
            (Section::Hours, ..) => Self::Hours,
            (Section::Usage, ..) => Self::Usage,
            (Section::Settings, ..) => Self::Settings,
            (Section::Account, ..) => Self::Account,
        }
    }
}

#[component]
pub(crate) fn Page() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let visible = Memo::new(move |_| {
        let route = nav.route();
        if nav.may(route.section) {
            SectionView::at(&route)
        } else {
            SectionView::Closed(route.section)
        }
    });
    move || match visible.get() {
        SectionView::Nothing => ().into_any(),
        SectionView::Closed(section) => view! { <Closed section/> }.into_any(),
        SectionView::Dialogues => view! { <DialogueList/> }.into_any(),
        SectionView::Designer(dialogue) => view! { <Designer dialogue/> }.into_any(),
        SectionView::People => view! { <People/> }.into_any(),
        SectionView::Reports => view! { <Reports/> }.into_any(),
        SectionView::Home => view! { <HomePage/> }.into_any(),
        SectionView::Team => view! { <TeamPage/> }.into_any(),
        SectionView::Hours => view! { <HoursPage/> }.into_any(),
        SectionView::Usage => view! { <UsagePage/> }.into_any(),
        SectionView::Settings => view! { <SettingsPage/> }.into_any(),
        SectionView::Account => view! { <AccountPage/> }.into_any(),
    }
}

/// Shown for a section without permission.
#[component]
fn Closed(section: Section) -> impl IntoView {
    let nav = expect_context::<Nav>();
    view! {
        <main class="page scroll" aria-label=section.name() data-part="page">
            <div class="empty large" data-part="not-for-you">
                {icon(LOCK)}
                <h1>{t!("app-no-access", name = section.name())}</h1>
                <p>{t!("app-no-access-hint")}</p>
                <button class="button primary" data-part="to-inbox"
                    on:click=move |_| nav.instead(ConsoleRoute::section(Section::Inbox))>{t!("app-go-to-inbox")}</button>
            </div>
        </main>
    }
}
