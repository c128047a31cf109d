//! The panel's memory: blocks whose sizes are powers of two, and a list of the free ones for each size.
//!
//! Both ways take the same time however much is in use. One list of all free blocks, as `lol_alloc` has, is
//! walked by each of the hundred thousand allocations that draw a thread of 2,000 messages.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr::null_mut;

/// The exponent of the smallest size: 8 bytes, which is also what every block is aligned to.
const LEAST: u32 = 3;

/// How much is asked for at once: a page of wasm.
const PAGE: usize = 64 * 1024;

/// The sizes of 32 bits.
const SIZES: usize = 32;

/// The allocator; all zeros in the beginning.
pub(crate) struct Blocks(UnsafeCell<Lists>);

struct Lists {
    /// The first free block of each size. A free block holds the address of the next.
    free: [*mut Free; SIZES],
    /// Memory that was never used: its begin, and its end.
    fresh: (usize, usize),
}

struct Free {
    next: *mut Free,
}

// SAFETY: the panel's page has one thread.
#[allow(unsafe_code)]
unsafe impl Sync for Blocks {}

impl Blocks {
    pub(crate) const fn new() -> Self {
        Self(UnsafeCell::new(Lists { free: [null_mut(); SIZES], fresh: (0, 0) }))
    }
}

/// The exponent of the size that holds the layout.
const fn exponent(layout: Layout) -> u32 {
    let least = 1 << LEAST;
    let size = if layout.size() > least { layout.size() } else { least };
    usize::BITS - (size - 1).leading_zeros()
}

// SAFETY: a block is handed out once until it is given back, its size is at least the layout's, and its
// address is a multiple of 8. A layout that asks for more gets nothing.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let exponent = exponent(layout);
        // SAFETY: one thread, and no reference outlives a call.
        let lists = unsafe { &mut *self.0.get() };
        let Some(first) = lists.free.get_mut(exponent as usize) else { return null_mut() };
        if layout.align() > 1 << LEAST {
            return null_mut();
        }
        if !first.is_null() {
            let block = *first;
            // SAFETY: it is in the list, so it is free and holds the next.
            *first = unsafe { (*block).next };
            return block.cast();
        }
        let size = 1 << exponent;
        let (begin, end) = lists.fresh;
        if end - begin < size {
            let bytes = if size > PAGE { size } else { PAGE };
            let begin = more(bytes);
            if begin == 0 {
                return null_mut();
            }
            lists.fresh = (begin, begin + bytes);
        }
        let block = lists.fresh.0;
        lists.fresh.0 += size;
        block as *mut u8
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: one thread, and no reference outlives a call.
        let lists = unsafe { &mut *self.0.get() };
        if let Some(first) = lists.free.get_mut(exponent(layout) as usize) {
            #[expect(clippy::cast_ptr_alignment, reason = "blocks are aligned to 8 bytes")]
            let block = block.cast::<Free>();
            // SAFETY: it is ours alone now, and large enough for an address.
            unsafe { (*block).next = *first };
            *first = block;
        }
    }
}

/// The address of so many new bytes, whole pages; 0 if there are none.
#[cfg(target_arch = "wasm32")]
fn more(bytes: usize) -> usize {
    let before = core::arch::wasm32::memory_grow(0, bytes / PAGE);
    if before == usize::MAX { 0 } else { before * PAGE }
}

/// The same for tests, which never give it back.
#[cfg(not(target_arch = "wasm32"))]
fn more(bytes: usize) -> usize {
    vec![0_u64; bytes / 8].leak().as_mut_ptr() as usize
}

#[cfg(test)]
#[allow(
    unsafe_code,
    clippy::cast_possible_truncation,
    reason = "an allocator is called by unsafe functions"
)]
mod tests {
    use super::*;

    /// Writes a pattern into blocks of many sizes, gives half of them back, asks for more, and reads.
    #[test]
    fn blocks_never_overlap_and_free_ones_are_used_again() {
        let blocks = Blocks::new();
        let layout = |nth: usize| Layout::from_size_align(nth * 7 % 5_000 + 1, 8).unwrap();
        let mut there: Vec<(usize, *mut u8)> = Vec::new();
        let make = |nth: usize| {
            let block = unsafe { blocks.alloc(layout(nth)) };
            assert!(!block.is_null() && block.align_offset(8) == 0);
            unsafe { block.write_bytes(nth as u8, layout(nth).size()) };
            (nth, block)
        };
        let check = |(nth, block): (usize, *mut u8)| {
            let bytes = unsafe { core::slice::from_raw_parts(block, layout(nth).size()) };
            assert!(bytes.iter().all(|byte| *byte == nth as u8), "{nth}");
            unsafe { blocks.dealloc(block, layout(nth)) };
        };
        for nth in 0..2_000 {
            there.push(make(nth));
        }
        for _ in 0..1_000 {
            check(there.swap_remove(there.len() / 3));
        }
        for nth in 2_000..3_000 {
            there.push(make(nth));
        }
        there.into_iter().for_each(check);
        let (_, fresh) = unsafe { (*blocks.0.get()).fresh };
        for nth in 0..2_000 {
            there_again(&blocks, layout(nth));
        }
        assert_eq!(unsafe { (*blocks.0.get()).fresh.1 }, fresh, "nothing more was asked for");
    }

    fn there_again(blocks: &Blocks, layout: Layout) {
        assert!(!unsafe { blocks.alloc(layout) }.is_null());
    }

    #[test]
    fn what_is_too_much_gets_nothing() {
        let blocks = Blocks::new();
        for (size, align) in [(usize::MAX / 2, 1), (8, 16)] {
            let layout = Layout::from_size_align(size, align).unwrap();
            assert!(unsafe { blocks.alloc(layout) }.is_null());
        }
    }
}
