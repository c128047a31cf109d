//! The archive for one machine: from unpacking to a chat, a stop and the next start.

use crate::{Unpacked, said};
use bellhop_tests::agent::Agent;
use bellhop_tests::child_guard::{ChildGuard, free_port, status, temp_paths};
use bellhop_tests::env;
use bellhop_tests::http::{Http, Method};
use bellhop_tests::preload::{Preload, environment};
use bellhop_tests::proxy::Proxy;
use bellhop_tests::serving::kill_server;
use bellhop_tests::site::{Site, draft};
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use bellhop_tests::wait::eventually;
use serde_json::Value;
use shared::api::ResetPassword;
use shared::id::{DialogueId, SiteId, Version};
use shared::protocol::{Me, ResetByLink};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What a visitor says, which no log may repeat.
const WORDS: &str = "The password of my safe is 31415";

/// How long a stop may take, as docs/deploy.md promises.
const STOP: Duration = Duration::from_secs(5);

/// A `bellhop serve` of the unpacked archive.
struct Serving {
    unpacked: Unpacked,
    data: PathBuf,
    port: u16,
    log: PathBuf,
    environment: Vec<(String, String)>,
    running: Option<ChildGuard>,
}

impl Serving {
    async fn begin() -> Self {
        Self::begin_with(Vec::new()).await
    }

    /// Begins with more in the environment of `bellhop serve`.
    async fn begin_with(mut environment: Vec<(String, String)>) -> Self {
        environment.push(("BELLHOP_ADDRESS_HEADER".to_owned(), "X-Forwarded-For".to_owned()));
        let unpacked = Unpacked::archive(&env::archive());
        let (_, log) = temp_paths("bellhop-serve");
        let data = unpacked.path("data");
        let running = None;
        let mut serving = Self { unpacked, data, port: free_port(), log, environment, running };
        serving.start().await;
        serving
    }

    fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// Kills it, like a crash.
    fn kill(&mut self) {
        kill_server(&self.data);
        self.running.take().unwrap().kill();
    }

    /// Runs a command of the operator on a site.
    fn operate(&self, site: &SiteId, arguments: &[&str]) -> String {
        let token = self.data.join("operator-token").display().to_string();
        let address = format!("http://localhost:{}/{site}", self.port);
        let mut command = self.unpacked.alone(&[], &self.unpacked.path("bellhop"));
        command.arg("site").args(arguments).args(["--site", &address, "--token-file", &token]);
        let (code, out, err) = said(&command.output().unwrap());
        assert_eq!(code, Some(0), "{out}{err}");
        out
    }

    async fn start(&mut self) {
        let environment = self.environment.iter().map(|(name, value)| (&**name, &**value));
        let environment: Vec<_> = environment.collect();
        let mut serve = self.unpacked.alone(&environment, &self.unpacked.path("bellhop"));
        serve.arg("serve").arg("--data").arg(self.data());
        serve.args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        // A folder that the guard may remove: the archive's own is needed until the end of the test.
        let (folder, _) = temp_paths("bellhop-guard");
        self.running = Some(ChildGuard::run(&folder, &serve, &self.log));
        let port = self.port;
        let healthy = async || status(port, "/v1/health").ok();
        eventually("the server to be well", healthy, |status| *status == Some(200)).await;
    }

    /// Asks it to end; returns how long that took.
    fn stop(&mut self) -> Duration {
        let began = Instant::now();
        self.running.take().unwrap().terminate(STOP * 2);
        began.elapsed()
    }

    fn bellhop(&self, arguments: &[impl AsRef<std::ffi::OsStr>]) -> (Option<i32>, String, String) {
        let mut command = self.unpacked.alone(&[], &self.unpacked.path("bellhop"));
        said(&command.args(arguments).arg("--data").arg(self.data()).output().unwrap())
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("--- the log of `bellhop serve` ---\n{}---", self.log());
        }
        if let Some(running) = self.running.take() {
            running.end();
        }
    }
}

/// What `bellhop setup` printed: the site, and the token of the link.
fn link(printed: &str, origin: &str) -> (SiteId, String) {
    let begins = format!("  {origin}/console/reset?site=");
    let link = printed.lines().find_map(|line| line.strip_prefix(&begins)).unwrap();
    let (site, token) = link.split_once("&reset=").unwrap();
    (SiteId::parse(site).unwrap(), token.to_owned())
}

/// The admin whom `bellhop setup` made, signed in by the link that it printed.
async fn admin(http: &Http, site: &SiteId, token: String) -> Agent {
    let body = ResetByLink { reset: token, password: Agent::PASSWORD.to_owned(), code: None };
    let reset = http.route(&ResetPassword { site: site.clone() }).json(&body);
    let answer = reset.header("Origin", http.origin()).done().await;
    let me: Me = answer.json();
    Agent::signed_in(http, site, &me.agent.id, "Ada", &answer)
}

/// What makes a site, by `bellhop setup`.
fn setup(http: &Http, port: u16) -> Vec<String> {
    let server = format!("http://127.0.0.1:{port}");
    let arguments = ["setup", "--address", http.origin(), "--server", &server];
    let options = ["--name", "Example Shop", "--admin", "Ada", "--email", "ada@example.com"];
    arguments.into_iter().chain(options).map(str::to_owned).collect()
}

