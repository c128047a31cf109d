//! Files that people send each other. Who sends one is proven before anything of it is read; what it is,
//! its bytes tell.

use super::{Call, conversations, sockets};
use crate::bucket;
use crate::conversation_object::{Guest, Shares};
use crate::error::{Answer, Fault};
use crate::sockets::{WHO, who_header};
use crate::{body, config, names, outbox};
use shared::event::{Author, SharedFile};
use shared::file::{FileRefusal, MAX_FILE_BYTES, check};
use shared::id::{ClientKey, ConversationId, FileId};
use worker::{Headers, Method, Request, RequestInit, js_sys};

/// `POST /v1/conversations/{id}/files?key=…&name=…`: the body is the file. Answered when it is kept.
pub(super) async fn share(mut call: Call, id: &ConversationId) -> Answer {
    let guest = guest(&call, id).await?;
    let key = call.query("key")?.ok_or_else(|| Fault::Invalid("Name a `key`.".to_owned()))?;
    let key = ClientKey::parse(key)?;
    let given = call.query("name")?.unwrap_or_default();
    let bytes = match body::bytes(&mut call.request, MAX_FILE_BYTES).await {
        Err(Fault::TooLarge { .. }) => return Err(FileRefusal::TooLarge.into()),
        read => read?,
    };
    let (kind, name) = check(&bytes, &given)?;
    let author = match &guest {
        Guest::Visitor => Author::Visitor,
        Guest::Agent { face, .. } => Author::Agent(face.id.clone()),
    };
    let file = SharedFile {
        id: names::file(&call.config.seal, id, author.as_str(), &key)?,
        kind: kind.media_type().to_owned(),
        size: bytes.len() as u64,
    };
    // Put there first: what the conversation tells of can be had. Refused, nobody knows its name.
    let bytes = bucket::keep(&call.env, id, &file, &name, bytes).await?;
    let shares = Shares { guest, key, name, file };
    let headers = Headers::new();
    headers.set(WHO, &who_header(&shares)?)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers);
    init.with_body(Some(js_sys::Uint8Array::from(bytes.as_slice()).into()));
    let request = Request::new_with_init("https://object/share", &init)?;
    Ok(config::conversation(&call.env, id)?.fetch_with_request(request).await?)
}

/// `GET /v1/conversations/{id}/files/{file}`: whoever was told its name may have it.
pub(super) async fn file(call: &Call, id: &ConversationId, file: &FileId) -> Answer {
    if !names::is_file_of(&call.config.seal, id, file) {
        return Err(Fault::NotFound("file"));
    }
    if let Some(found) = bucket::find(&call.env, id, file).await? {
        return Ok(found);
    }
    let request = outbox::post("file", file)?;
    Ok(config::conversation(&call.env, id)?.fetch_with_request(request).await?)
}

/// Whoever sends it: the conversation's visitor by token, or an agent by cookie.
async fn guest(call: &Call, id: &ConversationId) -> Result<Guest, Fault> {
    if call.request.headers().get("Authorization")?.is_none() {
        let site = sockets::site(call)?;
        return sockets::agent_of(call, &site).await;
    }
    let token = conversations::bearer(call)?;
    if names::is_theirs(&call.config.seal, &token, id) {
        Ok(Guest::Visitor)
    } else {
        Err(Fault::NotYours)
    }
}
