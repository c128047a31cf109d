//! What a flood of one sender costs everybody else: a page of another site, the server's memory,
//! and visitors of the flooded site who want a person. The sender has one network address, which a
//! proxy in front of the server tells, as `docs/deploy.md` says.

use bellhop_tests::agent_socket::AgentSocket;
use bellhop_tests::http::{Http, Method, RequestBuilder};
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use bellhop_tests::socket::Endpoint;
use bellhop_tests::stream;
use bellhop_tests::visitor::Visitor;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::event::Event;
use shared::id::{ClientKey, Seq};
use shared::protocol::ClientFrame;
use shared::quota::Package;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::time::{interval, sleep, timeout};

/// How long each flood is sent, and the quiet time before it.
const LONG: Duration = Duration::from_secs(10);

/// Requests per second of a flood of requests.
const PER_SECOND: u32 = 200;

/// How many of a flood's requests may be unanswered at once, so that the sender's own memory is not
/// what is measured.
const AT_ONCE: u64 = 400;

/// The header that the proxy in front of the server would set.
const ADDRESS_HEADER: &str = "X-Forwarded-For";

/// The address of the sender.
const SENDER: &str = "203.0.113.7";

/// Visitors who want a person while the flood runs.
const VISITORS: usize = 5;

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flood {
    PageViews,
    Tokens,
    Conversations,
    Beacons,
    SignIns,
    UnknownSites,
    Connections,
    Messages,
    Resumes,
    Files,
}

/// What one flood did to the others.
struct Damage {
    sent: u64,
    refused: u64,
    /// Milliseconds of a page of another site: median, 95th percentile and worst.
    quiet: [f64; 3],
    flooded: [f64; 3],
    /// Bytes of memory that the server took in the meantime.
    memory: i64,
    /// How many visitors reached an agent.
    reached: usize,
}

impl Flood {
    const ALL: [Self; 10] = [
        Self::PageViews,
        Self::Tokens,
        Self::Conversations,
        Self::Beacons,
        Self::SignIns,
        Self::UnknownSites,
        Self::Connections,
        Self::Messages,
        Self::Resumes,
        Self::Files,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::PageViews => "page views, 200/s",
            Self::Tokens => "visitors' tokens, 200/s",
            Self::Conversations => "conversations, 200/s",
            Self::Beacons => "beacons, 200/s",
            Self::SignIns => "sign-ins, 200/s",
            Self::UnknownSites => "made-up sites, 200/s",
            Self::Connections => "connections",
            Self::Messages => "messages of 10 sockets",
            Self::Resumes => "resumes of 10 sockets",
            Self::Files => "files of 1 MB, 200/s",
        }
    }

    /// The request with this number; `None` if the flood is one of frames.
    fn request(self, victim: &Victim, number: u64) -> Option<RequestBuilder> {
        let (http, site) = (&victim.site.http, &victim.site.id);
        let at =
            |method: Method, path: &str| http.request(method, &format!("/v1/sites/{site}/{path}"));
        let request = match self {
            Self::PageViews => at(Method::POST, "bootstrap").json(&page()),
            Self::Tokens => at(Method::POST, "visitors").json(&json!({})),
            Self::Conversations => {
                let visitors = &victim.strangers;
                let visitor =
                    &visitors[usize::try_from(number).unwrap_or_default() % visitors.len()];
                visitor.begin(&visitor.beginning(&victim.site.dialogue, victim.site.version))
            }
            Self::Beacons => at(Method::POST, "counts").json(&json!({
                "visit": format!("visit_{number}"),
                "events": [{ "dialogue": victim.site.dialogue, "count": "triggered" }],
            })),
            Self::SignIns => at(Method::POST, "session").header("Origin", http.origin()).json(
                &json!({ "email": format!("a{number}@b.example"), "password": "a wrong password" }),
            ),
            Self::UnknownSites => http.get(&format!("/v1/sites/site_flood{number}/bootstrap")),
            Self::Files => {
                let path =
                    format!("/v1/conversations/{}/files?key=f{number}&name=a.txt", victim.chat);
                let request = http.request(Method::POST, &path);
                request.bearer(&victim.visitor.token).body(vec![b'a'; 1 << 20])
            }
            Self::Connections | Self::Messages | Self::Resumes => return None,
        };
        Some(request.header(ADDRESS_HEADER, SENDER))
    }
}

