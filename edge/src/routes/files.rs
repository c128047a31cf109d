//! Uploads and downloads of files. The sender is authenticated before the body is read, and the
//! bytes decide the type.

use super::{RequestContext, Serve, conversations, sockets};
use crate::auth::derived_ids;
use crate::auth::signing::HmacSigner;
use crate::conversation::{Participant, Shares};
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::bucket;
use crate::runtime::sockets::{IDENTITY, identity_header};
use crate::runtime::{config, limits};
use shared::api::{FileFrame, FileUpload, GetFile, SendFile};
use shared::event::{Author, SharedFile};
use shared::file::{FileRefusal, Kind, MAX_FILE_BYTES, check};
use shared::id::{ClientKey, ConversationId, SiteId};
use shared::limit::Limit;
use worker::{Env, Headers, Method, Request, RequestInit, js_sys};

impl Serve for SendFile {
    async fn serve(self, ctx: RequestContext) -> Answer {
        send(ctx, &self.conversation).await
    }
}

/// Sends the file in the body. The answer comes when it is stored.
async fn send(mut ctx: RequestContext, id: &ConversationId) -> Answer {
    let FileUpload { site, key, name, frame } = ctx.query::<SendFile>()?;
    let participant = participant(&ctx, id, site).await?;
    let key =
        key.ok_or_else(|| ApiError::Invalid("The query parameter `key` is missing.".to_owned()))?;
    let actual = name.unwrap_or_default();
    limits::take(Limit::FilesOfConversation, id.as_str())?;
    let bytes = match body::bytes(&mut ctx.request, MAX_FILE_BYTES).await {
        Err(ApiError::TooLarge { .. }) => return Err(FileRefusal::TooLarge.into()),
        read => read?,
    };
    let (kind, name) = check(&bytes, &actual)?;
    let frame = frame.unwrap_or(FileFrame::Say);
    let file = NewFile { participant, key, frame, kind, name, bytes };
    share(&ctx.env, &ctx.config.signer, id, file).await
}

/// A file whose sender and content were checked.
pub(super) struct NewFile {
    pub(super) participant: Participant,
    pub(super) key: ClientKey,
    /// The frame in whose place it is sent.
    pub(super) frame: FileFrame,
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Stores a file, and sends it in its conversation.
pub(super) async fn share(
    env: &Env,
    signer: &HmacSigner,
    id: &ConversationId,
    NewFile { participant, key, frame, kind, name, bytes }: NewFile,
) -> Answer {
    let author = match &participant {
        Participant::Visitor => Author::Visitor,
        Participant::Agent { profile, .. } => Author::Agent(profile.id.clone()),
    };
    let file = SharedFile {
        id: derived_ids::file(signer, id, author.as_str(), &key)?,
        kind: kind.media_type().to_owned(),
        size: bytes.len() as u64,
    };
    // Stored first, so that the file exists when the event is sent. If the event is refused, nobody
    // learns the id.
    let bytes = bucket::save(env, id, &file, &name, bytes).await?;
    let follows_up = frame == FileFrame::FollowUp;
    let shares = Shares { participant, key, follows_up, name, file };
    let headers = Headers::new();
    headers.set(IDENTITY, &identity_header(&shares)?)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers);
    init.with_body(Some(js_sys::Uint8Array::from(bytes.as_slice()).into()));
    let request = Request::new_with_init("https://object/share", &init)?;
    Ok(config::conversation(env, id)?.fetch_with_request(request).await?)
}

impl Serve for GetFile {
    /// Delivers a file to anyone who knows its id.
    async fn serve(self, ctx: RequestContext) -> Answer {
        let Self { conversation, file } = self;
        if !derived_ids::is_file_of(&ctx.config.signer, &conversation, &file) {
            return Err(ApiError::NotFound("file"));
        }
        let found = if let Some(found) = bucket::find(&ctx.env, &conversation, &file).await? {
            found
        } else {
            let request = outbox::request("file", &file)?;
            config::conversation(&ctx.env, &conversation)?.fetch_with_request(request).await?
        };
        // An erased file is 404 here, whatever the browser has.
        let cached = ctx.request.headers().get("If-None-Match")?.unwrap_or_default();
        if found.status_code() == 200 && bucket::is_cached(&cached, &file) {
            return bucket::not_modified(&file);
        }
        Ok(found)
    }
}

/// The sender: the conversation's visitor with a token, or an agent with a session cookie.
async fn participant(
    ctx: &RequestContext,
    id: &ConversationId,
    site: Option<SiteId>,
) -> Result<Participant, ApiError> {
    if ctx.request.headers().get("Authorization")?.is_none() {
        let site = site.ok_or(ApiError::NoToken)?;
        return sockets::agent_of(ctx, &site, id).await;
    }
    let token = conversations::bearer(ctx)?;
    if derived_ids::is_theirs(&ctx.config.signer, &token, id) {
        Ok(Participant::Visitor)
    } else {
        Err(ApiError::NotYours)
    }
}
