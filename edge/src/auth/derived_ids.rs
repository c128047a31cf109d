//! Derived ids of conversations, identified visitors and files. A repeated request gives the same
//! id, and a tag in the id tells whether it belongs to somebody without waking an object.

use super::signing::{HmacSigner, same};
use super::visitor_token::VisitorToken;
use crate::error::ApiError;
use crate::runtime::base32;
use shared::id::{ClientKey, ConversationId, FileId, SiteId, VisitorId};
use shared::people::Proof;
use shared::protocol::Claim;

const NAME_CHARS: usize = 24;
const TAG_CHARS: usize = 12;
const SITE_TAG_CHARS: usize = 10;

/// The id of the conversation that this visitor starts with this key. The signer is that of the token,
/// so that a repeated request finds the conversation although the secret was replaced meanwhile.
pub(crate) fn conversation(
    signer: &HmacSigner,
    token: &VisitorToken,
    key: &ClientKey,
) -> Result<ConversationId, ApiError> {
    let fields = [token.site.as_str(), token.visitor.as_str(), key.as_str()];
    let name = short(signer, "conversation", &fields, NAME_CHARS);
    let owner = tag(signer, token, &name);
    let site = site_tag(signer, &token.site, &name);
    Ok(ConversationId::parse(format!("{}{name}{owner}{site}", ConversationId::PREFIX))?)
}

/// The visitor id of an identified person, the same on every device. Without the deployment's
/// secret nobody can derive one from the other.
pub(crate) fn visitor(
    signer: &HmacSigner,
    site: &SiteId,
    claim: &Claim,
) -> Result<VisitorId, ApiError> {
    let fields = [site.as_str(), claim.kind(), claim.text()];
    // A person keeps their chats when the secret is replaced.
    let signer = &signer.first();
    let name = short(signer, "person", &fields, NAME_CHARS);
    let tag = signed_tag(signer, site, &name);
    Ok(VisitorId::parse(format!("{}{name}{tag}", VisitorId::PREFIX))?)
}

/// Whether a visitor id is that of an identity that the site's server signed, from the id alone.
pub(crate) fn is_signed(signer: &HmacSigner, site: &SiteId, id: &VisitorId) -> bool {
    name_and_tag(id.as_str(), VisitorId::PREFIX)
        .and_then(|(name, tag)| signer.made(|signer| same(tag, &signed_tag(signer, site, name))))
        .is_some()
}

/// What a visitor id proves about the person with this e-mail address.
pub(crate) fn proof(
    signer: &HmacSigner,
    site: &SiteId,
    id: &VisitorId,
    email: Option<String>,
) -> Result<Proof, ApiError> {
    if !is_signed(signer, site, id) {
        return Ok(Proof::Nothing);
    }
    let of_email = email.map(|email| visitor(signer, site, &Claim::Email(email))).transpose()?;
    Ok(if of_email.as_ref() == Some(id) { Proof::Email } else { Proof::Id(id.clone()) })
}

/// Whether a conversation belongs to this visitor, from its id alone.
pub(crate) fn is_theirs(signer: &HmacSigner, token: &VisitorToken, id: &ConversationId) -> bool {
    if token.only.as_ref().is_some_and(|only| only != id) {
        return false;
    }
    parts(id)
        .and_then(|(name, owner, _)| signer.made(|signer| same(owner, &tag(signer, token, name))))
        .is_some()
}

/// Whether a conversation was begun at this site, from its id alone, so that an agent's made-up id
/// wakes no object.
pub(crate) fn is_of_site(signer: &HmacSigner, site: &SiteId, id: &ConversationId) -> bool {
    parts(id)
        .and_then(|(name, _, tag)| signer.made(|signer| same(tag, &site_tag(signer, site, name))))
        .is_some()
}

/// Name, tag of the visitor and tag of the site.
fn parts(id: &ConversationId) -> Option<(&str, &str, &str)> {
    let rest = id.as_str().strip_prefix(ConversationId::PREFIX)?;
    let (name, tags) = rest.split_at_checked(NAME_CHARS)?;
    let (owner, site) = tags.split_at_checked(TAG_CHARS)?;
    (site.len() == SITE_TAG_CHARS).then_some((name, owner, site))
}

/// The unguessable id of the file that this frame sends; the same for a repeated frame.
pub(crate) fn file(
    signer: &HmacSigner,
    conversation: &ConversationId,
    author: &str,
    key: &ClientKey,
) -> Result<FileId, ApiError> {
    let fields = [conversation.as_str(), author, key.as_str()];
    let name = short(signer, "file", &fields, NAME_CHARS);
    let tag = file_tag(signer, conversation, &name);
    Ok(FileId::parse(format!("{}{name}{tag}", FileId::PREFIX))?)
}

/// Whether a file id was made here for this conversation, so that a made-up one wakes no object.
pub(crate) fn is_file_of(signer: &HmacSigner, conversation: &ConversationId, id: &FileId) -> bool {
    name_and_tag(id.as_str(), FileId::PREFIX)
        .and_then(|(name, tag)| {
            signer.made(|signer| same(tag, &file_tag(signer, conversation, name)))
        })
        .is_some()
}

