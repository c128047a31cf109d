//! Notifications: this browser's permission, its push subscription, and the agent's devices.

use crate::browser::notice::{self, Permit};
use crate::browser::push::{self, NoPush};
use crate::browser::{page, storage};
use crate::client::http;
use crate::texts::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{DeleteDevice, ListDevices, PutDevice, TestDevice};
use shared::id::{DeviceId, SiteId};
use shared::push::{Device, Devices};

/// The storage key that remembers that the agent wants no push in this browser.
const PUSH_OFF: &str = "push.off";

/// The state of push in this browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Push {
    /// This browser gets no notifications.
    #[default]
    Off,
    /// The subscription is being created.
    Subscribing,
    /// Subscribed, as this device.
    On(DeviceId),
    /// Not possible; the reason.
    No(String),
}

/// The state of all notifications. `Copy`, so that event handlers can capture it.
#[derive(Clone, Copy)]
pub(crate) struct Alerts {
    site: StoredValue<SiteId>,
    pub(crate) permit: RwSignal<Permit>,
    pub(crate) push: RwSignal<Push>,
    pub(crate) devices: RwSignal<Vec<Device>>,
    /// The result of the last test or request.
    pub(crate) message: RwSignal<Option<String>>,
    /// Whether the sheet is open.
    pub(crate) sheet: RwSignal<bool>,
}

impl Alerts {
    /// Loads the state of this browser. If notifications are allowed, the subscription is
    /// registered again, because it is only valid as long as the session.
    pub(crate) fn new(site: SiteId) -> Self {
        let alerts = Self {
            site: StoredValue::new(site),
            permit: RwSignal::new(notice::permit()),
            push: RwSignal::new(Push::Off),
            devices: RwSignal::new(Vec::new()),
            message: RwSignal::new(None),
            sheet: RwSignal::new(false),
        };
        if notice::permit() == Permit::Granted && storage::get(PUSH_OFF).is_none() {
            alerts.connect();
        }
        // The agent may come back from the browser's settings.
        page::on(&["focus", "visibilitychange"], move || {
            let now = notice::permit();
            if alerts.permit.try_get_untracked().is_some_and(|entry| entry != now) {
                alerts.permit.set(now);
                if now == Permit::Granted {
                    alerts.connect();
                }
            }
        });
        alerts
    }

    /// Asks for permission, and subscribes if it is granted.
    pub(crate) fn enable(self) {
        spawn_local(async move {
            let permit = notice::request_permission().await;
            self.permit.set(permit);
            if permit == Permit::Granted {
                self.connect();
            }
        });
    }

    /// Subscribes this browser and registers it as a device.
    pub(crate) fn connect(self) {
        storage::set(PUSH_OFF, "");
        self.push.set(Push::Subscribing);
        spawn_local(async move {
            let push = match self.subscribe().await {
                Ok(id) => Push::On(id),
                Err(reason) => Push::No(reason),
            };
            self.push.try_set(push);
        });
    }

    async fn subscribe(self) -> Result<DeviceId, String> {
        let site = self.site.get_value();
        let key = self.accept(http::call(&ListDevices { site: site.clone() }).await)?.key;
        let device = push::subscribe(&key).await.map_err(push_error_text)?;
        let answer = self.accept(http::write(&PutDevice { site }, &device).await)?;
        answer.this.ok_or_else(|| t!("app-unreadable").to_owned())
    }

    /// Loads the list of devices.
    pub(crate) fn refresh(self) {
        let site = self.site.get_value();
        spawn_local(async move { self.report(http::call(&ListDevices { site }).await) });
    }

    /// Deletes a device; if it is this browser, it isn't registered again by itself.
    pub(crate) fn delete(self, id: DeviceId) {
        let site = self.site.get_value();
        let own = self.push.get_untracked() == Push::On(id.clone());
        spawn_local(async move {
            if own {
                storage::set(PUSH_OFF, "yes");
                push::unsubscribe().await;
                self.push.set(Push::Off);
            }
            self.report(http::call(&DeleteDevice { site, device: id }).await);
        });
    }

    /// Sends a test notification to a device, or shows one here if there is none.
    pub(crate) fn try_out(self, device: Option<DeviceId>) {
        let site = self.site.get_value();
        self.message.set(None);
        spawn_local(async move {
            let sent = match device {
                Some(id) => {
                    let sent = self.accept(http::call(&TestDevice { site, device: id }).await);
                    sent.map(|_| t!("alerts-sent"))
                }
                None => push::try_notice(t!("alerts-sample-title"), t!("alerts-sample"))
                    .await
                    .map(|()| t!("alerts-shown"))
                    .map_err(push_error_text),
            };
            self.message.set(Some(sent.map_or_else(|reason| reason, str::to_owned)));
        });
    }

    fn report(self, answer: Result<Devices, http::HttpError>) {
        if let Err(reason) = self.accept(answer) {
            self.message.try_set(Some(reason));
        }
    }

    fn accept(self, answer: Result<Devices, http::HttpError>) -> Result<Devices, String> {
        let devices = answer.map_err(http::HttpError::text)?;
        self.devices.try_set(devices.items.clone());
        Ok(devices)
    }
}

fn push_error_text(reason: NoPush) -> String {
    match reason {
        NoPush::Unsupported => t!("alerts-no-push").to_owned(),
        NoPush::Failed(said) if said.is_empty() => t!("alerts-push-unreachable").to_owned(),
        NoPush::Failed(said) => {
            t!("alerts-push-unreachable-said", said = said)
        }
    }
}
