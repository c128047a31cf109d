//! All errors of requests: the sentence of each, and the code of its problem.

use crate::auth::identity::Refused;
use crate::http::picture::PictureError;
use crate::runtime::{counters, storage};
use serde::Deserialize;
use shared::account::PasskeyRefusal;
use shared::account::oidc::OidcRefusal;
use shared::api::ParamError;
use shared::availability::Findings;
use shared::file::FileRefusal;
use shared::id::{DialogueId, IdError};
use shared::limit::{Exceeded, Limit, MAX_SOCKETS_OF_VISITOR};
use shared::permission::Permission;
use shared::problem::{PROBLEMS_PAGE, ProblemCode};
use shared::protocol::Problem;
use shared::stream::{Finding, Severity};
use worker::{Response, ResponseBuilder};

/// Why a request fails. Each sentence says what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    #[error(
        "This deployment has no {name}. Set it with `wrangler secret put {name}`, or in the \
         environment of workerd: {expected}."
    )]
    NotConfigured { name: &'static str, expected: &'static str },
    #[error("The {name} of this deployment is wrong. It must be {expected}.")]
    BadSetting { name: &'static str, expected: &'static str },
    #[error("There is no route at {path}. See /docs/openapi.json for every route.")]
    NoRoute { path: String },
    #[error(
        "The proxy in front of this deployment sends an `X-Forwarded-Proto` that is neither `http` nor \
         `https`. Let it set the header in place of what it received."
    )]
    BadProxy,
    #[error("This address accepts only {allow}.")]
    Method { allow: String },
    #[error("{0}.")]
    BadId(#[from] IdError),
    #[error("The body is invalid: {0}.")]
    BadBody(String),
    #[error("The body is too large: at most {max} bytes are allowed.")]
    TooLarge { max: usize },
    #[error(
        "This needs a visitor's token: send it as `Authorization: Bearer …`, or for a socket as the \
         second subprotocol after `bellhop.v1`. POST /v1/sites/{{site}}/visitors issues one."
    )]
    NoToken,
    #[error("This token was not issued here. Delete it and request another.")]
    BadToken,
    #[error("This token has expired. Delete it and request another.")]
    ExpiredToken,
    #[error("This conversation belongs to somebody else, or does not exist.")]
    NotYours,
    #[error("Please sign in.")]
    NotSignedIn,
    #[error(
        "This is not an API key of this site. Send one as `Authorization: Bearer bhk_…`; an agent who \
         manages the site's settings creates one with POST /v1/sites/{{site}}/keys."
    )]
    BadKey,
    #[error("This API key was revoked. Ask an agent who manages the site's settings for another.")]
    RevokedKey,
    #[error("An API key can't do this. Sign in and do it in the console.")]
    NotForKeys,
    #[error(
        "This invitation is no longer valid: it was used, revoked, or is older than 7 \
         days. Ask for a new one."
    )]
    NoInvitation,
    #[error(
        "This link is no longer valid: it was used or replaced, or is too old. Ask for a new one."
    )]
    NoReset,
    #[error(
        "This link is no longer valid: it was used or replaced, or is too old. Your address is as it was; \
         ask for a new link under Your account."
    )]
    NoConfirmation,
    #[error("Enter a code of your authenticator app, or a recovery code.")]
    CodeNeeded,
    #[error("This code is wrong, or was used already. Wait for the next one.")]
    WrongCode,
    #[error("Too many codes were wrong. Try again in {seconds} seconds.")]
    TooManyCodes { seconds: u64 },
    #[error("This site requires two-factor sign-in. Set it up first.")]
    SecondFactorRequired,
    #[error("The current password is wrong.")]
    WrongPassword,
    #[error("The e-mail address or the password is wrong.")]
    WrongSignIn,
    #[error(
        "Too many sign-ins have failed for this e-mail address. Try again in {minutes} minutes."
    )]
    TooManySignIns { seconds: u64, minutes: u64 },
    #[error(
        "There were too many {} at once. Try again in {} seconds.",
        .limit.what(), .exceeded.seconds()
    )]
    SlowDown { limit: Limit, exceeded: Exceeded },
    #[error(
        "This chat is open {MAX_SOCKETS_OF_VISITOR} times already. Close it in another tab or window."
    )]
    TooManySockets,
    #[error(
        "This must come from a page of this origin ({own}), but came from {actual}. Open the console \
         at its own address. If this is its address, let the proxy in front of it keep `Host` and set \
         `X-Forwarded-Proto`."
    )]
    ForeignOrigin { own: String, actual: String },
    #[error(
        "Pages of {origin} may not show this chat. An admin can add it to the site's allowed domains."
    )]
    PageNotAllowed { origin: String },
    #[error("This needs the permission “{}”. Ask an admin for it.", .0.as_str())]
    NoPermission(Permission),
    #[error(
        "This role has a permission that yours has not, so you may not give or change it. Ask an admin."
    )]
    RoleTooHigh,
    #[error("You can't change your own role, or what it allows. Ask another agent who may.")]
    OwnRole,
    #[error(
        "You can do this only for agents whose role has fewer permissions than yours. Ask somebody with \
         a higher role; without one, remove the agent and invite them again."
    )]
    NotLesser,
    #[error(
        "This needs the operator's token: `Authorization: Bearer …` with BELLHOP_OPERATOR_TOKEN."
    )]
    NotOperator,
    #[error(
        "There is no site with this id here. Check the snippet, or ask the operator to create it."
    )]
    NoSite,
    #[error("This site was deleted.")]
    SiteDeleted,
    #[error("There is no {0} with this id.")]
    NotFound(&'static str),
    #[error(
        "This deployment sends no mail. Whoever runs it can set BELLHOP_MAIL, BELLHOP_MAIL_FROM and \
         BELLHOP_ORIGIN (docs/mail.md)."
    )]
    NoMail,
    #[error(
        "Mail is posted here with the secret for it: `Authorization: Bearer …` with the value of \
         BELLHOP_INBOUND_SECRET, which must have at least 32 characters (docs/mail.md)."
    )]
    NotMailMachine,
    #[error("This address takes no mail: it is not one that an answer is replied to.")]
    NoReplyAddress,
    #[error("This address takes no mail any more. Please begin a new chat on the site.")]
    ReplyAddressExpired,
    #[error("No agent of this site signs in with this e-mail address.")]
    NoSuchEmail,
    #[error("This passkey can't be used: {0}. Try again, or use your password.")]
    Passkey(#[from] PasskeyRefusal),
    #[error("This passkey is not registered at this site. Use another one, or your password.")]
    UnknownPasskey,
    #[error("That took longer than five minutes, or was sent twice. Try again.")]
    StaleChallenge,
    #[error("This site has no single sign-on. Sign in with your password.")]
    NoSingleSignOn,
    #[error(
        "The client secret of this site’s single sign-on was encrypted with a BELLHOP_SECRET that this \
         deployment no longer has. Add that to BELLHOP_SECRET_RETIRED, or enter the client secret again."
    )]
    EncryptedByLostSecret,
    #[error("You can’t be signed in: {0}.")]
    Oidc(#[from] OidcRefusal),
    #[error(
        "This sign-in was not begun in this browser, took longer than ten minutes, or was used \
         already. Try again."
    )]
    StaleProviderSignIn,
    #[error("At this site only admins sign in without single sign-on. Choose “{label}”.")]
    OnlySingleSignOn { label: String },
    #[error("This version of {0} is no longer published. Load the page's bootstrap again.")]
    StaleDialogue(DialogueId),
    #[error("The chat of this site is switched off.")]
    SwitchedOff,
    #[error("The events could not be counted now. Send them again with the next page view.")]
    NotCounted,
    /// A conversation refuses what its visitor or an agent does.
    #[error(transparent)]
    Conversation(#[from] shared::conversation::Refusal),
    #[error("{sentence}")]
    Refused { code: ProblemCode, sentence: String },
    #[error("The stream can't be published yet: {} to correct first.", count(.0))]
    Unpublishable(Vec<Finding>),
    #[error("This schedule is invalid. {0}")]
    BadSchedule(#[from] Findings),
    #[error(
        "Somebody else has written this dialogue since: {by}, at {at}. Read it again, merge \
         their changes, and send it once more with the new `ETag` in `If-Match`."
    )]
    Overtaken { by: String, at: String },
    #[error("{0}")]
    Invalid(String),
    #[error(transparent)]
    Identity(#[from] Refused),
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error(transparent)]
    File(#[from] FileRefusal),
    #[error("This is not a PDF. Save the document as a PDF, and send that.")]
    NotPdf,
    #[error("{0}")]
    Taken(String),
    #[error("Too many requests came from your network address. Try again in a minute.")]
    TooManyRequests,
    #[error("This address speaks WebSocket: connect with `Upgrade: websocket`.")]
    NotASocket,
    #[error(
        "Nothing can be stored now: the disk of this deployment is full, or can't be written to. What \
         was stored before is kept. Try again in a minute; the operator has to make room."
    )]
    StorageFull,
    #[error(
        "This can't be opened: its file can't be read or written. Other sites and conversations are not \
         touched. Try again; if it happens again, tell the operator: {0}"
    )]
    Unreadable(String),
    #[error(
        "A newer version of Bellhop has written this data (version {stored}; this one reads up to \
         {known}), so it is left alone. The operator has to start the newer version again, or restore a \
         backup of this one."
    )]
    NewerData { stored: u64, known: u64 },
    #[error("Something failed on our side. Try again; if it happens again, tell the operator: {0}")]
    Broken(String),
}

