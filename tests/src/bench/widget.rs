//! `cargo xtask bench widget`: what the widget costs a page in a real Chromium whose processor is slowed
//! down four times, on load and when it is opened, beside widgets of others and a blank page.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::local_server::LocalServer;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often each page is opened, in turn with the others; the median counts.
const ROUNDS: usize = 7;

/// How many times slower the processor is.
const THROTTLE: u32 = 4;

/// A page is at rest when its main thread worked for less than this in as long a time.
const AT_REST: (f64, Duration) = (0.02, Duration::from_millis(500));

const PATIENCE: Duration = Duration::from_mins(1);

/// Notes the first touch, what moves, and when the first card or field can be used, in the page and in
/// each of its frames. It looks only after the touch, and in frames, which come with it.
const WATCH: &str = "
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (window.shift += value)))
        .observe({ type: 'layout-shift', buffered: true });
    const now = () => performance.timeOrigin + performance.now();
    const usable = () => document.querySelector('[data-response], .chat-inputs textarea')
        ?? document.querySelector('deep-chat')?.shadowRoot?.querySelector('#text-input');
    const found = () => {
        window.usable = now();
        top.postMessage('usable', '*');
    };
    const look = () => window.over || (usable()?.checkVisibility() ? found() : requestAnimationFrame(look));
    addEventListener('message', ({ data }) => (window.over ||= data === 'usable'));
    const touch = () => window.touched ??= (look(), now());
    if (window === top) for (const on of ['pointerover', 'pointerdown']) addEventListener(on, touch, true);
    else look();";

/// A page of the comparison.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Bellhop,
    N8n,
    DeepChat,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Blank, Self::Bellhop, Self::N8n, Self::DeepChat];

    const fn name(self) -> &'static str {
        match self {
            Self::Blank => "blank page",
            Self::Bellhop => "Bellhop",
            Self::N8n => "@n8n/chat",
            Self::DeepChat => "deep-chat",
        }
    }

    /// What opens it; nothing, where there is nothing to open.
    const fn opener(self) -> Option<(Spot, &'static str)> {
        match self {
            Self::Blank => None,
            Self::Bellhop => Some((Spot::Launcher, ".launch")),
            Self::N8n => Some((Spot::Page, ".chat-window-toggle")),
            Self::DeepChat => Some((Spot::Page, "#open")),
        }
    }
}

/// What one opening of a page took.
#[derive(Clone, Copy, Default)]
struct Figures {
    /// Milliseconds of script, and of the main thread in all, until the page rests.
    load: [f64; 2],
    /// The same from the touch on.
    open: [f64; 2],
    /// Milliseconds from the touch to the first card or field.
    usable: f64,
    /// Kilobytes of the heap in the end, with what wasm and buffers have.
    heap: f64,
    /// The layout shift that the page saw.
    shift: f64,
}

/// Measures, and prints the figures.
pub(crate) async fn run() {
    let server = Server::own().await;
    let site = Site::make(&server).await;
    let pages = serve(site.http.origin().to_owned(), site.id.to_string()).await;
    let browser = Browser::open("bench-widget").await;
    browser.visit(&pages.origin).await;
    let mut rounds = [const { Vec::new() }; Kind::ALL.len()];
    for _ in 0..ROUNDS {
        for (figures, kind) in rounds.iter_mut().zip(Kind::ALL) {
            figures.push(measure(&browser, &pages.origin, kind).await);
        }
    }
    println!("medians of {ROUNDS} openings, in ms at {THROTTLE} × CPU throttle, without a cache\n");
    println!(
        "| | load: script | load: main thread | open: script | open: main thread | touch to usable | heap, KB | layout shift |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    let of = |index: usize| {
        let median = |read: fn(&Figures) -> f64| {
            let mut all: Vec<f64> = rounds[index].iter().map(read).collect();
            all.sort_by(f64::total_cmp);
            all[ROUNDS / 2]
        };
        [
            median(|one| one.load[0]),
            median(|one| one.load[1]),
            median(|one| one.open[0]),
            median(|one| one.open[1]),
            median(|one| one.usable),
            median(|one| one.heap),
            median(|one| one.shift),
        ]
    };
    let blank = of(0);
    for (index, kind) in Kind::ALL.into_iter().enumerate() {
        let figures = of(index);
        print!("| {} |", kind.name());
        for (column, (figure, blank)) in figures.iter().zip(blank).enumerate() {
            match column {
                // Only loading can be compared with a page that has nothing to open.
                1 | 5 => print!(" {figure:.0} ({:.2}) |", figure / blank),
                6 => print!(" {figure:.3} |"),
                2..=4 if kind == Kind::Blank => print!(" |"),
                _ => print!(" {figure:.0} |"),
            }
        }
        println!();
    }
    println!("\nin brackets: relative to the blank page of the same run");
}

