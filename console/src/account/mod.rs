//! The section of the agent's own account.

mod email;
mod language;
mod passkeys;
mod password;
mod profile;
mod qr;
mod second_factor;
mod sessions;

pub(crate) use second_factor::SetUp;

use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::notify::view::OwnNotifications;
use crate::texts::t;
use crate::ui::kit::PageFrame;
use email::EmailCard;
use language::LanguageCard;
use leptos::prelude::*;
use passkeys::PasskeysCard;
use password::PasswordCard;
use profile::ProfileCard;
use second_factor::SecondFactorCard;
use sessions::SessionsCard;
use shared::id::SiteId;

/// What the cards share.
#[derive(Clone, Copy)]
struct Account {
    store: Store,
    site: StoredValue<SiteId>,
}

impl Account {
    fn here() -> Self {
        let store = expect_context::<Store>();
        let site = StoredValue::new(store.peek(|inbox| inbox.me.site.clone()));
        Self { store, site }
    }

    fn site(self) -> SiteId {
        self.site.get_value()
    }

    fn warn(self, text: impl Into<String>) {
        self.store.send(Msg::ShowToast(Tone::Bad, text.into()));
    }

    fn toast(self, text: impl Into<String>) {
        self.store.send(Msg::ShowToast(Tone::Plain, text.into()));
    }
}

#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    provide_context(Account::here());
    view! {
        <PageFrame name=t!("section-account") about=t!("account-about")>
            <ProfileCard/>
            <LanguageCard/>
            <EmailCard/>
            <OwnNotifications/>
            <PasswordCard/>
            <PasskeysCard/>
            <SecondFactorCard/>
            <SessionsCard/>
        </PageFrame>
    }
}
