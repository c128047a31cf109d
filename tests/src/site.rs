//! A test's own site, created by the operator and its admin through the API.

use crate::agent::{Agent, email};
use crate::agent_socket::AgentSocket;
use crate::chat::ConversationClient;
use crate::http::{Http, RequestBuilder};
use crate::random::random_string;
use crate::server::Server;
use crate::stream;
use crate::visitor::{Visitor, ada};
use crate::wait::eventually;
use serde_json::Value;
use shared::api::{
    GetSettings, GetUsage, PublishDialogue, PutAgent, PutDialogue, PutPackage, PutSettings, PutSite,
};
use shared::audience::Visitors;
use shared::id::{AgentId, DialogueId, SiteId, Version};
use shared::permission::{Role, RoleId};
use shared::protocol::{DialogueDraft, MakeSite, NewAgent, Settings};
use shared::quota::{Package, Usage};
use shared::stream::Translations;

/// A site with an admin and a published dialogue.
pub struct Site {
    pub id: SiteId,
    pub admin: Agent,
    /// The published dialogue.
    pub dialogue: DialogueId,
    /// Its published version.
    pub version: Version,
    /// A client without a session.
    pub http: Http,
}

impl Site {
    /// A Prime site with the example dialogue, where offers last ten seconds.
    pub async fn make(server: &Server) -> Self {
        Self::create(server, Package::Prime, stream::advised()).await
    }

    /// Like `make`, with a client that reaches the server differently.
    pub async fn make_by(http: Http) -> Self {
        Self::of_by(http, Package::Prime, stream::advised()).await
    }

    /// Like `make`, at a server with this operator's token.
    pub async fn make_as(http: Http, operator: &str) -> Self {
        let site = Self::empty_as(http, Package::Prime, operator).await;
        site.with_dialogue(stream::advised()).await
    }

    /// A site with that package and stream.
    pub async fn create(server: &Server, package: Package, stream: Value) -> Self {
        Self::of_by(Http::new(server.port()), package, stream).await
    }

    async fn of_by(http: Http, package: Package, stream: Value) -> Self {
        Self::empty_as(http, package, Server::OPERATOR).await.with_dialogue(stream).await
    }

    async fn with_dialogue(mut self, stream: Value) -> Self {
        self.settings(|settings| settings.offer_seconds = 10).await;
        self.version = self.publish(&draft(&self.dialogue, stream)).await;
        self
    }

    /// A newly provisioned site: with an admin, and nothing else.
    pub async fn empty(server: &Server, package: Package) -> Self {
        Self::empty_as(Http::new(server.port()), package, Server::OPERATOR).await
    }

    async fn empty_as(http: Http, package: Package, operator: &str) -> Self {
        let id = SiteId::parse(format!("site_{}", random_string())).unwrap();
        let admin = AgentId::parse("agent_admin").unwrap();
        let body = MakeSite {
            name: "A shop".to_owned(),
            package,
            allowed_domains: Vec::new(),
            admin: new_agent(&admin, "Admin", Role::Admin),
        };
        let request = http.route(&PutSite { site: id.clone() }).json(&body);
        let created: Value = request.bearer(operator).done().await.json();
        let address = email(&admin);
        let admin = AgentId::parse(created["admin"].as_str().unwrap()).unwrap();
        let admin = Agent::sign_in(&http, &id, &admin, "Admin", &address).await;
        let dialogue = DialogueId::parse("dialogue_hello").unwrap();
        Self { id, admin, dialogue, version: Version(0), http }
    }

    /// Changes the settings.
    pub async fn settings(&self, change: impl FnOnce(&mut Settings)) {
        let site = self.id.clone();
        let read = self.admin.route(&GetSettings { site: site.clone() });
        let mut settings: Settings = read.done().await.json();
        change(&mut settings);
        self.admin.route(&PutSettings { site }).json(&settings).done().await;
    }

