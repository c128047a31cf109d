//! What happens to the server and to the lines.

use super::Figures;
use super::weak_line::WeakLine;
use crate::random::Rng;
use crate::server::Server;
use std::time::Duration;
use tokio::time::sleep;

/// Kills the server that often, and cuts and stalls connections in between.
pub(super) async fn pass(server: &Server, line: &WeakLine, rng: &mut Rng, kills: u64) -> Figures {
    let mut figures = Figures::default();
    while figures.kills < kills {
        sleep(Duration::from_millis(300 + rng.below(2_200))).await;
        match rng.below(10) {
            0..=5 => {
                server.kill().await;
                sleep(Duration::from_millis(rng.below(400))).await;
                server.start().await;
                figures.kills += 1;
            }
            6 | 7 => {
                line.cut();
                figures.cuts += 1;
            }
            _ => {
                line.stall(rng.below(2));
                sleep(Duration::from_millis(500 + rng.below(3_000))).await;
                line.cut();
                figures.stalls += 1;
            }
        }
    }
    figures
}
