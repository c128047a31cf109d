//! A visitor in one browser.

use crate::chat::ConversationClient;
use crate::http::{Http, RequestBuilder};
use crate::random::random_string;
use crate::socket::Endpoint;
use crate::stream;
use serde_json::{Value, json};
use shared::api::{
    CreateVisitor, Endpoint as _, OpenConversationSocket, PostBootstrap, StartConversation,
};
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
    pub id: VisitorId,
    /// The visitor token.
    pub token: String,
    pub site: SiteId,
    pub visit: VisitId,
    pub http: Http,
}

impl Visitor {
    /// Creates a new visitor of the site.
    pub async fn create(http: &Http, site: &SiteId) -> Self {
        let visitor = Self::try_create(http, site).await.unwrap_or_else(|error| panic!("{error}"));
        visitor.another_visit().await
    }

    /// The same visitor in another visit, which the edge has handed out, as far as it does.
    pub async fn another_visit(&self) -> Self {
        self.visit_made_up_as(Self::made_up_visit()).await
    }

    /// Another visit, whose id the browser has made up like this.
    pub async fn visit_made_up_as(&self, visit: VisitId) -> Self {
        let request = self.http.route(&PostBootstrap { site: self.site.clone() });
        let answer = request.json(&json!({ "visit": visit })).send().await;
        let named = serde_json::from_slice::<Value>(&answer.body).ok();
        let named = named.and_then(|boot| VisitId::parse(boot["visit"].as_str()?).ok());
        Self { visit: named.unwrap_or(visit), ..self.clone() }
    }

    /// A visit's id as a browser makes it up.
    pub fn made_up_visit() -> VisitId {
        VisitId::parse(format!("visit_{}", random_string())).unwrap()
    }

    /// Like `create`, if the server may be down; the error says what happened.
    pub async fn try_create(http: &Http, site: &SiteId) -> Result<Self, String> {
        let request = http.route(&CreateVisitor { site: site.clone() }).json(&());
        let answer = request.attempt().await.map_err(|error| format!("{error:?}"))?;
        if answer.status != 200 {
            return Err(answer.dump());
        }
        let greeting: VisitorGreeting = answer.json();
        let (site, http, visit) = (site.clone(), http.clone(), Self::made_up_visit());
        Ok(Self { id: greeting.visitor, token: greeting.token, site, visit, http })
    }

    /// The body that begins a conversation with the first response; can be sent repeatedly.
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

    /// The request that begins a conversation.
    pub fn begin(&self, beginning: &BeginConversation) -> RequestBuilder {
        let start = self.http.route(&StartConversation { site: self.site.clone() });
        start.json(beginning).bearer(&self.token)
    }

    /// Begins a conversation, and connects to it.
    pub async fn begun(&self, dialogue: &DialogueId, version: Version) -> ConversationClient {
        let answer = self.begin(&self.beginning(dialogue, version)).done().await;
        let begun: ConversationBegun = answer.json();
        self.chat(&begun.conversation).connected().await
    }

    /// The visitor's side of a conversation, not connected yet.
    pub fn chat(&self, id: &ConversationId) -> ConversationClient {
        ConversationClient::new("the visitor", id.clone(), self.endpoint(id, &self.token))
    }

    /// The endpoint of a conversation's socket with that token.
    pub fn endpoint(&self, id: &ConversationId, token: &str) -> Endpoint {
        let path = OpenConversationSocket { conversation: id.clone() }.path();
        let url = format!("{}{path}", self.http.socket_origin());
        let protocols = format!("{SUBPROTOCOL}, {token}");
        Endpoint { url, headers: vec![("Sec-WebSocket-Protocol".into(), protocols)] }
    }
}

/// The attributes of visitors in tests.
pub fn ada() -> Attributes {
    let values = [(Field::FirstName, "Ada"), (Field::Email, "ada@example.com")];
    values.into_iter().map(|(field, value)| (field, value.to_owned())).collect()
}
