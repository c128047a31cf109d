//! Every kind of problem that the API answers with, and its HTTP status.

macro_rules! problem_codes {
    ($($variant:ident = $status:literal $code:literal,)+) => {
        /// A kind of problem, as its `type` names it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the sentence of each stands where it is answered")]
        pub enum ProblemCode {
            $($variant,)+
        }

        impl ProblemCode {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What stands behind `/docs/problems#` in a problem's `type`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The HTTP status it is answered with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }
        }
    };
}

problem_codes! {
    BadId = 400 "bad_id",
    BadBody = 400 "bad_body",
    NoToken = 401 "no_token",
    BadToken = 401 "bad_token",
    ExpiredToken = 401 "expired_token",
    NotSignedIn = 401 "not_signed_in",
    BadKey = 401 "bad_key",
    RevokedKey = 401 "revoked_key",
    WrongSignIn = 401 "wrong_sign_in",
    NotOperator = 401 "not_operator",
    NotYours = 403 "not_yours",
    NotForKeys = 403 "not_for_keys",
    ForeignOrigin = 403 "foreign_origin",
    PageNotAllowed = 403 "page_not_allowed",
    NoPermission = 403 "no_permission",
    RoleTooHigh = 403 "role_too_high",
    BadSignature = 403 "bad_signature",
    SignatureRequired = 403 "signature_required",
    NoSuchRoute = 404 "no_such_route",
    NoSite = 404 "no_site",
    NotFound = 404 "not_found",
    WrongMethod = 405 "wrong_method",
    StaleDialogue = 409 "stale_dialogue",
    SwitchedOff = 409 "switched_off",
    Taken = 409 "taken",
    NoInvitation = 410 "no_invitation",
    Overtaken = 412 "overtaken",
    TooLarge = 413 "too_large",
    Invalid = 422 "invalid",
    Unpublishable = 422 "unpublishable",
    BadSchedule = 422 "bad_schedule",
    BadIdentity = 422 "bad_identity",
    BadFile = 422 "bad_file",
    BadPicture = 422 "bad_picture",
    NobodyAvailable = 422 "nobody_available",
    QuotaExhausted = 422 "quota_exhausted",
    TooManyEvents = 422 "too_many_marks",
    Chatting = 422 "chatting",
    BadDay = 422 "bad_day",
    PeriodReversed = 422 "period_reversed",
    PeriodTooLong = 422 "period_too_long",
    LimitOnPrime = 422 "limit_on_prime",
    LimitBelowUse = 422 "limit_below_use",
    NoIdentitySecret = 422 "no_identity_secret",
    UnknownPushService = 422 "unknown_push_service",
    BadEndpoint = 422 "bad_endpoint",
    BadPushKeys = 422 "bad_push_keys",
    // What a conversation refuses, with the codes of its socket's `error` frames.
    InvalidValue = 422 "invalid_value",
    NotThere = 422 "not_there",
    NotLive = 422 "not_live",
    Over = 422 "over",
    NotYourChat = 422 "not_yours",
    TooManyFiles = 422 "too_many_files",
    NotASocket = 426 "not_a_socket",
    TooManySignIns = 429 "too_many_sign_ins",
    Broken = 500 "broken",
    NotConfigured = 503 "not_configured",
    NotCounted = 503 "not_counted",
}

impl ProblemCode {
    /// The kind with that status and name, if there is one.
    pub fn named(status: u16, code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.status() == status && one.as_str() == code)
    }
}
