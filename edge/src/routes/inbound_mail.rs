//! Replies by mail: a machine posts them, or Cloudflare's Email Routing hands them over.

use super::files::{self, NewFile};
use super::{RequestContext, Serve};
use crate::auth::signing::{HmacSigner, same};
use crate::auth::{bearer, reply_token};
use crate::conversation::{MailedReply, MailedReplyState, Participant};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::mail::incoming::{self, Attachment};
use crate::messaging::outbox;
use crate::runtime::base32;
use crate::runtime::config::{self, Config};
use crate::runtime::{clock, limits};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use shared::api::{FileFrame, TakeMail};
use shared::conversation::MAX_MESSAGE_CHARS;
use shared::file::{Kind, check};
use shared::id::{ClientKey, ConversationId};
use shared::limit::Limit;
use shared::mail::inbound::{
    InboundOutcome, IncomingMail, MAX_ATTACHMENTS, MAX_MAIL_BYTES, ReplyBox, pieces,
};
use shared::plain_text::clean_line;
use shared::protocol::TakenMail;
use worker::{Env, ForwardableEmailMessage};

/// Shortest secret of a machine that posts mail.
const MIN_SECRET_BYTES: usize = 32;
/// How often a mail of Cloudflare is tried before its sender hears that it was not taken.
const ATTEMPTS: usize = 3;
/// How much of the digest of a mail is in the key of its message.
const KEY_CHARS: usize = 40;

impl Serve for TakeMail {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        check_machine(&ctx)?;
        let raw = body::bytes(&mut ctx.request, MAX_MAIL_BYTES).await?;
        let outcome = take(&ctx.env, &ctx.config, "", &raw).await?;
        body::answer(&TakenMail { outcome })
    }
}

/// Lets a machine in that has the secret, as a bearer token or as the password of an address such as
/// `https://mail:secret@chat.example.com/…`.
fn check_machine(ctx: &RequestContext) -> Result<(), ApiError> {
    let expected = ctx.config.inbound_secret.as_ref();
    let header = ctx.request.headers().get("Authorization")?.unwrap_or_default();
    let secret = bearer::token(&header).map(str::to_owned).or_else(|| password(&header));
    let is_right = expected
        .filter(|expected| expected.len() >= MIN_SECRET_BYTES)
        .zip(secret)
        .is_some_and(|(expected, secret)| same(&secret, expected));
    if is_right { Ok(()) } else { Err(ApiError::NotMailMachine) }
}

/// The password of `Authorization: Basic …`.
fn password(header: &str) -> Option<String> {
    let (scheme, encoded) = header.trim_start().split_once(' ')?;
    let is_basic = scheme.eq_ignore_ascii_case("basic");
    let decoded = is_basic.then(|| BASE64.decode(encoded.trim().as_bytes()).ok())??;
    String::from_utf8(decoded).ok()?.split_once(':').map(|(_, password)| password.to_owned())
}

/// Takes a mail of Cloudflare's Email Routing. What is refused goes back to its sender, with the reason.
pub(crate) async fn take_from_cloudflare(message: &ForwardableEmailMessage, env: &Env) {
    let mut taken = Ok(());
    for _ in 0..ATTEMPTS {
        taken = hand_over(message, env).await;
        // What is refused for good is not tried again.
        if taken.as_ref().err().is_none_or(|error| !error.is_ours()) {
            break;
        }
    }
    if let Err(error) = taken {
        worker::console_warn!("a mail was not taken: {error}");
        let reason = if error.is_ours() {
            "The reply could not be stored. Please try again later.".to_owned()
        } else {
            error.to_string()
        };
        message.set_reject(&reason);
    }
}

async fn hand_over(message: &ForwardableEmailMessage, env: &Env) -> Result<(), ApiError> {
    let config = Config::read(env)?;
    if message.raw_size() > MAX_MAIL_BYTES as f64 {
        return Err(ApiError::TooLarge { max: MAX_MAIL_BYTES });
    }
    let raw = message.raw_bytes().await?;
    take(env, &config, &message.to(), &raw).await.map(|_| ())
}

