//! The sign-in form.

use super::root::signed_in;
use super::single_sign_on;
use crate::browser::{page, passkeys};
use crate::client::http::{self, HttpError};
use crate::client::session::Session;
use crate::texts::{self, NAMES, t};
use crate::ui::icon::{BRAND, EYE, EYE_OFF, icon};
use crate::ui::submission::{PageRefusal, Submission, SubmitButton};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{
    BeginPasskeySignIn, CreateSession, GetSignInOffer, RequestReset, SignInWithPasskey,
};
use shared::id::SiteId;
use shared::protocol::{ConsoleLanguage, ForgottenPassword, SignIn as Credentials, SignInOffer};

/// The fields of the form.
#[derive(Clone, Copy)]
struct Form {
    site: RwSignal<String>,
    email: RwSignal<String>,
    password: RwSignal<String>,
    /// The code of the second factor, once it is asked for.
    code: RwSignal<String>,
    asks_code: RwSignal<bool>,
    /// What the site offers besides the password.
    offer: RwSignal<SignInOffer>,
    /// Whether a link for a new password was asked for.
    reset_requested: RwSignal<bool>,
    session: RwSignal<Session>,
}

impl Form {
    fn site(self) -> Result<SiteId, HttpError> {
        let site = SiteId::parse(self.site.get_untracked().trim());
        site.map_err(|error| HttpError::Refused(error.to_string()))
    }

    /// Validates the form.
    fn read(self) -> Result<(SiteId, Credentials), HttpError> {
        let site = self.site()?;
        let email = self.email.get_untracked().trim().to_owned();
        let password = self.password.get_untracked();
        if email.is_empty() || password.is_empty() {
            return Err(HttpError::Refused(t!("sign-in-fill-in").to_owned()));
        }
        let code = self.asks_code.get_untracked().then(|| self.code.get_untracked());
        Ok((site, Credentials { email, password, code }))
    }

    /// Asks for a link with which the password is set anew.
    async fn request_reset(self) -> Result<(), HttpError> {
        let site = self.site()?;
        let email = self.email.get_untracked().trim().to_owned();
        if email.is_empty() {
            page::focus("[data-part=email]");
            return Err(HttpError::Refused(t!("sign-in-email-first").to_owned()));
        }
        http::write(&RequestReset { site }, &ForgottenPassword { email }).await?;
        self.reset_requested.try_set(true);
        Ok(())
    }