/// A site with a published dialogue, made as people make it.
async fn make_site(serving: &Serving, http: &Http) -> Site {
    let (code, out, err) = serving.bellhop(&setup(http, serving.port));
    assert_eq!(code, Some(0), "{out}{err}");
    let (site, token) = link(&out, http.origin());
    assert!(out.contains(&format!("src=\"{}/widget.js\"", http.origin())), "{out}");
    let admin = admin(http, &site, token).await;
    let dialogue = DialogueId::parse("dialogue_hello").unwrap();
    let mut site = Site { id: site, admin, dialogue, version: Version(0), http: http.clone() };
    site.version = site.publish(&draft(&site.dialogue, stream::advised())).await;
    site
}

#[tokio::test]
async fn a_killed_server_is_restored_elsewhere_and_its_site_is_moved() {
    let mut serving = Serving::begin().await;
    let proxy = Proxy::before_port(serving.port).await;
    let site = make_site(&serving, &proxy.http()).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, _theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say(WORDS).await;
    chat.ack(&key).await;

    let file = serving.unpacked.path("backup.tar.gz").display().to_string();
    let (code, out, err) = serving.bellhop(&["backup", "--to", &file]);
    assert!(code == Some(0) && out.contains("The server was paused for"), "{out}{err}");
    serving.kill();
    serving.data = serving.unpacked.path("elsewhere");
    let (code, out, err) = serving.bellhop(&["restore", "--from", &file]);
    assert_eq!(code, Some(0), "{out}{err}");
    serving.start().await;
    let again = visitor.chat(&chat.id).connected().await;
    assert_eq!(again.said(), chat.said());

    // Another deployment with the same secret.
    let site_file = serving.unpacked.path("site.jsonl").display().to_string();
    serving.operate(&site.id, &["export", "--to", &site_file]);
    let mut other = Serving::begin().await;
    other.stop();
    std::fs::copy(serving.data.join("secret"), other.data.join("secret")).unwrap();
    other.start().await;
    let other_proxy = Proxy::before_port(other.port).await;
    let http = other_proxy.http();
    let receipt = other.operate(&site.id, &["import", "--from", &site_file]);
    assert!(
        receipt.contains("conversation.event: ") && !receipt.contains("DIFFERENT"),
        "{receipt}"
    );
    let there = Visitor { http, ..visitor };
    let moved = there.chat(&chat.id).connected().await;
    assert_eq!(moved.said(), chat.said());
}

#[tokio::test]
async fn from_an_empty_folder_to_a_chat_a_stop_and_the_next_start() {
    let mut serving = Serving::begin().await;
    let proxy = Proxy::before_port(serving.port).await;
    let http = proxy.http();
    let site = make_site(&serving, &http).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
    let key = chat.say(WORDS).await;
    chat.ack(&key).await;
    theirs.until("the visitor's message", |theirs| theirs.said().len() == 1).await;

    // The files of the archive are served compressed.
    let loader = site.http.get("/widget.js").header("Accept-Encoding", "br").done().await;
    assert_eq!(loader.header("Content-Encoding"), Some("br"), "{}", loader.dump());

    // With sockets open.
    let took = serving.stop();
    assert!(took < STOP, "it ended after {took:?}");
    serving.start().await;
    grace.request(Method::GET, "me").done().await;
    let again = visitor.chat(&chat.id).connected().await;
    assert_eq!(again.said().len(), 1, "{}", again.dump());
    // A second setup changes nothing and lets the admin in once more.
    let (code, out, err) = serving.bellhop(&setup(&http, serving.port));
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("exists already") && out.contains("/console/reset?site="), "{out}");

    let log = serving.log();
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}\n{log}"));
        for field in ["timestamp", "level", "message"] {
            assert!(!line[field].is_null(), "{line}");
        }
    }
    assert!(log.contains("operator-token"), "it says where the secrets are: {log}");
    for secret in ["31415", "ada@example.com", &site.id.to_string()] {
        assert!(!log.contains(secret), "{log}");
    }
}

/// The clock of the server itself is right all the time: only `bellhop serve` sees the other one.
#[tokio::test]
async fn the_server_starts_again_when_the_clock_is_put_back() {
    let clock = Preload::clock();
    let text = |file: std::ffi::OsString| file.into_string().unwrap();
    let environment = environment(std::slice::from_ref(&clock)).into_iter();
    let environment = environment.map(|(name, file)| (name.to_owned(), text(file))).collect();
    let mut serving = Serving::begin_with(environment).await;
    clock.set("-7200");
    let restarts = async || serving.log().matches("the clock was put back").count();
    eventually("the server to start again", restarts, |restarts| *restarts == 1).await;
    let port = serving.port;
    let healthy = async || status(port, "/v1/health").ok();
    eventually("the server to be well", healthy, |status| *status == Some(200)).await;
    assert_eq!(restarts().await, 1, "{}", serving.log());
    let took = serving.stop();
    assert!(took < STOP, "it ended after {took:?}");
}