/// Takes a mail into the conversation that its address names. `to` is the recipient, if the server told it
/// apart from the mail.
async fn take(
    env: &Env,
    config: &Config,
    to: &str,
    raw: &[u8],
) -> Result<InboundOutcome, ApiError> {
    let not_a_mail = || ApiError::BadBody("it is not a mail".to_owned());
    let (mail, attachments) = incoming::read(raw).ok_or_else(not_a_mail)?;
    if let Some(outcome) = mail.automatic() {
        worker::console_log!("a mail that came in was not stored: {}", outcome.as_str());
        return Ok(outcome);
    }
    let addresses = format!("{to}, {}", mail.recipients());
    let conversation = addressed(&config.signer, &ReplyBox::tokens_in(&addresses))?;
    limits::take(Limit::MailsIntoConversation, conversation.as_str())?;
    let Attached { files, left_out } = Attached::sort(attachments);
    let mut text = mail.words();
    for name in left_out {
        text.push_str("\n[");
        text.push_str(&name);
        text.push_str(" – not attached]");
    }
    let texts = pieces(&text, MAX_MESSAGE_CHARS);
    if texts.is_empty() && files.is_empty() {
        return Ok(InboundOutcome::Empty);
    }
    let key = key(&mail, raw)?;
    let reply = MailedReply { key: key.clone(), texts };
    let request = outbox::request("mailed", &reply)?;
    let mut answer = config::conversation(env, &conversation)?.fetch_with_request(request).await?;
    match answer.status_code() {
        200 => {}
        404 => return Err(ApiError::NotFound("conversation")),
        _ => return Err(ApiError::of_object(&mut answer).await),
    }
    match body::response_json(&mut answer).await? {
        MailedReplyState::Blocked => return Ok(InboundOutcome::Blocked),
        MailedReplyState::Stored => {}
    }
    for (number, (kind, name, bytes)) in files.into_iter().enumerate() {
        let key = ClientKey::parse(format!("{key}_file{number}"))?;
        let file = NewFile {
            participant: Participant::Visitor,
            key,
            frame: FileFrame::Say,
            kind,
            name,
            bytes,
        };
        let answer = files::share(env, &config.signer, &conversation, file).await?;
        // A conversation that is full of files keeps the words.
        if answer.status_code() >= 500 {
            return Err(ApiError::Broken(format!("a file was answered {}", answer.status_code())));
        }
    }
    Ok(InboundOutcome::Stored)
}

/// The conversation that one of the addresses names.
fn addressed(signer: &HmacSigner, tokens: &[String]) -> Result<ConversationId, ApiError> {
    let now = clock::now();
    let mut refused = ApiError::NoReplyAddress;
    for token in tokens {
        match reply_token::open(signer, now, token) {
            Err(error @ ApiError::ReplyAddressExpired) => refused = error,
            Err(_) => {}
            opened => return opened,
        }
    }
    Err(refused)
}

/// The key of the mail's message: a mail that arrives twice is the same message.
fn key(mail: &IncomingMail, raw: &[u8]) -> Result<ClientKey, ApiError> {
    let digest = Sha256::digest(mail.message_id().map_or(raw, str::as_bytes));
    let mut name = base32::encode(&digest);
    name.truncate(KEY_CHARS);
    Ok(ClientKey::parse(format!("{}{name}", ClientKey::OF_MAIL))?)
}

/// The attachments of a mail.
#[derive(Default)]
struct Attached {
    /// Those that become files: kind, name and bytes.
    files: Vec<(Kind, String, Vec<u8>)>,
    /// The names of those that can't.
    left_out: Vec<String>,
}

impl Attached {
    fn sort(attachments: Vec<Attachment>) -> Self {
        let mut sorted = Self::default();
        for Attachment { name, bytes } in attachments {
            match check(&bytes, &name) {
                Ok((kind, name)) if sorted.files.len() < MAX_ATTACHMENTS => {
                    sorted.files.push((kind, name, bytes));
                }
                _ => {
                    let name = clean_line(&name);
                    sorted.left_out.push(if name.is_empty() { "file".to_owned() } else { name });
                }
            }
        }
        sorted
    }
}
