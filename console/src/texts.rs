//! Sentences that are used in several places, or that people may search for.

pub(crate) const ENABLE_NOTIFICATIONS: &str =
    "Please enable browser notifications to receive live chat notifications.";
pub(crate) const NOTIFICATIONS_DENIED: &str =
    "Notifications are blocked in this browser, so you may miss an offered chat.";
/// Push could not be set up.
pub(crate) const NO_PUSH: &str = "Notifications are on while the console is open in a tab. With \
     every tab closed you are not notified here.";
pub(crate) const RECONNECTING: &str =
    "Reconnecting. Your messages are kept; you can't be offered new chats.";
pub(crate) const OFFLINE: &str =
    "You are offline. Your messages are sent when you are back; you can't be offered new chats.";
pub(crate) const UNREACHABLE: &str =
    "The server can't be reached. Check your connection and try again.";
pub(crate) const UNREADABLE: &str = "The server's answer could not be read. Reload this page.";
pub(crate) const SIGN_IN: &str = "Please sign in.";
pub(crate) const SIGNED_OUT_ELSEWHERE: &str =
    "Your session has ended, here or in another tab. Sign in again to continue.";
pub(crate) const SIGNED_OUT: &str = "You are signed out.";
pub(crate) const FILL_IN: &str = "Please fill in your e-mail and your password.";
pub(crate) const E_MAIL_FIRST: &str = "Please fill in your e-mail first.";
