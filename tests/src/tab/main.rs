//! One tab as a separate process, which a test can stop like a sleeping computer. It holds a
//! socket, pings, prints every frame, and reconnects after a break, until its standard input
//! closes.

use bellhop_tests::socket::Endpoint;
use bellhop_tests::tab::{CLOSED, OPENED};
use std::io::{BufRead, stdin};
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut first = String::new();
    let endpoint =
        stdin().lock().read_line(&mut first).ok().and_then(|_| Endpoint::from_json(&first));
    let Some(endpoint) = endpoint else {
        eprintln!("the first line is not an endpoint: {first}");
        std::process::exit(2);
    };
    std::thread::spawn(|| {
        let _ended = stdin().lock().lines().count();
        std::process::exit(0);
    });
    loop {
        if let Ok(mut socket) = endpoint.open().await {
            println!("{OPENED}");
            while let Some(frame) = socket.next().await {
                println!("{frame}");
            }
            println!("{CLOSED} {}", socket.over.as_deref().unwrap_or_default());
        }
        sleep(Duration::from_millis(500)).await;
    }
}
