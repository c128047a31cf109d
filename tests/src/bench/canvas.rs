//! `cargo xtask bench canvas`: frame times of the Stream Designer in a real Chromium while the
//! canvas is panned, zoomed and dragged on: empty, with 20 cards, and with as many as can be
//! published. The ratios count, because the empty canvas does the same on the same machine.

use bellhop_tests::agent::Agent;
use bellhop_tests::browser::{Browser, Spot};
use bellhop_tests::http::Method;
use bellhop_tests::server::Server;
use bellhop_tests::site::Site;
use serde_json::{Value, json};
use shared::quota::Package;

/// Numbers of cards.
const SIZES: [usize; 3] = [0, 20, 500];

/// The action of each frame: the body of a script that knows `canvas`, `nth` and `point`.
const ACTIONS: [(&str, &str); 3] = [
    (
        "pan",
        "canvas.dispatchEvent(new WheelEvent('wheel', { ...point, deltaX: 24 * Math.sin(nth / 9), deltaY: nth % 80 < 40 ? 40 : -40 }))",
    ),
    (
        "zoom",
        "canvas.dispatchEvent(new WheelEvent('wheel', { ...point, ctrlKey: true, deltaY: nth % 60 < 30 ? 24 : -24 }))",
    ),
    (
        "drag",
        "window.dispatchEvent(new PointerEvent('pointermove', { ...point, buttons: 1, clientX: point.clientX + 160 * Math.sin(nth / 7), clientY: point.clientY + 90 * Math.cos(nth / 5) }))",
    ),
];

/// Measures, and prints the figures.
pub(crate) async fn run() {
    let server = Server::own().await;
    let site = Site::empty(&server, Package::Prime).await;
    let browser = Browser::open("bench-canvas").await;
    sign_in(&browser, &site).await;
    println!("frames of the designer in milliseconds: median, 95th of 100, and the longest\n");
    println!("{:>6} {:>6} {:>24} {:>12}", "cards", "", "", "95th, ratio");
    let mut empty = [0.0; ACTIONS.len()];
    for (index, size) in SIZES.into_iter().enumerate() {
        open(&browser, &site, size).await;
        for (action, (name, body)) in ACTIONS.into_iter().enumerate() {
            let [median, most, longest] = frames(&browser, name, body).await;
            if index == 0 {
                empty[action] = most;
            }
            let ratio = most / empty[action];
            println!("{size:>6} {name:>6} {median:>8.1}{most:>8.1}{longest:>8.1} {ratio:>12.2}");
        }
    }
}

async fn sign_in(browser: &Browser, site: &Site) {
    browser.visit(&format!("{}/console?site={}", site.http.origin(), site.id)).await;
    browser.write(Spot::Page, "[data-part=email]", "agent_admin@shop.example").await;
    browser.write(Spot::Page, "[data-part=password]", Agent::PASSWORD).await;
    browser.click(Spot::Page, "[data-part=submit]").await;
    browser.see(Spot::Page, "[data-part=rail]").await;
}

async fn open(browser: &Browser, site: &Site, cards: usize) {
    let id = format!("dialogue_of{cards}");
    let draft = json!({ "name": "Large", "stream": stream(cards) });
    site.admin.request(Method::PUT, &format!("dialogues/{id}")).json(&draft).done().await;
    let (origin, site) = (site.http.origin(), &site.id);
    browser.visit(&format!("{origin}/console/dialogues/{id}?site={site}")).await;
    browser.see(Spot::Page, "[data-part=canvas]").await;
}

/// Questions with three responses each, with a card below each response, as a tree.
fn stream(size: usize) -> Value {
    let card = |index: usize| {
        let below = |branch: usize| {
            let next = index * 3 + branch + 1;
            let mut response =
                json!({ "id": format!("r{branch}"), "label": format!("Way {branch}") });
            if next < size {
                response["next"] = json!(format!("c{next}"));
            }
            response
        };
        json!({ "type": "question", "id": format!("c{index}"), "text": format!("Question {index}?"),
            "responses": [below(0), below(1), below(2)] })
    };
    json!({ "first": "c0", "cards": (0..size).map(card).collect::<Vec<_>>() })
}

/// Median, 95th percentile and maximum of the frame times during an action, in milliseconds.
async fn frames(browser: &Browser, name: &str, body: &str) -> [f64; 3] {
    let grip = "document.querySelector('[data-part=palette]')";
    let (down, up) = if name == "drag" {
        let event = |name: &str| {
            format!(
                "{grip}.dispatchEvent(new PointerEvent('{name}', {{ ...point, button: 0, buttons: 1 }}));"
            )
        };
        (event("pointerdown"), event("pointercancel"))
    } else {
        (String::new(), String::new())
    };
    let script = format!(
        "const canvas = document.querySelector('[data-part=canvas]');
         const area = canvas.getBoundingClientRect();
         const point = {{ bubbles: true, cancelable: true,
             clientX: area.x + area.width / 2, clientY: area.y + area.height / 2 }};
         {down}
         return new Promise((done) => {{
             const times = [];
             let last = 0;
             let nth = 0;
             const frame = (now) => {{
                 if (nth > 10) times.push(now - last);
                 last = now;
                 if (nth++ > 190) {{ {up} return done(times); }}
                 {body};
                 requestAnimationFrame(frame);
             }};
             requestAnimationFrame(frame);
         }});"
    );
    let times = browser.run(&script).await;
    let mut times: Vec<f64> = serde_json::from_value(times).unwrap();
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    [at(50), at(95), at(100)]
}
