//! A file of the build as it is sent: compressed if there is a compressed one, and only to a client
//! that does not have it yet.
//!
//! On one machine the build's compressed files are in a service of their own. On Cloudflare there is
//! none, because the platform compresses what we send plain.

use super::super::own_origin;
use super::{content_type, hash};
use crate::error::{Answer, ApiError};
use crate::http::cors;
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use shared::delivery::{self, Encoding};
use worker::{EncodeBody, Env, Fetcher, Headers, Method, Request, Response};

/// A file, and the tag of what is sent of it.
pub(super) struct Found {
    response: Response,
    tag: String,
}

impl Found {
    pub(super) fn headers_mut(&mut self) -> &mut Headers {
        self.response.headers_mut()
    }

    /// The answer: without the file for a client that has it already.
    pub(super) fn answer(mut self, request: &Request) -> Answer {
        self.response.headers_mut().set("ETag", &self.tag)?;
        let known = request.headers().get("If-None-Match")?;
        if !delivery::is_known(known.as_deref(), &self.tag) {
            return Ok(self.response);
        }
        let headers = self.response.headers().clone();
        for name in ["Content-Type", "Content-Length", "Content-Encoding"] {
            headers.delete(name)?;
        }
        Ok(Response::empty()?.with_status(304).with_headers(headers))
    }
}

/// The file at a path, by its exact name.
pub(super) async fn find(
    request: &Request,
    env: &Env,
    path: &str,
) -> Result<Option<Found>, ApiError> {
    if path.ends_with('/') {
        return Ok(None);
    }
    let origin = own_origin(request)?;
    if let Ok(compressed) = env.assets("COMPRESSED") {
        let accept = request.headers().get("Accept-Encoding")?;
        for encoding in delivery::encodings(accept.as_deref()) {
            let url = format!("{origin}/{}{path}", encoding.as_str());
            if let Some(file) = get(&compressed, &url, path).await? {
                return found(file, path, Some(encoding)).await.map(Some);
            }
        }
    }
    match plain(&env.assets("ASSETS")?, &origin, path).await? {
        Some(file) => found(file, path, None).await.map(Some),
        None => Ok(None),
    }
}

/// The file as it was built. Redirects of the assets binding to another spelling are not passed on.
async fn plain(assets: &Fetcher, origin: &str, path: &str) -> Result<Option<Response>, ApiError> {
    let file = get(assets, &format!("{origin}{path}"), path).await?;
    // Cloudflare's assets serve pages under their name without `.html`.
    match path.strip_suffix(".html") {
        Some(bare) if file.is_none() => get(assets, &format!("{origin}{bare}"), path).await,
        _ => Ok(file),
    }
}

/// What a service has at an address, unless that is a folder.
async fn get(service: &Fetcher, url: &str, path: &str) -> Result<Option<Response>, ApiError> {
    let response = service.fetch_request(Request::new(url, Method::Get)?).await?;
    let found = response.status_code() == 200;
    let is_folder =
        response.headers().get("Content-Type")?.is_some_and(|kind| kind == "application/json")
            && content_type(path) != "application/json";
    Ok((found && !is_folder).then_some(response))
}

/// Adds the headers of an encoding, and makes the tag: of the hash in the path, or of the content.
async fn found(
    mut file: Response,
    path: &str,
    encoding: Option<Encoding>,
) -> Result<Found, ApiError> {
    let (mut response, digest) = if let Some(hash) = hash(path) {
        (cors::changeable(file), hash.to_owned())
    } else {
        let content = file.bytes().await?;
        let digest = HEXLOWER.encode(&Sha256::digest(&content));
        (Response::from_bytes(content)?, digest)
    };
    if let Some(encoding) = encoding {
        response.headers_mut().set("Content-Encoding", encoding.as_str())?;
        // It is compressed already.
        response = response.with_encode_body(EncodeBody::Manual);
    }
    response.headers_mut().append("Vary", "Accept-Encoding")?;
    Ok(Found { response, tag: delivery::entity_tag(&digest, encoding) })
}
