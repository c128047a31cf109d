//! The problems of the HTTP API in one table: code, status, title, meaning and remedy. The page
//! `/docs/problems` is made from it.

/// Path of the page that documents all problems. A problem's `type` is this path with its code as
/// the anchor.
pub const PROBLEMS_PAGE: &str = "/docs/problems";

macro_rules! problems {
    ($($name:ident, $status:literal, $code:literal, $title:literal, $meaning:literal, $remedy:literal;)*) => {
        /// A kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $(#[doc = $meaning] $name,)*
        }

        impl ProblemCode {
            /// All problems, in the order of the page.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The problem with this status and code.
            pub fn find(status: u16, code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.status() == status && one.as_str() == code)
            }

            /// The stable code, which programs compare.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }

            /// The HTTP status of the answer.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }

            /// What kind of problem it is, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            /// What it means.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning),* }
            }

            /// What to do about it.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$name => $remedy),* }
            }
        }
    };
}

problems! {
    BadId, 400, "bad_id", "Not an id",
        "An id in the address is malformed or of another kind.",
        "Use the id as the API gave it, with its prefix, for example `site_…` or `conv_…`.";
    BadBody, 400, "bad_body", "Unreadable body",
        "The request's body is not JSON, or is missing a field, or has a field of the wrong type.",
        "Compare the body with the route's description; `detail` names the place.";
    BadProxy, 400, "bad_proxy", "Wrong X-Forwarded-Proto",
        "The request says in `X-Forwarded-Proto` that it came by a protocol other than `http` or `https`.",
        "Let the proxy in front of Bellhop set the header in place of what it received, as docs/deploy.md in Bellhop's repository shows.";
    NoToken, 401, "no_token", "Token missing",
        "The request needs a visitor's token and has none.",
        "Send `Authorization: Bearer …`, or for a WebSocket the token as the second subprotocol. `POST /v1/sites/{site}/visitors` issues one.";
    BadToken, 401, "bad_token", "Invalid token",
        "The token was not issued by this deployment for this site, or `BELLHOP_SECRET` has changed since.",
        "Delete the token and request another.";
    ExpiredToken, 401, "expired_token", "Token expired",
        "The token was valid and has expired.",
        "Delete the token and request another.";
    NotSignedIn, 401, "not_signed_in", "Not signed in",
        "The request has no valid session cookie and no API key.",
        "Sign in, or send an API key.";
    WrongSignIn, 401, "wrong_sign_in", "Wrong e-mail or password",
        "No agent of this site has that e-mail address and password.",
        "Check both. Somebody with a higher role, or the operator for an admin, can create a link with which to set another password.";
    CodeNeeded, 401, "code_needed", "Code needed",
        "The password is correct, and the agent uses two-factor sign-in.",
        "Send the sign-in once more, with a `code` of the authenticator app or a recovery code.";
    NotOperator, 401, "not_operator", "Not the operator",
        "Only the operator of the deployment may do this.",
        "Send `Authorization: Bearer …` with the value of `BELLHOP_OPERATOR_TOKEN`.";
    NotMailMachine, 401, "not_mail_machine", "Not the mail machine",
        "Only a machine with the secret for it may post mail.",
        "Send `Authorization: Bearer …` with the value of `BELLHOP_INBOUND_SECRET`, which has at least 32 characters (docs/mail.md in Bellhop's repository).";
    BadKey, 401, "bad_key", "Not an API key",
        "The API key was not issued by this deployment for this site.",
        "Check that the whole key was copied and belongs to this site.";
    RevokedKey, 401, "revoked_key", "API key revoked",
        "Somebody has revoked this API key.",
        "Ask somebody who may change the site's settings for another key.";
    NotYours, 403, "not_yours", "Not yours",
        "The conversation or message belongs to somebody else, or does not exist.",
        "Use the token or session of a participant, or check the id.";
    WrongPassword, 403, "wrong_password", "Wrong password",
        "The current password of the signed-in agent is another one.",
        "Check it. Whoever has forgotten it needs a reset link from somebody with a higher role, or from the operator.";
    WrongCode, 403, "wrong_code", "Wrong code",
        "The code is not the current one of the agent's app, was used already, and is no recovery code that is left.",
        "Wait for the app's next code. Whoever has lost the app and the recovery codes asks somebody with a higher role, or the operator, to reset their two-factor sign-in.";
    WrongPasskey, 403, "wrong_passkey", "Passkey not accepted",
        "The passkey is not registered at this site, or the browser's answer was not made here, in the last five minutes, by a device that checked who uses it; `detail` says which.",
        "Try again, or sign in with the password.";
    NoSingleSignOn, 404, "no_single_sign_on", "No single sign-on",
        "The site has no provider with which agents sign in.",
        "Sign in with the password, or ask an admin to set a provider with `PUT /v1/sites/{site}/single_sign_on`.";
    SingleSignOnFailed, 403, "single_sign_on_failed", "Not signed in by the provider",
        "The provider did not answer, refused, said something that cannot be trusted, or named somebody who is no agent here; `detail` says which.",
        "Do what `detail` says. docs/single-sign-on.md in Bellhop's repository shows how providers are set up.";
    StaleProviderSignIn, 403, "stale_provider_sign_in", "Sign-in not begun here",
        "The sign-in with the provider was not begun in this browser in the last ten minutes, was answered already, or the site's provider has changed since.",
        "Begin again with `POST /v1/sites/{site}/session/provider`.";
    OnlySingleSignOn, 403, "only_single_sign_on", "Only single sign-on",
        "The site lets only admins sign in without its provider.",
        "Sign in with the provider.";
    SecondFactorRequired, 403, "second_factor_required", "Two-factor sign-in required",
        "The site requires two-factor sign-in of all agents, and this one has not set it up.",
        "Set it up with `POST /v1/sites/{site}/me/second_factor`, or in the console.";
    NotForKeys, 403, "not_for_keys", "Not with an API key",
        "API keys may not do this, whatever their permissions are.",
        "Sign in and do it in the console.";
    ForeignOrigin, 403, "foreign_origin", "Foreign origin",
        "A request with a session cookie must come from a page of this deployment, as its `Origin` header says. This one did not.",
        "Open the console at its own address. If this happens there, the proxy in front of Bellhop must pass on `Host` as it came and set `X-Forwarded-Proto`.";
    PageNotAllowed, 403, "page_not_allowed", "Page not allowed",
        "The page is not on one of the site's allowed domains.",
        "Add the page's origin to the allowed domains in the site's settings.";
    NoPermission, 403, "no_permission", "Permission missing",
        "The role of the agent, or the permissions of the API key, do not include what this needs; `detail` names the permission.",
        "Ask an admin for it.";
    RoleTooHigh, 403, "role_too_high", "Role too high",
        "Nobody can appoint or change an agent whose role has more permissions than their own, change such a role, or create a reset link for an agent whose role does not have fewer.",
        "Ask an admin.";
    OwnRole, 403, "own_role", "Own role",
        "Nobody can give themselves another role, or change or remove the role that they have.",
        "Ask another agent who may.";
    BadSignature, 403, "bad_signature", "Signature not accepted",
        "The signature of the visitor's identity is wrong, or the site has no secret to check it with.",
        "Sign on your server with the site's identity secret, as docs/identity.md in Bellhop's repository describes.";
    SignatureRequired, 403, "signature_required", "Signature missing",
        "The site accepts only identities that its server has signed.",
        "Add the `signature` to the identity, as docs/identity.md in Bellhop's repository describes.";
    NoRoute, 404, "no_such_route", "Nothing here",
        "No route has this address.",
        "Check the address for typing errors. docs/protocol.md in Bellhop's repository lists the routes.";
    NoSite, 404, "no_site", "No such site",
        "The deployment has no site with this id.",
        "Check the `data-site` of the snippet, or ask the operator to create the site.";
    NotFound, 404, "not_found", "Not found",
        "The site exists, but the requested thing does not, or no longer; `detail` says what.",
        "Check the id, or list what there is.";
    NoReplyAddress, 404, "no_reply_address", "Not a reply address",
        "The mail is to no address that an answer of this deployment is replied to, or the address was changed.",
        "Reply to the mail with the answer, without changing the address.";
    ReplyAddressExpired, 410, "reply_address_expired", "Reply address expired",
        "The address belongs to an answer that was mailed more than 30 days ago.",
        "Begin a new chat on the site.";
    WrongMethod, 405, "wrong_method", "Wrong method",
        "The address exists, but not for this HTTP method.",
        "Use one of the methods in the `Allow` header.";
    StaleDialogue, 409, "stale_dialogue", "Dialogue changed",
        "The visitor's page shows a version of the dialogue that is not published any more.",
        "Load the page's bootstrap again and start the conversation with the version in it.";
    SwitchedOff, 409, "switched_off", "Chat switched off",
        "The site's chat is switched off.",
        "An agent who may change the settings can switch it on again.";
    Taken, 409, "taken", "Taken already",
        "Something else already uses this name, address or id, or still needs what was to be deleted; `detail` says what.",
        "Choose another, or change the other one first.";
    HasAgent, 409, "has_agent", "Taken by another agent",
        "Another agent takes care of this conversation; `detail` names them.",
        "Leave it to them, or name their id in `from` to take it over.";
    PersonAsked, 409, "person_asked", "A person was asked for",
        "A person was asked for in this conversation or is in it, so programs step aside.",
        "Write before the conversation is handed over, or leave it to the person.";
    RoleInUse, 409, "role_in_use", "Role in use",
        "Somebody has this role or is invited to it, and no other role was named for them.",
        "Name another role with `replacement`, or give them other roles first.";
    NoInvitation, 410, "no_invitation", "Invitation gone",
        "The invitation was used or revoked, or is older than 7 days.",
        "Ask for a new invitation.";
    NoReset, 410, "no_reset", "Reset link gone",
        "The reset link was used or replaced by a newer one, or is older than 24 hours (by mail: an hour), or whoever created it may no longer do so.",
        "Ask for another link.";
    NoConfirmation, 410, "no_confirmation", "Confirmation link gone",
        "The link that confirms an e-mail address was used or replaced by a newer one, is older than an hour, or the agent's password or address has changed since.",
        "Ask for another link with `PUT /v1/sites/{site}/me/email`, or in the console under Your account.";
    Overtaken, 412, "overtaken", "Draft has changed",
        "The draft has changed since it was read: its `ETag` is not the one in `If-Match`.",
        "Read the draft again, merge the changes, and send it with the new `ETag`.";
    TooLarge, 413, "too_large", "Too large",
        "The body, picture or file is larger than what is accepted.",
        "Send a smaller one; `detail` names the limit.";
    Invalid, 422, "invalid", "Not accepted",
        "A value is out of bounds or does not fit the others; `detail` says which and why.",
        "Correct the value and send the request again.";
    Unpublishable, 422, "unpublishable", "Stream not publishable",
        "The check of the dialogue found errors.",
        "Correct every error in `findings`: each names its card.";
    BadSchedule, 422, "bad_schedule", "Schedule not accepted",
        "The schedule has blocks that overlap, are malformed, or are too many, or an unknown time zone.",
        "Correct everything in `findings`.";
    BadIdentity, 422, "bad_identity", "Identity not accepted",
        "The identity has neither `id` nor `email`, or one of its values is malformed.",
        "Give an `id` or an `email`, as docs/identity.md in Bellhop's repository describes.";
    BadPicture, 422, "bad_picture", "Picture not accepted",
        "The picture is of an unknown format or not square.",
        "Use a square PNG, JPEG, WebP or GIF.";
    BadFile, 422, "bad_file", "File not accepted",
        "The file is empty or of a kind that is not accepted.",
        "Send a picture, PDF, Office document, ZIP or text file.";
    TooManyFiles, 422, "too_many_files", "Too many files",
        "The conversation already has as many files as it can have.",
        "Send a link instead.";
    TooManyTranscripts, 422, "too_many_transcripts", "Transcript not sent",
        "The transcript of a conversation is mailed three times at most, and once in a minute.",
        "Wait a minute, or download it.";
    Full, 422, "full", "Conversation full",
        "The conversation's log has as many events as it can have.",
        "End the conversation and begin another.";
    TooManyBlocked, 422, "too_many_blocked", "Too many blocked visitors",
        "The site has blocked as many visitors as it can.",
        "Unblock somebody first: `GET /v1/sites/{site}/blocked` lists them, the latest first.";
    InvalidValue, 422, "invalid_value", "Answer not accepted",
        "The visitor's answer does not fit the card, for example an e-mail address without a domain.",
        "Ask the visitor for another answer.";
    NotThere, 422, "not_there", "Not at that card",
        "The conversation is not at the card that was answered.",
        "Read the conversation's events and answer the card it is at.";
    Over, 422, "over", "Conversation over",
        "The conversation has ended and accepts no more messages.",
        "Begin another.";
    NotLive, 422, "not_live", "No live chat",
        "Messages and files can be sent only while a person is in the chat.",
        "Wait until an agent has accepted.";
    TargetUnavailable, 422, "target_unavailable", "Agent unavailable",
        "The agent or team that the chat is assigned to can't take it now, or has it already.",
        "`detail` says why. Choose somebody else, or try again when they can take a chat.";
    NotRatable, 422, "not_ratable", "Nothing to rate",
        "Only a chat with an agent can be rated, once it has ended, and only where the site asks for it.",
        "Read the conversation's rating first: `open` says whether it can be rated or changed.";
    Empty, 422, "empty", "Empty message",
        "The message has no text.",
        "Write something.";
    TooLong, 422, "too_long", "Too long",
        "The text is longer than what is accepted.",
        "Send it in parts; `detail` names the limit.";
    NobodyAvailable, 422, "nobody_available", "Nobody available",
        "Nobody can talk to this visitor now; `detail` is the site's fallback message.",
        "Show the fallback message.";
    QuotaExhausted, 422, "quota_exhausted", "Limit reached",
        "The site has used all engagements of its package; `detail` is the site's fallback message.",
        "Show the fallback message. The operator can raise the limit.";
    UnknownVisit, 403, "unknown_visit", "Unknown visit",
        "What a page reports counts only for a visit whose id the bootstrap handed out to a page of \
         this site in the past day.",
        "Send the `visit` of the bootstrap's answer.";
    TooManyEvents, 422, "too_many_events", "Too many analytics events",
        "One request reports more analytics events than are accepted.",
        "Send them in several requests.";
    NoIdentitySecret, 422, "no_identity_secret", "No identity secret",
        "Signatures can't be required before the site has a secret to sign with.",
        "Create one with `POST /v1/sites/{site}/identity/rotate`.";
    LimitOnPrime, 422, "limit_on_prime", "Prime has no limit",
        "A limit was given for the package Prime.",
        "Leave `limit` out, or choose the package Select.";
    LimitBelowUse, 422, "limit_below_use", "Limit too low",
        "The limit is lower than what the site has used and reserved.",
        "Choose a limit of at least what `detail` says.";
    BadDay, 422, "bad_day", "Not a day",
        "A day of the period is malformed or does not exist.",
        "Write days as `2026-11-30`.";
    PeriodReversed, 422, "period_reversed", "Period reversed",
        "The period ends before it begins.",
        "Exchange `from` and `to`.";
    PeriodTooLong, 422, "period_too_long", "Period too long",
        "The period has more days than a report can cover.",
        "Ask for a shorter period; `detail` names the limit.";
    Chatting, 422, "chatting", "Chat in progress",
        "The person is in a chat or waits for one, and can't be erased meanwhile.",
        "End the chat, then erase the person.";
    UnknownPushService, 422, "unknown_push_service", "Unknown push service",
        "The endpoint belongs to no push service that this deployment knows.",
        "Use another browser, or ask the operator to set `BELLHOP_PUSH_HOST`.";
    BadEndpoint, 422, "bad_endpoint", "Not a push endpoint",
        "The endpoint is not an address that a push service gives.",
        "Send what the browser's push manager gave.";
    BadPushKeys, 422, "bad_push_keys", "Push keys not accepted",
        "The keys of the push subscription can't be used to encrypt.",
        "Send `p256dh` and `auth` as the browser's push manager gave them, as base64url without padding.";
    NoMail, 422, "no_mail", "No mail",
        "The deployment sends no mail: its mail server is not set, or not rightly.",
        "Ask whoever runs it to set `BELLHOP_MAIL`, as docs/mail.md in Bellhop's repository describes.";
    NotASocket, 426, "not_a_socket", "WebSocket expected",
        "The address speaks WebSocket only.",
        "Connect with `Upgrade: websocket`. If you do, the proxy in front of Bellhop must pass on `Upgrade` and `Connection`.";
    TooManySignIns, 429, "too_many_sign_ins", "Too many attempts",
        "Too many sign-ins with this e-mail address have failed.",
        "Wait as long as `Retry-After` says, or use a browser in which you have signed in before.";
    TooManyCodes, 429, "too_many_codes", "Too many wrong codes",
        "Too many codes in a row were wrong, so none is compared for a while.",
        "Wait as long as `Retry-After` says.";
    SlowDown, 429, "slow_down", "Too much at once",
        "The sender has used up a limit of docs/limits.md in Bellhop's repository; `detail` names it.",
        "Wait as long as `Retry-After` says.";
    TooManySockets, 429, "too_many_sockets", "Too many sockets",
        "The visitor has as many open sockets to this conversation as are allowed.",
        "Close one, for example in another tab.";
    Broken, 500, "broken", "Our fault",
        "Something failed inside the deployment. The request may be fine.",
        "Try again. If it happens again, the worker's log says more than `detail`.";
    Unreadable, 500, "unreadable", "Can't be opened",
        "The file of a site, a desk or a conversation can't be read or written, mostly because it is damaged. Others are not touched.",
        "Try again once. If it happens again, the worker's log says why, beside the reference in `detail`; docs/deploy.md in Bellhop's repository says how a damaged file is put back.";
    NotConfigured, 503, "not_configured", "Not set up yet",
        "The deployment lacks a setting it can't work without; `detail` names it.",
        "Set it with `wrangler secret put`, or in the environment of workerd, and start again.";
    StorageFull, 503, "storage_full", "Storage is full",
        "The deployment's disk is full or read-only, or an object has reached its largest size, so nothing can be stored.",
        "Try again later, after `Retry-After`; the operator makes room. Reading goes on.";
    NewerData, 503, "newer_data", "Data of a newer version",
        "A newer version of Bellhop has written this data, and this one leaves it alone.",
        "The operator starts the newer version again, or restores a backup of this one.";
    NotCounted, 503, "not_counted", "Not counted",
        "The analytics events could not be stored now.",
        "Send them again with the next page view.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn every_code_is_unique_and_can_be_an_anchor() {
        let codes: BTreeSet<&str> = ProblemCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), ProblemCode::ALL.len());
        for code in codes {
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code}");
        }
    }

    #[test]
    fn every_problem_has_an_error_status_and_a_remedy() {
        for code in ProblemCode::ALL {
            assert!((400..600).contains(&code.status()), "{code:?}");
            for text in [code.meaning(), code.remedy()] {
                assert!(text.ends_with('.'), "{code:?}: {text}");
            }
        }
    }
}