async fn measure(browser: &Browser, origin: &str, kind: Kind) -> Figures {
    browser.run("localStorage.clear()").await;
    // The figures of a tab begin with it.
    browser.tab("about:blank").await;
    browser.forgets_files().await;
    browser.cdp("Performance.enable", json!({})).await;
    browser.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": THROTTLE })).await;
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await;
    browser.visit(&format!("{origin}/{}", kind.name())).await;
    if let Some((spot, css)) = kind.opener() {
        browser.see(spot, css).await;
    }
    let loaded = at_rest(browser).await;
    let mut figures = Figures { load: loaded, ..Figures::default() };
    if let Some((spot, css)) = kind.opener() {
        browser.click(spot, css).await;
        let at = if kind == Kind::Bellhop { Spot::Panel } else { Spot::Page };
        let usable = until_usable(browser, at).await;
        let opened = at_rest(browser).await;
        figures.open = [opened[0] - loaded[0], opened[1] - loaded[1]];
        figures.usable = usable - browser.run("return touched").await.as_f64().unwrap();
    }
    browser.cdp("HeapProfiler.collectGarbage", json!({})).await;
    let heap = browser.cdp("Runtime.getHeapUsage", json!({})).await;
    let bytes = |name: &str| heap[name].as_f64().unwrap_or_default();
    figures.heap = (bytes("usedSize") + bytes("backingStorageSize")) / 1024.0;
    figures.shift = browser.run("return shift").await.as_f64().unwrap();
    browser.back().await;
    figures
}

async fn until_usable(browser: &Browser, spot: Spot) -> f64 {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let at = browser.try_run_in(spot, "return window.usable ?? null").await;
        if let Some(at) = at.as_ref().and_then(Value::as_f64) {
            return at;
        }
        assert!(Instant::now() < deadline, "it never became usable");
        sleep(Duration::from_millis(100)).await;
    }
}

/// The milliseconds of script and of the main thread since the tab was opened, once the page rests.
async fn at_rest(browser: &Browser) -> [f64; 2] {
    let (most, pause) = AT_REST;
    let deadline = Instant::now() + PATIENCE;
    let mut last = times(browser).await;
    loop {
        sleep(pause).await;
        let now = times(browser).await;
        if now[1] - last[1] < most * 1_000.0 {
            return now;
        }
        assert!(Instant::now() < deadline, "the page never rests");
        last = now;
    }
}

async fn times(browser: &Browser) -> [f64; 2] {
    let metrics = browser.cdp("Performance.getMetrics", json!({})).await;
    let of = |name: &str| {
        let all = metrics["metrics"].as_array().unwrap();
        let one = all.iter().find(|one| one["name"] == name).unwrap();
        one["value"].as_f64().unwrap() * 1_000.0
    };
    [of("ScriptDuration"), of("TaskDuration")]
}

/// The pages, with what npm has of the others. Each is a shop with some text, as its readme embeds it.
async fn serve(chat: String, site: String) -> LocalServer {
    let widgets = PathBuf::from(std::env::var_os("BELLHOP_WIDGETS").unwrap());
    let answer = async move |uri: Uri| -> Response {
        let widget = match uri.path() {
            "/blank%20page" => String::new(),
            "/Bellhop" => {
                format!("<script async src={chat}/widget.js data-site={site}></script>")
            }
            "/@n8n/chat" => "<link rel=stylesheet href=/files/@n8n/chat/dist/style.css>
                <script type=module>
                    import { createChat } from '/files/@n8n/chat/dist/chat.bundle.es.js';
                    createChat({ webhookUrl: '/answers' });
                </script>"
                .to_owned(),
            "/deep-chat" => {
                "<script type=module src=/files/deep-chat/dist/deepChat.bundle.js></script>
                <button id=open style='position:fixed;bottom:20px;right:20px'>Chat</button>
                <div id=chat style='position:fixed;bottom:80px;right:20px'></div>
                <script>
                    document.getElementById('open').onclick = () => {
                        const chat = document.createElement('deep-chat');
                        chat.connect = { url: '/answers' };
                        document.getElementById('chat').append(chat);
                    };
                </script>"
                    .to_owned()
            }
            "/answers" => return as_json(&json!({ "data": [] })),
            path => return file(&widgets, path),
        };
        let text = "<p>A hat, and another one.</p>".repeat(40);
        let page = format!(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Hats</title>\
             <link rel=icon href=data:,><main><h1>Hats</h1>{text}</main>{widget}</html>"
        );
        Html(page).into_response()
    };
    LocalServer::serve(Router::new().fallback(answer)).await
}

fn as_json(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// A file of the packages; anything else is an empty page.
fn file(widgets: &Path, path: &str) -> Response {
    let Some(path) = path.strip_prefix("/files/") else { return Html("").into_response() };
    let Ok(bytes) = std::fs::read(widgets.join(path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let is_style = Path::new(path).extension().is_some_and(|kind| kind == "css");
    let kind = if is_style { "text/css" } else { "text/javascript" };
    ([(CONTENT_TYPE, kind)], bytes).into_response()
}
