//! Authentication: who sends a request, and how that is proven.

pub(crate) mod api_key;
pub(crate) mod bearer;
pub(crate) mod browser_cookie;
pub(crate) mod derived_ids;
pub(crate) mod encryption;
pub(crate) mod identity;
pub(crate) mod password;
pub(crate) mod provider_cookie;
pub(crate) mod reply_token;
pub(crate) mod session_cookie;
pub(crate) mod signing;
pub(crate) mod visit_ids;
pub(crate) mod visitor_token;
