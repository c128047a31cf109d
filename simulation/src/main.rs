//! `cargo xtask simulate [--seeds N] [--seed S] [--loud]`: runs worlds, one for each seed.

use bellhop_simulation::{Figures, run};
use std::panic;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// The options on the command line.
struct Options {
    first: u64,
    count: u64,
    loud: bool,
}

fn options() -> Result<Options, String> {
    let mut options = Options { first: 1, count: 10_000, loud: false };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || {
            let text = args.next().unwrap_or_default();
            text.parse().map_err(|_| format!("{arg} needs a number, not “{text}”"))
        };
        match arg.as_str() {
            "--seeds" => options.count = number()?,
            "--from" => options.first = number()?,
            "--seed" => {
                options.first = number()?;
                options.count = 1;
            }
            "--loud" => options.loud = true,
            _ => {
                return Err(format!(
                    "“{arg}” is not an option. Use --seeds N, --from N, --seed S, --loud"
                ));
            }
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let next = AtomicU64::new(options.first);
    let end = options.first + options.count;
    let failed = AtomicU64::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let figures: Vec<Figures> = thread::scope(|scope| {
        let work = || worker(&next, end, &failed, options.loud);
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    let sum = |figure: fn(&Figures) -> u64| figures.iter().map(figure).sum::<u64>();
    println!(
        "{} worlds from seed {}: {} conversations, {} offers, {} events; {} places in the queue; {} \
         chats were transferred, {} were left by their agent, {} by their visitor; {} machines fell asleep; apps \
         wrote {} messages and handed {} conversations over",
        options.count,
        options.first,
        sum(|f| f.conversations),
        sum(|f| f.offers),
        sum(|f| f.events),
        sum(|f| f.places),
        sum(|f| f.transferred),
        sum(|f| f.gone),
        sum(|f| f.left),
        sum(|f| f.slept),
        sum(|f| f.of_apps),
        sum(|f| f.handed_over)
    );
    let failed = failed.load(Ordering::Relaxed);
    println!("{} passed, {failed} failed", options.count - failed);
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
        all.offers += figures.offers;
        all.conversations += figures.conversations;
        all.events += figures.events;
        all.places += figures.places;
        all.transferred += figures.transferred;
        all.gone += figures.gone;
        all.left += figures.left;
        all.slept += figures.slept;
        all.of_apps += figures.of_apps;
        all.handed_over += figures.handed_over;
    }
}
