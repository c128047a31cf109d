//! One browser of a visitor.

use crate::chat::ConversationClient;
use crate::http::{Http, RequestBuilder};
use crate::random::random_string;
use crate::socket::Endpoint;
use crate::stream;
use shared::api::{CreateVisitor, Endpoint as _, OpenConversationSocket, StartConversation};
use shared::event::Page;
use shared::id::{CardId, ClientKey, ConversationId, DialogueId, ResponseId, SiteId, Version};
use shared::id::{VisitId, VisitorId};
use shared::person::{Attributes, Field};
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
    pub async fn create(http: &Http, site: &SiteId) -> Self {
        Self::try_create(http, site).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// The same where the server may be gone; the error says what happened.
    pub async fn try_create(http: &Http, site: &SiteId) -> Result<Self, String> {
        let request = http.route(&CreateVisitor { site: site.clone() }).json(&());
        let answer = request.attempt().await.map_err(|error| format!("{error:?}"))?;
        if answer.status != 200 {
            return Err(answer.dump());
        }
        let greeting: VisitorGreeting = answer.json();
        let visit = VisitId::parse(format!("visit_{}", random_string())).unwrap();
        let (site, http) = (site.clone(), http.clone());
        Ok(Self { id: greeting.visitor, token: greeting.token, site, visit, http })
    }

    /// The first response, to be sent as often as it takes.
    pub fn beginning(&self, dialogue: &DialogueId, version: Version) -> BeginConversation {
        let first = FirstResponse::Answer {
            id: ClientKey::parse(format!("f{}", random_string())).unwrap(),
            card: CardId::parse(stream::QUESTION).unwrap(),
            response: ResponseId::parse(stream::YES).unwrap(),
        };
        BeginConversation {
            key: ClientKey::parse(format!("c{}", random_string())).unwrap(),
            visit: self.visit.clone(),
            dialogue: dialogue.clone(),
            version,
            page: Page {
                url: "https://shop.example/pricing".to_owned(),
                title: "Pricing".to_owned(),
                referrer: String::new(),
            },
            page_attributes: Attributes::new(),
            first,
        }
    }

    /// The request that begins.
    pub fn begin(&self, beginning: &BeginConversation) -> RequestBuilder {
        let start = self.http.route(&StartConversation { site: self.site.clone() });
        start.json(beginning).bearer(&self.token)
    }

    /// Begins, and connects.
    pub async fn begun(&self, dialogue: &DialogueId, version: Version) -> ConversationClient {
        let answer = self.begin(&self.beginning(dialogue, version)).done().await;
        let begun: ConversationBegun = answer.json();
        self.chat(&begun.conversation).connected().await
    }

    /// This visitor's end of a conversation, not connected yet.
    pub fn chat(&self, id: &ConversationId) -> ConversationClient {
        ConversationClient::new("the visitor", id.clone(), self.endpoint(id, &self.token))
    }

    /// The way to a conversation with that token.
    pub fn endpoint(&self, id: &ConversationId, token: &str) -> Endpoint {
        let path = OpenConversationSocket { conversation: id.clone() }.path();
        let url = format!("{}{path}", self.http.socket_origin());
        let protocols = format!("{SUBPROTOCOL}, {token}");
        Endpoint { url, headers: vec![("Sec-WebSocket-Protocol".into(), protocols)] }
    }
}

/// What visitors here are called.
pub fn ada() -> Attributes {
    let values = [(Field::FirstName, "Ada"), (Field::Email, "ada@example.com")];
    values.into_iter().map(|(field, value)| (field, value.to_owned())).collect()
}
