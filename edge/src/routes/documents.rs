//! Documents of cards: uploading and delivering them, and what visitors do with them.

use super::{RequestContext, Serve, conversations, sockets};
use crate::auth::derived_ids;
use crate::conversation::DocumentRequest;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::messaging::outbox;
use crate::runtime::sockets::{IDENTITY, identity_header};
use crate::runtime::{bucket, config, limits};
use crate::site::SiteRequest;
use shared::api::{DocumentUpload, Endpoint, GetDocument, UploadDocument, UseDocument};
use shared::file::{FileRefusal, MAX_FILE_BYTES};
use shared::limit::Limit;
use shared::protocol::NewDocumentUse;
use worker::{Headers, Method, Request, RequestInit, js_sys};

impl Serve for UploadDocument {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let DocumentUpload { name } = ctx.query::<Self>()?;
        let credential = ctx.who_calls(&self.site, Self::INFO)?;
        // Who may not send one is refused before it is read.
        if let Err(refused) = ctx.authorize::<Self>(&self.site, credential).await? {
            return Ok(refused);
        }
        let bytes = match body::bytes(&mut ctx.request, MAX_FILE_BYTES).await {
            Err(ApiError::TooLarge { .. }) => return Err(FileRefusal::TooLarge.into()),
            read => read?,
        };
        let headers = Headers::new();
        headers.set(IDENTITY, &identity_header(&name.unwrap_or_default())?)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_headers(headers);
        init.with_body(Some(js_sys::Uint8Array::from(bytes.as_slice()).into()));
        let request = Request::new_with_init("https://object/document", &init)?;
        Ok(config::site(&ctx.env, &self.site)?.fetch_with_request(request).await?)
    }
}

impl Serve for GetDocument {
    async fn serve(self, ctx: RequestContext) -> Answer {
        let Self { site, file } = self;
        let cached = ctx.request.headers().get("If-None-Match")?.unwrap_or_default();
        if bucket::is_cached(&cached, &file) && cached.trim() != "*" {
            return bucket::not_modified(&file); // an id stands for one content
        }
        ctx.send_to_site(&site, &SiteRequest::Document { file }).await
    }
}

impl Serve for UseDocument {
    async fn serve(self, mut ctx: RequestContext) -> Answer {
        let token = conversations::bearer(&ctx)?;
        if !derived_ids::is_theirs(&ctx.config.signer, &token, &self.conversation) {
            return Err(ApiError::NotYours);
        }
        limits::take(Limit::DocumentUsesOfVisitor, token.visitor.as_str())?;
        sockets::check_blocked(&ctx, &token).await?;
        let new: NewDocumentUse = body::json(&mut ctx.request).await?;
        let request = outbox::request("document", &DocumentRequest { new })?;
        Ok(config::conversation(&ctx.env, &self.conversation)?.fetch_with_request(request).await?)
    }
}
