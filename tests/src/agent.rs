//! Somebody who is signed in.

use crate::bell::Bell;
use crate::chat::Chat;
use crate::http::{Answer, Call, Http, Method};
use crate::socket::Door;
use shared::id::{AgentId, ConversationId, SiteId};
use shared::protocol::SignIn;

/// An agent in one browser.
#[derive(Debug, Clone)]
pub struct Agent {
    /// Who.
    pub id: AgentId,
    /// Their name.
    pub name: String,
    /// Where they work.
    pub site: SiteId,
    /// What their browser sends with everything: `bellhop_session=…`.
    pub cookie: String,
    http: Http,
}

impl Agent {
    /// The password of everybody here.
    pub const PASSWORD: &'static str = "correct horse battery";

    /// Signs in.
    pub async fn sign_in(
        http: &Http,
        site: &SiteId,
        id: &AgentId,
        name: &str,
        email: &str,
    ) -> Self {
        let answer = Self::try_sign_in(http, site, email, Self::PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.story());
        Self::signed_in(http, site, id, name, &answer)
    }

    /// Somebody who was let in with that answer.
    pub fn signed_in(
        http: &Http,
        site: &SiteId,
        id: &AgentId,
        name: &str,
        answer: &Answer,
    ) -> Self {
        let set = answer.header("Set-Cookie").unwrap_or_else(|| panic!("{}", answer.story()));
        for word in ["HttpOnly", "Secure", "SameSite=Lax"] {
            assert!(set.contains(word), "the cookie is not {word}: {set}");
        }
        let cookie = set.split(';').next().unwrap_or_default().to_owned();
        let (site, http) = (site.clone(), http.clone());
        Self { id: id.clone(), name: name.to_owned(), site, cookie, http }
    }

    /// Tries to.
    pub async fn try_sign_in(http: &Http, site: &SiteId, email: &str, password: &str) -> Answer {
        let body = SignIn { email: email.to_owned(), password: password.to_owned() };
        let call = http.post(&format!("/v1/sites/{site}/session"), &body);
        call.header("Origin", http.origin()).send().await
    }

    /// A request of theirs to an address of the site.
    pub fn call(&self, method: Method, path: &str) -> Call {
        let call = self.http.call(method, &format!("/v1/sites/{}/{path}", self.site));
        call.header("Cookie", &self.cookie).header("Origin", self.http.origin())
    }

    /// The way to their bell.
    pub fn bell_door(&self) -> Door {
        self.door(&format!("/v1/sites/{}/desk", self.site))
    }

    /// The way to a conversation.
    pub fn chat_door(&self, id: &ConversationId) -> Door {
        self.door(&format!("/v1/conversations/{id}/socket?site={}", self.site))
    }

    /// Opens a tab with the bell.
    pub async fn bell(&self) -> Bell {
        match Bell::connect(&self.name, &self.bell_door()).await {
            Ok(bell) => bell,
            Err(error) => panic!("{} can't open the bell: {error:?}", self.name),
        }
    }

    /// Opens a tab with the bell, and is available.
    pub async fn on_duty(&self) -> Bell {
        let mut bell = self.bell().await;
        bell.available(true).await;
        bell
    }

    /// The end of a chat, not connected yet.
    pub fn chat(&self, id: &ConversationId) -> Chat {
        Chat::new("the agent", id.clone(), self.chat_door(id))
    }

    fn door(&self, path: &str) -> Door {
        let url = format!("{}{path}", self.http.socket_origin());
        let origin = self.http.origin().to_owned();
        Door { url, headers: vec![("Cookie", self.cookie.clone()), ("Origin", origin)] }
    }
}

/// The address they sign in with.
pub fn email(id: &AgentId) -> String {
    format!("{id}@shop.example")
}
