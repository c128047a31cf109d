//! One browser of a visitor.

use crate::chance::word;
use crate::chat::Chat;
use crate::http::{Call, Http};
use crate::socket::Door;
use crate::stream;
use shared::event::Page;
use shared::id::{CardId, ClientKey, ConversationId, DialogueId, ResponseId, SiteId, Version};
use shared::id::{VisitId, VisitorId};
use shared::person::{Field, Values};
use shared::protocol::{
    BeginConversation, ConversationBegun, FirstResponse, SUBPROTOCOL, VisitorGreeting,
};

/// A visitor with a token.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Who.
    pub id: VisitorId,
    /// Proves it.
    pub token: String,
    /// Where.
    pub site: SiteId,
    /// The visit.
    pub visit: VisitId,
    /// How they reach the server.
    pub http: Http,
}

impl Visitor {
    /// A new browser comes to the site.
    pub async fn arrive(http: &Http, site: &SiteId) -> Self {
        Self::try_to_arrive(http, site).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same where the server may be gone; the error says what happened.
    pub async fn try_to_arrive(http: &Http, site: &SiteId) -> Result<Self, String> {
        let call = http.post(&format!("/v1/sites/{site}/visitors"), &());
        let answer = call.attempt().await.map_err(|error| format!("{error:?}"))?;
        if answer.status != 200 {
            return Err(answer.story());
        }
        let greeting: VisitorGreeting = answer.json();
        let visit = VisitId::parse(format!("visit_{}", word())).unwrap();
        let (site, http) = (site.clone(), http.clone());
        Ok(Self { id: greeting.visitor, token: greeting.token, site, visit, http })
    }

    /// The first response, to be sent as often as it takes.
    pub fn beginning(&self, dialogue: &DialogueId, version: Version) -> BeginConversation {
        let first = FirstResponse::Answer {
            id: ClientKey::parse(format!("f{}", word())).unwrap(),
            card: CardId::parse(stream::ASK).unwrap(),
            response: ResponseId::parse(stream::YES).unwrap(),
        };
        BeginConversation {
            key: ClientKey::parse(format!("c{}", word())).unwrap(),
            visit: self.visit.clone(),
            dialogue: dialogue.clone(),
            version,
            page: Page {
                url: "https://shop.example/pricing".to_owned(),
                title: "Pricing".to_owned(),
                referrer: String::new(),
            },
            known: Values::new(),
            first,
        }
    }

    /// The request that begins.
    pub fn begin(&self, beginning: &BeginConversation) -> Call {
        let path = format!("/v1/sites/{}/conversations", self.site);
        self.http.post(&path, beginning).bearer(&self.token)
    }

    /// Begins, and connects.
    pub async fn begun(&self, dialogue: &DialogueId, version: Version) -> Chat {
        let answer = self.begin(&self.beginning(dialogue, version)).done().await;
        let begun: ConversationBegun = answer.json();
        self.chat(&begun.conversation).connected().await
    }

    /// This visitor's end of a conversation, not connected yet.
    pub fn chat(&self, id: &ConversationId) -> Chat {
        Chat::new("the visitor", id.clone(), self.door(id, &self.token))
    }

    /// The way to a conversation with that token.
    pub fn door(&self, id: &ConversationId, token: &str) -> Door {
        let url = format!("{}/v1/conversations/{id}/socket", self.http.socket_origin());
        let protocols = format!("{SUBPROTOCOL}, {token}");
        Door { url, headers: vec![("Sec-WebSocket-Protocol", protocols)] }
    }
}

/// What visitors here are called.
pub fn ada() -> Values {
    let values = [(Field::FirstName, "Ada"), (Field::Email, "ada@example.com")];
    values.into_iter().map(|(field, value)| (field, value.to_owned())).collect()
}
