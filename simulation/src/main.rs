//! `cargo xtask simulate [--seeds N] [--seed S] [--loud]`: worlds, one for each seed.

use bellhop_simulation::{Figures, run};
use std::panic;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// What the command line asks for.
struct Wanted {
    first: u64,
    count: u64,
    loud: bool,
}

fn wanted() -> Result<Wanted, String> {
    let mut wanted = Wanted { first: 1, count: 10_000, loud: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            let text = words.next().unwrap_or_default();
            text.parse().map_err(|_| format!("{word} needs a number, not “{text}”"))
        };
        match word.as_str() {
            "--seeds" => wanted.count = number()?,
            "--from" => wanted.first = number()?,
            "--seed" => {
                wanted.first = number()?;
                wanted.count = 1;
            }
            "--loud" => wanted.loud = true,
            _ => {
                return Err(format!(
                    "“{word}” is no option: --seeds N, --from N, --seed S, --loud"
                ));
            }
        }
    }
    Ok(wanted)
}

fn main() -> ExitCode {
    let wanted = match wanted() {
        Ok(wanted) => wanted,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let next = AtomicU64::new(wanted.first);
    let end = wanted.first + wanted.count;
    let failed = AtomicU64::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let figures: Vec<Figures> = thread::scope(|scope| {
        let work = || worker(&next, end, &failed, wanted.loud);
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    let sum = |figure: fn(&Figures) -> u64| figures.iter().map(figure).sum::<u64>();
    println!(
        "{} worlds from seed {}: {} conversations, {} rings, {} events; {} chats changed hands, {} \
         were left by their agent, {} by their visitor",
        wanted.count,
        wanted.first,
        sum(|f| f.conversations),
        sum(|f| f.rings),
        sum(|f| f.events),
        sum(|f| f.handed),
        sum(|f| f.gone),
        sum(|f| f.left)
    );
    let failed = failed.load(Ordering::Relaxed);
    println!("{} passed, {failed} failed", wanted.count - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn worker(next: &AtomicU64, end: u64, failed: &AtomicU64, loud: bool) -> Figures {
    let mut all = Figures::default();
    loop {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= end {
            return all;
        }
        let Ok(figures) = panic::catch_unwind(|| run(seed, loud)) else {
            failed.fetch_add(1, Ordering::Relaxed);
            eprintln!("seed {seed} failed: cargo xtask simulate --seed {seed} --loud");
            continue;
        };
        all.rings += figures.rings;
        all.conversations += figures.conversations;
        all.events += figures.events;
        all.handed += figures.handed;
        all.gone += figures.gone;
        all.left += figures.left;
    }
}