/// The site that is flooded.
struct Victim {
    site: Site,
    /// The visitor whose token the sender has, in a chat with an agent.
    visitor: Visitor,
    chat: shared::id::ConversationId,
    socket: Endpoint,
    /// Visitors whose tokens the sender has collected over time.
    strangers: Vec<Visitor>,
}

/// Measures every flood, each on a server of its own, and prints the table.
pub(crate) async fn run(only: Option<&str>) {
    println!(
        "one sender with one address, {} s each; a page of another site in ms (median, 95 %, worst)\n",
        LONG.as_secs()
    );
    println!(
        "{:<24} {:>7} {:>8} {:>20} {:>22} {:>7} {:>9} {:>8}",
        "flood", "sent", "refused", "quiet", "flooded", "p95 ×", "memory", "reached"
    );
    for flood in Flood::ALL {
        if only.is_some_and(|only| !flood.name().contains(only)) {
            continue;
        }
        let damage = measure(flood).await;
        let ms = |of: [f64; 3]| format!("{:.1} / {:.1} / {:.1}", of[0], of[1], of[2]);
        println!(
            "{:<24} {:>7} {:>8} {:>20} {:>22} {:>7.1} {:>6} MB {:>4} of {VISITORS}",
            flood.name(),
            damage.sent,
            damage.refused,
            ms(damage.quiet),
            ms(damage.flooded),
            damage.flooded[1] / damage.quiet[1],
            damage.memory / 1_048_576,
            damage.reached,
        );
    }
}

async fn measure(flood: Flood) -> Damage {
    let server = Server::with_settings(&[
        ("BELLHOP_SECRET", Server::SECRET),
        ("BELLHOP_OPERATOR_TOKEN", Server::OPERATOR),
        ("BELLHOP_ADDRESS_HEADER", ADDRESS_HEADER),
    ])
    .await;
    let other = Site::create(&server, Package::Prime, stream::short()).await;
    let site = Site::create(&server, Package::Prime, stream::short()).await;
    let grace = site.agent("Grace").await;
    let mut desk = grace.connect_available().await;
    let (visitor, mut chat) = site.begun().await;
    let offer = desk.offer_of(&chat.id).await;
    desk.accept(&offer.id).await.unwrap();
    chat.event("the agent", |event| matches!(event, Event::Connected { .. })).await;
    let strangers = join_all((0..40).map(|_| site.visitor())).await;
    let mut socket = visitor.endpoint(&chat.id, &visitor.token);
    socket.headers.push((ADDRESS_HEADER.into(), SENDER.to_owned()));
    let victim = Arc::new(Victim { socket, chat: chat.id.clone(), site, visitor, strangers });

    let quiet = page_times(&other.http, &other, LONG).await;
    let before = server.memory_bytes();
    let on = Arc::new(AtomicBool::new(true));
    let sender = tokio::spawn(send(flood, Arc::clone(&victim), Arc::clone(&on)));
    let agents = tokio::spawn(accept(desk, Arc::clone(&on)));
    let wanting = join_all((0..VISITORS).map(|number| reaches(&victim, number)));
    let (flooded, reached) = tokio::join!(page_times(&other.http, &other, LONG), wanting);
    let memory = server.memory_bytes() - before;
    on.store(false, Ordering::Relaxed);
    let (sent, refused) = sender.await.unwrap();
    let _ = agents.await;
    Damage {
        sent,
        refused,
        quiet,
        flooded,
        memory,
        reached: reached.into_iter().filter(|reached| *reached).count(),
    }
}

fn page() -> Value {
    json!({ "page": { "url": "https://shop.example/", "title": "Shop" } })
}

/// How long a page view of that site takes, asked for 20 times a second: median, 95th percentile and
/// worst, in ms.
async fn page_times(http: &Http, site: &Site, long: Duration) -> [f64; 3] {
    let (begun, mut beat) = (Instant::now(), interval(Duration::from_millis(50)));
    let mut views = Vec::new();
    while begun.elapsed() < long {
        beat.tick().await;
        let path = format!("/v1/sites/{}/bootstrap", site.id);
        let request = http.request(Method::POST, &path).json(&page());
        views.push(tokio::spawn(async move {
            let asked = Instant::now();
            let answer = request.attempt().await;
            assert!(
                answer.is_ok_and(|answer| answer.status == 200),
                "a page of another site is refused"
            );
            asked.elapsed().as_secs_f64() * 1_000.0
        }));
    }
    let mut times: Vec<f64> = join_all(views).await.into_iter().map(|time| time.unwrap()).collect();
    times.sort_by(f64::total_cmp);
    [times[times.len() / 2], times[times.len() * 95 / 100], times[times.len() - 1]]
}

