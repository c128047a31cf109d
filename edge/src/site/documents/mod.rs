//! Documents that were uploaded for cards.

pub(crate) mod store;

use super::Shell;
use crate::error::{Answer, ApiError};
use crate::http::body;
use crate::runtime::storage::atomic;
use crate::runtime::{base32, bucket, clock, sockets};
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::file::{Kind, check};
use shared::id::FileId;
use shared::protocol::StoredDocument;
use shared::stream::{Code, DocumentAddress, Finding, documents_in};
use std::rc::Rc;
use worker::Request;

/// Most documents of a site. They stay, because earlier versions and conversations show them.
const MAX_DOCUMENTS: u64 = 100;

/// Stores a PDF. Its id is the hash of its content, so the same one is stored once.
pub(super) async fn store_upload(shell: &Rc<Shell>, request: &mut Request) -> Answer {
    let name: String = sockets::read_identity(request)?;
    let bytes = request.bytes().await?;
    if !shell.exists()? {
        return Err(ApiError::NoSite);
    }
    let (kind, name) = check(&bytes, &name)?;
    if kind != Kind::Pdf {
        return Err(ApiError::NotPdf);
    }
    let mut hash = base32::encode(&Sha256::digest(&bytes));
    hash.truncate(26);
    let id = FileId::parse(format!("{}{hash}", FileId::PREFIX))?;
    let sql = shell.sql();
    let stored = match store::about(&sql, &id)? {
        Some(about) => about,
        None if store::count(&sql)? >= MAX_DOCUMENTS => {
            let sentence =
                format!("A site has at most {MAX_DOCUMENTS} documents. Use the address of one.");
            return Err(ApiError::Invalid(sentence));
        }
        None => {
            let about = store::About { name, size: bytes.len() as u64 };
            atomic(&shell.object.state, || store::add(&sql, &id, &about, clock::now(), &bytes))?;
            about
        }
    };
    let path = DocumentAddress::path(&shell.id()?, &id);
    body::answer(&StoredDocument { path, name: stored.name, size: stored.size })
}

/// Delivers a document. Browsers show it in their own viewer, and run nothing of it.
pub(super) fn document(shell: &Shell, file: &FileId) -> Answer {
    let sql = shell.sql();
    let about = store::about(&sql, file)?.ok_or(ApiError::NotFound("document"))?;
    let disposition = body::disposition(&about.name, true);
    bucket::public_answer(file, Kind::Pdf.media_type(), &disposition, store::bytes(&sql, file)?)
}

/// A finding for each card whose document was uploaded, but not to this site.
pub(super) fn missing(shell: &Shell, stream: &Value) -> Result<Vec<Finding>, ApiError> {
    let (sql, own) = (shell.sql(), shell.id()?);
    let mut findings = Vec::new();
    for (card, address) in documents_in(stream) {
        if let Some(DocumentAddress::Uploaded { site, file }) = DocumentAddress::read(&address)
            && (site != own || store::about(&sql, &file)?.is_none())
        {
            findings.push(Code::DocumentGone.at(Some(&card)));
        }
    }
    Ok(findings)
}
