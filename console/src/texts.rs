//! Sentences that stand in more than one place, or that somebody may search for.

/// Until notifications are granted.
pub(crate) const ENABLE_NOTIFICATIONS: &str =
    "Please enable browser notifications to receive live chat notifications.";
/// When they were refused.
pub(crate) const NOTIFICATIONS_DENIED: &str =
    "Notifications are blocked in this browser, so a ring may be missed.";
/// Where push could not be set up.
pub(crate) const NO_PUSH: &str = "Notifications are on while the console is open in a tab. With \
     every tab closed nothing rings here.";
/// The connection is gone, and tried again.
pub(crate) const RECONNECTING: &str =
    "Reconnecting. Nothing you write is lost; new chats can't ring here.";
/// This computer has no network.
pub(crate) const OFFLINE: &str =
    "You are offline. What you write is sent when you are back; new chats can't ring here.";
/// No connection at all.
pub(crate) const UNREACHABLE: &str =
    "The server can't be reached. Check your connection and try again.";
/// An answer we can't read.
pub(crate) const UNREADABLE: &str = "The server's answer could not be read. Reload this page.";
/// Nobody is signed in.
pub(crate) const SIGN_IN: &str = "Please sign in.";
/// Somebody was.
pub(crate) const SIGNED_OUT_ELSEWHERE: &str =
    "Your session has ended, here or in another tab. Sign in again to go on.";
/// Somebody left.
pub(crate) const SIGNED_OUT: &str = "You are signed out.";
/// An empty sign-in.
pub(crate) const FILL_IN: &str = "Please fill in your e-mail and your password.";
