//! `cargo xtask chaos --kills N --seed S`: a long storm, with a table of what happened in it.

use bellhop_tests::chaos::{Storm, check, run};
use std::process::ExitCode;

fn storm() -> Result<Storm, String> {
    let mut storm =
        Storm { seed: 1, kills: 200, agents: 4, visitors: 12, messages: 20, offer_seconds: 30 };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let text = args.next().unwrap_or_default();
        let number = text.parse().map_err(|_| format!("{arg} needs a number, not “{text}”"))?;
        match arg.as_str() {
            "--kills" => storm.kills = number,
            "--seed" => storm.seed = number,
            _ => return Err(format!("“{arg}” is not an option. Use --kills N and --seed S")),
        }
    }
    Ok(storm)
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let storm = match storm() {
        Ok(storm) => storm,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let (figures, evidence) = run(storm).await;
    let findings = check(&evidence);
    println!("{figures}{:<26}{:>10}", "findings", findings.len());
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        ExitCode::SUCCESS
    } else {
        eprintln!("cargo xtask chaos --kills {} --seed {}", storm.kills, storm.seed);
        ExitCode::FAILURE
    }
}