#[tokio::test]
async fn what_prevents_a_start_is_one_sentence_that_says_what_to_do() {
    let serving = Serving::begin().await;
    let address = format!("127.0.0.1:{}", serving.port);
    let file = serving.unpacked.path("README.md");
    let file = file.join("below").display().to_string();
    let other = serving.unpacked.path("other").display().to_string();
    let header = [("BELLHOP_ADDRESS_HEADER", "X-Forwarded-For")];
    let begin = |arguments: &[&str]| {
        let mut command = serving.unpacked.alone(&header, &serving.unpacked.path("bellhop"));
        said(&command.arg("serve").args(arguments).output().unwrap())
    };
    let data = serving.data().display().to_string();
    for (arguments, says) in [
        (vec!["--data", &file, "--listen", &address], "--data"),
        (vec!["--data", &other, "--listen", &address], "--listen"),
        (vec!["--data", &data, "--listen", &address], "another `bellhop serve`"),
        (vec!["--data", "docs"], "is not empty"),
    ] {
        let (code, out, err) = begin(&arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{err}");
        assert!(err.starts_with("error: ") && err.contains(says), "{err}");
        assert_eq!(err.trim().lines().count(), 1, "{err}");
    }
    let (code, out, err) = begin(&["--check", "--data", &other]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("The configuration is right."), "{out}");
    std::fs::write(Path::new(&other).join("secret"), "short").unwrap();
    let (code, _, err) = begin(&["--check", "--data", &other]);
    assert!(code == Some(2) && err.contains("other/secret is no secret"), "{err}");
}

#[tokio::test]
async fn nobody_else_reads_the_secrets_on_disk_or_in_the_list_of_processes() {
    let serving = Serving::begin().await;
    let mode = |name: &str| {
        let path = serving.data().join(name);
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!((mode("."), mode("storage")), (0o700, 0o700));
    let secrets = ["secret", "operator-token"].map(|name| {
        assert_eq!(mode(name), 0o600, "{name}");
        std::fs::read_to_string(serving.data().join(name)).unwrap().trim().to_owned()
    });
    let processes = std::process::Command::new("ps").args(["-eww", "-o", "args"]).output().unwrap();
    let processes = String::from_utf8_lossy(&processes.stdout).into_owned();
    assert!(processes.contains(&format!("{}", serving.data().display())), "{processes}");
    assert!(!secrets.iter().any(|secret| processes.contains(secret)));
    serving.unpacked.says_what_is_inside("ureq");
    serving.unpacked.says_what_is_inside("workerd");
}

/// The resident memory of the server of that data folder, in bytes.
fn memory(data: &Path) -> u64 {
    let data = data.display().to_string();
    let of = |pid: &str| {
        let read = |file: &str| std::fs::read_to_string(format!("/proc/{pid}/{file}")).ok();
        let arguments = read("cmdline")?;
        let is_server = arguments.contains("bellhop-server") && arguments.contains(&data);
        let status = read("status").filter(|_| is_server)?;
        let line =
            status.lines().find_map(|line| line.strip_prefix("VmRSS:").map(str::to_owned))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let names = processes.map(|process| process.file_name().to_string_lossy().into_owned());
    names.filter_map(|pid| of(&pid)).max().unwrap_or_default() * 1_024
}

/// What the files of a folder take on disk, in bytes.
fn disk(folder: &Path) -> u64 {
    let done = std::process::Command::new("du").args(["-s", "-k"]).arg(folder).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    said.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1_024
}

/// How long a packaged server takes to start, and what memory and disk it needs: the figures of
/// docs/operations.md are printed with `--nocapture`.
#[tokio::test]
async fn what_a_chat_and_an_idle_server_need() {
    const CHATS: u64 = 20;
    let mut serving = Serving::begin().await;
    let proxy = Proxy::before_port(serving.port).await;
    let site = make_site(&serving, &proxy.http()).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let before = disk(&serving.data());
    for _ in 0..CHATS {
        let (_visitor, mut chat, mut theirs) = site.chatting(&grace, &mut socket).await;
        for n in 0..10 {
            let question = chat.say(&format!("Question {n}, as long as people write")).await;
            chat.ack(&question).await;
            let answer = theirs.say(&format!("Answer {n}, as long as people write")).await;
            theirs.ack(&answer).await;
        }
        let end = theirs.end().await;
        theirs.ack(&end).await;
    }
    drop(socket);
    let busy = memory(&serving.data());
    serving.stop();
    let chat = (disk(&serving.data()) - before) / CHATS;
    let began = Instant::now();
    serving.start().await;
    let (cold, idle) = (began.elapsed(), memory(&serving.data()));
    let megabytes = |bytes: u64| bytes / 1_000_000;
    println!("from the start to a healthy answer: {cold:.1?}");
    println!("memory: {} MB idle, {} MB after {CHATS} chats", megabytes(idle), megabytes(busy));
    println!("disk: {} KB for a chat of 20 messages", chat / 1_000);
    assert!(idle > 0 && idle < 400_000_000, "{idle}");
    assert!(chat < 1_000_000, "{chat}");
}
