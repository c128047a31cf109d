//! What rings where: whether this browser may show notices, whether it can be pushed to, and the
//! agent's devices.

use crate::api::http;
use crate::api::notice::{self, Permit};
use crate::api::push::{self, NoPush};
use crate::api::{page, storage};
use crate::texts;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::{DeviceId, SiteId};
use shared::push::{Device, Devices};

/// Where it is remembered that the agent wants no push in this browser.
const UNWANTED: &str = "push.off";

/// What is known of pushes to this browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Push {
    /// Nobody asked for them.
    #[default]
    Off,
    /// They are being set up.
    Asking,
    /// They come, as this device.
    On(DeviceId),
    /// They can't; why.
    No(String),
}

/// What rings where. Cheap to copy into any handler.
#[derive(Clone, Copy)]
pub(super) struct Alerts {
    site: StoredValue<SiteId>,
    pub(super) permit: RwSignal<Permit>,
    pub(super) push: RwSignal<Push>,
    pub(super) devices: RwSignal<Vec<Device>>,
    /// What came of the last try, or of the last request.
    pub(super) told: RwSignal<Option<String>>,
    /// Whether the sheet about all this is open.
    pub(super) sheet: RwSignal<bool>,
}

impl Alerts {
    /// As this browser has it. Where notices are allowed, its subscription is told anew: it holds as
    /// long as the session.
    pub(super) fn of(site: SiteId) -> Self {
        let alerts = Self {
            site: StoredValue::new(site),
            permit: RwSignal::new(notice::permit()),
            push: RwSignal::new(Push::Off),
            devices: RwSignal::new(Vec::new()),
            told: RwSignal::new(None),
            sheet: RwSignal::new(false),
        };
        if notice::permit() == Permit::Granted && storage::get(UNWANTED).is_none() {
            alerts.connect();
        }
        // The agent comes back from the browser's settings.
        page::on(&["focus", "visibilitychange"], move || {
            let now = notice::permit();
            if alerts.permit.try_get_untracked().is_some_and(|known| known != now) {
                alerts.permit.set(now);
                if now == Permit::Granted {
                    alerts.connect();
                }
            }
        });
        alerts
    }

    /// Has the browser ask, and sets everything up where it may.
    pub(super) fn enable(self) {
        spawn_local(async move {
            let permit = notice::ask().await;
            self.permit.set(permit);
            if permit == Permit::Granted {
                self.connect();
            }
        });
    }

    /// Subscribes this browser and tells the site.
    pub(super) fn connect(self) {
        storage::set(UNWANTED, "");
        self.push.set(Push::Asking);
        spawn_local(async move {
            let push = match self.subscribe().await {
                Ok(id) => Push::On(id),
                Err(why) => Push::No(why),
            };
            self.push.try_set(push);
        });
    }

    async fn subscribe(self) -> Result<DeviceId, String> {
        let site = self.site.get_value();
        let key = self.take(http::devices(&site).await)?.key;
        let device = push::subscribe(&key).await.map_err(why_not)?;
        let told = self.take(http::put_device(&site, &device).await)?;
        told.this.ok_or_else(|| texts::UNREADABLE.to_owned())
    }

    /// Loads the list of devices.
    pub(super) fn look(self) {
        let site = self.site.get_value();
        spawn_local(async move { self.tell(http::devices(&site).await) });
    }

    /// Forgets a device; this browser's own is not told again by itself.
    pub(super) fn forget(self, id: DeviceId) {
        let site = self.site.get_value();
        let own = self.push.get_untracked() == Push::On(id.clone());
        spawn_local(async move {
            if own {
                storage::set(UNWANTED, "yes");
                push::unsubscribe().await;
                self.push.set(Push::Off);
            }
            self.tell(http::forget_device(&site, &id).await);
        });
    }

    /// Sends a notice to a device, or without push shows one here.
    pub(super) fn try_out(self, device: Option<DeviceId>) {
        let site = self.site.get_value();
        self.told.set(None);
        spawn_local(async move {
            let sent = match device {
                Some(id) => {
                    let sent = self.take(http::try_device(&site, &id).await);
                    sent.map(|_| "Sent. It should appear within a few seconds.")
                }
                None => push::try_notice("Notifications work", "A ring looks like this.")
                    .await
                    .map(|()| "Shown. It should be on your screen now.")
                    .map_err(why_not),
            };
            self.told.set(Some(sent.map_or_else(|why| why, str::to_owned)));
        });
    }

    fn tell(self, answer: Result<Devices, http::HttpError>) {
        if let Err(why) = self.take(answer) {
            self.told.try_set(Some(why));
        }
    }

    fn take(self, answer: Result<Devices, http::HttpError>) -> Result<Devices, String> {
        let devices = answer.map_err(http::HttpError::text)?;
        self.devices.try_set(devices.items.clone());
        Ok(devices)
    }
}

fn why_not(why: NoPush) -> String {
    match why {
        NoPush::Unsupported => "This browser has no push.".to_owned(),
        NoPush::Failed(said) if said.is_empty() => {
            "The browser's push service could not be reached.".to_owned()
        }
        NoPush::Failed(said) => {
            format!("The browser's push service could not be reached ({said}).")
        }
    }
}
