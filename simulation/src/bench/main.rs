//! `cargo xtask bench desk`: how many decisions a desk makes, how that grows with the agents it has,
//! and how many bytes each turn writes. Times are told as ratios to the ten agents measured in the
//! same run: they say how a desk grows, whatever machine it is and whoever else is busy on it.

mod bench_desk;
mod measure;

use bench_desk::{BenchDesk, Crowd};
use measure::{Measured, STEPS};

/// The sizes; the first is what the others are compared to.
const SIZES: [u32; 4] = [10, 100, 1_000, 10_000];

/// How often each is measured, in turn with all others; the median counts.
const ROUNDS: usize = 9;

fn main() {
    println!("a request from the request to the end of its chat, {ROUNDS} rounds, medians\n");
    print!("{:<26} {:>7} {:>9} {:>7} {:>8}", "", "agents", "requests/s", "ratio", "µs");
    for step in STEPS {
        print!(" {step:>9}");
    }
    println!(" {:>9} {:>7}", "bytes", "of why");
    let base = Crowd::Everybody;
    let ten = compare(base, &SIZES, None);
    for crowd in [Crowd::HalfAway, Crowd::AllFullButOne, Crowd::AllGoneButOne] {
        compare(crowd, &SIZES, ten);
    }
    compare(Crowd::TeamOfTwenty, &SIZES[1..], ten);
    println!("\nratio: time for a request, compared to ten agents of whom everybody is there");
    println!(
        "bytes: what one request makes the desk write; of why: the part that explains its routing"
    );
    println!("\nwhat comes seldom, in µs");
    println!("{:>34} {:>12} {:>12} {:>12}", "agents", "new roster", "same again", "waking");
    for size in SIZES {
        let mut rounds: Vec<_> = (0..3).map(|_| measure::seldom(size)).collect();
        rounds.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let [new, same, woken] = rounds[1];
        println!("{size:>34} {new:>12.0} {same:>12.0} {woken:>12.0}");
    }
}

/// Measures a crowd at all sizes and prints it; gives the time of the first.
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
