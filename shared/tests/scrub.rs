//! Scrubbing: which steps, in which order, and how much.

use shared::scrub::{LARGE_ROW, Scrub, Work, row_bytes};
use shared::time::{Millis, Timestamp};

const NOW: Timestamp = Timestamp(1_000_000);

/// Does everything that is due until nothing is; returns the work. The storage has this many pages
/// in use, and two tables of 30 pages.
fn scrub(scrub: &mut Scrub, base: u64) -> Vec<Work> {
    let (mut used, mut all) = (base, Vec::new());
    let now = scrub.due().unwrap();
    while let Some(work) = scrub.work(now, used) {
        match work {
            Work::Fill(pages) => used += pages,
            Work::Drop => used = base,
            Work::Copy(_) => {
                scrub.note_used(base + 30);
            }
            Work::Index => {}
        }
        scrub.done(now, work, used, 2);
        all.push(work);
        assert!(all.len() < 100, "{all:?}");
    }
    all
}

#[test]
fn a_scrub_fills_free_pages_copies_all_tables_and_is_longer_than_the_log() {
    let mut one = Scrub::default();
    assert!(one.note_used(200));
    assert!(!one.note_used(100), "only the most counts");
    assert!(one.ask(NOW));
    assert!(!one.ask(NOW), "it joins the first one");
    assert_eq!(one.work(NOW, 100), None, "it is not due yet");
    let work = scrub(&mut one, 100);
    let expected = [
        Work::Fill(164), // 200 and the margin, without the 100 in use
        Work::Drop,
        Work::Copy(0),
        Work::Copy(1),
        Work::Fill(164),
        Work::Drop,
        Work::Index,
        Work::Fill(512),
        Work::Fill(512),
        Work::Drop,
        Work::Fill(1_264), // a checkpoint, the most in use, and the margin
        Work::Drop,
    ];
    assert_eq!(work, expected);
    assert_eq!(one.due(), None);

    // The next one also fills the pages that the file has since then, and not one more.
    one.ask(NOW);
    let work = scrub(&mut one, 100);
    let filled: u64 = work
        .iter()
        .take(3)
        .map(|work| match work {
            Work::Fill(pages) => *pages,
            _ => 0,
        })
        .sum();
    assert_eq!(filled, 1_264);
    assert!(work.contains(&Work::Fill(1_264)), "{work:?}");
}

#[test]
fn what_is_erased_meanwhile_is_scrubbed_after_a_pause_and_a_crash_begins_again() {
    let mut one = Scrub::default();
    one.ask(NOW);
    let now = one.due().unwrap();
    one.note_used(1_000);
    while !matches!(one.work(now, 2_000), Some(Work::Copy(0))) {
        let work = one.work(now, 2_000).unwrap();
        one.done(now, work, 2_000, 2);
    }
    assert!(one.ask(now));
    let mut crashed = one.clone();
    assert!(crashed.wake() && !crashed.wake());
    assert_eq!(crashed.work(now, 2_000), Some(Work::Drop), "filler rows that are left are dropped");

    let after = |at: Timestamp| at.since(now);
    while one.due().is_some_and(|due| due <= now) {
        let work = one.work(now, 5_000).unwrap();
        one.done(now, work, 5_000, 2);
    }
    assert_eq!(one.due().map(after), Some(Millis::seconds(25)), "longer for a large storage");
}

#[test]
fn a_filler_row_fills_its_pages() {
    // The record's header: its length, and the type of the value in bytes of seven bits.
    for pages in [1, LARGE_ROW] {
        let bytes = row_bytes(pages);
        let kind = 2 * bytes + 12;
        let header = 1 + (64 - kind.leading_zeros()).div_ceil(7);
        assert_eq!(bytes + u64::from(header), 4_061 + (pages - 1) * 4_092);
    }
}
