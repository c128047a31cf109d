//! `cargo xtask bench panel`: how long a chat with many messages takes to be drawn in a real Chromium
//! when its page is opened again, and how long the panel then takes for a keystroke.

use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::page::Website;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;

/// Numbers of messages.
const SIZES: [usize; 3] = [50, 300, 2_000];

/// How often each chat is opened; the median counts.
const ROUNDS: usize = 5;

/// How many messages a tab sends before another one does: each may send 60 frames at once.
const BY_TAB: usize = 50;

/// Runs in the panel before its own scripts: notes when the first frame came, and when the composer,
/// which is below the last message, was drawn.
const WATCH: &str = "
    const Real = WebSocket;
    WebSocket = class extends Real {
        constructor(...given) {
            super(...given);
            this.addEventListener('message', () => (window.answered ??= performance.now()));
        }
    };
    new MutationObserver(() => {
        if (document.querySelector('.composer')) window.drawn ??= performance.now();
    }).observe(document, { childList: true, subtree: true });";

/// Twenty keystrokes, and the median of what they take.
const KEYSTROKES: &str = "
    const field = document.querySelector('.composer textarea');
    const times = [];
    for (let nth = 0; nth < 20; nth++) {
        const began = performance.now();
        field.value += 'x';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        document.body.offsetHeight;
        times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[10]";

/// Measures, and prints the figures.
pub(crate) async fn run() {
    let server = Server::own().await;
    println!("medians in milliseconds of {ROUNDS} openings\n");
    println!(
        "{:>9} {:>24} {:>24} {:>12}",
        "messages", "first frame to drawn", "since the panel began", "keystroke"
    );
    for size in SIZES {
        let [drawn, whole, keystroke] = figures(&server, size).await;
        println!("{size:>9} {drawn:>24.0} {whole:>24.0} {keystroke:>12.1}");
    }
}

async fn figures(server: &Server, messages: usize) -> [f64; 3] {
    let site = Site::make(server).await;
    let grace = site.agent("Grace").await;
    let mut socket = grace.connect_available().await;
    let (visitor, chat, _theirs) = site.chatting(&grace, &mut socket).await;
    for first in (0..messages).step_by(BY_TAB) {
        // Each of an agent's sockets is counted for itself; a visitor's count together.
        let mut tab = grace.chat(&chat.id).connected().await;
        for nth in first..first + BY_TAB {
            tab.say(&format!("Message {nth}, which is about as long as people write.")).await;
        }
        tab.synced().await;
    }
    let website = Website::serve(site.http.origin(), &site.id).await;
    let browser = Browser::open(&format!("bench-panel-{messages}")).await;
    browser.visit(&website.origin).await;
    let mut devtools = browser.devtools().await;
    devtools.before_every_page(WATCH).await;
    let store = format!(
        "localStorage['bellhop:{0}:token'] = '{1}';
         localStorage['bellhop:{0}:conversation'] = '{2}';
         sessionStorage['bellhop:{0}:open'] = 1",
        site.id, visitor.token, chat.id
    );
    browser.run(&store).await;
    let mut rounds = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        browser.reload().await;
        browser.see(Spot::Panel, ".composer").await;
        let times = browser.run_in(Spot::Panel, "return [drawn - answered, drawn]").await;
        let shown = "return document.querySelectorAll('.msg .said').length";
        let shown = browser.run_in(Spot::Panel, shown).await;
        assert!(
            shown.as_u64() >= Some(messages as u64),
            "{shown} of {messages} messages are shown"
        );
        let keystroke = browser.run_in(Spot::Panel, KEYSTROKES).await;
        for (figures, time) in rounds.iter_mut().zip([&times[0], &times[1], &keystroke]) {
            figures.push(time.as_f64().unwrap());
        }
    }
    rounds.map(|mut figures| {
        figures.sort_by(f64::total_cmp);
        figures[ROUNDS / 2]
    })
}