/// Sends the flood until it is over; how much was sent and refused.
async fn send(flood: Flood, victim: Arc<Victim>, on: Arc<AtomicBool>) -> (u64, u64) {
    if matches!(flood, Flood::Connections | Flood::Messages | Flood::Resumes) {
        return frames(flood, &victim, &on).await;
    }
    let refused = Arc::new(AtomicU64::new(0));
    let open = Arc::new(AtomicU64::new(0));
    let mut beat = interval(Duration::from_secs(1) / PER_SECOND);
    let mut sent = 0;
    while on.load(Ordering::Relaxed) {
        beat.tick().await;
        if open.load(Ordering::Relaxed) >= AT_ONCE {
            continue;
        }
        let Some(request) = flood.request(&victim, sent) else { break };
        sent += 1;
        open.fetch_add(1, Ordering::Relaxed);
        let (refused, open) = (Arc::clone(&refused), Arc::clone(&open));
        tokio::spawn(async move {
            let answer = request.attempt().await;
            if !answer.is_ok_and(|answer| answer.status < 400) {
                refused.fetch_add(1, Ordering::Relaxed);
            }
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
    (sent, refused.load(Ordering::Relaxed))
}

/// Frames of ten sockets, as fast as they go, from a client that reads none of the answers.
async fn frames(flood: Flood, victim: &Victim, on: &AtomicBool) -> (u64, u64) {
    let (sent, closed) = (AtomicU64::new(0), AtomicU64::new(0));
    let frame = |number: u64| match flood {
        Flood::Resumes => ClientFrame::Resume { after: Seq(0) },
        _ => ClientFrame::Say {
            id: ClientKey::parse(format!("k{number}")).unwrap(),
            text: "How long does it take to heat up?".repeat(100),
        },
    };
    let sockets = (0..10).map(async |_| {
        while on.load(Ordering::Relaxed) {
            let Ok(mut socket) = victim.socket.open_without_pings().await else {
                closed.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_millis(5)).await;
                continue;
            };
            sent.fetch_add(u64::from(flood == Flood::Connections), Ordering::Relaxed);
            let frames = if flood == Flood::Connections { 0 } else { 1_000 };
            for _ in 0..frames {
                let number = sent.fetch_add(1, Ordering::Relaxed);
                socket.send(serde_json::to_string(&frame(number)).unwrap()).await;
                if !on.load(Ordering::Relaxed) {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
    });
    join_all(sockets).await;
    (sent.into_inner(), closed.into_inner())
}

/// Accepts every offer until the flood is over.
async fn accept(mut desk: AgentSocket, on: Arc<AtomicBool>) {
    while on.load(Ordering::Relaxed) {
        if let Ok(offer) = timeout(Duration::from_secs(1), desk.offer()).await {
            let _ = desk.accept(&offer.id).await;
            desk.frames.clear();
        }
    }
}

/// Whether a visitor at an address of their own reaches an agent within 8 s.
async fn reaches(victim: &Victim, number: usize) -> bool {
    sleep(Duration::from_millis(1_000 + 200 * number as u64)).await;
    let address = format!("198.51.100.{number}");
    let way = async {
        let start = format!("/v1/sites/{}/visitors", victim.site.id);
        let greeted = victim.site.http.post(&start, &json!({})).header(ADDRESS_HEADER, &address);
        let greeting: shared::protocol::VisitorGreeting = greeted.attempt().await.ok()?.json();
        let mut visitor = victim.strangers[0].clone();
        (visitor.id, visitor.token) = (greeting.visitor, greeting.token);
        let beginning = visitor.beginning(&victim.site.dialogue, victim.site.version);
        let begun = visitor.begin(&beginning).header(ADDRESS_HEADER, &address);
        let answer = begun.attempt().await.ok()?;
        if answer.status != 200 {
            return None;
        }
        let begun: shared::protocol::ConversationBegun = answer.json();
        let mut chat = visitor.chat(&begun.conversation);
        chat.connect().await.ok()?;
        chat.event("an agent", |event| matches!(event, Event::Connected { .. })).await;
        Some(())
    };
    timeout(Duration::from_secs(8), way).await.is_ok_and(|reached| reached.is_some())
}