    /// Saves a dialogue and publishes it.
    pub async fn publish(&self, draft: &(DialogueId, DialogueDraft)) -> Version {
        let (id, draft) = draft;
        let (site, dialogue) = (self.id.clone(), id.clone());
        let put = PutDialogue { site: site.clone(), dialogue: dialogue.clone() };
        self.admin.route(&put).json(draft).done().await;
        let publish = self.admin.route(&PublishDialogue { site, dialogue });
        let published: Value = publish.done().await.json();
        Version(published["version"].as_u64().unwrap().try_into().unwrap())
    }

    /// Creates a live agent, and signs them in.
    pub async fn agent(&self, name: &str) -> Agent {
        self.agent_of(name, Role::LiveAgent).await
    }

    /// Creates an agent with that role, and signs them in.
    pub async fn agent_of(&self, name: &str, role: impl Into<RoleId>) -> Agent {
        let id = AgentId::parse(format!("agent_{}", name.to_lowercase())).unwrap();
        let body = new_agent(&id, name, role);
        let put = PutAgent { site: self.id.clone(), agent: id.clone() };
        self.admin.route(&put).json(&body).done().await;
        Agent::sign_in(&self.http, &self.id, &id, name, &email(&id)).await
    }

    /// A new visitor.
    pub async fn visitor(&self) -> Visitor {
        Visitor::create(&self.http, &self.id).await
    }

    /// A visitor who has answered “yes” to the question.
    pub async fn begun(&self) -> (Visitor, ConversationClient) {
        let visitor = self.visitor().await;
        let chat = visitor.begun(&self.dialogue, self.version).await;
        (visitor, chat)
    }

    /// A visitor who has requested a chat and given their name.
    pub async fn requested_chat(&self) -> (Visitor, ConversationClient) {
        let (visitor, mut chat) = self.begun().await;
        let key = chat.capture(stream::CAPTURE, ada()).await;
        chat.ack(&key).await;
        (visitor, chat)
    }

    /// A chat between a new visitor and that agent; both sides are connected.
    pub async fn chatting(
        &self,
        agent: &Agent,
        socket: &mut AgentSocket,
    ) -> (Visitor, ConversationClient, ConversationClient) {
        let (visitor, mut chat) = self.requested_chat().await;
        let offer = socket.offer_of(&chat.id).await;
        assert_eq!(socket.accept(&offer.id).await, Ok(()), "{}", socket.dump());
        let connected = |event: &_| matches!(event, shared::event::Event::Connected { .. });
        chat.event("an agent to be connected", connected).await;
        let theirs = agent.chat(&chat.id).connected().await;
        (visitor, chat, theirs)
    }

    /// The operator's request to set the package, not sent yet.
    pub fn package(&self, body: &Value) -> RequestBuilder {
        let put = self.http.route(&PutPackage { site: self.id.clone() });
        put.json(body).bearer(Server::OPERATOR)
    }

    /// The figures of the usage page.
    pub async fn usage(&self) -> Usage {
        self.admin.route(&GetUsage { site: self.id.clone() }).done().await.json()
    }

    /// Waits until that many engagements are used and reserved, and returns the figures.
    pub async fn used(&self, used: u64, reserved: u64) -> Usage {
        let description = format!("{used} engagements used and {reserved} reserved");
        let fits = |usage: &Usage| usage.used == used && usage.reserved == reserved;
        eventually(&description, async || self.usage().await, fits).await
    }
}

/// A draft that targets every page.
pub fn draft(id: &DialogueId, stream: Value) -> (DialogueId, DialogueDraft) {
    let draft = DialogueDraft {
        name: "Hello".to_owned(),
        priority: 0,
        pages: Vec::new(),
        not_pages: Vec::new(),
        visitors: Visitors::Everyone,
        when: None,
        trigger: None,
        poke: true,
        promises: None,
        language: None,
        stream,
        translations: Translations::default(),
    };
    (id.clone(), draft)
}

/// An agent with the password of all tests.
pub fn new_agent(id: &AgentId, name: &str, role: impl Into<RoleId>) -> NewAgent {
    let password = Some(Agent::PASSWORD.to_owned());
    NewAgent { name: name.to_owned(), email: email(id), password, role: role.into() }
}