/// The two parts of an id that has one tag.
fn name_and_tag<'i>(id: &'i str, prefix: &str) -> Option<(&'i str, &'i str)> {
    let (name, tag) = id.strip_prefix(prefix)?.split_at_checked(NAME_CHARS)?;
    (tag.len() == TAG_CHARS).then_some((name, tag))
}

fn signed_tag(signer: &HmacSigner, site: &SiteId, name: &str) -> String {
    short(signer, "signed", &[site.as_str(), name], TAG_CHARS)
}

fn file_tag(signer: &HmacSigner, conversation: &ConversationId, name: &str) -> String {
    short(signer, "file's", &[conversation.as_str(), name], TAG_CHARS)
}

fn tag(signer: &HmacSigner, token: &VisitorToken, name: &str) -> String {
    short(signer, "owner", &[token.site.as_str(), token.visitor.as_str(), name], TAG_CHARS)
}

fn site_tag(signer: &HmacSigner, site: &SiteId, name: &str) -> String {
    short(signer, "conversation's site", &[site.as_str(), name], SITE_TAG_CHARS)
}

/// The first characters of a tag.
pub(super) fn short(signer: &HmacSigner, purpose: &str, fields: &[&str], chars: usize) -> String {
    let mut tag = base32::encode(&signer.tag(purpose, fields));
    tag.truncate(chars);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::time::Timestamp;

    fn signer() -> HmacSigner {
        HmacSigner::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    fn token(visitor: &str) -> VisitorToken {
        VisitorToken {
            only: None,
            site: SiteId::parse("site_demo").unwrap(),
            visitor: VisitorId::parse(visitor).unwrap(),
            expires: Timestamp(1),
        }
    }

    #[test]
    fn the_same_key_gives_the_same_conversation_and_another_key_another() {
        let key = |key: &str| ClientKey::parse(key).unwrap();
        let id = |visitor, k| conversation(&signer(), &token(visitor), &key(k)).unwrap();
        assert_eq!(id("visitor_a", "1"), id("visitor_a", "1"));
        assert_ne!(id("visitor_a", "1"), id("visitor_a", "2"));
        assert_ne!(id("visitor_a", "1"), id("visitor_b", "1"));
    }

    #[test]
    fn an_identified_person_is_one_visitor_of_one_site() {
        let site = |site: &str| SiteId::parse(site).unwrap();
        let named = |of: &str, claim: Claim| visitor(&signer(), &site(of), &claim).unwrap();
        let id = |id: &str| Claim::Id(id.to_owned());
        let ada = named("site_a", id("ada@example.com"));
        assert_eq!(ada, named("site_a", id("ada@example.com")));
        assert_ne!(ada, named("site_b", id("ada@example.com")));
        assert_ne!(ada, named("site_a", id("grace@example.com")));
        assert_ne!(ada, named("site_a", Claim::Email("ada@example.com".to_owned())));
    }

    #[test]
    fn a_file_belongs_to_one_conversation_and_one_frame() {
        let conversation = |id: &str| ConversationId::parse(id).unwrap();
        let key = |key: &str| ClientKey::parse(key).unwrap();
        let id = |author, k| file(&signer(), &conversation("conv_a"), author, &key(k)).unwrap();
        assert_eq!(id("visitor", "1"), id("visitor", "1"));
        assert_ne!(id("visitor", "1"), id("visitor", "2"));
        assert_ne!(id("visitor", "1"), id("agent_a", "1"));
        assert!(is_file_of(&signer(), &conversation("conv_a"), &id("visitor", "1")));
        assert!(!is_file_of(&signer(), &conversation("conv_b"), &id("visitor", "1")));
        let guessed = FileId::parse(format!("file_{}", "a".repeat(36))).unwrap();
        assert!(!is_file_of(&signer(), &conversation("conv_a"), &guessed));
    }

    #[test]
    fn a_conversation_belongs_to_its_visitor_only() {
        let key = ClientKey::parse("1").unwrap();
        let id = conversation(&signer(), &token("visitor_a"), &key).unwrap();
        assert!(is_theirs(&signer(), &token("visitor_a"), &id));
        assert!(!is_theirs(&signer(), &token("visitor_b"), &id));
        let guessed = ConversationId::parse(format!("conv_{}", "a".repeat(46))).unwrap();
        assert!(!is_theirs(&signer(), &token("visitor_a"), &guessed));
    }

    #[test]
    fn a_conversation_belongs_to_one_site() {
        let site = |id: &str| SiteId::parse(id).unwrap();
        let key = ClientKey::parse("1").unwrap();
        let id = conversation(&signer(), &token("visitor_a"), &key).unwrap();
        assert!(is_of_site(&signer(), &site("site_demo"), &id));
        assert!(!is_of_site(&signer(), &site("site_other"), &id));
        for made_up in ["conv_a".to_owned(), format!("conv_{}", "a".repeat(46))] {
            let made_up = ConversationId::parse(made_up).unwrap();
            assert!(!is_of_site(&signer(), &site("site_demo"), &made_up));
        }
    }
}