    async fn sign_in(self) -> Result<(), HttpError> {
        let (site, credentials) = self.read()?;
        match http::write(&CreateSession { site }, &credentials).await {
            Ok(me) => signed_in(self.session, me),
            Err(HttpError::CodeNeeded(_)) if !self.asks_code.get_untracked() => {
                self.asks_code.set(true);
                page::focus("[data-part=code]");
            }
            Err(error) => {
                let asks_code = self.asks_code.get_untracked();
                page::focus(if asks_code { "[data-part=code]" } else { "[data-part=password]" });
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Form {
    /// Asks what the site offers.
    fn ask_offer(self) {
        let Ok(site) = self.site() else { return self.offer.set(SignInOffer::default()) };
        spawn_local(async move {
            // Without an answer there is the password; an unknown site is named when it is sent.
            let offer = http::call(&GetSignInOffer { site }).await.unwrap_or_default();
            self.offer.try_set(offer);
        });
    }

    /// Goes to the site's provider.
    async fn use_provider(self) -> Result<(), HttpError> {
        single_sign_on::begin(self.site()?).await
    }

    /// Signs in with a passkey that the browser offers.
    async fn use_passkey(self) -> Result<(), HttpError> {
        let site = self.site()?;
        let begun = http::call(&BeginPasskeySignIn { site: site.clone() }).await?;
        let answer = passkeys::get(&begun.challenge).await?;
        let me = http::write(&SignInWithPasskey { site }, &answer).await?;
        signed_in(self.session, me);
        Ok(())
    }
}

/// Asks for credentials. The site is asked for only if nothing else names it.
#[component]
pub(crate) fn SignIn(
    site: Option<SiteId>,
    reason: Option<&'static str>,
    session: RwSignal<Session>,
) -> impl IntoView {
    let shows_site = RwSignal::new(site.is_none());
    let form = Form {
        site: RwSignal::new(site.map(String::from).unwrap_or_default()),
        email: RwSignal::default(),
        password: RwSignal::default(),
        code: RwSignal::default(),
        asks_code: RwSignal::new(false),
        offer: RwSignal::default(),
        reset_requested: RwSignal::new(false),
        session,
    };
    if !shows_site.get_untracked() {
        form.ask_offer();
    }
    // Where only admins have another way to sign in, it is out of the way of all others.
    let shows_others = RwSignal::new(false);
    let others = Signal::derive(move || !form.offer.with(|offer| offer.only) || shows_others.get());
    let sending = Submission::new();
    page::set_title(t!("sign-in-title"));
    page::focus(".sign-in input");
    let submit = sending.on_submit(move || form.sign_in());
    view! {
        <main class="stage">
            <form class="sign-in" data-part="sign-in" novalidate on:submit=submit>
                <span class="brand-logo">{icon(BRAND)}</span>
                <h1>{t!("sign-in-heading")}</h1>
                <p class="lead" role="status">
                    {reason.unwrap_or(t!("sign-in-lead"))}
                </p>
                <PageRefusal of=sending/>
                <Show when=move || shows_site.get()>
                    <div on:change=move |_| form.ask_offer()>
                        <Field label=t!("sign-in-site") part="site" kind="text" auto="organization" value=form.site
                            hint=t!("sign-in-site-hint")/>
                    </div>
                </Show>
                {move || form.offer.get().label.map(|label| view! {
                    <button class="button wide" type="button" data-part="use-provider"
                        disabled=move || sending.is_busy()
                        on:click=move |_| sending.send(|| form.use_provider())>
                        {label}
                    </button>
                })}
                <Show when=move || !others.get()>
                    <button class="link" type="button" data-part="show-others"
                        on:click=move |_| shows_others.set(true)>
                        {t!("sign-in-as-admin")}
                    </button>
                </Show>
                <Show when=move || others.get()>
                    <Field label=t!("common-email") part="email" kind="email" auto="username" value=form.email/>
                    <Password value=form.password/>
                    <Show when=move || form.asks_code.get()>
                        <Field label=t!("common-code") part="code" kind="text" auto="one-time-code" value=form.code
                            hint=t!("sign-in-code-hint")/>
                    </Show>
                    <SubmitButton of=sending label=t!("common-sign-in") part="submit" class="button primary wide"/>
                    <p role="status" data-part="reset-requested">
                        {move || form.reset_requested.get().then_some(
                            t!("sign-in-reset-requested"),
                        )}
                    </p>
                    <button class="link" type="button" data-part="forgot-password"
                        disabled=move || sending.is_busy()
                        on:click=move |_| sending.send(|| form.request_reset())>
                        {t!("sign-in-forgot")}
                    </button>
                    {passkeys::supported().then(|| view! {
                        <button class="button wide" type="button" data-part="use-passkey"
                            disabled=move || sending.is_busy()
                            on:click=move |_| sending.send(|| form.use_passkey())>
                            {t!("sign-in-passkey")}
                        </button>
                    })}
                </Show>
                <Show when=move || !shows_site.get()>
                    <p class="fine">
                        {move || form.site.get()} " · "
                        <button type="button" class="link" data-part="other-site"
                            on:click=move |_| shows_site.set(true)>{t!("sign-in-other-site")}</button>
                    </p>
                </Show>
                <Languages/>
            </form>
        </main>
    }
}

/// The languages, each by its own name.
#[component]
fn Languages() -> impl IntoView {
    let choice = |(language, name): &'static (ConsoleLanguage, &'static str)| {
        let tag = language.as_str();
        let here = texts::language() == *language;
        view! {
            <button type="button" class="link" lang=tag data-part="language" data-value=tag
                aria-pressed=here.to_string() on:click=move |_| {
                    texts::remember(*language);
                }>{*name}</button>
        }
    };
    view! {
        <p class="fine languages" role="group" aria-label=t!("sign-in-language")>
            {NAMES.iter().map(choice).collect_view()}
        </p>
    }
}

#[component]
fn Field(
    label: &'static str,
    part: &'static str,
    kind: &'static str,
    auto: &'static str,
    value: RwSignal<String>,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <input class="input" type=kind data-part=part name=part autocomplete=auto
                autocapitalize="none" spellcheck="false" prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))/>
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
        </label>
    }
}

#[component]
fn Password(value: RwSignal<String>) -> impl IntoView {
    let visible = RwSignal::new(false);
    view! {
        <div class="field">
            <label class="label" for="password">{t!("common-password")}</label>
            <span class="with-button">
                <input class="input" id="password" data-part="password" name="password"
                    type=move || if visible.get() { "text" } else { "password" }
                    autocomplete="current-password" prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))/>
                <button type="button" class="button quiet square" data-part="show-password"
                    aria-pressed=move || visible.get().to_string()
                    aria-label=move || if visible.get() { t!("sign-in-hide-password") } else { t!("sign-in-show-password") }
                    on:click=move |_| visible.update(|visible| *visible = !*visible)>
                    {move || icon(if visible.get() { EYE_OFF } else { EYE })}
                </button>
            </span>
        </div>
    }
}
