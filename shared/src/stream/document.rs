//! Where the document of a card is.

use crate::id::{FileId, SiteId};
use crate::prelude::*;
use serde_json::Value;

/// Longest title in characters.
pub const MAX_TITLE_CHARS: usize = 120;
/// Longest address in characters.
const MAX_ADDRESS_CHARS: usize = 2_000;

/// The address of a document, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentAddress {
    /// It was uploaded to this site.
    Uploaded { site: SiteId, file: FileId },
    /// It is somewhere else, at an https address.
    Elsewhere,
}

impl DocumentAddress {
    /// Reads an address; `None` if it is neither the path of an upload nor an https address.
    pub fn read(address: &str) -> Option<Self> {
        if let Some(path) = address.strip_prefix("/v1/sites/") {
            let (site, file) = path.split_once("/documents/")?;
            let (site, file) = (SiteId::parse(site).ok()?, FileId::parse(file).ok()?);
            return Some(Self::Uploaded { site, file });
        }
        let rest = address.strip_prefix("https://")?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_plain = !address.chars().any(|c| c.is_whitespace() || c.is_control());
        let is_short = address.chars().count() <= MAX_ADDRESS_CHARS;
        // What stands before an `@` only looks like the host.
        let is_host = host.contains('.') && !host.contains('@');
        (is_plain && is_short && is_host).then_some(Self::Elsewhere)
    }

    /// The path of a document that was uploaded.
    pub fn path(site: &SiteId, file: &FileId) -> String {
        format!("/v1/sites/{site}/documents/{file}")
    }
}

/// The addresses of a document's document cards, whether or not it is valid, each with the id of its card.
pub fn documents_in(document: &Value) -> Vec<(String, String)> {
    let cards = document.get("cards").and_then(Value::as_array);
    let cards = cards.into_iter().flatten().filter(|card| card["type"] == "document");
    let text = |card: &Value, name: &str| card[name].as_str().unwrap_or_default().to_owned();
    cards.map(|card| (text(card, "id"), text(card, "address"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_an_upload_or_begins_with_https() {
        let site = SiteId::parse("site_a").unwrap();
        let file = FileId::parse("file_b").unwrap();
        let path = DocumentAddress::path(&site, &file);
        assert_eq!(DocumentAddress::read(&path), Some(DocumentAddress::Uploaded { site, file }));
        let elsewhere = Some(DocumentAddress::Elsewhere);
        assert_eq!(DocumentAddress::read("https://a.example/guide.pdf?v=2#page=3"), elsewhere);
        for wrong in [
            "",
            "http://a.example/guide.pdf",
            "https://",
            "https://localhost",
            "https://a.example/my guide.pdf",
            "https://a.example@b.example/guide.pdf",
            "javascript:alert(1)",
            "//a.example/guide.pdf",
            "/v1/sites/site_a/documents/guide.pdf",
            "/v1/sites/site_a/documents/file_b/..",
            "/v1/sites/a/pictures/b",
        ] {
            assert_eq!(DocumentAddress::read(wrong), None, "{wrong}");
        }
        assert_eq!(
            DocumentAddress::read(&format!("https://a.example/{}", "a".repeat(2_000))),
            None
        );
    }

    #[test]
    fn a_draft_that_cannot_be_published_still_has_its_documents() {
        let document = serde_json::json!({ "cards": [
            { "type": "document", "id": "a", "address": "x" },
            { "type": "document" },
            { "type": "message", "id": "b", "address": "y" },
        ] });
        let expected = [("a".to_owned(), "x".to_owned()), (String::new(), String::new())];
        assert_eq!(documents_in(&document), expected);
    }
}