fn count(findings: &[Finding]) -> String {
    match findings.iter().filter(|finding| finding.severity == Severity::Error).count() {
        1 => "one thing".to_owned(),
        more => format!("{more} things"),
    }
}

fn finding(found: &shared::availability::Finding) -> Finding {
    let (code, severity) = (found.code(), Severity::Error);
    Finding { code, severity, card: None, message: found.to_string(), values: Vec::new() }
}

impl From<worker::Error> for ApiError {
    fn from(error: worker::Error) -> Self {
        let text = error.to_string();
        if storage::is_full(&text) {
            worker::console_error!("{text}");
            return Self::StorageFull;
        }
        // The runtime says no more about an object that it can't open.
        if text.contains("internal error") {
            return Self::Unreadable(text);
        }
        Self::Broken(text)
    }
}

impl From<ParamError> for ApiError {
    fn from(error: ParamError) -> Self {
        match error {
            ParamError::Id(error) => Self::BadId(error),
            wrong @ (ParamError::NoNumber { .. } | ParamError::NotAllowed { .. }) => {
                Self::Invalid(wrong.to_string())
            }
        }
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl ApiError {
    /// The code of the problem; `shared::problem` has its title and meaning.
    const fn code(&self) -> ProblemCode {
        use ProblemCode as Code;
        match self {
            Self::NotConfigured { .. } | Self::BadSetting { .. } | Self::EncryptedByLostSecret => {
                Code::NotConfigured
            }
            Self::NoRoute { .. } => Code::NoRoute,
            Self::BadProxy => Code::BadProxy,
            Self::Method { .. } => Code::WrongMethod,
            Self::BadId(_) => Code::BadId,
            Self::BadBody(_) => Code::BadBody,
            Self::TooLarge { .. }
            | Self::Picture(PictureError::TooLarge { .. })
            | Self::File(FileRefusal::TooLarge) => Code::TooLarge,
            Self::NoToken => Code::NoToken,
            Self::BadToken => Code::BadToken,
            Self::ExpiredToken => Code::ExpiredToken,
            Self::NotYours => Code::NotYours,
            Self::NotSignedIn => Code::NotSignedIn,
            Self::BadKey => Code::BadKey,
            Self::RevokedKey => Code::RevokedKey,
            Self::NotForKeys => Code::NotForKeys,
            Self::NoInvitation => Code::NoInvitation,
            Self::NoReset => Code::NoReset,
            Self::NoConfirmation => Code::NoConfirmation,
            Self::CodeNeeded => Code::CodeNeeded,
            Self::WrongCode => Code::WrongCode,
            Self::Passkey(_) | Self::UnknownPasskey | Self::StaleChallenge => Code::WrongPasskey,
            Self::NoSingleSignOn => Code::NoSingleSignOn,
            Self::Oidc(_) => Code::SingleSignOnFailed,
            Self::StaleProviderSignIn => Code::StaleProviderSignIn,
            Self::OnlySingleSignOn { .. } => Code::OnlySingleSignOn,
            Self::TooManyCodes { .. } => Code::TooManyCodes,
            Self::SecondFactorRequired => Code::SecondFactorRequired,
            Self::WrongPassword => Code::WrongPassword,
            Self::WrongSignIn => Code::WrongSignIn,
            Self::TooManySignIns { .. } => Code::TooManySignIns,
            Self::SlowDown { .. } | Self::TooManyRequests => Code::SlowDown,
            Self::TooManySockets => Code::TooManySockets,
            Self::ForeignOrigin { .. } => Code::ForeignOrigin,
            Self::PageNotAllowed { .. } => Code::PageNotAllowed,
            Self::NoPermission(_) => Code::NoPermission,
            Self::OwnRole => Code::OwnRole,
            Self::RoleTooHigh | Self::NotLesser => Code::RoleTooHigh,
            Self::NotOperator => Code::NotOperator,
            Self::NoSite | Self::SiteDeleted => Code::NoSite,
            Self::NotFound(_) | Self::NoSuchEmail => Code::NotFound,
            Self::StaleDialogue(_) => Code::StaleDialogue,
            Self::SwitchedOff => Code::SwitchedOff,
            Self::NotCounted => Code::NotCounted,
            Self::Conversation(refusal) => refusal.problem(),
            Self::Refused { code, .. } => *code,
            Self::Unpublishable(_) => Code::Unpublishable,
            Self::BadSchedule(_) => Code::BadSchedule,
            Self::Overtaken { .. } => Code::Overtaken,
            Self::Invalid(_) => Code::Invalid,
            Self::Identity(Refused::Nobody(_)) => Code::BadIdentity,
            Self::Identity(Refused::BadSignature | Refused::NoSecret) => Code::BadSignature,
            Self::Identity(Refused::SignatureRequired) => Code::SignatureRequired,
            Self::File(_) | Self::NotPdf => Code::BadFile,
            Self::Picture(_) => Code::BadPicture,
            Self::Taken(_) => Code::Taken,
            Self::NoMail => Code::NoMail,
            Self::NotMailMachine => Code::NotMailMachine,
            Self::NoReplyAddress => Code::NoReplyAddress,
            Self::ReplyAddressExpired => Code::ReplyAddressExpired,
            Self::NotASocket => Code::NotASocket,
            Self::StorageFull => Code::StorageFull,
            Self::Unreadable(_) => Code::Unreadable,
            Self::NewerData { .. } => Code::NewerData,
            Self::Broken(_) => Code::Broken,
        }
    }

    /// Whether the sender can do nothing about it but wait.
    pub(crate) const fn is_ours(&self) -> bool {
        matches!(self.code().status(), 429 | 500..)
    }

    /// The problem in the format of RFC 9457.
    pub(crate) fn problem(self) -> Problem {
        let code = self.code();
        let detail = self.to_string();
        let (reason, field) = match &self {
            Self::Conversation(refusal) => (Some(refusal.reason()), refusal.field()),
            _ => (None, None),
        };
        let findings = match self {
            Self::Unpublishable(findings) => findings,
            Self::BadSchedule(findings) => findings.iter().map(finding).collect(),
            _ => Vec::new(),
        };
        let kind = format!("{PROBLEMS_PAGE}#{}", code.as_str());
        let (status, title) = (code.status(), code.title().to_owned());
        Problem { kind, title, status, detail, instance: None, findings, reason, field }
    }

    /// Why one of our objects refused what the worker asked.
    pub(crate) async fn of_object(answer: &mut Response) -> Self {
        /// As much of a problem as is read here.
        #[derive(Default, Deserialize)]
        struct Refusal {
            #[serde(rename = "type")]
            kind: String,
            detail: String,
        }
        let body = answer.bytes().await.unwrap_or_default();
        let refusal: Refusal = serde_json::from_slice(&body).unwrap_or_default();
        let is = |code: ProblemCode| refusal.kind == format!("{PROBLEMS_PAGE}#{}", code.as_str());
        let passed_on = [
            ProblemCode::NewerData,
            ProblemCode::Invalid,
            ProblemCode::Taken,
            ProblemCode::Full,
            ProblemCode::Over,
        ];
        match passed_on.into_iter().find(|code| is(*code)) {
            Some(code) => Self::Refused { code, sentence: refusal.detail },
            None if answer.status_code() == 503 => Self::StorageFull,
            None => Self::Broken(format!("an object answered {}", answer.status_code())),
        }
    }

    /// A header that clients need besides the body.
    fn header(&self) -> Option<(&'static str, String)> {
        match self {
            Self::Method { allow } => Some(("Allow", allow.clone())),
            Self::TooManySignIns { seconds, .. } | Self::TooManyCodes { seconds } => {
                Some(("Retry-After", seconds.to_string()))
            }
            Self::SlowDown { exceeded, .. } => {
                Some(("Retry-After", exceeded.seconds().to_string()))
            }
            Self::StorageFull | Self::TooManyRequests => Some(("Retry-After", "60".to_owned())),
            Self::NotASocket => Some(("Upgrade", "websocket".to_owned())),
            Self::NoToken
            | Self::NotOperator
            | Self::NotMailMachine
            | Self::BadKey
            | Self::RevokedKey => Some(("WWW-Authenticate", "Bearer".to_owned())),
            _ => None,
        }
    }

    /// The answer. Internal errors are logged for the operator.
    pub(crate) fn answer(self) -> worker::Result<Response> {
        if let Self::Broken(error) | Self::Unreadable(error) = &self {
            worker::console_error!("{error}");
        }
        let header = self.header();
        let code = self.code();
        if code.status() >= 500 {
            counters::failed(code.as_str());
        }
        let problem = self.problem();
        let mut builder = ResponseBuilder::new().with_status(problem.status);
        if let Some((name, value)) = header {
            builder = builder.with_header(name, &value)?;
        }
        let body = serde_json::to_vec(&problem)?;
        Ok(builder
            .with_header("Content-Type", "application/problem+json")?
            .with_header("Cache-Control", "no-store")?
            .fixed(body))
    }
}

/// The answer, or the answer for the error.
pub(crate) fn into_response(outcome: Result<Response, ApiError>) -> worker::Result<Response> {
    outcome.or_else(ApiError::answer)
}

/// The result of handling a request.
pub(crate) type Answer = Result<Response, ApiError>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_a_reason_and_a_remedy() {
        let error = ApiError::NotConfigured { name: "BELLHOP_SECRET", expected: "32 random bytes" };
        let problem = error.problem();
        assert_eq!(problem.status, 503);
        assert_eq!(problem.kind, "/docs/problems#not_configured");
        assert!(problem.detail.contains("`wrangler secret put BELLHOP_SECRET`"));
    }
}
