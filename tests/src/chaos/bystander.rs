//! A site beside the storm, whose files are damaged again and again. Whatever becomes of it, the other
//! sites must not notice, and it must say what is wrong.

use super::evidence::Probe;
use crate::agent::Agent;
use crate::http::{Method, RequestBuilder, problem_code};
use crate::random::Rng;
use crate::server::Server;
use crate::site::Site;
use crate::socket::NoSocket;
use shared::id::ConversationId;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::timeout;

/// How long anything damaged may take to answer.
const ANSWER: Duration = Duration::from_secs(20);

/// The kinds of objects of a site.
const KINDS: [&str; 3] = ["bellhop-site", "bellhop-desk", "bellhop-conversation"];

/// What is lost of one object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loss {
    kind: &'static str,
    /// Whether its file is cut in half; otherwise it is gone.
    halved: bool,
}

impl Loss {
    pub(super) fn random(rng: &mut Rng) -> Self {
        let kind = KINDS[usize::try_from(rng.below(3)).unwrap()];
        Self { kind, halved: rng.below(2) == 0 }
    }
}

pub(super) struct Bystander {
    site: Site,
    agent: Agent,
    conversation: ConversationId,
    /// The files of its objects, as they were when all was well.
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Bystander {
    /// Makes the site, with an agent and a chat. The server must be new, so that no other site has
    /// files.
    pub(super) async fn make(server: &Server) -> Self {
        let site = Site::make(server).await;
        let agent = site.agent("Bystander").await;
        let mut socket = agent.connect_available().await;
        let (_visitor, mut chat, theirs) = site.chatting(&agent, &mut socket).await;
        let key = chat.say("Nothing happens here.").await;
        chat.ack(&key).await;
        let key = chat.leave().await;
        chat.ack(&key).await;
        site.used(1, 0).await;
        let conversation = chat.id.clone();
        drop((chat, theirs));
        socket.close().await;
        // In the regular way: what is still in the write-ahead logs comes into the files.
        server.terminate().await;
        let files = KINDS.iter().flat_map(|kind| server.files_of(kind));
        let files = files.map(|file| (file.clone(), fs::read(&file).unwrap())).collect();
        server.start().await;
        Self { site, agent, conversation, files }
    }

    /// Puts its files back as they were, and then damages those of one object. The server must not
    /// be running.
    pub(super) fn damage(&self, loss: Loss) {
        for (file, _) in &self.files {
            remove_with_logs(file);
        }
        for (file, bytes) in &self.files {
            fs::write(file, bytes).unwrap();
        }
        let in_kind = |file: &&PathBuf| file.parent().is_some_and(|at| at.ends_with(loss.kind));
        for file in self.files.iter().map(|(file, _)| file).filter(in_kind) {
            if !loss.halved {
                remove_with_logs(file);
            } else if file.extension().is_some_and(|kind| kind == "sqlite") {
                let file = fs::File::options().write(true).open(file).unwrap();
                file.set_len(file.metadata().unwrap().len() / 2).unwrap();
            }
        }
    }

    /// Asks it about everything.
    pub(super) async fn probe(&self, loss: Loss) -> Vec<Probe> {
        let name = |what: &str| {
            let how = if loss.halved { "cut in half" } else { "deleted" };
            format!("{} {how}, {what}", loss.kind)
        };
        let admin = |path: &str| self.site.admin.request(Method::GET, path);
        let transcript = format!("conversations/{}/transcript?format=json", self.conversation);
        let requests = [
            ("the settings", admin("settings")),
            ("the usage", admin("usage")),
            ("the transcript", admin(&transcript)),
            ("a page", self.site.http.get(&format!("/v1/sites/{}/bootstrap", self.site.id))),
        ];
        let mut probes = Vec::new();
        for (what, request) in requests {
            probes.push(Probe { name: name(what), answer: answer(request).await });
        }
        let desk = timeout(ANSWER, self.agent.desk_endpoint().open()).await;
        let answer = match desk {
            Ok(Ok(_)) => Some((101, String::new())),
            Ok(Err(NoSocket::Refused(status, body))) => {
                Some((status, problem_code(body.as_bytes())))
            }
            Ok(Err(NoSocket::Unreachable(_))) | Err(_) => None,
        };
        probes.push(Probe { name: name("the agent socket"), answer });
        probes
    }
}

/// Status and code of the problem; `None` without an answer.
async fn answer(request: RequestBuilder) -> Option<(u16, String)> {
    let answer = timeout(ANSWER, request.attempt()).await.ok()?.ok()?;
    Some((answer.status, problem_code(&answer.body)))
}

/// Removes a file, and what SQLite has beside it.
fn remove_with_logs(file: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut path = file.as_os_str().to_owned();
        path.push(suffix);
        let _ = fs::remove_file(path);
    }
}
