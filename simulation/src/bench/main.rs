//! `cargo xtask bench desk`: how many chat requests a desk handles, how that scales with the number
//! of agents, and how many bytes each turn writes. Times are ratios to ten agents in the same run,
//! so they show how a desk scales on any machine under any load.

mod bench_desk;
mod measure;

use bench_desk::{BenchDesk, Crowd};
use measure::{Measured, STEPS};

/// The numbers of agents; the others are compared to the first.
const SIZES: [u32; 4] = [10, 100, 1_000, 10_000];

/// How often each is measured, alternating with all others; the median counts.
const ROUNDS: usize = 9;

fn main() {
    println!("a chat request from its start to the end of its chat, {ROUNDS} rounds, medians\n");
    print!("{:<26} {:>7} {:>9} {:>7} {:>8}", "", "agents", "requests/s", "ratio", "µs");
    for step in STEPS {
        print!(" {step:>9}");
    }
    println!(" {:>9} {:>7}", "bytes", "routing");
    let base = Crowd::Everybody;
    let ten = compare(base, &SIZES, None);
    for crowd in [Crowd::HalfAway, Crowd::AllFullButOne, Crowd::AllGoneButOne] {
        compare(crowd, &SIZES, ten);
    }
    compare(Crowd::TeamOfTwenty, &SIZES[1..], ten);
    println!("\nratio: time for a request, compared to ten agents who are all available");
    println!(
        "bytes: what one request makes the desk write; routing: the part for the routing decision"
    );
    println!("\nrare operations, in µs");
    println!("{:>34} {:>12} {:>12} {:>12}", "agents", "new roster", "same again", "waking");
    for size in SIZES {
        let mut rounds: Vec<_> = (0..3).map(|_| measure::seldom(size)).collect();
        rounds.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let [new, same, woken] = rounds[1];
        println!("{size:>34} {new:>12.0} {same:>12.0} {woken:>12.0}");
    }
}

/// Measures a crowd at all sizes and prints it; returns the time of the first.
fn compare(crowd: Crowd, sizes: &[u32], ten: Option<f64>) -> Option<f64> {
    let mut benches: Vec<BenchDesk> =
        sizes.iter().map(|size| BenchDesk::new(crowd, *size)).collect();
    let mut rounds: Vec<Vec<Measured>> = sizes.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (bench, rounds) in benches.iter_mut().zip(&mut rounds) {
            rounds.push(measure::round(bench));
        }
    }
    let mut first = ten;
    for ((size, rounds), bench) in sizes.iter().zip(&rounds).zip(&mut benches) {
        let measured = Measured::median(rounds);
        let micros = measured.micros();
        let ten = *first.get_or_insert(micros);
        print!("{:<26} {size:>7} {:>9.0}", crowd.name(), 1e6 / micros);
        print!(" {:>7.2} {micros:>8.1}", micros / ten);
        for step in measured.steps {
            print!(" {step:>9.2}");
        }
        let bytes = bench.bytes();
        println!(" {:>9} {:>7}", bytes.all, bytes.reason);
    }
    first
}
