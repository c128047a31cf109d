//! Prints the page of limits, for `cargo xtask schema`.

fn main() {
    print!("{}", shared::limit::page());
}
