//! A signed-in agent.

use crate::agent_socket::AgentSocket;
use crate::chat::ConversationClient;
use crate::http::{Answer, Http, Method, RequestBuilder};
use crate::socket::Endpoint;
use shared::api::{
    CreateSession, Endpoint as _, OpenAgentSocket, OpenConversationSocket, SocketQuery,
};
use shared::id::{AgentId, ConversationId, SiteId};
use shared::protocol::SignIn;

/// An agent in one browser.
#[derive(Debug, Clone)]
pub struct Agent {
    pub id: AgentId,
    pub name: String,
    pub site: SiteId,
    /// The `Cookie` header of every request: `bellhop_site_…=…`.
    pub cookie: String,
    http: Http,
}

impl Agent {
    /// The password of every agent in the tests.
    pub const PASSWORD: &'static str = "correct horse battery";

    /// Signs in; panics if that fails.
    pub async fn sign_in(
        http: &Http,
        site: &SiteId,
        id: &AgentId,
        name: &str,
        email: &str,
    ) -> Self {
        let answer = Self::try_sign_in(http, site, email, Self::PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.dump());
        Self::signed_in(http, site, id, name, &answer)
    }

    /// Returns the agent who was signed in by that response.
    pub fn signed_in(
        http: &Http,
        site: &SiteId,
        id: &AgentId,
        name: &str,
        answer: &Answer,
    ) -> Self {
        let set = answer.header("Set-Cookie").unwrap_or_else(|| panic!("{}", answer.dump()));
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/;"] {
            assert!(set.contains(attribute), "the cookie is not {attribute}: {set}");
        }
        let encrypted = http.origin().starts_with("https:");
        assert_eq!(set.contains("Secure"), encrypted, "{set}");
        assert_eq!(set.starts_with("__Host-"), encrypted, "{set}");
        let cookie = set.split(';').next().unwrap_or_default().to_owned();
        let (site, http) = (site.clone(), http.clone());
        Self { id: id.clone(), name: name.to_owned(), site, cookie, http }
    }

    /// Tries to sign in.
    pub async fn try_sign_in(http: &Http, site: &SiteId, email: &str, password: &str) -> Answer {
        let body = SignIn { email: email.to_owned(), password: password.to_owned(), code: None };
        let request = http.route(&CreateSession { site: site.clone() }).json(&body);
        request.header("Origin", http.origin()).send().await
    }

    /// A request of this agent to a path of the site.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.signed(self.http.request(method, &format!("/v1/sites/{}/{path}", self.site)))
    }

    /// A request of this agent to a route.
    pub fn route<E: shared::api::Endpoint>(&self, route: &E) -> RequestBuilder {
        self.signed(self.http.route(route))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("Cookie", &self.cookie).header("Origin", self.http.origin())
    }

    /// The endpoint of the agent socket.
    pub fn desk_endpoint(&self) -> Endpoint {
        self.endpoint(&OpenAgentSocket { site: self.site.clone() }.path())
    }

    /// The endpoint of a conversation's socket.
    pub fn chat_endpoint(&self, id: &ConversationId) -> Endpoint {
        let site = SocketQuery { site: Some(self.site.clone()) };
        self.endpoint(&OpenConversationSocket { conversation: id.clone() }.url(&site))
    }

    /// Opens a tab with an agent socket.
    pub async fn connect(&self) -> AgentSocket {
        match AgentSocket::connect(&self.name, &self.desk_endpoint()).await {
            Ok(socket) => socket,
            Err(error) => panic!("{} can't open the agent socket: {error:?}", self.name),
        }
    }

    /// Opens a tab with an agent socket, and goes available.
    pub async fn connect_available(&self) -> AgentSocket {
        let mut socket = self.connect().await;
        socket.available(true).await;
        socket
    }

    /// The agent's side of a conversation, not connected yet.
    pub fn chat(&self, id: &ConversationId) -> ConversationClient {
        ConversationClient::new("the agent", id.clone(), self.chat_endpoint(id))
    }

    fn endpoint(&self, path: &str) -> Endpoint {
        let url = format!("{}{path}", self.http.socket_origin());
        let origin = self.http.origin().to_owned();
        Endpoint {
            url,
            headers: vec![("Cookie".into(), self.cookie.clone()), ("Origin".into(), origin)],
        }
    }
}

/// The e-mail address that an agent signs in with.
pub fn email(id: &AgentId) -> String {
    format!("{id}@shop.example")
}
